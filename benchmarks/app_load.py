"""How the app feels while many use it: seconds until a page has come, memory of the server, and what fails.

`python -m benchmarks.app_load` starts a server, lets visitors open it over web sockets as browsers do, and prints what
it measured. Visitors share some answers that are worked out before, so that nothing is packed while they are measured;
then the same while somebody has thousands of machines sized, and with many more visitors. Goals stand beside it.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from advisor import load_scenario
from advisor.ui.share_link import decode, encode
from benchmarks.recommend import measure_machine
from benchmarks.visitor import Visitor

ROOT = Path(__file__).resolve().parent.parent
SCENARIOS = ROOT / "data" / "scenarios"
PAGES = ("scenario", "recommendation", "compare", "capacity-and-bill", "what-if", "report", "topology", "knowledge")
PEOPLE = (1, 2, 3)
"""Answers to how many people can run it: the visitors' scenarios differ in that, and in no machine."""
TASK_LABEL, PEOPLE_LABEL = "**Operations and skills**", "How many people can run the platform?"
CONFIRMED, BILL = "The answer", "A month"
RERUN_GOALS_MS, PAINT_GOAL_SECONDS, MEMORY_GOAL_MIB = (60, 200), 2.0, 400
READY_SECONDS = 180


@dataclass
class Measured:
    """What some visitors saw."""

    arrived: set[int] = field(default_factory=set)
    """Visitors whose first page has come; the answers that are measured begin when all are there."""
    paints: list[float] = field(default_factory=list)
    """Seconds until the first page had come, for each visitor."""
    answers: dict[str, list[float]] = field(default_factory=dict)
    """Seconds until an answered question, or another page, had come."""
    failures: list[str] = field(default_factory=list)


@contextmanager
def server() -> Iterator[tuple[str, int]]:
    """A server of its own, warm: its address, and the id of its first process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "advisor", "serve", "--no-browser", "--port", str(port), "--log", "json"]
    with subprocess.Popen(command, cwd=ROOT) as process:
        try:
            end = time.monotonic() + READY_SECONDS
            while not is_healthy(address):
                if process.poll() is not None or time.monotonic() > end:
                    sys.exit("the server does not become ready")
                time.sleep(0.1)
            yield address, process.pid
        finally:
            process.terminate()


def is_healthy(address: str) -> bool:
    """Whether the server says that it is ready."""
    try:
        with urllib.request.urlopen(f"{address}/_stcore/health", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:  # nobody listens yet, or it is not warm yet
        return False


def memory_of(first: int) -> dict[str, float]:
    """MiB that a process and all below it hold, shared pages divided among those who share them; by program."""
    parents: dict[int, int] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(stat.parent.name)] = int(stat.read_text(encoding="utf-8").rpartition(")")[2].split()[1])
        except OSError:
            continue
    held = {"command": 0.0, "server": 0.0, "workers": 0.0}
    for process in parents:
        steps, above = 0, process
        while above not in (first, 0):
            above, steps = parents.get(above, 0), steps + 1
        if above == first:
            held[("command", "server", "workers")[min(steps, 2)]] += proportional_mib(process)
    return held


def processor_seconds(first: int) -> float:
    """Processor time that the server, the only child of its command, has taken so far."""
    (server,) = Path(f"/proc/{first}/task/{first}/children").read_text(encoding="utf-8").split()
    user, system = Path(f"/proc/{server}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def proportional_mib(process: int) -> float:
    """What a process holds, in MiB; nothing where it has ended."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="utf-8").splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")), 0.0)


def link(example: str, **changed: Any) -> str:
    """The query that opens an example with some answers changed."""
    return "s=" + encode({**load_scenario(SCENARIOS / f"{example}.yaml").as_read(), **changed})


def people_in(query: str) -> Any:
    """How many people can run it, by the address of a page."""
    return decode(parse_qs(query)["s"][0]).get("team", {}).get("ops")


def is_confirmed(texts: Sequence[str]) -> bool:
    """Whether the card shows the confirmed answer: its title stands there while there is no bill, too."""
    return CONFIRMED in texts and BILL in texts


async def prepare(address: str) -> tuple[float, float]:
    """Have the answers worked out that the visitors share; seconds until the first one's estimate and end."""
    seconds = []
    for people in PEOPLE:
        async with Visitor(address, link("online-boutique", team={"ops": people})) as visitor:
            begun = time.perf_counter()
            await visitor.run("recommendation")
            await visitor.wait_for(lambda texts: BILL in texts)
            estimated = time.perf_counter() - begun
            await visitor.wait_for(is_confirmed)
            seconds.append((estimated, time.perf_counter() - begun))
            for page in PAGES:  # what a page works out for itself, once for all who look at it
                await visitor.run(page)
                await asyncio.sleep(1)
            await visitor.wait_until_quiet()
    return seconds[0]


