"""The page of a topology: the picture in its scenes, its table, and what has to be set up."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from advisor.ui.share_link import encode
from tests.ui.app_under_test import check_healthy, open_app, texts_of

pytestmark = pytest.mark.usefixtures("estimates_do")

TIMEOUT = 120
SHOP = {
    "name": "shop",
    "hosting": {"model": "cloud", "cloud": "aws", "region": "us-east-1", "zones": 3},
    "availability": {"survive_nodes": 1, "survive_zone": True},
    "services": [
        {"name": "db", "replicas": 3, "cpu": "1", "memory": "4Gi", "volumes": [{"name": "data", "size": "50Gi"}]},
        {"name": "web", "replicas": 3, "cpu": "500m", "memory": "1Gi"},
    ],
}
"""A database with zonal disks on machines in three zones."""


@pytest.fixture(scope="module")
def shop() -> AppTest:
    """The page with EKS chosen."""
    app = open_app("topology", encode(SHOP))
    box = app.selectbox[0]
    assert box.label == "Platform"
    assert box.options[0].startswith("1. ")
    return check_healthy(box.set_value("eks").run())


def scene(app: AppTest, kind: str) -> AppTest:
    """The page with another scene."""
    return check_healthy(app.segmented_control[0].set_value(kind).run())


def test_the_picture_shows_what_is_planned_with_files_to_take_away(shop: AppTest) -> None:
    app = scene(shop, "normal")
    assert "a month." in texts_of(app)
    alt = app.image[0].proto.imgs[0].alt
    assert "As planned" in alt
    files = [button.label for button in app.get("download_button")]
    assert {"SVG", "PNG", "draw.io", "Mermaid", "DOT"} <= set(files)


def test_a_lost_zone_takes_the_disks_in_it_along(shop: AppTest) -> None:
    app = scene(shop, "zone-lost")
    zones = next(box for box in app.selectbox if box.label == "Which zone")
    assert len(zones.options) == 3
    # one replica of three stands in each zone; the disk of the database stays there
    alarms = " ".join(str(box.value) for box in app.main.warning).replace("\\", "")
    assert "Without a place: 1 db; the disk stands in the lost zone." in alarms
    assert "takes in" in texts_of(app)
    states = next(table.value["In this scene"] for table in app.table if "In this scene" in table.value)
    assert "Lost" in list(states)
    assert "Takes replicas in" in list(states)


def test_a_machine_may_be_chosen_that_is_lost(shop: AppTest) -> None:
    app = scene(shop, "node-lost")
    machines = next(box for box in app.selectbox if box.label == "Which machine")
    assert machines.options[0] == "The one with most on it"
    app = check_healthy(machines.set_value("n2").run())
    assert "n2 lost:" in texts_of(app)


def sites_page() -> None:
    """What has to be set up in two hundred sites with one box each."""
    from advisor import Topology, load_knowledge, load_scenario, size
    from advisor.ui.topology_page.set_up import show_set_up

    knowledge = load_knowledge()
    machines = [{"type": "box", "vcpu": 4, "memory": "8Gi", "count": 2, "usd_per_month": 30}]
    shops = {
        "name": "shops",
        "hosting": {"model": "edge"},
        "sites": {"count": 200, "machines": machines},
        "services": [{"name": "till", "replicas": 1, "cpu": "500m", "memory": "512Mi", "ports": []}],
    }
    sized = size(load_scenario(shops), knowledge.platforms["nomad"], knowledge)
    assert isinstance(sized, Topology)
    show_set_up(sized, knowledge)


def test_the_page_tells_one_site_and_all() -> None:
    app = check_healthy(AppTest.from_function(sites_page, default_timeout=TIMEOUT).run())
    told = texts_of(app)
    # 200 x 30 = 6,000
    assert "One site of 200 equal ones: 1 x box for 1 replica, USD 30 a month" in told
    assert "USD 6,000 a month" in told
    assert "While the line to a site is down" in told
