"""The locks match pyproject.toml; the wheel carries all it needs and works where nothing of the clone is at hand."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import sysconfig
import tomllib
import zipfile
from pathlib import Path

import pytest

import advisor.version
from tools import lock

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "data" / "scenarios" / "online-boutique.yaml"
EMBEDDING = """\
from advisor import Infeasible, Topology, load_knowledge, load_scenario, recommend, render, size


def answer(path: str) -> str:
    recommendation = recommend(load_scenario(path))
    reveal_type(recommendation.winner)
    return render(recommendation, form="text")


def bill(path: str, platform: str) -> float | None:
    knowledge = load_knowledge()
    sized: Topology | Infeasible = size(load_scenario(path), knowledge.platforms[platform], knowledge)
    return sized.bill.base if isinstance(sized, Topology) else None
"""
PIN = re.compile(r"^([a-z0-9-]+)==(\S+)(?: ; ([^\\]+?))? \\$", re.MULTILINE)


def run(*command: str | Path, cwd: Path, code: int = 0) -> subprocess.CompletedProcess[str]:
    """Run a program as on a machine that has no clone and no network; fail with what it printed."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PIP_"))}
    done = subprocess.run(
        list(map(str, command)),
        cwd=cwd,
        env={**environment, "PIP_DISABLE_PIP_VERSION_CHECK": "1"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == code, f"{command}\n{done.stdout}\n{done.stderr}"
    return done


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the clone."""
    folder = tmp_path_factory.mktemp("wheel")
    options = ("--no-build-isolation", "--no-deps", "--no-index", "--wheel-dir", folder)
    run(sys.executable, "-m", "pip", "wheel", *options, ROOT, cwd=ROOT)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of programs of a fresh environment that holds the wheel and sees the dependencies of this one."""
    home = tmp_path_factory.mktemp("installed")
    run(sys.executable, "-m", "venv", "--without-pip", home / "venv", cwd=home)
    programs = home / "venv" / ("Scripts" if os.name == "nt" else "bin")
    where = "import sysconfig; print(sysconfig.get_path('purelib'))"
    packages = Path(run(programs / "python", "-c", where, cwd=home).stdout.strip())
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    run(
        sys.executable,
        "-m",
        "pip",
        "--python",
        programs / "python",
        "install",
        "--no-deps",
        "--no-index",
        wheel,
        cwd=home,
    )
    return programs


def test_locks_are_made_from_what_pyproject_says() -> None:
    assert lock.list_stale() == []


def test_a_changed_dependency_makes_the_locks_stale(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text(text.replace('"click>=', '"click>8.'), encoding="utf-8")
    for name in lock.LOCKS:
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    monkeypatch.setattr(lock, "ROOT", tmp_path)
    assert lock.list_stale() == ["requirements.txt", "requirements-dev.txt"]


def test_a_change_that_is_no_dependency_leaves_the_locks_fresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text(text.replace("line-length = 120", "line-length = 99"), encoding="utf-8")
    for name in lock.LOCKS:
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    monkeypatch.setattr(lock, "ROOT", tmp_path)
    assert lock.list_stale() == []


def test_tools_are_tested_with_the_versions_that_run() -> None:
    running, tools = (set(PIN.findall((ROOT / name).read_text(encoding="utf-8"))) for name in lock.LOCKS)
    assert len(running) > 20
    assert running < tools


def test_all_that_runs_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = {re.split(r"[<>=\[ ]", wanted)[0] for wanted in project["dependencies"]}
    pinned = {name for name, _, _ in PIN.findall((ROOT / "requirements.txt").read_text(encoding="utf-8"))}
    assert names <= pinned


@pytest.mark.slow
def test_the_wheel_carries_knowledge_data_and_the_page(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    wanted = {"advisor/_app/app.py", "advisor/py.typed", "advisor/version.py", "advisor/_knowledge/vocabulary.yaml"}
    for folder in ("knowledge", "data"):
        files = (path for path in (ROOT / folder).rglob("*") if path.is_file() and "__pycache__" not in path.parts)
        wanted |= {f"advisor/_{path.relative_to(ROOT).as_posix()}" for path in files}
    assert wanted - names == set()
    about = wheel.name.rsplit("-", 3)[0] + ".dist-info"
    assert {name.split("/")[0] for name in names} == {"advisor", "advisor_command.py", about}


@pytest.mark.slow
def test_an_installed_copy_recommends_from_any_folder(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "shop.yaml").write_bytes(EXAMPLE.read_bytes())
    answer = json.loads(run(installed / "advisor", "recommend", "shop.yaml", "--format", "json", cwd=tmp_path).stdout)
    assert answer["advisor_version"] == advisor.version.__version__
    assert answer["ranking"]
    assert Path(tmp_path / "shop.yaml").read_bytes() == EXAMPLE.read_bytes()


@pytest.mark.slow
def test_an_installed_copy_brings_its_own_knowledge(installed: Path, tmp_path: Path) -> None:
    run(installed / "advisor", "knowledge", "check", cwd=tmp_path)
    code = "import advisor; print(advisor.__file__)"
    assert Path(run(installed / "python", "-c", code, cwd=tmp_path).stdout).is_relative_to(installed.parent)


@pytest.mark.slow
def test_mypy_finds_the_types_of_an_installed_copy(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "embedding.py").write_text(EMBEDDING, encoding="utf-8")
    wrong = EMBEDDING.replace('form="text"', "form=1")
    (tmp_path / "wrong.py").write_text(wrong, encoding="utf-8")
    mypy = (sys.executable, "-m", "mypy", "--strict", "--python-executable", installed / "python")
    told = run(*mypy, "embedding.py", cwd=tmp_path).stdout
    assert 'Revealed type is "advisor.recommend.Ranked | None"' in told
    told = run(*mypy, "wrong.py", cwd=tmp_path, code=1).stdout
    assert 'Argument "form" to "render" has incompatible type "int"' in told
