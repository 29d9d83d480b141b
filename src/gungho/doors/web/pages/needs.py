# SPDX-License-Identifier: Apache-2.0
"""The page of needs: what co-ops ask for, in which plan it is, what came of it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from gungho.doors.names import Names
from gungho.doors.web.goods import Amount, Goods
from gungho.doors.web.pages.lists import (
    Filter,
    entry_link,
    of_body,
    wanted,
)
from gungho.doors.web.tables.helping import NEEDS
from gungho.doors.web.tables.listing import FromBooks, Listing, shown
from gungho.doors.web.words import ACTIVITIES, REGIONS, TRADES, choices, word
from gungho.measure import decimal_text
from gungho.store.reads.movement import item_scales
from gungho.store.reads.needs import (
    NEED_ORDERS,
    NeedLine,
    Part,
    asked_for,
    came_of,
    count_needs,
    depots,
    each_need,
)

STATUS = {
    "open": "received",
    "planned": "promised",
    "helped": "arrived",
    "withdrawn": "held",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedRow:
    """One need as the page shows it."""

    line: NeedLine
    coop: str
    activity: str
    region: str
    status: str
    state: str
    asked: list[Amount]
    came: list[Amount]
    href: str
    appeal: str


def states() -> list[tuple[str, str]]:
    """The states of a need, in words."""
    return [
        ("open", _("Open")),
        ("planned", _("Planned")),
        ("helped", _("Helped")),
        ("withdrawn", _("Withdrawn")),
    ]


def need_rows(lines: Sequence[NeedLine], goods: Goods) -> list[NeedRow]:
    """Needs with their names, what was asked and what came."""
    ids = [line.need for line in lines]
    asked, came, told = asked_for(ids), came_of(ids), dict(states())

    def summed(parts: list[Part], coop: str) -> list[Amount]:
        """One amount a commodity; several entries are proved by their list."""
        sums: dict[str, list[Part]] = defaultdict(list)
        for part in parts:
            sums[part.commodity].append(part)
        return [
            goods.amount(
                code,
                sum(part.count for part in alike),
                entry_link(alike[0].book, alike[0].seq)
                if len({part.seq for part in alike}) == 1
                else f"/journal/?find={coop}&group=decisions",
            )
            for code, alike in sums.items()
        ]

    def left(line: NeedLine) -> dict[str, int]:
        """What is asked and has not come, by commodity."""
        sums: Counter[str] = Counter()
        for part in asked.get(line.need, []):
            sums[part.commodity] += part.count
        for part in came.get(line.need, []):
            sums[part.commodity] -= part.count
        return {code: count for code, count in sums.items() if count > 0}

    scales = item_scales()
    return [
        NeedRow(
            line=line,
            coop=goods.names.body(line.coop),
            activity=word(ACTIVITIES, line.activity),
            region=word(REGIONS, line.region),
            status=STATUS[line.state],
            state=told[line.state],
            asked=summed(asked.get(line.need, []), line.coop),
            came=summed(came.get(line.need, []), line.coop),
            href=entry_link(line.book, line.seq),
            appeal=appeal_for(line.need, left(line), scales=scales),
        )
        for line in lines
    ]


def appeal_for(need: str, left: Mapping[str, int], *, scales: Mapping[str, int]) -> str:
    """Return the address of the form of an appeal for what a need lacks; "" if none."""
    if not left:
        return ""
    told = {"need": need, "appeal": f"appeal.{need}"}
    for row, (code, count) in enumerate(left.items()):
        told[f"goal.commodity.{row}"] = code
        told[f"goal.count.{row}"] = decimal_text(count, scales.get(code, 0))
    return f"{reverse('form', args=['appeal.opened'])}?{urlencode(told)}"


def needs(request: HttpRequest) -> HttpResponseBase:
    """Every need, newest first, with filters."""
    names = Names.load(get_language() or "en")
    filters: list[Filter] = [
        of_body(request, depots(), names=names, name="depot", label=_("Depot")),
        wanted(request, "region", _("Region"), choices(REGIONS)),
        wanted(request, "trade", _("Trade"), choices(TRADES)),
        wanted(request, "state", _("State"), states()),
        wanted(request, "verified", _("Verified"), [("no", _("not verified yet"))]),
    ]
    columns = ("keeper", "region", "trade", "state", "verified")
    where = [(c, f.value) for c, f in zip(columns, filters, strict=True)]
    goods = Goods.load(names)
    told = {"filters": filters, "rows": needs_listed(request, where, goods=goods)}
    return shown(request, "gungho/needs.html", told=told)


def needs_listed(
    request: HttpRequest,
    where: Sequence[tuple[str, str]],
    *,
    goods: Goods,
    name: str = "",
) -> Listing:
    """Return the needs of a page, all or of one co-op."""
    rows = FromBooks(
        total=count_needs(where),
        read=lambda order, start, most: each_need(
            where=where, start=start, most=most, order=order
        ),
        names=frozenset(NEED_ORDERS),
        make=lambda some: need_rows(some, goods),
    )
    return Listing(request, NEEDS, rows=rows, title=_("Needs"), name=name)
