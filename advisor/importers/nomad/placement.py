"""On which machines a Nomad group may run: constraints, and what it is spread over."""

from __future__ import annotations

from collections.abc import Sequence

from advisor.importers.codes import ImportCode
from advisor.importers.draft import Draft, DraftService, NoteKind, assumed, read_at
from advisor.importers.nodes import FileNode
from advisor.importers.nomad.jobs import every

_ARCHITECTURES = {"amd64": "amd64", "x86_64": "amd64", "arm64": "arm64", "aarch64": "arm64"}
_ZONES = ("datacenter", "zone", "rack", "region")


def take_placement(service: DraftService, owners: Sequence[FileNode], draft: Draft) -> None:
    """Fill system, architecture, replicas of one machine and spread; other rules are told."""
    for owner in owners:
        for constraint in every(owner, "constraint"):
            _take_constraint(service, constraint, draft)
        for spread in every(owner, "spread"):
            by = spread.get("attribute")
            if by is not None:
                over = "zone" if any(word in by.text for word in _ZONES) else "node"
                found = assumed(over, ImportCode.SPREAD_BY_LABEL, by.place, label=by.text.strip("${}")[:60])
                service.fields.setdefault("spread", found)


def _take_constraint(service: DraftService, constraint: FileNode, draft: Draft) -> None:
    attribute, value, operator = (constraint.get(key) for key in ("attribute", "value", "operator"))
    name = attribute.text.strip("${}") if attribute is not None else ""
    said = value.text.lower() if value is not None else ""
    word = operator.text if operator is not None else "="
    distinct = constraint.get("distinct_hosts")
    if word == "distinct_hosts" or (distinct is not None and distinct.text == "true"):
        service.fields["max_per_node"] = read_at(1, constraint.place)
    elif name == "attr.kernel.name" and said in ("linux", "windows") and word in ("=", "==", "is"):
        if said == "windows":
            service.fields["os"] = read_at(said, constraint.place)
    elif name == "attr.cpu.arch" and said in _ARCHITECTURES and word in ("=", "==", "is"):
        service.fields["arch"] = read_at(_ARCHITECTURES[said], constraint.place)
    else:
        rule = " ".join(part for part in (name, word, said) if part)[:80]
        subject = ("services", service.called, "placement")
        draft.tell(NoteKind.NOT_EXPRESSIBLE, subject, ImportCode.PLACEMENT, constraint.place, rule=rule)
