"""What of something in use carries over to each platform, by hand from the four weights of criteria.yaml.

Definitions count 0.5, knowledge 0.25, packaging 0.15, surroundings 0.1. Knowledge is what both sides' people know over
what either side's know.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from advisor import Scenario, load_knowledge, parse_scenario, recommend
from advisor.explanations import WarningCode
from advisor.report.wording.notes import note_words
from advisor.scoring.kinship import kinship
from advisor.scoring.measures import MeasureCode, Measuring, measure_kinship
from advisor.screening import screen

KNOWLEDGE = load_knowledge()
DAY = dt.date(2026, 8, 1)
SERVICES = "services:\n  - {name: web, replicas: 2, cpu: 200m, memory: 256Mi}"


def near(existing: str, platform: str, day: dt.date = DAY) -> float:
    found = kinship([existing], KNOWLEDGE.platforms[platform], KNOWLEDGE, day)
    assert found is not None
    assert found.low == found.high
    return found.low


@pytest.mark.parametrize(
    ("existing", "platform", "share"),
    [
        # all but the surroundings: 0.5 + 0.25 + 0.15
        ("kubernetes-self-managed", "eks", 0.9),
        ("kubernetes-self-managed", "aks", 0.9),
        ("kubernetes-self-managed", "gke-standard", 0.9),
        ("kubernetes-self-managed", "rke2", 0.9),
        # images; of docker, kubernetes and ecs both know docker: 0.15 + 0.25 / 3
        ("kubernetes-self-managed", "ecs-fargate", 0.233333),
        # Kubernetes that a vendor runs has to be run now, half of the knowledge: 0.5 + 0.125 + 0.15
        ("eks", "kubernetes-self-managed", 0.775),
        ("openshift", "openshift-managed-aro-rosa", 0.9),
        # one of two formats, images, two of three known: 0.25 + 0.15 + 0.25 x 2 / 3
        ("openshift", "eks", 0.566667),
        # a second cluster manager of the same people: the Kubernetes objects, images, two of three known
        ("kubernetes-self-managed", "openshift", 0.816667),
        ("docker_compose", "docker-compose-single-vm", 1.0),
        # the file and the images; two of three known (stack is new), half since a swarm has to be run: 0.65 + 0.25 / 3
        ("docker_compose", "docker-swarm-mode", 0.733333),
        ("docker_compose", "ecs-fargate", 0.233333),
        ("docker_compose", "eks", 0.233333),
        # all but half of the surroundings: the same vendor
        ("ecs-ec2", "ecs-fargate", 0.95),
        # images, docker of three, and the vendor: 0.15 + 0.25 / 3 + 0.05
        ("ecs-ec2", "eks", 0.283333),
        ("nomad", "nomad", 1.0),
        ("nomad", "eks", 0.233333),
        ("nomad", "docker-swarm-mode", 0.2125),  # docker of four (stack, compose): 0.15 + 0.25 / 4
        ("docker-ee", "mke", 0.9),
        # two of three formats, three of four known: 0.5 x 2 / 3 + 0.25 x 3 / 4 + 0.15
        ("docker-ee", "docker-swarm-mode", 0.670833),
        ("dcos", "kubernetes-self-managed", 0.233333),
        ("dcos", "dcos", 1.0),
        # scripts of machines and their images, half of docker and scripts known, surroundings new
        ("vms", "load-balanced-vms", 0.775),
        ("vms", "eks", 0.0),
        # nothing but the source: 0.15 of 0.25, since no format and no knowledge comes along
        ("google_app_engine", "cloud-run", 0.6),
        ("google_app_engine", "eks", 0.0),
        # one format that the other takes too, one package in common, one of two formats known: 0.5 + 0.15 + 0.25 / 2
        ("heroku", "digitalocean-app-platform", 0.775),
        # a package alone, either way: the files that describe services are each vendor's own
        ("heroku", "cloud-run", 0.15),
        ("heroku", "render", 0.15),
        ("render", "heroku", 0.15),
        ("heroku", "eks", 0.15),
        ("heroku", "heroku", 1.0),
    ],
)
def test_what_carries_over(existing: str, platform: str, share: float) -> None:
    assert near(existing, platform) == pytest.approx(share, abs=1e-6)


def test_in_2017_a_swarm_took_compose_files_and_before_its_stacks_it_did_not() -> None:
    assert near("docker-compose-single-vm", "docker-swarm-mode", dt.date(2017, 6, 1)) == pytest.approx(0.733333)
    # commands only: images and docker of two, half of it
    assert near("docker-compose-single-vm", "docker-swarm-mode", dt.date(2016, 9, 1)) == pytest.approx(0.2125)


def test_the_nearest_of_what_is_in_use_counts() -> None:
    found = kinship(["ecs-ec2", "gke-standard"], KNOWLEDGE.platforms["eks"], KNOWLEDGE, DAY)
    assert found is not None
    assert (found.of, found.low) == (KNOWLEDGE.platforms["gke-standard"].name, 0.9)


def test_formats_that_nobody_claims_make_a_range() -> None:
    known = KNOWLEDGE.platforms["eks"]
    silent = replace(known, claims={term: lines for term, lines in known.claims.items() if term != "definitions"})
    found = kinship(["kubernetes-self-managed"], silent, KNOWLEDGE, DAY)
    assert found is not None
    # at worst nothing but docker and kubernetes is known on both sides, at best all but the surroundings
    assert (found.low, found.high) == (pytest.approx(0.25), pytest.approx(0.9))


def asked(existing: str) -> Scenario:
    return parse_scenario(f"name: a\nas_of: 2026-08-01\nexisting: {existing}\n{SERVICES}")


def measured(existing: tuple[str, ...]) -> tuple[float | str | None, str]:
    platform = KNOWLEDGE.platforms["eks"]
    found = measure_kinship(
        Measuring(None, existing, KNOWLEDGE, platform, None, "no", (), DAY, 100.0)  # type: ignore[arg-type]
    )
    return found.raw, found.why.code


def test_nothing_in_use_is_alike_for_all_and_unknown_words_are_a_range() -> None:
    assert measured(()) == (1.0, MeasureCode.NOTHING_IN_USE)
    assert measured(("our grown system",)) == (None, MeasureCode.ONLY_UNKNOWN_IN_USE)
    assert measured(("our grown system", "k8s")) == (0.9, MeasureCode.KINSHIP)
    assert measured(("eks",)) == (1.0, MeasureCode.IN_USE)


def test_free_words_are_kept_and_said_to_be_unknown() -> None:
    scenario = asked("[Docker Swarm, AS/400 with COBOL, kubernets]")
    assert scenario.existing == ("Docker Swarm", "AS/400 with COBOL", "kubernets")
    told = [
        w.note
        for w in recommend(scenario, KNOWLEDGE, how_sure=False).warnings
        if w.note.code is WarningCode.UNKNOWN_IN_USE
    ]
    assert [note_words(note) for note in told] == [
        "existing names AS/400 with COBOL, of which nothing is known here, so that what it brings along was not judged",
        "existing names kubernets, of which nothing is known here, so that what it brings along was not judged; "
        "did you mean kubernetes",
    ]


def test_known_products_that_run_no_services_are_told_as_what_they_are() -> None:
    """They neither move a score nor are said to be unknown, whatever else is in use."""
    assert measured(("vault",)) == (1.0, MeasureCode.NOTHING_IN_USE)
    assert measured(("vault", "k8s")) == measured(("k8s",))
    assert measured(("vault", "our grown system")) == (None, MeasureCode.ONLY_UNKNOWN_IN_USE)
    answer = recommend(
        asked("[Consul, Vault, Terraform, jenkins, Prometheus, Grafana, Redis]"), KNOWLEDGE, how_sure=False
    )
    codes = {w.note.code for w in answer.warnings}
    assert WarningCode.UNKNOWN_IN_USE not in codes
    told = [note_words(w.note) for w in answer.warnings if w.note.code is WarningCode.BESIDE_IN_USE]
    assert told[1] == "existing names Vault: a store for secrets. Such a thing runs no services, and moves no score"
    assert told[4] == (
        "existing names Prometheus and Grafana: monitoring. Such a thing runs no services, and moves no score"
    )
    assert len(told) == 6  # Prometheus and Grafana in one


def test_another_name_of_a_platform_is_that_platform() -> None:
    """App Runner takes no new customers since 2026-04-30; who has it goes on, by whatever name."""
    for word, eligible in (("[AWS App Runner]", True), ("[app-runner]", True), ("[fargate]", False)):
        one = next(s for s in screen(asked(word), KNOWLEDGE) if s.platform.id == "app-runner")
        assert one.eligible is eligible, word
