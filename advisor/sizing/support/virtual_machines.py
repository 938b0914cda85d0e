"""Own servers below a hypervisor: control-plane members and machines of other roles are virtual machines on them.

They share the hosts with the services, each on a host of its own, instead of taking whole hosts. Either every host
keeps room for one of each, so that a lost one needs no new place at once, or they are packed like replicas.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from advisor.knowledge import Terms
from advisor.knowledge.control_plane_tables import SharedControlPlane
from advisor.sizing.control_plane import WHOLE_MEMBER, Members
from advisor.sizing.deployment import NO_LIMIT, SizingTask
from advisor.sizing.note_codes import NoteCode
from advisor.sizing.packing_items import SystemReplicas
from advisor.sizing.support.auxiliary_nodes import AuxiliaryDemand, auxiliary_for_cluster, auxiliary_for_platform
from advisor.values import Note, note

HOST_IN_MEMBERS = 4
"""A machine that holds so many members at least is read as a host of the hypervisor, and a smaller one as a virtual
machine on it, which a member has to itself."""


@dataclass(frozen=True)
class VirtualMachines:
    """The virtual machines of a cluster besides those of the services."""

    members: Members
    roles: tuple[AuxiliaryDemand, ...]

    @property
    def kept_on_each_host(self) -> SharedControlPlane:
        """The room for one of each on every host."""
        size = self.members.size
        vcpu = size.vcpu + sum(each.row.vcpu for each in self.roles)
        memory_mib = size.memory_mib + sum(each.row.memory_mib for each in self.roles)
        return SharedControlPlane(
            max_nodes=NO_LIMIT,
            cpu_millicores=int(vcpu * 1000),
            memory_mib=memory_mib,
            least_vcpu=vcpu,
            least_memory_mib=memory_mib,
        )

    @property
    def hosts(self) -> int:
        """The hosts that they need at least."""
        return max(self.members.count, *(each.count for each in self.roles), 1)

    def roles_as_replicas(self) -> tuple[SystemReplicas, ...]:
        """Those of other roles as the packer places them, at most one of a role on a host."""
        return tuple(
            SystemReplicas(f"({each.row.role})", each.count, int(each.row.vcpu * 1000), each.row.memory_mib)
            for each in self.roles
        )

    def members_as_replicas(self) -> SystemReplicas:
        """The members as the packer places them, at most one on a host."""
        return member_replicas(self.members)

    def notes(self) -> Iterator[Note]:
        """What there is to know of them."""
        size = self.members.size
        yield note(NoteCode.MEMBERS_ARE_VIRTUAL, count=self.members.count, vcpu=size.vcpu, memory_mib=size.memory_mib)
        for each in self.roles:
            row = each.row
            yield note(
                NoteCode.ROLE_IS_VIRTUAL, role=row.role, count=each.count, vcpu=row.vcpu, memory_mib=row.memory_mib
            )


def member_replicas(members: Members) -> SystemReplicas:
    """Members as the packer places them where they take the room of a machine of their own."""
    return SystemReplicas(WHOLE_MEMBER, members.count, int(members.size.vcpu * 1000), members.size.memory_mib)


def virtual_machines(task: SizingTask, members: Members, nodes: int) -> VirtualMachines | None:
    """What shares the hosts with the services of a cluster of so many hosts; None where nothing does.

    The hosts are own servers below a hypervisor: one that the platform needs anyway, or one that is in use, if they are
    large enough for hosts. What the platform needs once stands with its first cluster.
    """
    if not on_hypervisor(task) or not _are_hosts(task, members):
        return None
    once = auxiliary_for_platform(task, nodes, 1) if task.is_first_cluster else ()
    wanted = (*auxiliary_for_cluster(task, nodes), *once)
    return VirtualMachines(members, tuple(each for each in wanted if each.row.per != "agents"))


def on_hypervisor(task: SizingTask) -> bool:
    """Whether the servers are listed ones of one's own below a hypervisor; assumed sizes are taken as they are."""
    listed = any(offer.stock is not None for offer in task.main_location.offers)
    return listed and task.main_location.seller is None and (_brings_hypervisor(task) or _hypervisor_in_use(task))


def _brings_hypervisor(task: SizingTask) -> bool:
    counts = task.terms.claim(Terms.control_plane_members)
    return counts is not None and counts.value.virtual


def _hypervisor_in_use(task: SizingTask) -> bool:
    known = task.knowledge.in_use
    names = task.knowledge.named_in_use(task.scenario.existing or ())
    return any(name in known and known[name].hypervisor for name in names)


def _are_hosts(task: SizingTask, members: Members) -> bool:
    if _brings_hypervisor(task):
        return True
    size = members.size
    return any(
        offer.vcpu >= HOST_IN_MEMBERS * size.vcpu and offer.memory_mib >= HOST_IN_MEMBERS * size.memory_mib
        for offer in task.main_location.offers
    )
