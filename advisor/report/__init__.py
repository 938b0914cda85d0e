"""Recommendation -> text, Markdown, JSON or CSV. The JSON is the contract; the others are views of the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any

from advisor.compare import AnswersCompared, PlatformsCompared
from advisor.explain import PlatformExplained
from advisor.knowledge import Knowledge
from advisor.need_answer import NeedAnswer
from advisor.recommend import Recommendation
from advisor.report.formats.csv import ranking_csv, to_csv
from advisor.report.formats.markdown import print_markdown
from advisor.report.formats.text import WIDTH, print_text, printable
from advisor.scenario import Scenario
from advisor.sizing.topology import Infeasible, Topology
from advisor.what_if import WhatIf

if TYPE_CHECKING:
    from advisor.importers import Imported
    from advisor.portfolio import Portfolio
    from advisor.precedent_search import NearPrecedent
    from advisor.report.blocks import Block
    from advisor.report.pages.agreement import render_agreement, render_calibration
    from advisor.report.pages.claim_counts import render_claim_counts, render_unknown_terms
    from advisor.report.pages.imported import import_lines, taken_line
    from advisor.report.pages.knowledge_diff import render_differences
    from advisor.report.pages.platform import render_platform, render_platforms
    from advisor.report.pages.prices import imported_lines, own_words, render_prices
    from advisor.report.pages.support_windows import render_window_changes
    from advisor.report.schema.document import ResultDocument

Answer = Recommendation | WhatIf | PlatformExplained | PlatformsCompared | AnswersCompared
"""What can be rendered."""
FORMS = ("text", "markdown", "json", "csv")

__all__ = [
    "FORMS",
    "import_lines",
    "imported_lines",
    "own_words",
    "printable",
    "render",
    "render_agreement",
    "render_calibration",
    "render_claim_counts",
    "render_differences",
    "render_import",
    "render_need",
    "render_platform",
    "render_platforms",
    "render_portfolio",
    "render_precedents",
    "render_prices",
    "render_sizing",
    "render_unknown_terms",
    "render_window_changes",
    "taken_line",
    "to_csv",
    "to_dict",
    "to_short_answer",
]


def render(recommendation: Answer, form: str = "markdown", *, full: bool = True, width: int = WIDTH) -> str:
    """An answer in words or as data; the same answer always gives the same characters.

    Parameters:
        recommendation: what `recommend`, `what_if`, `explain` or one of the comparisons answered.
        form: `text`, `markdown`, `json` (the contract) or, for a recommendation, `csv` (its ranking).
        full: the whole report; without it, text and Markdown of a recommendation are those of one screen.
        width: columns of the text.

    Raises ValueError for any other form.

    >>> from advisor import example_scenarios, load_scenario, recommend
    >>> table = render(recommend(load_scenario(example_scenarios()["single-vm"])), "csv")
    >>> table.splitlines()[1].split(",")[:3]
    ['1', 'docker-compose-single-vm', 'Docker Compose on a single VM']
    """
    answer = recommendation
    if isinstance(answer, WhatIf):
        from advisor.report.pages.what_if import what_if_page
        from advisor.report.schema.what_if import WhatIfDocument

        return _render_one(form, lambda: WhatIfDocument.of(answer), lambda: what_if_page(answer), width)
    if isinstance(answer, PlatformExplained):
        from advisor.report.pages.explain import explain_page
        from advisor.report.schema.explain import ExplainDocument

        return _render_one(form, lambda: ExplainDocument.of(answer), lambda: explain_page(answer), width)
    if isinstance(answer, PlatformsCompared):
        from advisor.report.pages.compare import platforms_page
        from advisor.report.schema.compare import CompareDocument

        return _render_one(form, lambda: CompareDocument.of(answer), lambda: platforms_page(answer), width)
    if isinstance(answer, AnswersCompared):
        from advisor.report.pages.compare import answers_page
        from advisor.report.schema.compare import CompareAnswersDocument

        return _render_one(form, lambda: CompareAnswersDocument.of(answer), lambda: answers_page(answer), width)
    if form == "csv":
        return ranking_csv(answer)
    if form not in FORMS:
        raise ValueError(f"{form!r} is not a form; write one of {', '.join(FORMS)}")
    return _render_one(form, lambda: _document(answer), lambda: _page(answer, full=full), width)


def _document(answer: Recommendation) -> ResultDocument:
    from advisor.report.schema.recommendation import RecommendationDocument

    return RecommendationDocument.of(answer)


def _page(answer: Recommendation, *, full: bool) -> Iterable[Block]:
    from advisor.report.pages.one_screen import one_screen_page
    from advisor.report.pages.recommendation import recommendation_page

    return recommendation_page(answer) if full else one_screen_page(answer)


def to_dict(recommendation: Recommendation) -> dict[str, Any]:
    """The whole recommendation as JSON values: what `render` prints as `json`."""
    from advisor.report.schema.recommendation import RecommendationDocument

    return RecommendationDocument.of(recommendation).to_dict()


def to_short_answer(recommendation: Recommendation) -> dict[str, Any]:
    """The recommendation in short as JSON values: some 10 kB, with its one screen in words."""
    from advisor.report.schema.short_answer import ShortAnswer

    one_screen = render(recommendation, "text", full=False)
    return ShortAnswer.of(recommendation, one_screen).to_dict()


def _render_one(
    form: str, document: Callable[[], ResultDocument], page: Callable[[], Iterable[Block]], width: int = WIDTH
) -> str:
    if form == "json":
        return document().to_json()
    if form not in ("text", "markdown"):
        raise ValueError(f"{form!r} is not a form of this answer; write text, markdown or json")
    return print_text(page(), width) if form == "text" else print_markdown(page())


def render_need(answer: NeedAnswer, form: str = "markdown", width: int = WIDTH) -> str:
    """The answer to the first question, as `text`, `markdown` or `json`. Raises ValueError for any other form."""
    from advisor.report.pages.need import need_page
    from advisor.report.schema.need import NeedDocument

    return _render_one(form, lambda: NeedDocument.of(answer), lambda: need_page(answer), width)


def render_portfolio(portfolio: Portfolio, knowledge: Knowledge, form: str = "markdown", width: int = WIDTH) -> str:
    """The answer for many applications, as `text`, `markdown` or `json`. Raises ValueError for any other form."""
    from advisor.report.pages.portfolio import portfolio_page
    from advisor.report.schema.portfolio import PortfolioDocument

    document = partial(PortfolioDocument.of, portfolio, knowledge)
    return _render_one(form, document, lambda: portfolio_page(portfolio, knowledge), width)


def render_import(imported: Imported, form: str = "yaml") -> str:
    """An imported requirement as `yaml`, with origins as comments, or as `json` with origins and notes beside it.

    Raises ValueError for any other form.

    >>> from advisor.importers import import_requirement, text_source
    >>> compose = text_source(b"services: {web: {image: nginx, ports: ['80:80']}}", "compose.yaml")
    >>> "name: web" in render_import(import_requirement(compose))
    True
    """
    from advisor.report.pages.imported import requirement_json, requirement_yaml

    if form not in ("yaml", "json"):
        raise ValueError(f"{form!r} is not a form of an import; write yaml or json")
    return requirement_yaml(imported) if form == "yaml" else requirement_json(imported)


def render_precedents(
    nearest: tuple[NearPrecedent, ...], answer: Recommendation, form: str = "markdown", width: int = WIDTH
) -> str:
    """Published decisions beside an answer, as `text`, `markdown` or `json`. Raises ValueError for any other form."""
    from advisor.report.pages.precedents import precedents_page
    from advisor.report.schema.precedents import PrecedentsDocument

    return _render_one(
        form,
        lambda: PrecedentsDocument.of(nearest, answer),
        lambda: precedents_page(nearest, answer),
        width,
    )


def render_sizing(
    sized: Topology | Infeasible, scenario: Scenario, knowledge: Knowledge, form: str = "markdown", width: int = WIDTH
) -> str:
    """One platform sized, as `text`, `markdown` or `json`; JSON lists every machine type that was considered.

    Raises ValueError for any other form.
    """
    from advisor.report.pages.recommendation import sizing_page
    from advisor.report.schema.sizing import SizingDocument

    return _render_one(
        form,
        lambda: SizingDocument.of(sized, scenario, knowledge),
        lambda: sizing_page(sized, scenario, knowledge),
        width,
    )


_LATER = {
    "import_lines": "advisor.report.pages.imported",
    "imported_lines": "advisor.report.pages.prices",
    "own_words": "advisor.report.pages.prices",
    "render_agreement": "advisor.report.pages.agreement",
    "render_calibration": "advisor.report.pages.agreement",
    "render_claim_counts": "advisor.report.pages.claim_counts",
    "render_differences": "advisor.report.pages.knowledge_diff",
    "render_platform": "advisor.report.pages.platform",
    "render_platforms": "advisor.report.pages.platform",
    "render_prices": "advisor.report.pages.prices",
    "render_unknown_terms": "advisor.report.pages.claim_counts",
    "render_window_changes": "advisor.report.pages.support_windows",
    "taken_line": "advisor.report.pages.imported",
}
"""Functions of single pages, by module; these are imported when somebody asks for them, as most commands print one."""

if not TYPE_CHECKING:

    def __getattr__(name: str) -> Any:
        """One of the names of `_LATER`."""
        if name not in _LATER:
            raise AttributeError(f"module 'advisor.report' has no attribute {name!r}")
        found = globals()[name] = getattr(import_module(_LATER[name]), name)
        return found
