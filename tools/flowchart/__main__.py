"""Draws requirements, asks the advisor, distils trees, and writes the pictures, their examples and their page.

`python -m tools.flowchart` takes some minutes. `--again` draws the pictures anew from the trees that were written.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import click
import yaml

from advisor.knowledge import Form, load_knowledge
from tools.flowchart.answers import Answered, Chosen, chosen, judged, keep, kept
from tools.flowchart.pages import NEED_LABELS, Chart, charts_page, picture_of, read_charts, write_charts
from tools.flowchart.svg import draw
from tools.flowchart.trees import Sample, distil, leaves_of

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "flowcharts"
PAGE = ROOT / "docs" / "flowcharts.md"
TREES = FOLDER / "trees.json"
KEPT = ROOT / "build" / "flowchart"
DRAWN = 6000
OF_EACH_FORM = 320
"""Requirements of each form for which a platform is chosen; fewer where fewer are drawn."""
ORCHESTRATORS = frozenset({Form.MANAGED.value, Form.OWN.value})


@click.command()
@click.option("--again", is_flag=True, help="Draw the pictures from the trees that were written, without asking again.")
@click.option("--by", metavar="FINGERPRINT", help="Distil from the answers that were kept of this knowledge base.")
@click.option("--jobs", type=click.IntRange(1, 64), default=2, show_default=True, help="Processes that ask.")
def main(again: bool, by: str | None, jobs: int) -> None:
    """Write the pictures."""
    knowledge = load_knowledge()
    charts = read_charts(TREES) if again else _distilled(by or knowledge.hash, jobs)
    for old in FOLDER.glob("*.*"):
        if old.suffix in (".svg", ".yaml"):
            old.unlink()
    FOLDER.mkdir(parents=True, exist_ok=True)
    write_charts(TREES, charts)
    for chart in charts:
        (FOLDER / f"{chart.id}.svg").write_text(draw(picture_of(chart, knowledge)), encoding="utf-8")
        for number, leaf in enumerate(leaves_of(chart.root), start=1):
            (FOLDER / f"{chart.id}-{number}.yaml").write_text(_example(chart, number, leaf.example), encoding="utf-8")
    PAGE.write_text(charts_page(charts, knowledge), encoding="utf-8")
    click.echo(f"wrote {len(charts)} pictures to {FOLDER.relative_to(ROOT)}")


def _distilled(fingerprint: str, jobs: int) -> list[Chart]:
    """The trees, from answers that are kept for the knowledge base that gave them."""
    folder = KEPT / fingerprint
    every = kept(folder / "judged.jsonl", Answered) or judged(DRAWN, jobs)
    keep(folder / "judged.jsonl", every)
    platforms = kept(folder / "chosen.jsonl", Chosen) or chosen(every, OF_EACH_FORM, jobs)
    keep(folder / "chosen.jsonl", platforms)
    charts = [
        Chart.of("need", distil([_need(one) for one in every]), fingerprint),
        Chart.of(
            "form", distil([Sample(one.answers, one.form, frozenset(one.open_forms)) for one in every]), fingerprint
        ),
    ]
    for form in Form:
        samples = [
            Sample(one.answers, one.platform, frozenset())
            for one in platforms
            if one.form == form.value and one.platform is not None
        ]
        eligible = {json.dumps(one.answers): frozenset(one.eligible) for one in every if one.form == form.value}
        samples = [replace(one, open=eligible[json.dumps(one.answers)]) for one in samples]
        more = [Sample(one.answers, "", frozenset(one.eligible)) for one in every if one.form == form.value]
        charts.append(Chart.of(form.value, distil(samples, more), fingerprint))
    return charts


def _need(one: Answered) -> Sample:
    """The verdict as yes, no or either: a service that hides an orchestrator is none that one has to learn."""
    allowed = {"either"}
    allowed |= {"yes"} if ORCHESTRATORS & set(one.open_forms) else set()
    allowed |= {"no"} if set(one.open_forms) - ORCHESTRATORS else set()
    return Sample(one.answers, NEED_LABELS[one.need], frozenset(allowed))


def _example(chart: Chart, number: int, answers: dict[str, object]) -> str:
    """A requirement file that leads to a leaf."""
    nested: dict[str, object] = {"name": f"{chart.id.replace('_', '-')}-{number}"}
    for key, value in answers.items():
        *way, last = key.split(".")
        here = nested
        for part in way:
            here = here.setdefault(part, {})  # type: ignore[assignment]
        here[last] = value
    return yaml.safe_dump(nested, sort_keys=False)


if __name__ == "__main__":
    main()
