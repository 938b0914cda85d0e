"""draw.io, Mermaid and DOT: whole, inert and the same each time, read back by small grammars."""

from collections import Counter
from dataclasses import replace

import pytest

from advisor.drawing import Drawing, Role, Scene, draw, scenes_of
from advisor.drawing.dot import to_dot
from advisor.drawing.drawio import FRAMES, LAYER, to_drawio
from advisor.drawing.mermaid import MOST_TEXT, to_mermaid
from advisor.drawing.outline import MOST_LETTERS
from advisor.drawing.subject import shown_name
from advisor.drawing.text_metrics import inert
from advisor.drawing.themes import Theme
from advisor.packing import Item
from advisor.scenario import load_scenario
from advisor.sizing import PoolNode
from advisor.sizing.support.proxies import PROXY
from tests.drawing.packed import packed_topology
from tests.drawing.read_back import (
    counted_replicas,
    dot_faults,
    dot_labels,
    drawio_cells,
    drawio_replicas,
    mermaid_faults,
    mermaid_labels,
    text_of_html,
)
from tests.drawing.test_hostile import NAMES
from tests.handmade import SCENARIO, topology

TOPOLOGY = topology()
MARKS = (
    "1. one",
    "%%{init: {'theme': 'dark'}}%%",
    "$$x$$ `y` *z* _w_",
    'a\\N\\"; b -> c',
    "#quot;&lt;",
    "\U0001f3e6 é",
)
HOSTILE = (*NAMES, *MARKS)


def hostile() -> Drawing:
    """Names of any kind wherever a name can stand."""
    items = [Item(name, 500, 512, (1, 1)) for name in HOSTILE]
    sized = packed_topology(items, zones=2, names=HOSTILE[:2])
    tenants = [{"name": "team <b>"}]
    scenario = load_scenario({"name": '%%{init}%% "]; <b>', "services": [{"name": "web"}], "tenants": tenants})
    return draw(sized, scenario, name=HOSTILE[9])


def running(drawing: Drawing) -> Counter[str]:
    """What runs by the geometry, which other tests compare with the plan."""
    counts: Counter[str] = Counter()
    for box in (each for each in drawing.boxes if each.machines):
        for name, count in box.replicas:
            counts[inert(shown_name(name))] += count
    return counts


@pytest.mark.parametrize("scene", scenes_of(TOPOLOGY), ids=str)
def test_every_replica_is_in_every_form(scene: Scene) -> None:
    drawing = draw(TOPOLOGY, SCENARIO, scene)
    plan = running(drawing)
    assert drawio_replicas(to_drawio(drawing)) == plan
    mermaid, dot = to_mermaid(drawing), to_dot(drawing)
    assert mermaid_faults(mermaid) == [] and dot_faults(dot) == []
    assert counted_replicas(mermaid_labels(mermaid), set(plan)) == plan
    assert counted_replicas(dot_labels(dot), set(plan)) == plan


def test_replicas_of_the_platform_itself_go_by_what_they_are() -> None:
    node = PoolNode("m.large", "zone-1", 2, ((PROXY, 1), ("web", 3)))
    drawing = draw(replace(TOPOLOGY, pools=(replace(TOPOLOGY.pools[0], nodes=(node,)),)), SCENARIO)
    plan = {"proxy": 2, "web": 6}
    assert drawio_replicas(to_drawio(drawing)) == plan
    for labels in (mermaid_labels(to_mermaid(drawing)), dot_labels(to_dot(drawing))):
        assert counted_replicas(labels, set(plan)) == plan


def test_a_draw_io_file_has_the_boxes_where_they_stand_and_connectors_that_hang_on_them() -> None:
    drawing = draw(TOPOLOGY, SCENARIO)
    cells = drawio_cells(to_drawio(drawing))
    for box in drawing.boxes:
        _, cell = cells[box.id]
        x = y = 0
        above = box.id
        while above != LAYER:  # places count from the corner of the shape around
            shape = cells[above][1]
            x, y = x + int(shape[0].attrib["x"]), y + int(shape[0].attrib["y"])
            above = shape.attrib["parent"]
        assert (x, y) == (box.place.x, box.place.y), box.id
        assert ("container=1" in cell.attrib["style"]) == (box.role in FRAMES)
    for edge in drawing.edges:
        cell = cells[edge.id][1]
        assert (cell.get("edge"), cell.get("source"), cell.get("target")) == ("1", edge.source, edge.target)
    assert {cell.attrib["parent"] for _, cell in cells.values()} <= {*cells, "0"}


def test_a_draw_io_file_shows_every_label_and_tells_every_box_whole() -> None:
    drawing = draw(TOPOLOGY, SCENARIO, Scene.parse("node-lost"))
    cells = drawio_cells(to_drawio(drawing))
    seen = "".join(text_of_html(shape.attrib["label"])[0] for key, (shape, _) in cells.items() if key != LAYER)
    assert sorted(seen) == sorted("".join(label.shown for label in drawing.labels))
    told = {key: text_of_html(shape.get("tooltip", ""))[0] for key, (shape, _) in cells.items()}
    assert all(told[box.id] == box.title for box in drawing.boxes)


