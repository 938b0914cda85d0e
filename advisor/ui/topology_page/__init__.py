"""The page of a topology: the picture in its scenes, the machines as a table, and what has to be set up."""
