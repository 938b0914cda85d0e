"""What tests do in processes of their own, which import it by name: only with one thread may a process be forked."""

from __future__ import annotations

import json
import multiprocessing
import os
import time
from pathlib import Path
from typing import Any

from advisor import load_knowledge, load_scenario, recommend
from advisor.packing import Effort, Item, Machine, NoPlan, Plan, pack
from advisor.report import to_dict
from advisor.sizing import pack_cache as remembered
from advisor.sizing.pack_cache import PackingProblem, forget_plans, pack_once
from advisor.sizing.parallel import in_two_processes, may_fork

MACHINES = (Machine("small", 2_000, 4_096, 20, 0.1), Machine("large", 8_000, 16_384, 80, 0.35))


def problem(replicas: int) -> PackingProblem:
    """So many replicas of one service on two types of machines in one zone."""
    return PackingProblem((Item("web", 500, 700, (replicas,)),), MACHINES, 1, 0, False, False, Effort.DEFAULT)


PROBLEMS = tuple(problem(replicas) for replicas in range(1, 41))


def forked() -> bool:
    """Whether this is the second process."""
    return multiprocessing.parent_process() is not None and multiprocessing.current_process().daemon


def pack_half() -> tuple[bool, int, bool]:
    """Whether plans are those of one process, how many the first one made, and whether the second is gone.

    The first process takes its time, so that some are left to the second.
    """
    alone = [pack_once(each) for each in PROBLEMS]
    forget_plans()
    made_here: list[int] = []

    def counted(*args: Any, **options: Any) -> Plan | NoPlan:
        made_here.append(1)
        return pack(*args, **options)

    def size(each: PackingProblem) -> Plan | NoPlan:
        if not forked():
            time.sleep(0.02)
        return pack_once(each)

    remembered.pack = counted
    found = in_two_processes(size, PROBLEMS)
    return found == alone, len(made_here), not multiprocessing.active_children()


def outlive(mishap: str) -> bool:
    """Whether all is packed although the second process dies, or raises, at its first problem."""

    def size(each: PackingProblem) -> Plan | NoPlan:
        if forked() and mishap == "death":
            os._exit(9)
        if forked():
            raise RuntimeError(mishap)
        return pack_once(each)

    found = in_two_processes(size, PROBLEMS)
    return found == [pack_once(each) for each in PROBLEMS] and not multiprocessing.active_children()


def fail() -> tuple[str, bool]:
    """What is raised where the first process fails while the second is at work, and whether that one is ended."""

    def size(each: PackingProblem) -> None:
        if forked():
            time.sleep(60)
        raise ValueError("in the first process")

    try:
        in_two_processes(size, PROBLEMS)
    except ValueError as error:
        return str(error), not multiprocessing.active_children()
    return "", False


def recommend_both_ways(file: Path) -> bool:
    """Whether a recommendation is the same in two processes as in one."""
    assert may_fork()
    knowledge, scenario = load_knowledge(), load_scenario(file)
    answers = []
    for second in (True, False):
        forget_plans()
        answers.append(json.dumps(to_dict(recommend(scenario, knowledge, second_process=second))))
    return answers[0] == answers[1]
