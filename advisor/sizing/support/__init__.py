"""What stands beside the agents: ingress, registry, further machines."""
