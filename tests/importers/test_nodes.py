"""Files of other tools: values with their places, shared ones expanded, caps kept, one line for what is refused."""

from __future__ import annotations

import pytest

from advisor.errors import InputError
from advisor.importers.nodes import MOST_DEPTH, FileNode, read_nodes

BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


def read(text: str) -> FileNode:
    return read_nodes(text, "f.yaml")[0]


def test_aliases_and_merge_keys_are_expanded_and_values_keep_the_place_where_they_are_written() -> None:
    node = read("x: &x {cpu: 1, memory: 2}\ny: &y {memory: 3, disk: 4}\nz: {<<: [*x, *y], cpu: 9}\nl: [*x]\n")
    assert node.plain()["z"] == {"cpu": 9, "memory": 2, "disk": 4}
    assert node.plain()["l"] == [{"cpu": 1, "memory": 2}]
    memory = node.get("z", "memory")
    assert memory is not None
    assert str(memory.place) == "f.yaml:1"


def test_words_follow_yaml_1_2_and_tags_of_other_tools_are_kept() -> None:
    node = read("a: 22:22\nb: no\nc: !reset null\nd: !override [1]\ne: !!str 5\nf: 99999999999999999999\n")
    assert node.plain() == {"a": "22:22", "b": "no", "c": None, "d": [1], "e": "5", "f": "99999999999999999999"}
    assert (node.mapping["c"].tag, node.mapping["d"].tag) == ("!reset", "!override")


def test_json_and_several_documents_are_read_and_empty_ones_left_out() -> None:
    assert [node.plain() for node in read_nodes('{"a": ["\\ud83d"]}\n'.replace("\\ud83d", "b"), "f.json")] == [
        {"a": ["b"]}
    ]
    assert [node.plain() for node in read_nodes("---\na: 1\n---\n---\nb: 2\n", "f.yaml")] == [{"a": 1}, {"b": 2}]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("services:\n  web: {}\n  web: {}\n", "f.yaml:3:3: services.web: is written twice (first on line 2)"),
        ("a: &a [*a]\n", "f.yaml:1:8: a: *a stands inside what it names"),
        ("a: *b\n", "f.yaml:1:4: a: no anchor &b before it"),
        ("a: {<<: 1}\n", "f.yaml:1:9: a.<<: the merge key << takes a mapping"),
        ("a:\n\t- b\n", "f.yaml:2:1: a tab indents this line"),
        ("a: [1\nb: 2\n", "f.yaml:2:2: a list opened with [ on line 1 is not closed"),
        ("[a]: 1\n", "a list or mapping is used as a key"),
        ("[" * (MOST_DEPTH + 1) + "]" * (MOST_DEPTH + 1), f"keep to {MOST_DEPTH} levels"),
        (
            f"a: &a {'[' * 40}{']' * 40}\nb: {'[' * 40}*a{']' * 40}\n",
            f"keep to {MOST_DEPTH} levels",
        ),
        (BOMB, "more than 150,000 values"),
    ],
)
def test_what_is_refused_is_told_in_a_line_with_its_place(text: str, told: str) -> None:
    with pytest.raises(InputError) as caught:
        read_nodes(text, "f.yaml")
    assert told in str(caught.value)
    assert len(caught.value.problems) == 1
    assert caught.value.problems[0].line
