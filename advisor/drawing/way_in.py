"""The lane above the zones: users, DNS, and what takes requests in, with edges down to the zones."""

from __future__ import annotations

from advisor.drawing.beside import Network, has_dns
from advisor.drawing.canvas import Canvas
from advisor.drawing.content import Content
from advisor.drawing.geometry import EdgeKind, Rectangle, Role, TextAnchor, Tone
from advisor.drawing.grid import ENTRY_HEIGHT, ENTRY_Y, HEADING, MARGIN, ZONES_Y, Grid, SitePlace
from advisor.drawing.wording import plural
from advisor.sizing.topology import Topology

USERS, DNS, BETWEEN = 64, 54, 20
MIDDLE, BELOW = ENTRY_Y + ENTRY_HEIGHT // 2, ENTRY_Y + ENTRY_HEIGHT
TRACK = BELOW + 10
"""Where requests run sideways where nothing spans the zones."""


def lay_way_in(canvas: Canvas, topology: Topology, content: Content, grid: Grid) -> None:
    """The lane from the left: users ask for a name, and come in by a balancer, an address, or the machines' own."""
    source, x = "users", MARGIN + USERS
    _small(canvas, "users", Role.USERS, MARGIN, USERS, "Users")
    if has_dns(topology):
        _small(canvas, "dns", Role.DNS, x + BETWEEN, DNS, "DNS")
        points = ((x, MIDDLE), (x + BETWEEN, MIDDLE))
        canvas.edge(EdgeKind.REQUESTS, "users", "dns", *points, title="users ask for the name")
        source, x = "dns", x + BETWEEN + DNS
    entered = False
    for site in grid.sites:
        told = _entry_words(grid.networks[site.site])
        if told:
            _entry(canvas, site, told, source, x, entered)
            _down_from(canvas, site, content, grid, max(site.x, x + BETWEEN))
            entered = True
    if not entered and grid.columns:
        _straight_in(canvas, content, grid, source, x)


def _small(canvas: Canvas, box: str, role: Role, x: int, width: int, told: str) -> None:
    canvas.box(box, role, Rectangle(x, ENTRY_Y, width, ENTRY_HEIGHT), told)
    canvas.label(box, x + 4, ENTRY_Y + 12, width - 8, told, HEADING, Tone.HEADING, TextAnchor.MIDDLE)


def _entry_words(network: Network) -> str:
    if network.balancers:
        return plural(network.balancers, "public load balancer").removeprefix("1 ").capitalize()
    return "Public address" if network.public_address else ""


def _entry(canvas: Canvas, site: SitePlace, told: str, source: str, x: int, entered: bool) -> None:
    """A bar over the zones of a location, reached from the left, or over the bars before it."""
    left = max(site.x, x + BETWEEN)
    box = f"entry-{site.box}"
    place = Rectangle(left, ENTRY_Y, site.right - left, ENTRY_HEIGHT)
    canvas.box(box, Role.LOAD_BALANCER, place, f"{told} of {site.site}")
    canvas.label(box, left + 12, ENTRY_Y + 12, place.width - 24, told, HEADING, Tone.HEADING, TextAnchor.MIDDLE)
    points: tuple[tuple[int, int], ...] = ((x, MIDDLE), (left, MIDDLE))
    if entered or left > x + BETWEEN + 60:
        over, into = ENTRY_Y - 8, left + 30
        points = ((x - 20, ENTRY_Y), (x - 20, over), (into, over), (into, ENTRY_Y))
    canvas.edge(EdgeKind.REQUESTS, source, box, *points, title="requests")


def _down_from(canvas: Canvas, site: SitePlace, content: Content, grid: Grid, left: int) -> None:
    for column, place in zip(content.columns, grid.columns, strict=True):
        if place.site == site.site and not column.lost:
            at = max(place.middle, left + 20)
            points = ((at, BELOW), (at, ZONES_Y))
            canvas.edge(EdgeKind.REQUESTS, f"entry-{site.box}", site.box, *points, title=f"requests to {column.title}")


def _straight_in(canvas: Canvas, content: Content, grid: Grid, source: str, x: int) -> None:
    """Requests go to the machines themselves: where proxies run, or to every zone of the first location."""
    first = grid.sites[0]
    routed = [at for row in content.rows if row.key == "proxies" for at in row.cells]
    places = routed or [at for at, place in enumerate(grid.columns) if place.site == first.site]
    boxes = {site.site: site.box for site in grid.sites}
    for at in places:
        if content.columns[at].lost:
            continue
        place = grid.columns[at]
        points = ((x, MIDDLE), (x + 12, MIDDLE), (x + 12, TRACK), (place.middle, TRACK), (place.middle, ZONES_Y))
        canvas.edge(
            EdgeKind.REQUESTS, source, boxes[place.site], *points, title=f"requests to {content.columns[at].title}"
        )
