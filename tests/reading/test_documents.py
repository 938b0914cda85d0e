"""Reading: values and places of good files; one clear message for each bad one; never a crash."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from advisor.errors import InputError
from advisor.reading import MOST_BYTES, Document, Mark, events, read_file, read_text

BROKEN = Path(__file__).resolve().parents[1] / "broken"

MESSAGES = {
    "duplicate_key.yaml": "5:5: services.0.memory: is written twice (first on line 4); keep one of the two",
    "duplicate_key.json": "3:3: name: is written twice (first on line 2); keep one of the two",
    "alias_bomb.yaml": (
        "2:4: a: the anchor &a is not read; write the value out in full\n"
        "3:4: b: the anchor &b is not read; write the value out in full\n"
        "3:8: b.0: the alias *a is not read; write the value out in full\n"
        "4:5: c.0: the alias *b is not read; write the value out in full"
    ),
    "merge_key.yaml": "4:5: services.0.<<: merge keys are not read; write the value out in full",
    "second_document.yaml": "2:1: a second document starts here; keep one document a file",
    "tag.yaml": (
        "3:13: scale.services: the tag !!python/object/apply:os.system is not read; "
        "leave it out; quotes make a text of anything"
    ),
    "tab_indent.yaml": "3:1: a tab indents this line; indent with spaces",
    "number_as_key.yaml": '3:3: priorities.1: the key 1 is not a text; write "1" in quotes',
    "list_as_key.yaml": "2:3: a list or mapping is used as a key; write a plain word as the key",
    "infinite_number.yaml": (
        "3:18: budget.usd_per_month: .inf is not a finite number; write a number, or leave the key out if it is unknown"
    ),
    "huge_number.yaml": (
        "3:10: scale.users: 10000000000000000 is too large a number; "
        "write at most 1000000000000000, or put the text in quotes"
    ),
    "unclosed_quote.yaml": "1:7: a text in quotes is not closed; write the closing quote",
    "unclosed_list.yaml": (
        "3:3: a list opened with [ on line 2 is not closed where it should be; "
        "write a , between its entries and a ] at its end"
    ),
    "unclosed_mapping.json": (
        "3:12: a mapping opened with { on line 3 is not closed where it should be; "
        "write a , between its entries and a } at its end"
    ),
    "two_colons.yaml": "1:11: a colon stands where no key can end; begin a new line, or quote the text",
    "wrong_indent.yaml": "4:3: a line or word that does not fit what stands before it; indent it like its neighbours",
    "no_colon.yaml": "2:1: a line with neither a key nor a colon; write it as `key: value`",
    "at_sign.yaml": "1:7: a value cannot start with @; put the text in quotes",
    "only_comments.yaml": "1:1: holds nothing; start with `name: my scenario`",
    "empty.yaml": "1:1: holds nothing; start with `name: my scenario`",
    "not_utf8.yaml": "1:10: byte 10 (0xe9) is not UTF-8; save the file as UTF-8",
    "nul_character.yaml": "1:9: an invisible control character (U+0000) stands here; delete it",
    "escaped_nul.yaml": "1:7: name: holds an invisible control character (U+0000); leave its escape out",
}


def complaint(text: str | bytes) -> str:
    with pytest.raises(InputError) as caught:
        read_text(text, "f")
    return str(caught.value)


@pytest.fixture(params=[events.PARSER, yaml.SafeLoader], ids=["c", "python"])
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "PARSER", request.param)


@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize("name", MESSAGES)
def test_each_broken_file_gets_its_message(name: str) -> None:
    with pytest.raises(InputError) as caught:
        read_file(BROKEN / name)
    assert str(caught.value).replace(f"{BROKEN / name}:", "") == MESSAGES[name]


@pytest.mark.usefixtures("parser")
def test_bare_words_follow_the_core_schema_and_quotes_make_text() -> None:
    words = {
        "yes": "yes", "no": "no", "on": "on", "12:30": "12:30", "2017-10": "2017-10", "2026-08-22": "2026-08-22",
        "1_000": "1_000", "0b1": "0b1", "1e": "1e", ".": ".", "1.35.2": "1.35.2", "True": True,
        "false": False, "null": None, "~": None, "": None, "012": 12, "-3": -3, "+4": 4, "0o17": 15, "0xff": 255,
        "1e3": 1000.0, ".5": 0.5, "1.": 1.0, "1.20": 1.2, "'1'": "1", '"true"': "true", "1000000000000000": 10**15,
    }  # fmt: skip
    for word, value in words.items():
        read = read_text(f"key: {word}", "f").value["key"]
        assert (read, type(read)) == (value, type(value)), word
    assert read_text("key: |\n  12\n", "f").value == {"key": "12\n"}


@pytest.mark.usefixtures("parser")
def test_every_value_and_key_has_its_place() -> None:
    document = read_text("name: shop\nservices:\n  - name: web\n    ports: [80, 443]\n  - {name: db, cpu: 2}\n", "f")
    assert document.value == {
        "name": "shop",
        "services": [{"name": "web", "ports": [80, 443]}, {"name": "db", "cpu": 2}],
    }
    assert document.place(()) == Mark(1, 1)
    assert document.place(("services",)) == Mark(3, 3)
    assert document.place(("services",), key=True) == Mark(2, 1)
    assert document.place(("services", 0, "ports", 1)) == Mark(4, 17)
    assert document.place(("services", 1, "cpu")) == Mark(5, 21)
    assert document.place(("services", 1, "cpu"), key=True) == Mark(5, 16)


def test_a_path_that_leads_too_far_ends_at_the_nearest_parent() -> None:
    document = read_text("a:\n  b: [1]\n", "f")
    assert document.place(("a", "b", 7, "int")) == document.place(("a", "b")) == Mark(2, 6)
    assert document.place(("a", "x"), key=True) == document.place(("a",)) == Mark(2, 3)
    assert document.existing(("a", "branch", "b", 0)) == ("a", "b", 0)
    assert document.existing(("a", "x"), keep_last=True) == ("a", "x")
    assert Document.of_answers({"a": 1}).place(("a",)) == Mark(0, 0)


def test_all_faults_of_a_file_come_at_once_in_order() -> None:
    problems = complaint("a: 1\na: 2\nb: !x 3\nc: .nan\n<<: {d: 1}\ne: [\n").splitlines()
    assert [problem.split(": ")[0] for problem in problems] == ["f:2:1", "f:3:4", "f:4:4", "f:5:1", "f:7:1"]


def test_a_long_list_of_faults_is_cut_and_says_so() -> None:
    problems = complaint("a: 1\n" * 5000).splitlines()
    assert len(problems) == 101
    assert problems[-1].endswith("more may be wrong from here on; fix the others first")


@pytest.mark.parametrize("unit", ["[", "{a: ", "- ", "? ", "a: ", "[[],", "{? ", '{"a":', "[{"])
def test_depth_ends_in_a_message_not_in_a_crash(unit: str) -> None:
    assert len(complaint(unit * (100_000 // len(unit))).splitlines()) <= 25


def test_a_hundred_kilobytes_of_brackets_give_one_message() -> None:
    problem = complaint("[" * 100_000)
    assert problem.endswith("lists and mappings stand too deep in each other; keep to 24 levels")
    assert len(problem.splitlines()) == 1


def test_the_limits_are_met_exactly() -> None:
    assert read_text("[" * 24 + "]" * 24, "f")
    assert complaint("[" * 25 + "]" * 25).startswith("f:1:25: lists and mappings stand too deep")
    assert len(read_text("[" + "1," * 49_999 + "]", "f").value) == 49_999  # and the list itself: 50,000
    assert "more than 50,000 values, the most that are read; leave out what" in complaint("[" + "1," * 50_000 + "]")
    assert read_text("a" * MOST_BYTES, "f")
    assert complaint("a" * (MOST_BYTES + 1)).startswith("f: is longer than 256 KiB, the most that is read; leave out")


def test_a_byte_order_mark_is_skipped() -> None:
    document = read_text(b"\xef\xbb\xbfname: shop", "f")
    assert (document.value, document.place(("name",), key=True)) == ({"name": "shop"}, Mark(1, 1))


def test_paths_that_are_no_readable_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def said(path: Path | str) -> str:
        with pytest.raises(InputError) as caught:
            read_file(path)
        return str(caught.value).removeprefix(f"{path}: ")

    assert said(tmp_path) == "is a folder; name a file in it"
    assert said(tmp_path / "none.yaml") == "does not exist; check the name and the folder"
    assert said("a\0b").endswith("cannot be read (embedded null byte); check the name and the disk")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    assert "cannot be read" in said(tmp_path / "loop")
    os.mkfifo(tmp_path / "pipe")
    assert said(tmp_path / "pipe").startswith("is not a regular file; ")
    (tmp_path / "mine.yaml").write_text("name: shop")
    assert read_file(str(tmp_path / "mine.yaml")).value == {"name": "shop"}

    def refuse(*_: Any) -> Any:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    assert said(tmp_path / "mine.yaml") == "may not be read by you; change its permissions"


TURNING = [*range(0x2028, 0x202F), *range(0x2066, 0x206A)]
"""Line breaks that few programs know, and what turns the direction of the text that follows."""
UNREAD = "".join(map(chr, TURNING))


@pytest.mark.parametrize("code", TURNING)
def test_what_makes_a_name_read_as_another_is_refused_with_its_place(code: int) -> None:
    written = complaint(f"name: a{chr(code)}b\n")
    assert written == f"f:1:8: an invisible control character (U+{code:04X}) stands here; delete it"
    escaped = complaint(f'name: "a\\u{code:04x}b"\n')
    assert escaped == f"f:1:7: name: holds an invisible control character (U+{code:04X}); leave its escape out"


TEXTS = st.text(
    st.characters(
        exclude_categories=("Cc", "Cs", "Cn"),
        exclude_characters=UNREAD,
    ),
    max_size=20,
)
NUMBERS = st.integers(-(10**15), 10**15) | st.floats(allow_nan=False, allow_infinity=False)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=15,
)


@given(VALUES, st.booleans(), st.sampled_from([None, 2]))
def test_json_is_read_back_equal(value: Any, ascii_only: bool, indent: int | None) -> None:
    text = json.dumps(value, ensure_ascii=ascii_only, indent=indent)
    read = read_text(text, "f").value
    assert read == value
    assert json.dumps(read) == json.dumps(value)  # 1 and 1.0 and true are equal, but not the same


@given(st.binary(max_size=200) | st.text(max_size=200) | st.text(" \n\t-:?[]{}#&*!|>'\"%@`,ab1<.~\\", max_size=80))
def test_anything_is_read_or_refused(text: str | bytes) -> None:
    try:
        read_text(text, "f")
    except InputError as error:
        assert error.problems
        assert all(p.message and p.remedy and p.line >= 1 and p.column >= 1 for p in error.problems)
