"""The knowledge base as the other packages see it."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from pathlib import Path

from advisor.errors import PriceError
from advisor.expressions import Expression
from advisor.knowledge.criteria import Criteria
from advisor.knowledge.folders import data_folder
from advisor.knowledge.platform import Platform
from advisor.knowledge.rate_checks import rate_problems
from advisor.knowledge.schema import (
    Assumed,
    CaseText,
    Effect,
    Framework,
    InUse,
    Law,
    OperatingTask,
    Preset,
    Provider,
    Question,
    Source,
    Term,
    TermKind,
)
from advisor.knowledge.support_windows import SupportedProduct, readings_with_version
from advisor.prices.own_reader import read_own_prices
from advisor.prices.price_book import PriceBook
from advisor.scenario import Scenario
from advisor.scenario.enums import Cloud, Jurisdiction
from advisor.scenario.hosting import Hosting

OUR_JUDGEMENT = "our-judgement"
"""The source of an estimate of this project; the claim's note or why gives the reasoning."""

GENERAL = "general"
"""The preset of services of no known kind."""

MOST_JUDGEMENT = 0.15
"""The largest share of the claims other than levels that may rest on our own judgement."""


def one_spelling(word: str) -> str:
    """A word in the one spelling by which it is compared: `Docker Compose` and `docker_compose` are the same.

    >>> one_spelling("Docker Compose"), one_spelling("DC/OS")
    ('docker-compose', 'dc-os')
    """
    return "-".join("".join(letter if letter.isalnum() else " " for letter in word.casefold()).split())


@dataclass(frozen=True)
class NamedInUse:
    """A word of `existing` as it is understood: the id of what it names (the word itself, if unknown), its version."""

    written: str
    name: str
    version: str | None = None


@dataclass(frozen=True)
class Rule:
    """A rule ready to be applied: its text, its compiled condition, and the least values it requires."""

    id: str
    title: str
    why: str
    source: str
    when: str
    effect: Effect
    condition: Expression
    least: Mapping[str, Expression]
    file: str = ""
    line: int = 0
    since: dt.date | None = None
    until: dt.date | None = None
    overlay_file: str = ""
    """The file of the overlay that holds the rule; empty for the knowledge base itself."""


@dataclass(frozen=True)
class RuleCase:
    """A case with the place it was written at."""

    case: CaseText
    file: str
    line: int


class OverrideKind(StrEnum):
    """What a statement of an overlay does."""

    PLATFORM_ADDED = "platform_added"
    PLATFORM_OVERRIDDEN = "platform_overridden"
    CLAIM_ADDED = "claim_added"
    CLAIM_OVERRIDDEN = "claim_overridden"
    RULE_ADDED = "rule_added"
    RULE_OVERRIDDEN = "rule_overridden"
    WEIGHT_OVERRIDDEN = "weight_overridden"
    ASSUMPTION_OVERRIDDEN = "assumption_overridden"
    PRESET_OVERRIDDEN = "preset_overridden"
    TASK_ADDED = "task_added"
    TASK_OVERRIDDEN = "task_overridden"
    IN_USE_ADDED = "in_use_added"
    IN_USE_OVERRIDDEN = "in_use_overridden"
    FRAMEWORK_ADDED = "framework_added"
    FRAMEWORK_OVERRIDDEN = "framework_overridden"
    SUPPORT_WINDOWS_ADDED = "support_windows_added"
    SUPPORT_WINDOWS_OVERRIDDEN = "support_windows_overridden"
    SOURCE_ADDED = "source_added"


@dataclass(frozen=True)
class Override:
    """A statement of an overlay: what it does, the id (`platform.term` for a claim), and the file within the folder.

    The claims of an added platform are not listed one by one.
    """

    what: OverrideKind
    id: str
    file: str


