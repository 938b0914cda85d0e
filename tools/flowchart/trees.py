"""Answered requirements -> decision trees, how faithful they are, and how often they advise what is ruled out.

CART (Breiman, Friedman, Olshen and Stone, Classification and Regression Trees, 1984) as scikit-learn has it. A leaf in
which no answer is frequent enough, or whose answer would be ruled out too often, says to ask the advisor.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from tools.flowchart.law import Answers

DEEPEST = 4
LEAST_IN_LEAF = 0.01
"""Share of the drawn requirements that a leaf has to hold, and how many at least: none is made for a handful."""
FEWEST_IN_LEAF = 12
CLEAR = 0.8
"""Share of the requirements of a leaf that its answer has to be right for; with less it says to ask the advisor."""
MOST_VETOED = 0.015
"""Share of the requirements of a leaf for which its answer may be ruled out; with more it says to ask too."""
WORTH_MORE = 0.06
"""Share of all from which a leaf that is not clear is worth another question."""
MORE = 3
"""Questions more than the depth, in such a leaf."""
KEPT_BACK = 3
"""Every third requirement is kept back to measure by."""
SAYS = (True, False)
"""The sides of a question: yes, then no."""
ASK = "ask"
"""The answer of a leaf that is not clear."""

Features = np.ndarray[Any, np.dtype[np.float64]]
Places = np.ndarray[Any, np.dtype[np.int64]]


@dataclass(frozen=True)
class Sample:
    """A requirement, the right answer, and the answers that are not ruled out."""

    answers: Answers
    label: str
    open: frozenset[str]


@dataclass(frozen=True)
class Question:
    """What is asked at a node: is the answer to a key one of some, or at least a number?"""

    key: str
    text: str
    of: Callable[[Answers], float]
    counted: bool = False
    """Whether it is a number, to be split at a threshold."""
    any_text: str = ""
    """How it is asked whether there is any."""


def _is(key: str, *values: str) -> Callable[[Answers], float]:
    return lambda answers: float(answers.get(key) in values)


QUESTIONS = (
    Question("hosting.model", "Does all of it run in one public cloud?", _is("hosting.model", "cloud")),
    Question("hosting.model", "Does it run on own servers only?", _is("hosting.model", "on_prem", "edge")),
    Question("hosting.model", "Does it run at many small sites?", _is("hosting.model", "edge")),
    Question("hosting.model", "Does it run in several clouds?", _is("hosting.model", "multi_cloud")),
    Question("hosting.cloud", "Is the cloud AWS?", _is("hosting.cloud", "aws")),
    Question("hosting.cloud", "Is the cloud Azure?", _is("hosting.cloud", "azure")),
    Question("hosting.cloud", "Is the cloud Google Cloud?", _is("hosting.cloud", "gcp")),
    Question("scale.services", "services", lambda answers: float(answers["scale.services"]), counted=True),
    Question("scale.sites", "sites", lambda answers: float(answers.get("scale.sites", 1)), counted=True),
    Question("team.engineers", "engineers", lambda answers: float(answers["team.engineers"]), counted=True),
    Question(
        "team.ops",
        "people who run the platform",
        lambda answers: float(answers["team.ops"]),
        counted=True,
        any_text="Is there anybody to run the platform?",
    ),
    Question("team.teams", "teams", lambda answers: float(answers["team.teams"]), counted=True),
    Question("team.k8s_skill", "Does anybody know Kubernetes?", lambda a: float(a["team.k8s_skill"] != "none")),
    Question("team.k8s_skill", "Is Kubernetes known well?", _is("team.k8s_skill", "strong")),
    Question("autoscale", "Do replicas follow the load?", lambda a: float(a["autoscale"] != "none")),
    Question("autoscale", "Must it scale to zero?", _is("autoscale", "scale_to_zero")),
    Question("autoscale", "Do machines follow the load?", _is("autoscale", "nodes", "scale_to_zero")),
    Question("state", "Is there data in the containers?", _is("state", "in_cluster")),
    Question("state", "Is there no data at all?", _is("state", "none")),
    Question("os", "Is there any Windows?", _is("os", "windows", "mixed")),
    Question("multi_tenancy", "Do several parties share it?", lambda a: float(a["multi_tenancy"] != "none")),
    Question("multi_tenancy", "Do they distrust each other?", _is("multi_tenancy", "hard")),
    Question("cost", "Must it be cheap?", _is("cost", "low")),
    Question("portability", "Must it be able to move?", _is("portability", "high", "strong")),
    Question("portability", "Should it be able to move?", _is("portability", "medium", "high", "strong")),
    Question("managed_preference", "Shall a vendor run it?", _is("managed_preference", "high", "strong")),
    Question("managed_preference", "Must a vendor run it?", _is("managed_preference", "strong")),
    Question(
        "availability.survive_nodes",
        "Must it outlast the loss of a machine?",
        lambda answers: float(answers["availability.survive_nodes"] > 0),
    ),
)


@dataclass(frozen=True)
class Leaf:
    """An answer, or to ask the advisor, with the requirements that come there and how many it is right for."""

    answer: str
    count: int
    right: int
    vetoed: int
    likely: tuple[str, ...]
    """The most frequent right answers there, best first."""
    example: Answers
    """The requirement nearest to the middle of those that come there."""

    @property
    def share_right(self) -> float:
        """Share that the most frequent answer is right for."""
        return self.right / self.count if self.count else 0.0


@dataclass(frozen=True)
class Split:
    """A question with what follows for yes and for no."""

    question: Question
    at_least: float
    """For a number: the least that is a yes."""
    yes: Node
    no: Node

    @property
    def text(self) -> str:
        """The question in words."""
        if not self.question.counted:
            return self.question.text
        if self.at_least <= 1 and self.question.any_text:
            return self.question.any_text
        return f"{self.at_least:g} or more {self.question.text}?"


Node = Leaf | Split


@dataclass(frozen=True)
class Measured:
    """How a tree does on requirements kept back."""

    drawn: int
    kept_back: int
    answered: float
    """Share of them that it answers."""
    right: float
    """Share of those answered that it answers as the advisor does."""
    right_of_all: float
    """Share of all kept back for which its likeliest answer at the depth is the advisor's, whether clear or not."""
    vetoed: float
    """Share of the answers given to those kept back, or to more of their kind, that are ruled out for them."""


