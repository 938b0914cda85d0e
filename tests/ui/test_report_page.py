"""The page Report: every form, made when it is asked for; and how to have the same answer again."""

from __future__ import annotations

import io
import runpy
import zipfile
from pathlib import Path

import pytest

from advisor import Recommendation, example_scenarios, import_requirement, load_scenario, recommend, render
from advisor.importers import text_source
from advisor.questionnaire import to_yaml
from advisor.report.documents import parse_earlier
from advisor.ui.import_page.taken import with_import
from advisor.ui.report_page.beside import _Since
from advisor.ui.report_page.forms import documents, pdf_is_there, working_papers
from advisor.ui.report_page.reproduce import COMMANDS, FILE, PYTHON
from advisor.ui.share_link import encode
from tests.cli.calls import call
from tests.ui.app_under_test import check_healthy, open_app, texts_of
from tests.ui.test_start_page import keyed

STARTS = {
    "docx": b"PK",
    "html": b"<!doctype html>",
    "pdf": b"%PDF",
    "adr": b"PK",
    "xlsx": b"PK",
    "markdown": b"# ",
    "text": b"single-vm",
    "json": b"{",
    "csv": b"rank,",
    "yaml": b"# yaml-language-server",
}


@pytest.fixture(scope="module")
def answer() -> Recommendation:
    """The answer to the smallest example."""
    return recommend(load_scenario(example_scenarios()["single-vm"]))


def test_every_form_opens_as_what_it_is(answer: Recommendation) -> None:
    made = {}
    for entry in (*documents(answer), *working_papers(answer)):
        if entry.name == "pdf" and not pdf_is_there():
            assert "not installed" in entry.missing
            continue
        content = entry.make()
        made[entry.name] = content.encode() if isinstance(content, str) else content
        assert made[entry.name].lower().lstrip().startswith(STARTS[entry.name].lower()), entry.name
    with zipfile.ZipFile(io.BytesIO(made["adr"])) as record:
        picture = record.namelist()[1]
        assert picture in record.read("decision.md").decode()  # the record finds its picture
    assert {"docx", "html", *(entry.name for entry in working_papers(answer))} <= made.keys()


def test_an_earlier_answer_stands_beside_todays(answer: Recommendation) -> None:
    then = parse_earlier(render(answer, "json").encode(), "earlier.json")
    page = _Since(answer, then, answer.knowledge, 1)()
    assert isinstance(page, bytes)
    assert "What changed since then" in page.decode()


def test_a_report_tells_of_the_import_that_was_taken_over(answer: Recommendation) -> None:
    imported = import_requirement(text_source(b"services: {web: {image: nginx, ports: ['80:80']}}", "compose.yaml"))
    assert "imported from" not in render(answer)
    assert "It was imported from compose.yaml" in render(with_import(answer, imported)).replace("\\", "")
    assert answer.scenario == with_import(answer, imported).scenario


def test_the_page_offers_every_form_and_the_platforms_beside_each_other() -> None:
    app = open_app("report", encode(load_scenario(example_scenarios()["single-vm"]).as_read()))
    offered = {button.proto.label for button in app.get("download_button")}
    assert offered >= {"Word (.docx)", "Excel (.xlsx)", "Decision record (.zip)", "JSON (.json)", "Requirement (.yaml)"}
    assert PYTHON.strip() in "\n".join(box.value for box in app.code)
    check_healthy(keyed(app.segmented_control, "report/about").set_value("Platforms side by side").run())
    chosen = keyed(app.multiselect, "report/platforms")
    assert len(chosen.value) == 2
    check_healthy(chosen.set_value(chosen.value[:1]).run())
    assert "Choose two at least" in texts_of(app)
    check_healthy(keyed(app.segmented_control, "report/about").set_value("An earlier answer beside it").run())
    keyed(app.file_uploader, "report/earlier").set_value(("bad.json", b"{", "application/json"))
    check_healthy(app.run())
    assert "is no JSON" in "\n".join(box.value for box in app.code)


@pytest.mark.slow
def test_the_lines_that_reproduce_an_answer_run(
    answer: Recommendation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / FILE).write_text(to_yaml(answer.scenario), encoding="utf-8")
    (tmp_path / "again.py").write_text(PYTHON, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    runpy.run_path("again.py")
    assert answer.winner is not None
    assert answer.winner.platform.name in capsys.readouterr().out
    assert (tmp_path / "decision.docx").read_bytes().startswith(b"PK")
    for line in COMMANDS.splitlines():
        name, *words = line.split()
        assert name == "advisor"
        assert call(*words).exit_code == 0, line
