"""Why a platform stands where it stands: the parts of its score, strengths, what it gives up, cautions, flips."""

from __future__ import annotations

import streamlit as st

from advisor import Knowledge, Recommendation
from advisor.explanations import Trait
from advisor.recommend import Ranked
from advisor.report.wording import level_words, sentence
from advisor.report.wording.notes import note_words
from advisor.report.wording.verdict import threshold_words
from advisor.rules import Finding
from advisor.ui.unknowns import change_lines
from advisor.ui.wording import bullets, plain, source_link


def show_reasons(recommendation: Recommendation, entry: Ranked) -> None:
    """Everything that is said for and against one platform of the ranking."""
    knowledge = recommendation.knowledge
    _show_parts(recommendation, entry)
    _show_list("What it is good at here", [_trait(trait, knowledge) for trait in entry.strengths])
    _show_list("What it gives up", [_trait(trait, knowledge) for trait in entry.weaknesses])
    cautions = [
        plain(sentence(note_words(caution.note)))
        + (f" ({source_link(caution.source, knowledge)})" if caution.source else "")
        for caution in entry.cautions
    ]
    _show_list("To settle before choosing it", cautions)
    _show_list("Answers that would put another first", change_lines(recommendation))
    _show_need(recommendation)


def _show_list(title: str, lines: list[str]) -> None:
    if lines:
        st.markdown(f"**{title}**\n\n{bullets(lines)}")


def _trait(trait: Trait, knowledge: Knowledge) -> str:
    asked = "" if trait.wish else " (does not count here)"
    why = f" {plain(trait.why)}" if trait.why else ""
    level = plain(level_words(trait.level) + asked)
    return f"{plain(trait.about)}: {level}.{why} ({source_link(trait.source, knowledge)})"


def _show_parts(recommendation: Recommendation, entry: Ranked) -> None:
    """The score as a table whose column `Adds` sums to it, beside the best of the other platforms."""
    names = {criterion.id: criterion.name for criterion in recommendation.knowledge.criteria.criteria}
    rival: Ranked | None = recommendation.ranking[0]
    if entry.platform.id == recommendation.ranking[0].platform.id:
        rival = recommendation.runner_up
    theirs = {part.criterion: part.weight * part.value for part in rival.score.parts} if rival else {}
    columns: dict[str, list[str]] = {}
    for part in sorted(entry.score.parts, key=lambda part: -part.weight * part.value):
        adds = part.weight * part.value
        row = {
            "Criterion": plain(names.get(part.criterion, part.criterion)),
            "Weight": f"{part.weight:.0%}",
            "Worth": f"{part.value:.2f}" if part.raw is not None else f"{part.low:.2f} – {part.high:.2f}",
            "Adds": f"{adds:.3f}",
            **({"Against it": f"{adds - theirs.get(part.criterion, 0.0):+.3f}"} if rival else {}),
            "Because": f"{plain(note_words(part.why))} ({source_link(part.source, recommendation.knowledge)})",
        }
        for column, cell in row.items():
            columns.setdefault(column, []).append(cell)
    against = f" “Against it” compares with {plain(rival.platform.name)}." if rival else ""
    st.markdown(f"**Its score, {entry.score.total:.3f}, is the sum of what each criterion adds.**{against}")
    st.table(columns, hide_index=True)


def _show_need(recommendation: Recommendation) -> None:
    verdict = recommendation.verdict
    with st.expander("Do I need an orchestrator? The rules for and against"):
        st.markdown(plain(threshold_words(verdict)))
        for title, findings in (
            ("For it", verdict.for_it),
            ("Against it", verdict.against_it),
            ("For leaving it to a vendor", verdict.for_managed),
            ("For plain machines", verdict.for_machines),
            ("For running it yourself", verdict.for_own),
        ):
            _show_list(title, [finding_line(finding, recommendation.knowledge) for finding in findings])
        undecided = [
            f"{plain(finding.rule.id)} {plain(finding.rule.title)}: waits for {plain(', '.join(finding.missing))}"
            for finding in verdict.tipping
        ]
        _show_list("What could still tip it", undecided)


def finding_line(finding: Finding, knowledge: Knowledge) -> str:
    """A rule that fired, the answers it fired for, why it says so, and who says so; as Markdown."""
    because = f" (because {plain(finding.because)})" if finding.because else ""
    rule = finding.rule
    return f"{plain(rule.id)} {plain(rule.title)}{because}: {plain(rule.why)} ({source_link(rule.source, knowledge)})"
