"""Claims that are tables: the model of each shape, by the name that the vocabulary gives it."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from advisor.knowledge.control_plane_tables import (
    ControlPlaneSizes,
    ControlPlaneTiers,
    MemberCounts,
    SharedControlPlane,
)
from advisor.knowledge.fee_tables import AccountPlans, AgentFees
from advisor.knowledge.machine_tables import (
    Daemons,
    ExtraMachines,
    MachineRules,
    PodLimits,
    Reservation,
    RootDisks,
    SystemPool,
)
from advisor.knowledge.size_tables import BillingModes, PlanSizes, TaskSizes
from advisor.values import Frozen


class TasksLeft(Frozen):
    """Ids of the tasks of knowledge/operating_tasks.yaml that stay with the team."""

    rows: Annotated[tuple[str, ...], Field(min_length=1)]


SHAPES: dict[str, type[Frozen]] = {
    "reservation": Reservation,
    "daemons": Daemons,
    "machine_rules": MachineRules,
    "root_disks": RootDisks,
    "pod_limits": PodLimits,
    "system_pool": SystemPool,
    "control_plane_sizes": ControlPlaneSizes,
    "shared_control_plane": SharedControlPlane,
    "task_sizes": TaskSizes,
    "billing_modes": BillingModes,
    "plan_sizes": PlanSizes,
    "member_counts": MemberCounts,
    "control_plane_tiers": ControlPlaneTiers,
    "extra_machines": ExtraMachines,
    "account_plans": AccountPlans,
    "agent_fees": AgentFees,
    "tasks_left": TasksLeft,
}
