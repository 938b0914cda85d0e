"""Answers of a requirement in a word or two, for one screen: `hosting: own servers`, `autoscaling: none`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from advisor.knowledge import Knowledge
from advisor.report.wording.answer_names import NOT_ASKED_FOR, written
from advisor.report.wording.capabilities import CAPABILITIES
from advisor.values import mid_sentence

SUBJECTS: Mapping[str, str] = {
    "autoscale": "autoscaling",
    "availability.survive_nodes": "lost machines to survive",
    "availability.survive_zone": "loss of a zone to survive",
    "availability.target": "uptime in percent",
    "budget.usd_per_month": "budget",
    "compliance": "compliance",
    "cost": "cost",
    "existing": "what is in use",
    "growth.percent_per_year": "growth a year",
    "growth.years": "years planned for",
    "hosting.cloud": "cloud",
    "hosting.jurisdiction": "jurisdiction",
    "hosting.model": "hosting",
    "hosting.region": "region",
    "hosting.zones": "number of zones",
    "managed_preference": "wish for a vendor",
    "multi_tenancy": "sharing",
    "must_have": "must-haves",
    "os": "operating system",
    "portability": "wish to move freely",
    "pricing.commitment.term": "commitment",
    "pricing.discounts.all": "discount in percent",
    "pricing.spot": "spare capacity",
    "protocols": "protocols",
    "requested": "platform asked for",
    "scale.clusters": "clusters",
    "scale.nodes": "machines",
    "scale.services": "services",
    "scale.sites": "sites",
    "state": "data",
    "team.docker_skill": "Docker skills",
    "team.engineers": "engineers",
    "team.k8s_skill": "Kubernetes skills",
    "team.ops": "operations people",
    "team.teams": "teams",
    "team.usd_per_person_year": "cost of a person",
    "workloads": "work",
}
"""What an answer is about; the few others have the names that the questionnaire gives them."""
ANSWERS: Mapping[tuple[str, str], str] = {
    ("autoscale", "nodes"): "machines too",
    ("autoscale", "scale_to_zero"): "down to zero",
    ("autoscale", "burst_to_cloud"): "into a cloud",
    ("compliance", "banking"): "banking",
    ("compliance", "fips_140"): "FIPS 140",
    ("compliance", "insurance"): "insurance",
    ("compliance", "stig"): "STIG",
    ("cost", "premium_ok"): "a premium for less work",
    ("hosting.cloud", "any"): "any",
    ("hosting.cloud", "other"): "another one",
    ("hosting.jurisdiction", "any"): "any",
    ("hosting.jurisdiction", "eu_data"): "data in the EU",
    ("hosting.jurisdiction", "eu_law"): "law of the EU alone",
    ("hosting.model", "cloud"): "one cloud",
    ("hosting.model", "edge"): "many small sites",
    ("hosting.model", "hybrid"): "own servers and cloud",
    ("hosting.model", "multi_cloud"): "several clouds",
    ("hosting.model", "on_prem"): "own servers",
    ("multi_tenancy", "hard"): "parties that distrust each other",
    ("multi_tenancy", "none"): "one team or product",
    ("multi_tenancy", "soft"): "teams that trust each other",
    ("must_have", "helm_ecosystem"): "Helm charts",
    ("must_have", "private_network"): "no public endpoint",
    ("os", "mixed"): "Linux and Windows",
    ("state", "external"): "outside",
    ("state", "in_cluster"): "in containers",
    ("workloads", "api"): "APIs",
    ("workloads", "realtime"): "realtime",
    ("workloads", "streaming"): "streaming",
}
"""Answers whose label in the questionnaire or word in a file is long, or says nothing by itself."""
LABELLED = ("compliance", "hosting.cloud", "os", "protocols", "workloads")
"""Questions whose choices have a label that is short; those of the others have a word in the file that is plain."""
YES_NO = {"true": "yes", "false": "no"}


class ShortNames:
    """Answers in short words, for those who read one screen and write a requirement file.

    >>> from advisor import load_knowledge
    >>> names = ShortNames(load_knowledge())
    >>> hosting, existing = "hosting.model", "existing"
    >>> names.of(hosting), names.value(hosting, "on_prem"), names.value(existing, "eks")
    ('hosting', 'own servers', 'Amazon EKS with EC2 nodes')
    """

    more_told = "see --full"

    def __init__(self, knowledge: Knowledge) -> None:
        asked = {question.field: question.name for question in knowledge.questions}
        self._subjects = {**NOT_ASKED_FOR, **asked, **SUBJECTS}
        self._platforms = {name: platform.name for name, platform in knowledge.platforms.items()}
        labelled = (question for question in knowledge.questions if question.field in LABELLED)
        labels = {
            (question.field, written(choice.value)): mid_sentence(choice.label)
            for question in labelled
            for choice in question.choices
        }
        self._labels: Mapping[tuple[str, str], str] = {**labels, **ANSWERS}

    def of(self, field: str) -> str:
        """What the answer is about."""
        words = self._subjects.get(field)
        return mid_sentence(words) if words else _plain(field.replace(".", " "))

    def value(self, field: str, answer: Any) -> str:
        """The answer; of several each."""
        entries = answer if isinstance(answer, tuple | list) else written(answer).split(", ")
        return ", ".join(self._one(field, written(entry)) for entry in entries) or "nothing"

    def mark(self, field: str, *, beside: str = "") -> str:
        """What stands beside the words in brackets; else the key, for those who are to write it."""
        return f" ({beside or field})"

    def _one(self, field: str, answer: str) -> str:
        if (field, answer) in self._labels:
            return self._labels[field, answer]
        if answer in YES_NO:
            return YES_NO[answer]
        if field == "must_have" and answer in CAPABILITIES:
            return CAPABILITIES[answer]
        return self._platforms.get(answer) or _plain(answer)


class ShortNamesOnPaper(ShortNames):
    """The same in a document, whose readers have neither a command to type nor a file to write."""

    more_told = "see the whole report"

    def mark(self, field: str, *, beside: str = "") -> str:
        """Nothing but what stands beside the key."""
        return f" ({beside})" if beside else ""


def _plain(word: str) -> str:
    return word.replace("_", " ")
