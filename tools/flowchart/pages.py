"""The trees as they are kept, in words, and on a page."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from advisor.knowledge import Knowledge
from advisor.report.wording.measures import FORMS
from tools.flowchart import law
from tools.flowchart.svg import Picture, percent
from tools.flowchart.trees import ASK, DEEPEST, QUESTIONS, Distilled, Leaf, Measured, Node, Split, leaves_of

NEED_LABELS = {"yes": "yes", "no": "no", "managed": "no", "either": "either"}
"""The verdicts as the picture has them."""
NEED_WORDS = {
    "yes": "Yes, an orchestrator",
    "no": "No: plain machines, a PaaS or a serverless service",
    "either": "Either will do",
}
TITLES = {
    "need": "Do I need an orchestrator?",
    "form": "Which way of running them?",
    **{form: f"{words[0].upper()}{words[1:]}: which platform?" for form, words in FORMS.items()},
}
PLACES = {
    "cloud": "in one cloud",
    "on_prem": "on own servers",
    "edge": "at many small sites",
    "hybrid": "on own servers and in a cloud",
    "multi_cloud": "in several clouds",
}
ABOUT = "The advisor in a picture. Where it does not tell, and before you decide, ask the advisor itself."


@dataclass(frozen=True)
class Chart:
    """A tree under its id, with what was measured of it."""

    id: str
    root: Node
    measured: Measured
    knowledge: str
    """Fingerprint of the knowledge base that was asked."""

    @classmethod
    def of(cls, name: str, distilled: Distilled, fingerprint: str) -> Chart:
        """A tree that was distilled."""
        return cls(name, distilled.root, distilled.measured, fingerprint)


def write_charts(file: Path, charts: Sequence[Chart]) -> None:
    """Keep the trees, so that pictures can be drawn from them and tests can hold them against the advisor."""
    rows = [
        {
            "id": chart.id,
            "knowledge": chart.knowledge,
            "measured": asdict(chart.measured),
            "root": _plain(chart.root),
        }
        for chart in charts
    ]
    file.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


def read_charts(file: Path) -> list[Chart]:
    """The trees that were kept."""
    rows = json.loads(file.read_text(encoding="utf-8"))
    return [Chart(row["id"], _node(row["root"]), Measured(**row["measured"]), row["knowledge"]) for row in rows]


def _plain(node: Node) -> dict[str, Any]:
    if isinstance(node, Leaf):
        return asdict(node)
    return {
        "question": node.question.text,
        "at_least": node.at_least,
        "yes": _plain(node.yes),
        "no": _plain(node.no),
    }


def _node(row: dict[str, Any]) -> Node:
    if "question" not in row:
        return Leaf(**{**row, "likely": tuple(row["likely"])})
    question = next(each for each in QUESTIONS if each.text == row["question"])
    return Split(question, row["at_least"], _node(row["yes"]), _node(row["no"]))


def picture_of(chart: Chart, knowledge: Knowledge) -> Picture:
    """What is drawn of a tree."""
    return Picture(
        title=TITLES[chart.id],
        about=ABOUT,
        root=chart.root,
        foot=(measured_words(chart), *law_words(chart)),
        named=lambda answer: name_of(answer, chart, knowledge),
        short=lambda answer: short_of(answer, chart, knowledge),
        example=lambda number: f"{chart.id}-{number}.yaml",
    )


def name_of(answer: str, chart: Chart, knowledge: Knowledge) -> str:
    """How an answer is called in a picture."""
    if chart.id == "need":
        return NEED_WORDS[answer]
    return _capital(FORMS[answer]) if chart.id == "form" else knowledge.platforms[answer].name


def _capital(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}"


def short_of(answer: str, chart: Chart, knowledge: Knowledge) -> str:
    """The same inside a sentence."""
    if chart.id == "need":
        return answer
    return FORMS[answer] if chart.id == "form" else knowledge.platforms[answer].name


def measured_words(chart: Chart) -> str:
    """How faithful a tree is, in a few sentences."""
    one = chart.measured
    return (
        f"Distilled from {one.drawn:,} drawn requirements. On {one.kept_back:,} kept back it answers "
        f"{100 * one.answered:.0f} of 100, {100 * one.right:.0f} % of them as the advisor does, and "
        f"{100 * one.vetoed:.1f} % with what the advisor rules out. With {DEEPEST} questions and a guess where it is "
        f"not clear, {100 * one.right_of_all:.0f} % are as the advisor's. Knowledge base {chart.knowledge}."
    )


def law_words(chart: Chart) -> Iterator[str]:
    """The law and the seed, as far as they fit on a picture."""
    hosting = ", ".join(f"{share} {PLACES[model]}" for model, share in law.HOSTING.items())
    within = "" if chart.id in ("need", "form") else f" Of these, the ones that {FORMS[chart.id]} suits best."
    yield (
        f"The law (tools/flowchart/law.py, seed {law.SEED}): of 100, {hosting}; {law.SERVICES[0]} to {law.SERVICES[1]} "
        f"services, each doubling as likely; an engineer for each {law.SERVICES_A_PERSON[0]:g} to "
        f"{law.SERVICES_A_PERSON[1]:g} services; below ten engineers mostly nobody to run a platform, else one for 8 "
        f"to 20; skill and wish for a vendor by that; all else by fixed chances.{within}"
    )


def charts_page(charts: Sequence[Chart], knowledge: Knowledge) -> str:
    """The page of all pictures, with an example for every leaf."""
    parts = [
        "# Flowcharts",
        "",
        _wrapped(
            "Generated by `make flowchart`. Decision trees that answer like the advisor as often as so few questions "
            "can. They know nothing of what they do not ask: compliance, budgets, what is in use, sizes. A leaf that "
            "is not clear says to ask the advisor, and every leaf has an example: a requirement file that leads there."
        ),
        "",
        *map(_wrapped, law_words(charts[0])),
        "",
        _wrapped(
            "A PaaS or serverless service counts as no orchestrator in the first picture: somebody else runs one, "
            "and nobody here has to know it. The pictures of platforms choose within one form. How often a leaf is "
            "right is counted where it was made; the table below is counted on requirements kept back."
        ),
        "",
        "| picture | drawn | kept back | answers | right of those | at four questions, guessing | ruled out |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for chart in charts:
        one = chart.measured
        parts.append(
            f"| {TITLES[chart.id]} | {one.drawn:,} | {one.kept_back:,} | {one.answered:.1%} | {one.right:.1%} | "
            f"{one.right_of_all:.1%} | {one.vetoed:.1%} |"
        )
    for chart in charts:
        parts += ["", f"## {TITLES[chart.id]}", "", f"![{TITLES[chart.id]}](flowcharts/{chart.id}.svg)", ""]
        parts += [_wrapped(measured_words(chart)), "", "| leaf | answer | come here | right | example |"]
        parts += ["| ---: | --- | ---: | ---: | --- |", *_leaf_rows(chart, knowledge)]
    return "\n".join(parts) + "\n"


def _wrapped(text: str) -> str:
    return textwrap.fill(text, 120, break_on_hyphens=False)


def _leaf_rows(chart: Chart, knowledge: Knowledge) -> Iterator[str]:
    leaves = leaves_of(chart.root)
    total = sum(leaf.count for leaf in leaves)
    for number, leaf in enumerate(leaves, start=1):
        likely = " or ".join(short_of(answer, chart, knowledge) for answer in leaf.likely)
        said = f"Ask the advisor; likely {likely}" if leaf.answer == ASK else name_of(leaf.answer, chart, knowledge)
        file = f"{chart.id}-{number}.yaml"
        yield (
            f"| {number} | {said} | {leaf.count / total:.1%} | {percent(leaf.right, leaf.count)}% | "
            f"[{file}](flowcharts/{file}) |"
        )
