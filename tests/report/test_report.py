"""Reports: the JSON contract adds up and names its sources; the pages say all that matters, and nothing breaks them."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.explanations import CautionCode
from advisor.report import render, render_sizing, to_csv, to_dict
from advisor.report.blocks import Bullet, Bullets, Heading, Paragraph, Table
from advisor.report.formats.markdown import escape, print_markdown
from advisor.report.formats.text import WIDTH, print_text
from advisor.report.json_values import round_off
from advisor.report.wording.notes import note_words
from advisor.sizing import Infeasible, Refusal, RefusalCause
from advisor.values import facts, note
from tests.handmade import ANSWER, KNOWLEDGE, NO_FIT, SCENARIO, topology

ALL_KEYS = [
    *(
        "schema_version",
        "advisor_version",
        "knowledge",
        "scenario",
        "as_of",
        "trade_offs",
        "assumptions",
        "unknowns",
        "next_question",
    ),
    *("needs_orchestrator", "recommendation", "confidence", "weights", "ranking", "eliminated", "warnings"),
    *("what_would_change_it", "simplest", "requested", "in_use", "words_in_use", "weights_from"),
    *("versions_in_use", "ended_components"),
    *("in_each_cloud", "budget_missed", "sources", "assumed_effects", "bill_span", "tried_alone", "imported"),
]
SOURCE_KEYS = ["title", "publisher", "url", "day"]


def answer_json() -> Any:
    return json.loads(render(ANSWER, "json"))


def test_json_carries_every_key_of_the_contract() -> None:
    answer = answer_json()
    assert sorted(answer) == sorted(ALL_KEYS)
    assert answer["schema_version"] == 2
    assert list(answer["knowledge"]) == ["version", "hash", "newest_source_day", "overlay", "overrides"]
    assert answer["scenario"]["services"][0] == {
        "name": "web",
        "replicas": {"min": 3, "typical": 3, "peak": 3},
        "cpu": "500m",
        "memory": "1024Mi",
    }
    ranked = answer["ranking"][0]
    assert set(ranked) >= {
        "rank",
        "platform",
        "name",
        "parts",
        "cost_usd_per_month",
        "topology",
        "cautions",
        "strengths",
        "weaknesses",
    }
    pool = ranked["topology"]["pools"][0]
    assert pool["zone_count"] == 2
    assert pool["survives"] == {"nodes": 1, "zone": False, "nodes_during_zone_loss": False}
    assert pool["nodes"][0] == {
        "type": "m.large",
        "zone": "zone-1",
        "count": 1,
        "pods": {"web": 1, "db": 1},
        "reserved": {},
        "spare": False,
    }
    assert set(pool["machines"]["m.large"]) >= {"cpu_millicores", "memory_mib", "max_pods", "usd_per_hour"}


def test_parts_add_up_to_the_score() -> None:
    for ranked in answer_json()["ranking"]:
        # alpha: 1/3 x 0.9 + 2/3 x 0.7 = 0.766667; beta: 1/3 x 0.99 + 2/3 x 0.6 = 0.73
        assert sum(part["weight"] * part["value"] for part in ranked["parts"]) == pytest.approx(
            ranked["score"], abs=1e-6
        )
    assert [ranked["score"] for ranked in answer_json()["ranking"]] == pytest.approx([0.766667, 0.73], abs=1e-6)


def test_every_elimination_and_every_price_names_its_source() -> None:
    answer = answer_json()
    reason = answer["eliminated"][1]["reasons"][0]
    assert reason["rule"] == "X302"
    assert list(answer["sources"][reason["source"]]) == SOURCE_KEYS
    assert reason["because"] == "Tenants need walls (multi_tenancy = hard): Gamma shares one kernel."
    assert answer["eliminated"][1]["lone_blocker"] == "X302"
    assert answer["eliminated"][0]["infeasible"]["text"] == (
        "db asks for a GPU, which Delta does not give; choose a platform that does, or write gpu: 0"
    )
    lines = answer["ranking"][0]["cost_usd_per_month"]["lines"]
    assert [(line["source"], line["as_of"]) for line in lines] == [("prices", "2026-09-01")] * 2
    assert lines[1]["usd_per_month"] is None


def test_findings_carry_the_values_they_read() -> None:
    answer = answer_json()
    (finding,) = answer["needs_orchestrator"]["against"]
    assert finding["rule"] == "W101"
    assert finding["values"] == {"demand.services": 2}
    assert answer["sources"][finding["source"]]["day"] == "2026-08-01"


@pytest.mark.parametrize("form", ["text", "markdown", "json", "csv"])
def test_the_same_answer_is_the_same_text(form: str) -> None:
    assert render(ANSWER, form) == render(replace(ANSWER), form)


def test_an_unknown_form_is_refused_with_the_forms_there_are() -> None:
    with pytest.raises(ValueError, match="text, markdown, json, csv"):
        render(ANSWER, "pdf")
    with pytest.raises(ValueError, match="text, markdown or json"):
        render_sizing(topology(), SCENARIO, KNOWLEDGE, "csv")


def test_figures_that_json_has_no_word_for_become_null() -> None:
    assert round_off(float("inf")) is None
    assert round_off(2.0) == 2
    assert round_off(1 / 3) == 0.333333333


def test_the_page_reads_from_the_verdict_to_the_sources() -> None:
    page = render(ANSWER, "text")
    order = [
        "No, you need no orchestrator.",
        "Alpha (alpha): score 0.767 of 1, 0.037 ahead of Beta (beta); at least USD 219 a month.",
        "! A close call: Alpha and Beta are nearly equal",
        "Why it and not another",
        "What you give up",
        "3 members on m.large, run by you: 1 in zone-1 and 2 in zone-2. The quorum holds when 1",
        "After the loss of any one of them every",
        "at most 20.0% more than necessary",
        "USD 219.",
        "Platforms to choose from",
        "hosting.zones",
        "Beta would be first with",
        "cost: premium_ok instead of low.",
        "team.ops: 0 or 1 leads to Beta.",
        "X302 Tenants need walls (multi_tenancy = hard):",
        "Gamma (gamma)*: Gamma shares one kernel.",
        "Keep copies of the images.",
        "A guide",
        "fingerprint 0123456789abcdef",
    ]
    places = [page.find(words) for words in order]
    assert -1 not in places, order[places.index(-1)]
    assert places == sorted(places)
    assert max(len(line) for line in page.splitlines()) <= WIDTH


def test_utilisation_is_a_share_of_what_services_may_use() -> None:
    # web 500m + db 1000m = 1500m of 1500m; 1024 MiB + 2048 MiB = 3072 of 6000 MiB = 51%
    row = next(line for line in render(ANSWER, "text").splitlines() if line.startswith("zone-1"))
    assert row.split() == ["zone-1", "m.large", "1", "1", "web,", "1", "db", "100%", "51%"]


def test_no_platform_fits_is_an_answer_with_the_nearest_first() -> None:
    page = render(NO_FIT, "text")
    assert "No platform fits." in page
    assert "X302 Tenants need walls: Gamma." in page
    assert page.index("- Gamma (gamma)*: ") < page.index("- Delta (delta) cannot hold the services: ")
    assert json.loads(render(NO_FIT, "json"))["recommendation"] is None
    assert render(NO_FIT, "csv").count("\n") == 1


def test_what_a_user_wrote_is_shown_and_not_interpreted() -> None:
    markdown = render(ANSWER, "markdown")
    assert markdown.startswith("# Corner shop \\| \\<b\\>bold\\</b\\>\n")
    summary = "![p](http://a.example/p.png) <img src=x> `c` www.a.example @me"
    evil = SCENARIO.model_copy(update={"summary": summary})
    written = render(replace(ANSWER, scenario=evil), "markdown").splitlines()[2]
    assert "](" not in written.replace("\\](", "")
    assert "http:" not in written
    assert "www." not in written
    assert "\\<img" in written


@given(st.text(max_size=60))
def test_no_text_breaks_a_markdown_table_or_a_terminal(text: str) -> None:
    table = Table(("a", "b"), ((text, "x"),))
    assert len(print_markdown([table]).splitlines()) == 3
    assert escape(text).replace("\\\\", "").replace("\\|", "").count("|") == 0
    plain = print_text([Heading(text, 1), Paragraph(text), Bullets((Bullet(text),)), table])
    assert all(c.isprintable() or c == "\n" for c in plain)


@given(st.lists(st.text("ab ", min_size=1, max_size=200), min_size=1, max_size=7))
def test_tables_fit_the_page(cells: list[str]) -> None:
    table = Table(tuple("h" for _ in cells), (tuple(cells),))
    assert all(len(line) <= WIDTH for line in print_text([table]).splitlines())


def test_csv_never_holds_a_formula() -> None:
    assert to_csv(("a",), [["=1+1"], ["@x"], [-1.5], ["plain"]]) == "a\n'=1+1\n'@x\n-1.5\nplain\n"


def test_a_sizing_lists_every_machine_that_was_considered() -> None:
    sized = json.loads(render_sizing(topology(), SCENARIO, KNOWLEDGE, "json"))
    assert list(sized["topology"]["pools"][0]["machines"]) == ["m.large", "m.huge"]
    assert list(to_dict(ANSWER)["ranking"][0]["topology"]["pools"][0]["machines"]) == ["m.large"]
    assert "3 agents" in render_sizing(topology(), SCENARIO, KNOWLEDGE, "markdown")


def test_a_sizing_that_is_impossible_says_why() -> None:
    values = facts(service="db", platform="Alpha")
    none = Infeasible("alpha", Refusal(RefusalCause.GPU_NOT_GIVEN, values, ("db",)))
    told = json.loads(render_sizing(none, SCENARIO, KNOWLEDGE, "json"))
    assert told["infeasible"]["services"] == ["db"]
    assert (told["infeasible"]["cause"], told["infeasible"]["values"]) == ("gpu_not_given", dict(values))
    words = (
        "It cannot hold the services: db asks for a GPU, which Alpha does not give; choose a platform that does, or "
        "write gpu: 0."
    )
    assert words in " ".join(render_sizing(none, SCENARIO, KNOWLEDGE, "text").split())


def test_an_open_answer_says_what_would_be_out() -> None:
    told = note(CautionCode.OPEN_ANSWER, titles=("A vendor has to run it",), fields=("managed_preference",))
    assert note_words(told) == (
        "it would be out where this is asked for: a vendor has to run it; answer managed_preference to settle it"
    )
