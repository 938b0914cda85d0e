"""Each replica on a machine of its own, behind load balancers."""

from __future__ import annotations

from advisor.sizing.strategies.vm_cluster import VmCluster


class VmPerReplica(VmCluster):
    """Like a cluster of machines, with one replica on each and no proxies: balancers do their work."""

    one_replica_per_machine = True
    shares_machines = False
    survives_zones = False
    balances_inside = True

    def proxies(self, zones: int) -> int:
        """None: requests come through load balancers."""
        return 0
