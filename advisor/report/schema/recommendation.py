"""Recommendation -> plain values: the JSON contract, of which every other view is a view.

Money is in USD, memory in MiB, CPU in millicores. The same recommendation always gives the same values in the same
order: there is no clock in them (`seconds` of a pool is always null) and no set.
"""

from __future__ import annotations

from typing import Any

from advisor.knowledge import Knowledge
from advisor.recommend import Eliminated, Ranked, Recommendation
from advisor.report.json_values import plain, round_off
from advisor.report.schema.topology import cause_dict, file_dict, source_of, topology_dict
from advisor.report.wording import because_of
from advisor.report.wording.infeasibility import refusal_words
from advisor.rules import Finding, Verdict
from advisor.scoring import Part
from advisor.screening import Unmet
from advisor.version import __version__

SCHEMA_VERSION = 1


def to_dict(recommendation: Recommendation) -> dict[str, Any]:
    """The whole recommendation as JSON values, keys in a fixed order.

    `ranking[].score` is the sum of weight x value over `parts`, to within 1e-6. Every `source` is an object {id,
    title, url, day}; in `eliminated` it is who says what the platform lacks, `rule_source` who says why it matters.
    With an overlay `knowledge` also holds `overlay` (its name) and `overrides`, and every rule and claim shown that
    comes from it has the file as `file` (`rule_file` for the rule in `eliminated`); without one these keys are absent.
    """
    knowledge = recommendation.knowledge
    return {
        "schema_version": SCHEMA_VERSION,
        "advisor_version": __version__,
        "knowledge": {
            "version": knowledge.version,
            "hash": knowledge.hash,
            "newest_source_day": knowledge.newest_source_day.isoformat(),
            **overlay_dict(knowledge),
        },
        "scenario": recommendation.scenario.as_read(),
        "as_of": recommendation.as_of.isoformat(),
        "assumptions": [
            {"field": a.field, "value": a.value, "why": a.why, "effect": a.effect} for a in recommendation.assumptions
        ],
        "unknowns": _unknowns(recommendation),
        "needs_orchestrator": verdict_dict(recommendation.verdict, knowledge),
        "recommendation": recommendation.winner.platform.id if recommendation.winner else None,
        "confidence": _confidence(recommendation),
        "weights": {name: round_off(weight) for name, weight in recommendation.weights},
        "ranking": [_ranked(entry, knowledge) for entry in recommendation.ranking],
        "eliminated": [_eliminated(entry, knowledge) for entry in recommendation.eliminated],
        "warnings": [
            {
                "id": w.id,
                "text": w.text,
                "source": source_of(w.source, knowledge),
                **file_dict(knowledge.rule_file(w.id)),
            }
            for w in recommendation.warnings
        ],
        "precedents": [],
        "what_would_change_it": [
            {"field": c.field, "was": c.was, "becomes": c.becomes, "winner": c.winner, "how": c.how}
            for c in recommendation.changes
        ],
    }


def overlay_dict(knowledge: Knowledge) -> dict[str, Any]:
    """The overlay's name and its statements as JSON values; no keys without an overlay."""
    if knowledge.overlay is None:
        return {}
    return {
        "overlay": knowledge.overlay,
        "overrides": [{"what": o.what.value, "id": o.id, "file": o.file} for o in knowledge.overrides],
    }


def verdict_dict(verdict: Verdict, knowledge: Knowledge) -> dict[str, Any]:
    """The answer to question 1 as JSON values."""

    def written(findings: tuple[Finding, ...]) -> list[dict[str, Any]]:
        return [_finding(finding, knowledge) for finding in findings]

    return {
        "verdict": verdict.need.value,
        "points": round_off(verdict.points),
        "managed_points": round_off(verdict.managed_points),
        "for": written(verdict.for_it),
        "against": written(verdict.against_it),
        "for_managed": written(verdict.for_managed),
        "undecided": written(verdict.undecided),
        "tipping": [finding.rule.id for finding in verdict.tipping],
        "threshold": verdict.threshold,
    }


