"""What other tools describe, shown before it takes the place of anything."""
