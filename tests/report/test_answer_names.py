"""Answers by name: whoever fills in the questionnaire reads no keys of the requirement file."""

from __future__ import annotations

import pytest

from advisor.report.blocks import LabelledList
from advisor.report.sections.answer_field import AnswerField
from advisor.report.sections.one_screen import one_screen_blocks
from advisor.report.wording.answer_names import IN_FILE, NOT_ASKED_FOR, AnswerNames, AsAsked
from tests.answers import KNOWLEDGE, answer_to

ASKED = AsAsked(KNOWLEDGE)


def lines_by(name: str, names: AnswerNames) -> list[str]:
    """The lines of the answer on one screen, without the commands that tell more."""
    blocks = one_screen_blocks(answer_to(name), names)
    entries = (entry for block in blocks if isinstance(block, LabelledList) for entry in block.entries)
    return [line.text for entry in entries if entry.label != AnswerField.THE_REST for line in entry.lines]


@pytest.mark.parametrize("name", ["five-service-shop", "online-boutique"])
def test_only_the_names_of_answers_differ(name: str) -> None:
    every = (*(question.field for question in KNOWLEDGE.questions), *NOT_ASKED_FOR)
    keys = [key for key in every if "." in key or "_" in key]  # others are words of English too
    by_keys, asked = lines_by(name, IN_FILE), lines_by(name, ASKED)
    assert len(by_keys) == len(asked)
    differing = [each for each in zip(by_keys, asked, strict=True) if each[0] != each[1]]
    assert differing, "some line speaks of an answer"
    for file_line, line in differing:
        assert not any(key in line for key in keys), line
        assert "--full" not in line
        assert "--full" in file_line or any(key in file_line for key in every), file_line


def test_choices_stand_by_their_labels() -> None:
    assert (
        ASKED.value("must_have", ("rollback", "a word of mine"))
        == "“Back to the version before at once”, a word of mine"
    )
    assert ASKED.value("existing", "eks") == "“Amazon EKS with EC2 nodes”"
    assert ASKED.value("availability.survive_zone", True) == "“Yes”"
    assert ASKED.value("must_have", ()) == IN_FILE.value("must_have", ()) == "nothing"
    assert ASKED.of("team.docker_skill") == "Docker skills of the team"  # a name keeps its capital letter
    assert ASKED.mark("utilisation.cpu", beside="assumed") == " (assumed)"
    assert IN_FILE.mark("utilisation.cpu", beside="assumed") == " (utilisation.cpu, assumed)"
