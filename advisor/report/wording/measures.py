"""Why a platform stands where it does on a criterion: the reason of each raw figure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum

from advisor.report.wording import count, inner, listing, usd
from advisor.report.wording.operation import hours_words, people_words, task_list
from advisor.scoring.measures import MOST_TIMES, End, MeasureCode
from advisor.values import mid_sentence

FORMS = {
    "one_box": "one machine",
    "several_boxes": "several machines without an orchestrator",
    "hidden_scheduling": "a PaaS or serverless service",
    "managed_orchestrator": "a managed orchestrator",
    "own_orchestrator": "an orchestrator of your own",
}
"""How each form is called inside a sentence."""


def _form(form: str, best: str, behind: float) -> str:
    if form == best:
        return f"{FORMS[form]}, to which these answers lead"
    return f"{FORMS[form]}; the answers lead to {FORMS[best]}, stronger by {behind:g}"


FORMATS = {
    "image": "images",
    "source": "builds from source",
    "machine_image": "machine images",
    "machine_scripts": "scripts that set machines up",
    "compose": "Compose files",
    "stack": "stacks of a swarm",
    "kubernetes": "Kubernetes objects",
    "openshift": "objects of OpenShift",
    "ecs": "task definitions of ECS",
    "nomad": "job files of Nomad",
    "marathon": "apps of Marathon",
    "beanstalk": "environments of Elastic Beanstalk",
    "app_service": "settings of App Service",
    "app_runner": "services of App Runner",
    "knative": "services of Knative",
    "container_app": "apps of Container Apps",
    "container_group": "container groups",
    "procfile": "Procfiles",
    "render": "blueprints of Render",
    "fly": "configurations of Fly.io",
    "railway": "configurations of Railway",
    "app_spec": "specs of App Platform",
}
"""The words of the term `definitions` in the plural; an own word of a knowledge base stands as it is."""


def _levels(wanted: int, short: Sequence[str], unknown: bool) -> str:
    others = " and others" if len(short) > 1 else ""
    lacking = f"short on {len(short)} of them ({mid_sentence(short[0])}{others})" if short else "none short"
    verb = "counts" if wanted == 1 else "count"
    counting = f"{count(wanted, 'capability', 'capabilities')} {verb} here"
    return f"{counting}; {lacking}{'; some unknown' if unknown else ''}"


def _cost(usd_per_month: float, reference: float, at_least: bool, over_years: float | None) -> str:
    mean = f", the mean of today and of the end of {over_years:g} years," if over_years else ""
    against = f"{usd(usd_per_month)} a month{mean} against {usd(reference)} for bare CPU and memory"
    if not at_least:
        return against
    return f"at least {against}; what has no price counts at its dear end, so that it wins nothing by it"


def _outgrown(usd_per_month: float | None, reference: float) -> str:
    today = "" if usd_per_month is None else f"{usd(usd_per_month)} a month today; "
    then = f"what is paid then counts as {MOST_TIMES:g} times the price of bare CPU and memory"
    return f"{today}it cannot hold the end of the plan, and {then}"


def _no_price(at_least: float | None, reference: float) -> str:
    known = f"at least {usd(at_least)} a month against {usd(reference)} for bare CPU and memory" if at_least else ""
    unknown = "machines have no price, and count at the dear end of what they may cost, so that it wins nothing by it"
    return f"{known}; {unknown}" if known else unknown


def _people(
    hours: float, takes: float, with_skills: float, there: float | None, largest: Sequence[tuple[str, float]]
) -> str:
    more = f", {people_words(with_skills)} with the skills there are" if with_skills > takes else ""
    team = f"the team has {people_words(there) if there else 'nobody'} for it"
    has = "how many there are is unknown" if there is None else team
    most = task_list([f"{about} ({hours_words(each)})" for about, each in largest])
    return f"takes about {hours_words(hours)} a week, {people_words(takes)}{more}; {has}; most of it to {most}"


def _adoption(runs: str | None, knows: str | None, of: str | None) -> str:
    if runs is None and knows is None:
        return "nobody has counted who runs it or knows what it takes"
    running = inner(runs) if runs else "how many run it is unknown"
    knowing = inner(mid_sentence(knows)) if knows else "how many know what it takes is unknown"
    return f"{running}; {knowing}" if of is None else f"{running}; the team knows it, or much of it, from {of}"


def _years(end: End, on: str, backing: str | None) -> str:
    said = {
        End.NONE: "no end announced",
        End.ANNOUNCED: f"an end is announced for {on}",
        End.CLOSED: f"closed to new customers since {on}",
    }[end]
    return f"{said}; {'whether it will last is unknown' if backing is None else mid_sentence(backing)}"


def _days(days: float, moved: bool, largest: Sequence[str]) -> str:
    moving = ", what is in use having to be moved" if moved else ""
    return f"about {days:.0f} working days{moving}, most of them to {task_list(largest)}"


def _days_to_switch(days: float, moved: bool, largest: Sequence[str]) -> str:
    return f"{_days(days, False, largest)}; most of it stands already, by the mode of the service that is in use"


def _kinship(of: str, kept: Sequence[str], lost: Sequence[str], known: bool) -> str:
    if not known:
        return f"in use is {of}; how much of it carries over is unknown"
    anew = f"anew: {listing([FORMATS.get(word, word) for word in lost])}" if lost else "nothing has to be written anew"
    same = (
        f"unchanged: {listing([FORMATS.get(word, word) for word in kept])}"
        if kept
        else "nothing carries over unchanged"
    )
    return f"in use is {of}; {same}; {anew}"


WORDS: Mapping[StrEnum, Callable[..., str]] = {
    MeasureCode.NOTHING_WANTED: lambda: "nothing in particular counts here",
    MeasureCode.LEVELS: _levels,
    MeasureCode.NO_PRICE: _no_price,
    MeasureCode.COST: _cost,
    MeasureCode.OUTGROWN: _outgrown,
    MeasureCode.PEOPLE_UNKNOWN: lambda: "nobody has said which tasks it leaves to the team",
    MeasureCode.PEOPLE: _people,
    MeasureCode.PORTABILITY_UNKNOWN: lambda: "nobody has said how portable it is",
    MeasureCode.PORTABILITY: lambda text: text,
    MeasureCode.ADOPTION: _adoption,
    MeasureCode.YEARS: _years,
    MeasureCode.IN_USE: lambda: "it runs here already",
    MeasureCode.DAYS_TO_START_UNKNOWN: lambda: "nobody has said which tasks have to be set up",
    MeasureCode.DAYS_TO_START: _days,
    MeasureCode.DAYS_TO_SWITCH_MODE: _days_to_switch,
    MeasureCode.ONE_MACHINE_ONLY: lambda: "one machine is all there is",
    MeasureCode.NO_OWN_MACHINES: lambda: "replicas without machines of one's own",
    MeasureCode.MOST_NODES_UNKNOWN: lambda: "nobody has published how many machines it takes",
    MeasureCode.HEADROOM: lambda most, planned: f"up to {most:,.0f} machines in one cluster, {planned:,} are planned",
    MeasureCode.NOTHING_IN_USE: lambda: "nothing is in use that would have to move",
    MeasureCode.ONLY_UNKNOWN_IN_USE: lambda words: (
        f"nothing is known here about what is in use ({listing(list(words))})"
    ),
    MeasureCode.KINSHIP: _kinship,
    MeasureCode.FORM_UNKNOWN: lambda: "its form is unknown",
    MeasureCode.FORM: _form,
}
