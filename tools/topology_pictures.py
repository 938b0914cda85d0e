"""The pictures of the page on topologies, drawn anew from the example scenarios."""

from __future__ import annotations

from pathlib import Path

from advisor.drawing import Scene, draw
from advisor.drawing.svg import to_svg
from advisor.drawing.themes import Theme
from advisor.knowledge import example_scenarios, load_knowledge, priced_for
from advisor.scenario import load_scenario
from advisor.sizing import Effort, Topology, size

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "pictures"
PICTURES = {
    "managed": ("managed-kubernetes", "aks", Scene.NORMAL, Theme.LIGHT),
    "zone-lost": ("two-site-bank", "openshift", Scene.parse("zone-lost=1"), Theme.LIGHT),
    "hybrid": ("hybrid-overflow", "kubernetes-self-managed", Scene.NORMAL, Theme.DARK),
    "serverless": ("serverless-day-profile", "cloud-run", Scene.PEAK, Theme.GREY),
}
"""Name of the file: scenario, platform, scene and theme."""


def topology_pictures() -> dict[str, str]:
    """The SVG of each picture by the name of its file."""
    knowledge = load_knowledge()
    drawn = {}
    for name, (scenario_name, platform_id, scene, theme) in PICTURES.items():
        scenario = load_scenario(example_scenarios()[scenario_name])
        priced = priced_for(scenario, knowledge)
        platform = priced.platforms[platform_id]
        sized = size(scenario, platform, priced, Effort.QUICK)  # so that a test can draw them anew
        if not isinstance(sized, Topology):
            raise ValueError(f"{platform_id} cannot hold {scenario_name}, so there is no picture of it")
        drawn[f"{name}.svg"] = to_svg(draw(sized, scenario, scene, name=platform.name), theme)
    return drawn


def write_pictures() -> tuple[Path, ...]:
    """The files, written."""
    FOLDER.mkdir(exist_ok=True)
    written = []
    for name, svg in topology_pictures().items():
        (FOLDER / name).write_text(svg, encoding="utf-8")
        written.append(FOLDER / name)
    return tuple(written)
