"""How many examples Hypothesis tries: each test says how many it wants, and the profile of the run scales that."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

HOUSE_EXAMPLES = 50


def register_profiles() -> None:
    """Make the profiles known and load "house".

    "house" tries the same examples in every run, so that a red test is red for everybody. "fast" tries a tenth of
    them. "search" looks for new ones, forty times as many: pytest --hypothesis-profile search
    """
    settings.register_profile(
        "house",
        derandomize=True,
        database=None,
        deadline=None,
        max_examples=HOUSE_EXAMPLES,
        suppress_health_check=[HealthCheck.too_slow],  # a loaded machine makes slow examples; that is no fault
    )
    house = settings.get_profile("house")
    settings.register_profile("fast", house, max_examples=HOUSE_EXAMPLES // 10)
    settings.register_profile("search", house, derandomize=False, max_examples=HOUSE_EXAMPLES * 40)
    settings.load_profile("house")


def examples(in_house: int) -> settings:
    """Settings that try so many examples in the profile "house", and in the others in proportion."""
    return settings(max_examples=max(1, in_house * settings().max_examples // HOUSE_EXAMPLES))
