"""Writes docs/rules.md from the knowledge base: `python -m tools.docs`; a test holds the page against it."""

from __future__ import annotations

from pathlib import Path

from advisor.knowledge import Knowledge, Rule, load_knowledge

PAGE = Path(__file__).resolve().parent.parent / "docs" / "rules.md"
THEMES = {
    "1": "Need",
    "2": "Scale and scheduling",
    "3": "Tenancy and compliance",
    "4": "Network and discovery",
    "5": "Operations and skills",
    "6": "Cost",
    "7": "Lifecycle",
}


def rules_page(knowledge: Knowledge) -> str:
    """The page of all rules by theme, each with its condition, effect, reason and source."""
    parts = [
        "# Rules",
        "",
        "Generated from `knowledge/rules/` by `make docs`; change the rules, not this page.",
        "",
        "X requires (and so excludes), W weighs, N notes. No rule names a platform.",
        "",
    ]
    for digit, theme in THEMES.items():
        rules = [rule for rule in knowledge.rules if rule.id[1] == digit]
        parts += [f"## {digit}. {theme}", ""]
        for rule in sorted(rules, key=lambda r: (r.id[1:], r.id[0])):
            parts += _rule(rule, knowledge)
    return "\n".join(parts).rstrip() + "\n"


def _rule(rule: Rule, knowledge: Knowledge) -> list[str]:
    source = knowledge.sources[rule.source]
    return [
        f"### {rule.id} {rule.title}",
        "",
        rule.why,
        "",
        f"- When: `{' '.join(rule.when.split())}`",
        f"- Then: {_effect(rule)}",
        f"- Source: {source.title}, {source.publisher}, {source.day.isoformat()} ({rule.source})",
        "",
    ]


def _effect(rule: Rule) -> str:
    effect = rule.effect
    if effect.require is not None:
        return "require " + ", ".join(f"`{term}` of at least {least}" for term, least in effect.require.items())
    if effect.require_each is not None:
        return f"require each capability named in `{effect.require_each}`"
    if effect.weigh is not None:
        return "weigh " + ", ".join(f"`{name}` {weight:+g}" for name, weight in effect.weigh.items())
    return f"note: {effect.note}"


if __name__ == "__main__":
    PAGE.write_text(rules_page(load_knowledge()), encoding="utf-8")
    print(f"wrote {PAGE}")
