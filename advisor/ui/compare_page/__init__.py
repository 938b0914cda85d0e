"""The page Compare: a few platforms side by side by criterion, and what other weights would do."""
