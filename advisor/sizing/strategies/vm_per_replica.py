"""Each replica on a machine of its own, behind load balancers."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.sizing.deployment import Deployment, SizingTask
from advisor.sizing.node_pools import requested
from advisor.sizing.note_codes import NoteCode
from advisor.sizing.strategies.vm_cluster import VmCluster
from advisor.values import Note, note


class VmPerReplica(VmCluster):
    """Like a cluster of machines, with one replica on each and no proxies: balancers do their work."""

    one_replica_per_machine = True
    shares_machines = False
    survives_zones = False
    balances_inside = True
    has_proxies = False
    takes_burstable = True

    def notes(self, task: SizingTask, deployment: Deployment) -> Iterator[Note]:
        """What share of the machines is asked for, and how a lost one is replaced."""
        machines = sum(pool.node_count for pool in deployment.pools)
        used = sum(requested(pool, task.workload.services)[0] for pool in deployment.pools)
        allocatable = 0
        for pool in deployment.pools:
            size = {machine.name: machine.cpu_millicores for machine in pool.machines}
            allocatable += sum(size[node.machine] * node.count for node in pool.nodes)
        if machines and allocatable:
            yield note(NoteCode.MACHINE_PER_REPLICA, machines=machines, cpu_share=used / allocatable)
        if task.terms.reschedules is not False:
            yield note(NoteCode.MACHINE_GROUP_REPLACES)
