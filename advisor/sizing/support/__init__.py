"""What stands beside the agents: proxies, load balancers and gateways, discovery, registry, auxiliary nodes."""
