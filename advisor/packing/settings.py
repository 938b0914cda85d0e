"""Every tolerance, limit and effort of the packer, each with what it limits and why it has this value.

One object holds them all, by theme, so that a caller can change a single number:

>>> from dataclasses import replace
>>> usual = Settings.for_effort(Effort.DEFAULT)
>>> patient = replace(usual, repair=replace(usual.repair, large_max_rounds=4_000))
>>> patient.repair.large_max_rounds, patient.greedy == usual.greedy
(4000, True)

Limits count work (rounds, nodes of a search tree, trials) and never seconds, so the same input gives the same plan on
every machine. Most values were set by measurement on the benchmark families (`python -m benchmarks.packing`); these
notes say so where no other reason is known.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum


class Effort(StrEnum):
    """How much work goes into a plan; `Settings.for_effort` says what that means."""

    QUICK = "quick"
    """An estimate at once: a relaxation for the bound and greedy placements; the plan may cost some percent more."""
    DEFAULT = "default"
    """A plan to be shown: several machine sets, repairs, spare nodes checked loss by loss, often within a second."""
    THOROUGH = "thorough"
    """The plan of DEFAULT and a long search for a cheaper one: column generation, diving and long repairs besides."""


class FinalBound(StrEnum):
    """When the finished plan is measured by the integer model once more."""

    NEVER = "never"
    ZONE_AND_NODES = "zone_and_nodes"
    """Only where nodes may be lost while a zone is, because the bound of the search does not count that."""
    ALWAYS = "always"


@dataclass(frozen=True)
class Tolerances:
    """When a plan is good enough, and which differences are rounding."""

    gap_goal: float = 0.002
    """Relative gap at which the search ends. The goal of the smallest benchmark family."""
    optimality: float = 1e-6
    """Relative gap that is rounding in floating point: the plan counts as proved to be the cheapest."""
    tie: float = 1e-9
    """Relative difference below which two costs are equal; then fewer nodes win, or the first of the two."""
    safety_margin: float = 1e-9
    """Share taken off each bound, so that rounding in floating point never lifts it above the truth."""
    certificate_margin: float = 1e-9
    """Share taken off what a certificate is said to prove, because its prices are cut to whole numbers."""
    same_limit: float = 1e-12
    """Relative difference below which two Lagrangian limits are equal; far less than `safety_margin` gives away."""
    least_commitment: float = 1e-7
    """Share of its price by which committing to one thing more has to pay: of equal costs the least commitment."""
    whole: float = 1e-6
    """Distance from a whole number at which a fraction of the linear program counts as whole."""
    row: float = 1e-9
    """Slack of the scaled rows of integer models, so that rounding in the solver does not cut off a valid plan."""
    stated: float = 1e-6
    """Relative difference that the checker allows between a stated cost, gap or bound and its own sum, for rounding."""


@dataclass(frozen=True)
class SearchParts:
    """Which parts of the search run. The efforts differ in these, and in the work for small problems."""

    reservation_variants: bool = True
    """Whether capacity for a lost zone is also shared out in other ways than evenly."""
    variants_max_items: int = 200
    """Items above which it is shared out evenly only: each other way takes as long again."""
    every_variant_in_full: bool = False
    """Whether each way is searched with all machine sets. Otherwise only with the set that led on the first: of 458
    problems of the example scenarios none cost more for it."""
    columns: bool = True
    """Whether the best placement goes through column generation and a second round of repairs."""
    surge_alternatives: bool = True
    """Whether room for a surge is looked for in dearer ways than by adding empty nodes."""
    progress_every: int = 200
    """Repairs and rounds of pricing between two calls of `on_progress` in which nothing else changes."""
    certify: bool = True
    """Whether the plan gets a certificate; figures that nobody is shown as a plan go without."""


@dataclass(frozen=True)
class RelaxationSettings:
    """The LP relaxation (fractions of nodes), solved by sifting: a few machine types first, others as needed."""

    first_types: int = 8
    """Machine types up to which all are taken at once. Set by measurement on the benchmark families."""
    ranked_types: int = 2
    """Best machine types taken from each of several rankings to start from. Set by measurement, as above."""
    types_per_round: int = 5
    """Machine types added in each round, those whose content is worth most beyond their price. Set by measurement."""
    max_rounds: int = 6
    """Rounds of sifting; the bound holds after any number of them. Set by measurement."""
    sifting: float = 1e-6
    """Share by which a type's content must be worth more than its price for the type to be added."""
    near_best: float = 0.97
    """Share of the best value for money from which a type takes part in the LP with a charge for waste."""
    waste_max_types: int = 10
    """The largest of those types that take part: large nodes leave fewer remainders. Set by measurement."""
    wasted_replicas: float = 0.5
    """Average replicas that a node is charged for as waste: about half of one is lost when fractions are rounded."""
    cap_up_to: int = 8
    """An item of which a node holds so many or fewer gets a cap row, because rounding down matters there."""
    max_cap_rows: int = 4_000
    """Cap rows in one LP; without the others it is weaker but still valid, and solved in less time."""
    loss_rounds: int = 6
    """LPs solved for the bound that counts lost nodes, each over the types up to one price."""
    surge_max_items: int = 200
    """Items up to which the surge of several of them is bounded, not only that of the most valuable one."""


