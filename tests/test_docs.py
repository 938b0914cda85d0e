"""The pages tell the truth: generated ones are fresh, what the README runs works, every name is documented."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

import advisor
from advisor.cli import main
from tools.docs import GOLDEN, PAGE, PERFORMANCE, PLATFORMS, README, measured_page, readme_page, rules_page
from tools.platforms import platforms_page

ROOT = Path(__file__).resolve().parent.parent
TEXT = README.read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    """The code blocks of the README in one language."""
    return re.findall(rf"```{language}\n(.*?)```", TEXT, re.DOTALL)


def commands() -> list[list[str]]:
    """Words of every `python -m advisor` command of the README, without comments."""
    lines = [line for block in blocks("sh") for line in block.splitlines()]
    words = [shlex.split(line, comments=True) for line in lines]
    return [line[3:] for line in words if line[:3] == ["python", "-m", "advisor"]]


def list_commands(group: click.Group, before: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], click.Command]]:
    """Every command and group of the command line with the words that call it."""
    found: list[tuple[tuple[str, ...], click.Command]] = []
    for name, command in group.commands.items():
        words = (*before, name)
        found.append((words, command))
        if isinstance(command, click.Group):
            found += list_commands(command, words)
    return found


def test_the_rules_page_and_the_example_in_the_readme_are_fresh() -> None:
    what_to_do = "run `make golden docs`"
    assert PAGE.read_text(encoding="utf-8") == rules_page(advisor.load_knowledge()), what_to_do
    assert readme_page(TEXT, GOLDEN.read_text(encoding="utf-8")) == TEXT, what_to_do
    assert "Which platform fits?" in TEXT


def test_what_is_quoted_of_the_benchmarks_is_what_they_wrote() -> None:
    page = PERFORMANCE.read_text(encoding="utf-8")
    assert measured_page(page) == page, "run `make docs`"
    assert page.count("<!-- measured:") == page.count("<!-- end -->") == 3
    assert TEXT.count("<!-- measured:") == TEXT.count("<!-- end -->") == 1


def test_the_page_of_the_platforms_is_fresh_and_shows_every_platform_and_capability() -> None:
    knowledge = advisor.load_knowledge()
    page = PLATFORMS.read_text(encoding="utf-8")
    assert page == platforms_page(knowledge), "run `make docs`"
    for platform in knowledge.platforms.values():
        assert f"## {platform.name} ({platform.id})" in page.replace("\\", "")
        assert f"\n| {platform.id} | " in page
    for term in filter(knowledge.is_capability, knowledge.vocabulary):
        assert knowledge.vocabulary[term].derived or page.count(f" | {term} | ") >= len(knowledge.platforms)


def test_the_commands_of_the_readme_run_one_after_the_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "data").symlink_to(ROOT / "data")
    monkeypatch.chdir(tmp_path)
    assert commands()
    for words in commands():
        done = CliRunner().invoke(main, words)
        assert done.exit_code == 0, f"{words}: {done.output}"
        assert done.output
    assert (tmp_path / "results" / "summary.csv").exists()


def test_the_python_example_of_the_readme_prints_what_its_comments_say(capsys: pytest.CaptureFixture[str]) -> None:
    (example,) = blocks("python")
    exec(compile(example, "README.md", "exec"), {})
    printed = capsys.readouterr().out.splitlines()
    assert printed[:2] == ["no", "ecs-fargate"]
    assert re.findall(r"# (no|ecs-fargate)$", example, re.MULTILINE) == printed[:2]


def test_the_make_targets_of_the_readme_exist_and_each_one_says_what_it_does() -> None:
    told = set(re.findall(r"^([a-z]+):.*## ", MAKEFILE, re.MULTILINE))
    for name in re.findall(r"^make ([a-z]+)", "\n".join(blocks("sh")), re.MULTILINE):
        assert name in told
    phony = re.search(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE)
    assert phony is not None
    assert set(phony[1].split()) == told


def test_every_public_name_says_what_it_is() -> None:
    undocumented = [name for name in advisor.__all__ if not (getattr(advisor, name).__doc__ or "").strip()]
    assert undocumented == []


def test_every_command_and_option_says_what_it_does() -> None:
    silent = [" ".join(words) for words, command in list_commands(main) if not (command.help or "").strip()]
    silent += [
        f"{' '.join(words)} {option.opts[0]}"
        for words, command in list_commands(main)
        for option in command.params
        if isinstance(option, click.Option) and not option.help
    ]
    assert silent == []


def test_the_links_of_the_pages_lead_to_files() -> None:
    broken = []
    for page in [README, *sorted((ROOT / "docs").rglob("*.md")), ROOT / "CHANGELOG.md"]:
        for target in re.findall(r"\]\((?!<?https?://|#)([^)#]+)", page.read_text(encoding="utf-8")):
            if not (page.parent / target).exists():
                broken.append(f"{page.relative_to(ROOT)}: {target}")
    assert broken == []
