from dataclasses import replace

import pytest

from advisor.drawing import BoxState, Drawing, Role, Scene, SceneKind, Tone, draw
from advisor.drawing.cells import Amount, MachineBoxes
from advisor.drawing.outcome import outcome_of
from advisor.drawing.subject import Subject
from advisor.errors import InvalidValueError
from advisor.packing import Item
from advisor.scenario import load_scenario
from advisor.sizing.control_plane import CONTROL_PLANE
from advisor.sizing.load_following import LoadFollowing
from advisor.sizing.note_codes import NoteCode
from advisor.values import note
from tests.drawing.geometry_faults import faults_of
from tests.drawing.packed import as_tasks, packed_topology

SCENARIO = load_scenario(
    {
        "name": "Shop",
        "services": [
            {"name": "web", "replicas": {"min": 1, "typical": 2, "peak": 4}, "cpu": 1, "memory": "1Gi"},
            {"name": "db", "replicas": 2, "stateful": True, "volumes": [{"name": "data", "size": "10Gi"}]},
        ],
    }
)
WEB = Item("web", 1000, 1024, (2, 2))
DB = Item("db", 500, 512, (1, 1))


def texts(drawing: Drawing) -> list[str]:
    return [label.text for label in drawing.labels]


def moves(drawing: Drawing) -> list[str]:
    return [box.title for box in drawing.boxes if box.role is Role.MOVES]


def test_after_the_loss_of_a_zone_its_replicas_start_in_the_other_one() -> None:
    # 2 cores a machine hold 2 web; each zone runs 2 and has to hold all 4: 2 machines a zone. 2 leave, 2 arrive.
    drawing = draw(packed_topology([WEB], survive_zone=True), SCENARIO, Scene.parse("zone-lost=1"))
    assert moves(drawing) == ["zone-1: 2 leave", "zone-2: +2 arrive"]
    assert "zone-1 lost: 2 replicas displaced, 2 find a place" in texts(drawing)
    assert sum(count for box in drawing.boxes for _, count in box.moved_in) == 2
    assert faults_of(drawing) == []


def test_a_zone_has_its_place_or_its_name() -> None:
    sized = packed_topology([WEB], survive_zone=True, names=("north", "south"))
    by_name = draw(sized, SCENARIO, Scene.parse("zone-lost=south"))
    assert by_name == draw(sized, SCENARIO, Scene.parse("zone-lost=south"))
    assert moves(by_name) == moves(draw(sized, SCENARIO, Scene.parse("zone-lost=2"))) != []


def test_what_no_room_is_kept_for_stays_without_a_place() -> None:
    # One full machine a zone and nothing spare: both replicas of the lost machine stay down.
    drawing = draw(packed_topology([WEB]), SCENARIO, Scene.parse("node-lost=n1"))
    unplaced = drawing.box("unplaced")
    assert (unplaced.title, unplaced.replicas) == ("2 replicas without a place", (("web", 2),))
    assert "Without a place: 2 web; no room is kept for that" in texts(drawing)


def test_as_many_as_fit_find_a_place_and_the_others_do_not() -> None:
    # Zone 1 has 2 web on a machine of 2 cores, zone 2 has 1: one of the two lost ones fits beside it.
    drawing = draw(packed_topology([Item("web", 1000, 1024, (2, 1))]), SCENARIO, Scene.parse("zone-lost=1"))
    assert moves(drawing) == ["zone-1: 2 leave", "zone-2: +1 arrive"]
    assert drawing.box("unplaced").replicas == (("web", 1),)


def test_data_on_a_disk_does_not_leave_its_zone() -> None:
    drawing = draw(packed_topology([DB]), SCENARIO, Scene.parse("zone-lost=1"))
    assert "Without a place: 1 db; the disk stands in the lost zone" in texts(drawing)


def test_a_lost_machine_is_taken_over_by_a_spare_one() -> None:
    sized = packed_topology([WEB], survive_nodes=1)
    drawing = draw(sized, SCENARIO, Scene(SceneKind.NODE_LOST))
    lost = [box for box in drawing.boxes if box.state.value == "lost" and box.role is Role.NODE]
    taking = [box for box in drawing.boxes if box.state.value == "takes_in" and box.role is Role.NODE]
    assert [box.replicas for box in lost] == [(("web", 2),)]
    assert [box.moved_in for box in taking] == [(("web", 2),)]


