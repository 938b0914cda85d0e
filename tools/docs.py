"""Writes the generated pages, and what the README, the tutorial and the performance page quote.

A test holds them fresh.
"""

from __future__ import annotations

import contextlib
import re
import shlex
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import click
from click.testing import CliRunner

from advisor.cli import main
from advisor.knowledge import Knowledge, Rule, load_knowledge
from tools.answers import answers_page
from tools.platforms import platforms_page
from tools.result import result_page
from tools.topology_pictures import write_pictures

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "rules.md"
PLATFORMS = ROOT / "docs" / "platforms.md"
COMMANDS = ROOT / "docs" / "commands.md"
RESULT = ROOT / "docs" / "result.md"
ANSWERS = ROOT / "docs" / "answers.md"
README = ROOT / "README.md"
TUTORIAL = ROOT / "docs" / "tutorial.md"
PERFORMANCE = ROOT / "docs" / "performance.md"
HOW_SURE = ROOT / "docs" / "how-sure.md"
IMPORTING = ROOT / "docs" / "importing.md"
QUOTING = (README, TUTORIAL, IMPORTING, PERFORMANCE, HOW_SURE)
"""The pages that quote what commands write or what was measured."""
RESULTS = ROOT / "benchmarks" / "results"
HEADING = re.compile(r"^(.+)\n-{3,}\n", re.MULTILINE)
SECTION = re.compile(r"(.+) (\d+)")
"""The title of a section of a report, and how many paragraphs of it are quoted."""
QUOTE = re.compile(r"(<!-- measured: (\S+?)(?: from (.*?))? -->\n\n).*?(\n\n<!-- end -->)", re.DOTALL)
"""A file of the results, whole, or the paragraph of it that starts with these words."""
BLOCK = re.compile(r"(<!-- output: ([^\n]*) -->\n```text\n).*?(```)", re.DOTALL)
"""What a command writes: whole, `advisor ... | SECTION PARAGRAPHS | ...` for the heads of some sections, or
`advisor ... | until LABEL` for what stands before the line that starts so."""
UNTIL = "until "
FEW_REQUIREMENTS = ("five-service-shop.yaml", "single-vm.yaml")
"""Example scenarios in the folder `requirements` that pages speak of."""
FILE = re.compile(r"```yaml\n# (\S+\.yaml)\n(.*?)```", re.DOTALL)
"""A requirement file that a page shows; its first line is a comment with its name."""
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
        *([f"- Until: {rule.until.isoformat()}"] if rule.until else []),
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


def commands_page() -> str:
    """The page of all commands: what `--help` prints for each."""
    parts = [
        "# Commands",
        "",
        "Generated from the help of each command by `make docs`. `python -m advisor` is the same as `advisor`.",
        "",
    ]
    for words in [(), *_commands(main)]:
        written = (
            CliRunner()
            .invoke(main, [*words, "--help"], prog_name="advisor", terminal_width=80, catch_exceptions=False)
            .output
        )
        parts += [f"## {' '.join(('advisor', *words))}", "", "```text", written.rstrip(), "```", ""]
    return "\n".join(parts).rstrip() + "\n"


def _commands(group: click.Group) -> Iterator[tuple[str, ...]]:
    """The words that call each command, those of a group after the group."""
    for name, command in group.commands.items():
        yield (name,)
        if isinstance(command, click.Group):
            yield from ((name, *words) for words in _commands(command))


def excerpt(report: str, wanted: Sequence[str]) -> str:
    """The heads of the sections wanted (`TITLE PARAGRAPHS` each) of a text report, word for word."""
    _, *parts = HEADING.split(report)
    sections = dict(zip(parts[::2], parts[1::2], strict=True))
    shown = []
    for section in wanted:
        asked = SECTION.fullmatch(section)
        if asked is None:
            raise ValueError(f"{section!r} does not say how many paragraphs")
        head = "\n\n".join(re.split(r"\n{2,}", sections[asked[1]].strip("\n"))[: int(asked[2])])
        shown.append(f"{asked[1]}\n{'-' * len(asked[1])}\n\n{head}\n")
    return "\n".join(shown)


def lay_out(page: str, folder: Path) -> None:
    """Put into a folder what the commands of a page read: the files that it shows, data, a folder of requirements."""
    (folder / "data").symlink_to(ROOT / "data")
    (folder / "requirements").mkdir()
    for name in FEW_REQUIREMENTS:
        (folder / "requirements" / name).symlink_to(ROOT / "data" / "scenarios" / name)
    for name, text in FILE.findall(page):
        (folder / name).write_text(text, encoding="utf-8")


def output_of(words: str) -> str:
    """What a command of the advisor writes in this folder; or of its report the sections named after it."""
    command, *sections = words.split(" | ")
    written = CliRunner().invoke(main, shlex.split(command)[1:], catch_exceptions=False).output
    if len(sections) == 1 and sections[0].startswith(UNTIL):
        head, _, _ = written.partition(f"\n{sections[0].removeprefix(UNTIL)}")
        return f"{head}\n[...]\n"
    return excerpt(written, sections) if sections else written


def quoted_page(page: str) -> str:
    """The page with the output of commands and what was measured in their places."""
    with tempfile.TemporaryDirectory() as name:
        lay_out(page, Path(name))
        with contextlib.chdir(name):
            page = BLOCK.sub(lambda block: block[1] + output_of(block[2]) + block[3], page)
    return measured_page(page)


def measured_page(page: str) -> str:
    """The page with what it quotes of the results of benchmarks in its place."""
    return QUOTE.sub(lambda quote: quote[1] + _quoted(quote[2], quote[3]) + quote[4], page)


def _quoted(file: str, start: str | None) -> str:
    text = (RESULTS / file).read_text(encoding="utf-8").strip()
    return text if start is None else next(part for part in text.split("\n\n") if part.startswith(start))


if __name__ == "__main__":
    PAGE.write_text(rules_page(load_knowledge()), encoding="utf-8")
    PLATFORMS.write_text(platforms_page(load_knowledge()), encoding="utf-8")
    COMMANDS.write_text(commands_page(), encoding="utf-8")
    ANSWERS.write_text(answers_page(), encoding="utf-8")
    RESULT.write_text(result_page(RESULT.read_text(encoding="utf-8")), encoding="utf-8")
    for quoting in QUOTING:
        quoting.write_text(quoted_page(quoting.read_text(encoding="utf-8")), encoding="utf-8")
    for written in (PAGE, PLATFORMS, COMMANDS, ANSWERS, RESULT, *QUOTING, *write_pictures()):
        print(f"wrote {written.relative_to(ROOT)}")
