"""Where a lower bound of a pool's cost comes from, and what ended the search, in words."""

from __future__ import annotations

from advisor.packing import Argument, BoundMethod, BoundSource, SearchEnd

METHODS = {
    BoundMethod.NONE: "none",
    BoundMethod.LP_RELAXATION: "LP relaxation",
    BoundMethod.COLUMN_GENERATION: "column generation",
    BoundMethod.INTEGER_MODEL: "integer model, all zones together",
    BoundMethod.ENUMERATION: "every cheaper purchase tried",
    BoundMethod.NOTHING_TO_PLACE: "nothing to place",
    BoundMethod.RESOURCE_MIX: "what is asked for of two resources, at the least price of that mix",
    BoundMethod.CHEAPEST_SIZES: "each replica takes the cheapest size sold that holds it",
}
SEARCH_ENDS = {
    SearchEnd.PROVED: "proved",
    SearchEnd.GAP_GOAL: "gap goal",
    SearchEnd.ROUNDS: "rounds",
    SearchEnd.STOPPED: "stopped",
}


def bound_words(source: BoundSource) -> str:
    """Where a bound comes from: `LP relaxation, zone by zone`, `column generation, any 2 nodes lost`."""
    methods = " and ".join(METHODS[method] for method in source.methods)
    return methods if source.argument is None else f"{methods}, {_argument_words(source.argument, source)}"


def _argument_words(argument: Argument, source: BoundSource) -> str:
    nodes = "any one node" if source.nodes_lost == 1 else f"any {source.nodes_lost} nodes"
    match argument:
        case Argument.ZONE_BY_ZONE:
            return "zone by zone"
        case Argument.ANY_ZONE:
            return "any zone lost"
        case Argument.ANY_NODES:
            return f"{nodes} lost"
        case Argument.ZONE_AND_NODES:
            return f"{nodes} lost while any zone is"
        case Argument.ONE_UPGRADED:
            return f"{source.upgraded} upgraded"