@dataclass(frozen=True)
class GreedySettings:
    """First-fit decreasing over many orders of items at once."""

    look_ahead: int = 32
    """Items after which it is checked whether any node can take more; changes speed only."""
    keep_items_up_to: int = 64
    """Items up to which a step also keeps those of which nothing was placed: sorting them out costs more time."""
    small_zone_orders: int = 3
    """Orders of items tried in small zones. Set by measurement on the benchmark families."""
    size_value: float = 1e-3
    """Added to the dual value of an item: its size times this share of the highest value, so that none is worthless."""
    least_value: float = 1e-6
    """Added to it besides, for items that take nothing of any limited resource."""
    large_zone_item_orders: int = 250
    """In large zones: orders times items. There the LP relaxation leads, and filling many items takes long."""


@dataclass(frozen=True)
class MachineSetSettings:
    """The sets of machine types that placements are made on."""

    large_zone_nodes: float = 4.0
    """Nodes of the LP relaxation from which a zone is large: rounding it then says where to look, before the greedy."""
    max_sets: int = 3
    """Sets tried where nodes may be lost, for few items. Each makes a whole placement."""
    min_sets: int = 2
    """Sets tried there for many items."""
    item_sets: int = 300
    """Items times sets between these two limits."""
    one_set_items: int = 2_000
    """Items above which only one set is tried, that of the largest nodes within the gap goal: for 10,000 services the
    set with the lowest bound took 519 s for a gap of 2.97 %, this one 219 s for 0.82 %."""
    small_zone_single_types: int = 12
    """Machine types tried alone in small zones: nodes of one type often need no spare node."""
    large_zone_single_types: int = 2
    """The same in large zones, where they seldom win."""


@dataclass(frozen=True)
class RepairSettings:
    """Ruin and recreate: how many nodes are emptied, how often, and by which draws."""

    seed: int = 20
    """Seed of the random draws; fixed, so that the same placement is always improved in the same way."""
    patience: int = 240
    """Repairs in vain, one after the other, after which no more are tried: of few nodes all is soon seen."""
    min_nodes: int = 2
    """Fewest nodes that one repair empties."""
    max_nodes: int = 4
    """Most nodes that one repair empties. Both are set by measurement on the benchmark families."""
    waste_offset: float = 0.05
    """Added to the wasted share of a node where nodes are drawn by it, so that well filled ones are drawn too."""
    value_noise: float = 0.1
    """Item values are multiplied by a random factor of 1 plus or minus this, so that repairs differ."""
    order_noise: tuple[float, float] = (0.8, 1.25)
    """Range of the random factor on each item's size where items are put in order."""
    at_once: int = 32
    """Repairs of a large placement tried together; those that touch different nodes are all made."""
    small_rounds: int = 600
    """Repairs of a small zone. Set by measurement on the benchmark families."""
    small_at_once: int = 48
    """Repairs of a small zone tried together: few large steps take less time than many small ones."""
    large_base_rounds: int = 600
    """Repairs of a large zone: so many, and more by its nodes."""
    large_rounds_per_node: int = 16
    """Repairs added for each node of a large zone."""
    large_max_rounds: int = 4_000
    """Repairs of a large zone at most."""
    large_item_rounds: int = 80_000
    """Repairs of a large zone times items at most, because a repair takes longer with more items."""
    long_min_rounds: int = 600
    """Repairs after column generation: at least."""
    long_max_rounds: int = 600
    """Repairs after column generation: at most."""
    long_item_rounds: int = 240_000
    """Repairs after column generation times items, between these two limits."""


