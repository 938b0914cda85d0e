"""Each problem that `check_knowledge` finds in claims and in names, told of a copy with that one mistake."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from advisor import check_knowledge, load_knowledge
from advisor.knowledge import MOST_JUDGEMENT, OUR_JUDGEMENT, Knowledge, Platform, knowledge_folder
from advisor.knowledge.claim_checks import check_claims
from advisor.knowledge.locator import Locator
from advisor.knowledge.schema import DatedClaim
from advisor.knowledge.usage_checks import ASSUMPTIONS_READ, REFERENCES_READ

KNOWLEDGE = load_knowledge()
ADVISOR = Path(__file__).resolve().parents[2] / "advisor"
CODE = "\n".join(
    file.read_text(encoding="utf-8")
    for file in (
        ADVISOR / "screening.py",
        *(file for room in ("sizing", "scoring") for file in sorted((ADVISOR / room).rglob("*.py"))),
    )
)
SUCCESSOR = "  successor:\n    2020-10-31: {value: D2iQ Kubernetes Platform, source: mesosphere-dcos-end-of-life}\n"
SAME = "    2021-10-31: {value: D2iQ Kubernetes Platform, source: mesosphere-dcos-end-of-life}\n"

MISTAKES = {
    # name: (file, what stands there, the mistake, what is said of it)
    "a term left out": (
        "platforms/aks.yaml",
        "  retired_on: no end has been announced\n",
        "",
        "says nothing of retired_on; claim it with a source, or say why not under not_claimed or does_not_apply",
    ),
    "a term claimed and not claimed": (
        "platforms/aks.yaml",
        "not_claimed:\n",
        "not_claimed:\n  gpu: not published\n",
        "not_claimed.gpu: is claimed above",
    ),
    "a term that is none": (
        "platforms/aks.yaml",
        "not_claimed:\n",
        "not_claimed:\n  plan_size: not published\n",
        "not_claimed.plan_size: is not a term that is claimed; did you mean plan_sizes",
    ),
    "a term that does not apply and is not known": (
        "platforms/aks.yaml",
        "does_not_apply:\n",
        "does_not_apply:\n  retired_on: it goes on\n",
        "does_not_apply.retired_on: is also under not_claimed; keep one of the two reasons",
    ),
    "a derived term": (
        "platforms/aks.yaml",
        "not_claimed:\n",
        "not_claimed:\n  on_offer: not published\n",
        "not_claimed.on_offer: is not a term that is claimed; leave it out; it is derived",
    ),
    "days out of order": (
        "platforms/dcos.yaml",
        "  successor:\n    2020-10-31:",
        "  successor:\n    2021-10-31: {value: nobody, source: mesosphere-dcos-end-of-life}\n    2020-10-31:",
        "stands below 2021-10-31; write the lines in the order of their days",
    ),
    "a line that says the same": (
        "platforms/dcos.yaml",
        SUCCESSOR,
        SUCCESSOR + SAME,
        "says the same as the line before; leave it out",
    ),
    "a line repeated for another source": (
        "platforms/dcos.yaml",
        SUCCESSOR,
        SUCCESSOR + SAME.replace("mesosphere-dcos-end-of-life", "apache-mesos-retired"),
        "repeats the line before for another source; keep the better source",
    ),
    "an assumption that nothing reads": (
        "assumptions.yaml",
        "replicas:\n",
        "replica:\n",
        "replica: is read by nothing; did you mean replicas",
    ),
    "an assumption that is missing": (
        "assumptions.yaml",
        "replicas:\n",
        "replica:\n",
        "replicas is missing, and plans need it",
    ),
    "a reference that nothing reads": (
        "criteria.yaml",
        "  skill_gap_some:\n",
        "  skill_gap_much:\n",
        "references.skill_gap_much: is read by nothing; did you mean skill_gap_some",
    ),
    "a word that its term does not know": (
        "platforms/nomad.yaml",
        "{value: [image, machine_image, nomad]",
        "{value: [image, machine_image, nomads]",
        "did you mean nomad",
    ),
    "a word written twice": (
        "platforms/nomad.yaml",
        "{value: [image, machine_image, nomad]",
        "{value: [image, machine_image, nomad, image]",
        "names a word twice; name each word once",
    ),
    "words that are no list": (
        "platforms/nomad.yaml",
        "{value: [image, machine_image, nomad]",
        "{value: nomad",
        "nomad is not a list of words; write some of [image, source,",
    ),
    "a platform in use that is not there": (
        "in_use.yaml",
        "fargate: {same_as: ecs-fargate",
        "fargate: {same_as: ecs-fargat",
        "fargate.same_as: ecs-fargat is no platform; did you mean ecs-fargate",
    ),
    "two meanings of a word for what is in use": (
        "in_use.yaml",
        "spelled: [aws_fargate,",
        "spelled: [aws_fargate, ECS,",
        "ecs means fargate already; keep it in one place",
    ),
    "a format in use that is none": (
        "in_use.yaml",
        "helm: {definitions: [image, kubernetes]",
        "helm: {definitions: [image, kubernete]",
        "helm.definitions: kubernete is no word of definitions; did you mean kubernetes",
    ),
    "a word for what is in use that brings nothing": (
        "in_use.yaml",
        "bare_metal: {definitions: [machine_scripts], ",
        "bare_metal: {",
        "brings nothing along; write its definitions, same_as with a platform, or beside: true",
    ),
    "a word for what stands beside a platform that brings formats": (
        "in_use.yaml",
        "vault: {beside: true,",
        "vault: {beside: true, definitions: [image],",
        "beside stands beside what only a platform brings along; keep one of the two",
    ),
    "a word for what is in use that says it twice": (
        "in_use.yaml",
        "okd: {same_as: openshift,",
        "okd: {same_as: openshift, skill: kubernetes,",
        "same_as stands beside what its platform claims; keep one of the two",
    ),
    "a criterion that judges nothing": (
        "criteria.yaml",
        "capabilities: [resilience]",
        "capabilities: [resilence]",
        "criteria.4.capabilities.0: resilence is no capability and no theme of capabilities; did you mean resilience",
    ),
    "a capability judged twice": (
        "criteria.yaml",
        "capabilities: [backing]",
        "capabilities: [backing, fips]",
        "fips names fips, which is named before; let one criterion judge it, and name it once",
    ),
    "a task that is none": (
        "platforms/eks.yaml",
        "start_version_upgrades, size_machines, keep_addons_in_step",
        "start_version_upgrade, size_machines, keep_addons_in_step",
        "claims.tasks_left.2020-12-01.value.6: start_version_upgrade is no task of operating_tasks.yaml; did you mean "
        "start_version_upgrades",
    ),
    "a task named twice": (
        "platforms/cloud-run.yaml",
        "[app_settings, ",
        "[app_settings, app_settings, ",
        "claims.tasks_left.start.value.1: app_settings is named twice; name each task once",
    ),
    "a task that nobody has": (
        "operating_tasks.yaml",
        "deploy_by_compose:\n",
        "water_plants: {about: Water the plants, hours_per_week: 1, per: once, setup_days: 0, needs_skill: false, "
        "why: They are thirsty., source: our-judgement}\ndeploy_by_compose:\n",
        "water_plants: is left to no team; name it under tasks_left of a platform, or leave it out",
    ),
    "hours below nothing": (
        "operating_tasks.yaml",
        "{low: 0.15, base: 0.35, high: 0.7}",
        "{low: -0.15, base: 0.35, high: 0.7}",
        "deploy_by_compose.hours_per_week.low: ",
    ),
    "hours out of order": (
        "operating_tasks.yaml",
        "{low: 0.15, base: 0.35, high: 0.7}",
        "{low: 0.15, base: 0.75, high: 0.7}",
        "deploy_by_compose.hours_per_week: low, base and high are not in this order; write the smallest first",
    ),
    "a task counted per nothing": (
        "operating_tasks.yaml",
        "per: service",
        "per: replica",
        "deploy_by_compose.per: ",
    ),
    "a day of the line before that is after its own": (
        "platforms/aks.yaml",
        "    2019-10-28: {value: 3, source: microsoft-aks-release-2019-10-28,\n",
        "    2019-10-28: {value: 3, source: microsoft-aks-release-2019-10-28, began_after: 2019-10-28,\n",
        "2019-10-28.began_after: lies outside the time of the line before; write the last day on which the "
        "line before is known to have held",
    ),
    "a first line that began after something": (
        "platforms/aks.yaml",
        "    start: {value: 0, source: microsoft-aks-release-2019-10-28, why",
        "    start: {value: 0, source: microsoft-aks-release-2019-10-28, began_after: 2019-10-01, why",
        "zone_spread.start: began after a day before which nothing stands; leave began_after out",
    ),
    "an unknown source of a task": (
        "operating_tasks.yaml",
        "source: kubernetes-patch-releases",
        "source: kubernetes-patch-release",
        "upgrade_bundled_cluster.source: unknown source kubernetes-patch-release; did you mean "
        "kubernetes-patch-releases",
    ),
    "a case of no rule": (
        "rules/need.cases.yaml",
        "{rule: ",
        "{rule: N799, name: nobody, scenario: {}, fires: false}\n- {rule: ",
        "speaks of N799, no rule",
    ),
}


def batches() -> list[list[str]]:
    """The mistakes, no two of a batch in one file: a check of the whole knowledge base takes long."""
    found: list[list[str]] = []
    for mistake in MISTAKES:
        file = MISTAKES[mistake][0]
        batch = next((batch for batch in found if file not in (MISTAKES[other][0] for other in batch)), None)
        if batch is None:
            found.append(batch := [])
        batch.append(mistake)
    return found


@pytest.mark.parametrize("batch", batches(), ids=lambda batch: f"{len(batch)} with {batch[0]}")
def test_each_mistake_is_told_with_its_file_and_line_and_hides_no_other(batch: list[str], tmp_path: Path) -> None:
    folder = tmp_path / "knowledge"
    shutil.copytree(knowledge_folder(), folder)
    for mistake in batch:
        name, right, wrong, _ = MISTAKES[mistake]
        before = (folder / name).read_text(encoding="utf-8")
        assert right in before, mistake
        (folder / name).write_text(before.replace(right, wrong, 1), encoding="utf-8")
    problems = [str(problem) for problem in check_knowledge(folder)]
    for mistake in batch:
        name, _, _, told = MISTAKES[mistake]
        pattern = rf"{re.escape(str(folder / name))}:[1-9]\d*:[1-9]\d*: .*{re.escape(told)}"
        assert any(re.match(pattern, problem) for problem in problems), (mistake, problems)


def judged(knowledge: Knowledge) -> Knowledge:
    """The same knowledge with every figure of every second platform on our own judgement."""
    guessed = {
        platform_id: replace(knowledge.platforms[platform_id], claims=guesses(knowledge.platforms[platform_id]))
        for platform_id in sorted(knowledge.platforms)[::2]
    }
    return replace(knowledge, platforms={**knowledge.platforms, **guessed})


def guesses(platform: Platform) -> dict[str, tuple[DatedClaim, ...]]:
    """The claims of a platform as if nobody but ourselves had said them."""
    return {
        term: tuple(replace(line, source=OUR_JUDGEMENT, note="a guess") for line in lines)
        for term, lines in platform.claims.items()
    }


def test_too_much_judgement_of_our_own_is_a_problem() -> None:
    assert KNOWLEDGE.judgement_share <= MOST_JUDGEMENT
    guessed = judged(KNOWLEDGE)
    assert guessed.judgement_share > MOST_JUDGEMENT
    told = [str(problem) for problem in check_claims(guessed, Locator(KNOWLEDGE))]
    assert any("our-judgement: is cited by" in line and "more than 15%" in line for line in told), told


def test_every_term_is_claimed_or_listed_with_a_reason() -> None:
    terms = {term_id for term_id, term in KNOWLEDGE.vocabulary.items() if not term.derived}
    free = {term_id for term_id in terms if KNOWLEDGE.vocabulary[term_id].needs_no_claim}  # optional, or special cases
    for platform in KNOWLEDGE.platforms.values():
        reasons = {**platform.not_claimed, **platform.does_not_apply}
        assert terms - free <= set(platform.claims) | set(reasons) <= terms
        assert len(set(platform.claims) | set(reasons)) == sum(
            len(each) for each in (platform.claims, platform.not_claimed, platform.does_not_apply)
        )
        assert all(len(why) > 10 for why in reasons.values())


def test_the_names_said_to_be_read_are_those_in_the_code() -> None:
    families = re.compile(
        r"(region|zones|kinship|skill_gap|setup_days_at_simplicity|unpriced_subscription_share|years_counted_at_backing"
        r"|weekly_hours_at_small_team)_(\w+)$"
    )
    for name in ASSUMPTIONS_READ | REFERENCES_READ:
        family = families.match(name)
        assert f'"{name}"' in CODE or f"'{name}'" in CODE or (family and f'"{family[1]}_{{' in CODE), name
