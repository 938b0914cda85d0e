"""A small recommendation made by hand, so that reports are tested without rules, prices and solvers."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

from advisor.explanations import Caution, CautionCode, Trait, Warned, WarningCode
from advisor.expressions import Truth, compile_condition
from advisor.forms import FormVerdict
from advisor.knowledge import DatedClaim, Knowledge, Operator, Platform, Rule, Source, Term, TermKind
from advisor.knowledge.criteria import (
    Anchor,
    CertaintyLimits,
    Criteria,
    Criterion,
    Form,
    Forms,
    FormStrength,
    LeastAhead,
    LeastClose,
    ScaleKind,
    Staying,
    Thresholds,
)
from advisor.knowledge.schema import Assumed, Effect
from advisor.need import Need, Verdict
from advisor.packing import Argument, BoundMethod, BoundSource, SearchEnd
from advisor.recommend import Eliminated, Ranked, Recommendation
from advisor.rules import Finding
from advisor.scenario import load_scenario
from advisor.scoring import Part, Score, Wish
from advisor.scoring.measures import MeasureCode
from advisor.screening import Requirement, Screened, Unmet
from advisor.sensitivity.certainty import Confidence, Firmness, OtherWeights
from advisor.sensitivity.cross_checks import CrossChecks
from advisor.sensitivity.flips import Unknown, WinnerChange
from advisor.sensitivity.judged_claims import JudgedClaim, Judgement
from advisor.sensitivity.open_answers import OpenAnswers
from advisor.sensitivity.weights import LeastChange, StabilityInterval
from advisor.sizing import (
    Assumption,
    ControlPlane,
    Infeasible,
    MachineType,
    Pool,
    PoolNode,
    Refusal,
    RefusalCause,
    SupportPart,
    Topology,
)
from advisor.sizing.bill_types import (
    Bill,
    BillBasis,
    BillKey,
    BillLine,
    BillPart,
    HourWeighing,
    LeftOut,
    LeftOutCost,
    Unit,
    Unpriced,
    UnpricedCost,
)
from advisor.sizing.cluster import MemberMachines
from advisor.sizing.note_codes import AssumptionCode, NoteCode
from advisor.sizing.support_part import SupportKey, SupportKind
from advisor.values import facts, note

DAY = dt.date(2026, 11, 24)
ZONES = Assumption("hosting.zones", note(AssumptionCode.ZONES, value=2, about="zones", because="nobody said"))
FIGURE = note(MeasureCode.PORTABILITY, text="as the guide has it")
ODD = note(NoteCode.MEMBERS_TOGETHER, place="odd count")
SCENARIO = load_scenario(
    {
        "name": "Corner shop | <b>bold</b>",
        "summary": "two services",
        "multi_tenancy": "none",
        "services": [
            {"name": "web", "replicas": 3, "cpu": "500m", "memory": "1Gi"},
            {"name": "db", "replicas": 1, "cpu": 1, "memory": "2Gi"},
        ],
    }
)


def _rule(rule_id: str, title: str) -> Rule:
    return Rule(
        rule_id, title, f"the reason of {rule_id}", "guide", "true", Effect(note="-"), compile_condition("true", {}), {}
    )


def _platform(platform_id: str, name: str) -> Platform:
    return Platform(platform_id, name, "Vendor", f"{name} runs containers.", {})


def _criterion(name: str) -> Criterion:
    return Criterion(
        id=name,
        name=name.capitalize(),
        about=name,
        measure=name,
        unit="share",
        weight=50,
        reason="-",
        source="guide",
        scale=ScaleKind.LINEAR,
        anchors=(Anchor(raw=0, utility=0), Anchor(raw=1, utility=1)),
    )


KNOWLEDGE = Knowledge(
    folder=Path("knowledge"),
    vocabulary={"vm_isolation": Term(about="Keeps tenants apart by virtual machines", kind=TermKind.LEVEL)},
    sources={
        "guide": Source(title="A guide", publisher="Press", url="https://example.org/guide", seen=dt.date(2026, 8, 1)),
        "prices": Source(title="Prices", publisher="Vendor", url="https://example.org/p", seen=dt.date(2026, 9, 1)),
    },
    platforms={p: _platform(p, p.capitalize()) for p in ("alpha", "beta", "gamma", "delta")},
    rules=(_rule("W101", "Few services"), _rule("X302", "Tenants need walls")),
    cases=(),
    criteria=Criteria(
        criteria=(_criterion("cost"), _criterion("fit")),
        need=Thresholds(no_up_to=-2, either_within=1, about="-", source="guide"),
        forms=Forms(
            strengths={form: FormStrength(about="-") for form in Form},
            in_use=1,
            parted_from=5,
            parted_by_score=0.5,
            about="-",
            source="guide",
        ),
        staying=Staying(form_within=1, score_within=0.02, upgrade_within_days=120, about="-", source="guide"),
        certainty=CertaintyLimits(
            clear=LeastAhead(margin=0.05, form_margin=2, share_of_weights=0.8, share_of_answers=0.8, withstands=2),
            close=LeastClose(margin=0.02, share_of_weights=0.5),
            open_below=0.5,
            about="-",
            source="guide",
        ),
    ),
    questions=(),
    assumed={
        name: Assumed(value=value, about=name, why="-", source="guide")
        for name, value in {
            "zones_cloud": 2,
            "survive_nodes": 1,
            "utilisation_cpu": 0.8,
            "utilisation_memory": 0.8,
            "peak_hours_per_day": 8,
            "proxy_cpu_millicores": 100,
            "proxy_memory_mib": 128,
        }.items()
    },
    presets={},
    operating_tasks={},
    hash="0123456789abcdef",
)
FORMS = FormVerdict(
    ((Form.ONE_BOX, 3.0), (Form.SEVERAL_BOXES, 2.0), (Form.HIDDEN, 0.0), (Form.MANAGED, -3.0), (Form.OWN, -3.0)), (), ()
)
FEW = Finding(KNOWLEDGE.rules[0], Truth.HOLDS, (("demand.services", 2),))
WALLS = Finding(KNOWLEDGE.rules[1], Truth.HOLDS, (("multi_tenancy", "hard"),))
AGENTS = BillKey(BillPart.NODES, "cloud", pool="all", machine="m.large")
MACHINE = MachineType("m.large", 2, 8192, 1500, 6000, 29, 0.1, "prices", "2026-09-01")


def topology(platform: str = "alpha", base: float | None = 219.0) -> Topology:
    """Three agents in two zones; 3 x 0.1 USD x 730 hours = 219 USD a month."""
    nodes = (
        PoolNode("m.large", "zone-1", 1, (("web", 1), ("db", 1))),
        PoolNode("m.large", "zone-2", 1, (("web", 2),)),
        PoolNode("m.large", "zone-2", 1, (), (("db", 1),), spare=True),
    )
    pool = Pool(
        name="all",
        site="cloud",
        zones=("zone-1", "zone-2"),
        machines=(MACHINE,),
        considered=(MACHINE, replace(MACHINE, name="m.huge")),
        nodes=nodes,
        usd_per_hour=0.3,
        bound_usd_per_hour=0.25,
        bound_source=BoundSource((BoundMethod.LP_RELAXATION,), Argument.ANY_NODES, 1),
        certified_usd_per_hour=None,
        gap=0.2,
        survives_nodes=1,
        survives_zone=False,
        ended_by=SearchEnd.ROUNDS,
    )
    lines = (
        BillLine(AGENTS, 2190, Unit.HOUR, 0.1, 219.0, "prices", "2026-09-01", count=3),
        BillLine(BillKey(BillPart.SUBSCRIPTION), 2190, Unit.HOUR, None, None, "prices", "2026-09-01", count=3),
    )
    return Topology(
        platform=platform,
        control_plane=ControlPlane(
            Operator.CUSTOMER,
            3,
            (("zone-1", 1), ("zone-2", 2)),
            (MemberMachines("zone-1", "m.large", 1), MemberMachines("zone-2", "m.large", 2)),
            1,
            1,
            None,
            None,
            (note(NoteCode.ONE_MEMBER),),
            ("guide",),
        ),
        pools=(pool,),
        support=(SupportPart(SupportKey(SupportKind.LOAD_BALANCER, "cloud"), 1, "guide", zones=2),),
        bill=Bill(
            base,
            base,
            base,
            BillBasis(HourWeighing.PEAK),
            lines,
            unpriced=(Unpriced(UnpricedCost.SUBSCRIPTION, platform),),
            left_out=(LeftOut(LeftOutCost.TRAFFIC),),
        ),
        notes=(ODD,),
        assumptions=(ZONES,),
    )


def _ranked(rank: int, platform: str, cost: float, fit: float) -> Ranked:
    parts = (
        Part("cost", 1 / 3, cost, cost, cost, 219.0, "USD", FIGURE, "prices"),
        Part(
            "fit",
            2 / 3,
            fit,
            fit,
            fit,
            None,
            "share",
            FIGURE,
            "guide",
        ),
    )
    wall = Trait(
        "vm_isolation",
        "Keeps tenants apart",
        3,
        "each in its own",
        "guide",
        Wish("vm_isolation", 4.0, "X310", "", "must_have", "vm_isolation"),
    )
    return Ranked(
        rank=rank,
        platform=KNOWLEDGE.platforms[platform],
        score=Score(platform, parts),
        topology=topology(platform),
        cautions=(Caution("X302", note(CautionCode.NOTHING_CLAIMED, term="walls", rule="X302"), None),),
        strengths=(wall,),
        weaknesses=(replace(wall, level=1, why="no doors"),),
    )


UNMET = Unmet(
    Requirement("vm_isolation", 2, WALLS), DatedClaim("vm_isolation", DAY, 0, "guide", "Gamma shares one kernel", None)
)
NO_GPU = Infeasible("delta", Refusal(RefusalCause.GPU_NOT_GIVEN, facts(service="db", platform="Delta"), ("db",)))
OUT = (
    Eliminated(
        Screened(KNOWLEDGE.platforms["delta"], (), (), ()),
        NO_GPU,
    ),
    Eliminated(Screened(KNOWLEDGE.platforms["gamma"], (UNMET,), (), ()), None),
)
CONFIDENCE = Confidence(
    word=Firmness.CLOSE,
    margin=0.01,
    form_margin=1,
    weights=OtherWeights(
        shares=(("alpha", 0.61), ("beta", 0.39)),
        drawn=2000,
        intervals=(
            StabilityInterval("fit", 2 / 3, 0.6, 1.0, "beta", None),
            StabilityInterval("cost", 1 / 3, 0.0, 0.4, None, "beta"),
        ),
        least_changes=(LeastChange("beta", 0.1, (("cost", 0.38), ("fit", 0.62))),),
        dominated=(),
    ),
    cross_checks=CrossChecks("alpha", "beta"),
    open_answers=OpenAnswers((("alpha", 0.7), ("beta", 0.2)), 0.1, 200, ("team.ops", "cost"), ("hosting.model",)),
    judgement=Judgement(
        0.25, 12, (JudgedClaim("beta", "vm_isolation", 1, 2, "beta", ruled_out=False),), (("beta", "beta"),)
    ),
)
ANSWER = Recommendation(
    scenario=SCENARIO,
    knowledge=KNOWLEDGE,
    as_of=DAY,
    findings=(FEW, WALLS),
    verdict=Verdict(Need.NO, FORMS, -3, (), (FEW,), (), (), (), (), (), KNOWLEDGE.criteria.need, frozenset(Form)),
    assumptions=topology().assumptions,
    unknowns=(Unknown("team.ops", True, True, (("0", "beta"), ("1", "beta"))), Unknown("cost", True, False, ())),
    confidence=CONFIDENCE,
    ranking=(_ranked(1, "alpha", 0.9, 0.7), _ranked(2, "beta", 0.99, 0.6)),
    weights=(("cost", 1 / 3), ("fit", 2 / 3)),
    eliminated=OUT,
    warnings=(Warned("N701", note(WarningCode.RULE_NOTE, text="keep copies of the images"), "guide"),),
    changes=(WinnerChange("cost", "low", "premium_ok", "beta"),),
    next_question=None,
)
NO_FIT = replace(ANSWER, ranking=(), confidence=None, changes=(), unknowns=())
