"""`advisor what-if`: answers by key, and everything that changes with them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from advisor import ScenarioError, example_scenarios, load_knowledge, load_scenario, render, what_if
from advisor.scenario import answer_at, change_answers
from advisor.sizing.bill_types import BillPart
from advisor.sizing.diff import BillTotal
from tests.bank import call

OWN = load_knowledge()
SHOP = example_scenarios()["five-service-shop"]
SMALL = load_scenario(
    {
        "name": "small",
        "hosting": {"model": "cloud", "cloud": "aws", "zones": 1},
        "availability": {"survive_nodes": 0, "survive_zone": False},
        "tenants": [{"name": "a b"}, {"name": "a"}],
        "protocols": ["http", "grpc"],
        "services": [
            {"name": "web", "replicas": 2, "cpu": "250m", "memory": "300Mi", "ports": [{"port": 80}]},
            {"name": "web.v2", "replicas": {"min": 1, "typical": 2}, "tenant": "a b"},
        ],
    }
)


def changed(**changes: Any) -> dict[str, Any]:
    """What becomes of the small scenario; dots are written as two underscores."""
    keys = {key.replace("__", "."): value for key, value in changes.items()}
    return change_answers(SMALL, keys).scenario.as_read()


def test_every_example_survives_being_changed_in_nothing() -> None:
    for name, file in example_scenarios().items():
        scenario = load_scenario(file)
        assert change_answers(scenario, {}).scenario == scenario, name


def test_keys_lead_by_name_by_position_and_into_sections_that_are_made() -> None:
    after = change_answers(
        SMALL,
        {
            "services.web.replicas": 40,
            "services.web.ports.0.port": 8080,
            "services.web.v2.cpu": 2,  # the longest name counts: web.v2, not a field v2 of web
            "services.1.replicas.typical": 3,
            "tenants.a b.isolation": "node",
            "protocols.1": "udp",
            "growth.years": 2,
            "priorities.cost": 80,
        },
    ).scenario
    web, second = after.services or ()
    assert (web.replicas and web.replicas.most, web.ports and web.ports[0].port) == (40, 8080)
    assert (second.cpu_millicores, second.replicas and second.replicas.floor) == (2000, 1)
    assert [(tenant.name, tenant.isolation) for tenant in after.tenants or ()] == [("a b", "node"), ("a", None)]
    assert after.protocols == ("http", "udp")
    assert after.growth and after.growth.years == 2
    assert after.priorities == {"cost": 80}
    assert SMALL.as_read() == changed(), "the scenario given stays as it is"


def test_none_leaves_out_an_answer_or_an_entry_of_a_list() -> None:
    assert "zones" not in changed(hosting__zones=None)["hosting"]
    assert "availability" not in changed(availability=None)
    both = {"services.web": None, "services.1": None}
    assert change_answers(SMALL, both).scenario.services == ()
    first = {"services.0": None, "services.web.v2.replicas": 5}
    assert [service.name for service in change_answers(SMALL, first).scenario.services or ()] == ["web.v2"]


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        ("services.wbe.replicas", 4, "services.wbe.replicas: no service is called wbe; did you mean web"),
        ("tenants.c.isolation", "node", "tenants.c.isolation: no tenant is called c; use one of a, a b"),
        (
            "services.web.replicaz",
            4,
            "services.web.replicaz: unknown field; did you mean replicas",
        ),
        ("hosting.zonez", 4, "hosting.zonez: unknown field; did you mean zones"),
        ("hosting.zonez.x", 4, "hosting.zonez.x: hosting.zonez: unknown field; did you mean zones"),
        (
            "services.web.memory",
            512,
            "services.web.memory: 512 has no unit; write for example 512Mi",
        ),
        ("protocols.2", "udp", "protocols.2: 2 is no position in a list of 2; write one from 0 to 1, or set the whole"),
        ("services.7.cpu", 1, "services.7.cpu: 7 is no position in a list of 2; write one from 0 to 1"),
        ("name.first", "x", "name.first: name is a single value, nothing lies below it; set name itself"),
        ("hosting.machines.rack.count", 1, "hosting.machines.rack.count: no machines are listed; list them"),
        ("services..cpu", 1, "services..cpu: a part of the key is empty; write for example services.web.replicas"),
        ("scale.services", 9, "scale.services: 9 services, and 2 are listed; list them all"),
        ("services.web", None, "services.web: services.0.affinity.0: no service is called web; did you mean web.v2"),
        ("requested", "akz", "requested: no platform is called akz; did you mean aks"),
        ("services.web.cpu", 999, "services.web.cpu: web needs 999000 millicores"),
    ],
)
def test_what_cannot_be_set_is_told_at_its_key(key: str, value: Any, told: str) -> None:
    scenario = SMALL if key != "services.web" else change_answers(SMALL, {"services.web.v2.affinity": ["web"]}).scenario
    with pytest.raises(ScenarioError) as caught:
        what_if(scenario, {key: value}, OWN)
    assert len(caught.value.problems) == 1
    assert str(caught.value).startswith(told)


def test_all_mistakes_of_all_settings_are_told_and_those_of_nobody_alone_at_all() -> None:
    with pytest.raises(ScenarioError) as caught:
        what_if(SMALL, {"services.wbe.cpu": 1, "teem": 3, "scale.services": 5}, OWN)
    assert [problem.source for problem in caught.value.problems] == ["scale.services", "services.wbe.cpu", "teem"]
    counted = change_answers(SMALL, {"scale.containers": 4}).scenario
    with pytest.raises(ScenarioError, match=r"^services.web.replicas, cost: scale.containers: 4 containers, and"):
        what_if(counted, {"services.web.replicas": 9, "cost": "low"}, OWN)


def test_two_machines_of_one_type_go_by_position() -> None:
    machine = {"type": "rack", "vcpu": 8, "memory": "32Gi", "count": 2}
    own = load_scenario({"name": "s", "hosting": {"machines": [{**machine, "site": "x"}, {**machine, "site": "y"}]}})
    with pytest.raises(ScenarioError, match=r"2 of them are called rack; write the position"):
        change_answers(own, {"hosting.machines.rack.count": 3})
    machines = change_answers(own, {"hosting.machines.1.count": 3}).scenario.hosting
    assert machines and [entry.count for entry in machines.machines or ()] == [2, 3]


def test_more_replicas_on_fargate_cost_what_the_price_list_says() -> None:
    # A task of 0.25 vCPU and 0.5 GiB: 0.25 x 0.04048 + 0.5 x 0.004445 = 0.0123425 USD an hour, 9.010025 in 730 hours.
    # All five services take that size: 2 + 4 x 1 = 6 tasks before, 40 + 4 = 44 after, 38 x 9.010025 = 342.38095 more,
    # and 38 x 0.005 x 730 = 138.70 for their public addresses.
    answer = what_if(load_scenario(SHOP), {"services.shop.replicas": 40}, OWN, OWN.platforms["ecs-fargate"])
    (one,) = answer.compared
    change = one.change
    assert change is not None and answer.changed and answer.fits
    assert [(place.machine, was, becomes) for place, was, becomes in change.agents] == [("0.25 vCPU, 0.5 GiB", 6, 44)]
    line, addresses = change.lines
    assert addresses.key.part is BillPart.NODE_ADDRESS
    assert line.was and line.becomes and (line.was.quantity, line.becomes.quantity) == (6 * 730, 44 * 730)
    base = next(total for total in change.totals if total.key is BillTotal.BASE)
    assert base.was is not None and base.becomes is not None
    assert base.becomes - base.was == pytest.approx(342.38095 + 138.70)
    assert not change.control_plane
    text = render(answer, "text")
    assert "- services.shop.replicas: {min: 2, typical: 2, peak: 2} -> 40" in text
    assert re.search(r"tasks: 6 -> 44 x 0.25 vCPU, 0.5 GiB \(aws us-east-1\) +54    396        \+342", text)
    assert text == render(what_if(load_scenario(SHOP), {"services.shop.replicas": 40}, OWN, one.platform), "text")


def test_a_changed_answer_shows_verdict_ranking_and_both_winners() -> None:
    answer = what_if(SMALL, {"hosting.cloud": "azure"}, OWN)
    told = json.loads(render(answer, "json"))
    assert answer.before and answer.before.winner and answer.after and answer.after.winner
    winners = [answer.before.winner.platform.id, answer.after.winner.platform.id]
    assert winners[0] != winners[1]
    assert told["winner"] == {"was": winners[0], "becomes": winners[1]}
    assert {one["platform"] for one in told["platforms"]} == set(winners)
    gone = [one for one in told["ranking"] if one["becomes"]["rank"] is None]
    assert gone and all(one["becomes"]["out_because"] for one in gone)
    text = render(answer, "text")
    names = [OWN.platforms[winner].name for winner in winners]
    assert f"First place: {names[0]} -> {names[1]}." in " ".join(text.split())
    assert "does not fit after: X" in text


def test_nothing_changes_is_said_plainly() -> None:
    fargate = OWN.platforms["ecs-fargate"]
    same = what_if(SMALL, {"protocols": ["http", "grpc"]}, OWN, fargate)
    assert "Nothing changes: the requirement says so already." in render(same, "text")
    idle = what_if(SMALL, {"summary": "other words"}, OWN, fargate)
    assert not idle.changed
    assert f"Nothing changes: set-up and bill of {fargate.name} stay as they are." in " ".join(render(idle).split())
    assert json.loads(render(idle, "json"))["changed"] is False


def test_a_platform_that_cannot_hold_it_before_or_after_is_told_with_its_reason(tmp_path: Path) -> None:
    safe, loss = ["availability.survive_nodes=0"], ["availability.survive_nodes=1"]
    for first, then, code in ((safe, loss, 1), (loss, safe, 0), (loss, ["cost=low"], 1)):
        file = tmp_path / "s.json"
        key, _, value = first[0].partition("=")
        file.write_text(json.dumps(change_answers(SMALL, {key: int(value)}).scenario.as_read()), encoding="utf-8")
        result = call("what-if", file, "--set", *then, "--platform", "docker-compose-single-vm")
        assert result.exit_code == code, result.output
        text = " ".join(result.stdout.split())
        assert "one machine cannot outlast the loss of a machine" in text
    assert "Nothing changes: Docker Compose on a single VM cannot hold the services." in text


def test_the_command_tells_mistakes_at_the_option_and_wrong_usage_with_code_2() -> None:
    wrong = call("what-if", SHOP, "--set", "services.shpo.cpu=1", "--set", "services.shop.memory=[1")
    assert (wrong.exit_code, wrong.stdout) == (3, "")
    assert wrong.stderr.startswith("--set services.shop.memory: a list opened with [ ")
    wrong = call("what-if", SHOP, "--set", "services.shpo.cpu=1", "--set", "budget.usd_per_month=much")
    assert [line.partition(":")[0] for line in wrong.stderr.splitlines()] == [
        "--set budget.usd_per_month",
        "--set services.shpo.cpu",
    ]
    assert call("what-if", SHOP, "--set", "cost=").stderr.startswith("--set cost: has no value; write one, or null")
    unknown = call("what-if", SHOP, "--set", "cost=low", "--platform", "akz")
    assert (unknown.exit_code, "did you mean aks" in unknown.stderr) == (3, True)
    for arguments in (("--set", "cost"), ("--set", "=1"), ("--set", "cost=low", "--set", "cost=balanced"), ()):
        assert call("what-if", SHOP, *arguments).exit_code == 2


def test_a_file_that_is_wrong_itself_is_told_as_ever(tmp_path: Path) -> None:
    file = tmp_path / "s.yaml"
    file.write_text("name: s\nrequested: akz\n", encoding="utf-8")
    result = call("what-if", file, "--set", "cost=low")
    assert (result.exit_code, result.stderr.startswith(f"{file}:2:12: requested:")) == (3, True)


def test_an_answer_that_is_not_there_is_not_answered() -> None:
    assert answer_at(SMALL, "growth.years") is None
    assert answer_at(SMALL, "services.nobody.cpu") is None
    assert answer_at(SMALL, "services.web.cpu") == "250m"


def test_only_three_forms_are_written() -> None:
    answer = what_if(SMALL, {"cost": "low"}, OWN, OWN.platforms["ecs-fargate"])
    with pytest.raises(ValueError, match="write text, markdown or json"):
        render(answer, "csv")
