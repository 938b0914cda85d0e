"""Whether other weights would choose better: `python -m benchmarks.choice`.

The weights of the criteria are fitted to published decisions by coordinate search over a grid of factors (share of
acceptable first places, ties to the weights as they are), once on all of them and once without those of each publisher
in turn, who then is judged by the weights of the others (leave one source out).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from advisor import load_knowledge, recommend
from advisor.precedents import Collection, When, load_precedents

FACTORS = (0.5, 0.75, 1.0, 1.33, 2.0)
Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Answer:
    """The values of each platform by criterion, the weights used, and which platforms are acceptable."""

    publisher: str
    values: Array
    weights: Array
    acceptable: Array
    places: tuple[str, ...]

    def right(self, factors: Array) -> bool:
        """Whether an acceptable platform is first with each weight times its factor."""
        if not len(self.values):
            return False
        totals = self.values @ (self.weights * factors)
        first = min(range(len(totals)), key=lambda each: (-round(float(totals[each]), 12), self.places[each]))
        return bool(self.acceptable[first])


def answers(when: When) -> list[Answer]:
    """One answer for each precedent that is not held out."""
    knowledge = load_knowledge()
    names = [criterion.id for criterion in knowledge.criteria.criteria]
    found = []
    for precedent in load_precedents(knowledge):
        if precedent.collection is Collection.HELD_OUT:
            continue
        answer = recommend(precedent.asked(when), knowledge, how_sure=False)
        parts = [{part.criterion: part for part in entry.score.parts} for entry in answer.ranking]
        places = tuple(entry.platform.id for entry in answer.ranking)
        right = precedent.answer(when).acceptable
        weights = dict(answer.weights)
        found.append(
            Answer(
                precedent.source.publisher,
                np.array([[row[name].value for name in names] for row in parts], dtype=np.float64),
                np.array([weights.get(name, 0.0) for name in names]),
                np.array([place in right for place in places], dtype=np.float64),
                places,
            )
        )
    return found


def share(of: Sequence[Answer], factors: Array) -> float:
    """The share of answers with an acceptable first place."""
    return float(np.mean([one.right(factors) for one in of]))


def fitted(on: Sequence[Answer]) -> Array:
    """Factors of the weights by coordinate search, two rounds; what gains nothing stays as it is."""
    factors = np.ones(len(on[0].weights))
    best = share(on, factors)
    for _ in range(2):
        for position in range(len(factors)):
            for factor in FACTORS:
                tried = factors.copy()
                tried[position] = factor
                if (reached := share(on, tried)) > best:
                    best, factors = reached, tried
    return factors


def main() -> None:
    """Print the three shares for both days."""
    for when in When:
        every = answers(when)
        publishers = sorted({one.publisher for one in every})
        held = []
        for publisher in publishers:
            factors = fitted([one for one in every if one.publisher != publisher])
            held += [one.right(factors) for one in every if one.publisher == publisher]
        as_it_is, on_all = share(every, np.ones(len(every[0].weights))), share(every, fitted(every))
        print(
            f"{when.value}: {len(every)} decisions of {len(publishers)} publishers; as it is {as_it_is:.1%}, weights "
            f"fitted on all {on_all:.1%}, fitted without the source {float(np.mean(held)):.1%}"
        )


if __name__ == "__main__":
    main()
