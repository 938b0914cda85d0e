"""The platforms that are out: the rule that did it, and what each of them lacks, with source and day."""

from __future__ import annotations

from collections.abc import Iterator

import streamlit as st

from advisor import Knowledge, Recommendation
from advisor.recommend import Eliminated
from advisor.report.wording import ended, lacks_words, sentence
from advisor.report.wording.answer_names import AsAsked
from advisor.report.wording.answers import answers_in_words
from advisor.report.wording.infeasibility import refusal_words
from advisor.screening import Unmet
from advisor.ui.evidence import finding_line
from advisor.ui.wording import bullets, plain, source_link

BY_RULE, BY_PLATFORM = "By rule", "By platform"
ALONE = " :orange-badge[only this is in the way]"


def show_ruled_out(recommendation: Recommendation) -> None:
    """Every platform that is out, by the rules that did it or one by one."""
    st.markdown("Where only one rule is in the way of a platform, it comes back when that is relaxed.")
    shown = st.segmented_control(
        "How they are listed", (BY_RULE, BY_PLATFORM), default=BY_RULE, required=True, key="ruled_out/shown"
    )
    told = _by_platform(recommendation) if shown == BY_PLATFORM else _by_rule(recommendation)
    for heading, lines in told:
        st.markdown(f"{heading}\n\n{bullets(lines)}")


def _by_rule(recommendation: Recommendation) -> Iterator[tuple[str, list[str]]]:
    """Each rule with the platforms that do not meet it; then those that cannot hold the services."""
    knowledge = recommendation.knowledge
    rules: dict[str, list[tuple[Eliminated, Unmet]]] = {}
    for entry in recommendation.eliminated:
        for unmet in entry.screened.unmet:
            rules.setdefault(unmet.rule_id, []).append((entry, unmet))
    for _, out in sorted(rules.items(), key=lambda each: (-len(each[1]), each[0])):
        finding = out[0][1].requirement.finding
        lines = dict.fromkeys(
            f"**{plain(entry.platform.name)}**: {_lack(unmet, knowledge)}{_alone(entry, knowledge)}"
            for entry, unmet in out
        )
        yield finding_line(finding, knowledge), list(lines)
    holding = [entry for entry in recommendation.eliminated if entry.infeasible is not None]
    if holding:
        yield (
            "**They cannot hold the services**",
            [f"**{plain(entry.platform.name)}**: {_refusal(entry)}" for entry in holding],
        )


def _by_platform(recommendation: Recommendation) -> Iterator[tuple[str, list[str]]]:
    for entry in recommendation.eliminated:
        alone = _alone(entry, recommendation.knowledge)
        yield f"**{plain(entry.platform.name)}**{alone}", out_lines(entry, recommendation)


def out_lines(entry: Eliminated, recommendation: Recommendation) -> list[str]:
    """Every reason of one platform, as Markdown: the rule, the answers it read, what is lacking, and who says so."""
    names = AsAsked(recommendation.knowledge)
    lines = []
    for unmet in entry.screened.unmet:
        finding = unmet.requirement.finding
        answers = answers_in_words(finding.read, names)
        asked = f"{plain(finding.rule.title)}{f' ({plain(answers)})' if answers else ''}"
        lines.append(f"{asked}: {_lack(unmet, recommendation.knowledge)} :gray[{plain(unmet.rule_id)}]")
    if entry.infeasible is not None:
        lines.append(f"It cannot hold the services: {_refusal(entry)}")
    return lines


def _lack(unmet: Unmet, knowledge: Knowledge) -> str:
    """What the platform lacks, and who says so."""
    return f"{plain(sentence(lacks_words(unmet, knowledge)))} {source_link(unmet.claim.source, knowledge)}"


def _refusal(entry: Eliminated) -> str:
    return plain(sentence(ended(refusal_words(entry.infeasible.refusal)))) if entry.infeasible is not None else ""


def _alone(entry: Eliminated, knowledge: Knowledge) -> str:
    """That one rule alone is in the way, and one that could be relaxed: what has ended does not come back."""
    derived = any(knowledge.vocabulary[unmet.requirement.term].derived for unmet in entry.screened.unmet)
    return ALONE if entry.screened.lone_blocker and not derived else ""
