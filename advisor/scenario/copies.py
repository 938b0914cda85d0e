"""Services with `copies: N`, such as one for each of N customers: one kind for the rules, N services to place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from advisor.scenario.service import Service

MOST_WRITTEN_OUT = 4
"""So many equal services may be parts of one application; more of them look like copies."""


def separate_copies(services: Iterable[Service]) -> tuple[Service, ...]:
    """The services with each copy as a service of its own, called by its name and a number.

    Affinity and anti-affinity between two services with as many copies ties each copy to the one of its number; to
    services with another number of copies it holds for all of them.

    >>> [each.name for each in separate_copies([Service(name="site", copies=2), Service(name="db")])]
    ['site-1', 'site-2', 'db']
    """
    listed = tuple(services)
    counts = {service.name: service.copies or 1 for service in listed}
    if all(count == 1 for count in counts.values()):
        return listed
    return tuple(_copy(service, number, counts) for service in listed for number in range(counts[service.name]))


def kinds_by_name(services: Iterable[Service]) -> Mapping[str, int]:
    """The position in the list of what each separate copy is a copy of, by the name of the copy."""
    return {name: place for place, service in enumerate(services) for name in _names(service.name, service.copies or 1)}


def _copy(service: Service, number: int, counts: Mapping[str, int]) -> Service:
    count = counts[service.name]
    near, apart = (
        tuple(name for other in names for name in _meant(other, number, count, counts))
        for names in (service.affinity, service.anti_affinity)
    )
    name = _names(service.name, count)[number]
    return service.model_copy(update={"name": name, "copies": None, "affinity": near, "anti_affinity": apart})


def _meant(other: str, number: int, count: int, counts: Mapping[str, int]) -> tuple[str, ...]:
    """The copies of another service that one copy names."""
    names = _names(other, counts.get(other, 1))
    return (names[number],) if len(names) == count else names


def _names(name: str, count: int) -> tuple[str, ...]:
    return (name,) if count == 1 else tuple(f"{name}-{number + 1}" for number in range(count))


def numbered_alike(services: Iterable[Service]) -> tuple[tuple[str, ...], ...]:
    """The names of listed services that differ by the number at their end alone, five and more of a kind.

    >>> sites = [Service(name=f"site-{number:02}") for number in range(1, 7)]
    >>> numbered_alike([*sites, Service(name="db-1"), Service(name="db-2")])
    (('site-01', 'site-02', 'site-03', 'site-04', 'site-05', 'site-06'),)
    """
    groups: dict[Service, list[str]] = {}
    for service in services:
        stem = service.name.rstrip("0123456789")
        if stem not in ("", service.name) and service.copies is None:
            groups.setdefault(service.model_copy(update={"name": stem}), []).append(service.name)
    return tuple(tuple(names) for names in groups.values() if len(names) > MOST_WRITTEN_OUT)
