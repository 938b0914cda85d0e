"""The page What if: trials leave the requirement alone, before and after stand beside each other, and may be kept."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from advisor import example_scenarios, load_scenario
from advisor.scenario import scale_load
from advisor.ui.share_link import decode, encode
from advisor.ui.what_if_page.changes import Trial, tried
from tests.ui.app_under_test import check_healthy, link_of, open_app, texts_of

VM = load_scenario(example_scenarios()["single-vm"]).as_read()


@pytest.fixture(scope="module")
def page() -> AppTest:
    """The page with the example of a single VM."""
    return open_app("what_if", encode(VM))


def test_a_trial_shows_before_and_after_and_is_taken_over_when_asked(page: AppTest) -> None:
    assert "Everything is as now." in texts_of(page)
    budget = next(box for box in page.number_input if box.label == "Budget, USD a month")
    app = check_healthy(budget.set_value(1).run())
    assert decode(link_of(app)) == VM  # a trial is none of the answers
    told = texts_of(app)
    assert "The first place" in told
    assert "the bill stays at" in told
    beside = app.table[0].value
    cells = dict(zip(beside["What"], zip(beside["Now"], beside["With the change"], strict=True), strict=True))
    assert cells["First place"][0] == cells["First place"][1]
    assert cells["Budget"][1].startswith("**")  # nothing costs USD 1: it differs, and stands out
    next(button for button in app.button if button.label.startswith("Take this over")).click()
    app = check_healthy(app.run())
    assert decode(link_of(app))["budget"]["usd_per_month"] == 1
    assert "Everything is as now." in texts_of(app)


def test_a_trial_of_another_cloud_leaves_its_region_open() -> None:
    asked = {"name": "shop", "hosting": {"cloud": "aws", "region": "eu-central-1"}}
    other = Trial("Cloud", "AWS", "Azure", (("hosting.cloud", "azure"), ("hosting.region", None)))
    assert tried(asked, (other,)) == {"name": "shop", "hosting": {"cloud": "azure"}}
    assert asked["hosting"] == {"cloud": "aws", "region": "eu-central-1"}


def test_more_load_is_rounded_up_as_growth_is() -> None:
    web = {"name": "web", "replicas": {"min": 0, "typical": 2, "peak": 5}}
    api = {"name": "api", "replicas": 3, "traffic": {"requests_per_second": {"typical": 10, "peak": 40}}}
    scaled = scale_load({"services": [web, api, {"name": "agent"}], "scale": {"containers": 9}}, 1.3)
    # 2 x 1.3 = 2.6, 5 x 1.3 = 6.5, 3 x 1.3 = 3.9, 9 x 1.3 = 11.7
    assert scaled["services"][0]["replicas"] == {"min": 0, "typical": 3, "peak": 7}
    assert scaled["services"][1]["replicas"] == 4
    assert scaled["services"][1]["traffic"] == {"requests_per_second": {"typical": 13, "peak": 52}}
    assert scaled["services"][2] == {"name": "agent"}
    assert scaled["scale"] == {"containers": 12}
