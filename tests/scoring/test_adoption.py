"""The mean of how many run a platform and how many know it, on the day asked about."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from advisor import load_knowledge
from advisor.knowledge import OUR_JUDGEMENT
from advisor.report.wording.notes import note_words
from advisor.scoring.measures import Measured, Measuring, measure_adoption

KNOWLEDGE = load_knowledge()
NOW = dt.date(2026, 11, 30)
LEVELS = ("adoption", "talent")


def measured(platform: str, day: dt.date = NOW, without: str = "", existing: tuple[str, ...] = ()) -> Measured:
    known = KNOWLEDGE.platforms[platform]
    known = replace(known, claims={term: lines for term, lines in known.claims.items() if term != without})
    return measure_adoption(
        Measuring(None, existing, KNOWLEDGE, known, None, (), (), day, 100.0)  # type: ignore[arg-type]  # no topology is read
    )


@pytest.mark.parametrize(
    ("platform", "day", "mean"),
    [
        ("eks", NOW, 2.5),  # 39 % of those asked use it, 28.5 % of developers know Kubernetes: (3 + 2) / 2
        ("eks", dt.date(2018, 7, 1), 1.5),  # new, Kubernetes known in a fifth to a third of the firms: (1 + 2) / 2
        ("openshift-managed-aro-rosa", NOW, 1.0),
        ("docker-compose-single-vm", NOW, 3.0),
        ("docker-swarm-mode", dt.date(2017, 6, 1), 1.5),  # 6 % of firms, of 27 % with Docker: common; known by 6 %
        ("docker-swarm-mode", NOW, 1.0),
        ("dcos", dt.date(2017, 6, 1), 1.5),
        ("dcos", NOW, 0.0),
    ],
)
def test_the_mean_of_both_levels_on_the_day(platform: str, day: dt.date, mean: float) -> None:
    assert measured(platform, day).raw == mean


def test_a_level_that_nobody_claims_is_a_range() -> None:
    """EKS: 3 for adoption; talent from 0 to 3: (3 + 0) / 2 to (3 + 3) / 2."""
    found = measured("eks", without="talent")
    assert (found.raw, found.worst, found.best) == (None, 1.5, 3.0)
    assert note_words(found.why).endswith("; how many know what it takes is unknown")


def test_the_reason_names_both_figures() -> None:
    assert note_words(measured("eks").why) == (
        "39 % of those asked in 2021 use it, more than any other service for Kubernetes; "
        "28.5 % of the developers asked in 2025 worked with Kubernetes"
    )


def test_people_who_run_something_near_it_need_not_be_found() -> None:
    """Managed OpenShift: adoption 1; what runs on OpenShift carries over by 0.9, so talent is 2.7: (1 + 2.7) / 2."""
    found = measured("openshift-managed-aro-rosa", existing=("openshift",))
    assert found.raw == pytest.approx(1.85)
    assert note_words(found.why).endswith(
        "; the team knows it, or much of it, from Red Hat OpenShift Container Platform, self-managed"
    )


def test_what_few_know_about_a_platform_takes_nothing_from_what_many_know() -> None:
    assert measured("docker-compose-single-vm", existing=("dcos",)).raw == measured("docker-compose-single-vm").raw


def test_most_levels_rest_on_public_figures() -> None:
    lines = [line for p in KNOWLEDGE.platforms.values() for term in LEVELS for line in p.claims[term]]
    assert sum(line.source == OUR_JUDGEMENT for line in lines) / len(lines) < 1 / 3