@dataclass(frozen=True)
class Distilled:
    """A tree with what was measured of it."""

    root: Node
    measured: Measured


def distil(samples: Sequence[Sample], more: Sequence[Sample] = (), depth: int = DEEPEST) -> Distilled:
    """The tree that answers like the advisor as often as a tree of its depth can, measured on what it has not seen.

    Parameters:
        samples: requirements with the right answer.
        more: more requirements of the same kind, of which only what is ruled out is known: leaves are checked by two
            thirds of them, and how often the tree advises what is ruled out is measured by the others.
        depth: questions before the tree is refined.
    """
    from sklearn.tree import DecisionTreeClassifier

    features = _features(samples)
    labels = np.array([sample.label for sample in samples])
    back = np.arange(len(samples)) % KEPT_BACK == 0
    least = max(FEWEST_IN_LEAF, round(LEAST_IN_LEAF * (~back).sum()))
    tree = DecisionTreeClassifier(max_depth=depth, min_samples_leaf=least, random_state=0)
    tree.fit(features[~back], labels[~back])
    seen = [sample for sample, kept in zip(samples, back, strict=True) if not kept]
    grown = _node(tree.tree_, 0, features[~back], np.arange(len(seen)), seen)
    root = _joined(_refined(grown, seen, features[~back], np.arange(len(seen)), round(WORTH_MORE * len(seen))))
    unseen = [sample for sample, kept in zip(samples, back, strict=True) if kept]
    screened = more or samples
    checked_by = [one for place, one in enumerate(screened) if place % KEPT_BACK]
    root = _joined(_checked(root, seen, checked_by))
    return Distilled(root, _measure(root, grown, len(samples), unseen, screened[::KEPT_BACK]))


