"""The page of the scenario: every question can be answered and taken back, tables lose nothing, mistakes say where."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from streamlit.testing.v1 import AppTest

from advisor import ScenarioError, example_scenarios, load_knowledge, load_scenario
from advisor.knowledge import Question, QuestionKind
from advisor.scenario import Service
from advisor.ui import answers, draft
from advisor.ui.answers import AnswerNow, AnswerState
from advisor.ui.nested_values import value_at
from advisor.ui.scenario_page.cells import shown, value_of
from advisor.ui.scenario_page.columns import ALL_OF_A_SERVICE, MACHINES, PORTS, SITE_MACHINES, TENANTS, VOLUMES
from advisor.ui.scenario_page.editing import parts_of, rows_after
from advisor.ui.scenario_page.load_shapes import SHAPES
from advisor.ui.scenario_page.not_asked import not_asked
from advisor.ui.scenario_page.pasting import read_pasted
from advisor.ui.scenario_page.questions import UNKNOWN
from advisor.ui.scenario_page.rules_fed import name_in_rules, rules_by_field
from advisor.ui.scenario_page.tasks import Task, tasks_of
from tests.test_questionnaire import requirements
from tests.ui.app_under_test import check_healthy, texts_of

TASKS = tasks_of(load_knowledge().questions)
EXAMPLES = {name: load_scenario(path).as_read() for name, path in example_scenarios().items()}


def checked_answer() -> AnswerNow:
    """What is wrong with the draft, without anything being sized."""
    try:
        return AnswerNow(AnswerState.EMPTY, load_scenario(draft.requirement()))
    except ScenarioError as error:
        return AnswerNow(AnswerState.UNUSABLE, problems=error.problems)


@pytest.fixture(autouse=True)
def nothing_is_sized(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets the page check what was typed and leave out the answer to it."""
    import advisor.ui.pages.scenario as page

    monkeypatch.setattr(page, "current_answer", checked_answer)
    monkeypatch.setattr(answers, "current_answer", checked_answer)


def page(requirement: dict[str, object] | None) -> None:
    """The page alone, with a requirement that was opened."""
    import streamlit as st

    from advisor.ui import draft
    from advisor.ui.pages.scenario import show_scenario_page

    if requirement is not None and "opened" not in st.session_state:
        st.session_state.opened = True
        draft.replace(requirement)
    show_scenario_page()


def open_page(requirement: dict[str, Any] | None = None, task: str = "scale") -> AppTest:
    """The page with one of its tasks open."""
    app = AppTest.from_function(page, args=(requirement,), default_timeout=120)
    app.session_state["scenario_open_task"] = task
    return check_healthy(app.run())


def typed(app: AppTest) -> dict[str, Any]:
    """What the session holds."""
    held: dict[str, Any] = app.session_state["draft"].typed
    return held


def requirement_of(app: AppTest) -> dict[str, Any]:
    """What of it can be used."""
    from advisor.ui.as_typed import take_apart

    return take_apart(typed(app)).requirement


def widgets(app: AppTest) -> dict[str, Any]:
    """The widgets of the page by the field that they ask for."""
    found = [
        *app.pills,
        *app.segmented_control,
        *app.radio,
        *app.selectbox,
        *app.number_input,
        *app.text_input,
        *app.multiselect,
    ]
    return {widget.key.partition("/")[2]: widget for widget in found if widget.key}


def some_answer(question: Question) -> Any:
    """An answer that the widget of a question takes."""
    if question.field in ("hosting.region", "requested"):
        return {"hosting.region": "eu-central-1", "requested": "eks"}[question.field]
    match question.kind:
        case QuestionKind.ONE if question.field == "pricing.spot":
            return True
        case QuestionKind.ONE:
            return question.choices[-1].value
        case QuestionKind.MANY:
            return ["eks"] if question.field == "existing" else [question.choices[0].value]
        case QuestionKind.NUMBER:
            return 7.0
    return {"pricing.prices": "prices", "pricing.currency.code": "EUR"}.get(question.field, "25%")


