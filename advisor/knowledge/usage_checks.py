"""Checks that everything in the knowledge base is used by something, and that whatever is used is there."""

from __future__ import annotations

import csv
import datetime as dt
import functools
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from advisor.errors import Problem, did_you_mean
from advisor.knowledge.folders import data_folder
from advisor.knowledge.knowledge_base import OUR_JUDGEMENT, Knowledge
from advisor.knowledge.locator import Locator
from advisor.knowledge.rule_reader import rule_symbols

_FURTHEST_AHEAD = dt.timedelta(days=1)
"""How far the day of another place on earth may be ahead."""
ASSUMPTIONS_READ = frozenset(
    {
        *("region_aws", "region_azure", "region_gcp"),
        *("region_digitalocean", "region_hetzner", "region_ovhcloud", "region_scaleway"),
        *("zones_digitalocean", "zones_hetzner", "zones_ovhcloud", "zones_other", "rented_vcpu", "rented_memory_mib"),
        *(
            "average_cpu_share",
            "cloud",
            "cloud_eu",
            "kept_versions",
            "peak_hours_per_day",
            "plan_years",
            "promotion_stages",
        ),
        *(
            "proxy_cpu_millicores",
            "proxy_memory_mib",
            "proxy_requests_per_second",
            "replicas",
            "root_disk_gib",
            "server_memory_mib",
            "edge_vcpu",
            "edge_memory_mib",
            "edge_usd_per_month",
            "server_vcpu",
            "services",
            "subnets",
            "survive_nodes",
            "utilisation_cpu",
        ),
        *("system_disk_gib", "utilisation_disk"),
        *("utilisation_memory", "zones_cloud", "zones_on_premises"),
        *(
            f"{name}{end}"
            for name in (
                *("busy_hours_per_day", "request_milliseconds"),
                *("requests_per_second", "requests_per_second_scaled"),
            )
            for end in ("_low", "", "_high")
        ),
    }
)
"""The names that sizing looks up in assumptions.yaml."""
REFERENCES_READ = frozenset(
    {
        *(f"years_counted_at_backing_{level}" for level in range(4)),
        *(f"setup_days_at_simplicity_{level}" for level in (1, 2, 3)),
        *(f"weekly_hours_at_small_team_{level}" for level in (1, 2, 3)),
        *("growth_with_clusters", "operating_hours_per_week"),
        *("skill_gap_none", "skill_gap_some", "days_when_something_is_moved"),
        *(f"kinship_{part}" for part in ("definitions", "knowledge", "packaging", "surroundings")),
        *("unpriced_subscription_share_least", "unpriced_subscription_share_most"),
        *("gib_usd_per_hour", "reference_floor_usd_per_month", "vcpu_usd_per_hour"),
    }
)
"""The names that sizing and scoring look up in the references of criteria.yaml."""


READ_BY_NO_RULE = ("as_of", "pricing.spot")
"""Questions that no rule could read: a day, and a yes that may be followed by figures."""


def check_usage(knowledge: Knowledge, locator: Locator) -> Iterator[Problem]:
    """Whatever is used nowhere, missing, or named twice."""
    yield from _check_sources(knowledge, locator)
    for index, question in enumerate(knowledge.questions):
        if question.field not in rule_symbols() and question.field not in READ_BY_NO_RULE:
            remedy = did_you_mean(question.field, rule_symbols())
            yield locator.problem("questions.yaml", (index, "field"), f"{question.field} is no scenario field", remedy)
    claimed = {term for platform in knowledge.platforms.values() for term in platform.claims}
    for term_id, term in knowledge.vocabulary.items():
        if term_id not in claimed and not (term.derived or term.otherwise):
            yield locator.problem(
                "vocabulary.yaml", (term_id,), "is claimed by no platform", "claim it, or leave it out"
            )
    yield from _check_names("assumptions.yaml", (), knowledge.assumed, ASSUMPTIONS_READ, locator)
    references = knowledge.criteria.references
    yield from _check_names("criteria.yaml", ("references",), references, REFERENCES_READ, locator)
    yield from _check_criteria(knowledge, locator)


