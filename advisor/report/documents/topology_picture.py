"""The topology of a platform as a picture of a document."""

from __future__ import annotations

from advisor.compare import PlatformsCompared
from advisor.drawing import Drawing, draw
from advisor.drawing.svg import to_svg
from advisor.recommend import Recommendation
from advisor.report.documents.parts import Picture, PictureRow
from advisor.sizing.topology import Topology


def topology_picture(recommendation: Recommendation) -> Picture | None:
    """The picture of the winner; None where nothing fits."""
    winner = recommendation.winner
    if winner is None:
        return None
    return _picture(f"topology-{winner.platform.id}", draw(winner, recommendation.scenario))


def pictures_beside(compared: PlatformsCompared) -> PictureRow | None:
    """A picture of each platform that can be set up; None where none can."""
    scenario = compared.recommendation.scenario
    pictures = tuple(
        _picture(f"topology-{one.platform.id}", draw(one.topology, scenario, name=one.platform.name))
        for one in compared.platforms
        if isinstance(one.topology, Topology)
    )
    return PictureRow(pictures) if pictures else None


def winners_beside(*answers: Recommendation) -> PictureRow | None:
    """The picture of the first platform of each answer; None where nothing fits any."""
    found = (topology_picture(answer) for answer in answers)
    pictures = tuple(picture for picture in found if picture is not None)
    return PictureRow(pictures) if pictures else None


def _picture(name: str, drawing: Drawing) -> Picture:
    return Picture(name, to_svg(drawing.without_room_below()), drawing.title, drawing.description)
