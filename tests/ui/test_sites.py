"""Many equal small sites on the page of a topology."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

TIMEOUT = 120


def page() -> None:
    """The topology of two hundred sites with one box each."""
    from advisor import Topology, load_knowledge, load_scenario, size
    from advisor.ui.topology import show_topology

    knowledge = load_knowledge()
    shops = load_scenario(
        {
            "name": "shops",
            "hosting": {"model": "edge"},
            "sites": {
                "count": 200,
                "machines": [{"type": "box", "vcpu": 4, "memory": "8Gi", "count": 2, "usd_per_month": 30}],
            },
            "services": [{"name": "till", "replicas": 1, "cpu": "500m", "memory": "512Mi", "ports": []}],
        }
    )
    sized = size(shops, knowledge.platforms["nomad"], knowledge)
    assert isinstance(sized, Topology)
    show_topology(sized, knowledge)


def test_the_page_tells_one_site_and_all() -> None:
    app = AppTest.from_function(page, default_timeout=TIMEOUT).run()
    assert not app.exception
    told = " ".join(markdown.value for markdown in app.markdown).replace("\\", "")  # what is escaped for Markdown
    assert "**Sites**" in told
    # 200 x 30 = 6,000
    assert "One site of 200 equal ones: 1 x box for 1 replica, USD 30.00 a month" in told
    assert "USD 6,000 a month" in told
    assert "While the line to a site is down" in told