def _check_sources(knowledge: Knowledge, locator: Locator) -> Iterator[Problem]:
    used = {rule.source for rule in knowledge.rules} | {c.source for c in knowledge.criteria.criteria}
    used |= set(knowledge.claims_by_source)
    used |= {r.source for r in knowledge.criteria.references.values()} | {a.source for a in knowledge.assumed.values()}
    used |= {preset.source for preset in knowledge.presets.values()}
    used |= {entry.source for entry in knowledge.in_use.values()}
    used |= {entry.ended.source for entry in knowledge.in_use.values() if entry.ended is not None}
    used |= {source for product in knowledge.support_windows.values() for source in product.sources}
    used |= {task.source for task in knowledge.operating_tasks.values()}
    used |= {provider.source for provider in knowledge.providers.values()}
    used |= {knowledge.criteria.need.source, OUR_JUDGEMENT, *_table_sources()}
    for source_id, source in knowledge.sources.items():
        if source_id not in used | knowledge.cited_by_refused:
            yield locator.problem("sources.yaml", (source_id,), "is used nowhere", "leave it out, or cite it")
        if source.published and source.published > source.seen:
            yield locator.problem("sources.yaml", (source_id,), "was published after it was seen", "correct the days")
    for wanted in sorted(used - set(knowledge.sources)):
        yield locator.problem("sources.yaml", (), f"{wanted} is cited and missing", "add it, or correct the citation")


def check_days_read(knowledge: Knowledge, locator: Locator, today: dt.date) -> Iterator[Problem]:
    """Sources that were read after today, by which claims of the future would pass."""
    for source_id, source in knowledge.sources.items():
        if source.seen > today + _FURTHEST_AHEAD:
            remedy = "write the day on which it was read"
            yield locator.problem("sources.yaml", (source_id, "seen"), f"lies in the future: it is {today}", remedy)


def _table_sources() -> set[str]:
    """The sources that the tables in data/ cite."""
    cited: set[str] = set()
    for file in sorted(data_folder().rglob("*.csv")):
        found = file.stat()
        cited |= _sources_in(file, found.st_mtime_ns, found.st_size)
    return cited


@functools.lru_cache(maxsize=256)
def _sources_in(file: Path, changed_ns: int, size: int) -> frozenset[str]:
    """The sources that a table cites, read once as long as its day of change and its size stay the same."""
    with file.open(encoding="utf-8", newline="") as lines:
        rows = csv.reader(lines)
        column = next((place for place, name in enumerate(next(rows, ())) if name == "source"), None)
        if column is None:
            return frozenset()
        return frozenset(row[column] for row in rows if len(row) > column and row[column])


def _check_names(
    file: str, path: tuple[str, ...], there: Iterable[str], read: frozenset[str], locator: Locator
) -> Iterator[Problem]:
    names = set(there)
    for name in sorted(names - read):
        yield locator.problem(file, (*path, name), "is read by nothing", did_you_mean(name, read - names or read))
    for name in sorted(read - names):
        yield locator.problem(file, path, f"{name} is missing, and plans need it", "add it with a value and a source")


def _check_criteria(knowledge: Knowledge, locator: Locator) -> Iterator[Problem]:
    capabilities = {
        term_id: term.theme for term_id, term in knowledge.vocabulary.items() if knowledge.is_capability(term_id)
    }
    words = {*capabilities, *capabilities.values()}
    judged: Counter[str] = Counter()
    for index, criterion in enumerate(knowledge.criteria.criteria):
        for position, name in enumerate(criterion.capabilities):
            path = ("criteria", index, "capabilities", position)
            meant = {term_id for term_id, theme in capabilities.items() if name in (term_id, theme)}
            if not meant:
                message = f"{name} is no capability and no theme of capabilities"
                yield locator.problem("criteria.yaml", path, message, did_you_mean(name, words))
            for term_id in sorted(term_id for term_id in meant if judged[term_id]):
                message = f"{name} names {term_id}, which is named before"
                yield locator.problem("criteria.yaml", path, message, "let one criterion judge it, and name it once")
            judged.update(meant)
