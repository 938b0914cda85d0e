"""`advisor topology`: the picture of a platform that was sized for a requirement file."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import click

import advisor as library
from advisor.cli.inputs import find_platform, read_knowledge, read_scenario, refuse_overwriting
from advisor.cli.options import knowledge_option, output_option, prices_option
from advisor.cli.runtime import DASH, Code, write_bytes, write_error_line, write_result
from advisor.drawing import Drawing, Scene, draw
from advisor.drawing.dot import to_dot
from advisor.drawing.drawio import to_drawio
from advisor.drawing.mermaid import to_mermaid
from advisor.drawing.png import to_png
from advisor.drawing.svg import to_svg
from advisor.drawing.themes import Theme
from advisor.errors import InvalidValueError, Problem, ScenarioError
from advisor.knowledge import Knowledge, Platform
from advisor.report import render_sizing
from advisor.scenario import Scenario
from advisor.sizing import Infeasible, Topology

SCENE = "--scene"
WRITERS: Mapping[str, Callable[[Drawing, Theme], str | bytes]] = {
    "svg": to_svg,
    "png": to_png,
    "drawio": to_drawio,
    "mermaid": to_mermaid,
    "dot": to_dot,
}
SUFFIXES = {
    ".svg": "svg",
    ".png": "png",
    ".drawio": "drawio",
    ".mmd": "mermaid",
    ".mermaid": "mermaid",
    ".dot": "dot",
    ".gv": "dot",
}
"""The format that the end of a file name tells."""


def _scene(_: click.Context, __: click.Parameter, given: str) -> Scene:
    try:
        return Scene.parse(given)
    except InvalidValueError as error:
        raise click.BadParameter(str(error)) from error


@click.command()
@click.argument("file")
@click.option("--platform", "platform_id", help="The id of the platform; the one that is recommended without it.")
@click.option(
    SCENE,
    "scene",
    metavar="SCENE",
    default="normal",
    show_default=True,
    callback=_scene,
    help="What happens: normal, peak, more-load (30 % more replicas), node-lost, node-lost=n3, zone-lost=2, "
    "zone-lost=NAME, upgrade, or upgrade=SERVICE. Machines are named as in the picture, zones by name or place.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(tuple(WRITERS)),
    help="The format: a picture (svg, png), one to edit (drawio), or text that other tools lay out (mermaid, dot). "
    "Without it the name of the file tells, and svg is written where that does not.",
)
@click.option(
    "--theme",
    type=click.Choice([theme.value for theme in Theme]),
    default=Theme.LIGHT.value,
    show_default=True,
    help="Colours: light, dark, or grey for a printer without colours.",
)
@output_option
@prices_option
@knowledge_option
def topology(
    file: str,
    platform_id: str | None,
    scene: Scene,
    form: str | None,
    theme: str,
    output: Path | None,
    folder: Path | None,
    prices: Path | None,
) -> None:
    """Draw what has to be set up: zones, control plane, machines with how full they are, and what stands beside.

    In a scene the picture shows where displaced replicas go by the plan, and what stays without a place. When the
    platform cannot hold the services, or none fits, stdout says why, and the exit code is 1.
    """
    refuse_overwriting(file, output)
    form = form or (SUFFIXES.get(output.suffix.lower(), "svg") if output is not None else "svg")
    if form == "png" and (output is None or str(output) == DASH) and sys.stdout is not None and sys.stdout.isatty():
        raise click.UsageError("a PNG is no text for a terminal; name a file with --output")
    knowledge = read_knowledge(folder, prices)
    scenario = read_scenario(file, knowledge)
    platform = find_platform(platform_id, knowledge, "--platform") if platform_id is not None else None
    drawing = _drawn(scenario, platform, knowledge, scene)
    written = WRITERS[form](drawing, Theme(theme))
    if isinstance(written, bytes):
        write_bytes(written, output)
    else:
        write_result(written, output)


def _drawn(scenario: Scenario, platform: Platform | None, knowledge: Knowledge, scene: Scene) -> Drawing:
    """The picture of a platform, or of the one that is recommended; ends the command where there is none."""
    sized: Topology | Infeasible
    if platform is not None:
        sized = library.size(scenario, platform, knowledge)
    else:
        winner = library.recommend(scenario, knowledge, how_sure=False).winner
        if winner is None:
            write_error_line("no platform fits, so there is nothing to draw; `advisor recommend` says why")
            raise click.exceptions.Exit(Code.NO)
        platform, sized = winner.platform, winner.topology
    if isinstance(sized, Infeasible):
        write_result(render_sizing(sized, scenario, knowledge, "text"))
        raise click.exceptions.Exit(Code.NO)
    try:
        return draw(sized, scenario, scene, name=platform.name)
    except InvalidValueError as error:
        raise ScenarioError([Problem(SCENE, 0, 0, (), error.message, error.remedy)]) from error
