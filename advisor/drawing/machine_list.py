"""The machines of a scene as a list, for those who read a table where others look at the picture."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from advisor.drawing.fill import CPU, MEMORY, Pods, zone_title
from advisor.drawing.geometry import BarPart, BoxState
from advisor.drawing.outcome import Group, outcome_of
from advisor.drawing.scene import Scene, SceneKind
from advisor.drawing.subject import Subject
from advisor.drawing.wording import first_pods_words, numbers_words, plural, what_happens
from advisor.scenario import Scenario
from advisor.sizing.packing_items import is_added
from advisor.sizing.topology import Topology

MOST_TAKING_IN = 6
"""Machines that take replicas in and are named before the rest is counted."""


@dataclass(frozen=True)
class Fill:
    """The shares of one resource of a machine: asked for at the peak, and by replicas that moved in or have room kept.

    On a typical day the replicas that run at the peak only ask for `at_peak` of it.
    """

    asked: float
    at_peak: float
    moved_in: float
    kept: float

    @property
    def running(self) -> float:
        """What runs in the scene asks for."""
        return self.asked - self.at_peak + self.moved_in


@dataclass(frozen=True)
class ListedMachines:
    """Equal machines of a scene: their numbers as the picture has them, what runs on each, and how full each is.

    The fill is None where it is not known. `zone` is called as in the picture.
    """

    numbers: tuple[tuple[int, int], ...]
    """Ranges of numbers, first and last; empty for machines that are added."""
    count: int
    pool: str
    site: str
    zone: str
    machine: str
    state: BoxState
    spare: bool
    pods: Pods
    moved_in: Pods
    reserved: Pods
    cpu: Fill | None
    memory: Fill | None


@dataclass(frozen=True)
class SceneListed:
    """The machines in a scene, and what happens in it as facts in words, each with whether it is an alarm."""

    machines: tuple[ListedMachines, ...]
    facts: tuple[tuple[bool, str], ...]


def list_scene(topology: Topology, scenario: Scenario, scene: Scene = Scene.NORMAL) -> SceneListed:
    """What the picture of a scene shows, as a list. Raises InvalidValueError as `draw` does.

    >>> from advisor import example_scenarios, load_knowledge, load_scenario, size
    >>> scenario, knowledge = load_scenario(example_scenarios()["single-vm"]), load_knowledge()
    >>> one_box = size(scenario, knowledge.platforms["docker-compose-single-vm"], knowledge)
    >>> listed = list_scene(one_box, scenario, Scene.parse("node-lost"))
    >>> [(each.numbers, each.state.value) for each in listed.machines], listed.facts[0]
    ([(((1, 1),), 'lost')], (False, 'n1 lost: 5 replicas displaced, 0 find a place'))
    """
    outcome = outcome_of(topology, scenario, scene)
    subject = Subject(topology, scenario, outcome)
    return SceneListed(
        tuple(_listed(subject, group) for group in outcome.groups), tuple(what_happens(topology, outcome))
    )


def _listed(subject: Subject, group: Group) -> ListedMachines:
    pool, node = subject.pool_of(group), subject.node_of(group)
    shares = subject.shares_of(group)
    cpu, memory = (_fill(shares[resource]) if resource in shares else None for resource in (CPU, MEMORY))
    return ListedMachines(
        numbers=group.numbers,
        count=group.count,
        pool=pool.name,
        site=pool.site,
        zone=zone_title(pool.site, node.zone),
        machine=node.machine,
        state=group.state,
        spare=node.spare,
        pods=group.pods,
        moved_in=group.moved_in,
        reserved=node.reserved,
        cpu=cpu,
        memory=memory,
    )


def _fill(parts: Mapping[BarPart, float]) -> Fill:
    at_peak = parts[BarPart.AT_PEAK]
    return Fill(parts[BarPart.USED] + at_peak, at_peak, parts[BarPart.MOVED_IN], parts[BarPart.KEPT])


def taking_in_words(listed: SceneListed) -> str:
    """Where replicas go in a scene: `n2 takes in 2 web; n4 to n5 take in 1 api each`; empty where none moves."""
    taking = [each for each in listed.machines if each.moved_in]
    said = []
    for each in taking[:MOST_TAKING_IN]:
        named, pods = numbers_words(each.numbers), first_pods_words(each.moved_in)
        said.append(f"{named} takes in {pods}" if each.count == 1 else f"{named} take in {pods} each")
    more = sum(each.count for each in taking[MOST_TAKING_IN:])
    if more:
        said.append(f"{plural(more, 'more machine')} the rest")
    return "; ".join(said)


@dataclass(frozen=True)
class Losable:
    """Equal machines any of which may be lost: the scene of the first of them."""

    scene: Scene
    numbers: tuple[int, int]
    machine: str
    zone: str


def losable_machines(topology: Topology) -> Iterator[Losable]:
    """The machines whose loss can be shown, equal ones once."""
    number = 1
    for pool in topology.pools:
        for node in pool.nodes:
            if node.count:
                yield Losable(
                    Scene(SceneKind.NODE_LOST, f"n{number}"),
                    (number, number + node.count - 1),
                    node.machine,
                    zone_title(pool.site, node.zone),
                )
            number += node.count


def services_upgraded(topology: Topology) -> tuple[str, ...]:
    """The services whose upgrade can be shown, in the order of their names."""
    names = {name for pool in topology.pools for node in pool.nodes for name, _ in node.pods}
    return tuple(sorted(name for name in names if not is_added(name)))