def held_at(app: AppTest, field: str) -> Any:
    """The answer that the session holds for a field."""
    value = value_at(typed(app), field.split("."))
    return True if field == "pricing.spot" and isinstance(value, dict) else value


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.id)
def test_every_question_can_be_answered_and_taken_back(task: Task) -> None:
    app = open_page(task=task.id)
    if task.further:
        app.session_state[f"0/further/{task.id}"] = True
        check_healthy(app.run())
    asked = [*task.questions, *task.further]
    for questions in (task.questions, task.further):  # some of the further ones need an answer to the others first
        for question in questions:
            assert held_at(app, question.field) is None
            widgets(app)[question.field].set_value(some_answer(question))
        check_healthy(app.run())
    for question in asked:
        assert held_at(app, question.field) == some_answer(question), question.field
    for question in reversed(asked):  # those that are no choice by the button behind them
        way_back = [button for button in app.button if button.key == f"0/forget/{question.field}"]
        if way_back:
            check_healthy(way_back[0].click().run())
        else:
            widgets(app)[question.field].set_value(UNKNOWN)
    check_healthy(app.run())
    assert typed(app) == {"name": "My scenario"}


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_every_cell_of_an_example_reads_back_as_it_is_shown(name: str) -> None:
    said = EXAMPLES[name]
    hosting, sites, services = said.get("hosting", {}), said.get("sites", {}), said.get("services", [])
    tables = [
        (services, ALL_OF_A_SERVICE),
        (parts_of(services, "ports"), PORTS),
        (parts_of(services, "volumes"), VOLUMES),
        (said.get("tenants", []), TENANTS),
        (hosting.get("machines", []), MACHINES),
        (sites.get("machines", []), SITE_MACHINES),
    ]
    for rows, columns in tables:
        known = {column.path[0] for column in columns}
        for row in rows:
            assert set(row) <= known  # whatever a row says has a column
            for column in columns:
                before = value_at(row, column.path)
                after = value_of(shown(row, column), column)
                assert after == before or same_amount(before, after), (row, column.key)


def same_amount(before: Any, after: Any) -> bool:
    """Whether two texts are the same amount of CPU or memory."""
    from advisor.values import parse_mebibytes, parse_millicores

    parse = parse_mebibytes if "i" in str(before) else parse_millicores
    return parse(before) == parse(after)


@given(requirements)
def test_services_typed_anew_as_they_are_shown_say_the_same(requirement: dict[str, Any]) -> None:
    scenario = load_scenario(requirement)
    said = scenario.as_read()
    services = said.get("services", [])
    cells = {place: {c.key: shown(row, c) for c in ALL_OF_A_SERVICE} for place, row in enumerate(services)}
    said["services"] = [edited.row for edited in rows_after(services, {"edited_rows": cells}, ALL_OF_A_SERVICE)]
    assert load_scenario({**said, "services": said["services"] or None}) == scenario


@pytest.mark.parametrize(
    ("cells", "field", "message"),
    [
        ({"memory": "lots"}, "services.0.memory", "is not an amount of memory"),
        ({"replicas.typical": "1.5"}, "services.0.replicas.typical", "1.5"),
        ({"ports": "80/htp"}, "services.0.ports.0.protocol", "'htp' is not one of its words"),
        ({"gpu.count": "some"}, "services.0.gpu.count", "some"),
        ({"volumes": "data 500"}, "services.0.volumes.0.size", "500 has no unit"),
        ({"per_node": "perhaps"}, "services.0.per_node", "neither true nor false"),
        ({"affinity": "web, db"}, "services.0.affinity.1", "no service is called db"),
    ],
)
def test_a_cell_that_cannot_be_used_is_handed_on_as_it_was_typed(
    cells: dict[str, str], field: str, message: str
) -> None:
    rows = rows_after([{"name": "web"}], {"edited_rows": {0: cells}}, ALL_OF_A_SERVICE)
    with pytest.raises(ScenarioError) as caught:
        load_scenario({"name": "shop", "services": [edited.row for edited in rows]})
    assert next(problem for problem in caught.value.problems if message in str(problem)).field == field


def test_a_mistake_is_told_below_its_table_with_row_and_column() -> None:
    requirement = {"name": "shop", "services": [{"cpu": "1"}, {"name": "we b", "memory": "lots", "tenant": "a"}]}
    app = open_page({**requirement, "scale": {"nodes": -3}}, task="workloads")
    told = texts_of(app)
    assert "Row 2, we b, Name: 'we b' is not accepted here. Write letters, digits" in told
    assert "Row 2, we b, Memory (MiB): 'lots' is not an amount of memory. Write for example 512Mi" in told
    app.session_state["scenario_open_task"] = "scale"
    assert "1 answer to correct" in told and "2 answers to correct" in told
    assert "-3 is out of range. Write a number greater than or equal to 0." in texts_of(check_healthy(app.run()))


