"""The scale of the verdict, in words."""

from __future__ import annotations

from advisor.need import Verdict
from advisor.recommend import Recommendation
from advisor.report.wording.measures import FORMS


def best_form_words(verdict: Verdict) -> str:
    """The form that answers best, and by how much it leads the next one."""
    (best, _), (second, _), *_ = verdict.forms.strengths
    margin = verdict.forms.margin
    lead = f"{margin:g} {'point' if margin == 1 else 'points'} ahead of" if margin else "level with"
    return f"The form that answers best: {FORMS[best.value]}, {lead} {FORMS[second.value]}."


def form_apart(recommendation: Recommendation) -> str | None:
    """A sentence where the form of the winner is not the strongest; None where it is."""
    winner, forms = recommendation.winner, recommendation.verdict.forms
    if winner is None or winner.form is None or winner.form is forms.best:
        return None
    points = dict(forms.strengths)
    behind = points[forms.best] - points[winner.form]
    best, its = FORMS[forms.best.value], FORMS[winner.form.value]
    if behind == 0:
        return f"It is {its}, a form that answers as well as {best}."
    if not any(entry.form is forms.best for entry in recommendation.ranking):
        return f"It is {its}: nothing that is {best} meets everything and holds the services (see what is ruled out)."
    weaker = f"{behind:g} {'point' if behind == 1 else 'points'} weaker"
    return f"It is {its}, {weaker} as an answer than {best}; what it gains elsewhere outweighs that."


def threshold_words(verdict: Verdict) -> str:
    """The strength of each form in points, best first, and what decides between them."""
    strengths = ", ".join(f"{FORMS[form.value]} {points:+g}" for form, points in verdict.forms.strengths)
    limits = verdict.limits
    return (
        f"{strengths}. The strongest form answers; either will do where an orchestrator and the best without one are "
        f"less than {limits.either_within:g} apart, and {limits.no_up_to:+g} points for an orchestrator or fewer "
        f"({verdict.points:+g} here) mean that none is needed"
    )
