"""Worker processes: fair turns, jobs that nobody wants any more, workers that die, and limits."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from multiprocessing import Pipe

import pytest
from hypothesis import given
from hypothesis import strategies as some

from advisor import Effort, load_knowledge, load_scenario, recommend, render
from advisor.ui.workers.crew import Worker
from advisor.ui.workers.job_queue import AnswerStage, JobQueue
from advisor.ui.workers.limits import WorkLimits
from advisor.ui.workers.pool import AnswerSoFar, Failure, WorkerPool
from advisor.ui.workers.transfer import Receiver, Sender

WAIT = 60.0


def asked(*questions: tuple[str, str, AnswerStage]) -> JobQueue:
    """A queue after these were asked, one after the other: session, key, stage."""
    queue = JobQueue(forgotten_seconds=10)
    for session, key, stage in questions:
        queue.ask(session, key, stage, now=0)
    return queue


def taken(queue: JobQueue) -> list[str]:
    """The keys in the order in which one worker takes them."""
    order = []
    while (job := queue.take(now=0)) is not None:
        order.append(job.key)
        queue.done(job)
    return order


def test_estimates_come_first_then_each_session_in_turn_its_newest_page_first() -> None:
    queue = asked(("c", "c0", AnswerStage.CONFIRM))
    for key, run in (("old", 1), ("new", 2), ("also new", 2)):
        queue.ask("a", key, AnswerStage.ESTIMATE, now=0, run=run)
    queue.ask("b", "b0", AnswerStage.ESTIMATE, now=0)
    assert taken(queue) == ["new", "b0", "also new", "old", "c0"]


@given(some.lists(some.integers(1, 9), min_size=2, max_size=5))
def test_no_session_is_served_twice_before_each_that_waits_was_served_once(counts: list[int]) -> None:
    asks = [(str(s), f"{s}/{n}", AnswerStage.ESTIMATE) for s, count in enumerate(counts) for n in range(count)]
    sessions = [key.split("/")[0] for key in taken(asked(*asks))]
    for turn in range(min(counts)):
        assert len(set(sessions[turn * len(counts) : (turn + 1) * len(counts)])) == len(counts)


def test_a_session_has_one_running_job_and_equal_questions_are_one_job() -> None:
    queue = asked(
        ("a", "one", AnswerStage.ESTIMATE), ("a", "two", AnswerStage.ESTIMATE), ("b", "two", AnswerStage.ESTIMATE)
    )
    first = queue.take(now=0)
    assert first is not None and first.key == "one" and first.sessions == {"a"}
    second = queue.take(now=0)
    assert second is not None and second.sessions == {"a", "b"}  # for b, while a has a running job
    queue.ask("a", "three", AnswerStage.ESTIMATE, now=0)
    assert queue.take(now=0) is None  # a alone waits for it
    queue.done(first)
    queue.done(second)
    assert taken(queue) == ["three"]


def test_what_nobody_wants_any_more_is_not_started() -> None:
    queue = asked(
        ("a", "old", AnswerStage.ESTIMATE), ("a", "new", AnswerStage.ESTIMATE), ("b", "left", AnswerStage.ESTIMATE)
    )
    queue.release("a", keep={"new"})
    assert set(queue.jobs) == {"new", "left"}
    queue.ask("a", "new", AnswerStage.ESTIMATE, now=20)
    job = queue.take(now=20)
    assert job is not None and job.key == "new"
    assert queue.take(now=20) is None  # nobody has asked for "left" for twenty seconds
    queue.release("a", keep=())
    assert queue.is_stale(job, now=20)


def test_a_worker_for_estimates_alone_leaves_long_jobs_to_others() -> None:
    queue = asked(("a", "long", AnswerStage.CONFIRM))
    assert queue.take(now=0, quick_only=True) is None
    queue.ask("b", "files", AnswerStage.READ, now=0)
    files = queue.take(now=0, quick_only=True)
    assert files is not None and files.key == "files"
    assert queue.take(now=0) is not None


@pytest.fixture(scope="module")
def make_pool() -> Iterator[Callable[[WorkLimits], WorkerPool]]:
    """Makes pools with stub work, and ends them."""
    pools = []

    def make(limits: WorkLimits) -> WorkerPool:
        pools.append(WorkerPool("tests.ui.stub_work:StubWork", limits, lambda: lambda question, said: said))
        return pools[-1]

    yield make
    for pool in pools:
        pool.close()


@pytest.fixture(scope="module")
def pool(make_pool: Callable[[WorkLimits], WorkerPool]) -> WorkerPool:
    """Two workers with little patience."""
    return make_pool(
        WorkLimits(estimate_seconds=2, confirm_seconds=2, read_seconds=1, memory_mib=256, spared_seconds=0)
    )


def test_an_estimate_is_followed_by_the_confirmed_answer(pool: WorkerPool) -> None:
    outcome = pool.wait("a", "key", "question", WAIT)
    assert str(outcome.confirmed).startswith("confirm of question by ")
    assert str(outcome.confirmed).rpartition(" ")[2] != str(os.getpid())
    assert pool.ask("b", "key", "question") == outcome  # shared by all, and not worked out twice


def test_files_are_read_in_one_stage_with_limits_of_its_own(pool: WorkerPool) -> None:
    assert str(pool.wait("a", "files", "question", WAIT, AnswerStage.READ).confirmed).startswith("read of question by")
    assert pool.wait("a", "long", "hang in read", WAIT, AnswerStage.READ) == AnswerSoFar(failure=Failure.TIME)


@pytest.mark.parametrize(
    ("question", "failure"),
    [("die", Failure.DIED), ("hang", Failure.TIME), ("eat", Failure.MEMORY), ("break", Failure.DEFECT)],
)
def test_a_question_that_breaks_its_worker_is_told_and_the_next_one_is_answered(
    pool: WorkerPool, question: str, failure: Failure
) -> None:
    outcome = pool.wait("a", question, question, WAIT)
    assert outcome == AnswerSoFar(failure=failure)
    assert pool.wait("a", f"after {question}", "next", WAIT).confirmed is not None


def test_an_estimate_stands_where_the_confirmed_answer_fails(pool: WorkerPool) -> None:
    outcome = pool.wait("a", "late", "die in confirm", WAIT)
    assert str(outcome.estimate).startswith("estimate of die")
    assert outcome.failure is Failure.DIED
    pool.forget("late")
    assert pool.ask("a", "late", "fine").failure is None


def test_a_running_job_that_nobody_wants_is_ended_and_makes_room(make_pool: Callable[[WorkLimits], WorkerPool]) -> None:
    one = make_pool(WorkLimits(workers=1, estimate_seconds=50, spared_seconds=0))
    one.ask("a", "hang", "hang")
    begun = time.monotonic()
    while one.ask("a", "hang", "hang").before or not one._queue.jobs["hang"].running:
        assert time.monotonic() - begun < WAIT
        time.sleep(0.02)
    one.release("a", keep=())
    assert one.wait("a", "other", "other", WAIT).confirmed is not None
    assert time.monotonic() - begun < 50  # the hanging job would have taken 60 s
    one.close()
    assert not [thread for thread in threading.enumerate() if thread in one._seats]


def test_a_recommendation_is_sent_without_a_copy_of_the_knowledge() -> None:
    knowledge = load_knowledge()
    sender, receiver = Sender(knowledge), Receiver(knowledge)
    asked_for = {"name": "shop", "hosting": {"model": "on_prem"}, "services": [{"name": "web", "replicas": 2}]}
    scenario = load_scenario(asked_for)
    answer = recommend(scenario, knowledge, effort=Effort.QUICK)
    packed = sender.pack(answer)
    arrived = receiver.unpack(packed, load_scenario(asked_for))
    assert arrived.knowledge is answer.knowledge
    assert all(one.platform is other.platform for one, other in zip(arrived.ranking, answer.ranking, strict=True))
    assert render(arrived, "json") == render(answer, "json")
    again = sender.pack(answer)
    assert len(again.machines) < 20 < len(packed.machines)  # machines are known by then
    assert render(receiver.unpack(again, scenario), "json") == render(answer, "json")


def test_a_worker_that_has_ended_is_let_go_and_no_process_of_its_number_is_killed() -> None:
    ours, theirs = Pipe()
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as other:
        theirs.close()
        Worker(ours, other.pid).kill()
        assert other.poll() is None
        other.kill()


def test_a_worker_that_is_busy_is_ended() -> None:
    ours, _theirs = Pipe()
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as busy:
        Worker(ours, busy.pid).kill()
        assert busy.wait(WAIT) != 0
