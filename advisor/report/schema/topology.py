"""Topology -> plain values, and the sources that plain values name."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from advisor.knowledge import Knowledge
from advisor.report.json_values import plain, round_off
from advisor.report.wording.infeasibility import refusal_words
from advisor.sizing.explain.marginal_costs import Insights
from advisor.sizing.infeasibility import Refusal
from advisor.sizing.result import Bill, ControlPlane, Infeasible, MachineType, OverTime, Pool, SensitivityCase, Topology
from advisor.sizing.rolling_update import Upgrading
from advisor.values import Facts

FROM_REQUIREMENT = "stated in the requirement file"


def source_of(source: str | None, knowledge: Knowledge) -> dict[str, Any] | None:
    """{id, title, url, day} of a source; what no source of the knowledge base says, the requirement file says."""
    if source is None:
        return None
    known = knowledge.sources.get(source)
    if known is None:
        return {"id": source, "title": FROM_REQUIREMENT, "url": None, "day": None}
    return {"id": source, "title": known.title, "url": known.url, "day": known.day.isoformat()}


def file_dict(overlay_file: str, key: str = "file") -> dict[str, str]:
    """The file of the overlay that says something as a JSON value; no key where the advisor's own knowledge does."""
    return {key: overlay_file} if overlay_file else {}


def facts_dict(facts: Facts) -> dict[str, Any]:
    """The values by name; what is listed becomes a list."""
    return {name: plain(value) for name, value in facts}


def cause_dict(refusal: Refusal) -> dict[str, Any]:
    """Why services cannot be placed: the code of the cause, its values, where it was met and what would do."""
    return {
        "code": refusal.cause.value,
        "values": facts_dict(refusal.values),
        "pool": refusal.pool or None,
        "cluster": refusal.cluster or None,
        "one_machine": refusal.one_machine,
        "ties": [
            [{"service": name, "replicas": each, "memory_mib": memory} for name, each, memory in tie]
            for tie in refusal.ties
        ],
        "to_buy": dict(refusal.to_buy),
    }


def topology_dict(topology: Topology, knowledge: Knowledge, *, all_considered: bool = False) -> dict[str, Any]:
    """A topology with its bill as JSON values; `machines` lists the types used, or all that were considered."""
    return {
        "control_plane": _control_plane(topology.control_plane, knowledge),
        "pools": [_pool(pool, knowledge, all_considered) for pool in topology.pools],
        "support": [
            {"what": s.what, "count": s.count, "where": s.where, "how": s.how, "source": source_of(s.source, knowledge)}
            for s in topology.support
        ],
        "cost_usd_per_month": _bill(topology.bill, knowledge),
        "notes": list(topology.notes),
        **_clusters(topology, knowledge),
        "over_time": _over_time(topology.over_time, knowledge),
        "left_to_you": [
            {"term": m.term, "about": m.about, "why": m.why, "source": source_of(m.source, knowledge)}
            for m in topology.missing
        ],
    }


def _clusters(topology: Topology, knowledge: Knowledge) -> dict[str, Any]:
    """Clusters, machines of other roles and tenants."""
    return {
        "clusters": [
            {
                "name": cluster.name,
                "tenant": cluster.tenant or None,
                "pools": list(cluster.pools),
                "nodes": cluster.nodes,
                "replicas": cluster.replicas,
                "control_plane": _control_plane(cluster.control_plane, knowledge),
            }
            for cluster in topology.clusters
        ],
        "machines_beside": [
            {
                "role": entry.role,
                "count": entry.count,
                "machine": entry.machine,
                "site": entry.site,
                "cluster": entry.cluster or None,
                "cost_usd_per_hour": round_off(entry.usd_per_hour),
                "source": source_of(entry.source, knowledge),
            }
            for entry in topology.auxiliary
        ],
        "tenants": [
            {
                "name": share.tenant,
                "isolation": share.isolation,
                "cluster": share.cluster or None,
                "replicas": share.replicas,
                "cpu_millicores": share.cpu_millicores,
                "memory_mib": share.memory_mib,
            }
            for share in topology.tenants
        ],
    }


def _over_time(over_time: OverTime | None, knowledge: Knowledge) -> dict[str, Any] | None:
    if over_time is None:
        return None
    return {
        "follows_load": over_time.follows,
        "why": over_time.why,
        "cycle_hours": over_time.cycle_hours,
        "plans": [
            {
                "name": plan.name,
                "hours": list(plan.when),
                "hours_of_cycle": round_off(plan.hours),
                "replicas": plan.replicas,
                "machines": dict(plan.machines),
                "usd_per_hour": round_off(plan.usd_per_hour),
            }
            for plan in over_time.plans
        ],
        "saved_usd_per_month": round_off(over_time.usd_saved_per_month),
        "saved_share": round_off(over_time.saved_share),
        "capacity_minutes": round_off(over_time.capacity_minutes),
        "capacity_source": source_of(over_time.capacity_source or None, knowledge),
        "ahead_usd_per_month": round_off(over_time.usd_ahead_per_month),
        "notes": list(over_time.notes),
    }