@dataclass(frozen=True)
class ColumnSettings:
    """Column generation over whole node contents, and the dive into whole nodes.

    It pays where nodes hold few replicas or there are few items; otherwise repairs get further in the same time.
    """

    max_items: int = 120
    """Items up to which columns are always tried. Set by measurement on the benchmark families."""
    item_replicas_per_node: int = 8_000
    """Above that, items times replicas per node up to which they are tried. Set by measurement."""
    few_replicas_per_node: int = 20
    """Replicas per node up to which nodes count as sparse: their columns take more rounds to settle."""
    min_rounds: int = 5
    """Rounds of pricing: at least."""
    max_rounds: int = 20
    """Rounds of pricing: at most."""
    sparse_max_rounds: int = 30
    """Rounds of pricing where nodes hold few replicas: at most."""
    item_rounds: int = 15_000
    """Rounds of pricing times items, between these limits."""
    integer_max_nodes: int = 0
    """Nodes up to which an integer program over all columns is tried. Set by measurement."""
    integer_tree_nodes: int = 500
    """Branch-and-bound nodes of that integer program."""
    reduced_cost: float = 1e-6
    """Share by which a column's content must be worth more than its node costs for the column to be added."""
    greedy_columns: int = 60
    """Columns that a round adds by greedy pricing, over all machine types."""
    exact_rounds: int = 0
    """Rounds in which columns are priced exactly when greedy pricing finds none; they take most of the time."""
    exact_columns: int = 8
    """Columns that a round adds by exact pricing: each is an integer knapsack."""
    knapsack_tree_nodes: int = 200
    """Branch-and-bound nodes of one knapsack; its dual bound holds whenever it stops."""
    knapsack_margin: float = 1e-7
    """Share added to the dual bound of a knapsack, for rounding in the solver."""
    smoothing: float = 0.5
    """Share of the last dual values in those that columns are priced at; it keeps them from swinging."""
    cpu_shares: tuple[float, ...] = (0.2, 0.35, 0.5, 0.65, 0.8)
    """Mixes of cpu and memory by which greedy pricing sizes items; random mixes did no better."""
    pods_share: float = 0.02
    """What a pod counts for in these mixes."""
    dive_share: float = 0.3
    """Share of the nodes left that a step of the dive fixes when no column is used a whole time; twice it for many
    items."""
    dive_max_items: int = 120
    """Items above which the dive takes larger steps and prices once for each."""
    dive_pricings: int = 1
    """Rounds of greedy pricing after each step of the dive."""
    dive_kept_columns: int = 400
    """Newest columns that stay in the dive beside those in use."""


@dataclass(frozen=True)
class HeadroomSettings:
    """Spare nodes for lost nodes: how many losses are checked, and how many smaller spares are tried."""

    max_losses: int = 400
    """Distinct losses that are listed and checked; above, spare nodes stay as large as any node's content, which needs
    no list."""
    many_groups: int = 24
    """Node groups above which listing all losses takes long, so fewer spares are tried."""
    max_trials: int = 8
    """Fewer or smaller spares tried for each plan."""
    many_groups_max_trials: int = 1
    """The same for a plan of many node groups."""
    zone_and_nodes_max_trials: int = 12
    """Fewer or smaller spares tried where nodes may be lost while a zone is."""


@dataclass(frozen=True)
class SketchSettings:
    """A sketch of a plan, made without a search (sketch.py)."""

    types: int = 3
    """Machine types that nodes are filled of, each alone; the cheapest plan is taken."""
    mixes: int = 9
    """Mixes of each two resources that are priced for the bound, beside each resource alone."""


@dataclass(frozen=True)
class SurgeSettings:
    """Room for the surge of any one item while it is upgraded."""

    packed_rounds: int = 3
    """Times that what a surge lacks is packed like running replicas, in small zones."""
    lost_shares: tuple[float, ...] = (0.5, 0.25)
    """Shares of the room for a surge that one lost node may need, where losses are to be survived without spares."""
    max_types: int = 12
    """Machine types that a node may be exchanged for: the cheapest of those that differ in what more they hold."""
    max_rows: int = 40
    """Surges added to the integer program at a time, those that lack most first."""
    max_rounds: int = 4
    """Times that it is solved with more surges."""
    max_entries: int = 150_000
    """Choices times surges in it; above, it is not tried, because it takes too long to build and solve."""
    tree_nodes: int = 200
    """Branch-and-bound nodes of it."""


