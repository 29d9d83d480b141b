# SPDX-License-Identifier: Apache-2.0
"""The pages of plans: who gets what, why, what stays unmet, and whether it is fair."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from gungho.doors.drafting import request_of
from gungho.doors.figures import share_text
from gungho.doors.names import Names
from gungho.doors.plan_words import PlanWords
from gungho.doors.reasons import sentence
from gungho.doors.web.charts.bars import Pair, paired
from gungho.doors.web.goods import Amount, Goods
from gungho.doors.web.pages import roadmaps
from gungho.doors.web.pages.lists import entry_link, register_link, wanted
from gungho.doors.web.pages.plan_choice import choice, depots, line_way, wishes
from gungho.doors.web.paging import paging
from gungho.doors.web.tables.helping import DRAFTS, PLAN_LEFT, PLAN_LINES, PLANS
from gungho.doors.web.tables.listing import Listing, shown
from gungho.doors.web.words import REGIONS, word
from gungho.errors import Fact
from gungho.store.drafts import drafts
from gungho.store.reads.commitments import commitments
from gungho.store.reads.places import body_forms, roads, spots
from gungho.store.reads.plans import (
    PPM,
    Evenness,
    PlanHead,
    PlanLine,
    evenness,
    plan_heads,
    plan_lines,
    plan_unmet,
)

SUMMED = ("count", "paid")
SHARED = ("place", "target", "days", "stages", "other")

GROUPS_SHOWN = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """One co-op's part of a group."""

    coop: str
    name: str
    amount: Amount
    line: int
    need: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Lines of a plan that are alike but for the co-op."""

    depot: str
    depot_name: str
    fund: str
    fund_name: str
    amount: Amount
    why: str
    needs: int
    shares: list[Share]
    route: str
    source: str
    target: str
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fairness:
    """One region's share of the need and of the plan."""

    region: str
    need: str
    plan: str
    bars: SafeString


DRAFT_STATUS = {"making": "transit", "ready": "promised", "failed": "lost",
                "adopted": "arrived"}  # fmt: skip


def draft_words() -> dict[str, str]:
    """How a draft may stand, in words."""
    return {
        "making": _("being made"),
        "ready": _("ready to be looked at"),
        "failed": _("could not be made"),
        "adopted": _("adopted"),
    }


def plans(request: HttpRequest) -> HttpResponseBase:
    """Every plan, newest first, the drafts before them, and the form for a new one."""
    names = Names.load(get_language() or "en")
    planners = [
        (body, names.body(body))
        for body, form in body_forms().items()
        if form in ("hub", "headquarters")
    ]
    drafted = wanted(request, "drafts", _("Drafts"), list(draft_words().items()))
    made = [
        {
            "row": row,
            "body": names.body(row.body),
            "state": draft_words()[row.state],
            "status": DRAFT_STATUS[row.state],
            "is_ready": row.state in ("ready", "adopted"),
            "changes": ", ".join(request_of(row).changes),
        }
        for row in drafts()
        if drafted.value in ("", row.state)
    ]
    told = {
        "filters": [drafted],
        "has_drafts": bool(made or drafted.value),
        "plans": Listing(request, PLANS, rows=plan_heads(), title=_("Adopted plans")),
        "bodies": planners,
        "drafts": Listing(request, DRAFTS, rows=made, title=_("Drafts"), name="drafts"),
    }
    return shown(request, "gungho/plans.html", told=told)


def left_of(plan: str, goods: Goods) -> list[dict[str, object]]:
    """What is still to be sent and given of a plan, by source, depot and thing."""
    sums: dict[tuple[str, str, str, str, str], list[int]] = defaultdict(lambda: [0, 0])
    for one in commitments(plan):
        if one.to_give:
            money = one.currency or one.commodity
            key = (one.source, one.depot, one.commodity, one.fund, money)
            sums[key][0] += one.to_send if one.source != one.depot else 0
            sums[key][1] += one.to_give
    names = goods.names
    return [
        {
            "source": names.body(source),
            "depot": names.body(depot),
            "fund": names.fund(fund),
            "to_send": goods.amount(money, send) if send else None,
            "to_give": goods.amount(commodity, give),
        }
        for (source, depot, commodity, fund, money), (send, give) in sorted(
            sums.items()
        )
    ]


def plan(request: HttpRequest, plan: str) -> HttpResponseBase:
    """One plan: its lines with their reasons, what is unmet, roads and shares."""
    heads = plan_heads(plan) if plan else []
    if not heads:
        raise Http404(plan)
    head, language = heads[0], get_language() or "en"
    names = Names.load(language)
    goods = Goods.load(names)
    lines, unmet = plan_lines(plan), plan_unmet(plan)
    chosen = choice(request, lines)
    groups = folded(of_depot(lines, chosen.depot), goods)
    page = paging(request, len(groups), most=GROUPS_SHOWN)
    told = {
        "head": head,
        "entry": entry_link(head.book, head.seq),
        "groups": groups[page.start : page.start + page.most],
        "page": page,
        "unmet": folded(of_depot(unmet, chosen.depot), goods),
        "left": Listing(
            request,
            PLAN_LEFT,
            rows=left_of(plan, goods),
            title=_("Still to be done"),
            name="left",
        ),
        "lines": Listing(
            request,
            PLAN_LINES,
            rows=line_rows(groups),
            title=_("Who gets what"),
            name="lines",
        ),
        "chosen": chosen,
        "here": chosen.query(page.start),
        "depots": depots(lines, names),
        "wishes": wishes(plan, names),
        "drawn": drawn(groups, chosen.line, names=names),
        "fair": fairness(evenness(plan)),
        "seed": {"seed": head.seed},
        "said": said(head, language),
        "key": roadmaps.map_key(),
    }
    return shown(
        request, "gungho/plan.html", told=told | road_parts(head, lines, names)
    )


