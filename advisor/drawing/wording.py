"""Short facts that stand on a picture: its title, what happens in a scene, and what a reader without eyes is told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from advisor.drawing.cells import STATE_WORDS
from advisor.drawing.fill import Pods, zone_title, zones_of
from advisor.drawing.geometry import BoxState
from advisor.drawing.outcome import SceneOutcome, Stranded, members_lost
from advisor.drawing.scene import SceneKind
from advisor.drawing.subject import shown_name
from advisor.sizing.cloud_location import VENDOR_ZONE
from advisor.sizing.control_plane import CONTROL_PLANE, WHOLE_MEMBER
from advisor.sizing.note_codes import LoadName
from advisor.sizing.packing_items import is_added
from advisor.sizing.pool import PoolKind
from advisor.sizing.topology import Topology

SCENES = {
    SceneKind.NORMAL: "As planned",
    SceneKind.NODE_LOST: "Machine {subject} lost",
    SceneKind.ZONE_LOST: "{subject} lost",
    SceneKind.UPGRADE: "During an upgrade",
    SceneKind.PEAK: "At the peak",
    SceneKind.MORE_LOAD: "30% more load",
}
SCENE_CHOICES = {
    SceneKind.NORMAL: "As planned",
    SceneKind.PEAK: "At the peak",
    SceneKind.UPGRADE: "Upgrade",
    SceneKind.MORE_LOAD: "30% more load",
    SceneKind.NODE_LOST: "A machine lost",
    SceneKind.ZONE_LOST: "A zone lost",
}
"""The kinds of scenes to choose from, in the order in which they are offered."""
STATES = {BoxState.NORMAL: "", **STATE_WORDS, BoxState.TAKES_IN: "takes replicas in"}
"""What happens to a machine in a scene."""
WHY = {
    Stranded.NO_ROOM: "no room is kept for that",
    Stranded.DISK_IN_ZONE: "the disk stands in the lost zone",
    Stranded.NOBODY_STARTS: "a person has to start it",
    Stranded.NOT_PLANNED: "what it takes is not known",
}
"""Why replicas stay without a place; those that wait for machines are told apart, as nothing is amiss."""
MOST_NAMES = 4
CLOUD_NAMES = {
    "aws": "AWS",
    "azure": "Azure",
    "gcp": "Google Cloud",
    "digitalocean": "DigitalOcean",
    "hetzner": "Hetzner",
    "ovhcloud": "OVHcloud",
    "scaleway": "Scaleway",
}


def plural(count: int, one: str, several: str = "") -> str:
    """`1 replica`, `2 replicas`.

    >>> plural(2, "machine"), plural(1, "proxy", "proxies")
    ('2 machines', '1 proxy')
    """
    return f"{count:,} {one if count == 1 else several or one + 's'}"


def site_words(site: str) -> str:
    """A location as people write it.

    >>> site_words("gcp us-east1"), site_words("heroku regions"), site_words("own servers")
    ('Google Cloud us-east1', "the vendor's regions", 'own servers')
    """
    seller, _, place = site.partition(" ")
    return "the vendor's regions" if place == "regions" else f"{CLOUD_NAMES.get(seller, seller)} {place}".strip()


def scene_words(outcome: SceneOutcome) -> str:
    """The scene in a few words."""
    return SCENES[outcome.scene.kind].format(subject=outcome.subject)


def size_words(topology: Topology, *, with_bill: bool = True, between: str = " · ") -> str:
    """What there is of it, and what it costs unless that is told elsewhere: one line, its parts apart by `between`."""
    machines = sum(pool.node_count for pool in topology.pools if pool.kind is PoolKind.MACHINES)
    instances = sum(pool.node_count for pool in topology.pools if pool.kind is not PoolKind.MACHINES)
    replicas, added = _replicas(topology)
    zones, clusters = len(zones_of(topology)), len(topology.clusters)
    said = [plural(machines, "machine")] if machines or not instances else []
    said += [plural(instances, "instance")] if instances else []
    said[-1] += _typical_words(topology, machines + instances)
    said += [plural(replicas, "replica") + (f" and {added:,} that the platform adds" if added else "")]
    said += [f"{zones} zones"] if zones > 1 else []
    said += [f"{clusters} clusters"] if clusters > 1 else []
    if topology.sites is not None:
        said = [f"{topology.sites.count:,} equal sites, each with {', '.join(said)}"]
    if with_bill and topology.bill.base is not None:
        least = "at least " if topology.bill.is_lower_limit else ""
        said.append(f"{least}USD {topology.bill.base:,.0f} a month")
    return between.join(said)


def _replicas(topology: Topology) -> tuple[int, int]:
    """Replicas of services, and those that the platform adds; members of its control plane are told apart."""
    counts: Counter[bool] = Counter()
    for pool in topology.pools:
        for node in pool.nodes:
            for name, count in node.pods:
                if name not in (CONTROL_PLANE, WHOLE_MEMBER):
                    counts[is_added(name)] += count * node.count
    return counts[False], counts[True]


def _typical_words(topology: Topology, at_peak: int) -> str:
    """How many machines a typical day takes, where they follow the load."""
    following = topology.load_following
    if following is None or not following.follows:
        return ""
    typical = next((plan.machines for plan in following.plans if LoadName.TYPICAL in plan.names), ())
    count = sum(number for _, number in typical)
    return f" at the peak, {count:,} on a typical day" if 0 < count < at_peak else ""


def first_pods_words(pods: Pods, most: int = MOST_NAMES) -> str:
    """Replicas by name, the first few of them: `3 web, 1 db, 2 other services`."""
    order = sorted(pods, key=lambda pod: (is_added(pod[0]), -pod[1], pod[0]))
    said = [f"{count:,} {shown_name(name)}" for name, count in order]
    if len(said) > most:
        said = [*said[: most - 1], f"{len(said) - most + 1} other services"]
    return ", ".join(said)


def zones_unseen_words(topology: Topology) -> str:
    """Why the loss of a zone cannot be shown; empty where it can."""
    zones = zones_of(topology)
    if any(zone == VENDOR_ZONE for _, zone in zones):
        return "the vendor chooses the zones, so the plan says nothing of the loss of one"
    return "" if len(zones) > 1 else "all stands in one zone, so its loss is the loss of all"


def numbers_words(numbers: Sequence[tuple[int, int]]) -> str:
    """Machines as a picture names them; those that are added have no number.

    >>> numbers_words([(1, 4), (7, 7)]), numbers_words([])
    ('n1 to n4, n7', 'new')
    """
    said = [f"n{first}" if first == last else f"n{first} to n{last}" for first, last in numbers]
    return ", ".join(said) or "new"


def what_happens(topology: Topology, outcome: SceneOutcome) -> Iterator[tuple[bool, str]]:
    """What a scene does, a fact each; with whether it is an alarm."""
    kind, moved = outcome.scene.kind, sum(count for _, count in outcome.displaced)
    unplaced = sum(count for _, count, _ in outcome.unplaced)
    placed = moved - unplaced - sum(count for _, count in outcome.by_vendor)
    lost = sum(members_lost(topology, outcome).values())
    find = "find room" if lost > topology.control_plane.tolerates else "find a place"
    if kind is SceneKind.MORE_LOAD:
        yield from _more_load(topology, outcome, moved, placed)
        if outcome.uses_kept:
            yield True, "Room that was kept for a loss is in use"
    elif kind is SceneKind.UPGRADE and not outcome.subject:
        yield False, "The vendor replaces instances one by one"
    elif kind is SceneKind.UPGRADE and outcome.scene.which:
        if moved:
            yield False, f"{plural(moved, 'more replica')} of {outcome.scene.which} run beside the old ones"
        else:
            yield False, f"{outcome.scene.which} is replaced in place: no more replicas are asked for"
    elif kind is SceneKind.UPGRADE:
        yield False, f"{outcome.subject} drained: {plural(moved, 'replica')} move, {placed:,} {find}"
        if not any(pool.upgrade for pool in topology.pools):
            yield False, "No room was asked for upgrades"
    elif outcome.subject:
        told = f"{outcome.subject} lost: {plural(moved, 'replica')} displaced"
        yield False, told if outcome.by_vendor else f"{told}, {placed:,} {find}"
    if outcome.by_vendor:
        count = sum(count for _, count in outcome.by_vendor)
        yield False, f"The vendor starts {plural(count, 'replica')} again: {first_pods_words(outcome.by_vendor)}"
    reasons: dict[Stranded, Counter[str]] = {}
    for name, count, why in outcome.unplaced:
        reasons.setdefault(why, Counter())[name] += count
    for why, names in reasons.items():
        if why is Stranded.WAITS:
            yield False, _waiting(topology, tuple(sorted(names.items())))
            continue
        yield True, f"Without a place: {first_pods_words(tuple(sorted(names.items())))}; {WHY[why]}"
    yield from _quorum(topology, outcome)


def _more_load(topology: Topology, outcome: SceneOutcome, moved: int, placed: int) -> Iterator[tuple[bool, str]]:
    added = sum(group.count for group in outcome.groups if group.state is BoxState.ADDED)
    told = plural(moved, "more replica")
    if added:
        yield False, f"{told}: {plural(added, 'instance')} more of the vendor's"
    else:
        yield False, f"{told}: {placed:,} find room on what is there"


def _waiting(topology: Topology, waiting: Pods) -> str:
    """For which replicas a platform whose machines follow the load adds some, and when they are there."""
    minutes = topology.load_following.capacity_minutes if topology.load_following is not None else None
    after = f", there after {minutes:g} minutes" if minutes else ""
    return f"The platform adds machines for {first_pods_words(waiting)}{after}"


def _quorum(topology: Topology, outcome: SceneOutcome) -> Iterator[tuple[bool, str]]:
    """Whether the members that are left still decide."""
    plane, gone = topology.control_plane, sum(members_lost(topology, outcome).values())
    if not plane.members or (outcome.lost_zone is None and not gone):
        return
    if gone == plane.members == 1:
        yield True, "The control plane is lost; nothing starts anew until it is back"
    elif gone > plane.tolerates:
        yield True, f"No quorum: {gone} of {plane.members} members lost; nothing starts anew until they are back"
    else:
        yield False, f"Quorum holds: {plane.members - gone} of {plane.members} members are left"


def description_of(topology: Topology, outcome: SceneOutcome) -> str:
    """What can be seen, in a few lines for a reader without eyes."""
    said = [size_words(topology)]
    for site, zone in zones_of(topology):
        count = sum(n.count for p in topology.pools if p.site == site for n in p.nodes if n.zone == zone)
        many = plural(count, "machine or instance", "machines or instances")
        said.append(f"{site_words(site)}, {zone_title(site, zone)}: {many}")
    added = sum(group.count for group in outcome.groups if group.state is BoxState.ADDED)
    if added:
        said.append(f"{added} added")
    return ". ".join([*said[:12], *(words for _, words in what_happens(topology, outcome))]) + "."
