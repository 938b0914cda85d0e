"""Machine types: which were chosen, and what a setting of the platform would change."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum

from advisor.report.wording.rounded import amount_of_money, money
from advisor.sizing.note_codes import NoteCode
from advisor.values import MEBIBYTES_PER_GIBIBYTE


def _architecture(arch: str, usd_per_month: float, other: str, other_usd_per_month: float | None) -> str:
    instead = "has no plan" if other_usd_per_month is None else f"would cost {money(other_usd_per_month)}"
    here = f"run on {arch}, for {money(usd_per_month)} a month in all"
    return f"services with images for any architecture {here}; {other} {instead}"


def _for_commitment(usd_per_month: float, otherwise_usd_per_month: float) -> str:
    return (
        f"machine types are those that cost least under the commitment, for {money(usd_per_month)} a month in all; "
        f"those that cost least on demand would come to {money(otherwise_usd_per_month)}. Bounds hold for these "
        "types alone"
    )


def _system_pool(count: int, vcpu: float, memory_mib: int, *, shared: bool) -> str:
    one_size = "machine" if count == 1 else "machines of one size"
    size = f"{count} Linux {one_size} with {vcpu:g} vCPU and {memory_mib / MEBIBYTES_PER_GIBIBYTE:g} GiB at least"
    if shared:
        return (
            f"the system pool, {size}, takes services too, as it does by default; with machines of its own, which cost "
            "more, services cannot starve it"
        )
    return (
        f"the system pool has {size}, as the pods of the platform need; no service stands there, since none runs "
        "on Linux without a GPU"
    )


def _on_all_instances(pool: str, instances: int, services: Sequence[tuple[str, int]]) -> str:
    names = ", ".join(f"{name} ({replicas})" for name, replicas in services)
    return (
        f"every app of plan {pool} runs on all of its {instances} instances, as that is the default, and so do those "
        f"with fewer replicas: {names}; scaling for each app, set for the plan, would keep them to their own number"
    )


def _denser(
    setting: str, usd_per_month: float, denser_usd_per_month: float, machines: int, denser_machines: int
) -> str:
    saved = 1 - denser_usd_per_month / usd_per_month
    return (
        f"replicas fill the machines by their number: with {setting}, {denser_machines} machines instead of {machines} "
        f"would do, which cost {money(denser_usd_per_month)} a month instead of {amount_of_money(usd_per_month)} "
        f"({saved:.0%} less)"
    )


WORDS: Mapping[StrEnum, Callable[..., str]] = {
    NoteCode.CHEAPER_ARCHITECTURE: _architecture,
    NoteCode.CHOSEN_FOR_COMMITMENT: _for_commitment,
    NoteCode.DENSER_PODS: _denser,
    NoteCode.APPS_ON_ALL_INSTANCES: _on_all_instances,
    NoteCode.SYSTEM_POOL: _system_pool,
    NoteCode.WINDOWS_LICENCE_IN_PRICE: lambda usd_per_vcpu_hour, said_by, as_of: (
        f"the prices of Windows machines contain USD {usd_per_vcpu_hour:g} for each vCPU and hour, which is the "
        f"licence [{said_by}, {as_of}]"
    ),
}