def test_fewer_rows_than_announced_are_a_state_and_their_mistakes_are_told() -> None:
    rows = [{"name": "web"}, {"name": "api", "cpu": "much"}]
    app = open_page({"name": "shop", "scale": {"services": 12}, "services": rows}, task="workloads")
    assert requirement_of(app) == {"name": "shop", "scale": {"services": 12}}
    assert "Row 2, api, CPU (cores): 'much' is not an amount of CPU" in texts_of(app)


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_an_example_goes_through_the_page_unchanged(name: str) -> None:
    """Every task of it is shown, and every table of its services."""
    app = open_page(EXAMPLES[name], task="scale")
    for task in TASKS[1:]:
        app.session_state["scenario_open_task"] = task.id
        check_healthy(app.run())
        views = ["Ports", "Volumes", "Traffic", "Special needs"] if task.id == "workloads" else []
        for view in views if "services" in EXAMPLES[name] else []:
            widgets(app)["services/view"].set_value(view)
            check_healthy(app.run())
    assert load_scenario(requirement_of(app)).as_read() == EXAMPLES[name]
    assert not_asked(typed(app), TASKS) == []


def edit(app: AppTest, place: int = 0, **edits: Any) -> AppTest:
    """The page after edits of one of its tables: `edited`, `added`, `deleted`."""
    state = {"edited_rows": {}, "added_rows": [], "deleted_rows": []}
    app.session_state[app.data_editor[place].key] = state | {f"{name}_rows": value for name, value in edits.items()}
    check_healthy(app.run())
    return check_healthy(app.run())


def test_rows_are_typed_cell_by_cell_and_arrive_in_the_requirement() -> None:
    app = edit(open_page(task="workloads"), added=[{"cpu": "500m"}])
    assert "services" not in requirement_of(app)
    assert "The service in row 1 has no name yet and is not counted" in texts_of(app)
    app = edit(app, added=[{"cpu": "500m", "name": "web", "replicas.min": "1"}])
    assert requirement_of(app)["services"] == [{"name": "web", "cpu": "500m"}]
    assert "Missing for the replicas of the service web: the usual number" in texts_of(app)
    row = {"cpu": "500m", "name": "web", "replicas.min": "1", "replicas.typical": "2", "memory": "512", "tenant": "a"}
    row |= {"stateful": "no", "ports": "8080/http/public", "volumes": "data 5Gi", "kind": "web"}
    app = edit(app, added=[row])
    said = {"name": "web", "kind": "web", "replicas": {"min": 1, "typical": 2}, "cpu": "500m", "memory": "512Mi"}
    said |= {"ports": [{"port": 8080, "protocol": "http", "exposure": "public"}], "tenant": "a", "stateful": False}
    said |= {"volumes": [{"name": "data", "size": "5120Mi"}]}
    assert load_scenario(requirement_of(app)).as_read()["services"] == [said]
    app.session_state["scenario_open_task"] = "tenants"
    check_healthy(app.run())
    app.session_state["scenario_open_task"] = "workloads"  # the table is opened anew with what was typed
    app = edit(check_healthy(app.run()), edited={0: {"cpu": None}})
    assert "cpu" not in requirement_of(app)["services"][0]


SHOP: dict[str, Any] = {
    "name": "shop",
    "services": [
        {"name": "web", "affinity": ["cache"], "replicas": {"typical": 2}, "gpu": {"count": 1, "type": "l4"}},
        {"name": "cache", "anti_affinity": ["db"], "limits": {"memory": "1Gi"}, "ports": []},
        {"name": "db", "tenant": "acme", "volumes": [{"name": "data", "size": "5Gi", "keeps": "data"}]},
    ],
    "tenants": [{"name": "acme"}],
    "sites": {"count": 3, "services": ["cache", "db"]},
}


