"""The scene that the picture shows: what happens, and to what."""

from __future__ import annotations

import streamlit as st

from advisor import Topology
from advisor.drawing import Scene, SceneKind, scenes_of
from advisor.drawing.fill import zone_title, zones_of
from advisor.drawing.machine_list import Losable, losable_machines, services_upgraded
from advisor.drawing.wording import SCENE_CHOICES, numbers_words, zones_unseen_words
from advisor.report.wording import sentence
from advisor.sizing.cloud_location import VENDOR_ZONE
from advisor.ui.wording import plain

MOST_SERVICES = 200


def choose_scene(topology: Topology, key: str) -> Scene:
    """The scene that is chosen among those that the topology can be drawn in; `key` tells one topology from another."""
    kinds = list(dict.fromkeys(scene.kind for scene in scenes_of(topology)))
    offered = [kind for kind in SCENE_CHOICES if kind in kinds]
    kind = st.segmented_control(
        "What the picture shows",
        offered,
        default=SceneKind.NORMAL,
        required=True,
        format_func=SCENE_CHOICES.__getitem__,
        key=f"{key}/scene",
        wrap=True,
    )
    if SceneKind.ZONE_LOST not in offered:
        st.caption(plain(sentence(zones_unseen_words(topology))))
    match kind:
        case SceneKind.NODE_LOST:
            return _choose_machine(topology, key)
        case SceneKind.ZONE_LOST:
            return _choose_zone(topology, key)
        case SceneKind.UPGRADE:
            return _choose_upgraded(topology, key)
    return Scene(kind or SceneKind.NORMAL)


def _choose_machine(topology: Topology, key: str) -> Scene:
    found = {"": None} | {each.scene.which: each for each in losable_machines(topology)}
    which = st.selectbox(
        "Which machine",
        list(found),
        format_func=lambda name: _machine_words(found[name]),
        key=f"{key}/machine",
        help="Equal machines stand together, and the first of them is lost.",
    )
    return Scene(SceneKind.NODE_LOST, which or "")


def _machine_words(machine: Losable | None) -> str:
    if machine is None:
        return "The one with most on it"
    return f"{numbers_words([machine.numbers])}, {machine.machine}, {machine.zone}"


def _choose_zone(topology: Topology, key: str) -> Scene:
    zones = [each for each in zones_of(topology) if each[1] != VENDOR_ZONE]
    several = len({site for site, _ in zones}) > 1
    names = [f"{site}, {zone_title(site, zone)}" if several else zone_title(site, zone) for site, zone in zones]
    place = st.selectbox("Which zone", range(len(zones)), format_func=names.__getitem__, key=f"{key}/zone")
    return Scene(SceneKind.ZONE_LOST, str((place or 0) + 1))


def _choose_upgraded(topology: Topology, key: str) -> Scene:
    services = services_upgraded(topology)[:MOST_SERVICES]
    which = st.selectbox(
        "What is upgraded",
        ["", *services],
        format_func=lambda name: name or "The machines",
        key=f"{key}/upgraded",
    )
    return Scene(SceneKind.UPGRADE, which or "")
