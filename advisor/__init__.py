"""Container platform advisor: do I need an orchestration platform, which one, how big, and at what cost?

The names in `__all__` are the public API; nothing else is promised.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from advisor.compare import AnswersCompared, PlatformsCompared, compare_answers, compare_platforms
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
from advisor.knowledge import Knowledge, check_knowledge, example_scenarios, load_knowledge
from advisor.need import Verdict
from advisor.need_answer import NeedAnswer, needs_platform
from advisor.recommend import Recommendation, recommend
from advisor.reweighing import Reweighed, reweigh
from advisor.scenario import Scenario, load_scenario, parse_scenario
from advisor.scoring import Ranking, rank
from advisor.screening import Screened, screen
from advisor.sizing import Effort, Infeasible, Topology, size
from advisor.version import __version__
from advisor.what_if import WhatIf, what_if

if TYPE_CHECKING:
    from advisor.batch import recommend_many
    from advisor.drawing import Drawing, Scene, draw
    from advisor.drawing.svg import to_svg
    from advisor.drawing.themes import Theme
    from advisor.importers import Imported, ImportNote, import_requirement
    from advisor.precedent_search import NearPrecedent, nearest_precedents
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

_LATER = {
    "CompareAnswersDocument": "advisor.report.schema",
    "CompareDocument": "advisor.report.schema",
    "Drawing": "advisor.drawing",
    "ExplainDocument": "advisor.report.schema",
    "ImportNote": "advisor.importers",
    "Imported": "advisor.importers",
    "NearPrecedent": "advisor.precedent_search",
    "NeedDocument": "advisor.report.schema",
    "PrecedentsDocument": "advisor.report.schema",
    "RecommendationDocument": "advisor.report.schema",
    "Rendered": "advisor.report.documents",
    "Scene": "advisor.drawing",
    "SizingDocument": "advisor.report.schema",
    "Template": "advisor.report.documents",
    "Theme": "advisor.drawing.themes",
    "WhatIfDocument": "advisor.report.schema",
    "draw": "advisor.drawing",
    "import_requirement": "advisor.importers",
    "load_template": "advisor.report.documents",
    "nearest_precedents": "advisor.precedent_search",
    "recommend_many": "advisor.batch",
    "render": "advisor.report",
    "render_document": "advisor.report.documents",
    "render_import": "advisor.report",
    "to_svg": "advisor.drawing.svg",
}
"""Names that are imported when somebody asks for them, by module: reports, pictures and imports take time to load."""

if not TYPE_CHECKING:

    def __getattr__(name: str) -> Any:
        """One of the names of `_LATER`."""
        if name not in _LATER:
            raise AttributeError(f"module 'advisor' has no attribute {name!r}")
        found = globals()[name] = getattr(import_module(_LATER[name]), name)
        return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
