"""Words where everything runs on one VM. (The verdict's "It all fits one machine" is the title of rule W106.)"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum

from advisor.sizing.note_codes import NoteCode


def lost_machine_words() -> str:
    """What the loss of the only machine does, in a clause."""
    return "if the machine is lost, all is down until somebody sets up another and restores its data"


WORDS: Mapping[StrEnum, Callable[..., str]] = {
    NoteCode.EVERYTHING_FITS_ONE_MACHINE: lambda machine, cpu_share, memory_share: (
        f"everything fits on one {machine}: {cpu_share:.0%} of its usable CPU and {memory_share:.0%} of its usable "
        "memory are taken"
    ),
    NoteCode.BURSTABLE_MACHINE: lambda machine, vcpu, sustained_vcpu, share: (
        f"{machine} bursts: of its {vcpu:g} vCPU it gives {sustained_vcpu:g} all the time, which is enough for "
        f"services that use {share:.0%} of what they ask for on average; more over a day is slowed down or billed"
    ),
    NoteCode.ONE_MACHINE_LOST: lambda: (
        "one machine: when it restarts or is lost, everything is down until it is back; after a restart the "
        "containers start again only if their restart policy says so, after a loss somebody sets up a new machine and "
        "restores its data from a copy"
    ),
}
