"""One managed service in each cloud, in words."""

from __future__ import annotations

from advisor.drawing.wording import CLOUD_NAMES
from advisor.recommend import Recommendation
from advisor.report.wording import listing


def each_cloud_words(recommendation: Recommendation) -> str:
    """The answer for several clouds: which service stands in which, and that these are no rivals of each other."""
    platforms = recommendation.knowledge.platforms
    clouds: dict[str, list[str]] = {}
    for cloud, platform in recommendation.counterparts.in_each_cloud:
        clouds.setdefault(platform, []).append(CLOUD_NAMES[cloud])
    services = [f"{platforms[platform].name} on {listing(names)}" for platform, names in clouds.items()]
    return (
        f"For several clouds the answer is one managed service in each: {listing(services)}; they take the same "
        "definitions, so they are no rivals, though each has a rank of its own."
    )
