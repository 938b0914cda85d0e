"""One class for each way of running replicas, chosen in registry.py, and clusters of any of them."""
