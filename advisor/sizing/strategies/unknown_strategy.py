"""Platforms of which nobody says how they run replicas on the day asked about."""

from __future__ import annotations

from advisor.sizing.deployment import Deployment, SizingTask, Strategy
from advisor.sizing.infeasibility import Refusal, RefusalCause
from advisor.sizing.packing_items import LoadPoint
from advisor.values import facts


class UnknownStrategy(Strategy):
    """Deploys nothing."""

    def deploy(self, task: SizingTask, load: LoadPoint, baseline: Deployment | None = None) -> Deployment | Refusal:
        """Why there is no deployment."""
        return self.refusal(task)

    def refusal(self, task: SizingTask) -> Refusal:
        """That the way of running is not known."""
        values = facts(platform=task.platform.name, day=task.day.isoformat())
        return Refusal(RefusalCause.AGENTS_UNKNOWN, values)
