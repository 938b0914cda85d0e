"""The frames around rows: locations, zones and subnets; and the NAT gateways in public subnets."""

from __future__ import annotations

from itertools import pairwise

from advisor.drawing.beside import Network, overflow_sites
from advisor.drawing.canvas import Canvas
from advisor.drawing.geometry import BoxState, EdgeKind, Rectangle, Role, TextAnchor, Tone
from advisor.drawing.grid import (
    HEADING,
    PAD,
    PUBLIC_HEIGHT,
    SITE_TITLE,
    TEXT,
    ZONES_Y,
    ColumnPlace,
    Grid,
    SitePlace,
)
from advisor.drawing.subject import Subject
from advisor.drawing.wording import plural, site_words
from advisor.sizing.topology import Topology

NAT_WIDTH = 96


def below_frames(grid: Grid, rows_bottom: int) -> int:
    """The y below all frames around rows that end there."""
    return rows_bottom + (PAD if grid.has_subnets else 0) + 2 * PAD


def lay_frames(canvas: Canvas, subject: Subject, grid: Grid, bottom: int) -> None:
    """Frames from the gutter below the way in down to `bottom`."""
    for site in grid.sites:
        _location(canvas, subject.topology, site, bottom)
    _overflow(canvas, subject.topology, grid)
    parents = {site.site: site.box for site in grid.sites}
    for column, place in zip(subject.columns, grid.columns, strict=True):
        top = ZONES_Y + SITE_TITLE
        frame = Rectangle(place.x, top, place.width, bottom - PAD - top)
        told = f"{column.title} · lost" if column.lost else column.title
        state = BoxState.LOST if column.lost else BoxState.NORMAL
        canvas.box(place.box, Role.ZONE, frame, told, parent=parents[place.site], state=state)
        tone = Tone.ALARM if column.lost else Tone.HEADING
        canvas.label(place.box, place.x + PAD, top + 3, place.width - 2 * PAD, told, TEXT, tone)
        _subnets(canvas, grid, place, bottom - 2 * PAD)


def _location(canvas: Canvas, topology: Topology, site: SitePlace, bottom: int) -> None:
    sites = topology.sites
    each = f" · one of {sites.count:,} equal sites" if sites is not None else ""
    overflow = overflow_sites(topology).get(site.site)
    each += f" · {overflow}" if overflow else ""
    told = f"{site_words(site.site)}{each}"
    place = Rectangle(site.x, ZONES_Y, site.width, bottom - ZONES_Y)
    canvas.box(site.box, Role.LOCATION, place, told, stacked=sites is not None)
    canvas.label(site.box, site.x + PAD, ZONES_Y + 4, site.width - 2 * PAD, told, HEADING, Tone.HEADING)


def _overflow(canvas: Canvas, topology: Topology, grid: Grid) -> None:
    """An arrow from the own servers to the cloud beside them that takes what they cannot hold."""
    at, sites = ZONES_Y + SITE_TITLE // 2, overflow_sites(topology)
    for left, right in pairwise(grid.sites):
        if right.site in sites:
            points = ((left.right, at), (right.x, at))
            title = f"{site_words(right.site)} {sites[right.site]}"
            canvas.edge(EdgeKind.OVERFLOW, left.box, right.box, *points, title=title)


def _way_out(canvas: Canvas, place: ColumnPlace, nat: Rectangle, inner_y: int) -> None:
    """An arrow from the private subnet up to its gateway."""
    x, gateway = nat.x + nat.width // 2, f"{place.box}-nat"
    points = ((x, inner_y), (x, nat.bottom))
    canvas.edge(EdgeKind.WAY_OUT, place.inner_box, gateway, *points, title="the way out of the private subnet")


def _subnets(canvas: Canvas, grid: Grid, place: ColumnPlace, bottom: int) -> None:
    """The subnet that machines stand in, and above it the public one of its gateway."""
    network = grid.networks[place.site]
    x, width = place.x + PAD, place.width - 2 * PAD
    if network.nat_gateways:
        _public_strip(canvas, grid, place, network)
    if not network.subnets_known:
        return
    top = grid.inner_y if network.nat_gateways else grid.public_y
    told, role = ("private subnet", Role.SUBNET_PRIVATE)
    if not network.nat_gateways:
        told, role = ("public subnet", Role.SUBNET_PUBLIC)
    each = " · public addresses" if network.public_nodes and not network.public_address else ""
    canvas.box(place.inner_box, role, Rectangle(x, top, width, bottom - top), told + each, parent=place.box)
    canvas.label(place.inner_box, x + 6, top + 3, width - 12, told + each, TEXT, Tone.QUIET)


def _public_strip(canvas: Canvas, grid: Grid, place: ColumnPlace, network: Network) -> None:
    x, top, width = place.x + PAD, grid.public_y, place.width - 2 * PAD
    strip = f"{place.box}-public"
    canvas.box(strip, Role.SUBNET_PUBLIC, Rectangle(x, top, width, PUBLIC_HEIGHT), "public subnet", parent=place.box)
    mine = [column for column in grid.columns if column.site == place.site]
    each, rest = divmod(network.nat_gateways, len(mine))
    count = each + (mine.index(place) < rest)
    nat = min(NAT_WIDTH, width - 12) if width < 2 * NAT_WIDTH else NAT_WIDTH
    beside = width - nat - 20 if count else width - 12
    canvas.label(strip, x + 6, top + (PUBLIC_HEIGHT - 14) // 2, beside, "public subnet", TEXT, Tone.QUIET)
    if count:
        frame = Rectangle(x + width - nat - 6, top + 8, nat, PUBLIC_HEIGHT - 16)
        title = plural(count, "NAT gateway") + ", the way out of the private subnet"
        box = canvas.box(f"{place.box}-nat", Role.NAT, frame, title, parent=strip)
        told = "NAT gateway" if count == 1 else f"{count} × NAT"
        canvas.label(box, frame.x + 4, frame.y + 7, nat - 8, told, TEXT, Tone.TEXT, TextAnchor.MIDDLE)
        _way_out(canvas, place, frame, grid.inner_y)
