"""The generated part of docs/result.md: from the JSON Schemas, a table of the keys of each object of each result."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from advisor.report.schema.json_schema import RESULTS, result_schema

TITLES = {
    "recommendation": "A recommendation",
    "need": "A need",
    "size": "A sizing",
    "explain": "A platform explained",
    "what-if": "A what-if",
    "compare": "Platforms compared",
    "compare-answers": "Answers compared",
    "portfolio": "A portfolio",
    "precedents": "Precedents",
    "batch": "A line of a batch",
    "platform": "A platform",
}
DOCUMENTS = {RESULTS[kind].__name__: title for kind, title in TITLES.items()}
KEYS = re.compile(r"(<!-- keys -->\n).*?(<!-- end -->)", re.DOTALL)
DAY = "day (YYYY-MM-DD)"
SIMPLE = {"string": "text", "integer": "whole number", "number": "number", "boolean": "true or false"}
Schema = Mapping[str, Any]


def result_page(page: str) -> str:
    """The page with what the schemas say of each key in its place."""
    return KEYS.sub(lambda part: part[1] + "\n".join(["", *_keys(), ""]) + part[2], page)


def _keys() -> Iterator[str]:
    told: set[str] = set()
    for kind in RESULTS:
        schema = result_schema(kind)
        yield from (f"## {TITLES[kind]}", "", schema["description"], "")
        yield from _table(schema, schema["$defs"])
        told.add(schema["title"])
        for place, name in _objects(schema, schema["$defs"]):
            part = schema["$defs"][name]
            if part["title"] not in told:
                told.add(part["title"])
                yield from (f"### {_spaced(part['title'])}", "", f"At `{place}`. {part['description']}", "")
                yield from _table(part, schema["$defs"])


def _table(part: Schema, parts: Mapping[str, Schema]) -> Iterator[str]:
    yield from ("| key | type | what it says |", "| --- | --- | --- |")
    for key, entry in part["properties"].items():
        yield f"| `{key}` | {_type(entry, parts)} | {entry['description']} |"
    yield ""


def _type(entry: Schema, parts: Mapping[str, Schema]) -> str:
    """What may stand there: `number or null`, `list of [Pool](#pool)`, one of some words."""
    if "$ref" in entry:
        part = parts[entry["$ref"].rpartition("/")[2]]
        name = DOCUMENTS.get(part["title"]) or _spaced(part["title"])
        return f"[{name}](#{name.lower().replace(' ', '-')})" if "properties" in part else _type(part, parts)
    if "anyOf" in entry:
        return " or ".join(_type(choice, parts) for choice in entry["anyOf"])
    if "const" in entry or "enum" in entry:
        return ", ".join(f"`{value}`" for value in entry.get("enum", (entry.get("const"),)))
    if entry.get("format") == "date":
        return DAY
    kind: str = entry.get("type", "any value")
    if kind == "array":
        return _list_type(entry, parts)
    if kind == "object":
        inner = entry["additionalProperties"]
        return f"object: {_type(inner, parts)} by name" if isinstance(inner, Mapping) else "object"
    return SIMPLE.get(kind, kind)


def _list_type(entry: Schema, parts: Mapping[str, Schema]) -> str:
    if "prefixItems" in entry:
        return f"list of {len(entry['prefixItems'])}: {_type(entry['prefixItems'][0], parts)}"
    return f"list of {_type(entry['items'], parts)}"


def _spaced(title: str) -> str:
    """`BillLine` as `Bill line`."""
    return re.sub(r"(?<!^)(?=[A-Z])", " ", title).capitalize()


def _objects(part: Schema, parts: Mapping[str, Schema], before: str = "") -> Iterator[tuple[str, str]]:
    """Where each object is met first, top to bottom, with the name of its schema."""
    for key, entry in part.get("properties", {}).items():
        for mark, name in _named(entry):
            if "properties" in parts[name]:
                place = f"{before}{key}{mark}"
                yield place, name
                yield from _objects(parts[name], parts, f"{place}.")


def _named(entry: Schema, mark: str = "") -> Iterator[tuple[str, str]]:
    """The schemas that an entry names, each with `[]` for a place in a list and `.*` for any name."""
    if "$ref" in entry:
        yield mark, entry["$ref"].rpartition("/")[2]
    for choice in entry.get("anyOf", ()):
        yield from _named(choice, mark)
    if isinstance(entry.get("items"), Mapping):
        yield from _named(entry["items"], f"{mark}[]")
    if isinstance(entry.get("additionalProperties"), Mapping):
        yield from _named(entry["additionalProperties"], f"{mark}.*")