def _unknowns(recommendation: Recommendation) -> list[dict[str, Any]]:
    return [
        {
            "field": unknown.field,
            "matters": unknown.matters,
            "could_change_winner": unknown.could_change_winner,
            "leads_to": [{"answer": answer, "winner": winner} for answer, winner in unknown.leads_to],
        }
        for unknown in recommendation.unknowns
    ]


def _confidence(recommendation: Recommendation) -> dict[str, Any]:
    confidence = recommendation.confidence
    return {
        "margin": round_off(confidence.margin),
        "share_of_weights": round_off(confidence.share_of_weights),
        "close_call": bool(confidence.close_call),
        "law": confidence.law,
    }


def _finding(finding: Finding, knowledge: Knowledge) -> dict[str, Any]:
    return {
        "rule": finding.rule.id,
        "title": finding.rule.title,
        "why": finding.rule.why,
        "because": finding.because,
        "source": source_of(finding.rule.source, knowledge),
        "values": {name: plain(value) for name, value in finding.read},
        **file_dict(finding.rule.overlay_file),
    }


def _ranked(entry: Ranked, knowledge: Knowledge) -> dict[str, Any]:
    topology = topology_dict(entry.topology, knowledge)
    return {
        "rank": entry.rank,
        "platform": entry.platform.id,
        "name": entry.platform.name,
        "score": round_off(entry.score.total),
        "score_low": round_off(entry.score.low),
        "score_high": round_off(entry.score.high),
        "parts": [_part(part, knowledge) for part in entry.score.parts],
        "cost_usd_per_month": topology.pop("cost_usd_per_month"),
        "topology": topology,
        "cautions": [
            {
                "rule": c.rule,
                "text": c.text,
                "source": source_of(c.source, knowledge),
                **file_dict(knowledge.rule_file(c.rule)),
            }
            for c in entry.cautions
        ],
        "strengths": [_trait(trait, knowledge) for trait in entry.strengths],
        "weaknesses": [_trait(trait, knowledge) for trait in entry.weaknesses],
    }


def _part(part: Part, knowledge: Knowledge) -> dict[str, Any]:
    return {
        "criterion": part.criterion,
        "weight": round_off(part.weight),
        "value": round_off(part.value),
        "low": round_off(part.low),
        "high": round_off(part.high),
        "raw": plain(part.raw),
        "unit": part.unit,
        "why": part.why,
        "source": source_of(part.source, knowledge),
    }


def _trait(trait: Any, knowledge: Knowledge) -> dict[str, Any]:
    return {
        "capability": trait.term,
        "about": trait.about,
        "level": trait.level,
        "why": trait.why,
        "wanted": trait.wanted,
        "source": source_of(trait.source, knowledge),
        **file_dict(trait.overlay_file),
    }


def _eliminated(entry: Eliminated, knowledge: Knowledge) -> dict[str, Any]:
    return {
        "platform": entry.platform.id,
        "name": entry.platform.name,
        "reasons": [_reason(unmet, knowledge) for unmet in entry.screened.unmet],
        "lone_blocker": entry.screened.lone_blocker,
        "infeasible": refusal_words(entry.infeasible.refusal) if entry.infeasible else None,
        "cause": cause_dict(entry.infeasible.refusal) if entry.infeasible else None,
        "services": list(entry.infeasible.services) if entry.infeasible else [],
    }


def _reason(unmet: Unmet, knowledge: Knowledge) -> dict[str, Any]:
    finding, claim = unmet.requirement.finding, unmet.claim
    return {
        "rule": finding.rule.id,
        "because": because_of(unmet, knowledge),
        "unmet": unmet.requirement.term,
        "wanted": round_off(unmet.requirement.wanted),
        "has": plain(claim.value),
        "source": source_of(claim.source, knowledge),
        "rule_source": source_of(finding.rule.source, knowledge),
        "values": {name: plain(value) for name, value in finding.read},
        **file_dict(claim.overlay_file),
        **file_dict(finding.rule.overlay_file, "rule_file"),
    }
