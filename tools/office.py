"""Opens documents in LibreOffice: Word files become pages, and the ranking of a workbook is worked out anew.

`python -m tools.office FOLDER [SCENARIO...]` needs `soffice`, which no test does. For each example scenario it writes
the Word file and the workbook into the folder, converts the first to PDF, recalculates the second as it is and after
the points of some criteria were changed, and compares the order of the platforms with the advisor's own.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import openpyxl

from advisor import Recommendation, example_scenarios, load_scenario, recommend
from advisor.report.documents import render_document
from advisor.scenario import change_answers
from advisor.scoring import rank_with, weight_origins

CHANGES: tuple[Mapping[str, float], ...] = ({}, {"cost": 100.0}, {"effort": 0.0, "longevity": 90.0}, {"form": 5.0})
"""Points of criteria that are changed, one workbook each."""


def check(name: str, file: Path, folder: Path) -> list[str]:
    """What is wrong with the documents of a scenario; nothing where all is well."""
    answer = recommend(load_scenario(file))
    word = folder / f"{name}.docx"
    word.write_bytes(render_document(answer, "docx").content)
    wrong = [] if _convert(word, "pdf", folder).is_file() else [f"{name}: the Word file does not open"]
    book = folder / f"{name}.xlsx"
    book.write_bytes(render_document(answer, "xlsx").content)
    if answer.winner is None:
        return wrong
    for number, points in enumerate(CHANGES):
        seen, ours = _ranking_in(_changed(book, points, answer, number), folder), expected_order(answer, points)
        if seen != ours:
            first = next(place for place, pair in enumerate(zip(seen, ours, strict=False)) if len(set(pair)) > 1)
            wrong.append(f"{name}, {dict(points)}: rank {first + 1} is {seen[first]}, not {ours[first]}")
    return wrong


def expected_order(answer: Recommendation, points: Mapping[str, float]) -> list[str]:
    """The ids of the platforms from first to last for other points, the values being the same."""
    knowledge = answer.knowledge
    every = {o.criterion: o.points for o in weight_origins(answer.findings, knowledge, answer.scenario)}
    most = max(1.0, *(each / 100 for each in (every | points).values()))  # own points go up to 100
    own = {criterion: each / most for criterion, each in (every | points).items()}
    scenario = change_answers(answer.scenario, {"priorities": own}).scenario
    sized = {entry.platform.id: entry.topology for entry in answer.ranking}
    scores = rank_with(scenario, sized, knowledge, answer.findings, answer.verdict).scores
    forms = {entry.platform.id: entry.form for entry in answer.ranking}
    strengths, limits = dict(answer.verdict.forms.strengths), knowledge.criteria.forms
    first = scores[0]
    best = forms[first.platform]

    def is_parted(score: object) -> bool:
        form = forms[score.platform]  # type: ignore[attr-defined]
        if score is first or best is None:
            return False
        weak = form is not None and strengths[form] <= strengths[best] - limits.parted_from
        return weak or score.total <= first.total - limits.parted_by_score  # type: ignore[attr-defined]

    return [score.platform for score in sorted(scores, key=is_parted)]


def _changed(book: Path, points: Mapping[str, float], answer: Recommendation, number: int) -> Path:
    """The workbook with other points and without any figure that was worked out before."""
    read = openpyxl.load_workbook(book)
    ids = [criterion.id for criterion in answer.knowledge.criteria.criteria]
    for criterion, each in points.items():
        read["Scores"].cell(1, 3 + ids.index(criterion)).value = each
    changed = book.with_name(f"{book.stem}-{number}.xlsx")
    read.save(changed)
    return changed


def _ranking_in(book: Path, folder: Path) -> list[str]:
    counted = folder / "counted"
    counted.mkdir(exist_ok=True)
    read = openpyxl.load_workbook(_convert(book, "xlsx", counted), data_only=True)["Ranking"]
    return [str(row[2].value) for row in read.iter_rows(min_row=2) if row[0].value is not None]


def _convert(file: Path, form: str, folder: Path) -> Path:
    command = ("soffice", "--headless", "--convert-to", form, "--outdir", str(folder), str(file))
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return folder / f"{file.stem}.{form}"


def main(arguments: list[str]) -> int:
    """Check the scenarios named, or all examples; the exit code is 1 where something is wrong."""
    if not arguments or shutil.which("soffice") is None:
        print("usage: python -m tools.office FOLDER [SCENARIO...]; soffice has to be installed", file=sys.stderr)
        return 2
    folder, names = Path(arguments[0]), arguments[1:]
    folder.mkdir(parents=True, exist_ok=True)
    wrong = 0
    for name, file in example_scenarios().items():
        if not names or name in names:
            found = check(name, Path(file), folder)
            wrong += len(found)
            print("\n".join(found) or f"{name}: well")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
