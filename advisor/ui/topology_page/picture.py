"""The picture of a topology in a scene, what happens in it, and files to take away."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from advisor import Scenario
from advisor.drawing import Drawing, Scene, draw
from advisor.drawing.dot import to_dot
from advisor.drawing.drawio import to_drawio
from advisor.drawing.machine_list import SceneListed, list_scene, taking_in_words
from advisor.drawing.mermaid import to_mermaid
from advisor.drawing.png import has_fonts, to_png
from advisor.drawing.svg import to_svg
from advisor.drawing.themes import Theme
from advisor.drawing.wording import size_words
from advisor.recommend import Ranked
from advisor.report.wording import ended, sentence
from advisor.sizing.pool import PoolKind
from advisor.ui.charts import dark_theme
from advisor.ui.files import file_stem
from advisor.ui.topology_page.machines import show_machines
from advisor.ui.topology_page.scene_choice import choose_scene
from advisor.ui.wording import plain

FILE_THEMES = {Theme.LIGHT: "Light", Theme.DARK: "Dark", Theme.GREY: "For printing"}


@st.fragment
def show_picture(entry: Ranked, scenario: Scenario) -> None:
    """The choice of a scene, what happens, the picture, its files, and the same as a table."""
    scene = choose_scene(entry.topology, f"topology/{entry.platform.id}")
    listed = list_scene(entry.topology, scenario, scene)
    drawing = draw(entry, scenario, scene).without_room_below()
    _show_what_happens(entry, listed)
    show_drawing(drawing)
    _show_files(entry, scenario, scene, drawing)
    tasks = all(pool.kind is not PoolKind.MACHINES for pool in entry.topology.pools)
    with st.expander("The picture as a table", icon=":material/table:", expanded=False):
        show_machines(listed, tasks=tasks)


def show_drawing(drawing: Drawing) -> None:
    """A drawing as wide as its place, in the theme of the page; it stays sharp when it is enlarged."""
    theme = Theme.DARK if dark_theme() else Theme.LIGHT
    st.image(to_svg(drawing, theme), width="stretch", alt=f"{drawing.title}. {drawing.description}")


def _show_what_happens(entry: Ranked, listed: SceneListed) -> None:
    """What the scene does: a line on its size where nothing happens; what is lost stands out."""
    if not listed.facts:
        st.markdown(plain(sentence(size_words(entry.topology, between=", "))))
        return
    told = [ended(words) for alarm, words in listed.facts if not alarm]
    moving = taking_in_words(listed)
    if moving:
        told.insert(1, ended(moving))
    if told:
        st.markdown(plain(" ".join(told)))
    alarms = [sentence(words) for alarm, words in listed.facts if alarm]
    if alarms:
        st.warning(plain(" ".join(alarms)), icon=":material/warning:")


def _show_files(entry: Ranked, scenario: Scenario, scene: Scene, drawing: Drawing) -> None:
    """A button for each format; the file is made when its button is pressed."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        theme = st.selectbox(
            "Colours of the files",
            list(FILE_THEMES),
            format_func=FILE_THEMES.__getitem__,
            key="topology/colours",
            width=160,
        )
        theme = theme or Theme.LIGHT
        formats: tuple[tuple[str, str, str, Callable[[], str | bytes]], ...] = (
            ("SVG", "svg", "image/svg+xml", partial(to_svg, drawing, theme)),
            ("PNG", "png", "image/png", partial(to_png, drawing, theme)),
            ("draw.io", "drawio", "application/xml", partial(to_drawio, drawing, theme)),
            ("Mermaid", "mmd", "text/plain", partial(to_mermaid, drawing, theme)),
            ("DOT", "dot", "text/plain", partial(to_dot, drawing, theme)),
        )
        for label, ending, mime, data in formats:
            st.download_button(
                label,
                data=data,
                file_name=f"{file_stem(scenario.name)}-{entry.platform.id}-{scene.kind}.{ending}",
                mime=mime,
                on_click="ignore",
                icon=":material/download:",
                key=f"topology/{ending}",
                disabled=ending == "png" and not has_fonts(),
            )
