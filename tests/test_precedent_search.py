"""The published decisions that are most like what is asked: `advisor precedents`."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from advisor import Effort, Recommendation, load_scenario, recommend
from advisor.precedent_search import COMPARED, FAR, Agreement, nearest_precedents
from advisor.precedents import Collection, When, load_precedents
from advisor.report import render_precedents
from advisor.report.schema import PrecedentsDocument
from tests.answers import KNOWLEDGE, answer_to
from tests.cli.calls import SHOP, call

SHOWN = [one for one in load_precedents(KNOWLEDGE) if one.collection is not Collection.HELD_OUT]


def answer(**asked: Any) -> Recommendation:
    return recommend(load_scenario({"name": "asked", **asked}), KNOWLEDGE, effort=Effort.QUICK, how_sure=False)


def test_a_published_situation_asked_again_finds_itself_at_no_distance() -> None:
    for one in SHOWN[:60:20]:
        near = nearest_precedents(recommend(one.asked(When.OWN_DAY), KNOWLEDGE, how_sure=False), 5)
        itself = next(each for each in near if each.precedent.id == one.id)
        assert itself.distance == 0
        assert itself.coverage == 1
        assert (itself.unlike, itself.untold) == ((), ())


def test_the_distance_is_that_of_gower_worked_out_by_hand() -> None:
    """hosting.model (weight 3) and scale.services (3): alike or not, and doublings of one more than the count, of 6."""
    asked = answer(hosting={"model": "edge"}, scale={"services": 7})
    (near, *_) = [
        each
        for each in nearest_precedents(asked, 200)
        if each.coverage == 1 and each.precedent.scenario["hosting"]["model"] == "edge"
    ]
    theirs = near.precedent.scenario["scale"]["services"]
    doublings = {1: 2, 3: 1, 15: 1, 31: 2}.get(theirs)
    if doublings is not None:  # log2((1 + theirs) / (1 + 7))
        assert near.distance == pytest.approx((3 * 0 + 3 * doublings / 6) / 6)
    assert 0 <= near.distance <= 1


def test_silence_brings_no_decision_near() -> None:
    """What is not told counts as the mean distance over those that tell it, which is above 0 and below 1."""
    asked = answer(hosting={"model": "cloud", "cloud": "aws"}, multi_tenancy="hard")
    near = nearest_precedents(asked, 200)
    silent = [each for each in near if each.untold == ("multi_tenancy",) and not each.unlike]
    assert silent
    assert all(0 < each.distance < 1 / 6 for each in silent)  # the weight of multi_tenancy is 1 of 6


def test_decisions_that_are_kept_back_are_never_shown() -> None:
    near = nearest_precedents(answer_to("online-boutique"), 500)
    assert {each.precedent.collection for each in near} == {Collection.AT_HAND, Collection.MENDED}
    assert len(near) == len(SHOWN)


def test_they_stand_by_distance_and_differ_by_the_largest_first() -> None:
    near = nearest_precedents(answer_to("online-boutique"), 20)
    assert [each.distance for each in near] == sorted(each.distance for each in near)
    for each in near:
        assert {one.key for one in each.unlike} | set(each.alike) | set(each.untold) <= set(COMPARED)
        assert all(one.theirs != one.ours for one in each.unlike)


def test_a_decision_agrees_where_our_first_place_is_right_there() -> None:
    ours = answer_to("online-boutique")
    assert ours.winner is not None
    for each in nearest_precedents(ours, 100):
        right = {ours.winner.platform.id, ours.winner.service} & set(each.chosen)
        assert (each.agreement is Agreement.AGREES) == bool(right)


def test_with_nothing_answered_or_nothing_near_that_is_said() -> None:
    nothing = answer()
    assert nearest_precedents(nothing) == ()
    assert "Nothing is answered" in render_precedents((), nothing, "text")
    far = answer(compliance=["pci_dss"], scale={"sites": 90_000}, os="windows", must_have=["gpu"])
    near = nearest_precedents(far)
    page = render_precedents(near, far, "text")
    assert (near[0].distance >= FAR) == ("No published decision at hand is like this one" in page)


def test_the_page_says_that_they_are_no_proof_and_names_the_source() -> None:
    ours = answer_to("online-boutique")
    page = " ".join(render_precedents(nearest_precedents(ours), ours, "markdown").split())
    assert "no proof" in page
    assert "https://" in page
    assert "Unlike here, of " in page


def test_the_json_is_read_back() -> None:
    text = call("precedents", SHOP, "--count", "2", "--format", "json").stdout
    assert PrecedentsDocument.model_validate_json(text).to_json() == text
    assert len(json.loads(text)["precedents"]) == 2


def test_scikit_learn_is_loaded_only_where_precedents_are_asked_for() -> None:
    """In a process of its own: the library, the command line and an answer on one screen and as data do without it.

    Dask is loaded by none of this; only a batch on a cluster needs it.
    """
    script = (
        "import sys\n"
        "from advisor import example_scenarios, load_scenario, recommend, render\n"
        "import advisor.cli\n"
        "from advisor.precedent_search import nearest_precedents\n"
        "answer = recommend(load_scenario(example_scenarios()['single-vm']))\n"
        "render(answer, 'text', full=False), render(answer, 'json')\n"
        "before = 'sklearn' in sys.modules\n"
        "nearest_precedents(answer)\n"
        "print(before, 'sklearn' in sys.modules, {'dask', 'distributed'} & set(sys.modules))\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "False True set()\n"
