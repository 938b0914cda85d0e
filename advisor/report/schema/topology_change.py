"""What changes in a set-up with other requirements, in the JSON contract."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

from pydantic import Field

from advisor.report.schema.bill import SupportKeyJson
from advisor.report.schema.fields import JsonModel, MaybeText, PlainValue
from advisor.report.schema.notes import NoteJson
from advisor.report.schema.pool import SurvivesJson
from advisor.report.wording.support import how_words, where_words
from advisor.sizing.diff import (
    Change,
    ControlPlaneFact,
    ControlPlaneKey,
    PlaneValue,
    PoolKey,
    Promise,
    TopologyChange,
)
from advisor.sizing.support_part import SupportKey, SupportPart
from advisor.values import Note


class ControlPlaneChangeJson(JsonModel):
    """Something about the control plane that changes."""

    fact: ControlPlaneFact = Field(description="What changes about it.")
    zone: MaybeText = Field(description="The zone, for members of one zone.")
    was: PlainValue = Field(description="Before the changes.")
    becomes: PlainValue = Field(description="After the changes.")

    @classmethod
    def of(cls, change: Change[ControlPlaneKey, PlaneValue]) -> Self:
        """A fact of the control plane on both sides."""
        return cls(fact=change.key.fact, zone=change.key.zone, was=change.was, becomes=change.becomes)


class NodeChangeJson(JsonModel):
    """Machines of one type in one zone, whose number changes."""

    pool: str = Field(description="Name of the pool.")
    site: str = Field(description="Where it is.")
    zone: str = Field(description="Zone.")
    machine: str = Field(description="Machine type.")
    was: int = Field(description="Machines before the changes.")
    becomes: int = Field(description="Machines after the changes.")


class PoolKeyJson(JsonModel):
    """Which pool it is."""

    pool: str = Field(description="Name of the pool.")
    site: str = Field(description="Where it is.")


class SurvivesChangeJson(JsonModel):
    """What a pool survives, where that changes."""

    key: PoolKeyJson = Field(description="Which pool.")
    was: SurvivesJson | None = Field(description="What it survived before the changes.")
    becomes: SurvivesJson | None = Field(description="What it survives after the changes.")

    @classmethod
    def of(cls, change: Change[PoolKey, Promise]) -> Self:
        """What a pool survives on both sides."""
        key = PoolKeyJson.model_validate(change.key)
        return cls(key=key, was=_survives(change.was), becomes=_survives(change.becomes))


class SupportSideJson(JsonModel):
    """Something beside the agents, on one side."""

    count: int = Field(description="How many.")
    where: str = Field(description="Where it stands.")
    how: str = Field(description="How it is done.")


class SupportChangeJson(JsonModel):
    """Something beside the agents that changes."""

    key: SupportKeyJson = Field(description="Which part it is.")
    was: SupportSideJson | None = Field(description="Before the changes; null where there was none.")
    becomes: SupportSideJson | None = Field(description="After the changes; null where there is none.")

    @classmethod
    def of(cls, change: Change[SupportKey, SupportPart]) -> Self:
        """A part on both sides."""
        was, becomes = (
            None if part is None else SupportSideJson(count=part.count, where=where_words(part), how=how_words(part))
            for part in (change.was, change.becomes)
        )
        return cls(key=SupportKeyJson.model_validate(change.key), was=was, becomes=becomes)


class NotesJson(JsonModel):
    """Notes that stand on one side only."""

    removed: tuple[NoteJson, ...] = Field(description="Those that hold before the changes only.")
    added: tuple[NoteJson, ...] = Field(description="Those that hold after the changes only.")

    @classmethod
    def of(cls, changes: Sequence[Change[Note, Note]]) -> Self:
        """Notes by side."""
        return cls(
            removed=tuple(NoteJson.of(change.was) for change in changes if change.was),
            added=tuple(NoteJson.of(change.becomes) for change in changes if change.becomes),
        )


class TopologyChangeJson(JsonModel):
    """What changes in the set-up."""

    control_plane: tuple[ControlPlaneChangeJson, ...] = Field(description="What changes about the control plane.")
    nodes: tuple[NodeChangeJson, ...] = Field(description="Machines whose number changes.")
    replicas_moved_in: tuple[PoolKeyJson, ...] = Field(
        description="Pools whose machines stay and whose replicas stand otherwise on them."
    )
    survives: tuple[SurvivesChangeJson, ...] = Field(description="Pools that survive other losses.")
    support: tuple[SupportChangeJson, ...] = Field(description="What changes beside the agents.")
    notes: NotesJson = Field(description="Notes of the planning that come or go.")

    @classmethod
    def of(cls, change: TopologyChange) -> Self:
        """What changes in the set-up."""
        return cls(
            control_plane=tuple(map(ControlPlaneChangeJson.of, change.control_plane)),
            nodes=tuple(
                NodeChangeJson(
                    pool=place.pool, site=place.site, zone=place.zone, machine=place.machine, was=was, becomes=becomes
                )
                for place, was, becomes in change.agents
            ),
            replicas_moved_in=tuple(map(PoolKeyJson.model_validate, change.moved)),
            survives=tuple(map(SurvivesChangeJson.of, change.survives)),
            support=tuple(map(SupportChangeJson.of, change.support)),
            notes=NotesJson.of(change.notes),
        )


def _survives(promise: Promise | None) -> SurvivesJson | None:
    if promise is None:
        return None
    return SurvivesJson(nodes=promise.nodes, zone=promise.zone, nodes_during_zone_loss=promise.together)
