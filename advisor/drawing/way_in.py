"""The lane above the zones: users, DNS, and what takes requests in, with edges down to the zones."""

from __future__ import annotations

from collections.abc import Sequence

from advisor.drawing.beside import Network, has_dns
from advisor.drawing.canvas import Canvas
from advisor.drawing.content import MachineRow
from advisor.drawing.geometry import EdgeKind, Rectangle, Role, TextAnchor, Tone
from advisor.drawing.grid import ENTRY_HEIGHT, ENTRY_Y, HEADING, MARGIN, ZONES_Y, Grid, SitePlace
from advisor.drawing.subject import Subject
from advisor.drawing.wording import plural

USERS, DNS, BETWEEN, ADDRESS = 64, 54, 20, 200
MIDDLE, BELOW = ENTRY_Y + ENTRY_HEIGHT // 2, ENTRY_Y + ENTRY_HEIGHT
TRACK = BELOW + 10
"""Where requests run sideways where nothing spans the zones."""


def lay_way_in(canvas: Canvas, subject: Subject, rows: Sequence[MachineRow], grid: Grid) -> None:
    """The lane from the left: users ask for a name, and come in by a balancer, an address, or the machines' own."""
    source, x = "users", MARGIN + USERS
    _small(canvas, "users", Role.USERS, MARGIN, USERS, "Users")
    if has_dns(subject.topology):
        _small(canvas, "dns", Role.DNS, x + BETWEEN, DNS, "DNS")
        points = ((x, MIDDLE), (x + BETWEEN, MIDDLE))
        canvas.edge(EdgeKind.REQUESTS, "users", "dns", *points, title="users ask for the name")
        source, x = "dns", x + BETWEEN + DNS
    entered = False
    for site in grid.sites:
        told = _entry_words(grid.networks[site.site])
        if told:
            left = _entry(canvas, site, grid, told, source, x, entered)
            _down_from(canvas, site, subject, grid, left)
            entered = True
    for site in grid.sites:
        told = _entry_words(grid.networks[site.site])
        if not told and (not entered or site is grid.sites[0]):
            _straight_in(canvas, subject, rows, grid, site, source)


def _small(canvas: Canvas, box: str, role: Role, x: int, width: int, told: str) -> None:
    canvas.box(box, role, Rectangle(x, ENTRY_Y, width, ENTRY_HEIGHT), told)
    canvas.label(box, x + 4, ENTRY_Y + 12, width - 8, told, HEADING, Tone.HEADING, TextAnchor.MIDDLE)


def _entry_words(network: Network) -> str:
    if network.balancers:
        several = plural(network.balancers, "public load balancer")
        return several if network.balancers > 1 else "Public load balancer"
    return "Public address" if network.public_address else ""


def _entry(canvas: Canvas, site: SitePlace, grid: Grid, told: str, source: str, x: int, entered: bool) -> int:
    """A bar over the zones of a location, reached from the left, or over the bars before it; where it begins.

    An address is of one machine, and spans nothing.
    """
    left, right = max(site.x, x + BETWEEN), site.right
    if not grid.networks[site.site].balancers:
        middle = next(place.middle for place in grid.columns if place.site == site.site)
        left = max(left, middle - ADDRESS // 2)
        right = min(right, left + ADDRESS)
    box = f"entry-{site.box}"
    place = Rectangle(left, ENTRY_Y, right - left, ENTRY_HEIGHT)
    canvas.box(box, Role.LOAD_BALANCER, place, f"{told} of {site.site}")
    canvas.label(box, left + 12, ENTRY_Y + 12, place.width - 24, told, HEADING, Tone.HEADING, TextAnchor.MIDDLE)
    points: tuple[tuple[int, int], ...] = ((x, MIDDLE), (left, MIDDLE))
    if entered:
        over, into = ENTRY_Y - 8, left + 30
        points = ((x - 20, ENTRY_Y), (x - 20, over), (into, over), (into, ENTRY_Y))
    canvas.edge(EdgeKind.REQUESTS, source, box, *points, title="requests")
    return left


def _down_from(canvas: Canvas, site: SitePlace, subject: Subject, grid: Grid, left: int) -> None:
    for column, place in zip(subject.columns, grid.columns, strict=True):
        if place.site == site.site and not column.lost:
            at = max(place.middle, left + 20)
            points = ((at, BELOW), (at, ZONES_Y))
            canvas.edge(EdgeKind.REQUESTS, f"entry-{site.box}", site.box, *points, title=f"requests to {column.title}")


def _straight_in(
    canvas: Canvas, subject: Subject, rows: Sequence[MachineRow], grid: Grid, site: SitePlace, source: str
) -> None:
    """Requests go to the machines of a location themselves: where proxies run, or to each of its zones."""
    here = [at for at, place in enumerate(grid.columns) if place.site == site.site]
    routed = [at for row in rows if row.key == "proxies" for at in row.cells if at in here]
    out = next(box.place for box in canvas.boxes if box.id == source)
    x = out.x + out.width // 2
    for at in routed or here:
        column, place = subject.columns[at], grid.columns[at]
        if not column.lost:
            points = ((x, BELOW), (x, TRACK), (place.middle, TRACK), (place.middle, ZONES_Y))
            canvas.edge(EdgeKind.REQUESTS, source, site.box, *points, title=f"requests to {column.title}")
