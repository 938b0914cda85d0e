"""What assistants can ask, as plain functions: requirement texts go in, answers with their key figures come out.

Nothing is read from disk or the network but the knowledge base, and nothing is written. Names and texts of a
requirement are data: they are checked, quoted and never followed.
"""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from advisor.compare import FEWEST, MOST, compare_platforms
from advisor.errors import InputError, Problem, ScenarioError, did_you_mean
from advisor.importers import ImportKind, import_requirement
from advisor.importers.sources import text_source
from advisor.knowledge import Knowledge, Platform, load_knowledge
from advisor.questionnaire import fingerprint
from advisor.reading import MOST_BYTES
from advisor.recommend import Recommendation, recommend
from advisor.report import render, render_import, render_sizing
from advisor.report.schema.short_answer import ShortAnswer
from advisor.scenario import Scenario, parse_scenario
from advisor.sizing import Infeasible, check_fits, size, with_fit_problems
from advisor.what_if import what_if

SOURCE = "requirement"
MOST_KEPT = 16
"""Recommendations that are remembered, so that asking again, or for the whole report, costs nothing."""
REPORT = "advisor://reports/{key}"

Json = dict[str, Any]


@dataclass
class Toolbox:
    """The tools, with the knowledge base that they answer by and the recommendations of late.

    Every method raises InputError with all mistakes of what it was given, each with its place and a remedy.

    >>> tools = Toolbox.with_own_knowledge()
    >>> tools.validate("{name: shop, services: [{name: web, memory: 512}]}")["problems"][0]["field"]
    'services.0.memory'
    """

    knowledge: Knowledge
    _kept: OrderedDict[str, Recommendation]

    @classmethod
    def with_own_knowledge(cls) -> Toolbox:
        """The tools on the knowledge base that comes with the advisor."""
        return cls(load_knowledge(), OrderedDict())

    def validate(self, requirement: str) -> Json:
        """Check a requirement file. `problems` is empty where it can be used."""
        try:
            scenario = self._scenario(requirement)
            check_fits(scenario, self.knowledge)
        except InputError as error:
            return {"valid": False, "problems": [_told(problem) for problem in error.problems]}
        return {"valid": True, "problems": []}

    def recommend(self, requirement: str) -> Json:
        """Which platform fits, how big it is, what it costs and what it gives up.

        `one_screen` is the answer in words; `report` is the resource with the whole of it.
        """
        key, answer = self._recommendation(requirement)
        short = ShortAnswer.of(answer, render(answer, "text", full=False)).to_dict()
        return {"report": REPORT.format(key=key), **short}

    def next_question(self, requirement: str) -> Json:
        """The open question whose answer can change the first place most; null where none can."""
        _, answer = self._recommendation(requirement)
        told = ShortAnswer.of(answer, "").to_dict()
        return {"next_question": told["next_question"], "open_questions": told["open_questions"]}

    def size(self, requirement: str, platform: str) -> Json:
        """How big one platform is for a requirement, and what it costs."""
        scenario, (chosen,) = self._scenario(requirement), self._platforms([platform])
        answer = size(scenario, chosen, self.knowledge)
        fits = not isinstance(answer, Infeasible)
        return {"fits": fits, "text": render_sizing(answer, scenario, self.knowledge, "text")}

    def what_if(self, requirement: str, changes: Json, platform: str | None = None) -> Json:
        """What changes with other answers; `changes` has values by dotted key, null for one that is to be unknown."""
        scenario = self._scenario(requirement)
        one = self._platforms([platform])[0] if platform is not None else None
        answer = what_if(scenario, changes, self.knowledge, one)
        return {"fits": answer.fits, "text": render(answer, "text")}

    def compare(self, requirement: str, platforms: Sequence[str]) -> Json:
        """Two to six platforms side by side."""
        if not FEWEST <= len(set(platforms)) <= MOST or len(set(platforms)) < len(platforms):
            told, remedy = f"{len(platforms)} named", f"name {FEWEST} to {MOST} different ids"
            raise ScenarioError([Problem("platforms", 0, 0, (), told, remedy)])
        answer = compare_platforms(self._scenario(requirement), self._platforms(platforms), self.knowledge)
        return {"text": render(answer, "text")}

    def import_files(self, files: dict[str, str], kind: ImportKind | None = None) -> Json:
        """The requirement file that a Compose file, manifests, a task definition or a Nomad job describe.

        `files` has the text of each by its name; nothing is read from disk. Without a kind the files tell.
        """
        if not files:
            raise ScenarioError([Problem("files", 0, 0, (), "no file is given", "give the text of each by its name")])
        sources = [text_source(text.encode("utf-8", "surrogateescape"), name) for name, text in files.items()]
        imported = import_requirement(sources, kind=kind)
        notes = json.loads(render_import(imported, "json"))["notes"]
        return {"requirement": render_import(imported, "yaml"), "notes": notes}

    def report(self, key: str) -> str:
        """The whole of a recommendation that was given, as JSON by the contract."""
        answer = self._kept.get(key)
        if answer is None:
            raise ScenarioError([Problem("report", 0, 0, (), "is not at hand any more", "ask for it again")])
        return render(answer, "json")

    def _recommendation(self, requirement: str) -> tuple[str, Recommendation]:
        scenario = self._scenario(requirement)
        key = hashlib.sha256(fingerprint(scenario.as_read()).encode()).hexdigest()[:16]
        answer = self._kept.pop(key, None) or recommend(scenario, self.knowledge)
        self._kept[key] = answer  # the one that was asked for last stands last
        while len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
        return key, answer

    def _scenario(self, requirement: str) -> Scenario:
        """The scenario of a text. Raises ScenarioError with all that is wrong with it."""
        try:
            return parse_scenario(requirement.encode("utf-8", "surrogateescape")[: MOST_BYTES + 1], SOURCE)
        except ScenarioError as error:
            raise with_fit_problems(error, self.knowledge) from error

    def _platforms(self, ids: Sequence[str]) -> list[Platform]:
        problems = [
            Problem("platform", 0, 0, (), f"no platform has the id {one}", did_you_mean(one, self.knowledge.platforms))
            for one in ids
            if one not in self.knowledge.platforms
        ]
        if problems:
            raise ScenarioError(problems)
        return [self.knowledge.platforms[one] for one in ids]


def _told(problem: Problem) -> Json:
    return {
        "line": problem.line,
        "column": problem.column,
        "field": problem.field,
        "message": problem.message,
        "remedy": problem.remedy,
    }
