"""The views of the page Knowledge; only the open one is computed and sent."""
