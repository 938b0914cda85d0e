"""How far criteria move together over the platforms of the example scenarios: `python -m benchmarks.criteria`.

Prints, for each pair of criteria, the correlation of their values in every scenario in which both vary; pairs that are
near 1 everywhere count nearly the same thing twice.
"""

from __future__ import annotations

import itertools

import numpy as np

from advisor import example_scenarios, load_knowledge, load_scenario, recommend

FEWEST_PLATFORMS = 5
SHOWN = 8


def correlations() -> dict[tuple[str, str], list[float]]:
    """Correlations of each pair of criteria, one for every example with enough platforms in which both vary."""
    knowledge = load_knowledge()
    names = [criterion.id for criterion in knowledge.criteria.criteria]
    found: dict[tuple[str, str], list[float]] = {}
    for path in example_scenarios().values():
        ranking = recommend(load_scenario(path), knowledge, how_sure=False).ranking
        if len(ranking) < FEWEST_PLATFORMS:
            continue
        values = np.array([[part.value for part in entry.score.parts] for entry in ranking])
        for left, right in itertools.combinations(range(len(names)), 2):
            if values[:, left].std() > 0 and values[:, right].std() > 0:
                one = float(np.corrcoef(values[:, left], values[:, right])[0, 1])
                found.setdefault((names[left], names[right]), []).append(one)
    return found


def main() -> None:
    """Print the pairs that move together most, by the least of their correlations."""
    pairs = [(pair, values) for pair, values in correlations().items() if len(values) > 1]
    pairs.sort(key=lambda entry: (-min(entry[1]), entry[0]))
    for (left, right), values in pairs[:SHOWN]:
        print(f"{left:12} {right:12} " + " ".join(f"{value:+.2f}" for value in values))


if __name__ == "__main__":
    main()
