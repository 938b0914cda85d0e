"""The page Knowledge: platforms with their lives, rules, sources by age, and the answer of another day."""

from __future__ import annotations

import datetime as dt
import xml.etree.ElementTree as ET

import pytest
from streamlit.testing.v1 import AppTest

from advisor import Knowledge, load_knowledge
from advisor.knowledge import Axis
from advisor.report.wording.rules import effect_words, read_words
from advisor.ui.knowledge_page.lifecycle import FIRST_YEAR, WIDTH, Lifecycle, lifecycle_of, lifecycle_svg
from advisor.ui.share_link import encode
from tests.ui.app_under_test import check_healthy, open_app, switch, texts_of
from tests.ui.test_start_page import keyed

pytestmark = pytest.mark.usefixtures("estimates_do")

CLUB = {"name": "club", "hosting": {"model": "cloud", "cloud": "azure"}, "scale": {"services": 40}}


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    """The knowledge base."""
    return load_knowledge()


def view(app: AppTest, name: str) -> AppTest:
    """The page with another view open."""
    return check_healthy(keyed(app.segmented_control, "view").set_value(name).run())


def test_the_days_of_a_platform_are_drawn_and_told(knowledge: Knowledge) -> None:
    life = lifecycle_of(knowledge.platforms["acs"], knowledge)
    assert life.words() == (
        "from 2016-04-19 to 2020-01-31; no new customers from 2018-11-27; followed by Azure Kubernetes Service"
    )
    # from 2013-01-01 to 2023-01-01 are 3652 days; 2018-01-01 is the 1826th, the middle of a line from 1 to WIDTH - 1
    half = Lifecycle(dt.date(2018, 1, 1), None, None)
    drawn = ET.fromstring(lifecycle_svg(half, dt.date(2023, 1, 1), dark=False))
    bars = [bar for bar in drawn if bar.tag.endswith("rect")]
    assert float(bars[1].attrib["x"]) == pytest.approx(WIDTH / 2, abs=0.1)
    assert float(bars[1].attrib["width"]) == pytest.approx(WIDTH / 2 - 1, abs=0.1)
    assert str(FIRST_YEAR) in "".join(drawn.itertext())


def test_every_life_is_a_picture(knowledge: Knowledge) -> None:
    for platform in knowledge.platforms.values():
        drawn = lifecycle_svg(lifecycle_of(platform, knowledge), knowledge.newest_source_day, dark=True)
        assert ET.fromstring(drawn).attrib["width"] == str(WIDTH)


def test_every_rule_is_told_without_keys_of_a_file(knowledge: Knowledge) -> None:
    keys = {question.field for question in knowledge.questions if "." in question.field} | {axis.value for axis in Axis}
    for rule in knowledge.rules:
        told = f"{effect_words(rule, knowledge)} {' '.join(read_words(rule, knowledge))}"
        assert not any(key in told for key in keys), rule.id
        assert "demand.s" not in told, rule.id  # such as demand.services


def test_views_find_what_is_looked_for(knowledge: Knowledge) -> None:
    app = open_app("knowledge")
    check_healthy(keyed(app.text_input, "platform_words").set_value("microsoft managed orchestrator").run())
    assert "**Azure Kubernetes Service**" in texts_of(app)
    assert "**Google Cloud Run**" not in texts_of(app)
    check_healthy(keyed(app.button, "platform/aks").click().run())
    assert [header.value for header in app.header] == ["Azure Kubernetes Service"]
    view(app, "Rules")
    check_healthy(keyed(app.text_input, "find").set_value("X302").run())
    [rule] = [rule for rule in knowledge.rules if rule.id == "X302"]
    assert f"**{rule.title}**" in texts_of(app)
    assert texts_of(app).count("Reads:") == 1
    view(app, "Sources")
    years = [float(str(cell).replace("\\", "")) for cell in app.table[0].value["Years old"]]
    assert years == sorted(years, reverse=True)  # the oldest first
    assert len(years) == 25


@pytest.mark.slow
def test_another_day_is_answered_beside_today() -> None:
    app = view(switch(open_app(link=encode(CLUB)), "knowledge"), "Another day")
    winners = [
        box.value.replace("\\", "") for box in app.subheader if box.value not in ("The answer so far", "The answer")
    ]
    assert winners == ["Kubernetes, self-managed with kubeadm", "Azure Kubernetes Service"]
    assert "Azure Kubernetes Service came later, on 2018-06-13" in texts_of(app)
