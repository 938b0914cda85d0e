"""The pages tell the truth: generated ones are fresh, what they tell to run works, every name is documented."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections import Counter
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

import advisor
from advisor.cli import main
from advisor.report.schema.json_schema import RESULTS, result_schema
from tests.answers import KNOWLEDGE, list_scenarios
from tools.answers import answer_of, awkward_requirements
from tools.docs import (
    ANSWERS,
    COMMANDS,
    IMPORTING,
    PAGE,
    PERFORMANCE,
    PLATFORMS,
    QUOTING,
    README,
    RESULT,
    TUTORIAL,
    commands_page,
    lay_out,
    measured_page,
    quoted_page,
    rules_page,
)
from tools.platforms import platforms_page
from tools.result import result_page

EXPLAINED_BY_OTHER_WORDS = {
    "Knowledge": "knowledge base",
    "Leads to": "unknown",
    "Would change": "what-if",
    "Need limits": "verdict",
    "Ranked": "ranking",
    "Simplest": "simplest approach",
    "Other weights": "share of weights",
    "Share": "share of weights",
    "Least change": "least change of weights",
    "Judgement": "judged claim",
    "Judged together": "judged claim",
    "Cheaper": "budget missed",
    "In use": "stay",
    "Score part": "score",
    "Note": "notes",
    "Cost": "bill",
    "Price note": "bill",
    "Machines": "agent",
    "Machine": "machine type",
    "Infeasible": "infeasibility",
    "Tied service": "affinity",
    "Member machines": "member",
    "Bound source": "bound",
    "Survives": "promise",
    "Upgrade": "rolling update",
    "Cost part": "cost shares",
    "Type choice": "cost shares",
    "Alternative type": "cost shares",
    "Replica cost": "marginal costs",
    "Support key": "support part",
    "Load plan": "load following",
    "Left to you": "capability",
    "Spare in sites": "sites plan",
    "Trait": "strength",
    "Point": "trade-off",
    "Seen": "trade-off",
    "Reason": "requirement",
    "Imported": "import",
    "Value origin": "origin",
    "Import note": "notes",
}
"""Objects of the result whose names are not the words of the glossary, with the words that explain them."""

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
PROSE = sorted(
    {*ROOT.glob("*.md"), *(page for room in (DOCS, ROOT / "data", ROOT / "benchmarks") for page in room.rglob("*.md"))}
)
RUNS_ON = {"serve"}
"""Commands that end when somebody ends them."""
LINK = re.compile(r"\]\((?!<?https?://|#)([^)#\s]+)")


def blocks(page: Path, language: str) -> list[str]:
    """The code blocks of a page in one language."""
    return re.findall(rf"```{language}\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)


def commands(page: Path) -> list[tuple[list[str], int]]:
    """Words and exit code of every command of the advisor that a page tells to run."""
    found = []
    for line in (line for block in blocks(page, "sh") for line in block.splitlines()):
        words = shlex.split(line, comments=True)
        words = words[2:] if words[:3] == ["python", "-m", "advisor"] else words
        code = re.search(r"# exit code (\d+)$", line)
        if words[:1] == ["advisor"]:
            found.append((words[1:], int(code[1]) if code else 0))
    return found


def list_commands(group: click.Group, before: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], click.Command]]:
    """Every command and group of the command line with the words that call it."""
    found: list[tuple[tuple[str, ...], click.Command]] = []
    for name, command in group.commands.items():
        words = (*before, name)
        found.append((words, command))
        if isinstance(command, click.Group):
            found += list_commands(command, words)
    return found


def test_the_rules_page_is_fresh() -> None:
    assert PAGE.read_text(encoding="utf-8") == rules_page(advisor.load_knowledge()), "run `make docs`"


def test_the_page_of_commands_is_fresh() -> None:
    assert COMMANDS.read_text(encoding="utf-8") == commands_page(), "run `make docs`"


def test_the_page_of_the_result_is_fresh_and_has_every_key() -> None:
    page = RESULT.read_text(encoding="utf-8")
    assert page == result_page(page), "run `make docs`"
    for kind in RESULTS:
        schema = result_schema(kind)
        for part in (schema, *schema["$defs"].values()):
            assert [key for key in part.get("properties", ()) if f"\n| `{key}` | " not in page] == []
    headings = Counter(re.findall(r"^#{2,3} (.+)$", page, re.MULTILINE))
    assert [heading for heading, times in headings.items() if times > 1] == []
    anchors = {heading.lower().replace(" ", "-") for heading in headings}
    assert set(re.findall(r"\]\(#([^)]+)\)", page)) <= anchors


@pytest.mark.slow
def test_the_answers_have_every_example_and_two_of_them_are_fresh() -> None:
    """All of them would take minutes: an example and a small requirement stand for them."""
    page = ANSWERS.read_text(encoding="utf-8")
    places = {place.stem: place for place in (*list_scenarios(), *awkward_requirements())}
    headings = re.findall(r"^## (\S+)$", page, re.MULTILINE)
    assert headings == [place.stem for place in list_scenarios()] + [place.stem for place in awkward_requirements()]
    for name in ("single-vm", "cloud-run-tiny"):
        assert answer_of(places[name], KNOWLEDGE) in page, name


def test_the_python_example_of_the_result_runs(capsys: pytest.CaptureFixture[str]) -> None:
    (example,) = blocks(RESULT, "python")
    exec(compile(example, "result.md", "exec"), {})
    first, *lines = capsys.readouterr().out.splitlines()
    assert first.startswith("docker-compose-single-vm ")
    assert len(lines) > 3


@pytest.mark.slow
@pytest.mark.parametrize("page", QUOTING, ids=lambda page: page.stem)
def test_what_a_page_quotes_is_what_commands_and_benchmarks_wrote(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert quoted_page(text) == text, "run `make docs`"
    assert text.count("<!-- measured:") + text.count("<!-- output:") > 0


def test_the_performance_page_quotes_public_instances_goals_families_and_growth() -> None:
    page = PERFORMANCE.read_text(encoding="utf-8")
    assert measured_page(page) == page, "run `make docs`"
    assert page.count("<!-- measured:") == page.count("<!-- end -->") == 4


def test_the_readme_is_short() -> None:
    assert len(README.read_text(encoding="utf-8").splitlines()) <= 150


@pytest.mark.slow
def test_the_page_of_the_platforms_is_fresh_and_shows_every_platform_and_capability() -> None:
    knowledge = advisor.load_knowledge()
    page = PLATFORMS.read_text(encoding="utf-8")
    assert page == platforms_page(knowledge), "run `make docs`"
    for platform in knowledge.platforms.values():
        assert f"## {platform.name} ({platform.id})" in page.replace("\\", "")
        assert f"\n| {platform.id} | " in page
    for term in filter(knowledge.is_capability, knowledge.vocabulary):
        assert knowledge.vocabulary[term].derived or page.count(f" | {term} | ") >= len(knowledge.platforms)


@pytest.mark.slow
@pytest.mark.parametrize("page", [README, TUTORIAL, IMPORTING], ids=lambda page: page.stem)
def test_the_commands_of_a_page_run_one_after_the_other(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay_out(page.read_text(encoding="utf-8"), tmp_path)
    monkeypatch.chdir(tmp_path)
    assert len(commands(page)) > 4
    for words, code in commands(page):
        done = CliRunner().invoke(main, words if words[0] not in RUNS_ON else [*words, "--help"])
        assert done.exit_code == code, f"{words}: {done.output}"
        assert done.output
    batch = any(words[0] == "batch" for words, _ in commands(page))
    assert batch == (tmp_path / "results" / "summary.csv").exists()


def test_the_example_of_packing_prints_what_the_page_says(capsys: pytest.CaptureFixture[str]) -> None:
    page = DOCS / "how-packing-works.md"
    (example,) = blocks(page, "python")
    exec(compile(example, page.name, "exec"), {})
    assert capsys.readouterr().out in blocks(page, "text")


@pytest.mark.slow
def test_the_python_example_of_the_readme_prints_what_its_comments_say(capsys: pytest.CaptureFixture[str]) -> None:
    (example,) = blocks(README, "python")
    exec(compile(example, "README.md", "exec"), {})
    printed = capsys.readouterr().out.splitlines()
    assert printed[:2] == ["no", "docker-compose-single-vm"]
    assert re.findall(r"# (no|docker-compose-single-vm)$", example, re.MULTILINE) == printed[:2]


@pytest.mark.slow
def test_the_python_examples_pass_a_strict_type_check(tmp_path: Path) -> None:
    examples = [(page, block) for page in PROSE for block in blocks(page, "python")]
    assert len(examples) >= 4
    files = [tmp_path / f"{page.stem.lower().replace('-', '_')}_{n}.py" for n, (page, _) in enumerate(examples)]
    for file, (_, example) in zip(files, examples, strict=True):
        file.write_text(example, encoding="utf-8")
    command = [sys.executable, "-m", "mypy", "--strict", "--follow-imports=silent", *map(str, files)]
    checked = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_no_page_leads_to_an_address_that_stands_for_none() -> None:
    for page in (PLATFORMS, README):
        assert not re.search(r"\]\(<?https?://(www\.)?example\.", page.read_text(encoding="utf-8")), page


def test_the_make_targets_that_pages_name_exist_and_each_one_says_what_it_does() -> None:
    told = set(re.findall(r"^([a-z-]+):.*## ", MAKEFILE, re.MULTILINE))
    for page in PROSE:
        text = page.read_text(encoding="utf-8")
        named = re.findall(r"^make ([a-z-]+)", "\n".join(blocks(page, "sh")), re.MULTILINE)
        named += [name for run in re.findall(r"`make ([a-z -]+)`", text) for name in run.split()]
        assert set(named) <= told, page
    phony = re.search(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE)
    assert phony is not None
    assert set(phony[1].split()) == told


def test_the_api_page_has_every_public_name() -> None:
    page = (DOCS / "api.md").read_text(encoding="utf-8")
    assert [name for name in advisor.__all__ if not re.search(rf"advisor\.{name}\b", page)] == []


def glossary() -> list[str]:
    """The words that the glossary explains."""
    page = (DOCS / "glossary.md").read_text(encoding="utf-8")
    return [
        word for word in re.findall(r"^\| ([^|]+?) \| [^|]+ \|$", page, re.MULTILINE) if word not in ("word", "---")
    ]


def plain(name: str) -> str:
    """A word or the name of a module, such that both are the same: `ruin_recreate` and "ruin and recreate"."""
    words = re.split(r"[\s_-]+", name.lower())
    return " ".join(word.removesuffix("s") for word in words if word != "and")


def test_the_glossary_has_no_word_twice() -> None:
    assert [word for word, times in Counter(plain(word) for word in glossary()).items() if times > 1] == []


def test_the_glossary_covers_every_module_of_packing_and_sizing() -> None:
    known = {plain(word) for word in glossary()}
    rooms = ("packing", "sizing")
    modules = [path for room in rooms for path in sorted((ROOT / "advisor" / room).rglob("*.py"))]
    names = [path.stem for path in modules if path.stem != "__init__"]
    assert len(names) > 40
    assert [name for name in names if plain(name) not in known] == []


def test_the_glossary_explains_what_the_result_speaks_of() -> None:
    # one word in the result, one line in the glossary; the objects that only pair or compare others need none
    told = {plain(part) for word in glossary() for part in word.split(",")}
    page = RESULT.read_text(encoding="utf-8")
    recommended = page[page.index("## A recommendation") : page.index("## A sizing")]
    titles = re.findall(r"^### (.+)$", recommended, re.MULTILINE)
    assert len(titles) > 40
    assert [title for title in titles if plain(title) not in told and title not in EXPLAINED_BY_OTHER_WORDS] == []
    assert [word for word in EXPLAINED_BY_OTHER_WORDS.values() if plain(word) not in told] == []


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


@pytest.mark.parametrize("page", PROSE, ids=lambda page: str(page.relative_to(ROOT)))
def test_the_links_of_a_page_lead_to_files(page: Path) -> None:
    targets = LINK.findall(page.read_text(encoding="utf-8"))
    assert [target for target in targets if not (page.parent / target).exists()] == []


@pytest.mark.parametrize("page", [page for page in PROSE if page.stem != "CHANGELOG"], ids=lambda page: page.stem)
def test_the_modules_that_a_page_names_exist(page: Path) -> None:
    rooms = (ROOT / name for name in ("advisor", "tools", "tests", "benchmarks", "docs"))
    modules = [f"/{path.relative_to(ROOT).as_posix()}" for room in rooms for path in room.rglob("*.py")] + ["/app.py"]
    named = set(re.findall(r"\b[\w/]+\.py\b", page.read_text(encoding="utf-8")))
    assert [name for name in sorted(named) if not any(module.endswith(f"/{name}") for module in modules)] == []


def test_the_pages_that_the_code_names_exist() -> None:
    modules = [path for room in ("advisor", "tools", "benchmarks") for path in sorted((ROOT / room).rglob("*.py"))]
    named = {name for path in modules for name in re.findall(r"\bdocs/[\w/-]+\.md\b", path.read_text(encoding="utf-8"))}
    assert len(named) > 3
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []


def test_decisions_are_numbered_once_each_and_named_by_their_number() -> None:
    pages = {path: path.name[:3] for path in sorted((DOCS / "decisions").glob("[0-9]*.md"))}
    assert sorted(pages.values()) == [f"{number:03}" for number in range(1, len(pages) + 1)]
    titled = {path: path.read_text(encoding="utf-8").split(":")[0] for path in pages}
    assert titled == {path: f"# {number}" for path, number in pages.items()}
    prose = " ".join(page.read_text(encoding="utf-8") for page in PROSE)
    links = re.findall(r"\[decision\s+(\d+)\]\((?:[\w./]*/)?(\d+)-[\w-]+\.md\)", prose)
    assert len(links) > 3
    assert [link for link in links if link[0] != link[1]] == []


def test_every_page_is_in_the_contents_of_the_site() -> None:
    listed = set()
    for index in (DOCS / "index.md", DOCS / "decisions" / "index.md"):
        for tree in re.findall(r"```{toctree}\n(.*?)```", index.read_text(encoding="utf-8"), re.DOTALL):
            for entry in (line for line in tree.splitlines() if line and not line.startswith(":")):
                listed |= {path.resolve() for path in index.parent.glob(f"{entry}.md")}
    assert {path.resolve() for path in DOCS.rglob("*.md")} - listed == {(DOCS / "index.md").resolve()}
