"""The examples that come with the advisor, a card with a sentence each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from advisor import example_scenarios, load_scenario
from advisor.report.wording import count
from advisor.ui import draft
from advisor.ui.answers import shared_knowledge
from advisor.ui.start_page.way_on import go_to
from advisor.ui.wording import plain

_SPELT = {"vm": "VM", "vms": "VMs", "kubernetes": "Kubernetes", "linux": "Linux"}


@dataclass(frozen=True)
class Example:
    """An example as its card shows it."""

    name: str
    title: str
    summary: str
    services: int
    path: Path


def example_title(name: str, platforms: Mapping[str, str]) -> str:
    """The name of an example as a title; ids of platforms in it become their names, which are given by id.

    >>> example_title("load-balanced-vms", {}), example_title("acs-2017", {"acs": "Azure Container Service"})
    ('Load balanced VMs', 'Azure Container Service 2017')
    """
    first, *rest = (platforms.get(word) or _SPELT.get(word, word) for word in name.split("-"))
    return " ".join([first[:1].upper() + first[1:], *rest])


@st.cache_resource(show_spinner=False)
def examples() -> tuple[Example, ...]:
    """Every example, in the order of their names."""
    found = []
    platforms = {platform.id: platform.name for platform in shared_knowledge().platforms.values()}
    for name, path in example_scenarios().items():
        scenario = load_scenario(path)
        services = len(scenario.services or ())
        found.append(Example(name, example_title(name, platforms), scenario.summary or "", services, path))
    return tuple(found)


def show_examples() -> None:
    """The cards; a click opens the example and shows what fits it."""
    with st.grid(min_column_width=280, gap="small"):
        for example in examples():
            with st.container(border=True, height="stretch"):
                st.markdown(f"**{plain(example.title)}**")
                st.markdown(plain(example.summary))
                st.space("stretch")
                st.button(
                    f"Open {example.title}",
                    key=f"example/{example.name}",
                    on_click=_open,
                    args=(example.path,),
                    width="stretch",
                    help=f"{count(example.services, 'service').capitalize()} listed",
                )


def _open(path: Path) -> None:
    draft.replace(load_scenario(path).as_read())
    go_to("recommendation")