async def visit(address: str, number: int, visitors: int, rounds: int, think: float, measured: Measured) -> None:
    """Open the app, wait until all visitors have, then answer a question or open a page again and again."""
    draw = random.Random(number)
    visitor = Visitor(address, link("online-boutique", team={"ops": draw.choice(PEOPLE)}))
    await asyncio.sleep(draw.uniform(0, think))
    begun = time.perf_counter()
    try:
        async with visitor:
            await visitor.run("scenario")
            measured.paints.append(time.perf_counter() - begun)
            visitor.open_box(TASK_LABEL)
            await visitor.run("scenario")
            measured.arrived.add(number)
            while len(measured.arrived) < visitors:
                await asyncio.sleep(0.1)
            for turn in range(rounds):
                await asyncio.sleep(draw.uniform(0.5, 1.5) * think)
                if turn % 2:
                    page = draw.choice(PAGES)
                    measured.answers.setdefault(f"page {page}", []).append(await visitor.run(page))
                else:
                    people = draw.choice(PEOPLE)
                    visitor.set_number(PEOPLE_LABEL, people)
                    measured.answers.setdefault("question", []).append(await visitor.run("scenario"))
                    if people_in(visitor.query) != people:
                        measured.failures.append("an answer was not taken")
    except Exception as error:  # whatever it was, it counts
        measured.failures.append(repr(error))
        measured.arrived.add(number)  # nobody waits for it
    measured.failures += visitor.failures


async def crowd(address: str, visitors: int, rounds: int, think: float) -> Measured:
    """What many visitors see who come at the same time."""
    measured = Measured()
    await asyncio.gather(*(visit(address, number, visitors, rounds, think, measured) for number in range(visitors)))
    return measured


async def size_thousands(address: str) -> None:
    """Have three thousand machines sized, again and again, until it is cancelled."""
    for turn in range(1000):
        async with Visitor(address, link("three-thousand-nodes", name=f"Fleet {turn}")) as visitor:
            await visitor.run("recommendation")
            await visitor.wait_for(is_confirmed)


async def crowd_beside(address: str, visitors: int, rounds: int, think: float) -> Measured:
    """What many visitors see while somebody has three thousand machines sized."""
    sizing = asyncio.create_task(size_thousands(address))
    await asyncio.sleep(1)
    try:
        return await crowd(address, visitors, rounds, think)
    finally:
        if sizing.done():
            print(f"the sizing of three thousand machines failed: {sizing.exception()!r}")
        sizing.cancel()


def percentile(values: Sequence[float], percent: int) -> float:
    """A percentile of some values, by the nearest one."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(percent / 100 * (len(ordered) - 1)))]


def row(what: str, seconds: Sequence[float], goal: str = "") -> str:
    """A line of the table: how often, and how many milliseconds."""
    half, most = (round(1000 * percentile(seconds, percent)) for percent in (50, 95))
    return f"| {what} | {len(seconds)} | {half} | {most} | {goal} |"


def table(title: str, measured: Measured) -> str:
    """What some visitors saw, as Markdown."""
    every = [seconds for kind in measured.answers.values() for seconds in kind]
    lines = [f"{title}:", "", "| what | times | p50, ms | p95, ms | goal |", "| --- | --- | --- | --- | --- |"]
    lines.append(row("first page", measured.paints, f"{PAINT_GOAL_SECONDS:.0f} s"))
    lines.append(row("answer or page", every, "{} and {}".format(*RERUN_GOALS_MS)))
    lines += [row(what, seconds) for what, seconds in sorted(measured.answers.items())]
    lines += ["", f"Failures: {len(measured.failures)}{''.join(f'; {each}' for each in measured.failures[:5])}"]
    return "\n".join(lines)


async def measure(address: str, first: int, asked: argparse.Namespace) -> None:
    """Measure, and print each table when it is there."""
    estimated, confirmed = await prepare(address)
    print(f"A requirement that nobody has asked yet: estimate after {estimated:.1f} s, end after {confirmed:.1f} s.\n")
    used = processor_seconds(first)
    calm = await crowd(address, asked.visitors, asked.rounds, asked.think)
    used = processor_seconds(first) - used
    pages = 2 * len(calm.paints) + sum(map(len, calm.answers.values()))
    print(table(f"{asked.visitors} visitors, {asked.think:g} s between two answers", calm) + "\n")
    print(f"Processor time of the server for each page: {1000 * used / max(1, pages):.0f} ms\n")
    held = memory_of(first)
    parts = ", ".join(f"{name} {mib:.0f}" for name, mib in held.items())
    print(f"Memory, MiB: {sum(held.values()):.0f} ({parts}); goal {MEMORY_GOAL_MIB}\n")
    beside = await crowd_beside(address, asked.visitors, asked.rounds, asked.think)
    print(table("The same while three thousand machines are sized", beside) + "\n")
    many = await crowd(address, asked.many, max(2, asked.rounds // 3), asked.think)
    print(table(f"{asked.many} visitors", many))


def main() -> None:
    """Print what was measured."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--visitors", type=int, default=20)
    parser.add_argument("--many", type=int, default=50, help="visitors of the last run, which only must not fail")
    parser.add_argument("--rounds", type=int, default=12, help="answers and pages of each visitor")
    parser.add_argument("--think", type=float, default=1.0, help="seconds between two answers, on average")
    asked = parser.parse_args()
    print(f"Ten million additions in Python take {measure_machine():.2f} s here.\n")
    with server() as (address, first):
        asyncio.run(measure(address, first, asked))


if __name__ == "__main__":
    main()
