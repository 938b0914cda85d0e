"""What sentences of the answer rest on: the rules, the claims and the answers behind them, each with source and day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from advisor import Knowledge, Recommendation
from advisor.knowledge import DatedClaim
from advisor.report.blocks import Evidence, EvidenceKind, Line
from advisor.report.wording import capital, ended, level_words
from advisor.report.wording.answer_names import AsAsked
from advisor.report.wording.answers import answers_in_words
from advisor.report.wording.capabilities import capability_words
from advisor.rules import Finding
from advisor.ui.wording import plain, source_link

WORKED_OUT = "Figures without a line here are worked out from your answers, the plan and its prices."


def evidence_lines(lines: Iterable[Line], recommendation: Recommendation) -> list[str]:
    """A line of Markdown for each rule and each claim that some sentences rest on, every one once."""
    rests = dict.fromkeys(each for line in lines for each in line.rests_on)
    return [told for each in rests for told in _told(each, recommendation)]


def _told(evidence: Evidence, recommendation: Recommendation) -> Iterator[str]:
    match evidence.kind:
        case EvidenceKind.RULE:
            found = (each for each in recommendation.findings if each.rule.id == evidence.key)
            yield from (finding_line(finding, recommendation.knowledge) for finding in found)
        case EvidenceKind.CLAIM:
            platform, term = evidence.key.split(".", 1)
            yield from _claim_line(platform, term, recommendation)


def finding_line(finding: Finding, knowledge: Knowledge) -> str:
    """A rule that fired, the answers it fired for, why it says so, and who says so; as Markdown."""
    rule = finding.rule
    answers = answers_in_words(finding.read, AsAsked(knowledge))
    because = f" ({plain(answers)})" if answers else ""
    code = f" :gray[{plain(rule.id)}]"
    return f"**{plain(rule.title)}**{because}: {plain(ended(rule.why))} {source_link(rule.source, knowledge)}{code}"


def _claim_line(platform_id: str, term: str, recommendation: Recommendation) -> Iterator[str]:
    knowledge = recommendation.knowledge
    platform = knowledge.platforms[platform_id]
    claim = platform.claim(term, recommendation.as_of)
    if claim is not None:
        what = plain(capability_words(term, knowledge))
        yield f"{plain(platform.name)}, {what}: {claim_words(claim, term, knowledge)}"


def claim_words(claim: DatedClaim, term: str, knowledge: Knowledge) -> str:
    """What is claimed, why, and who says so; as Markdown."""
    value = level_words(claim.value) if knowledge.is_capability(term) else str(claim.value)
    why = f" {plain(ended(claim.why))}" if claim.why else ""
    return f"**{plain(ended(capital(value)))}**{why} {source_link(claim.source, knowledge)}"
