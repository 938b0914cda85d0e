"""Container platform advisor: do I need an orchestration platform, which one, how big, and at what cost?

The names in `__all__` are the public API; nothing else is promised.
"""

from __future__ import annotations

from advisor.batch import recommend_many
from advisor.compare import AnswersCompared, PlatformsCompared, compare_answers, compare_platforms
from advisor.drawing import Drawing, Scene, draw
from advisor.drawing.svg import to_svg
from advisor.drawing.themes import Theme
from advisor.errors import (
    AdvisorError,
    InputError,
    KnowledgeError,
    PriceError,
    Problem,
    ScenarioError,
    SolverError,
    TemplateError,
)
from advisor.explain import PlatformExplained, explain
from advisor.importers import Imported, ImportNote, import_requirement
from advisor.knowledge import Knowledge, check_knowledge, example_scenarios, load_knowledge
from advisor.nearest_precedents import NearPrecedent, nearest_precedents
from advisor.need import Verdict
from advisor.need_answer import NeedAnswer, needs_platform
from advisor.recommend import Recommendation, recommend
from advisor.report import render, render_import
from advisor.report.documents import Rendered, Template, load_template, render_document
from advisor.report.schema import (
    CompareAnswersDocument,
    CompareDocument,
    ExplainDocument,
    NeedDocument,
    PrecedentsDocument,
    RecommendationDocument,
    SizingDocument,
    WhatIfDocument,
)
from advisor.reweighing import Reweighed, reweigh
from advisor.scenario import Scenario, load_scenario, parse_scenario
from advisor.scoring import Ranking, rank
from advisor.screening import Screened, screen
from advisor.sizing import Effort, Infeasible, Topology, size
from advisor.version import __version__
from advisor.what_if import WhatIf, what_if

__all__ = [
    "AdvisorError",
    "AnswersCompared",
    "CompareAnswersDocument",
    "CompareDocument",
    "Drawing",
    "Effort",
    "ExplainDocument",
    "ImportNote",
    "Imported",
    "Infeasible",
    "InputError",
    "Knowledge",
    "KnowledgeError",
    "NearPrecedent",
    "NeedAnswer",
    "NeedDocument",
    "PlatformExplained",
    "PlatformsCompared",
    "PrecedentsDocument",
    "PriceError",
    "Problem",
    "Ranking",
    "Recommendation",
    "RecommendationDocument",
    "Rendered",
    "Reweighed",
    "Scenario",
    "ScenarioError",
    "Scene",
    "Screened",
    "SizingDocument",
    "SolverError",
    "Template",
    "TemplateError",
    "Theme",
    "Topology",
    "Verdict",
    "WhatIf",
    "WhatIfDocument",
    "__version__",
    "check_knowledge",
    "compare_answers",
    "compare_platforms",
    "draw",
    "example_scenarios",
    "explain",
    "import_requirement",
    "load_knowledge",
    "load_scenario",
    "load_template",
    "nearest_precedents",
    "needs_platform",
    "parse_scenario",
    "rank",
    "recommend",
    "recommend_many",
    "render",
    "render_document",
    "render_import",
    "reweigh",
    "screen",
    "size",
    "to_svg",
    "what_if",
]
