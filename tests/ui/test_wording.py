"""How texts, sources and file names are written on the pages."""

from __future__ import annotations

import pytest

from advisor import load_knowledge
from advisor.ui.files import file_stem
from advisor.ui.wording import plain, source_link


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a*b_c", r"a\*b\_c"),
        ("![x](y)", r"\!\[x\]\(y\)"),
        ("1. $x$ :smile:\n# big", r"1\. \$x\$ \:smile\: \# big"),
        ("back\\slash `code` <b>", r"back\\slash \`code\` \<b\>"),
        ("https://a.b WWW.a.b c@a.b", "https\\:\u2060//a\\.b WWW\u2060\\.a\\.b c\u2060@a\\.b"),
    ],
)
def test_texts_are_written_letter_by_letter(text: str, shown: str) -> None:
    assert plain(text) == shown


def test_a_source_leads_to_its_page_with_its_day() -> None:
    knowledge = load_knowledge()
    source = next(name for name, entry in sorted(knowledge.sources.items()) if entry.url.startswith("https://"))
    entry = knowledge.sources[source]
    assert f"]({entry.url})" in source_link(source, knowledge)
    assert plain(entry.day.isoformat()) in source_link(source, knowledge)
    assert source_link("own figures", knowledge) == "own figures"


def test_file_names_are_tame() -> None:
    assert file_stem("../Käse & Co.") == "k-se-co"
    assert file_stem("***") == "requirement"