def test_too_few_members_left_are_said_to_decide_nothing() -> None:
    # The handmade control plane has 1 member in zone-1 and 2 in zone-2, and outlasts one loss.
    sized = packed_topology([WEB], survive_zone=True)
    assert "Quorum holds: 2 of 3 members are left" in texts(draw(sized, SCENARIO, Scene.parse("zone-lost=1")))
    lost = texts(draw(sized, SCENARIO, Scene.parse("zone-lost=2")))
    assert "No quorum: 2 of 3 members lost; nothing starts anew until they are back" in lost
    assert "zone-2 lost: 2 replicas displaced, 2 find room" in lost


def test_the_next_member_leads_where_the_first_is_lost() -> None:
    sized = packed_topology([WEB], survive_zone=True)
    leaders = {
        scene: [box.parent for box in draw(sized, SCENARIO, Scene.parse(scene)).boxes if box.role is Role.LEADER]
        for scene in ("normal", "zone-lost=1")
    }
    assert leaders == {"normal": ["zone-1"], "zone-lost=1": ["zone-2"]}


def test_more_load_is_a_third_part_of_what_keeps_no_state() -> None:
    # 4 web: 30 % more are 1.2, so 2; db keeps state. 3 machines of 2 cores hold 4 web and 2 db (5 cores): 1 web fits.
    sized = packed_topology([Item("web", 1000, 1024, (4,)), Item("db", 500, 512, (2,))], zones=1)
    drawing = draw(sized, SCENARIO, Scene.MORE_LOAD)
    assert "2 more replicas: 1 find room on what is there" in texts(drawing)
    assert drawing.box("unplaced").replicas == (("web", 1),)


def test_more_load_waits_for_machines_where_the_platform_adds_them() -> None:
    # As before, but machines follow the load: what finds no room is no alarm.
    sized = packed_topology([Item("web", 1000, 1024, (4,)), Item("db", 500, 512, (2,))], zones=1)
    following = LoadFollowing(follows=True, why=note(NoteCode.BURST_TO_CLOUD), cycle_hours=24, capacity_minutes=5)
    drawing = draw(replace(sized, load_following=following), SCENARIO, Scene.MORE_LOAD)
    box = drawing.box("unplaced")
    assert (box.title, box.replicas) == ("1 replica for new machines", (("web", 1),))
    assert "The platform adds machines for 1 web, there after 5 minutes" in texts(drawing)
    assert not [label.text for label in drawing.labels if label.tone is Tone.ALARM]
    assert faults_of(drawing) == []


def test_members_of_a_control_plane_are_not_counted_among_the_replicas_of_a_machine() -> None:
    # 2 web on each of 2 machines, one of which is a member too: it has 2 replicas where services are not named.
    sized = packed_topology([WEB])
    pool = sized.pools[0]
    nodes = (replace(pool.nodes[0], pods=((CONTROL_PLANE, 1), *pool.nodes[0].pods)), *pool.nodes[1:])
    sized = replace(sized, pools=(replace(pool, nodes=nodes),))
    boxes = MachineBoxes(Subject(sized, SCENARIO, outcome_of(sized, SCENARIO, Scene.NORMAL)))
    told = [cell.lines for cells in boxes.of((0,), Amount(pod_lines=1)).values() for cell in cells]
    assert told == [("2 replicas",), ("2 web",)]


def test_bars_part_a_typical_day_from_the_peak() -> None:
    # 2 of 4 web run on a typical day: of two full cores a machine uses one half then, and the other half at the peak.
    normal = draw(packed_topology([WEB]), SCENARIO)
    peak = draw(packed_topology([WEB]), SCENARIO, Scene.PEAK)
    parts = {scene: {tuple(bar.parts) for bar in d.bars if bar.resource == "cpu"} for scene, d in
             (("normal", normal), ("peak", peak))}  # fmt: skip
    assert parts == {"normal": {(("used", 0.5), ("at_peak", 0.5))}, "peak": {(("used", 1.0),)}}


