"""Where the README's figures come from: each module measures one thing and prints what it found."""
