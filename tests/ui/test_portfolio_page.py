"""The page Portfolio: files and ZIPs within limits, the answer beside what is left out, and runs that go on."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pytest

from advisor import InputError, Knowledge, load_knowledge
from advisor.ui.portfolio_page import uploads
from advisor.ui.portfolio_page.asking import _OPENED
from advisor.ui.portfolio_page.estimates import KeptEstimates
from advisor.ui.portfolio_page.run import FAILED, AskedTerms, InThisProcess, PortfolioRun
from advisor.ui.portfolio_page.uploads import MOST_FILE_BYTES, Opened, RequirementFile, open_uploads
from advisor.ui.workers.pool import AnswerSoFar, Failure
from advisor.ui.workers.work import ApplicationQuestion, portfolio_step
from tests.ui.app_under_test import check_healthy, open_app, switch, texts_of


def requirement(name: str, **more: Any) -> RequirementFile:
    """A small application in one zone."""
    asked = {
        "name": name,
        "as_of": "2026-11-24",
        "hosting": {"model": "cloud", "cloud": "aws", "region": "eu-central-1", "zones": 1},
        "must_have": ["helm_ecosystem"],
        "services": [{"name": "web", "replicas": 2, "cpu": "250m", "memory": "512Mi"}],
    }
    return RequirementFile(f"{name}.json", json.dumps(asked | more).encode())


def packed(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP of files."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", method) as file:
        for name, content in files.items():
            file.writestr(name, content)
    return written.getvalue()


def test_a_zip_is_read_like_a_folder_and_what_is_too_long_is_named() -> None:
    shop = requirement("shop")
    inside = {
        "apps/shop.yaml": shop.content,
        "apps/notes.txt": b"x",
        "__MACOSX/apps/shop.yaml": b"x",
        ".git/config.json": b"{}",
        "../../etc/outside.yml": shop.content,
        "long.yaml": b" " * (MOST_FILE_BYTES + 1),
    }
    opened = open_uploads([("all.zip", packed(inside)), ("b.yaml", b"name: b"), ("broken.zip", b"PK\3\4 no")])
    assert [file.name for file in opened.files] == ["all.zip/apps/shop.yaml", "b.yaml"]
    assert [problem.source for problem in opened.left_out] == ["all.zip/long.yaml", "broken.zip"]


@pytest.mark.parametrize(
    ("files", "method", "told"),
    [
        ({f"{n}.yaml": b"name: x" for n in range(uploads.MOST_APPLICATIONS + 1)}, zipfile.ZIP_STORED, "more than the"),
        ({f"{n}.yaml": bytes(MOST_FILE_BYTES) for n in range(33)}, zipfile.ZIP_DEFLATED, "unpacks to more than 8 MiB"),
        ({f"{n}": b"" for n in range(uploads.MOST_ENTRIES + 1)}, zipfile.ZIP_STORED, "entries"),
        ({"a.yaml": b"name: x"}, zipfile.ZIP_LZMA, "in a way that is not read here"),
        ({"readme.txt": b"x"}, zipfile.ZIP_STORED, "holds no requirement file"),
    ],
)
def test_a_zip_beyond_the_limits_is_refused(files: dict[str, bytes], method: int, told: str) -> None:
    content = packed(files, method)
    assert len(content) < 200_000  # what it unpacks to is not seen from outside
    with pytest.raises(InputError, match=told):
        opened = open_uploads([("bomb.zip", content)])
        raise InputError(opened.left_out)


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load_knowledge()


def test_files_that_cannot_be_used_are_named_and_the_others_are_planned(knowledge: Knowledge) -> None:
    class Breaking(InThisProcess):
        def __call__(self, key: str, question: Any, seconds: float) -> AnswerSoFar:
            if isinstance(question, ApplicationQuestion) and question.name == "hangs.json":
                return AnswerSoFar(failure=Failure.TIME)
            return super().__call__(key, question, seconds)

    asked: list[Any] = []

    def step(question: Any) -> Any:
        asked.append(question)
        return portfolio_step(question, knowledge)

    files = (
        requirement("shop"),
        RequirementFile("again.json", requirement("shop").content),
        requirement("hangs"),
        RequirementFile("broken.yaml", b"nome: x\n"),
    )
    kept = KeptEstimates()
    run = PortfolioRun(files, AskedTerms(), Breaking(step), kept, knowledge.hash)
    run.work()
    state = run.state
    assert state.ended and state.done == 4 and not state.failure and state.portfolio is not None
    assert [each.name for each in state.portfolio.applications] == ["shop (shop.json)", "shop (again.json)"]
    assert all(each.eliminated for each in state.portfolio.applications)
    assert {(problem.source, problem.line) for problem in state.left_out} == {("hangs.json", 0), ("broken.yaml", 1)}
    assert state.left_out[0].message == FAILED[Failure.TIME]
    before = len(asked)
    PortfolioRun(files, AskedTerms(most_platforms=1), Breaking(step), kept, knowledge.hash).work()
    assert len(asked) == before + 1  # the plan alone: what was estimated is kept


def test_the_page_shows_the_answer_and_keeps_it_while_others_are_looked_at() -> None:
    app = open_app("portfolio")
    assert [button.label for button in app.button if button.key == "portfolio/example"] == ["Open the example"]
    hostile = "[shop](https://evil.example) <b>"
    opened = Opened((requirement("cards"), requirement(hostile)))
    app.session_state[_OPENED] = opened
    app = check_healthy(app.run())
    app.button(key="portfolio/start").click()
    app = check_healthy(app.run())
    told = texts_of(app)
    assert "The answer for 2 applications" in told and "Standardise on " in told
    assert [metric.label for metric in app.main.metric][:2] == ["Together, a month", "Each on its own best"]
    assert "](https://evil.example)" not in "\n".join(str(text.value) for text in app.markdown)
    away = switch(app, "knowledge")
    assert "The answer for 2 applications" in texts_of(switch(away, "portfolio"))
