"""The page What if: answers changed for a trial, and the answer before and after beside each other."""
