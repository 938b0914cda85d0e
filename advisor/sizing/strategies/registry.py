"""Which strategy a platform takes, by the term `agents`: the one place where that is decided."""

from __future__ import annotations

from advisor.knowledge import Agents
from advisor.sizing.deployment import Strategy
from advisor.sizing.strategies.app_instances import AppInstances
from advisor.sizing.strategies.serverless import Serverless
from advisor.sizing.strategies.single_vm import SingleVm
from advisor.sizing.strategies.unknown_strategy import UnknownStrategy
from advisor.sizing.strategies.vm_cluster import VmCluster
from advisor.sizing.strategies.vm_per_replica import VmPerReplica

STRATEGIES: dict[Agents | None, Strategy] = {
    Agents.MACHINES: VmCluster(),
    Agents.MACHINE_PER_REPLICA: VmPerReplica(),
    Agents.ONE_MACHINE: SingleVm(),
    Agents.PLAN_INSTANCES: AppInstances(),
    Agents.TASKS: Serverless(),
    None: UnknownStrategy(),
}
"""One strategy for each way of running; several clusters of any of them are made by sizing/multi_cluster.py."""
