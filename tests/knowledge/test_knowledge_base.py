from __future__ import annotations

import datetime as dt
import re
import shutil
from pathlib import Path

import pytest

from advisor import check_knowledge, load_knowledge
from advisor.knowledge import OUR_JUDGEMENT, knowledge_folder

KNOWLEDGE = load_knowledge()


def test_the_knowledge_base_has_no_problems() -> None:
    assert [str(problem) for problem in check_knowledge()] == []


def test_every_approach_is_there() -> None:
    assert set(KNOWLEDGE.platforms) >= {
        "docker-compose-single-vm",
        "load-balanced-vms",
        "multi-container-vm-proxy",
        "docker-swarm-mode",
        "aci",
        "app-service",
        "ecs-fargate",
        "aks",
        "eks",
        "gke-standard",
        "kubernetes-self-managed",
        "nomad",
        "acs",
        "dcos",
    }


def test_rules_cover_all_seven_themes_and_name_no_platform() -> None:
    assert {rule.id[1] for rule in KNOWLEDGE.rules} == set("1234567")
    for rule in KNOWLEDGE.rules:
        for platform in KNOWLEDGE.platforms.values():
            assert platform.id not in rule.when
            assert platform.id not in str(rule.effect.require)


def test_every_claim_has_a_source_with_a_day_and_every_level_a_reason() -> None:
    for platform in KNOWLEDGE.platforms.values():
        for term, lines in platform.claims.items():
            for line in lines:
                assert KNOWLEDGE.sources[line.source].seen >= dt.date(2026, 1, 1)
                if KNOWLEDGE.is_capability(term):
                    assert line.why, (platform.id, term)
                if line.source == OUR_JUDGEMENT:
                    assert line.why or line.note, (platform.id, term)


def test_every_capability_is_claimed_of_every_platform() -> None:
    today = KNOWLEDGE.newest_source_day
    for platform in KNOWLEDGE.platforms.values():
        for term, meaning in KNOWLEDGE.vocabulary.items():
            if KNOWLEDGE.is_capability(term) and not meaning.derived:
                assert platform.claim(term, today) is not None, (platform.id, term)


OFFERED = {
    # published general availability, by the source of each claim
    "acs": ("2016-04-19", "2020-01-31"),
    "aks": ("2018-06-13", None),
    "eks": ("2018-06-05", None),
    "ecs-fargate": ("2017-11-29", None),
    "aci": ("2018-04-25", None),
    "docker-swarm-mode": ("2016-07-28", None),
    "dcos": ("2016-04-19", "2021-10-31"),
}


@pytest.mark.parametrize("platform", OFFERED)
def test_lifecycle_days_are_the_published_ones(platform: str) -> None:
    today = KNOWLEDGE.newest_source_day
    offered, retired = OFFERED[platform]
    assert KNOWLEDGE.platforms[platform].value("offered_from", today).isoformat() == offered
    ended = KNOWLEDGE.platforms[platform].value("retired_on", today)
    assert (ended.isoformat() if ended else None) == retired


def test_a_claim_holds_from_its_day_until_the_next_line() -> None:
    aks = KNOWLEDGE.platforms["aks"]
    before, after = aks.value("reservation", dt.date(2023, 1, 1)), aks.value("reservation", dt.date(2026, 1, 1))
    assert before.memory.eviction_mib == 750
    assert after.memory.eviction_mib == 100
    assert aks.value("retired_on", dt.date(2026, 1, 1)) is None


BREAKS = {
    "unknown source": ("platforms/aks.yaml", "source: microsoft-aks-overview", "source: microsoft-aks-overvieu"),
    "is not a level": ("platforms/nomad.yaml", "{value: 3, ", "{value: 4, "),
    "unknown term": ("platforms/nomad.yaml", "  self_healing:", "  self_heeling:"),
    "not a day": ("sources.yaml", "seen: 2026-11-23", "seen: 2026-11-31"),
    "unknown field in a rule": ("rules/need.yaml", "demand.services <= 2", "demand.servises <= 2"),
    "wrong effect": ("rules/tenancy.yaml", "then: {require: {vm_isolation: 2}}", "then: {note: something}"),
    "case that fails": ("rules/need.cases.yaml", "fires: true", "fires: false"),
    "unknown capability": ("rules/scale.yaml", "require: {gpu: 1}", "require: {gpus: 1}"),
    "key written twice": ("criteria.yaml", "criteria:", "criteria: []\ncriteria:"),
}


@pytest.mark.parametrize("mistake", BREAKS)
def test_a_mistake_in_the_knowledge_base_is_reported_with_its_place(mistake: str, tmp_path: Path) -> None:
    folder = tmp_path / "knowledge"
    shutil.copytree(knowledge_folder(), folder)
    name, right, wrong = BREAKS[mistake]
    text = (folder / name).read_text(encoding="utf-8")
    assert right in text
    (folder / name).write_text(text.replace(right, wrong, 1), encoding="utf-8")
    problems = [str(problem) for problem in check_knowledge(folder)]
    assert any(re.match(rf"{re.escape(str(folder / name))}:\d+:\d+: ", problem) for problem in problems), problems


def test_all_problems_of_a_knowledge_base_come_at_once(tmp_path: Path) -> None:
    folder = tmp_path / "knowledge"
    shutil.copytree(knowledge_folder(), folder)
    for name, right, wrong in (BREAKS["unknown source"], BREAKS["unknown term"], BREAKS["unknown capability"]):
        file = folder / name
        file.write_text(file.read_text(encoding="utf-8").replace(right, wrong, 1), encoding="utf-8")
    places = {problem.source.rsplit("/", 1)[1] for problem in check_knowledge(folder)}
    assert places >= {"aks.yaml", "nomad.yaml", "scale.yaml"}
