from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.report.wording import sentence
from advisor.values import mid_sentence, parse_day, parse_mebibytes, parse_millicores


@pytest.mark.parametrize(
    ("written", "millicores"),
    [("200m", 200), (0.5, 500), (2, 2000), ("1.5", 1500), ("0", 0), ("0.0001", 1), ("100.2m", 101)],
)
def test_cpu_becomes_whole_millicores_rounded_up(written: object, millicores: int) -> None:
    assert parse_millicores(written) == millicores


@pytest.mark.parametrize(
    ("written", "mebibytes"),
    [
        ("256Mi", 256),
        ("2Gi", 2048),
        ("2GiB", 2048),
        ("1Ti", 1024 * 1024),
        ("0.5Gi", 512),
        ("1Ki", 1),
        # 1 GB is 1,000,000,000 bytes; / 1,048,576 = 953.67, rounded up
        ("1G", 954),
        ("512 Mi", 512),
    ],
)
def test_memory_becomes_whole_mebibytes_rounded_up(written: object, mebibytes: int) -> None:
    assert parse_mebibytes(written) == mebibytes


@pytest.mark.parametrize("written", [-1, "-5m", "NaN", "inf", "1e30", "lots", "", True, None, "10000001m"])
def test_what_is_no_amount_of_cpu_is_refused(written: object) -> None:
    with pytest.raises(ValueError, match="; write "):
        parse_millicores(written)


@pytest.mark.parametrize("written", [512, "512", "Mi", "-1Mi", "1Zi", True, None, "1e9Mi", "999999999999Ti"])
def test_what_is_no_amount_of_memory_is_refused(written: object) -> None:
    with pytest.raises(ValueError, match="; write "):
        parse_mebibytes(written)


def test_a_month_is_its_last_day_so_that_all_of_it_is_known() -> None:
    assert parse_day("2017-10") == dt.date(2017, 10, 31)
    assert parse_day("2024-02") == dt.date(2024, 2, 29)
    assert parse_day("2017-12") == dt.date(2017, 12, 31)
    assert parse_day("2026-11-24") == dt.date(2026, 11, 24)


@given(st.text(max_size=20))
def test_any_text_is_a_day_or_refused_with_a_remedy(text: str) -> None:
    try:
        assert isinstance(parse_day(text), dt.date)
    except ValueError as error:
        assert "; write " in str(error) or "; write" in str(error) or "write YYYY" in str(error)


@given(st.integers(min_value=0, max_value=1_000_000))
def test_millicores_survive_being_written_and_read(millicores: int) -> None:
    assert parse_millicores(f"{millicores}m") == millicores


@pytest.mark.parametrize(
    ("title", "inside"),
    [
        ("Volumes follow a replica", "volumes follow a replica"),
        ("GPUs have to reach the container", "GPUs have to reach the container"),
        ("WebSockets stay open", "WebSockets stay open"),
        ("Kubernetes is known", "Kubernetes is known"),
        ("A team of one", "a team of one"),
        ("gRPC keeps a connection", "gRPC keeps a connection"),
        ("", ""),
    ],
)
def test_only_an_ordinary_word_loses_its_capital_inside_a_sentence(title: str, inside: str) -> None:
    assert mid_sentence(title) == inside


def test_a_sentence_starts_with_a_capital_unless_its_first_word_has_a_spelling_of_its_own() -> None:
    assert sentence("volumes follow") == "Volumes follow."
    assert sentence("gRPC keeps a connection") == "gRPC keeps a connection."