def _checked(node: Node, seen: Sequence[Sample], here: Sequence[Sample]) -> Node:
    """The tree with leaves that say to ask where their answer is ruled out too often for those that come there.

    Where one more question parts those for whom it is from the others, it is asked first.
    """
    if isinstance(node, Split):
        sides = [
            [[one for one in ones if _says_yes(node, one.answers) is says] for ones in (seen, here)] for says in SAYS
        ]
        return Split(node.question, node.at_least, _checked(node.yes, *sides[0]), _checked(node.no, *sides[1]))
    best = node.likely[0]
    if not _likely_right(node.right, node.count) or (node.answer != ASK and not _too_often_vetoed(best, here)):
        return node
    parted = [split for question in QUESTIONS if (split := _parted(best, question, seen, here)) is not None]
    return max(parted, key=_answered, default=replace(node, answer=ASK))


def _likely_right(right: int, count: int) -> bool:
    """Whether an answer is clear, with one more right and one more wrong: few prove little."""
    return (right + 1) / (count + 2) >= CLEAR


def _too_often_vetoed(answer: str, here: Sequence[Sample]) -> bool:
    return sum(answer not in one.open for one in here) > MOST_VETOED * len(here)


def _parted(answer: str, question: Question, seen: Sequence[Sample], here: Sequence[Sample]) -> Split | None:
    """The question with the answer on the side where it is seldom ruled out, else to ask; None where it is neither."""
    if question.counted:
        return None
    sides = []
    for says in SAYS:
        labelled, others = ([one for one in ones if (question.of(one.answers) > 0) is says] for ones in (seen, here))
        if not labelled:
            return None
        leaf = _leaf(labelled, _features(labelled))
        safe = leaf.answer == answer and len(labelled) >= FEWEST_IN_LEAF and not _too_often_vetoed(answer, others)
        sides.append(leaf if safe else replace(leaf, answer=ASK))
    return Split(question, 1.0, sides[0], sides[1]) if any(side.answer != ASK for side in sides) else None


def _features(samples: Sequence[Sample]) -> Features:
    """A row of figures for each requirement, a column for each question."""
    return np.array([[question.of(sample.answers) for question in QUESTIONS] for sample in samples])


def _node(tree: object, number: int, features: Features, here: Places, seen: Sequence[Sample]) -> Node:
    left, right = (int(getattr(tree, side)[number]) for side in ("children_left", "children_right"))
    if left < 0:
        return _leaf([seen[place] for place in here], features[here])
    column, threshold = int(tree.feature[number]), float(tree.threshold[number])  # type: ignore[attr-defined]
    above = features[here, column] > threshold
    question = QUESTIONS[column]
    yes, no = (_node(tree, side, features, here[which], seen) for side, which in ((right, above), (left, ~above)))
    return Split(question, float(np.floor(threshold) + 1), yes, no)


def _refined(
    node: Node, seen: Sequence[Sample], features: Features, here: Places, worth: int, more: int = MORE
) -> Node:
    """The tree with a question or two more in leaves that many come to and that are not clear."""
    if isinstance(node, Split):
        above = _above(node, seen, here)
        yes, no = (
            _refined(side, seen, features, here[which], worth, more)
            for side, which in ((node.yes, above), (node.no, ~above))
        )
        return Split(node.question, node.at_least, yes, no)
    if node.answer != ASK or node.count < worth or not more:
        return node
    splits = (split for question in QUESTIONS for split in _splits(question, seen, features, here, worth))
    best = max(splits, key=_answered, default=None)
    if best is None or not _answered(best):
        return node
    return _refined(best, seen, features, here, worth, more - 1)


