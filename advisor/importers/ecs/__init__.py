"""ECS task definitions, and what `aws ecs describe-services` and `describe-task-definition` print -> a draft."""

from advisor.importers.ecs.reader import read_ecs

__all__ = ["read_ecs"]
