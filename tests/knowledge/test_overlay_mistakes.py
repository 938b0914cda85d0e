"""Mistakes in an overlay: each is told with its place in the overlay's files, and none reaches an answer."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest

from advisor import KnowledgeError, check_knowledge, example_scenarios, load_knowledge
from tests.bank import FILES, call, write_overlay

SHOP = example_scenarios()["five-service-shop"]
BROKEN: dict[str, tuple[str, str | None, str]] = {
    "unknown source of a claim": (
        "platforms/ecs-fargate.yaml",
        FILES["platforms/ecs-fargate.yaml"].replace("bank-board", "bank-bord"),
        r":4:\d+: claims.retired_on.start: unknown source bank-bord; did you mean bank-board",
    ),
    "unknown term": (
        "platforms/ecs-fargate.yaml",
        FILES["platforms/ecs-fargate.yaml"].replace("retired_on", "retired_en"),
        r":\d+:\d+: claims.retired_en: is not a term that is claimed; did you mean retired_on",
    ),
    "not a day": (
        "platforms/ecs-fargate.yaml",
        FILES["platforms/ecs-fargate.yaml"].replace("2026-06-30", "2026-06-31"),
        r":4:\d+: claims.retired_on.start: .*not a day",
    ),
    "term without lines": (
        "platforms/ecs-fargate.yaml",
        "id: ecs-fargate\nclaims:\n  gpu: {}\n",
        r":3:\d+: claims.gpu: .*at least 1",
    ),
    "misspelt platform": (
        "platforms/ecs-fargat.yaml",
        "id: ecs-fargat\nclaims: {}\n",
        r": is a platform of its own, not an override; did you mean ecs-fargate",
    ),
    "other id than the file": ("platforms/eks.yaml", "id: aks\n", r":1:\d+: id: aks stands in eks.yaml"),
    "source of the advisor's own": (
        "sources.yaml",
        FILES["sources.yaml"] + FILES["sources.yaml"].replace("bank-board", "our-judgement"),
        r":2:\d+: our-judgement: is a source of the advisor's own",
    ),
    "source that nobody cites": (
        "sources.yaml",
        FILES["sources.yaml"] + FILES["sources.yaml"].replace("bank-board", "bank-paper"),
        r":2:\d+: bank-paper: is used nowhere",
    ),
    "unknown field in a rule": (
        "rules/bank.yaml",
        FILES["rules/bank.yaml"].replace("demand.services", "demand.servises"),
        r":5:\d+: 0.when: .*did you mean demand.services",
    ),
    "code in a rule": (
        "rules/bank.yaml",
        FILES["rules/bank.yaml"].replace("demand.services > 2", "__import__('os').system('true') == 0"),
        r":5:\d+: 0.when: ",
    ),
    "case that fails": (
        "rules/bank.cases.yaml",
        FILES["rules/bank.cases.yaml"].replace("services: 3", "services: 1"),
        r":1:1: case 'three': expects N190 to fire",
    ),
    "rule written twice": ("rules/more.yaml", FILES["rules/bank.yaml"], r":1:1: N190: is written twice"),
    "unknown criterion": (
        "criteria.yaml",
        FILES["criteria.yaml"].replace("cost:", "costs:"),
        r":1:\d+: costs: is not there to be overridden; did you mean cost",
    ),
    "criterion that changes its scale": (
        "criteria.yaml",
        FILES["criteria.yaml"].replace("weight: 25", "weight: 25, scale: linear"),
        r":1:\d+: cost.scale: ",
    ),
    "weight above the scale": ("criteria.yaml", FILES["criteria.yaml"].replace("25", "250"), r":1:\d+: cost.weight: "),
    "weight without a known source": (
        "criteria.yaml",
        FILES["criteria.yaml"].replace("bank-board", "bank-bored"),
        r":1:\d+: cost.source: unknown source bank-bored; did you mean bank-board",
    ),
    "unknown assumption": (
        "assumptions.yaml",
        FILES["assumptions.yaml"].replace("survive_nodes", "survive_node"),
        r":1:\d+: survive_node: is not there to be overridden; did you mean survive_nodes",
    ),
    "assumption out of range": (
        "assumptions.yaml",
        FILES["assumptions.yaml"].replace("value: 2", "value: 2000000"),
        r":1:\d+: survive_nodes.value: 2000000 cannot be planned with; write a whole number from 0 to 3",
    ),
    "words for a number": (
        "assumptions.yaml",
        FILES["assumptions.yaml"].replace("value: 2", "value: two"),
        r":1:\d+: survive_nodes.value: two cannot be planned with",
    ),
    "region without prices": (
        "assumptions.yaml",
        FILES["assumptions.yaml"].replace("survive_nodes: {value: 2", "region_aws: {value: moon-1"),
        r":1:\d+: region_aws.value: moon-1 is not in the price tables; write one of ",
    ),
    "new term": (
        "vocabulary.yaml",
        "x: {about: y, kind: level}\n",
        r":1:\d+: x: is a term that an overlay cannot add; claim one that is there, or copy the whole",
    ),
    "term of the advisor's own": (
        "vocabulary.yaml",
        "# ours\ngpu: {about: y, kind: number}\n",
        r":2:\d+: gpu: is a term of the advisor's own; claim values of it as it is, or copy the whole",
    ),
    "terms in a list": ("vocabulary.yaml", "- gpu\n", r":1:\d+: is a term that an overlay cannot add"),
    "claim without a source": (
        "platforms/ecs-fargate.yaml",
        FILES["platforms/ecs-fargate.yaml"].replace(", source: bank-board", ""),
        r":4:\d+: claims.retired_on.start.source: is required and missing; write it",
    ),
    "claim of the future": (
        "platforms/ecs-fargate.yaml",
        FILES["platforms/ecs-fargate.yaml"].replace("start:", "2098-01-01:"),
        r":4:\d+: claims.retired_on.2098-01-01: lies in the future: no source was read after ",
    ),
    "rule that ends before it begins": (
        "rules/bank.yaml",
        FILES["rules/bank.yaml"].replace("  source:", "  since: 2026-02-01\n  until: 2026-01-01\n  source:"),
        r":1:\d+: 0: holds until 2026-01-01, before 2026-02-01; correct one of the two days",
    ),
    "other ending": ("platforms/eks.yml", "id: eks\n", r": is not read in an overlay"),
    "overlay without a name": ("overlay.yaml", "about: ours\n", r":1:1: .*required"),
    "key written twice": ("criteria.yaml", FILES["criteria.yaml"] * 2, r":2:1: cost: "),
    "too long": ("criteria.yaml", "#" * (256 * 1024) + "\n" + FILES["criteria.yaml"], r": is longer than 256 KiB"),
}


@pytest.mark.parametrize("mistake", BROKEN)
def test_a_mistake_in_an_overlay_is_reported_with_its_place(mistake: str, tmp_path: Path) -> None:
    name, text, told = BROKEN[mistake]
    folder = write_overlay(tmp_path, {name: text})
    problems = [str(problem) for problem in check_knowledge(folder)]
    assert any(re.match(re.escape(str(folder / name)) + told, problem) for problem in problems), problems
    assert all(problem.startswith(str(folder)) for problem in problems), problems
    with pytest.raises(KnowledgeError):
        load_knowledge(folder)


def test_all_mistakes_of_an_overlay_come_at_once(tmp_path: Path) -> None:
    names = ("unknown term", "unknown field in a rule", "unknown criterion", "assumption out of range")
    folder = write_overlay(tmp_path, dict(BROKEN[name][:2] for name in names))
    told = {Path(problem.source).name for problem in check_knowledge(folder)}
    assert told >= {"ecs-fargate.yaml", "bank.yaml", "criteria.yaml", "assumptions.yaml"}
    result = call("recommend", SHOP, "--knowledge", folder)
    assert (result.exit_code, result.stdout) == (4, "")
    assert len(result.stderr.splitlines()) >= len(names)


def test_mistakes_of_one_platform_file_come_at_once(tmp_path: Path) -> None:
    """A line without a source hides neither a day of the future nor an unknown source in the same file."""
    lines = [
        "id: ecs-fargate",
        "claims:",
        "  gpu:",
        "    start: {value: 1, why: nobody says so}",
        "  canary:",
        "    2098-01-01: {value: 3, source: bank-board, why: later}",
        "  udp_ports:",
        "    start: {value: 1, source: bank-bord, why: x}",
    ]
    folder = write_overlay(tmp_path, {"platforms/ecs-fargate.yaml": "\n".join(lines) + "\n"})
    told = [(p.field, p.message) for p in check_knowledge(folder) if Path(p.source).name == "ecs-fargate.yaml"]
    assert [field for field, _ in told] == [
        "claims.gpu.start.source",
        "claims.canary.2098-01-01",
        "claims.udp_ports.start",
    ]
    assert told[0][1] == "is required and missing"
    with pytest.raises(KnowledgeError):
        load_knowledge(folder)


def test_a_source_that_a_refused_line_cites_is_not_said_to_be_used_nowhere(tmp_path: Path) -> None:
    files = {
        "sources.yaml": FILES["sources.yaml"].replace("bank-board", "bank-paper"),
        "platforms/ecs-fargate.yaml": "id: ecs-fargate\nclaims:\n  gpu:\n"
        "    start: {value: TODO, source: bank-paper, why: x}\n",
    }
    (tmp_path / "platforms").mkdir()
    for name, text in {"overlay.yaml": FILES["overlay.yaml"], **files}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    (problem,) = check_knowledge(tmp_path)
    assert problem.field == "claims.gpu.start"


def test_a_source_of_the_future_lets_no_claim_of_the_future_pass(tmp_path: Path) -> None:
    """Without the day of today it would: claims are held against the newest source."""
    files = {
        "sources.yaml": FILES["sources.yaml"].replace("2026-11-01", "2999-11-01"),
        "platforms/ecs-fargate.yaml": FILES["platforms/ecs-fargate.yaml"].replace("start:", "2998-01-01:"),
    }
    folder = write_overlay(tmp_path, files)
    (problem,) = check_knowledge(folder, dt.date(2026, 11, 30))
    assert re.match(
        re.escape(str(folder / "sources.yaml")) + r":1:\d+: bank-board.seen: lies in the future", str(problem)
    )
    result = call("knowledge", "check", "--knowledge", folder)
    assert (result.exit_code, result.stdout) == (4, "")
    result = call("knowledge", "windows", tmp_path, "--day", "2999-01-01")
    assert result.exit_code == 2
    assert "lies in the future" in result.stderr


def test_an_overlay_that_says_nothing_and_a_folder_that_is_none_are_refused(tmp_path: Path) -> None:
    (tmp_path / "overlay.yaml").write_text("name: Nobody\n", encoding="utf-8")
    (problem,) = check_knowledge(tmp_path)
    assert problem.message == "stands beside nothing to add or to override"
    (tmp_path / "overlay.yaml").unlink()
    (problem,) = check_knowledge(tmp_path)
    assert str(problem).startswith(
        f"{tmp_path}: is no knowledge base; name a folder with a vocabulary.yaml, or with an"
    )


def test_mistakes_of_every_kind_are_told_at_once(tmp_path: Path) -> None:
    kinds = ("source that nobody cites", "term of the advisor's own", "claim of the future", "unknown criterion")
    folder = write_overlay(tmp_path)
    for kind in kinds:
        name, text, _ = BROKEN[kind]
        assert text is not None
        (folder / name).write_text(text)
    problems = "\n".join(map(str, check_knowledge(folder)))
    for kind in kinds:
        assert re.search(re.escape(BROKEN[kind][0]) + BROKEN[kind][2], problems), (kind, problems)
