from pathlib import Path

import pytest
from click.testing import CliRunner

from advisor.cli import main

FILE = "data/scenarios/single-vm.yaml"
ONE_BOX = ["topology", FILE, "--platform", "docker-compose-single-vm"]


def test_a_picture_goes_to_stdout_or_to_a_file(tmp_path: Path) -> None:
    svg = CliRunner().invoke(main, [*ONE_BOX, "--theme", "dark"])
    assert svg.exit_code == 0 and svg.stdout.startswith("<svg ")
    path = tmp_path / "picture.png"
    assert CliRunner().invoke(main, [*ONE_BOX, "--format", "png", "-o", str(path)]).exit_code == 0
    assert path.read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("a.drawio", "<mxfile "),
        ("a.mmd", "---\ntitle: "),
        ("a.gv", "digraph "),
        ("a.PNG", "\x89PNG"),
        ("a.out", "<svg "),
    ],
)
def test_the_name_of_the_file_tells_the_format(name: str, begins: str, tmp_path: Path) -> None:
    path = tmp_path / name
    assert CliRunner().invoke(main, [*ONE_BOX, "-o", str(path)]).exit_code == 0
    assert path.read_bytes().startswith(begins.encode("latin-1"))


def test_a_format_that_is_asked_for_goes_before_the_name(tmp_path: Path) -> None:
    path = tmp_path / "picture.svg"
    assert CliRunner().invoke(main, [*ONE_BOX, "--format", "dot", "-o", str(path)]).exit_code == 0
    assert path.read_text(encoding="utf-8").startswith("digraph ")


def test_a_scene_that_is_none_and_one_that_this_topology_has_not_are_told_apart() -> None:
    none = CliRunner().invoke(main, [*ONE_BOX, "--scene", "storm"])
    assert none.exit_code == 2 and "storm is no scene" in none.stderr
    missing = CliRunner().invoke(main, [*ONE_BOX, "--scene", "zone-lost=9"])
    assert missing.exit_code == 3
    assert missing.stderr == "--scene: no zone is called 9; use one of eastus-zone-1, or write a number from 1 to 1\n"


def test_a_platform_that_cannot_hold_the_services_is_told_and_not_drawn() -> None:
    many = "data/scenarios/three-thousand-nodes.yaml"
    refused = CliRunner().invoke(main, ["topology", many, "--platform", "docker-compose-single-vm"])
    assert refused.exit_code == 1
    assert refused.stdout.startswith("three-thousand-nodes: Docker Compose on a single VM")