def line_rows(groups: Sequence[Group]) -> list[dict[str, object]]:
    """Every line of a plan by itself, to be taken along."""
    return [
        {
            "depot": one.depot_name,
            "coop": share.name,
            "need": share.need,
            "amount": share.amount,
            "fund": one.fund_name,
            "why": one.why,
        }
        for one in groups
        for share in one.shares
    ]


def of_depot(lines: Sequence[PlanLine], depot: str) -> list[PlanLine]:
    """The lines for one depot's co-ops, or all."""
    return [line for line in lines if not depot or line.depot == depot]


def drawn(groups: Sequence[Group], number: int, *, names: Names) -> dict[str, object]:
    """The chosen line on a map of its own; nothing when none was chosen."""
    if not 0 <= number < len(groups):
        return {}
    one = groups[number]
    found = line_way(one.route, source=one.source, target=one.target, names=names)
    passed = " → ".join(names.place(place) for place in found.places)
    return {"svg": found.svg, "passed": passed, "group": one}


def said(head: PlanHead, language: str) -> list[str]:
    """What is true of the whole plan, in sentences."""
    if not head.fairness_ppm:
        return []
    facts: dict[str, Fact] = {"permille": head.fairness_ppm // 1000}
    return [sentence("plan.whole.fairness", facts, language)]


def folded(lines: Sequence[PlanLine], goods: Goods) -> list[Group]:
    """Lines folded by depot, fund, thing, reason and way, the largest groups first."""
    alike: dict[tuple[str, ...], list[PlanLine]] = defaultdict(list)
    for line in lines:
        facts = line.told()
        way = tuple(facts.get(name, "") for name in SHARED)
        key = (line.depot, line.fund, line.commodity, line.reason, *way)
        alike[key].append(line)
    ordered = sorted(alike.items(), key=lambda item: (item[0][0], -len(item[1])))
    return [group(part, goods) for _key, part in ordered]


def group(lines: list[PlanLine], goods: Goods) -> Group:
    """One group with its sentence and its co-ops."""
    one, names = lines[0], goods.names
    facts: dict[str, Fact] = dict(one.told())
    for name in SUMMED:
        if name in facts:
            facts[name] = sum(int(line.told()[name]) for line in lines)
    total = sum(line.count for line in lines)
    facts |= {"needs": len({line.need for line in lines}), "short": total}

    def proof(line: PlanLine) -> str:
        return register_link(line.depot, line.coop, line.commodity, line.fund)

    return Group(
        depot=one.depot,
        depot_name=names.body(one.depot),
        fund=one.fund,
        fund_name=names.fund(one.fund) if one.fund else "",
        amount=goods.amount(
            one.commodity,
            total,
            register_link(one.depot, one.depot, one.commodity, one.fund),
        ),
        why=PlanWords(names=names, things=goods.kinds).say(one.reason, facts),
        needs=len({line.need for line in lines}),
        route=one.route,
        source=str(facts.get("place", "")),
        target=str(facts.get("target", "")),
        numbers=tuple(line.line for line in lines),
        shares=[
            Share(
                coop=line.coop,
                name=names.body(line.coop),
                amount=goods.amount(line.commodity, line.count, proof(line)),
                line=line.line,
                need=line.need,
            )
            for line in lines
        ],
    )


def fairness(regions: Sequence[Evenness]) -> list[Fairness]:
    """The share of need beside the share of the plan, by region."""
    asked = sum(region.asked for region in regions)
    given = sum(region.given for region in regions)
    if not asked:
        return []
    shares = [
        (r, 100 * r.asked / asked, 100 * r.given / given if given else 0.0)
        for r in regions
    ]
    top = max(max(need, part) for _r, need, part in shares)
    return [
        Fairness(
            region=word(REGIONS, r.region),
            need=share_text(r.asked // PPM, asked // PPM),
            plan=share_text(r.given, given),
            bars=paired(Pair(upper=need, lower=part), top=top),
        )
        for r, need, part in shares
    ]


def road_parts(
    head: PlanHead, lines: Sequence[PlanLine], names: Names
) -> dict[str, object]:
    """The map and the timeline of a plan's roads."""
    known = roads()
    used = {stage for line in lines for stage in line.route.split()}
    adopted = date.fromisoformat(head.on)
    first, last = adopted - timedelta(270), adopted + timedelta(90)
    taken = {(r.source, r.target) for r in known if r.route in used}
    stages = [
        {
            "source": names.place(r.source),
            "target": names.place(r.target),
            "opened": r.opened,
            "closed": r.closed,
        }
        for r in known
        if r.route in used
    ]
    return {
        "map": roadmaps.road_map(
            label=_("Map of the roads open on the day of the plan, and those it uses."),
            names=names,
            spots=spots(),
            roads=known,
            used=used,
            on=head.on,
            marked={line.depot for line in lines},
        ),
        "times": roadmaps.road_times(
            names=names,
            roads=known,
            wanted=taken | roadmaps.changed(known, first, last),
            first=first,
            last=last,
            today=adopted,
        ),
        "stages": stages,
    }
