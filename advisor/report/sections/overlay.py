"""What an overlay adds to the knowledge base and overrides in it, wherever an answer rests on that."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.knowledge import Knowledge, OverrideKind
from advisor.report.blocks import Block, Bullet, Bullets, Heading, Paragraph
from advisor.report.sections.evidence import figure
from advisor.report.wording import count, listing

WHAT = {
    OverrideKind.PLATFORM_ADDED: "platform added",
    OverrideKind.PLATFORM_OVERRIDDEN: "platform overridden",
    OverrideKind.CLAIM_ADDED: "claim added",
    OverrideKind.CLAIM_OVERRIDDEN: "claim overridden",
    OverrideKind.RULE_ADDED: "rule added",
    OverrideKind.RULE_OVERRIDDEN: "rule overridden",
    OverrideKind.WEIGHT_OVERRIDDEN: "weight overridden",
    OverrideKind.ASSUMPTION_OVERRIDDEN: "assumption overridden",
    OverrideKind.PRESET_OVERRIDDEN: "preset overridden",
    OverrideKind.TASK_ADDED: "task of operation added",
    OverrideKind.TASK_OVERRIDDEN: "task of operation overridden",
    OverrideKind.IN_USE_ADDED: "word for what is in use added",
    OverrideKind.IN_USE_OVERRIDDEN: "word for what is in use overridden",
    OverrideKind.FRAMEWORK_ADDED: "framework of compliance added",
    OverrideKind.FRAMEWORK_OVERRIDDEN: "framework of compliance overridden",
    OverrideKind.SUPPORT_WINDOWS_ADDED: "support windows added",
    OverrideKind.SUPPORT_WINDOWS_OVERRIDDEN: "support windows overridden",
    OverrideKind.SOURCE_ADDED: "source added",
}
"""What a statement of an overlay does, in words."""


def overlay_blocks(knowledge: Knowledge) -> Iterator[Block]:
    """A short section on every statement of an overlay, by what it does and by file; nothing without an overlay."""
    if knowledge.overlay is None:
        return
    grouped: dict[tuple[OverrideKind, str], list[str]] = {}
    for override in knowledge.overrides:
        grouped.setdefault((override.what, override.file), []).append(override.id)
    yield Heading("What the overlay changes")
    statements = count(len(knowledge.overrides), "statement")
    rests = (figure("knowledge"),)
    yield Paragraph(
        f"This answer does not rest on the advisor's own knowledge alone: {statements} of {name_of(knowledge)}.",
        rests_on=rests,
    )
    told = (f"{WHAT[what]}: {listing(ids)} ({file})" for (what, file), ids in grouped.items())
    yield Bullets(tuple(Bullet(words, rests_on=rests) for words in told))


def name_of(knowledge: Knowledge) -> str:
    """The overlay in words."""
    return f"the overlay {knowledge.overlay}"


def told_in(overlay_file: str) -> str:
    """` (overlay: rules/ours.yaml)` after what an overlay says; nothing after the rest."""
    return f" (overlay: {overlay_file})" if overlay_file else ""
