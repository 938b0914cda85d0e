import xml.etree.ElementTree as ET

import pytest

from advisor.drawing import Scene, draw, scenes_of
from advisor.drawing.png import to_png
from advisor.drawing.svg import to_svg
from advisor.drawing.themes import Theme
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
