"""The page of a topology: what a lost zone takes with it, and instances that a vendor places."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

TIMEOUT = 120


def machines_page() -> None:
    """A database with zonal disks on machines in three zones."""
    from advisor import Topology, load_knowledge, load_scenario, size
    from advisor.ui.topology import show_topology

    knowledge = load_knowledge()
    asked = {
        "name": "shop",
        "hosting": {"model": "cloud", "cloud": "aws", "region": "us-east-1", "zones": 3},
        "availability": {"survive_nodes": 1, "survive_zone": True},
        "services": [
            {"name": "db", "replicas": 3, "cpu": "1", "memory": "4Gi", "volumes": [{"name": "data", "size": "50Gi"}]},
            {"name": "web", "replicas": 3, "cpu": "500m", "memory": "1Gi"},
        ],
    }
    sized = size(load_scenario(asked), knowledge.platforms["eks"], knowledge)
    assert isinstance(sized, Topology)
    show_topology(sized, knowledge)


def instances_page() -> None:
    """A service that sleeps where nobody sees a machine."""
    from advisor import Topology, load_knowledge, load_scenario, size
    from advisor.ui.topology import show_topology

    knowledge = load_knowledge()
    replicas = {"min": 0, "typical": 1, "peak": 4}
    asked = {
        "name": "sleeper",
        "hosting": {"model": "cloud", "cloud": "gcp", "region": "us-east1"},
        "autoscale": "scale_to_zero",
        "services": [{"name": "api", "replicas": replicas, "cpu": "500m", "memory": "512Mi", "ports": []}],
    }
    sized = size(load_scenario(asked), knowledge.platforms["cloud-run"], knowledge)
    assert isinstance(sized, Topology)
    show_topology(sized, knowledge)


def told_on(app: AppTest) -> str:
    """All running text of the page, without what is escaped for Markdown."""
    assert not app.exception
    return "\n".join(box.value for box in [*app.markdown, *app.caption]).replace("\\", "")


def test_a_zone_that_is_lost_takes_the_disks_in_it_along() -> None:
    told = told_on(AppTest.from_function(machines_page, default_timeout=TIMEOUT).run())
    assert "**Agents by zone, aws us-east-1**" in told
    assert "and of any one zone, but for db: their disks stand in the zone that is lost" in told
    assert "**Noticed while sizing**" in told


def test_instances_of_a_vendor_have_neither_agents_nor_zones() -> None:
    app = AppTest.from_function(instances_page, default_timeout=TIMEOUT).run()
    told = told_on(app)
    assert "**Instances, gcp us-east1**" in told
    assert "an hour at the peak" in told
    assert "Agents" not in told
    # no hours were given: all that are busy are counted at the peak
    assert "How many hours stand at typical was not said, so none is counted" in told
    assert list(app.table[1].value.columns) == ["Pool", "Type", "Size", "Count"]
