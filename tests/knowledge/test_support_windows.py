"""The support windows: their days in order, their mistakes with a place, and the reading of downloaded files."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from advisor import InputError, check_knowledge, load_knowledge
from advisor.cli import main
from advisor.knowledge import SupportedProduct, knowledge_folder, refresh_windows, windows_text
from advisor.knowledge.base_reader import read_knowledge
from advisor.knowledge.endoflife import read_windows
from tests.bank import write_overlay

KNOWLEDGE = load_knowledge()
DAY = dt.date(2026, 11, 30)
PAGE = """---
title: Amazon EKS
changelogTemplate: "https://x/{{'__LATEST__'|replace:'.','-'}}"
auto:
  methods:
    - a: https://b # 1.19
releases:
  - releaseCycle: "1.37"
    releaseDate: 2026-10-20
    eol: 2027-12-20
    eoes: 2028-12-20
    latest: "1.37-eks-1"
  - releaseCycle: "1.36"
    releaseDate: 2026-06-02
    eol: 2027-08-02
    eoes: 2028-08-02
  - releaseCycle: "23h2-ac"
    releaseDate: 2023-10-24
---

> a text that is not read: [x](
"""
FIRST_FORM = '[{"cycle":"29","releaseDate":"2025-11-10","eol":"2026-12-20","lts":false},{"cycle":"28","eol":true}]'
SECOND_FORM = '{"result":{"releases":[{"name":"29","releaseDate":"2025-11-10","isEol":false,"eolFrom":"2026-12-20"}]}}'


def folder_with(tmp_path: Path, **files: str) -> Path:
    for name, text in files.items():
        (tmp_path / name.replace("__", ".").replace("_", "-")).write_text(text)
    return tmp_path


def test_the_file_is_what_the_command_writes() -> None:
    assert windows_text(KNOWLEDGE.support_windows) == (knowledge_folder() / "support_windows.yaml").read_text()


def test_a_page_is_read_by_its_front_matter_alone(tmp_path: Path) -> None:
    told = read_windows(folder_with(tmp_path, amazon_eks__md=PAGE) / "amazon-eks.md")
    assert list(told) == ["1.37", "1.36"]
    assert told["1.37"].extended_ends == dt.date(2028, 12, 20)


def test_only_what_is_new_changes_and_nothing_is_dropped(tmp_path: Path) -> None:
    refreshed = refresh_windows(KNOWLEDGE.support_windows, folder_with(tmp_path, amazon_eks__md=PAGE), DAY)
    assert [(c.product, c.cycle, c.was) for c in refreshed.changes] == [("eks", "1.37", None)]
    assert set(refreshed.products["eks"].cycles) == {*KNOWLEDGE.support_windows["eks"].cycles, "1.37"}
    assert refreshed.products["eks"].extended == KNOWLEDGE.support_windows["eks"].extended
    assert "docker" in refreshed.without_file
    assert "eks" not in refreshed.without_file


@pytest.mark.parametrize("text", [FIRST_FORM, SECOND_FORM])
def test_both_forms_of_the_interface_are_read_and_a_new_end_is_known_from_that_day(tmp_path: Path, text: str) -> None:
    refreshed = refresh_windows(KNOWLEDGE.support_windows, folder_with(tmp_path, docker_engine__json=text), DAY)
    (change,) = refreshed.changes
    assert (change.product, change.cycle, change.becomes.ends) == ("docker", "29", dt.date(2026, 12, 20))
    assert change.becomes.end_known_from == DAY
    assert change.becomes.end_on(DAY - dt.timedelta(days=1)) is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            PAGE.replace("eol: 2027-12-20", "eol: 2025-12-20"),
            r"amazon-eks.md:8:\d+: releases.0: support ends on .*before",
        ),
        (PAGE.replace("2026-10-20", "2026-10-32"), r"amazon-eks.md:8:\d+: releases.0: .*is not a day"),
        ("no dashes", r"amazon-eks.md:1:1: has no front matter"),
        ("---\ntitle: x\n---\n", r"amazon-eks.md:\d+:\d+: holds no list of releases"),
        ("---\nreleases: []\n---\n", r"amazon-eks.md:\d+:\d+: releases: names no versions"),
    ],
)
def test_a_mistake_in_a_downloaded_file_has_its_place(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(InputError) as refused:
        refresh_windows(KNOWLEDGE.support_windows, folder_with(tmp_path, amazon_eks__md=text), DAY)
    assert re.search(told, str(refused.value)), str(refused.value)


def test_a_folder_without_any_known_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no file of any product"):
        refresh_windows(KNOWLEDGE.support_windows, tmp_path, DAY)


def test_the_command_writes_the_file_of_a_knowledge_base_and_says_what_is_new(tmp_path: Path) -> None:
    base, copies = tmp_path / "base", tmp_path / "copies"
    shutil.copytree(knowledge_folder(), base)
    copies.mkdir()
    folder_with(copies, amazon_eks__md=PAGE)
    before = (base / "support_windows.yaml").read_text()
    call = ["knowledge", "windows", str(copies), "--day", "2026-11-30", "--knowledge", str(base)]
    told = CliRunner().invoke(main, [*call, "--dry-run"])
    assert (told.exit_code, (base / "support_windows.yaml").read_text()) == (0, before)
    done = CliRunner().invoke(main, call)
    assert done.exit_code == 0
    assert "added eks 1.37: released 2026-10-20, ends 2027-12-20, extended support ends 2028-12-20" in done.stdout
    written, problems = read_knowledge(base)
    assert written is not None
    assert problems == []
    assert written.support_windows["eks"].cycles["1.37"].ends == dt.date(2027, 12, 20)
    assert refresh_windows(written.support_windows, copies, DAY).changes == ()


def test_of_an_overlay_only_what_is_new_is_written(tmp_path: Path) -> None:
    overlay, copies = write_overlay(tmp_path / "bank"), tmp_path / "copies"
    copies.mkdir()
    folder_with(copies, amazon_eks__md=PAGE)
    call = ["knowledge", "windows", str(copies), "--day", "2026-11-30", "--knowledge", str(overlay)]
    assert CliRunner().invoke(main, call).exit_code == 0
    text = (overlay / "support_windows.yaml").read_text()
    assert "eks:" in text
    assert "docker:" not in text
    assert check_knowledge(overlay) == []


MISTAKES = {
    "ends before it begins": (
        'shop: {source: our-judgement, cycles: {"1": {released: 2026-02-01, ends: 2026-01-01}}}',
        r":1:\d+: shop.cycles.1: support ends on 2026-01-01, before it began on 2026-02-01; correct one",
    ),
    "extended before standard": (
        'eks: {source: x, cycles: {"1": {released: 2026-02-01, ends: 2026-03-01, extended_ends: 2026-03-01}}}',
        r":1:\d+: eks.cycles.1: extended support ends on 2026-03-01, not after standard support",
    ),
    "not a version": (
        'eks: {source: our-judgement, cycles: {"one": {released: 2026-02-01}}}',
        r":1:\d+: eks.cycles.one",
    ),
    "no versions": ("eks: {source: our-judgement}", r":1:\d+: eks: has no versions"),
    "unknown source": (
        'eks: {source: our-judgment, cycles: {"1": {released: 2026-02-01}}}',
        r":1:\d+: eks.source: unknown source our-judgment; did you mean our-judgement",
    ),
    "unknown product": (
        'eksx: {source: our-judgement, cycles: {"1": {released: 2026-02-01}}}',
        r":1:\d+: eksx: eksx is no platform and no word of in_use.yaml; did you mean eks",
    ),
    "follows nothing": (
        "k3s: {source: our-judgement, follows: kubernets}",
        r":1:\d+: k3s.follows: kubernets has no versions to follow; did you mean kubernetes",
    ),
    "impossible day": (
        'eks: {source: our-judgement, cycles: {"1": {released: 2026-02-31}}}',
        r":1:\d+: eks.cycles.1.released: .*not a day of the calendar",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_in_support_windows_has_its_place(tmp_path: Path, mistake: str) -> None:
    text, told = MISTAKES[mistake]
    folder = write_overlay(tmp_path)
    (folder / "support_windows.yaml").write_text(text + "\n")
    problems = "\n".join(map(str, check_knowledge(folder)))
    assert re.search(r"support_windows\.yaml" + told, problems), problems


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    folder = write_overlay(tmp_path)
    lines = [MISTAKES[name][0] for name in ("ends before it begins", "extended before standard")]
    (folder / "support_windows.yaml").write_text("\n".join(lines) + "\n")
    assert len(check_knowledge(folder)) == 2


def test_a_component_cannot_end_before_that_is_known(tmp_path: Path) -> None:
    folder = write_overlay(tmp_path)
    (folder / "in_use.yaml").write_text(
        "bank_proxy:\n  beside: true\n  source: our-judgement\n  why: Ours.\n"
        "  ended: {name: x, day: 2026-01-01, known_from: 2026-02-01, means: x, instead: y, source: our-judgement}\n"
    )
    (problem,) = check_knowledge(folder)
    assert "was known from 2026-02-01, after the end on 2026-01-01" in problem.message
    assert problem.line == 5


def test_a_product_that_follows_another_has_its_versions() -> None:
    found = KNOWLEDGE.versions_of("k3s")
    assert found is not None
    assert found[0] == "kubernetes"
    assert KNOWLEDGE.versions_of("dcos") is None


def test_an_example_of_a_product() -> None:
    product = SupportedProduct.model_validate(
        {"source": "x", "cycles": {"1.9": {"released": "2026-01-01"}, "1.10": {"released": "2026-02-01"}}}
    )
    assert product.newest_first == ("1.10", "1.9")
