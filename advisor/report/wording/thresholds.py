"""Where the first answer turns, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from advisor.knowledge import Form, Question
from advisor.need import Need
from advisor.report.wording import count, figure
from advisor.report.wording.answer_names import IN_FILE, AnswerNames
from advisor.report.wording.measures import FORMS
from advisor.sensitivity.thresholds import Threshold

_NEEDS = {
    Need.YES: "an orchestrator is needed",
    Need.NO: "no orchestrator is needed",
    Need.MANAGED: "it is best left to a vendor's service",
    Need.EITHER: "an orchestrator or none would do",
}
_COUNTED: Mapping[str, tuple[str, str]] = {
    "services": ("service", "services"),
    "scale.services": ("service", "services"),
    "scale.containers": ("container", "containers"),
    "scale.nodes": ("machine", "machines"),
    "scale.apps": ("application", "applications"),
    "scale.sites": ("site", "sites"),
    "team.engineers": ("engineer", "engineers"),
    "team.teams": ("team", "teams"),
    "team.ops": ("operations person", "operations people"),
}
"""Fields that count something, by what is counted."""
_LOSSES: Mapping[str, Callable[[bool], str]] = {
    "availability.survive_nodes": lambda kept: f"when a lost machine may {'not ' if kept else ''}stop the service",
    "availability.survive_zone": lambda kept: f"when a lost zone may {'not ' if kept else ''}stop the service",
}


def threshold_sentence(threshold: Threshold, need: Need, form: Form) -> str:
    """With which answer the verdict, or the form that answers best, is another one; `need` and `form` are today's."""
    return f"{answer_words(threshold)}: {_outcome_words(threshold, need, form)}."


def asked_threshold_sentence(threshold: Threshold, need: Need, form: Form, question: Question) -> str:
    """The same as `threshold_sentence`, with the words of the question in place of the key of the requirement file."""
    labels = {choice.value: choice.label for choice in question.choices}
    outcome = _outcome_words(threshold, need, form)
    if threshold.becomes not in labels:
        return f"{answer_words(threshold)}: {outcome}."
    now = f"now “{labels[threshold.was]}”" if threshold.was in labels else "open so far"
    return f"with “{labels[threshold.becomes]}” for “{question.text}” ({now}): {outcome}."


def _outcome_words(threshold: Threshold, need: Need, form: Form) -> str:
    """The other verdict, and the form that answers best then, where they are others."""
    outcome = _need_words(threshold, need)
    if threshold.form is not form:
        answers = "answer" if threshold.form is Form.SEVERAL_BOXES else "answers"
        outcome.append(f"{FORMS[threshold.form.value]} {answers} best")
    return " and ".join(outcome)


def turning_words(threshold: Threshold, need: Need, form: Form, names: AnswerNames = IN_FILE) -> str:
    """With which answer it is another one, in a clause: `with 21 services (now 12), it could go either way`.

    Where another form is best, that is told alone, as it says whether an orchestrator is needed.
    """
    if threshold.form is not form:
        return f"{answer_words(threshold, names)}, {FORMS[threshold.form.value]} would suit best"
    return f"{answer_words(threshold, names)}, {' and '.join(_need_words(threshold, need))}"


def _need_words(threshold: Threshold, need: Need) -> list[str]:
    """The other answer to the first question, where it is another one."""
    return [] if threshold.need is need else [_NEEDS[threshold.need]]


def answer_words(threshold: Threshold, names: AnswerNames = IN_FILE) -> str:
    """The other answer, with the one that was given."""
    field, was, becomes = threshold.field, threshold.was, threshold.becomes
    if field in _COUNTED:
        now = "no number given so far" if was is None else f"now {figure(was)}"
        number, several = int(becomes), _COUNTED[field][1]
        return f"with {count(number, *_COUNTED[field]) if number else f'no {several}'} ({now})"
    if field in _LOSSES:
        return _LOSSES[field](bool(becomes))
    given = "open so far" if was is None else f"now {names.value(field, was)}"
    return f"with {names.of(field)}: {names.value(field, becomes)} ({given})"