def test_tasks_are_started_again_by_their_vendor_or_by_nobody() -> None:
    tasks = as_tasks(packed_topology([WEB]))
    assert "The vendor starts 2 replicas again: 2 web" in texts(draw(tasks, SCENARIO, Scene.parse("node-lost=n1")))
    alone = as_tasks(packed_topology([WEB]), replaced=False)
    lost = texts(draw(alone, SCENARIO, Scene.parse("node-lost=n1")))
    assert "Without a place: 2 web; a person has to start it" in lost


def test_a_service_is_upgraded_beside_its_old_replicas() -> None:
    sized = packed_topology([replace(WEB, surge=1)])
    drawing = draw(sized, SCENARIO, Scene.parse("upgrade=web"))
    assert "1 more replica of web run beside the old ones" in texts(drawing)
    assert sum(count for box in drawing.boxes for _, count in box.moved_in) == 1


@pytest.mark.parametrize(
    ("scene", "said"),
    [
        ("zone-list=2", "zone-list is no scene; did you mean zone-lost"),
        ("normal=3", "normal=3 names nothing that can be lost or upgraded; write normal alone"),
        ("zone-lost=", "zone-lost= names nothing that can be lost or upgraded; write for example zone-lost=2"),
        ("zone-lost=7", "no zone is called 7; use one of zone-1, zone-2, or write a number from 1 to 2"),
        ("node-lost=n9", "no machine is called n9; write n1 to n2, as the picture names them"),
        ("upgrade=wob", "no service is called wob; did you mean web"),
    ],
)
def test_a_scene_that_cannot_be_is_refused_with_what_to_write(scene: str, said: str) -> None:
    with pytest.raises(InvalidValueError) as refused:
        draw(packed_topology([WEB]), SCENARIO, Scene.parse(scene))
    assert str(refused.value) == said


def test_members_that_are_too_few_have_no_leader() -> None:
    # Three members, one in zone-1 and two in zone-2: of three, two are needed. Zone-1 may be lost, zone-2 may not.
    sized = packed_topology([WEB], survive_zone=True)
    for scene, leaders in (("normal", 1), ("zone-lost=1", 1), ("zone-lost=2", 0)):
        drawing = draw(sized, SCENARIO, Scene.parse(scene))
        assert sum(box.role is Role.LEADER for box in drawing.boxes) == leaders, scene


def test_a_member_on_a_lost_agent_is_lost_with_it() -> None:
    sized = packed_topology([WEB])
    pool = sized.pools[0]
    first = replace(pool.nodes[0], pods=(*pool.nodes[0].pods, (CONTROL_PLANE, 1)))
    plane = replace(sized.control_plane, members=1, members_by_zone=((first.zone, 1),), machines=(), on_agents=True)
    pools = (replace(pool, nodes=(first, *pool.nodes[1:])),)
    alone = replace(sized, pools=pools, control_plane=replace(plane, tolerates=0))
    lost = draw(alone, SCENARIO, Scene.parse("node-lost=n1"))
    assert [box.state for box in lost.boxes if box.role is Role.CONTROL_PLANE] == [BoxState.LOST]
    assert "The control plane is lost; nothing starts anew until it is back" in texts(lost)
    other = draw(alone, SCENARIO, Scene.parse("node-lost=n2"))
    assert [box.state for box in other.boxes if box.role is Role.LEADER] == [BoxState.NORMAL]
    # The size counts the replicas of services, as `advisor size` does: 2 web a zone, and no member.
    assert any(text.startswith("2 machines · 4 replicas · 2 zones") for text in texts(other))


def test_what_is_there_and_what_moves_in_share_a_line() -> None:
    # 2 cores: zone-1 keeps 1 web, and of the 2 that zone-2 loses one fits beside it.
    drawing = draw(packed_topology([Item("web", 1000, 1024, (1, 2))]), SCENARIO, Scene.parse("zone-lost=2"))
    assert "1 +1 web" in texts(drawing)
