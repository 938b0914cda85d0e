"""The scale of the verdict, in words."""

from __future__ import annotations

from advisor.need import Verdict
from advisor.recommend import Recommendation
from advisor.report.wording.measures import FORMS


def best_form_words(verdict: Verdict) -> str:
    """The form that answers best, and by how much it leads the next one."""
    if len(verdict.open_forms) == 1:
        return f"The only form that meets everything: {FORMS[verdict.best.value]}."
    (best, _), (second, _), *_ = verdict.standing
    margin = verdict.margin
    lead = f"by {margin:g} stronger than" if margin else "level with"
    return f"The form that answers best: {FORMS[best.value]}, {lead} {FORMS[second.value]}."


def form_apart(recommendation: Recommendation) -> str | None:
    """A sentence where the form of the winner is not the strongest; None where it is."""
    winner, forms = recommendation.winner, recommendation.verdict.forms
    strongest, most = forms.strengths[0]
    if winner is None or winner.form is None or winner.form is strongest:
        return None
    behind = most - dict(forms.strengths)[winner.form]
    best, its = FORMS[strongest.value], FORMS[winner.form.value]
    if behind == 0:
        return f"It is {its}, a form that answers as well as {best}."
    if not any(entry.form is strongest for entry in recommendation.ranking):
        return f"It is {its}: nothing that is {best} meets everything and holds the services (see what is ruled out)."
    weaker = f"by {behind:g} weaker"
    return f"It is {its}, {weaker} as an answer than {best}; what it gains elsewhere outweighs that."


def threshold_words(verdict: Verdict) -> str:
    """The strength of each form, best first, and what decides between them."""
    strengths = ", ".join(
        f"{FORMS[form.value]} {points:+g}{'' if form in verdict.open_forms else ' (nothing of it meets everything)'}"
        for form, points in verdict.forms.strengths
    )
    limits = verdict.limits
    return (
        f"{strengths}. The strongest form that something can fill answers; either will do where an orchestrator and "
        f"the best without one are less than {limits.either_within:g} apart; and where the rules for an orchestrator "
        f"less those against it come to {limits.no_up_to:+g} or less ({verdict.points:+g} here), none is needed"
    )
