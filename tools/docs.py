"""Writes the generated pages: docs/rules.md, docs/platforms.md, and what README.md and docs/performance.md quote.

A test holds them fresh.
"""

from __future__ import annotations

import contextlib
import re
import shlex
from pathlib import Path

from click.testing import CliRunner

from advisor.cli import main
from advisor.knowledge import Knowledge, Rule, load_knowledge
from tools.platforms import platforms_page

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "rules.md"
PLATFORMS = ROOT / "docs" / "platforms.md"
README = ROOT / "README.md"
PERFORMANCE = ROOT / "docs" / "performance.md"
RESULTS = ROOT / "benchmarks" / "results"
GOLDEN = ROOT / "tests" / "golden" / "online-boutique.txt"
EXCERPT = {
    "Do you need an orchestrator?": 1,
    "Which platform fits?": 2,
    "What it costs a month": 4,
    "All platforms that fit": 1,
}
"""The sections of the golden report that the README shows, and how many paragraphs of each."""
HEADING = re.compile(r"^(.+)\n-{3,}\n", re.MULTILINE)
QUOTE = re.compile(r"(<!-- measured: (\S+?)(?: from (.*?))? -->\n\n).*?(\n\n<!-- end -->)", re.DOTALL)
"""A file of the results, whole, or the paragraph of it that starts with these words."""
BLOCK = re.compile(r"(<!-- output: ([^\n]*) -->\n```text\n).*?(```)", re.DOTALL)
COMMAND = ["python", "-m", "advisor"]
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
        *([f"- Since: {rule.since.isoformat()}"] if rule.since else []),
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


def excerpt(report: str) -> str:
    """The head of each section in EXCERPT, word for word."""
    _, *parts = HEADING.split(report)
    sections = dict(zip(parts[::2], parts[1::2], strict=True))
    shown = []
    for title, paragraphs in EXCERPT.items():
        head = "\n\n".join(re.split(r"\n{2,}", sections[title].strip("\n"))[:paragraphs])
        shown.append(f"{title}\n{'-' * len(title)}\n\n{head}\n")
    return "\n".join(shown)


def output_of(command: str, report: str) -> str:
    """What a command of the advisor writes; for any other text, the excerpt of the report."""
    words = shlex.split(command)
    if words[:3] != COMMAND:
        return excerpt(report)
    with contextlib.chdir(ROOT):
        return CliRunner().invoke(main, words[3:], catch_exceptions=False).stdout


def readme_page(readme: str, report: str) -> str:
    """The README with the excerpt of the report, the output of commands and what was measured in their places."""
    return measured_page(BLOCK.sub(lambda block: block[1] + output_of(block[2], report) + block[3], readme))


def measured_page(page: str) -> str:
    """The page with what it quotes of the results of benchmarks in its place."""
    return QUOTE.sub(lambda quote: quote[1] + _quoted(quote[2], quote[3]) + quote[4], page)


def _quoted(file: str, start: str | None) -> str:
    text = (RESULTS / file).read_text(encoding="utf-8").strip()
    return text if start is None else next(part for part in text.split("\n\n") if part.startswith(start))


if __name__ == "__main__":
    PAGE.write_text(rules_page(load_knowledge()), encoding="utf-8")
    PLATFORMS.write_text(platforms_page(load_knowledge()), encoding="utf-8")
    README.write_text(readme_page(README.read_text(encoding="utf-8"), GOLDEN.read_text(encoding="utf-8")), "utf-8")
    PERFORMANCE.write_text(measured_page(PERFORMANCE.read_text(encoding="utf-8")), encoding="utf-8")
    for page in (PAGE, PLATFORMS, README, PERFORMANCE):
        print(f"wrote {page.relative_to(ROOT)}")