def sizing_dict(sized: Topology | Infeasible, knowledge: Knowledge) -> dict[str, Any]:
    """What `size` found as JSON values: the topology with every machine type considered, or why there is none."""
    if isinstance(sized, Infeasible):
        return {
            "platform": sized.platform,
            "topology": None,
            "infeasible": refusal_words(sized.refusal),
            "cause": cause_dict(sized.refusal),
            "services": list(sized.services),
        }
    topology = topology_dict(sized, knowledge, all_considered=True)
    return {
        "platform": sized.platform,
        "cost_usd_per_month": topology.pop("cost_usd_per_month"),
        "topology": topology,
        "infeasible": None,
        "cause": None,
        "stricter": [_sensitivity(one) for one in sized.sensitivity],
        "assumptions": [
            {"field": a.field, "value": a.value, "why": a.why, "effect": a.effect} for a in sized.assumptions
        ],
    }


def _sensitivity(one: SensitivityCase) -> dict[str, Any]:
    return {
        "field": one.field,
        "was": one.was,
        "becomes": one.becomes,
        "usd_per_month": round_off(one.usd_per_month),
        "more_usd_per_month": round_off(one.more_usd_per_month),
        "impossible": refusal_words(one.impossible) if one.impossible else None,
        "cause": cause_dict(one.impossible) if one.impossible else None,
    }


def _control_plane(plane: ControlPlane, knowledge: Knowledge) -> dict[str, Any]:
    return {
        "operated_by": plane.operated_by,
        "members": plane.members,
        "members_by_zone": dict(plane.members_by_zone),
        "machine": plane.machine,
        "tolerates": plane.tolerates,
        "clusters": plane.clusters,
        "cost_usd_per_hour": round_off(plane.usd_per_hour),
        "sla_percent": round_off(plane.sla_percent),
        "tier": plane.tier or None,
        "tier_why": plane.tier_why or None,
        "notes": list(plane.notes),
        "sources": [source_of(source, knowledge) for source in plane.sources],
    }


def _pool(pool: Pool, knowledge: Knowledge, all_considered: bool) -> dict[str, Any]:
    return {
        "name": pool.name,
        "kind": pool.kind,
        "cluster": pool.cluster or None,
        "site": pool.site,
        "zone_count": len(pool.zones),
        "zones": list(pool.zones),
        "machines": {m.name: _machine(m, knowledge) for m in (pool.considered if all_considered else pool.machines)},
        "nodes": [
            {
                "type": node.machine,
                "zone": node.zone,
                "count": node.count,
                "pods": dict(node.pods),
                "reserved": dict(node.reserved),
                "spare": node.spare,
            }
            for node in pool.nodes
        ],
        "cost_usd_per_hour": round_off(pool.usd_per_hour),
        "bound_usd_per_hour": round_off(pool.bound_usd_per_hour),
        "bound_source": pool.bound_source,
        "certified_usd_per_hour": pool.certified_usd_per_hour,
        "gap": round_off(pool.gap),
        "survives": {
            "nodes": pool.survives_nodes,
            "zone": pool.survives_zone,
            "together": pool.survives_together,
        },
        "upgrade": _upgrading(pool.upgrade),
        "ended_by": pool.ended_by,
        "seconds": None,
        "density": None if pool.density is None else _figures(asdict(pool.density)),
        **({"insights": _insights(pool.insights)} if all_considered else {}),
    }


def _figures(values: Any) -> Any:
    """What asdict makes of a record, its figures rounded off."""
    if isinstance(values, dict):
        return {key: _figures(value) for key, value in values.items()}
    if isinstance(values, list | tuple):
        return [_figures(value) for value in values]
    return round_off(values) if isinstance(values, float) else values


def _insights(insights: Insights | None) -> dict[str, Any] | None:
    """What the certificate says of a pool; None where it says nothing."""
    if insights is None:
        return None
    written: dict[str, Any] = _figures(asdict(insights))
    for replica in written["replicas"]:
        replica["services"] = dict(replica["services"])
    return written


def _upgrading(upgrade: Upgrading | None) -> dict[str, Any] | None:
    if upgrade is None:
        return None
    return {
        "surge": dict(upgrade.surge),
        "surge_usd_per_hour": round_off(upgrade.surge_usd_per_hour),
        "drained_nodes": upgrade.drained_nodes,
        "added_nodes": upgrade.added_nodes,
    }


def _machine(machine: MachineType, knowledge: Knowledge) -> dict[str, Any]:
    return {
        "cpu_millicores": machine.cpu_millicores,
        "memory_mib": machine.memory_mib,
        "max_pods": machine.max_pods,
        "usd_per_hour": round_off(machine.usd_per_hour),
        "vcpu": round_off(machine.vcpu),
        "installed_memory_mib": machine.installed_memory_mib,
        "stock": machine.stock,
        "source": source_of(machine.source, knowledge),
        "as_of": machine.as_of or None,
    }


def _bill(bill: Bill, knowledge: Knowledge) -> dict[str, Any]:
    return {
        "low": round_off(bill.low),
        "base": round_off(bill.base),
        "high": round_off(bill.high),
        "basis": bill.basis,
        "lines": [
            {
                "what": line.what,
                "quantity": round_off(line.quantity),
                "unit": line.unit,
                "unit_price": round_off(line.unit_price_usd),
                "usd_per_month": round_off(line.usd_per_month),
                "source": source_of(line.source, knowledge),
                "as_of": line.as_of or None,
            }
            for line in bill.lines
        ],
        "unpriced": list(bill.unpriced),
        "left_out": list(bill.left_out),
        "currency": "USD",
        "budget": round_off(bill.budget_usd_per_month),
        "people": round_off(bill.people),
        "price_notes": [{"text": note, "source": source_of(source, knowledge)} for note, source in bill.price_notes],
    }
