"""The page Compare: platforms side by side with their claims, and weights that are kept only when that is asked for."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from advisor import Recommendation, load_scenario, recommend, reweigh
from advisor.explain import explained_by
from advisor.report.wording.compare import cost_cell
from advisor.ui.compare_page.choice import rivals
from advisor.ui.compare_page.weights import place_words
from advisor.ui.share_link import decode, encode
from tests.answers import KNOWLEDGE, SCENARIOS
from tests.handmade import NO_FIT
from tests.ui.app_under_test import APP, check_healthy, link_of, open_app, switch, texts_of

ASKED = load_scenario(SCENARIOS / "five-service-shop.yaml")


@pytest.fixture(scope="module")
def answer() -> Recommendation:
    """What the app answers to the example of a shop."""
    return recommend(ASKED, KNOWLEDGE, resize=True)


@pytest.fixture
def page() -> AppTest:
    """The page with that answer, as a new visitor finds it."""
    return open_app("compare", link=encode(ASKED.as_read()))


def columns_of(app: AppTest, head: str) -> dict[str, list[str]]:
    """The table that has such a column."""
    table = next(table.value for table in app.table if head in table.value.columns)
    return {str(name): [str(cell).replace("\\", "") for cell in table[name]] for name in table.columns}


def test_the_first_stands_beside_its_rivals(page: AppTest, answer: Recommendation) -> None:
    chosen = page.multiselect[0].value
    assert chosen == rivals(answer)
    assert page.query_params["p"] == chosen
    texts = texts_of(page)
    for name in chosen:
        one = explained_by(answer, name)
        assert f"### {one.platform.name}" in texts
        assert cost_cell(one.topology) in [metric.value for metric in page.metric]
        assert one.score is not None
        assert f"{one.score.total:.3f}" in [metric.value for metric in page.metric]


def test_the_address_chooses_and_ruled_out_platforms_tell_why(answer: Recommendation) -> None:
    out = next(each.platform.id for each in answer.eliminated if each.screened.lone_blocker)
    app = AppTest.from_file(str(APP), default_timeout=120)
    app.query_params["s"] = encode(ASKED.as_read())
    app.query_params["p"] = ["nomad", out, "no-such-platform"]
    app = switch(app, "compare")
    assert app.multiselect[0].value == ["nomad", out]
    texts = texts_of(app)
    assert "Why it is out" in texts
    assert (
        "If it did not count, it would be in place" in texts or "If they did not count, it would be in place" in texts
    )
    app.multiselect[0].set_value(["nomad"])
    assert "Choose two platforms at least" in texts_of(check_healthy(app.run()))


def test_each_cell_has_its_claim_its_source_and_its_day(page: AppTest, answer: Recommendation) -> None:
    page.session_state["criterion/fit/behind"] = True
    check_healthy(page.run())
    told = columns_of(page, "What counts")
    one = KNOWLEDGE.platforms[page.multiselect[0].value[0]]
    cells = told[one.name]
    assert len(cells) > 5
    claims = [claim for term in KNOWLEDGE.vocabulary if (claim := one.claim(term, answer.as_of))]
    for cell in cells:
        [claim] = [each for each in claims if each.why and each.why.removesuffix(".") in cell][:1]
        source = KNOWLEDGE.sources[claim.source]
        assert f"{source.title}, {source.day.isoformat()}" in cell


def test_weights_move_places_and_are_kept_when_that_is_asked_for(page: AppTest, answer: Recommendation) -> None:
    slider = next(each for each in page.slider if each.label == "Form")
    check_healthy(slider.set_value(0).run())
    again = reweigh(answer, {"form": 0.0})
    shown = columns_of(page, "Before")
    assert shown["Platform"][0].strip("*") == again.moved[0].platform.name
    assert shown["Score"][0] == f"{again.moved[0].score.total:.3f}"
    places = {each.platform.name: place_words(each) for each in again.moved}
    told = dict(zip((name.strip("*") for name in shown["Platform"]), shown["Place"], strict=True))
    assert all(places[name] == words for name, words in told.items())
    assert any("▲ up" in words for words in told.values())
    assert "priorities" not in decode(link_of(page))
    check_healthy(page.button(key="weights/use").click().run())
    assert decode(link_of(page))["priorities"] == {"form": 0.0}
    check_healthy(page.button(key="weights/advisors").click().run())
    assert "priorities" not in decode(link_of(page))


def test_where_nothing_fits_two_are_compared_all_the_same() -> None:
    assert len(rivals(NO_FIT)) == min(2, len(NO_FIT.eliminated))
