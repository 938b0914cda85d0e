"""Text, Markdown and CSV."""