def test_names_follow_a_renaming_and_what_is_not_touched_stays() -> None:
    app = edit(open_page(SHOP, task="workloads"), edited={1: {"name": "redis"}}, deleted=[2], added=[{"name": "new"}])
    web, redis, new = typed(app)["services"]
    assert web == {**SHOP["services"][0], "affinity": ["redis"]}
    assert redis == {"name": "redis", "limits": {"memory": "1Gi"}, "ports": []}  # apart from db, which is gone
    assert new == {"name": "new"}
    assert typed(app)["sites"]["services"] == ["redis"]
    app.session_state["scenario_open_task"] = "tenants"
    app = edit(check_healthy(open_page(SHOP, task="tenants")), edited={0: {"name": "umbrella"}})
    assert typed(app)["services"][2]["tenant"] == "umbrella"


def test_parts_of_services_have_tables_of_their_own() -> None:
    app = open_page(SHOP, task="workloads")
    widgets(app)["services/view"].set_value("Volumes")
    app = edit(
        check_healthy(app.run()),
        edited={0: {"size": "7"}},
        added=[{"service": "web", "name": "files", "size": "500Mi", "access": "many"}, {"name": "whose"}],
    )
    web, cache, db = typed(app)["services"]
    assert web["volumes"] == [{"name": "files", "size": "500Mi", "access": "many"}]
    assert cache == SHOP["services"][1]
    assert db["volumes"] == [{"name": "data", "size": "7Gi", "keeps": "data"}]
    widgets(app)["services/view"].set_value("Traffic")
    rates = {"traffic.requests_per_second.typical": "2.5", "traffic.concurrency": "80"}
    app = edit(check_healthy(app.run()), edited={0: rates})
    assert typed(app)["services"][0]["traffic"] == {"requests_per_second": {"typical": 2.5}, "concurrency": 80}
    widgets(app)["services/view"].set_value("Volumes")
    assert list(check_healthy(app.run()).data_editor[0].value["name"]) == ["files", "data", "whose"]


def test_machines_and_sites_are_filled_in_by_row() -> None:
    app = open_page({"name": "plant", "hosting": {"model": "edge"}, "services": [{"name": "till"}]}, task="place")
    machine = {"type": "box", "vcpu": "4", "memory": "8", "count": "2", "usd_per_month": "30.5", "gpu": "1"}
    app = edit(app, added=[{**machine, "gpu_type": "l4", "site": "north"}])
    app = edit(app, 1, added=[{**machine, "arch": "arm64"}])
    assert "Missing for the small sites: the number" in texts_of(app) or "sites" not in requirement_of(app)
    widgets(app)["sites.count"].set_value(200.0)
    said = load_scenario(requirement_of(check_healthy(app.run()))).as_read()
    box = {"type": "box", "vcpu": 4, "memory": "8192Mi", "count": 2, "usd_per_month": 30.5, "gpu": 1}
    assert said["hosting"]["machines"] == [{**box, "site": "north", "gpu_type": "l4"}]
    assert said["sites"] == {"count": 200, "machines": [{**box, "arch": "arm64"}]}


def test_the_load_is_a_shape_or_hour_by_hour() -> None:
    app = open_page(task="scale")
    widgets(app)["load/shape"].set_value("Office hours")
    app = check_healthy(app.run())
    assert typed(app)["load"] == {"hourly": list(SHAPES["Office hours"])}
    app = edit(app, edited={3: {"Load": 25}})
    assert typed(app)["load"]["hourly"][:5] == [0.1, 0.1, 0.1, 0.25, 0.1]
    assert widgets(app)["load/shape"].value == "My own hours"
    app = check_healthy(next(button for button in app.button if button.label == "Make it a week").click().run())
    assert len(load_scenario(requirement_of(app)).as_read()["load"]["hourly"]) == 168
    app.text_area[0].set_value("10 " * 23 + "40")
    app = check_healthy(next(button for button in app.button if button.label == "Take these hours").click().run())
    assert typed(app)["load"]["hourly"] == [0.25] * 23 + [1.0]
    widgets(app)["load/shape"].set_value(UNKNOWN)
    assert typed(check_healthy(app.run())) == {"name": "My scenario"}


MESSY = """\ufeffService\tReplicas\tCPU [m]\tRAM (GB)\tOwner\tKeeps data
web\t3\t500\t2\tAnn\tno

db\t1\t2.000\t1,5\tBob\tx
bad name!\t2,5\tlots\t4\tEve\tmaybe
"""


