"""Checkers that share no code with the product: they read a requirement and the JSON of an answer, and count."""
