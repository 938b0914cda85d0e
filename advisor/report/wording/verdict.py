"""The scale of the verdict, in words."""

from __future__ import annotations

from advisor.need import Verdict
from advisor.report.wording.measures import FORMS


def threshold_words(verdict: Verdict) -> str:
    """The strength of each form in points, best first, and what decides between them."""
    strengths = ", ".join(f"{FORMS[form.value]} {points:+g}" for form, points in verdict.forms.strengths)
    limits = verdict.limits
    return (
        f"{strengths}. The strongest form answers; either will do where an orchestrator and the best without one are "
        f"less than {limits.either_within:g} apart, and {limits.no_up_to:+g} points for an orchestrator or fewer "
        f"({verdict.points:+g} here) mean that none is needed"
    )
