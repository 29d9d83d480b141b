# SPDX-License-Identifier: Apache-2.0
"""Appeals with their progress, and pledges with what is late."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gungho.doors.figures import share_text
from gungho.doors.names import Names
from gungho.doors.web.context import today
from gungho.doors.web.goods import Goods
from gungho.doors.web.pages.lists import entry_link, of_body, wanted
from gungho.doors.web.tables.giving import APPEALS, PLEDGES, UNWANTED
from gungho.doors.web.tables.listing import InHand, Listing, shown
from gungho.reports.giving import PPM, AppealOn, PartOn, PledgeOn, Progress
from gungho.store.cards import card_texts
from gungho.store.reads import giving as reads
from gungho.store.reads.givers import giver_cards

APPEAL_STATUS = {
    "running": "received",
    "past": "overdue",
    "coming": "promised",
    "closed": "arrived",
}
PLEDGE_STATUS = {
    "late": "overdue",
    "open": "promised",
    "kept": "arrived",
    "released": "held",
}


def appeal_states() -> dict[str, str]:
    """How an appeal may stand, in words."""
    return {
        "running": _("Open for gifts"),
        "past": _("Past its last day"),
        "coming": _("Not begun"),
        "closed": _("Closed"),
    }


def pledge_states() -> dict[str, str]:
    """How a pledge may stand, in words."""
    return {
        "late": _("Overdue"),
        "open": _("Promised"),
        "kept": _("Kept"),
        "released": _("Released"),
    }


NOT_OVER = "open"
STILL_OPEN = ("late", "open")


def rule_words() -> dict[str, str]:
    """What becomes of what is left over, in words."""
    return {
        "general": _("goes to the general fund"),
        "return": _("goes back to the givers"),
        "nearest": _("goes to the nearest appeal"),
    }


@require_safe
def appeals(request: HttpRequest) -> HttpResponseBase:
    """List the appeals, those that run first."""
    names = Names.load(get_language() or "en")
    goods = Goods.load(names)
    every = reads.appeals(day=today())
    states = {NOT_OVER: _("Not closed"), **appeal_states()}
    filters = [
        wanted(request, "state", _("State"), list(states.items())),
        of_body(request, (one.body for one in every), names=names),
    ]
    state, body = (one.value for one in filters)
    found = [
        one
        for one in every
        if (state in ("", one.stands) or (state == NOT_OVER and one.stands != "closed"))
        and body in ("", one.body)
    ]
    unwanted = [
        {"item": names.item(row.item), "body": names.body(body), "row": row}
        for body, row in reads.unwanted(day=today())
    ]
    told = {
        "filters": filters,
        "every": len(every),
        "rows": Listing(
            request,
            APPEALS,
            rows=[_appeal(one, goods) for one in found],
            title=_("Appeals"),
        ),
        "unwanted": Listing(
            request, UNWANTED, rows=unwanted, title=_("Not wanted"), name="unwanted"
        ),
        "today": today(),
    }
    return shown(request, "gungho/appeals.html", told=told)


def _appeal(one: AppealOn, goods: Goods) -> dict[str, Any]:
    row = one.appeal
    return {
        "on": one,
        "row": row,
        "body": goods.names.body(one.body),
        "fund": goods.names.fund(row.fund),
        "status": APPEAL_STATUS[one.stands],
        "state": appeal_states()[one.stands],
        "rule": rule_words()[row.left_over],
        "entry": entry_link(one.body, row.seq),
        "progress": [_progress(line, goods) for line in one.progress],
    }


def _progress(line: Progress, goods: Goods) -> dict[str, Any]:
    names = ("goal", "came", "missing", "pledged", "returned", "rest")
    return {
        "item": goods.names.item(line.commodity),
        "share": share_text(line.share_ppm, PPM) if line.goal else "",
        **{
            name: goods.amount(line.commodity, getattr(line, name)) for name in names
        },
    }  # fmt: skip


@require_safe
def appeal(request: HttpRequest, appeal: str) -> HttpResponseBase:
    """Show one appeal: its goal, what came, its pledges, what becomes of the rest."""
    found = reads.appeals(day=today(), appeal=appeal)
    if not found:
        raise Http404
    goods = Goods.load(Names.load(get_language() or "en"))
    one = found[0]
    promised = reads.pledges(day=today(), appeal=appeal)
    words = card_texts([one.appeal.words]).get(one.appeal.words, "")
    told = {
        "one": _appeal(one, goods),
        "words": words,
        "pledges": _pledged(request, promised, goods=goods),
        "gifts": reads.gifts_for(appeal),
        "today": today(),
    }
    return shown(request, "gungho/appeal.html", told=told)


@require_safe
def pledges(request: HttpRequest) -> HttpResponseBase:
    """List the pledges, those with late parts first."""
    names = Names.load(get_language() or "en")
    goods, every = Goods.load(names), reads.pledges(day=today())
    states = {"coming": _("Late or promised"), **pledge_states()}
    filters = [
        wanted(request, "state", _("State"), list(states.items())),
        of_body(request, (one.body for one in every), names=names),
    ]
    state, body = (one.value for one in filters)
    kept = STILL_OPEN if state == "coming" else (state,)
    found = [
        one
        for one in every
        if (not state or one.stands in kept) and body in ("", one.body)
    ]
    told = {
        "filters": filters,
        "rows": _pledged(request, found, goods=goods),
        "every": len(every),
        "today": today(),
    }
    return shown(request, "gungho/pledges.html", told=told)


def _pledged(request: HttpRequest, found: list[PledgeOn], *, goods: Goods) -> Listing:
    rows = InHand(lines=found, columns=PLEDGES, make=lambda some: _pledges(some, goods))
    return Listing(request, PLEDGES, rows=rows, title=_("Pledges"))


def _pledges(found: list[PledgeOn], goods: Goods) -> list[dict[str, Any]]:
    cards = giver_cards(
        one.pledge.giver for one in found if one.pledge.privacy == "public"
    )
    return [_pledge(one, goods, cards=cards) for one in found]


def _pledge(
    one: PledgeOn, goods: Goods, *, cards: dict[tuple[int, str], str]
) -> dict[str, Any]:
    row = one.pledge
    card = cards.get((row.book, row.giver), "") if row.privacy == "public" else ""
    english, _sep, chinese = card.partition("\n")
    counts = ("count", "paid", "released", "open")
    is_chinese = goods.names.language.startswith("zh")
    return {
        "on": one,
        "row": row,
        "body": goods.names.body(one.body),
        "giver": (chinese or english) if is_chinese else english,
        "item": goods.names.item(row.commodity),
        "status": PLEDGE_STATUS[one.stands],
        "state": pledge_states()[one.stands],
        "entry": entry_link(one.body, row.seq),
        "late": goods.amount(row.commodity, one.late),
        "parts": [_part(part, goods, code=row.commodity) for part in one.parts],
        **{
            name: goods.amount(row.commodity, getattr(row, name)) for name in counts
        },
    }  # fmt: skip


def _part(one: PartOn, goods: Goods, *, code: str) -> dict[str, Any]:
    key = "overdue" if one.late else "promised" if one.part.open else "arrived"
    said = {
        "overdue": _("Overdue"),
        "promised": _("Promised"),
        "arrived": _("Came in full"),
    }
    return {
        "on": one,
        "status": key,
        "state": said[key],
        "count": goods.amount(code, one.part.count),
        "open": goods.amount(code, one.part.open),
    }
