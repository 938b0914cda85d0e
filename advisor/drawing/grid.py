"""The grid of a page: where its lanes run and its columns stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from advisor.drawing.beside import Network, network_of
from advisor.drawing.subject import Subject

MARGIN = 32
RAIL, SIDE = 118, 196
"""Widths of the lane of headings, and of the lane of what stands beside."""
RAIL_GAP, SIDE_GUTTER = 8, 30
CENTRE_X = MARGIN + RAIL + RAIL_GAP
TITLE, SUBTITLE, HEADING, TEXT = 22, 13, 12, 11
"""Sizes of letters."""
ENTRY_Y, ENTRY_HEIGHT = 88, 38
ZONES_Y = ENTRY_Y + ENTRY_HEIGHT + 28
PAD, GAP, CELL_GAP = 8, 12, 8
SITE_TITLE, ZONE_TITLE, SUBNET_TITLE = 22, 20, 18
PUBLIC_HEIGHT = 44
SUBNET_PAD = 6


@dataclass(frozen=True)
class ColumnPlace:
    """Where a column stands: its frame, the space inside, and the frame that its boxes lie in."""

    site: str
    x: int
    width: int
    inner_x: int
    inner_width: int
    box: str
    inner_box: str

    @property
    def middle(self) -> int:
        """The x of its middle."""
        return self.x + self.width // 2


@dataclass(frozen=True)
class SitePlace:
    """Where the frame of a location stands."""

    site: str
    box: str
    x: int
    width: int

    @property
    def right(self) -> int:
        """Its right edge."""
        return self.x + self.width


@dataclass(frozen=True)
class Lanes:
    """Where the lanes of a page run that is so wide."""

    page_width: int

    @property
    def inner_width(self) -> int:
        """The page without its margins."""
        return self.page_width - 2 * MARGIN

    @property
    def side_x(self) -> int:
        """Where the lane of what stands beside begins."""
        return self.page_width - MARGIN - SIDE

    @property
    def centre_width(self) -> int:
        """How wide the lane of the zones is."""
        return self.side_x - SIDE_GUTTER - CENTRE_X


@dataclass(frozen=True)
class Grid:
    """Columns and locations from the left, and the network of each location."""

    lanes: Lanes
    columns: tuple[ColumnPlace, ...]
    sites: tuple[SitePlace, ...]
    networks: Mapping[str, Network]

    @property
    def has_public_strip(self) -> bool:
        """Whether zones have a public subnet above a private one."""
        return any(network.nat_gateways for network in self.networks.values())

    @property
    def has_subnets(self) -> bool:
        """Whether anything is known of subnets."""
        return any(network.subnets_known for network in self.networks.values())

    @property
    def public_y(self) -> int:
        """Where public subnets begin."""
        return ZONES_Y + SITE_TITLE + ZONE_TITLE

    @property
    def inner_y(self) -> int:
        """Where the subnets begin that machines stand in."""
        return self.public_y + (PUBLIC_HEIGHT + 6 if self.has_public_strip else 0)

    @property
    def rows_y(self) -> int:
        """Where the rows begin."""
        return self.inner_y + (SUBNET_TITLE if self.has_subnets else 0) + 4


def grid_of(subject: Subject, page_width: int) -> Grid:
    """The grid for the columns of a picture: all equally wide, those of a location side by side."""
    lanes = Lanes(page_width)
    names = list(dict.fromkeys(column.site for column in subject.columns))
    networks = {site: network_of(subject.topology, site) for site in names}
    if not names:
        return Grid(lanes, (), (), networks)
    between = GAP * (len(subject.columns) - len(names)) + 2 * PAD * len(names) + GAP * (len(names) - 1)
    width = (lanes.centre_width - between) // len(subject.columns)
    columns: list[ColumnPlace] = []
    sites: list[SitePlace] = []
    x = CENTRE_X
    for site in names:
        left, x = x, x + PAD
        known = networks[site].subnets_known
        pad = PAD + (SUBNET_PAD if known else 0)
        for column in subject.columns:
            if column.site == site:
                box = f"zone-{len(columns) + 1}"
                inner = f"{box}-inner" if known else box
                columns.append(ColumnPlace(site, x, width, x + pad, width - 2 * pad, box, inner))
                x += width + GAP
        x += PAD - GAP
        sites.append(SitePlace(site, f"location-{len(sites) + 1}", left, x - left))
        x += GAP
    return Grid(lanes, tuple(columns), tuple(sites), networks)
