import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest

from advisor.drawing import Scene, draw, scenes_of
from advisor.drawing.png import to_png
from advisor.drawing.svg import to_svg
from advisor.drawing.themes import Theme
from advisor.sizing import PoolNode
from tests.drawing.geometry_faults import contrast_faults, faults_of, replica_faults
from tests.handmade import SCENARIO, topology

TOPOLOGY = topology()


@pytest.mark.parametrize("scene", scenes_of(TOPOLOGY), ids=str)
def test_nothing_overlaps_and_every_replica_is_there(scene: Scene) -> None:
    drawing = draw(TOPOLOGY, SCENARIO, scene)
    assert faults_of(drawing) == []
    assert replica_faults(drawing, TOPOLOGY) == []


@pytest.mark.parametrize("theme", Theme)
def test_texts_and_lines_stand_out(theme: Theme) -> None:
    assert contrast_faults(draw(TOPOLOGY, SCENARIO), theme) == []


def test_a_picture_is_made_the_same_twice_and_has_a_title_and_a_description() -> None:
    svg = to_svg(draw(TOPOLOGY, SCENARIO))
    assert svg == to_svg(draw(TOPOLOGY, SCENARIO))
    root = ET.fromstring(svg)
    assert [child.tag.rpartition("}")[2] for child in root][:2] == ["title", "desc"]
    assert root[0].text == "Corner shop | <b>bold</b>: alpha. As planned"
    assert (root[1].text or "").startswith("3 machines · 4 replicas · 2 zones")


def test_a_picture_becomes_a_png_of_twice_its_size() -> None:
    png = to_png(draw(TOPOLOGY, SCENARIO))
    assert png.startswith(b"\x89PNG") and int.from_bytes(png[16:20]) == 2560


def test_figures_are_never_cut_and_boxes_of_several_machines_say_whose_replicas_they_count() -> None:
    pool, kind, name = TOPOLOGY.pools[0], TOPOLOGY.pools[0].machines[0], "Standard_D16als_v6"
    pods = ((("web", 3),), (("web", 1), ("db", 2)))
    nodes = tuple(PoolNode(name, f"zone-{1 + n % 3}", 10, pods[n // 3]) for n in range(6))
    zones, types = ("zone-1", "zone-2", "zone-3"), (replace(kind, name=name, vcpu=16.0, memory_mib=32768),)
    sized = replace(TOPOLOGY, pools=(replace(pool, zones=zones, machines=types, considered=types, nodes=nodes),))
    drawing = draw(sized, SCENARIO)
    assert faults_of(drawing) == []
    shown = [label.shown for label in drawing.labels]
    assert [text for text in shown if "vCPU" in text and not text.endswith("GiB")] == []
    assert not any(text.endswith("…") for text in shown if "Standard" in text or "×" in text)
    assert "each: 3 web" in shown and "each:" in shown
