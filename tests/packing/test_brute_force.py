"""The packer against all plans there are: tiny problems whose optimum can be found by trying everything.

The search below is written from the problem alone. It buys machines in order of their total price and tries every
placement on them, so the first purchase that serves is the optimum.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.packing import Item, Machine, NoPlan, Plan, pack
from tests.profiles import examples

Held = tuple[int, ...]
"""Replicas on one node, by position in the list of items."""
Nodes = tuple[tuple[int, Held], ...]
"""Machine type and content of every node, sorted, so that equal states are one."""
Question = tuple[list[Item], list[Machine], int]

MOST_ITEMS, MOST_REPLICAS, MOST_MACHINES = 6, 7, 4
ROUNDING = 1e-6
"""What the packer itself calls rounding when it says that a plan is proved."""


class Trial:
    """One question in one zone, and which contents a node of each type may hold."""

    def __init__(self, items: list[Item], machines: list[Machine]) -> None:
        self.items, self.machines = items, machines
        self.known: dict[tuple[int, Held], bool] = {}

    def may_stand(self, machine: int, held: Held) -> bool:
        """Whether one node of this type may hold these replicas."""
        if (machine, held) not in self.known:
            self.known[machine, held] = self._may_stand(self.machines[machine], held)
        return self.known[machine, held]

    def _may_stand(self, machine: Machine, held: Held) -> bool:
        there = [item for item, count in zip(self.items, held, strict=True) for _ in range(count)]
        ports = Counter(port for item in there for port in item.exclusive_tokens)
        limits = [
            c <= i.max_per_node for i, c in zip(self.items, held, strict=True) if c and i.max_per_node is not None
        ]
        meet = (b.name in a.anti_affinity for m, a in enumerate(there) for n, b in enumerate(there) if m != n)
        return (
            sum(item.cpu_millicores for item in there) <= machine.cpu_millicores
            and sum(item.memory_mib for item in there) <= machine.memory_mib
            and sum(item.pods for item in there) <= machine.max_pods
            and (machine.io_mbps is None or sum(item.io_mbps for item in there) <= machine.io_mbps)
            and all(limits)
            and max(ports.values(), default=0) <= 1
            and not any(meet)
        )

    def with_one_more(self, nodes: Nodes, item: int) -> Iterator[Nodes]:
        """Every state in which one node has taken in one more replica."""
        for place, (machine, held) in enumerate(nodes):
            if nodes.index((machine, held)) == place:  # of equal nodes the first is enough
                more = (*held[:item], held[item] + 1, *held[item + 1 :])
                if self.may_stand(machine, more):
                    yield tuple(sorted((*nodes[:place], (machine, more), *nodes[place + 1 :])))

    def serves(self, bought: tuple[int, ...], lost: int) -> bool:
        """Whether some placement on these machines holds all replicas, also after losing any node if `lost` is 1."""
        empty = tuple(sorted((machine, (0,) * len(self.items)) for machine in bought))
        wanted = [row for row, item in enumerate(self.items) for _ in range(item.replicas)]
        return self._place(empty, wanted, set(), lost)

    def _place(self, nodes: Nodes, wanted: list[int], dead: set[Nodes], lost: int | None) -> bool:
        """Depth first; `dead` are states from which nothing follows (how much is left is seen from the state).

        What is reached must keep the promises, unless `lost` is None.
        """
        if not wanted:
            return lost is None or self._keeps(nodes, lost)
        if nodes in dead:
            return False
        dead.add(nodes)
        return any(self._place(after, wanted[1:], dead, lost) for after in self.with_one_more(nodes, wanted[0]))

    def _keeps(self, nodes: Nodes, lost: int) -> bool:
        surges = [[row] * item.surge for row, item in enumerate(self.items) if item.surge and item.replicas]
        return (not lost or all(self._survives(nodes, gone) for gone in set(nodes))) and all(
            self._place(nodes, surge, set(), None) for surge in surges
        )

    def _survives(self, nodes: Nodes, gone: tuple[int, Held]) -> bool:
        left = list(nodes)
        left.remove(gone)
        down = [row for row, count in enumerate(gone[1]) for _ in range(count)]
        return self._place(tuple(left), down, set(), None)

    def stands(self, plan: Plan, lost: int) -> bool:
        """Whether every node of the plan may hold what it holds, also after losing any node if `lost` is 1."""
        rows = {machine.name: row for row, machine in enumerate(self.machines)}
        held = [(rows[node.machine], self._held(dict(node.pods)), node.count) for node in plan.nodes]
        nodes = tuple(sorted((machine, content) for machine, content, count in held for _ in range(count)))
        return all(self.may_stand(*node) for node in nodes) and self._place(nodes, [], set(), lost)

    def _held(self, pods: dict[str, int]) -> Held:
        return tuple(pods.get(item.name, 0) for item in self.items)

    def optimum(self, lost: int) -> float | None:
        """The least cost of any plan, or None when there is none.

        No plan needs more than two nodes a replica: one that holds it, and one that takes it in after a loss; and one
        for each replica of a surge.
        """
        replicas = sum(item.replicas for item in self.items)
        if not replicas:
            return 0.0
        most = replicas * (1 + lost) + max(item.surge for item in self.items)
        stock = [most if machine.stock is None else min(most, machine.stock) for machine in self.machines]
        # one machine more never spoils a plan, so when all together do not serve, nothing does
        if not self.serves(tuple(row for row, count in enumerate(stock) for _ in range(count)), lost):
            return None
        heap: list[tuple[float, int, tuple[int, ...]]] = [(0.0, 0, ())]
        while heap:
            cost, count, bought = heapq.heappop(heap)
            if count and self._might(bought, lost) and self.serves(bought, lost):
                return cost
            for machine in range(bought[-1] if bought else 0, len(self.machines)):
                if bought.count(machine) < stock[machine]:
                    price = self.machines[machine].usd_per_hour
                    heapq.heappush(heap, (cost + price, count + 1, (*bought, machine)))
        raise AssertionError("all machines together serve, so some purchase does")

    def _might(self, bought: tuple[int, ...], lost: int) -> bool:
        """Whether the totals suffice, also without the largest node: quick to see, and necessary."""
        for amount, room in (("cpu_millicores", "cpu_millicores"), ("memory_mib", "memory_mib"), ("pods", "max_pods")):
            capacities = sorted(getattr(self.machines[machine], room) for machine in bought)
            need = sum(getattr(item, amount) * item.replicas for item in self.items)
            if sum(capacities[: len(capacities) - lost]) < need:
                return False
        return True


@st.composite
def questions(draw: st.DrawFn) -> Question:
    """Items, machines and 0 or 1 lost nodes, in one zone; amounts are coarse, so that nodes can be just full."""
    names = [f"s{number}" for number in range(draw(st.integers(1, MOST_ITEMS)))]
    left = MOST_REPLICAS
    items = []
    for name in names:
        replicas = draw(st.integers(0, min(3, left)))
        left -= replicas
        items.append(
            Item(
                name=name,
                cpu_millicores=draw(st.sampled_from([0, 300, 500, 800, 1000, 1700])),
                memory_mib=draw(st.sampled_from([0, 512, 1024, 1500, 3000])),
                replicas_by_zone=(replicas,),
                io_mbps=draw(st.sampled_from([0, 0, 0, 40])),
                pods=draw(st.sampled_from([1, 1, 1, 2])),
                max_per_node=draw(st.sampled_from([None, None, None, 1, 2])),
                exclusive_tokens=draw(
                    st.sampled_from([frozenset(), frozenset(), frozenset({"80/tcp"}), frozenset({"53/udp"})])
                ),
                anti_affinity=draw(
                    st.sampled_from([frozenset(), frozenset(), frozenset(names[:1]), frozenset(names[-1:])])
                ),
            )
        )
    machines = [
        Machine(
            name=f"m{number}",
            cpu_millicores=draw(st.sampled_from([900, 1000, 2000, 3000, 4000])),
            memory_mib=draw(st.sampled_from([1024, 2048, 4096, 6000, 8192])),
            max_pods=draw(st.sampled_from([2, 4, 10])),
            usd_per_hour=draw(st.sampled_from([0.0, 0.05, 0.08, 0.1, 0.14, 0.19, 0.3])),
            io_mbps=draw(st.sampled_from([None, None, 40, 100])),
            stock=draw(st.sampled_from([None, None, None, 1, 2])),
        )
        for number in range(draw(st.integers(1, MOST_MACHINES)))
    ]
    return items, machines, draw(st.integers(0, 1))


def assert_agrees(problem: Question, found: Plan | NoPlan, optimum: float | None, *, proved: bool = True) -> None:
    """There is a plan when there is one to find, it stands and costs the least; where `proved`, it says so."""
    items, machines, lost = problem
    if isinstance(found, NoPlan):
        assert optimum is None, (problem, found, optimum)
        return
    assert optimum is not None, (problem, found)
    assert Trial(items, machines).stands(found, lost)
    assert found.usd_per_hour == pytest.approx(optimum, rel=ROUNDING)
    if proved:
        assert found.bound_usd_per_hour == pytest.approx(optimum, rel=ROUNDING)
        assert found.ended_by == "proved"
    assert found.bound_usd_per_hour <= optimum * (1 + ROUNDING)


def test_the_optimum_is_what_a_reader_can_work_out() -> None:
    small, large = Machine("small", 2000, 4096, 20, 0.10), Machine("large", 4000, 8192, 40, 0.19)
    web = Item("web", 1000, 512, (6,))
    # 6000m: one large and one small; to lose any one node: four small, of which three hold all six
    assert Trial([web], [small, large]).optimum(0) == pytest.approx(0.29)
    assert Trial([web], [small, large]).optimum(1) == pytest.approx(0.40)
    # one large node alone cannot be lost, and three small ones cannot be bought
    few = [replace(small, stock=2), replace(large, stock=1)]
    assert Trial([web], few).optimum(1) is None
    apart = replace(web, exclusive_tokens=frozenset({"80/tcp"}))
    # a node for each of six, and one more for the one that is displaced
    assert Trial([apart], [small, large]).optimum(1) == pytest.approx(0.70)


@examples(120)
@given(questions())
def test_the_packer_against_everything_there_is(problem: Question) -> None:
    items, machines, lost = problem
    optimum = Trial(items, machines).optimum(lost)
    found = pack(items, machines, zones=1, survive_nodes=lost)
    assert_agrees(problem, found, optimum)
