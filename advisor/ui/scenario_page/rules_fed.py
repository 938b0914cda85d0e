"""Which rules of the knowledge base read the answer to a question."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from advisor.knowledge import Knowledge, Rule

_COUNTED_FROM: Mapping[str, tuple[str, ...]] = {
    "scale.services": ("demand.services", "demand.copies"),
    "scale.apps": ("demand.apps",),
    "scale.containers": ("demand.replicas",),
}
"""Questions that stand for what is counted from the table of services."""
SERVICES = "services"
_COUNTED = "demand."


def rules_by_field(knowledge: Knowledge) -> dict[str, tuple[Rule, ...]]:
    """The rules that read each field, in the order of their ids; `services` stands for all counts of them."""
    found: dict[str, list[Rule]] = {}
    for rule in sorted(knowledge.rules, key=lambda rule: rule.id):
        for field in dict.fromkeys(_fields_read(rule)):
            found.setdefault(field, []).append(rule)
    return {field: tuple(rules) for field, rules in found.items()}


def name_in_rules(field: str) -> str:
    """What the conditions of rules call the answer to a question."""
    return _COUNTED_FROM.get(field, (_COUNTED if field == SERVICES else field,))[0]


def _fields_read(rule: Rule) -> Iterator[str]:
    names = {*rule.condition.names, *(name for least in rule.least.values() for name in least.names)}
    for name in sorted(names):
        yield name
        if name.startswith(_COUNTED):
            yield SERVICES
        yield from (field for field, counted in _COUNTED_FROM.items() if name in counted)
