"""The rules, found by their words: why each says what it says, which answers it reads, and who says so."""

from __future__ import annotations

import streamlit as st

from advisor import Knowledge
from advisor.knowledge import Rule
from advisor.report.wording import count, listing
from advisor.report.wording.rules import effect_words, read_words
from advisor.ui.knowledge_page.search import matches
from advisor.ui.paging import page_of
from advisor.ui.wording import plain, source_link

RULES = 10
_KINDS = {"X": "Rule out", "W": "Weigh", "N": "Tell"}
"""What the first letter of a rule's id means."""


def show_rules(knowledge: Knowledge) -> None:
    """The rules that a search finds, a page at a time."""
    words = st.text_input(
        "Find by words, or by the number of a rule",
        key="find",
        bind="query-params",
        type="search",
        placeholder="tenants kernel",
    )
    kinds = st.pills(
        "What they do", list(_KINDS), selection_mode="multi", format_func=lambda kind: _KINDS[kind], key="rule_kinds"
    )
    found = [
        rule for rule in knowledge.rules if rule.id[0] in (kinds or _KINDS) and matches(words, *_texts(rule, knowledge))
    ]
    st.caption(
        f"{count(len(found), 'rule')}. No rule names a platform: each reads answers, and speaks of capabilities."
    )
    for rule in page_of(found, RULES, key="rule_page"):
        with st.container(border=True):
            _show_rule(rule, knowledge)


def _texts(rule: Rule, knowledge: Knowledge) -> tuple[str, ...]:
    source = knowledge.sources.get(rule.source)
    return rule.id, rule.title, rule.why, rule.when, *((source.title, source.publisher) if source else ())


def _show_rule(rule: Rule, knowledge: Knowledge) -> None:
    st.markdown(f"**{plain(rule.title)}** :small[{plain(rule.id)}]")
    st.markdown(plain(rule.why))
    reads = read_words(rule, knowledge)
    told = plain(listing(reads)) if reads else "nothing; it always holds"
    st.markdown(f"{plain(effect_words(rule, knowledge))}  \nReads: {told}.")
    days = [
        f"{word} {day.isoformat()}" for word, day in (("since", rule.since), ("until", rule.until)) if day is not None
    ]
    when = f"Holds {listing(days)}. " if days else ""
    st.markdown(f":small[{plain(when)}Source: {source_link(rule.source, knowledge)}]")
    with st.expander("As it is written"):
        st.code(" ".join(rule.when.split()), language=None, wrap_lines=True)
