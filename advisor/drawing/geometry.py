"""What a picture consists of: boxes, bars, labels and edges, each with its place in pixels.

Every printer (svg.py, and those of other formats) reads this and nothing else. Places are whole pixels from the upper
left corner. Boxes lie in one another by their `parent`; nothing else overlaps.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

PAGE_WIDTH, PAGE_HEIGHT = 1280, 720
"""A page of a deck, on which every picture is shown: `Drawing.scale` says how much larger or smaller it is then."""


def page_height(width: int) -> int:
    """How high a page of this width is that has the shape of a page of a deck."""
    return width * PAGE_HEIGHT // PAGE_WIDTH


class Role(StrEnum):
    """What a box stands for."""

    USERS = "users"
    DNS = "dns"
    LOAD_BALANCER = "load_balancer"
    INTERNAL_LOAD_BALANCER = "internal_load_balancer"
    LOCATION = "location"
    """A cloud region, the own servers, or one of many equal sites: it holds zones."""
    ZONE = "zone"
    SUBNET_PUBLIC = "subnet_public"
    SUBNET_PRIVATE = "subnet_private"
    NAT = "nat"
    PROXY = "proxy"
    CONTROL_PLANE = "control_plane"
    """A member of a control plane that the customer runs, or several that are counted."""
    LEADER = "leader"
    """The member that leads now; which one it is, the members choose among themselves."""
    VENDOR_CONTROL_PLANE = "vendor_control_plane"
    NODE = "node"
    NODE_GROUP = "node_group"
    """Several machines in one box, with their count."""
    SPARE_NODE = "spare_node"
    AUXILIARY = "auxiliary"
    """Machines of other roles: a bastion, infrastructure nodes."""
    TASKS = "tasks"
    """Instances or tasks that a vendor runs on machines that nobody sees."""
    REGISTRY = "registry"
    DISCOVERY = "discovery"
    VOLUME = "volume"
    ROW = "row"
    """The heading of a row: a pool, a cluster, the control plane."""
    MOVES = "moves"
    """How many replicas leave a place or arrive there in a scene."""
    UNPLACED = "unplaced"
    """Replicas that stay without a place in a scene."""
    NOTE = "note"
    LEGEND = "legend"


class BoxState(StrEnum):
    """What happens to a box in a scene."""

    NORMAL = "normal"
    LOST = "lost"
    DRAINED = "drained"
    TAKES_IN = "takes_in"
    ADDED = "added"
    """Machines that are there only for the length of an upgrade, or would have to be bought."""


class BarPart(StrEnum):
    """What a part of a bar stands for."""

    USED = "used"
    AT_PEAK = "at_peak"
    """What runs at the peak only."""
    MOVED_IN = "moved_in"
    KEPT = "kept"
    """Room that is kept free for a loss."""


class EdgeKind(StrEnum):
    """What runs along an edge."""

    REQUESTS = "requests"
    WAY_OUT = "way_out"
    QUORUM = "quorum"
    CONTROL = "control"
    SUPPLY = "supply"
    """Images, names, disks: what the machines use."""
    OVERFLOW = "overflow"
    """What a cloud takes that own servers cannot hold."""
    MOVES = "moves"


class Tone(StrEnum):
    """How loud a label is."""

    TITLE = "title"
    HEADING = "heading"
    TEXT = "text"
    QUIET = "quiet"
    ALARM = "alarm"


class TextAnchor(StrEnum):
    """At which end of its box a label stands."""

    START = "start"
    MIDDLE = "middle"
    END = "end"


@dataclass(frozen=True)
class Rectangle:
    """An upright rectangle in pixels."""

    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """Its right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> int:
        """Its lower edge."""
        return self.y + self.height

    def meets(self, other: Rectangle) -> bool:
        """Whether the two share more than an edge.

        >>> Rectangle(0, 0, 10, 10).meets(Rectangle(10, 0, 5, 5))
        False
        """
        return self.x < other.right and other.x < self.right and self.y < other.bottom and other.y < self.bottom

    def holds(self, other: Rectangle) -> bool:
        """Whether the other one lies inside."""
        inside = self.x <= other.x and self.y <= other.y
        return inside and other.right <= self.right and other.bottom <= self.bottom


@dataclass(frozen=True)
class Box:
    """One thing of the topology, or a frame around several.

    `title` is what it is, whole, as a reader without eyes hears it. `machines` is how many machines or instances it
    stands for, and `replicas` what runs on all of them together; frames have neither. `tenants` are places in
    `Drawing.tenants`. `row` is the id of the heading that it belongs to. `stacked` boxes stand for several equal
    ones, and are drawn as a pile.
    """

    id: str
    role: Role
    place: Rectangle
    title: str
    parent: str = ""
    state: BoxState = BoxState.NORMAL
    machines: int = 0
    replicas: tuple[tuple[str, int], ...] = ()
    moved_in: tuple[tuple[str, int], ...] = ()
    """Replicas that arrive in a scene, over all of its machines; they are not among `replicas`."""
    tenants: tuple[int, ...] = ()
    stacked: bool = False
    row: str = ""


@dataclass(frozen=True)
class Bar:
    """How full the machines of a box are: parts from the left, each a share of the whole (1.0)."""

    id: str
    owner: str
    resource: str
    place: Rectangle
    parts: tuple[tuple[BarPart, float], ...]


@dataclass(frozen=True)
class Swatch:
    """A small field with the pattern of a tenant, a place in `Drawing.tenants`; its label stands beside it."""

    id: str
    owner: str
    place: Rectangle
    tenant: int


@dataclass(frozen=True)
class Label:
    """A line of text in a box, or on the page where `owner` is empty. `text` is whole, `shown` cut to the place."""

    id: str
    owner: str
    place: Rectangle
    text: str
    shown: str
    size: int
    tone: Tone = Tone.TEXT
    anchor: TextAnchor = TextAnchor.START


@dataclass(frozen=True)
class Edge:
    """A line along `points` from one box to another, each part upright or level; `title` says what runs there.

    With `arrow` it has a head at its end.
    """

    id: str
    kind: EdgeKind
    source: str
    target: str
    points: tuple[tuple[int, int], ...]
    title: str
    arrow: bool = True


@dataclass(frozen=True)
class DrawnTenant:
    """Whose replicas they are; `code` stands beside the pattern of the tenant on every machine."""

    name: str
    code: str


@dataclass(frozen=True)
class Drawing:
    """A picture of a topology in one scene: the same topology and scene make the same drawing.

    `title` and `description` tell a reader without eyes what can be seen. A picture of few things is laid out on less
    than a page, and one of many on more, always of the shape of a page; it is taller only where that is not enough.
    """

    width: int
    height: int
    title: str
    description: str
    boxes: tuple[Box, ...]
    labels: tuple[Label, ...]
    edges: tuple[Edge, ...]
    bars: tuple[Bar, ...] = ()
    swatches: tuple[Swatch, ...] = ()
    tenants: tuple[DrawnTenant, ...] = ()

    @property
    def scale(self) -> float:
        """How much larger than it is laid out a picture is shown, to be as wide as a page."""
        return PAGE_WIDTH / self.width

    def without_room_below(self, margin: int = 24) -> Drawing:
        """The drawing without the empty room below its lowest part, which a page of text has no use for."""
        lowest = max(place.bottom for place in (*(b.place for b in self.boxes), *(each.place for each in self.labels)))
        return replace(self, height=min(self.height, lowest + margin))

    def box(self, box_id: str) -> Box:
        """The box with an id. Raises KeyError where there is none."""
        return {box.id: box for box in self.boxes}[box_id]