@dataclass(frozen=True)
class AffinitySettings:
    """Items tied by affinity: in how many ways they are cut into composites (heuristics/composites.py)."""

    parts: tuple[int, ...] = (1, 2, 3, 4)
    """Composites are filled to the size of a machine type, and to these parts of it."""
    ranked: int = 8
    """Ways to cut that are compared by a quick search; the finest is always among them. On 30 drawn problems plans cost
    2.5 % more than without affinity with one way, 2.1 % with three, 1.7 % with twelve."""
    searched: int = 2
    """The best of them that are searched as the effort says. More changed none of these plans."""
    relocation_columns: int = 600
    """Integer columns up to which an integer program looks for places after a loss where nothing else finds any."""
    relocation_tree_nodes: int = 200
    """Branch-and-bound nodes of it."""
    model_columns: int = 400
    """Columns up to which the model of a whole plan with all its losses is tried where nothing else found a plan."""
    model_columns_to_improve: int = 250
    """The same where there is a plan that may be improved."""
    model_nodes: tuple[int, ...] = (12, 6, 4, 3, 2)
    """Nodes of a type in a zone that it may buy: the first of these with which it has no more columns."""
    model_tree_nodes: int = 100
    """Branch-and-bound nodes of it."""
    model_from_gap: float = 0.02
    """Gap from which a small plan is improved by it."""


@dataclass(frozen=True)
class ZoneBoundSettings:
    """Local search where some replicas never leave their zone (zone_bound.py): it takes nodes away."""

    max_nodes: int = 60
    """Nodes of a plan up to which it is tried: each trial goes through all losses."""
    trials: int = 200
    """Plans with a node less, or a cheaper one, that are tried."""
    types: int = 6
    """Cheaper types that are tried for one node, the cheapest first."""


@dataclass(frozen=True)
class IntegerWork:
    """What one integer bound may cost."""

    tree_nodes: int
    """Branch-and-bound nodes after which its dual bound is taken as it is."""
    max_columns: int
    """Integer variables above which it is not tried."""


@dataclass(frozen=True)
class IntegerBoundSettings:
    """The integer model over all zones at once, for small plans."""

    max_nodes: int = 24
    """Nodes of a plan up to which the integer model is tried. Set by measurement."""
    first: IntegerWork | None = IntegerWork(tree_nodes=200, max_columns=30)
    """Work for the first plan found; None for no attempt. With few types it takes milliseconds and, where stock is
    short, often leads to a cheaper plan."""
    final: IntegerWork = IntegerWork(tree_nodes=200, max_columns=100)
    """Work for the finished plan. Leaving it out where nobody looks halved the time of a list of platforms."""
    final_when: FinalBound = FinalBound.ALWAYS
    """Whether the finished plan is measured by it."""


@dataclass(frozen=True)
class EnumerationWork:
    """What trying everything may cost."""

    purchases: int
    """Purchases (sets of nodes) looked at."""
    states: int
    """States of placements looked at."""


@dataclass(frozen=True)
class PurchaseSettings:
    """Local search over the nodes of small plans that must survive losses."""

    max_nodes: int = 30
    """Nodes up to which it is tried: with more, reserved capacity is shared out well."""
    ranked_types: int = 4
    """Best machine types by each resource for the price, and by all, that may be bought beside those in use."""
    max_sums: int = 4_000
    """Cheaper purchases whose sums are looked at, the cheapest first."""
    max_trials: int = 60
    """Purchases for which losses are tried before a step counts as in vain; 0 for no search."""


@dataclass(frozen=True)
class EnumerationSettings:
    """Tiny problems: every purchase by price, every placement on it."""

    max_replicas: int = 10
    """Replicas up to which everything is tried; with more there are too many placements."""
    work: EnumerationWork | None = EnumerationWork(purchases=500, states=5_000)
    """Where it ends first, what was tried is still a bound; None for no attempt."""


