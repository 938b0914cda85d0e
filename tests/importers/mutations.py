"""Texts -> broken and odd variants of them: by characters, by values inside each other, by cells of a table."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator
from typing import Any

import yaml

Path = tuple[str | int, ...]
WORDS = (
    *(
        "null",
        "0",
        "-1",
        "1e99",
        "[]",
        "{}",
        '"x"',
        "~",
        "512m",
        "99999999999",
        "true",
        "{a: b}",
        "[[1]]",
        "*a",
        "&a x",
    ),
    *(
        "!!binary x",
        "!reset null",
        "1Ei",
        "0.5",
        '""',
        "a/b",
        "\t",
        "{{ x }}",
        "${A:-${B}}",
        "${A:?needed}",
        "22:22",
        "0,5",
    ),
    *(
        "Pod",
        "List",
        "Deployment",
        "Service",
        "<<E\n",
        "/*",
        "#",
        "var.x",
        "nan",
        "2026-03-02T00:00:00",
        "12:00",
        "\x00",
    ),
)
VALUES: tuple[Any, ...] = (
    *(None, 0, -1, 1e99, [], {}, "", "x", "512m", "1Ei", "-5", 10**12, True, {"a": "b"}, [[1]], ["a"], [{}], [None]),
    *("0.5", "Pod", "List", "LoadBalancer", "Memory", {"name": None}, "é" * 300, ".", "a/b", 3.5, "1e400", "9" * 400),
    *("²", "٣", "0x10", "1_000", {"rollingUpdate": 5}, {"matchLabels": {}}, "0.0.0.0:80:80/udp", "1-70000", "${x"),
)
SIGNS = "{}[]:-\"'\x00é\n&*!|>%@,;#²"
COLUMNS = ("pod", "time", "cpu_percent", "memory_mib", "MEM USAGE / LIMIT", "metric", "value", "x", "CPU %", "")
MOST_CHANGES = 6
MOST_DOCUMENTS = 6


def mutated_text(text: str, draw: random.Random) -> str:
    """The text with some characters or lines changed, moved, repeated, or taken out."""
    for _ in range(draw.choice((1, 1, 2, 3, MOST_CHANGES))):
        text = _changed(text, draw)
    return text


def _changed(text: str, draw: random.Random) -> str:
    how = draw.randrange(10)
    if how == 0:
        return text[: draw.randrange(len(text) + 1)]
    if how < 4:
        start = draw.randrange(len(text) + 1)
        end = min(len(text), start + draw.randint(0, 30))
        return (
            text[:start] + draw.choice((draw.choice(SIGNS), draw.choice(WORDS), text[start:end] * 2, "")) + text[end:]
        )
    lines = text.split("\n")
    here, there = draw.randrange(len(lines)), draw.randrange(len(lines))
    if how == 4:
        lines[here] = ""
    elif how == 5:
        sign = "=" if "=" in lines[here] else ":"
        lines[here] = f"{lines[here].partition(sign)[0]}{sign} {draw.choice(WORDS)}"
    elif how == 6:
        lines[here] = draw.choice(("  ", "\t")) + lines[here]
    elif how == 7:
        lines[here] = lines[here][2:]
    elif how == 8:
        lines[here], lines[there] = lines[there], lines[here]
    else:
        lines[here:here] = lines[there : there + draw.randrange(1, 30)] * draw.choice((1, 1, 3, 50))
    return "\n".join(lines)


def mutated_documents(documents: list[Any], draw: random.Random) -> str:
    """Documents with some values replaced, swapped, moved, repeated, or taken out, as YAML or JSON that can be read."""
    documents = copy.deepcopy(draw.sample(documents, min(len(documents), MOST_DOCUMENTS)))
    for _ in range(draw.choice((1, 1, 2, 3, 5, MOST_CHANGES))):
        _change(documents, draw)
    if draw.random() < 0.8:
        return "\n---\n".join(json.dumps(document, default=str) for document in documents)
    return yaml.dump_all(documents, Dumper=_Dumper, allow_unicode=True)


def _change(documents: list[Any], draw: random.Random) -> None:
    paths = [path for path in _paths(documents) if path]
    if not paths:
        return
    path, other = draw.choice(paths), draw.choice(paths)
    parent, key = _at(documents, path[:-1]), path[-1]
    how = draw.randrange(7)
    if how < 3:
        parent[key] = copy.deepcopy(draw.choice(VALUES))
    elif how == 3:
        del parent[key]
    elif how == 4:
        parent[key] = copy.deepcopy(_at(documents, other))
    elif how == 5 and isinstance(parent, list):
        parent.extend(copy.deepcopy([parent[key]] * draw.choice((1, 3, 100))))
    elif how == 5:
        parent[draw.choice(("", "name", "x-a", "1", "é" * 80, "a b"))] = parent[key]
    else:
        parent[key] = [parent[key]] if draw.random() < 0.5 else {str(key): parent[key]}


def _paths(value: Any, start: Path = ()) -> Iterator[Path]:
    yield start
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in entries:
        yield from _paths(inner, (*start, key))


def _at(value: Any, path: Path) -> Any:
    for key in path:
        value = value[key]
    return value


class _Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]
    """Writes what stands twice out twice."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def mutated_table(text: str, draw: random.Random) -> str:
    """A CSV with some cells, columns and rows changed, or another sign between cells."""
    rows = [line.split(",") for line in text.splitlines()]
    for _ in range(draw.choice((1, 1, 2, 3, MOST_CHANGES))):
        here = draw.randrange(min(len(rows), draw.choice((1, 3, len(rows)))))
        cell = draw.randrange(max(len(rows[here]), 1))
        how = draw.randrange(6)
        if how == 0:
            rows[here][cell : cell + 1] = [str(draw.choice((*WORDS, *VALUES)))]
        elif how == 1:
            names = (
                "pod",
                "time",
                "cpu_percent",
                "memory_mib",
                "MEM USAGE / LIMIT",
                "metric",
                "value",
                "x",
                "CPU %",
                "",
            )
            rows[0][cell : cell + 1] = [draw.choice(names)]
        elif how == 2:
            rows[here] = rows[here][:cell] + rows[here][cell + 1 :]
        elif how == 3:
            rows = rows[: max(1, here)]
        elif how == 4:
            rows[here:here] = [list(rows[here])] * draw.choice((1, 50))
        else:
            draw.shuffle(rows)
    return "\n".join(
        draw.choice((",", ",", ",", ";", "\t")).join(row) if draw.random() < 0.01 else ",".join(row) for row in rows
    )
