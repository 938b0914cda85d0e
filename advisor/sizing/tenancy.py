"""Tenancy: what keeps each tenant apart from the others."""

from __future__ import annotations

from dataclasses import dataclass

from advisor.scenario import Scenario
from advisor.scenario.enums import Isolation, MultiTenancy

SHORT_FORM = {
    MultiTenancy.NONE: Isolation.NONE,
    MultiTenancy.SOFT: Isolation.SOFT,
    MultiTenancy.HARD: Isolation.NODE,
}
"""What `multi_tenancy` means for a tenant that is listed without an isolation of its own, or not listed."""

OWN_MACHINES = (Isolation.NODE, Isolation.CLUSTER)


@dataclass(frozen=True)
class Tenancy:
    """The isolation of each tenant by name, and that of tenants which nobody lists."""

    of_tenants: tuple[tuple[str, Isolation], ...] = ()
    of_others: Isolation = Isolation.SOFT

    def of(self, tenant: str | None) -> Isolation:
        """What keeps a tenant apart; services of no tenant are the organisation's own and share."""
        if not tenant:
            return Isolation.NONE
        return dict(self.of_tenants).get(tenant, self.of_others)

    def pool_of(self, tenant: str | None) -> str:
        """The tenant whose own machines its services take; empty where they share."""
        return tenant if tenant and self.of(tenant) in OWN_MACHINES else ""

    def cluster_of(self, tenant: str | None) -> str:
        """The tenant whose own cluster its services take; empty where they share."""
        return tenant if tenant and self.of(tenant) is Isolation.CLUSTER else ""


def resolve_tenancy(scenario: Scenario) -> Tenancy:
    """Each tenant's own isolation where it has one, else what `multi_tenancy` stands for."""
    short = scenario.multi_tenancy
    others = Isolation.SOFT if short is None else SHORT_FORM[short]
    return Tenancy(tuple((tenant.name, tenant.isolation or others) for tenant in scenario.tenants or ()), others)


def isolation_is_open(scenario: Scenario) -> bool:
    """Whether a tenant is named of which nothing says what keeps it apart."""
    if scenario.multi_tenancy is not None:
        return False
    resolved = {tenant.name for tenant in scenario.tenants or () if tenant.isolation is not None}
    named = {tenant.name for tenant in scenario.tenants or ()} | {s.tenant for s in scenario.services or () if s.tenant}
    return bool(named - resolved)
