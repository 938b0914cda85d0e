"""What a topology costs."""
