"""What axe-core finds on a page, without what Streamlit alone can mend."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page

GRAVE = ("serious", "critical")
OWED_TO_STREAMLIT = {
    ("scrollable-region-focusable", "stCode"): "A code block with a height scrolls, and its <pre> takes no focus by "
    "itself; browsers of today give every such region one.",
    ("color-contrast", "stButtonGroup"): "What is chosen among several is written in the primary colour on the dark "
    "background, and buttons are written in white on the same colour: no colour gives 4.5:1 to both. Its border and "
    "its ground tell it from the others too.",
}
"""Rule and the test id of Streamlit's own element that breaks it: why we cannot mend that."""
LOOK = """async options => {
    const answer = await axe.run({...options, resultTypes: ['violations']});
    return answer.violations.flatMap(found =>
    found.nodes.map(node => [found.id, found.impact, node.html,
        elementsAround(document.querySelector(node.target[0]))]));
function elementsAround(inner) {
    const around = [];
    for (let each = inner; each; each = each.parentElement) if (each.dataset.testid) around.push(each.dataset.testid);
    return around;
}}"""


@cache
def _axe() -> str:
    return files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")


def grave_violations(page: Page, *rules: str) -> list[str]:
    """The serious and critical violations of all rules, or of those that are named, as a line each."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(_axe())
    options: dict[str, Any] = {"runOnly": list(rules)} if rules else {}
    return [
        f"{rule} ({impact}) in {around[0] if around else 'the page'}: {html[:160]}"
        for rule, impact, html, around in page.evaluate(LOOK, options)
        if impact in GRAVE and not any((rule, element) in OWED_TO_STREAMLIT for element in around)
    ]