@dataclass(frozen=True)
class Knowledge:
    """Everything the advisor knows. `hash` is a fingerprint of all files it was read from, own prices included.

    With an overlay, `folder` is the overlay's, `overlay` its name, and `overrides` lists all that it adds or overrides.
    """

    folder: Path
    vocabulary: Mapping[str, Term]
    sources: Mapping[str, Source]
    platforms: Mapping[str, Platform]
    rules: tuple[Rule, ...]
    cases: tuple[RuleCase, ...]
    criteria: Criteria
    questions: tuple[Question, ...]
    assumed: Mapping[str, Assumed]
    presets: Mapping[str, Preset]
    """Sizes of services that say none, by kind of software."""
    operating_tasks: Mapping[str, OperatingTask]
    """The work of running containers in production, by id."""
    hash: str
    version: str = field(default="1")
    overlay: str | None = None
    overrides: tuple[Override, ...] = ()
    in_use: Mapping[str, InUse] = field(default_factory=dict)
    """What words under `existing` that are no platform bring along."""
    providers: Mapping[str, Provider] = field(default_factory=dict)
    """Who runs clouds and services, and whose law can reach them."""
    frameworks: Mapping[str, Framework] = field(default_factory=dict)
    """Words of `compliance` that ask for no capability by themselves."""
    support_windows: Mapping[str, SupportedProduct] = field(default_factory=dict)
    """The versions of products and how long they are supported, by platform or word of in_use."""
    cited_by_refused: frozenset[str] = frozenset()
    """The sources of lines that are refused: somebody uses them, though nothing is made of the lines."""
    prices: PriceBook = field(default_factory=lambda: PriceBook(data_folder()), repr=False)
    """What machines cost: the prices that come with the advisor, with one's own laid over them."""

    def with_prices(self, folder: Path, asked: str | None = None) -> Knowledge:
        """The same knowledge with one's own prices, read once for each folder.

        Parameters:
            folder: where the prices lie.
            asked: how a requirement calls the folder, where it is the one that asks for it.

        Raises PriceError with every mistake in the folder.
        """
        place = folder.resolve()
        if (place, asked) not in self._priced:
            own = read_own_prices(folder, self.prices.data, asked)
            problems = list(rate_problems(own, self.platforms, self.newest_source_day))
            if problems:
                raise PriceError(problems)
            digest = hashlib.sha256(f"{self.hash} {own.fingerprint}".encode()).hexdigest()[:16]
            self._priced[place, asked] = replace(self, prices=self.prices.with_own(own), hash=digest)
        return self._priced[place, asked]

    @cached_property
    def _priced(self) -> dict[tuple[Path, str | None], Knowledge]:
        """The knowledge with each folder of prices that was asked for already."""
        return {}

    def placed(self, *, on_own_hardware: bool, clouds: tuple[str, ...] = ()) -> Knowledge:
        """The knowledge for what runs on own servers alone, or in one of these clouds: some claims hold there alone.

        Without clouds it may be any. What was placed once stays there.
        """
        where = on_own_hardware, () if on_own_hardware else clouds
        if where not in self._placed:
            platforms = {
                name: platform.placed(on_own_hardware=on_own_hardware, clouds=clouds)
                for name, platform in self.platforms.items()
            }
            same = all(platform is self.platforms[name] for name, platform in platforms.items())
            self._placed[where] = self if same else replace(self, platforms=platforms)
        return self._placed[where]

    @cached_property
    def _placed(self) -> dict[tuple[bool, tuple[str, ...]], Knowledge]:
        return {}

    def placed_for(self, scenario: Scenario) -> Knowledge:
        """The knowledge for where a scenario runs."""
        return self.placed(on_own_hardware=scenario.on_own_hardware, clouds=self.clouds_meant(scenario.hosting))

    def clouds_meant(self, hosting: Hosting | None) -> tuple[str, ...]:
        """The clouds in which a requirement may be answered; empty where that may be any."""
        if hosting is None:
            return ()
        if hosting.cloud not in (None, Cloud.ANY):
            return (str(hosting.cloud),)
        if hosting.jurisdiction is not Jurisdiction.EU_LAW:
            return ()
        providers = ((cloud.value, self.provider_of(cloud)) for cloud in Cloud if cloud is not Cloud.ANY)
        return tuple(cloud for cloud, provider in providers if provider is None or provider.law is not Law.US)

    @cached_property
    def newest_source_day(self) -> dt.date:
        """The newest day on which a source was read."""
        return max((source.seen for source in self.sources.values()), default=dt.date.min)

    @cached_property
    def claims_by_source(self) -> Counter[str]:
        """How many claims of all platforms cite each source."""
        sections = (claims for platform in self.platforms.values() for _, claims in platform.sections)
        every = (line for claims in sections for lines in claims.values() for line in lines)
        return Counter(source for line in every for source in line.sources)

    @cached_property
    def judgement_share(self) -> float:
        """The share of our own judgement among the claims that are no levels; the reason of a level is always ours."""
        figures = [
            line.source
            for platform in self.platforms.values()
            for term_id, lines in platform.claims.items()
            if not self.is_capability(term_id)
            for line in lines
        ]
        return figures.count(OUR_JUDGEMENT) / len(figures) if figures else 0.0

    @cached_property
    def _terms_by_tag(self) -> dict[str, str]:
        tags = {tag: term_id for term_id, term in self.vocabulary.items() for tag in term.asked_as}
        capabilities = {term_id: term_id for term_id in self.vocabulary if self.is_capability(term_id)}
        return tags | capabilities

    @cached_property
    def _owners(self) -> dict[str, str]:
        """The first criterion that names a term or its theme, by term."""
        return {
            term_id: criterion.id
            for criterion in reversed(self.criteria.criteria)
            for term_id, term in self.vocabulary.items()
            if not {term_id, term.theme}.isdisjoint(criterion.capabilities)
        }

    @cached_property
    def _ids_in_use(self) -> dict[str, str]:
        """Every known spelling of what may be in use: the platform that it means, or the word of in_use.yaml."""
        words = {
            spelling: entry.same_as or word
            for word, entry in self.in_use.items()
            for spelling in (word, *entry.spelled)
        }
        return {one_spelling(word): meant for word, meant in {**words, **{p: p for p in self.platforms}}.items()}

    def named_in_use(self, existing: Iterable[str]) -> tuple[str, ...]:
        """What is in use by the ids known here: of a platform or of in_use.yaml; unknown words stay as they are."""
        return tuple(dict.fromkeys(self.read_in_use(word).name for word in existing))

    def read_in_use(self, word: str) -> NamedInUse:
        """A word of `existing` as it is understood, with the version that stands behind a known name.

        >>> from advisor.knowledge import load_knowledge
        >>> load_knowledge().read_in_use("EKS 1.33")
        NamedInUse(written='EKS 1.33', name='eks', version='1.33')
        """
        if word not in self._read_in_use:
            self._read_in_use[word] = self._named_with_version(word)
        return self._read_in_use[word]

    @cached_property
    def _read_in_use(self) -> dict[str, NamedInUse]:
        """The words that were read already: each is asked for by every platform."""
        return {}

    def _named_with_version(self, word: str) -> NamedInUse:
        known = self._ids_in_use.get(one_spelling(word))
        if known is not None:
            return NamedInUse(word, known)
        for name, version in readings_with_version(word):
            known = self._ids_in_use.get(one_spelling(name))
            if known is not None:
                # some words name a product together with the first part of its version, such as helm_2
                major = self._ids_in_use.get(one_spelling(f"{name} {version.split('.')[0]}"))
                return NamedInUse(word, major or known, version)
        return NamedInUse(word, word)

    def versions_of(self, name: str) -> tuple[str, SupportedProduct] | None:
        """The product whose versions those of a platform or a word are, with its id; None where none are known."""
        product = self.support_windows.get(name)
        if product is None:
            return None
        followed = self.support_windows.get(product.follows or "")
        return (name, product) if product.follows is None else (product.follows, followed) if followed else None

    @cached_property
    def _providers_by_name(self) -> dict[str, Provider]:
        return {one_spelling(name): one for one in self.providers.values() for name in (one.name, *one.called)}

    def provider_called(self, operator: str) -> Provider | None:
        """The provider by the name that a platform file has for its operator; None where nothing is known of it."""
        return self._providers_by_name.get(one_spelling(operator))

    def provider_of(self, cloud: str) -> Provider | None:
        """Whose cloud it is, by its word in a requirement file; None where nothing is known of that."""
        return next((one for one in self.providers.values() if cloud in one.clouds), None)

    def sells(self, cloud: str, what: str) -> bool:
        """Whether a cloud sells a registry or a NAT gateway; one of which nobody knows anything rents out machines."""
        provider = self.provider_of(cloud)
        return provider is not None and what not in provider.sells_no

    def stands_beside(self, word: str) -> bool:
        """Whether a word in use is a known product that runs no services, such as a secret store."""
        entry = self.in_use.get(word)
        return entry is not None and entry.beside

    def service_of(self, platform_id: str, day: dt.date) -> str:
        """The platform of which one is a mode on a day; its own id where it is none, or nobody knows it here."""
        platform = self.platforms.get(platform_id)
        return (platform.terms(day).mode_of if platform is not None else None) or platform_id

    @property
    def tags(self) -> frozenset[str]:
        """Every word of must_have or compliance that a capability answers to."""
        return frozenset(self._terms_by_tag)

    def rule_file(self, rule_id: str | None) -> str:
        """The file of the overlay that holds a rule; empty for a rule of the knowledge base itself."""
        return next((rule.overlay_file for rule in self.rules if rule.id == rule_id), "")

    def is_capability(self, name: str) -> bool:
        """Whether a name is a term with levels."""
        term = self.vocabulary.get(name)
        return term is not None and term.kind is TermKind.LEVEL

    @cached_property
    def framework_spellings(self) -> Mapping[str, str]:
        """Every spelling of a framework, as compared by one_spelling, with its word in frameworks.yaml."""
        return {
            one_spelling(spelling): word
            for word, framework in self.frameworks.items()
            for spelling in (word, *framework.spelled)
        }

    def framework_word(self, word: str) -> str:
        """A word of compliance as frameworks.yaml names it; what is no framework stays as it is."""
        return self.framework_spellings.get(one_spelling(word), word)

    def term_for_tag(self, tag: str) -> str | None:
        """The capability that a tag of must_have or compliance asks for; None when there is none."""
        return self._terms_by_tag.get(tag)

    def judged_by(self, term_id: str) -> str | None:
        """The criterion that judges a capability alone; None when fit does."""
        return self._owners.get(term_id)

    def reference(self, name: str) -> float:
        """A reference figure of criteria.yaml. Raises KeyError for an unknown name."""
        return self.criteria.references[name].value
