"""The legend of a picture: what the parts of bars mean, and which pattern and code each tenant has."""

from __future__ import annotations

from collections.abc import Mapping

from advisor.drawing.canvas import Canvas
from advisor.drawing.geometry import BarPart, Rectangle, Role, Tone
from advisor.drawing.grid import MARGIN, TEXT
from advisor.drawing.subject import Subject
from advisor.drawing.text_metrics import text_width
from advisor.drawing.wording import plural

HEIGHT, TENANT_LINE = 22, 18
TENANT_WIDTH, MOST_TENANTS = 200, 12
MEANINGS: Mapping[BarPart, str] = {
    BarPart.USED: "in use",
    BarPart.AT_PEAK: "at the peak only",
    BarPart.MOVED_IN: "moved in",
    BarPart.KEPT: "kept free for a loss",
}


def lay_legend(canvas: Canvas, subject: Subject, width: int, y: int) -> int:
    """The y below it; nothing where there is nothing to explain."""
    shown = {part for bar in canvas.bars for part, _ in bar.parts}
    if shown:
        canvas.box("legend", Role.LEGEND, Rectangle(MARGIN, y, width, HEIGHT), "What the bars mean")
        told, x = "Bars: share of what services may use", MARGIN
        canvas.label("legend", x, y + 4, 260, told, TEXT, Tone.QUIET)
        x += text_width(told, TEXT) + 18
        for part, words in MEANINGS.items():
            if part in shown:
                canvas.bar("legend", Rectangle(x, y + 7, 26, 8), "legend", ((part, 1.0),))
                canvas.label("legend", x + 32, y + 4, 160, words, TEXT)
                x += 32 + text_width(words, TEXT) + 20
        y += HEIGHT
    return _tenants(canvas, subject, width, y) if subject.tenants else y


def _tenants(canvas: Canvas, subject: Subject, inner_width: int, y: int) -> int:
    tenants = subject.tenants
    shown = tenants if len(tenants) <= MOST_TENANTS else tenants[: MOST_TENANTS - 1]
    left = len(tenants) - len(shown)
    across = max(1, inner_width // TENANT_WIDTH)
    rows = -(-(len(shown) + bool(left)) // across)
    width = inner_width // across
    place = Rectangle(MARGIN, y, inner_width, rows * TENANT_LINE + 2)
    canvas.box("tenants", Role.LEGEND, place, plural(len(tenants), "tenant"))
    for number in range(len(shown) + bool(left)):
        x, at = MARGIN + (number % across) * width, y + 2 + (number // across) * TENANT_LINE
        if number == len(shown):
            canvas.label("tenants", x, at, width - 12, plural(left, "more tenant"), TEXT, Tone.QUIET)
            break
        canvas.swatch("tenants", Rectangle(x, at + 1, 12, 12), number)
        told = f"{tenants[number].code} {tenants[number].name} · {plural(subject.tenant_replicas[number], 'replica')}"
        canvas.label("tenants", x + 18, at, width - 30, told, TEXT)
    return place.bottom
