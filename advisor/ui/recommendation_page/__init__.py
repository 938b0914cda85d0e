"""The page Recommendation: the answer that is read in a minute, and below it what stands behind it."""