def test_a_messy_sheet_is_taken_as_far_as_it_can_be() -> None:
    app = open_page({"name": "shop", "services": [{"name": "web", "image": "nginx", "cpu": "1"}]}, task="workloads")
    app.text_area[0].set_value(MESSY)
    app = check_healthy(next(button for button in app.button if button.label == "Take these rows").click().run())
    assert typed(app)["services"] == [
        {
            "name": "web",
            "image": "nginx",
            "cpu": "500m",
            "replicas": {"typical": 3},
            "memory": "2G",
            "stateful": False,
        },
        {"name": "db", "cpu": "2000m", "replicas": {"typical": 1}, "memory": "1.5G", "stateful": True},
        {"memory": "4G"},
    ]
    told = next(each.value for each in app.table if "Why" in each.value)
    places = list(zip(told["Line"], told["Column"], strict=True))
    assert places == [(1, "5"), (5, "1"), (5, "2"), (5, "3"), (5, "6")]
    assert "write letters, digits" in told["Why"][1] and "lots" in told["Why"][3]
    assert "The service in row 3 has no name yet and is not counted" in texts_of(app)


def test_a_link_opens_the_task_of_its_question_once() -> None:
    app = AppTest.from_function(page, args=(None,), default_timeout=120)
    app.query_params["ask"] = "team.ops"
    check_healthy(app.run())
    assert "team.ops" in widgets(app) and "scale.services" not in widgets(app)
    assert "ask" not in app.query_params
    app = check_healthy(app.button(key="0/open/availability").click().run())
    assert "availability.target" in widgets(app)


def test_a_task_is_completed_by_its_answers_or_by_going_on() -> None:
    app = open_page({"name": "shop", "multi_tenancy": "none", "team": {"teams": 1}}, task="scale")
    assert "1 of 8 completed" in str(app.get("progress")[0].proto)
    app = check_healthy(app.button(key="1/done/scale").click().run())
    assert "2 of 8 completed" in str(app.get("progress")[0].proto)
    assert "state" in widgets(app)  # the next task is open
    assert [badge for badge in texts_of(app).splitlines() if "unknown" in badge]


def test_blank_sizes_are_filled_by_the_kind_of_software_and_what_was_said_stays() -> None:
    rows = [{"name": "shop-db", "memory": "3Gi"}, {"cpu": "1"}, {"name": "nginx", "cpu": "2", "memory": "1Gi"}]
    app = open_page({"name": "shop", "services": rows}, task="workloads")
    app = check_healthy(next(button for button in app.button if button.label == "Fill the blank sizes").click().run())
    database = load_knowledge().presets["database"].cpu_millicores.base
    assert typed(app)["services"] == [{**rows[0], "cpu": f"{database:g}m"}, *rows[1:]]
    told = app.success[0].value.replace("\\", "")  # what is escaped for Markdown
    assert told == "1 service filled: shop-db as a relational or document database."
    widgets(app)["preset/kind"].set_value("worker")
    add = next(button for button in app.button if button.label == "Add a service of this kind")
    added = typed(check_healthy(add.click().run()))["services"][3]
    assert (added["name"], added["kind"]) == ("worker", "worker") and load_scenario({"name": "x", "services": [added]})


def test_a_question_names_the_rules_that_read_its_answer() -> None:
    fed = rules_by_field(load_knowledge())
    assert "X205" in {rule.id for rule in fed["scale.nodes"]}  # as a condition, and as the least that is required
    assert {rule.id for rule in fed["scale.services"]} <= {rule.id for rule in fed["services"]}
    assert (name_in_rules("scale.services"), name_in_rules("team.ops")) == ("demand.services", "team.ops")
    told = texts_of(open_page(task="availability"))
    assert "It feeds [3 rules](knowledge?view=Rules&find=availability.survive_nodes) (W111, W204, X201)." in told


def test_a_quote_that_stays_open_swallows_no_rows_unseen() -> None:
    pasted = read_pasted('\n\nname,cpu,,\nweb,0.5\n"db,1\napi,2\n', ALL_OF_A_SERVICE, Service)
    assert [row["name"] for row in pasted.rows] == ["web"]
    assert [each.line for each in pasted.not_taken] == [5]
    assert "a quote does not close" in pasted.not_taken[0].why


def test_cells_below_a_heading_that_nobody_knows_are_told_once() -> None:
    pasted = read_pasted("\nname,colour\nweb,red\ndb,blue\n", ALL_OF_A_SERVICE, Service)
    assert [(each.line, each.column) for each in pasted.not_taken] == [(2, 2)]
