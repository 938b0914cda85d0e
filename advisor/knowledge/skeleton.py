"""A platform file to start from: every term with its meaning, those first without which nothing can be judged."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from itertools import groupby

from advisor.knowledge.claim_checks import NEVER_MISSING
from advisor.knowledge.knowledge_base import Knowledge
from advisor.knowledge.schema import Term, TermKind
from advisor.knowledge.terms import FIELDS
from advisor.knowledge.to_do_checks import TO_DO

_WIDTH = 118
_HEAD = """\
# {name}: what is claimed of it. Work from top to bottom; what nobody says stays out, which means unknown, never 0.
#
# A claim has a line for each day from which something holds; `start` is the first. Every line names a source of
# sources.yaml, a level has a reason (why) in your own words, and a day on which something was merely seen first is not
# the day from which it holds. After each step run: advisor knowledge check --knowledge FOLDER
id: {id}
name: "{name}"
operator: "TODO who runs it for its users, or: the team itself"
about: "TODO what it is, in one sentence"
claims:
  # --- without these it cannot be judged at all
"""
_SOURCES = """\
# Who says so: one entry for each page that was read; a page that nothing cites is told by the check.
{id}-docs:
  title: "TODO the title of the page"
  publisher: "TODO who printed what you read"
  url: "TODO its address"
  seen: {today}  # the day on which you read it
  # published: 2026-01-31  # the day printed on it, where there is one
"""


def skeleton(platform_id: str, name: str, knowledge: Knowledge, demand: Mapping[str, int], examples: int) -> str:
    """The text of a platform file in which everything is left to fill in.

    Parameters:
        platform_id: its id, which is also the name of the file.
        name: its name for readers.
        knowledge: the vocabulary.
        demand: in how many of the `examples` each term is asked about.
        examples: how many there are.

    >>> from advisor.knowledge import load_knowledge
    >>> skeleton("my-paas", "My PaaS", load_knowledge(), {}, 17).splitlines()[5]
    'id: my-paas'
    """
    lines = [_HEAD.format(id=platform_id, name=name).rstrip("\n")]
    for term_id in NEVER_MISSING:
        lines += _entry(platform_id, term_id, knowledge.vocabulary[term_id], demand, examples)
    left = [
        (name, term) for name, term in knowledge.vocabulary.items() if not term.derived and name not in NEVER_MISSING
    ]
    for theme, terms in groupby(left, key=lambda each: each[1].theme):
        lines.append(f"  # --- {theme}")
        for term_id, term in terms:
            lines += map(_comment, _entry(platform_id, term_id, term, demand, examples))
    lines += [
        "# Terms that nobody speaks of, each with the reason why it is unknown, and those that mean nothing here:",
        "# not_claimed:",
        "#   max_services: The vendor prints no limit.",
        "# does_not_apply:",
        "#   max_nodes: There are no machines to see.",
    ]
    return "\n".join(lines) + "\n"


def sources_skeleton(platform_id: str, today: str) -> str:
    """The text of a file of sources with one entry to fill in."""
    return _SOURCES.format(id=platform_id, today=today)


def overlay_skeleton(name: str) -> str:
    """The text of an overlay's own file, which says whose it is."""
    return f'name: "{TO_DO} whose knowledge this is"\nabout: "What is known here of {name}"\n'


def _entry(platform_id: str, term_id: str, term: Term, demand: Mapping[str, int], examples: int) -> Iterator[str]:
    """A term with its meaning, and a line for its claim."""
    asked = demand.get(term_id, 0)
    counts = [f"Asked about in {asked} of {examples} examples."] if asked else []
    counts += ["Sizing reads it."] if term_id in FIELDS else []
    about = " ".join([f"{term.about.rstrip('.')}.", _choice_of(term), *counts])
    yield from textwrap.wrap(
        about, _WIDTH, initial_indent="  # ", subsequent_indent="  # ", break_on_hyphens=False, break_long_words=False
    )
    why = f", why: {TO_DO}" if term.kind is TermKind.LEVEL else ""
    yield f"  {term_id}:"
    yield f"    start: {{value: {TO_DO}, source: {platform_id}-docs{why}}}"


def _comment(line: str) -> str:
    """The line as a comment, as it is left where nobody says anything of a term."""
    return line if line.startswith("  #") else f"  # {line[2:]}"


def _choice_of(term: Term) -> str:
    if term.kind is TermKind.LEVEL:
        return "0 none, 1 limited or do-it-yourself, 2 good with effort or add-ons, 3 native and complete."
    if term.kind is TermKind.CHOICE:
        return f"One of: {', '.join(term.choices)}."
    if term.kind is TermKind.WORDS:
        return f"A list of some of: {', '.join(term.choices)}."
    if term.kind is TermKind.TABLE:
        return "A table: another platform shows its form."
    unit = "" if term.unit == "none" else f" in {term.unit}"
    return f"A {term.kind.value}{unit}."
