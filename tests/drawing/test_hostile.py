"""Pictures of what nobody expects: names of markup, thousands of machines, forty tenants, nothing at all."""

import re
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest

from advisor.drawing import Role, draw, png, scenes_of
from advisor.drawing.svg import to_svg
from advisor.errors import MachineryError
from advisor.packing import Item
from advisor.scenario import load_scenario
from advisor.sizing import PoolNode
from tests.drawing.geometry_faults import faults_of, replica_faults
from tests.drawing.packed import packed_topology
from tests.handmade import topology

NAMES = (
    "<script>alert(1)</script>",
    "]]> & \" ' --",
    "north\u202ehtuos",
    "line\nbreak\x07",
    "n" * 200,
    "🏦 东京 Zürich",
)


def test_names_of_any_kind_are_inert_and_whole_or_visibly_cut() -> None:
    item = Item("web", 1000, 1024, (2,) * len(NAMES))
    sized = packed_topology([item], zones=len(NAMES), names=NAMES)
    scenario = load_scenario({"name": "a" * 120, "services": [{"name": "web"}]})
    drawing = draw(sized, scenario, name="Platform & Söhne <b>")
    assert faults_of(drawing) == []
    svg = to_svg(drawing)
    ET.fromstring(svg)
    assert not any(letter in svg for letter in "\u202e\x07") and "<script" not in svg and "<b>" not in svg
    told = [box.title for box in drawing.boxes if box.role is Role.ZONE]
    assert told[:3] == ["<script>alert(1)</script>", "]]> & \" ' --", "north�htuos"] and told[5] == "🏦 东京 Zürich"


def test_a_name_that_is_cut_ends_in_dots_and_stands_whole_beside() -> None:
    sized = packed_topology([Item("web", 1000, 1024, (2, 2))], names=("n" * 200, "south"))
    drawing = draw(sized, load_scenario({"name": "Shop"}))
    label = next(label for label in drawing.labels if label.text == "n" * 200)
    assert label.shown.endswith("…") and f"<title>{'n' * 200}</title>{label.shown}" in to_svg(drawing)


def test_letters_of_unknown_width_are_held_to_their_place() -> None:
    sized = packed_topology([Item("web", 1000, 1024, (2, 2))], names=("🏦 东京", "south"))
    svg = to_svg(draw(sized, load_scenario({"name": "Shop"})))
    assert re.search(r'textLength="\d+" lengthAdjust="spacingAndGlyphs" [^>]*>🏦', svg)
    assert not re.search(r"textLength[^>]*>south", svg)


def test_few_things_are_drawn_larger_and_many_smaller() -> None:
    """Always in the shape of a page: 16 to 9."""
    few = packed_topology([Item("web", 1000, 1024, (1,))], zones=1, names=("a",))
    pools = tuple(replace(topology().pools[0], name=f"pool {n}", tenant=f"pool {n}") for n in range(8))
    for sized, larger in ((few, True), (replace(topology(), pools=pools), False)):
        drawing = draw(sized, load_scenario({"name": "Shop"}))
        assert faults_of(drawing) == [] and drawing.height * 16 == drawing.width * 9
        assert (drawing.scale > 1) is larger and 'width="1280" height="720"' in to_svg(drawing)


def test_three_thousand_machines_are_counted() -> None:
    pool = topology().pools[0]
    pods = [(("web", 1 + number % 7), ("db", number % 3 + 1)) for number in range(300)]
    nodes = tuple(PoolNode("m.large", f"zone-{1 + n % 2}", 10, pods[n]) for n in range(300))
    sized = replace(topology(), pools=(replace(pool, nodes=nodes),))
    for scene in scenes_of(sized):
        drawing = draw(sized, load_scenario({"name": "Many"}), scene)
        assert faults_of(drawing) == [] and replica_faults(drawing, sized) == []
        assert drawing.height * 16 == drawing.width * 9 and len(drawing.boxes) < 40


def test_nothing_at_all_is_a_picture_too() -> None:
    empty = replace(topology(), pools=(), support=(), auxiliary=())
    empty = replace(empty, control_plane=replace(empty.control_plane, members=0, members_by_zone=(), machines=()))
    for scene in scenes_of(empty):
        drawing = draw(empty, load_scenario({"name": "Nothing"}), scene)
        assert faults_of(drawing) == []
        assert drawing.box("nothing").title == "Nothing runs"


def test_forty_tenants_have_codes_and_the_smallest_pools_share_a_row() -> None:
    pool = topology().pools[0]
    sizes = [(PoolNode("m.large", "zone-1", 1 + n % 3, (("web", 1),)),) for n in range(40)]
    names = [f"tenant {n}" for n in range(40)]
    pools = tuple(replace(pool, name=name, tenant=name, nodes=nodes) for name, nodes in zip(names, sizes, strict=True))
    sized = replace(topology(), pools=pools)
    drawing = draw(sized, load_scenario({"name": "Forty"}))
    assert faults_of(drawing) == [] and replica_faults(drawing, sized) == []
    assert [tenant.code for tenant in drawing.tenants] == [f"T{n}" for n in range(1, 41)]
    rows = [box.title for box in drawing.boxes if box.role is Role.ROW]
    assert any(title.startswith("33 more pools") and "33 tenants" in title for title in rows)
    assert "29 more tenants" in [label.text for label in drawing.labels]


def test_a_machine_without_fonts_draws_boxes_in_svg_and_refuses_a_png(monkeypatch: pytest.MonkeyPatch) -> None:
    import resvg_py

    svg = to_svg(draw(topology(), load_scenario({"name": "Shop"})))
    assert bytes(resvg_py.svg_to_bytes(svg_string=svg, skip_system_fonts=True)).startswith(b"\x89PNG")
    assert "font-face" not in svg and "url(http" not in svg
    monkeypatch.setattr(png, "has_fonts", lambda: False)
    with pytest.raises(MachineryError, match="no font"):  # a picture without its words is worse than none
        png.to_png(draw(topology(), load_scenario({"name": "Shop"})))