@dataclass(frozen=True)
class Settings:
    """All that a caller may change about a search; the plain `Settings()` is that of `Effort.DEFAULT`.

    >>> Settings.quick().parts.columns, Settings.thorough().columns.exact_rounds
    (False, 1000)
    """

    tolerances: Tolerances = field(default_factory=Tolerances)
    """When a plan is good enough, and which differences are rounding."""
    parts: SearchParts = field(default_factory=SearchParts)
    """Which parts of the search run."""
    relaxation: RelaxationSettings = field(default_factory=RelaxationSettings)
    """The LP relaxation and the bounds made from it."""
    greedy: GreedySettings = field(default_factory=GreedySettings)
    """First-fit decreasing."""
    machine_sets: MachineSetSettings = field(default_factory=MachineSetSettings)
    """The sets of machine types that are tried."""
    repair: RepairSettings = field(default_factory=RepairSettings)
    """Ruin and recreate."""
    columns: ColumnSettings = field(default_factory=ColumnSettings)
    """Column generation and the dive."""
    headroom: HeadroomSettings = field(default_factory=HeadroomSettings)
    """Spare nodes."""
    surge: SurgeSettings = field(default_factory=SurgeSettings)
    """Room for upgrades."""
    affinity: AffinitySettings = field(default_factory=AffinitySettings)
    """Items that need others on their node."""
    zone_bound: ZoneBoundSettings = field(default_factory=ZoneBoundSettings)
    """Replicas that never leave their zone."""
    integer_bound: IntegerBoundSettings = field(default_factory=IntegerBoundSettings)
    """The integer model."""
    purchases: PurchaseSettings = field(default_factory=PurchaseSettings)
    """Exchanging nodes of small plans."""
    enumeration: EnumerationSettings = field(default_factory=EnumerationSettings)
    """Trying everything."""
    starts_from: Settings | None = None
    """Settings of a search that goes first. Its plan is the answer unless a cheaper one is found after it."""

    @classmethod
    def for_effort(cls, effort: Effort) -> Settings:
        """The settings of one of the three efforts."""
        return {Effort.QUICK: cls.quick, Effort.DEFAULT: cls.default, Effort.THOROUGH: cls.thorough}[effort]()

    @classmethod
    def quick(cls) -> Settings:
        """For an estimate: two machine sets, no repairs, no columns, no certificate.

        Bills of five example scenarios on all platforms are 2.4 % above those of the default effort on average; with
        one machine set and one way of reserving they were 4.9 % above, at three quarters of the time.
        """
        usual = cls()
        return replace(
            usual,
            parts=replace(usual.parts, columns=False, surge_alternatives=False, certify=False),
            machine_sets=replace(usual.machine_sets, max_sets=2, min_sets=2, small_zone_single_types=8),
            repair=replace(usual.repair, small_rounds=0, large_max_rounds=0),
            relaxation=replace(usual.relaxation, loss_rounds=1),
            headroom=replace(usual.headroom, max_trials=3),
            integer_bound=replace(usual.integer_bound, first=None, final_when=FinalBound.NEVER),
            purchases=replace(usual.purchases, max_trials=0),
            enumeration=replace(usual.enumeration, work=None),
            affinity=replace(usual.affinity, ranked=2),
            zone_bound=replace(usual.zone_bound, max_nodes=24, trials=24, types=2),
        )

    @classmethod
    def default(cls) -> Settings:
        """For a plan that is shown."""
        return cls()

    @classmethod
    def thorough(cls) -> Settings:
        """For a plan as near to its bound as can be had, never dearer than the default one; a minute and more."""
        usual = cls()
        return replace(
            usual,
            parts=replace(usual.parts, every_variant_in_full=True),
            repair=replace(usual.repair, long_max_rounds=3_000),
            columns=replace(
                usual.columns,
                max_rounds=90,
                sparse_max_rounds=150,
                exact_rounds=1_000,
                integer_max_nodes=30,
                dive_share=0.1,
                dive_pricings=3,
            ),
            integer_bound=replace(
                usual.integer_bound,
                first=IntegerWork(tree_nodes=10_000, max_columns=1_000),
                final_when=FinalBound.ZONE_AND_NODES,
            ),
            purchases=replace(usual.purchases, max_sums=40_000, max_trials=600),
            enumeration=replace(usual.enumeration, work=EnumerationWork(purchases=10_000, states=100_000)),
            affinity=replace(usual.affinity, ranked=16, searched=4),
            starts_from=usual,
        )
