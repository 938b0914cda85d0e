"""The documentation site: it builds without a warning, its links lead somewhere, and it fetches nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tools.site import faults

ROOT = Path(__file__).resolve().parent.parent


def write(folder: Path, name: str, body: str) -> None:
    """One page of a site."""
    (folder / name).write_text(f"<html><head></head><body>{body}</body></html>", encoding="utf-8")


@pytest.mark.slow
def test_the_site_builds_without_a_warning_and_holds_together(tmp_path: Path) -> None:
    pytest.importorskip("sphinx", reason="the tools of the group docs are not installed")
    command = [sys.executable, "-m", "sphinx", "--quiet", "--fail-on-warning", "--keep-going", "--builder", "html"]
    # That of the site makes a menu of all pages for each of them, a third of the time and nothing that is looked at.
    plain_theme = ("--define", "html_theme=basic")
    done = subprocess.run(
        [*command, *plain_theme, "--doctree-dir", tmp_path / "doctrees", ROOT / "docs", tmp_path / "site"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert list(faults(tmp_path / "site")) == []
    assert "pack" in (tmp_path / "site" / "api.html").read_text(encoding="utf-8")


def test_links_to_missing_files_and_anchors_are_found(tmp_path: Path) -> None:
    write(tmp_path, "a.html", '<a href="b.html#here">b</a> <a href="b.html#gone">b</a> <a href="c.html">c</a>')
    write(tmp_path, "b.html", '<p id="here">here</p> <a href="#up">up</a> <a href="https://example.org/">out</a>')
    assert list(faults(tmp_path)) == [
        "a.html: b.html#gone: no such anchor",
        "a.html: c.html: no such file",
        "b.html: #up: no such anchor",
    ]


def test_what_a_browser_would_load_from_another_host_is_found(tmp_path: Path) -> None:
    write(tmp_path, "a.html", '<img src="//cdn.example.org/a.png"><link rel="canonical" href="https://example.org/a">')
    (tmp_path / "a.css").write_text("@import url('https://fonts.example.org/font.css');", encoding="utf-8")
    assert list(faults(tmp_path)) == [
        "a.html: //cdn.example.org/a.png: loaded from another host",
        "a.css: loads from another host",
    ]


def test_an_empty_folder_is_no_site(tmp_path: Path) -> None:
    assert len(list(faults(tmp_path))) == 1