def test_names_of_any_kind_are_inert_and_whole_or_cut_in_every_form() -> None:
    drawing = hostile()
    drawio, mermaid, dot = to_drawio(drawing), to_mermaid(drawing), to_dot(drawing)
    for text in (drawio, mermaid, dot):
        assert not any(letter in text for letter in "\u202e\x07")
    for shape, _ in drawio_cells(drawio).values():
        elements = text_of_html(shape.attrib["label"])[1] | text_of_html(shape.get("tooltip", ""))[1]
        assert elements <= {"div", "style"}, elements
    assert mermaid_faults(mermaid) == [] and dot_faults(dot) == []
    for labels in (mermaid_labels(mermaid), dot_labels(dot)):
        lines = {line for each in labels for line in each}
        for name in HOSTILE:
            shown = inert(name)
            count = running(drawing)[shown]
            assert any(line.startswith(f"1 {shown[:50]}") or line == f"{count} {shown}" for line in lines), name
        cut = next(line for line in lines if "nnnn" in line)
        assert len(cut) == MOST_LETTERS and cut.endswith("…")


@pytest.mark.parametrize("theme", Theme)
def test_the_same_drawing_makes_the_same_bytes(theme: Theme) -> None:
    for write in (to_drawio, to_mermaid, to_dot):
        once, again = (write(draw(TOPOLOGY, SCENARIO), theme) for _ in range(2))
        assert once == again and once != write(draw(TOPOLOGY, SCENARIO, Scene.parse("zone-lost=1")), theme)


def test_members_stand_together_in_mermaid_and_no_link_joins_them() -> None:
    drawing = draw(packed_topology([Item("web", 1000, 1024, (2, 2))]), load_scenario({"name": "Shop"}))
    members = [box.id.replace("-", "_") for box in drawing.boxes if box.role in (Role.CONTROL_PLANE, Role.LEADER)]
    text = to_mermaid(drawing)
    plane = text.partition('subgraph members["Control plane"]')[2].partition("\n  end")[0]
    assert len(members) > 1 and all(f'{member}["' in plane for member in members)
    assert not any(f"{member} ---" in text or f"--- {member}" in text for member in members)


def test_three_thousand_machines_and_a_thousand_services_are_counted() -> None:
    pool = topology().pools[0]
    pods = [tuple((f"service-{n * 10 + i}", 1 + i % 3) for i in range(10)) for n in range(100)]
    nodes = tuple(PoolNode("m.large", f"zone-{1 + n % 2}", 30, pods[n]) for n in range(100))
    drawing = draw(replace(topology(), pools=(replace(pool, nodes=nodes),)), load_scenario({"name": "Many"}))
    # each machine runs 1 + 2 + 3 three times and 1 once: 19 replicas; 3,000 machines
    assert drawio_replicas(to_drawio(drawing)).total() == 57_000
    names = {f"service-{n}" for n in range(1000)}
    mermaid, dot = to_mermaid(drawing), to_dot(drawing)
    assert len(mermaid) < MOST_TEXT and mermaid_faults(mermaid) == [] and dot_faults(dot) == []
    assert counted_replicas(mermaid_labels(mermaid), names).total() == 57_000
    assert counted_replicas(dot_labels(dot), names).total() == 57_000


def test_a_text_that_mermaid_would_refuse_names_fewer_services() -> None:
    pods = tuple((f"{n}" + "<" * 80, 1) for n in range(12))
    pool = replace(topology().pools[0], nodes=(PoolNode("m.large", "zone-1", 1, pods),))
    drawing = draw(replace(topology(), pools=(pool,)), load_scenario({"name": "Long"}))
    whole, short = to_mermaid(drawing), to_mermaid(drawing, limit=4_500)
    assert len(whole) > 4_500 >= len(short) and "more services" not in whole and mermaid_faults(short) == []
    assert "7 replicas of 7 more services" in short  # 5 of 12 are named, and the others stand in the sixth line


def test_nothing_and_forty_tenants_are_told_in_every_form() -> None:
    empty = replace(topology(), pools=(), support=(), auxiliary=())
    empty = replace(empty, control_plane=replace(empty.control_plane, members=0, members_by_zone=(), machines=()))
    nothing = draw(empty, load_scenario({"name": "Nothing"}))
    assert all("Nothing runs" in write(nothing) for write in (to_drawio, to_mermaid, to_dot))
    assert mermaid_faults(to_mermaid(nothing)) == [] and dot_faults(to_dot(nothing)) == []
    pool = topology().pools[0]
    node = PoolNode("m.large", "zone-1", 1, (("web", 1),))
    pools = tuple(replace(pool, name=f"tenant {n}", tenant=f"tenant {n}", nodes=(node,)) for n in range(40))
    drawing = draw(replace(topology(), pools=pools), load_scenario({"name": "Forty"}))
    for labels in (mermaid_labels(to_mermaid(drawing)), dot_labels(to_dot(drawing))):
        assert {f"T{n} tenant {n - 1}" for n in range(1, 41)} <= {line for each in labels for line in each}
        assert counted_replicas(labels, {"web"}) == {"web": 40}
    assert drawio_replicas(to_drawio(drawing)) == {"web": 40}
