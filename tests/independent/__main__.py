"""Many drawn requirements, sized and checked: `python -m tests.independent 500 60` (requirements, refusals)."""

from __future__ import annotations

import sys
from collections import Counter
from itertools import count

from tests.independent.answering import faults_of, refusal_is_right


def main(requirements: int, refusals: int) -> int:
    """Prints what was found; returns 1 where a rule is broken or a refusal is wrong."""
    causes: Counter[str] = Counter()
    broken = 0
    for seed in range(requirements):
        faults, cause = faults_of(seed)
        causes[cause or "placed"] += 1
        broken += bool(faults)
        for fault in faults:
            print(f"requirement {seed}: {fault}")
    print(f"{requirements} requirements: {broken} with a broken rule; {dict(causes.most_common())}")
    confirmed = wrong = 0
    for seed in count():
        if confirmed + wrong == refusals:
            break
        right = refusal_is_right(seed)
        if right is not None:
            confirmed, wrong = confirmed + right, wrong + (not right)
            if not right:
                print(f"inventory {seed}: refused, yet it can be placed")
    print(f"{refusals} refusals: {confirmed} confirmed by an integer program, {wrong} wrong")
    return int(bool(broken or wrong))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
