"""Imports point one way: no circle anywhere, also not for types alone, and the packer stands by itself."""

from __future__ import annotations

import grimp

Graph = dict[str, set[str]]


def import_graph() -> Graph:
    """Module -> the modules of advisor that it imports, those for type checking too."""
    built = grimp.build_graph("advisor", exclude_type_checking_imports=False)
    return {module: set(built.find_modules_directly_imported_by(module)) for module in built.modules}


def without_leaves(graph: Graph) -> Graph:
    """What is left when modules that import nothing that is left are taken away again and again."""
    left = dict(graph)
    while leaves := [module for module, imported in left.items() if not imported & left.keys()]:
        for module in leaves:
            del left[module]
    return left


def on_circles(graph: Graph) -> set[str]:
    """Modules on a circle, or on a way from one circle to another; empty where there is no circle."""
    left = without_leaves(graph)
    reverse = {module: {other for other, imported in left.items() if module in imported} for module in left}
    return set(without_leaves(reverse))


def test_no_modules_import_each_other_in_a_circle() -> None:
    graph = import_graph()
    assert len(graph) > 100
    assert on_circles(graph) == set()


def test_a_circle_is_seen_and_what_leads_to_it_is_not_blamed() -> None:
    assert on_circles({"a": {"b"}, "b": {"c"}, "c": {"b", "d"}, "d": set()}) == {"b", "c"}
    assert on_circles({"a": {"b"}, "b": {"c"}, "c": set()}) == set()


def test_packing_imports_nothing_of_the_advisor_but_errors_and_values() -> None:
    imported = {
        name for module, names in import_graph().items() if module.split(".")[1:2] == ["packing"] for name in names
    }
    beyond = {name for name in imported if name.split(".")[1] != "packing"}
    assert beyond <= {"advisor.errors", "advisor.values"}
    assert beyond
