"""Price lists as vendors and others publish them, read into a folder of prices."""
