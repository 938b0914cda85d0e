"""What nodes leave for pods, as public listings of real nodes show it, comes out of the claims within one percent."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import pytest

from advisor import load_knowledge
from advisor.knowledge import data_folder
from advisor.knowledge.machine_tables import Reservation
from advisor.prices.offer import Offer
from advisor.sizing.machine_types import reserved_memory, seen_memory

KNOWLEDGE = load_knowledge()
MOST_ERROR = 0.01

with (data_folder() / "node_types" / "measured_memory.csv").open(encoding="utf-8", newline="") as lines:
    MEASURED = list(csv.DictReader(lines))


def computed_mib(row: dict[str, str]) -> tuple[int, int]:
    """What the system sees of a measured machine, and what is left of it for pods."""
    installed, system = int(row["installed_mib"]), row["os"]
    offer = Offer(row["machine_type"], 1, installed, "amd64", None, "", "", cloud=row["provider"])
    reservation = KNOWLEDGE.platforms[row["platform"]].value("reservation", dt.date.fromisoformat(row["ruled_on"]))
    assert isinstance(reservation, Reservation)
    seen = seen_memory(offer, system)
    return seen, seen - reserved_memory(reservation.memory, installed, int(row["pods"]), system)


@pytest.mark.parametrize("row", MEASURED, ids=lambda row: f"{row['machine_type']} {row['os']}")
def test_a_measured_node_leaves_what_is_computed(row: dict[str, str]) -> None:
    # for example r5.xlarge: 32768 - 340 - 2.85 % = 31494 seen (measured 31628); 58 pods keep 255 + 11 x 58 + 100 = 993,
    # so 30501 are left (measured 30635)
    seen, allocatable = computed_mib(row)
    assert seen == pytest.approx(int(row["seen_kib"]) / 1024, rel=MOST_ERROR)
    assert allocatable == pytest.approx(int(row["allocatable_kib"]) / 1024, rel=MOST_ERROR)


def test_the_page_lists_every_measured_node() -> None:
    page = (Path(__file__).parents[2] / "docs" / "node-memory.md").read_text(encoding="utf-8")
    for row in MEASURED:
        _, allocatable = computed_mib(row)
        measured = int(row["allocatable_kib"]) / 1024
        error = allocatable / measured - 1
        system = " (Windows)" if row["os"] == "windows" else ""
        line = f"| {row['platform']} | {row['machine_type']}{system} | {int(row['installed_mib']):,} | {row['pods']} | "
        line += f"{round(measured):,} | {allocatable:,} | {error:+.2%} |"
        assert line in page


def test_own_machines_are_taken_as_their_owner_gives_them() -> None:
    assert seen_memory(Offer("rack", 16, 65536, "amd64", None, "own-inventory", ""), "linux") == 65536
