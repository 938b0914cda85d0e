"""Draws every example scenario on every platform in every scene: what is wrong with them, and how long they take.

`python -m benchmarks.drawings [part of SCENARIO:PLATFORM]`; sizing takes some minutes, and is not measured.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Iterator

from advisor import example_scenarios, load_knowledge, load_scenario, size
from advisor.drawing import draw, scenes_of
from advisor.drawing.geometry import page_height
from advisor.drawing.svg import to_svg
from advisor.drawing.themes import Theme
from advisor.errors import AdvisorError
from advisor.knowledge import priced_for
from advisor.scenario import Scenario
from advisor.sizing import Effort, Topology
from tests.drawing.geometry_faults import contrast_faults, faults_of, replica_faults

SHOWN = 20


def topologies(wanted: str) -> Iterator[tuple[str, Scenario, Topology]]:
    """Each example scenario on each platform that can hold it, as estimated at once."""
    knowledge = load_knowledge()
    for name, path in example_scenarios().items():
        scenario = load_scenario(path)
        priced = priced_for(scenario, knowledge)
        for platform in priced.platforms.values():
            if wanted not in f"{name}:{platform.id}":
                continue
            try:
                sized = size(scenario, platform, priced, Effort.QUICK)
            except AdvisorError as error:
                print(f"{name}:{platform.id}: {error}")
                continue
            if isinstance(sized, Topology):
                yield f"{name}:{platform.id}", scenario, sized


def main(wanted: str) -> int:
    """Draws them all; 1 where something is wrong with a picture."""
    seconds: list[tuple[float, str]] = []
    faults: Counter[str] = Counter()
    taller = 0
    for name, scenario, topology in topologies(wanted):
        for scene in scenes_of(topology):
            started = time.process_time()
            drawing = draw(topology, scenario, scene)
            to_svg(drawing)
            seconds.append((time.process_time() - started, f"{name} {scene}"))
            taller += drawing.height > page_height(drawing.width)
            found = [*faults_of(drawing), *replica_faults(drawing, topology)]
            found += [fault for theme in Theme for fault in contrast_faults(drawing, theme)]
            faults.update(f"{name} {scene}: {fault}" for fault in found)
    seconds.sort()
    if seconds:
        middle, late, last = (seconds[int(share * (len(seconds) - 1))] for share in (0.5, 0.95, 1.0))
        print(f"{len(seconds)} pictures, {taller} taller than a page")
        told = ", ".join(
            f"{at} {took * 1000:.1f}" for at, (took, _) in (("median", middle), ("95 %", late), ("most", last))
        )
        print(f"milliseconds: {told} ({last[1]})")
    for fault, _ in faults.most_common(SHOWN):
        print(fault)
    print(f"{sum(faults.values())} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
