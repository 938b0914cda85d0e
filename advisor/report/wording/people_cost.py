"""What the people cost who run a platform, beside its bill."""

from __future__ import annotations

from advisor.report.wording import capital, usd
from advisor.report.wording.operation import task_list
from advisor.screening import MOST_TASKS_NAMED
from advisor.sizing.bill_types import Bill
from advisor.values import MONTHS_PER_YEAR


def people_money_words(bill: Bill) -> str | None:
    """What the people cost beside the bill, and what of people is in no figure; None where their rate is not known."""
    effort, rate = bill.effort, bill.usd_per_person_year
    if rate is None:
        return None
    once = "moving what runs today onto it, and training, are in no figure: nobody knows them but you"
    if effort is None:
        return f"What people cost beside the bill is not known: nobody says which tasks are left. {capital(once)}."
    money = effort.usd_per_month(rate)
    each = rate / MONTHS_PER_YEAR / effort.hours_per_person
    largest = task_list([f"{one.task.about} ({usd(one.hours.base * each)})" for one in effort.tasks[:MOST_TASKS_NAMED]])
    return (
        f"People beside the bill: at {usd(rate)} for a person a year, about {usd(money.base)} a month "
        f"({usd(money.low)} to {usd(money.high)}) for the tasks left to the team, most of it to {largest}. "
        f"Once, before the start, come {effort.setup_days():.3g} working days of setting up; {once}."
    )