def _splits(
    question: Question, seen: Sequence[Sample], features: Features, here: Places, worth: int
) -> Iterator[Split]:
    """The ways to ask a question; one of a number has to leave enough on either side."""
    values = np.array([question.of(seen[place].answers) for place in here])
    thresholds = sorted(set(np.quantile(values, np.arange(1, 10) / 10).round())) if question.counted else [1.0]
    for threshold in thresholds:
        above = values >= threshold
        if min(above.sum(), (~above).sum()) >= (max(FEWEST_IN_LEAF, worth / 5) if question.counted else 1):
            sides = [_leaf([seen[place] for place in which], features[which]) for which in (here[above], here[~above])]
            yield Split(question, float(threshold), sides[0], sides[1])


def _answered(node: Node) -> int:
    """How many come to leaves that are clear."""
    return sum(leaf.count for leaf in leaves_of(node) if leaf.answer != ASK)


def _above(split: Split, seen: Sequence[Sample], here: Places) -> np.ndarray[Any, np.dtype[np.bool_]]:
    return np.array([_says_yes(split, seen[place].answers) for place in here], dtype=bool)


def _says_yes(split: Split, answers: Answers) -> bool:
    value = split.question.of(answers)
    return bool(value >= split.at_least if split.question.counted else value > 0)


def _leaf(samples: Sequence[Sample], features: Features) -> Leaf:
    counts = Counter(sample.label for sample in samples)
    likely = [label for label, _ in sorted(counts.items(), key=lambda each: (-each[1], each[0]))]
    best = likely[0]
    vetoed = sum(best not in sample.open for sample in samples)
    enough = len(samples) >= FEWEST_IN_LEAF and _likely_right(counts[best], len(samples))
    clear = enough and vetoed <= MOST_VETOED * len(samples)
    right = np.array([sample.label == best for sample in samples])
    spread = features.std(axis=0)
    apart = (np.abs(features - np.median(features, axis=0)) / np.where(spread > 0, spread, 1)).sum(axis=1)
    middle = int(np.argmin(np.where(right, apart, np.inf)))
    return Leaf(best if clear else ASK, len(samples), counts[best], vetoed, tuple(likely[:2]), samples[middle].answers)


def _joined(node: Node) -> Node:
    """The tree without questions that lead to the same answer either way."""
    if isinstance(node, Leaf):
        return node
    yes, no = _joined(node.yes), _joined(node.no)
    if isinstance(yes, Leaf) and isinstance(no, Leaf) and yes.answer == no.answer:
        larger = yes if yes.count >= no.count else no
        return Leaf(
            yes.answer,
            yes.count + no.count,
            yes.right + no.right,
            yes.vetoed + no.vetoed,
            larger.likely,
            larger.example,
        )
    return Split(node.question, node.at_least, yes, no)


def reached(node: Node, answers: Answers) -> Leaf:
    """The leaf to which answers lead."""
    while isinstance(node, Split):
        node = node.yes if _says_yes(node, answers) else node.no
    return node


def _measure(root: Node, grown: Node, drawn: int, unseen: Sequence[Sample], screened: Sequence[Sample]) -> Measured:
    leaves = [(reached(root, sample.answers), sample) for sample in unseen]
    answered = [(leaf, sample) for leaf, sample in leaves if leaf.answer != ASK]
    told = [(leaf.answer, one) for one in screened if (leaf := reached(root, one.answers)).answer != ASK]
    return Measured(
        drawn=drawn,
        kept_back=len(unseen),
        answered=len(answered) / len(unseen),
        right=sum(leaf.answer == sample.label for leaf, sample in answered) / max(1, len(answered)),
        right_of_all=sum(reached(grown, each.answers).likely[0] == each.label for each in unseen) / len(unseen),
        vetoed=sum(answer not in one.open for answer, one in told) / max(1, len(told)),
    )


def leaves_of(node: Node) -> list[Leaf]:
    """The leaves, those after yes first."""
    return [node] if isinstance(node, Leaf) else [*leaves_of(node.yes), *leaves_of(node.no)]


def depth_of(node: Node) -> int:
    """Questions on the longest way."""
    return 0 if isinstance(node, Leaf) else 1 + max(depth_of(node.yes), depth_of(node.no))
