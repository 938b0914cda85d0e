"""The app without a browser: it asks, shows what recommend says, and loses nothing that somebody wrote."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

import advisor.ui.answering
from advisor import Recommendation, SolverError, example_scenarios, load_knowledge, load_scenario, recommend
from advisor.report.wording import VERDICTS
from advisor.ui.files import file_stem
from advisor.ui.form import UNKNOWN
from advisor.ui.topology import any_nodes
from advisor.ui.wording import plain, source_link
from tests.answers import answer_to

APP = Path(__file__).resolve().parents[2] / "app.py"
EXAMPLES = example_scenarios()
SIZED_AGAIN = ("load-balanced-vms", "single-vm")
"""Examples that are opened with what sizing again for other answers tells, which takes seconds for each."""


@pytest.fixture(autouse=True)
def answered_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leaves out what sizing again for other answers tells; tests that look at it ask for `sized_again`."""
    monkeypatch.setattr(advisor.ui.answering, "recommend", lambda asked, knowledge, **_: recommend(asked, knowledge))


@pytest.fixture
def sized_again(answered_at_once: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Answers as whole as visitors get them."""
    monkeypatch.setattr(advisor.ui.answering, "recommend", recommend)


def open_app() -> AppTest:
    """The app as a new visitor sees it."""
    return check_healthy(AppTest.from_file(str(APP), default_timeout=120).run())


def check_healthy(app: AppTest) -> AppTest:
    """The app, after making sure that it shows no trace."""
    assert [exception.message for exception in app.exception] == []
    return app


def open_example(name: str) -> AppTest:
    """The app after one of the examples was opened."""
    app = open_app()
    return check_healthy(app.button(key=f"example/{name}").click().run())


def key_of(app: AppTest, field: str) -> str:
    """The key of the widget that asks for a field."""
    return f"{app.session_state.revision}/{field}"


def answer(app: AppTest, **fields: Any) -> AppTest:
    """The app after these questions were answered; a double underscore stands for the dot of a field."""
    for name, value in fields.items():
        key = key_of(app, name.replace("__", "."))
        widgets = [*app.pills, *app.selectbox, *app.number_input, *app.text_input, *app.multiselect]
        next(widget for widget in widgets if widget.key == key).set_value(value)
    return check_healthy(app.run())


def texts_of(app: AppTest) -> str:
    """All running text of the page."""
    boxes = [*app.markdown, *app.header, *app.caption, *app.info, *app.warning, *app.error, *app.code]
    return "\n".join(str(box.value) for box in boxes)


def assert_shows(app: AppTest, recommendation: Recommendation) -> None:
    """Make sure that verdict, winner and ranking of a recommendation are what the page says."""
    texts = texts_of(app)
    assert plain(VERDICTS[recommendation.verdict.need]) in texts
    assert recommendation.winner is not None
    assert f"### {plain(recommendation.winner.platform.name)}" in texts
    shown = app.dataframe[1].value  # the first one is the table of services
    assert list(shown["Platform"]) == [entry.platform.name for entry in recommendation.ranking]
    for entry in recommendation.eliminated:
        assert f"**{plain(entry.platform.name)}**" in texts


@pytest.mark.slow
def test_an_empty_form_makes_up_no_winner() -> None:
    app = open_app()
    texts = texts_of(app)
    assert "Nothing is answered yet" in texts
    assert "Questions that decide most" in texts
    assert "Best fit" not in texts
    assert len(app.error) == 0


def test_every_question_starts_as_unknown() -> None:
    app = open_app()
    widgets = {w.key: w for w in [*app.pills, *app.selectbox, *app.number_input, *app.text_input, *app.multiselect]}
    for question in load_knowledge().questions:
        assert widgets[key_of(app, question.field)].value in (None, UNKNOWN, "", []), question.field
    assert app.session_state.last_valid.as_read() == {"name": "My scenario"}


@pytest.mark.usefixtures("sized_again")
def test_answers_lead_to_the_winner_of_recommend() -> None:
    app = answer(open_app(), team__k8s_skill="none", team__ops=1, scale__services=4)
    answers = {"name": "My scenario", "scale": {"services": 4}, "team": {"ops": 1, "k8s_skill": "none"}}
    assert app.session_state.last_valid.as_read() == answers
    assert_shows(app, recommend(load_scenario(answers)))


def test_terms_of_payment_are_asked_for() -> None:
    terms = {"pricing__commitment__term": "1y", "pricing__spot": True, "pricing__discounts__all": 12}
    app = answer(open_app(), scale__services=4, **terms)
    said = {"discounts": {"all": 12.0}, "commitment": {"term": "1y"}, "spot": True}
    assert app.session_state.last_valid.as_read()["pricing"] == said
    app = answer(app, pricing__commitment__term="none", pricing__spot=UNKNOWN, pricing__discounts__all=None)
    assert not app.session_state.last_valid.as_read().get("pricing")


def test_an_answer_can_be_taken_back() -> None:
    app = answer(open_app(), team__k8s_skill="none")
    assert "Best fit" in texts_of(app)
    app = answer(app, team__k8s_skill=UNKNOWN)
    assert "Nothing is answered yet" in texts_of(app)


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(EXAMPLES)[::2])
def test_an_example_opens_whole(name: str, request: pytest.FixtureRequest) -> None:
    if name in SIZED_AGAIN:
        request.getfixturevalue("sized_again")
    app, whole = open_example(name), answer_to(name)
    assert app.session_state.last_valid.as_read() == whole.scenario.as_read()
    assert_shows(app, whole)


def test_answering_keeps_what_the_form_does_not_show() -> None:
    name = "hybrid-retailer"
    app = answer(open_example(name), team__ops=9)
    before, now = load_scenario(EXAMPLES[name]).as_read(), app.session_state.last_valid.as_read()
    assert now["team"]["ops"] == 9
    assert now["hosting"] == before["hosting"] and "machines" in now["hosting"]
    assert now["services"] == before["services"]


def test_a_mistake_is_named_and_the_last_result_stays() -> None:
    app = answer(answer(open_app(), team__ops=1), as_of="soon")
    texts = texts_of(app)
    assert app.code[0].value.startswith("answers: as_of: ")
    assert "last valid answers" in texts
    assert "Best fit" in texts
    assert app.session_state.last_valid.as_read() == {"name": "My scenario", "team": {"ops": 1}}


def test_an_unknown_platform_is_named_and_the_last_result_stays() -> None:
    app = answer(open_app(), team__ops=1)
    app.session_state.opened = {"name": "My scenario", "team.ops": 1, "requested": "ekz"}
    app.session_state.revision += 1
    app = check_healthy(app.run())
    assert "requested" in app.code[0].value and "ekz" in app.code[0].value
    assert "last valid answers" in texts_of(app)


def test_a_file_with_mistakes_changes_nothing() -> None:
    app = answer(open_app(), team__ops=1)
    app.file_uploader[0].upload(
        "shop.yaml", b"name: shop\nservices:\n  - {name: web, memory: 512}\n", "application/yaml"
    )
    app = check_healthy(app.run())
    assert app.code[0].value.startswith("shop.yaml:3:25: services.0.memory: 512 has no unit; write for example")
    assert app.session_state.last_valid.as_read() == {"name": "My scenario", "team": {"ops": 1}}
    assert "Best fit" in texts_of(app)


def test_a_good_file_fills_the_form() -> None:
    app = open_app()
    app.file_uploader[0].upload("shop.yaml", b"name: shop\nteam: {ops: 2}\n", "application/yaml")
    app = check_healthy(app.run())
    assert app.session_state.last_valid.as_read() == {"name": "shop", "team": {"ops": 2}}
    assert "Best fit" in texts_of(app)


def test_starting_again_forgets_all_answers() -> None:
    app = open_example(min(EXAMPLES))
    app = check_healthy(next(button for button in app.button if button.label == "Start again").click().run())
    assert "Nothing is answered yet" in texts_of(app)


@pytest.mark.parametrize(
    ("error", "shown"),
    [
        (SolverError("the optimizer ended without an answer"), "the optimizer ended without an answer"),
        (ZeroDivisionError("secret"), "an unexpected error; the log of the server has the details"),
    ],
)
def test_a_failure_is_said_to_be_one_and_spares_the_answers(
    error: Exception, shown: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(advisor.ui.answering, "recommend", break_down)
    app = answer(open_app(), team__ops=7, team__engineers=123)  # answers that no other test has had worked out
    assert "The advisor itself failed" in texts_of(app)
    assert [code.value for code in app.code] == [shown]
    assert app.number_input(key=key_of(app, "team.ops")).value == 7


def test_markdown_in_a_name_is_shown_and_not_obeyed() -> None:
    evil = "![x](http://example.org/x.png)"
    app = open_app()
    content = f"name: '{evil}'\ntenants: [{{name: '{evil}'}}]\nservices: [{{name: web, tenant: '{evil}'}}]\n"
    app.file_uploader[0].upload("evil.yaml", content.encode(), "application/yaml")
    app = check_healthy(app.run())
    assert app.session_state.last_valid.name == evil
    assert evil not in texts_of(app)
    for table in app.table:
        assert evil not in table.value.to_string()


def test_the_server_shows_no_trace_and_reports_to_nobody() -> None:
    settings = tomllib.loads((APP.parent / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert settings["client"]["showErrorDetails"] == "none"
    assert settings["browser"]["gatherUsageStats"] is False


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a*b_c", r"a\*b\_c"),
        ("![x](y)", r"\!\[x\]\(y\)"),
        ("1. $x$ :smile:\n# big", r"1\. \$x\$ \:smile\: \# big"),
        ("back\\slash `code` <b>", r"back\\slash \`code\` \<b\>"),
    ],
)
def test_texts_are_written_letter_by_letter(text: str, shown: str) -> None:
    assert plain(text) == shown


def test_a_source_leads_to_its_page_with_its_day() -> None:
    knowledge = load_knowledge()
    source = next(name for name, entry in sorted(knowledge.sources.items()) if entry.url.startswith("https://"))
    entry = knowledge.sources[source]
    assert f"]({entry.url})" in source_link(source, knowledge)
    assert plain(entry.day.isoformat()) in source_link(source, knowledge)
    assert source_link("own figures", knowledge) == "own figures"


def test_file_names_are_tame() -> None:
    assert file_stem("../Käse & Co.") == "k-se-co"
    assert file_stem("***") == "requirement"


def test_losses_are_put_in_words() -> None:
    assert [any_nodes(nodes) for nodes in range(3)] == ["no node", "any one node", "any 2 nodes at a time"]


def test_a_region_is_chosen_among_those_of_all_clouds_by_its_place() -> None:
    app = open_app()
    box = next(each for each in app.selectbox if each.key == key_of(app, "hosting.region"))
    assert {"eu-central-1 (Frankfurt, aws)", "germanywestcentral (Frankfurt, azure)"} <= set(box.options)
    assert "ca-west-1 (Calgary, aws)" in box.options
    answer(app, hosting__region="eu-central-1", team__ops=1)
    assert session_answer(app, "hosting.region") == "eu-central-1"


def session_answer(app: AppTest, field: str) -> Any:
    """What the session holds for a question."""
    return app.session_state[key_of(app, field)]
