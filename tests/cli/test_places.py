"""Files and folders that cannot be read or written, told in one line."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.calls import call


def _a_file(out: Path) -> None:
    out.write_bytes(b"")


def _below_a_file(out: Path) -> None:
    out.parent.write_bytes(b"")


def _a_full_disk(out: Path) -> None:
    out.mkdir(parents=True)
    (out / "results.jsonl").symlink_to("/dev/full")


def _folders_in_the_way(name: str) -> Callable[[Path], None]:
    return lambda out: (out / name).mkdir(parents=True)


@pytest.mark.parametrize(
    ("place", "spoil"),
    [
        ("out", _a_file),
        ("file/out", _below_a_file),
        ("out", _folders_in_the_way("summary.csv")),
        ("out", _folders_in_the_way("results.jsonl")),
        ("x" * 300, lambda _: None),
        pytest.param(
            "out", _a_full_disk, marks=pytest.mark.skipif(not Path("/dev/full").exists(), reason="only on Linux")
        ),
        pytest.param(
            "shut/out",
            lambda out: out.parent.mkdir(mode=0o500),
            marks=pytest.mark.skipif(os.geteuid() == 0, reason="nothing is shut for root"),
        ),
    ],
)
def test_an_output_folder_that_cannot_be_used_is_code_5_and_one_line(
    tmp_path: Path, place: str, spoil: Callable[[Path], None]
) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text("nome: x\n", encoding="utf-8")
    out = tmp_path / place
    spoil(out)
    result = call("batch", bad, "--out", out, "--jobs", "1")
    assert result.exit_code == 5
    (line,) = result.stderr.splitlines()
    assert line.startswith(str(tmp_path))
    assert "cannot be written" in line


def test_an_output_beside_a_missing_file_or_with_too_long_a_name_is_no_fault_of_the_advisor(tiny: Path) -> None:
    there = tiny.with_name("there.json")
    there.write_bytes(b"")
    assert call("recommend", tiny.with_name("missing.yaml"), "--output", there).exit_code == 3
    assert call("recommend", tiny, "--output", tiny.with_name("x" * 300)).exit_code == 5
    assert call("recommend", tiny, "--output", tiny).exit_code == 2


def close_folders(monkeypatch: pytest.MonkeyPatch, *closed: Path) -> None:
    """Let no one look into some folders; the permissions alone would not keep the superuser out."""
    scan = os.scandir

    def scandir(path: str | Path = ".") -> object:
        if Path(path) in closed:
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", scandir)


@pytest.mark.slow
def test_a_folder_that_may_not_be_read_is_told_of(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    closed = tiny.parent / "closed"
    closed.mkdir()
    close_folders(monkeypatch, closed)
    told = f"{closed}: may not be read by you; change its permissions\n"
    validated = call("validate", tiny.parent)
    assert (validated.exit_code, validated.stdout, validated.stderr) == (3, f"{tiny}: valid\n", told)
    assert call("validate", closed).stderr == told
    out = tiny.parent / "out"
    batched = call("batch", tiny.parent, "--out", out, "--jobs", "1")
    assert batched.exit_code == 3
    assert batched.stderr.startswith(f"{closed}: ")  # a worker process can look into it, and says that it is a folder
    assert "1 ok, 1 invalid" in batched.stderr


def test_a_batch_of_nothing_leaves_no_folder_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    closed, missing, out = tmp_path / "closed", tmp_path / "missing.yaml", tmp_path / "out"
    closed.mkdir()
    close_folders(monkeypatch, closed)
    batched = call("batch", closed, missing, "--out", out)
    assert batched.exit_code == call("validate", missing).exit_code == 3
    assert batched.stderr.splitlines() == [
        f"{closed}: may not be read by you; change its permissions",
        f"{missing}: does not exist; check the name and the folder",
    ]
    assert not out.exists()


@pytest.mark.parametrize("option", ["--out", "--knowledge"])
def test_an_empty_name_is_a_mistake_of_usage(tiny: Path, option: str) -> None:
    asked = call("batch", tiny, "--out", tiny.parent / "out", option, "")
    assert asked.exit_code == 2
    assert "an empty text is no name" in asked.stderr


@pytest.mark.parametrize("part", ["", "platforms", "rules"])
def test_a_knowledge_base_that_may_not_be_read_is_named(tiny: Path, part: str, monkeypatch: pytest.MonkeyPatch) -> None:
    base = tiny.parent / "base"
    (base / part).mkdir(parents=True)
    close_folders(monkeypatch, base / part)
    asked = call("recommend", tiny, "--knowledge", base)
    assert (asked.exit_code, asked.stderr) == (4, f"{base / part}: may not be read by you; change its permissions\n")


def test_a_place_that_init_may_not_write_to_is_no_mistake_of_usage(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: Path) -> bool:
        raise PermissionError(13, "Permission denied")

    long = call("init", tmp_path / ("n" * 300))
    assert long.exit_code == 2
    assert "is too long a name for a file" in long.stderr
    monkeypatch.setattr(Path, "exists", refuse)
    place = tmp_path / "zz.yaml"
    told = f"{place}: cannot be written (permission denied); free or name another place\n"
    assert (call("init", place).exit_code, call("init", place).stderr) == (5, told)
