"""What is claimed of own servers alone: where it holds, where it does not, and how mistakes in it are told."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

from advisor import check_knowledge, load_knowledge, load_scenario, recommend, screen, size
from advisor.knowledge import Level, knowledge_folder
from advisor.report import render_sizing
from advisor.report.pages.platform import render_platform
from advisor.scenario import with_answer
from advisor.sizing import Effort, Topology

KNOWLEDGE = load_knowledge()
DAY = dt.date(2026, 6, 30)
PATTERN = KNOWLEDGE.platforms["load-balanced-vms"]
OWN = load_scenario(
    {
        "name": "shop",
        "as_of": "2026-06",
        "hosting": {
            "model": "on_prem",
            "machines": [{"type": "big", "vcpu": 16, "memory": "64Gi", "count": 12, "usd_per_month": 200}],
        },
        "services": [
            {"name": "web", "replicas": 3, "cpu": 1, "memory": "2Gi", "ports": [{"port": 80, "exposure": "public"}]},
            {"name": "api", "replicas": 2, "cpu": 1, "memory": "2Gi"},
        ],
    }
)
HEALED = load_scenario(
    {"name": "healed", "as_of": "2026-06", "hosting": {"model": "on_prem"}, "must_have": ["self_healing"]}
)
CLOUD = load_scenario({**OWN.as_read(), "hosting": {"model": "cloud", "cloud": "aws"}})


def test_a_claim_of_own_servers_holds_there_alone() -> None:
    own = KNOWLEDGE.placed(on_own_hardware=True)
    assert KNOWLEDGE.placed(on_own_hardware=False) is KNOWLEDGE
    assert PATTERN.terms(DAY).self_healing is Level.GOOD
    assert own.platforms["load-balanced-vms"].terms(DAY).self_healing is Level.LIMITED
    assert own.platforms["nomad"] is KNOWLEDGE.platforms["nomad"]
    assert own.placed(on_own_hardware=True).platforms["load-balanced-vms"] == own.platforms["load-balanced-vms"]


def test_no_word_of_a_cloud_is_said_of_own_servers() -> None:
    """Nothing that is printed of the plan speaks of groups of machines, consoles, accounts or vendors' balancers."""
    for claim in PATTERN.only_on_own_hardware(DAY):
        assert "cloud" not in f"{claim.why} {claim.note}".lower(), claim.term
    topology = size(OWN, PATTERN, KNOWLEDGE)
    assert isinstance(topology, Topology)
    # 5 replicas and 1 spare machine, and 2 balancers of one's own: 8 x USD 200
    assert [(each.role, each.count) for each in topology.auxiliary] == [("balancer", 2)]
    assert topology.bill.base is not None and round(topology.bill.base) == 8 * 200
    tasks = {each.id for each in topology.bill.effort.tasks} if topology.bill.effort else set()
    assert {"run_proxy", "patch_machines", "replace_machines"} <= tasks
    assert tasks.isdisjoint({"machine_groups", "bake_machine_images", "account_upkeep", "watch_with_vendor_tools"})
    text = render_sizing(topology, OWN, KNOWLEDGE, "text")
    assert "cloud account" not in text and "group of machines" not in text and "cloud's load balancer" not in text


def test_the_same_steps_ask_the_same_knowledge() -> None:
    """A rule that wants more than own servers give rules out there, and not in a cloud."""
    wants = {"must_have": ["self_healing"]}
    there, here = (load_scenario({**one.as_read(), **wants}) for one in (OWN, CLOUD))
    met = {
        name: next(each for each in screen(asked, KNOWLEDGE) if each.platform.id == PATTERN.id).eligible
        for name, asked in (("own", there), ("cloud", here))
    }
    assert met == {"own": False, "cloud": True}


def test_an_answer_on_own_servers_tells_other_places_truly() -> None:
    """What another place would change is judged by what holds in that place."""
    answer = recommend(HEALED, KNOWLEDGE, effort=Effort.QUICK, resize=True)
    assert answer.knowledge.platforms[PATTERN.id].own_hardware == {}
    changes = [change for change in answer.changes if change.field == "hosting.model"]
    assert changes
    for change in changes:
        changed = with_answer(HEALED, change.field, change.becomes)
        whole = recommend(changed, KNOWLEDGE, effort=Effort.QUICK, how_sure=False)
        assert whole.winner is not None and whole.winner.platform.id == change.winner


def test_the_page_of_a_platform_lists_it() -> None:
    assert "On own servers" in render_platform(PATTERN, KNOWLEDGE, DAY, "text")
    assert "On own servers" not in render_platform(KNOWLEDGE.platforms["nomad"], KNOWLEDGE, DAY, "text")


def test_a_mistake_in_it_is_told_at_its_place(tmp_path: Path) -> None:
    folder = tmp_path / "knowledge"
    shutil.copytree(knowledge_folder(), folder)
    file = folder / "platforms" / "nomad.yaml"
    wrong = "on_own_hardware:\n  self_heeling:\n    start: {value: 1, source: our-judgement, why: By hand.}\n"
    file.write_text(file.read_text(encoding="utf-8") + wrong, encoding="utf-8")
    [told] = [str(problem) for problem in check_knowledge(folder)]
    assert "nomad.yaml" in told and "on_own_hardware.self_heeling: is not a term that is claimed" in told
    assert "self_healing" in told
