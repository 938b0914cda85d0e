"""Pictures of a topology: one geometry, which svg.py, png.py and other formats print."""

from __future__ import annotations

from advisor.drawing.fill import zones_of
from advisor.drawing.geometry import (
    Bar,
    BarPart,
    Box,
    BoxState,
    Drawing,
    DrawnTenant,
    Edge,
    EdgeKind,
    Label,
    Rectangle,
    Role,
    Swatch,
    TextAnchor,
    Tone,
)
from advisor.drawing.outcome import outcome_of
from advisor.drawing.page import lay_out
from advisor.drawing.scene import Scene, SceneKind
from advisor.recommend import Ranked
from advisor.scenario import Scenario
from advisor.sizing import Topology
from advisor.sizing.cloud_location import VENDOR_ZONE

__all__ = [
    "Bar",
    "BarPart",
    "Box",
    "BoxState",
    "Drawing",
    "DrawnTenant",
    "Edge",
    "EdgeKind",
    "Label",
    "Rectangle",
    "Role",
    "Scene",
    "SceneKind",
    "Swatch",
    "TextAnchor",
    "Tone",
    "draw",
    "scenes_of",
]


def draw(sized: Ranked | Topology, scenario: Scenario, scene: Scene = Scene.NORMAL, *, name: str = "") -> Drawing:
    """The picture of a topology in a scene.

    Parameters:
        sized: a topology, or an entry of a ranking, whose platform then names it.
        scenario: what it was sized for; it gives the title, tenants, volumes, and what runs on a typical day.
        scene: the moment that is shown; machines in it are named as in the picture (`n3`), zones by name or place.
        name: what the platform is called in the title; its id where neither this nor an entry of a ranking says it.

    Raises InvalidValueError for a scene about a machine, a zone or a service that the topology has not.

    >>> from advisor import example_scenarios, load_knowledge, load_scenario, size
    >>> scenario, knowledge = load_scenario(example_scenarios()["single-vm"]), load_knowledge()
    >>> one_box = size(scenario, knowledge.platforms["docker-compose-single-vm"], knowledge)
    >>> drawing = draw(one_box, scenario, Scene.parse("node-lost"))
    >>> drawing.width, drawing.height, drawing.box("unplaced").title
    (960, 540, '5 replicas without a place')
    """
    topology = sized.topology if isinstance(sized, Ranked) else sized
    called = name or (sized.platform.name if isinstance(sized, Ranked) else topology.platform)
    return lay_out(topology, scenario, outcome_of(topology, scenario, scene), called)


def scenes_of(topology: Topology) -> tuple[Scene, ...]:
    """The scenes that a topology can be drawn in, the loss of each zone among them."""
    zones = [zone for _, zone in zones_of(topology) if zone != VENDOR_ZONE]
    nodes = any(pool.nodes for pool in topology.pools)
    lost = [Scene(SceneKind.ZONE_LOST, str(place)) for place, _ in enumerate(zones, 1)] if len(zones) > 1 else []
    one = [Scene(SceneKind.NODE_LOST), Scene(SceneKind.UPGRADE)] if nodes else []
    return (Scene.NORMAL, Scene.PEAK, *one, *lost, Scene.MORE_LOAD)
