"""Broken and odd files of every format, the same few each time; `make fuzz` tries thousands of new ones."""

from __future__ import annotations

import pytest

from advisor.errors import InputError
from advisor.importers import ImportKind, import_requirement, text_source
from tests.importers.fuzz_imports import try_texts


@pytest.mark.parametrize("kind", ImportKind)
def test_broken_files_are_read_or_refused_in_a_line_with_its_place(kind: ImportKind) -> None:
    outcome = try_texts(kind, 30)
    assert [fault for fault, _ in outcome.failures if not fault.startswith("takes ")] == []
    assert sum(outcome.counts.values()) == 30


DEPLOYMENT = (
    "{apiVersion: apps/v1, kind: Deployment, metadata: {name: d%d}, spec: {template: {metadata: {labels: {a: x}}, "
)
DEPLOYMENT += "spec: {containers: [{name: a, image: x}]}}}}\n---\n"
SERVICE = "{apiVersion: v1, kind: Service, metadata: {name: s%d}, spec: {selector: {a: x}, ports: [{port: 80}]}}\n---\n"


@pytest.mark.parametrize(
    ("kind", "text", "told"),
    [
        (ImportKind.NOMAD, f'job "x" {{\n  a = [{"1," * 20_000}]\n}}\n', "f:1:1: has more than 40,000 words and signs"),
        (ImportKind.COMPOSE, f"services: {{a: {{image: '{'$A' * 100_001}'}}}}", "more than 100,000 variables"),
        (
            ImportKind.COMPOSE,
            f"services: {{a: {{image: '{'${A}' * 50}'}}}}",
            "or 4,000,000 characters that take their place",
        ),
        (ImportKind.USAGE, f"{',' * 1_000}\n", "f:1:1: has more than 1,000 columns"),
        (
            ImportKind.KUBERNETES,
            "".join(DEPLOYMENT % n for n in range(101)) + "".join(SERVICE % n for n in range(500)),
            "more than 50,000 pairs of Services and workloads with the same label",
        ),
    ],
)
def test_what_would_take_long_is_refused_before(kind: ImportKind, text: str, told: str) -> None:
    variables = text_source(f"A={'x' * 100_000}".encode(), "some.env") if kind is ImportKind.COMPOSE else None
    with pytest.raises(InputError) as caught:
        import_requirement(text_source(text.encode(), "f"), kind=kind, env_file=variables)
    assert told in str(caught.value)
