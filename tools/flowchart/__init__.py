"""The advisor distilled into pictures: decision trees over drawn requirements."""
