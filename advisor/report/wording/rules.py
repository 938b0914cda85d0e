"""A rule in words: which answers it reads, and what it does."""

from __future__ import annotations

from collections.abc import Mapping

from advisor.knowledge import Axis, Knowledge, Rule, TermKind
from advisor.report.wording import level_words, listing
from advisor.values import mid_sentence

_COUNTED: Mapping[str, str] = {
    "demand.services": "the number of services",
    "demand.copies": "the number of services with their copies",
    "demand.apps": "the number of applications",
    "demand.replicas": "the number of replicas",
    "demand.peak_replicas": "the number of replicas at the peak",
    "demand.peak_to_floor": "how far replicas swing between floor and peak",
    "demand.cpu_millicores": "the CPU of all services",
    "demand.memory_mib": "the memory of all services",
    "demand.stateful_services": "services that keep data",
    "demand.windows_services": "services on Windows",
    "demand.linux_services": "services on Linux",
    "demand.gpu_services": "services with GPUs",
    "demand.privileged_services": "services that need privileged mode",
    "demand.host_services": "services that need folders or the network of their machine",
    "demand.docker_socket_services": "services that need the Docker socket",
    "demand.interruptible_services": "services that may be interrupted",
    "demand.public_ports": "ports for the internet",
    "demand.udp_ports": "ports of UDP",
    "demand.non_http_ports": "ports that do not speak HTTP",
    "demand.published_non_http_ports": "ports that do not speak HTTP and are reached from outside",
    "demand.internal_non_http_ports": "ports that do not speak HTTP and are for other services",
    "demand.host_ports": "ports of the machine itself",
    "scale.users": "the number of users",
    "sites.count": "the number of equal sites",
}
"""What rules read that no question asks for: what is counted over the services, and a few keys of the file."""
_AXES: Mapping[Axis, str] = {
    Axis.ORCHESTRATOR: "for an orchestrator",
    Axis.MANAGED: "for leaving it to a vendor",
    Axis.MACHINES: "for plain machines",
    Axis.SEVERAL: "for several machines",
    Axis.OWN: "for running it yourself",
}


def read_words(rule: Rule, knowledge: Knowledge) -> tuple[str, ...]:
    """The answers that a rule reads: the questions that ask for them, or what is counted."""
    asked = {question.field: f"“{question.text}”" for question in knowledge.questions}
    names = {*rule.condition.names, *(name for least in rule.least.values() for name in least.names)}
    found = (asked.get(name) or _COUNTED.get(name) or name for name in sorted(names))
    return tuple(dict.fromkeys(found))


def effect_words(rule: Rule, knowledge: Knowledge) -> str:
    """What a rule does, as a sentence."""
    effect = rule.effect
    if effect.note is not None:
        return f"Tells: {effect.note}"
    if effect.require_each is not None:
        [asked] = [question.text for question in knowledge.questions if question.field == effect.require_each]
        return f"Rules out what does not offer each thing named at “{asked}”."
    if effect.require is not None:
        wanted = [_required(term, least, knowledge) for term, least in effect.require.items()]
        return f"Rules out what does not offer {listing(wanted)}."
    return f"Counts {listing([_weighed(name, weight, knowledge) for name, weight in (effect.weigh or {}).items()])}."


def _required(term: str, least: object, knowledge: Knowledge) -> str:
    about = mid_sentence(knowledge.vocabulary[term].about)
    if knowledge.vocabulary[term].kind is TermKind.LEVEL and isinstance(least, int):
        return f"“{about}” at a level of {least} or more ({level_words(least)})"
    return f"“{about}” of {least} or more" if isinstance(least, int | float) else f"“{about}” for what is asked"


def _weighed(name: str, weight: float, knowledge: Knowledge) -> str:
    axes = {axis.value: words for axis, words in _AXES.items()}
    if name in axes:
        return f"{weight:+g} {'point' if abs(weight) == 1 else 'points'} {axes[name]}"
    criteria = {criterion.id: criterion.name for criterion in knowledge.criteria.criteria}
    if name in criteria:
        return f"the criterion “{criteria[name]}” {weight:g} times as much"
    return f"“{mid_sentence(knowledge.vocabulary[name].about)}” by {weight:g} more"
