"""What there is to settle before a platform is chosen: risks and open choices, not how its plan is made."""

from __future__ import annotations

from advisor import load_knowledge, load_scenario, recommend, render
from advisor.sizing.note_codes import FACTS_OF_THE_PLAN, NoteCode

KNOWLEDGE = load_knowledge()


def test_facts_of_the_plan_are_told_with_the_plan() -> None:
    services = [{"name": "web", "replicas": 1, "cpu": "100m", "memory": "256Mi", "ports": []}]
    hosting = {"model": "cloud", "cloud": "aws", "region": "us-east-1", "zones": 1}
    team = {"engineers": 1, "ops": 0}
    asked = {
        "name": "box",
        "as_of": "2026-11-24",
        "hosting": hosting,
        "team": team,
        "cost": "low",
        "services": services,
    }
    answer = recommend(load_scenario(asked), KNOWLEDGE)
    box = next(entry for entry in answer.ranking if entry.platform.id == "docker-compose-single-vm")
    noticed = {each.code for each in box.topology.notes}
    assert {NoteCode.BURSTABLE_MACHINE, NoteCode.ONE_MACHINE_LOST} <= noticed
    told = {caution.note.code for caution in box.cautions}
    assert NoteCode.ONE_MACHINE_LOST in told
    assert not told & FACTS_OF_THE_PLAN
    assert answer.winner is not None
    facts = FACTS_OF_THE_PLAN & {each.code for each in answer.winner.topology.notes}
    assert ("Noticed while sizing" in render(answer, "text")) == bool(facts)
