# SPDX-License-Identifier: Apache-2.0
"""One lot, what others hold, packages, what expires, and the bills that are owed."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gungho.doors.names import Names
from gungho.doors.web.context import today
from gungho.doors.web.goods import Goods
from gungho.doors.web.kinds import kind_word
from gungho.doors.web.pages.lists import entry_link, of_body, wanted
from gungho.doors.web.tables.goods import BILLS, EXPIRING, LIES, STEPS
from gungho.doors.web.tables.goods import HELD as HELD_COLUMNS
from gungho.doors.web.tables.listing import InHand, Listing, shown
from gungho.doors.web.words import CAUSES, word
from gungho.store.reads import lots as reads
from gungho.store.reads.lots import BillLine, Expiring, HeldLine, LotTold, PackageTold
from gungho.store.reads.stock import HELD, LENT


def origin_words() -> dict[str, str]:
    """How a lot came to be, in words."""
    return {
        "gift": _("given"),
        "purchase": _("bought"),
        "made": _("made"),
        "sorted": _("sorted out of cases"),
        "found": _("found by a count"),
        "deposit": _("kept for its owner"),
        "passage": _("came from another book"),
    }


@require_safe
def lot(request: HttpRequest, lot: str) -> HttpResponseBase:
    """Show one lot: what it is, what it cost, where it lies, how it came there."""
    found = reads.lot_told(lot)
    if found is None:
        raise Http404
    goods = Goods.load(Names.load(get_language() or "en"))
    names, row = goods.names, found.lot
    lies = [
        {
            "where": _where(account, names),
            "fund": names.fund(fund),
            "amount": goods.amount(row.item, count),
        }
        for account, fund, count in found.lies
    ]
    steps = [
        {
            "on": one.on,
            "what": kind_word(one.kind),
            "href": entry_link(one.body, one.seq),
            "amount": goods.amount(row.item, one.count),
        }
        for one in found.steps
    ]
    told = {
        "found": found,
        "item": names.item(row.item),
        "amount": goods.amount(row.item, row.count),
        "facts": _facts(found, goods),
        "lies": Listing(
            request, LIES, rows=lies, title=_("Where it lies"), name="lies"
        ),
        "charges": [
            {
                "bill": bill,
                "creditor": names.any(creditor),
                "cause": word(CAUSES, cause),
                "amount": goods.amount(currency, count),
            }
            for bill, creditor, cause, currency, count in found.charges
        ],
        "landed": [goods.amount(code, count) for code, count in found.landed],
        "steps": Listing(
            request,
            STEPS,
            rows=steps,
            title=_("Its way through the books"),
            name="steps",
        ),
    }
    return shown(request, "gungho/lot.html", told=told)


def _where(account: str, names: Names) -> str:
    """Where goods lie, in words: whose, and at which place or in whose hands."""
    body, role, detail = (*account.split("/", 2), "")[:3]
    said = names.place(detail)
    for start, told in (
        (LENT, _("lent to %(party)s")),
        (HELD, _("held by %(party)s for us")),
    ):
        if detail.startswith(start):
            said = told % {"party": names.any(detail.removeprefix(start))}
    if role == "transit":
        said = _("on the way as %(document)s") % {"document": detail}
    elif role == "custody":
        said = _("kept for its owner")
    return f"{names.body(body)}, {said}"


def _facts(found: LotTold, goods: Goods) -> list[tuple[str, str]]:
    """Return what is known of a lot, in words; what is not known is left out."""
    row, note, names = found.lot, found.note, goods.names
    facts = [
        (_("Fund"), names.fund(row.fund)),
        (_("Origin"), origin_words().get(row.origin, row.origin)),
        (_("Since"), row.on),
        (_("Book"), names.body(found.body)),
    ]
    if note:
        facts += [
            (_("Serial number"), note.serial),
            (_("Expires"), note.expires),
            (_("Weight"), f"{note.weight_g / 1000:g} kg" if note.weight_g else ""),
            (_("Volume"), f"{note.volume_cm3 / 1e6:g} m³" if note.volume_cm3 else ""),
            (_("Condition"), note.condition.replace("-", " ")),
        ]
    return [(name, value) for name, value in facts if value]


def beside_stock(request: HttpRequest, goods: Goods, *, body: str) -> dict[str, Any]:
    """Return what a stock page shows beside the shelves, of one body or of all."""
    until = reads.soon(today())
    return {
        "expiring": Listing(
            request,
            EXPIRING,
            rows=[
                _expiring(one, goods) for one in reads.expiring(until=until, body=body)
            ],
            title=_("Expires soon"),
            name="expiring",
        ),
        "held": Listing(
            request,
            HELD_COLUMNS,
            rows=[_held(one, goods) for one in reads.held() if body in ("", one.body)],
            title=_("In another’s hands"),
            name="held",
        ),
        "packages": [package_told(one, goods) for one in reads.packages()],
    }


def _expiring(one: Expiring, goods: Goods) -> dict[str, Any]:
    return {
        "one": one,
        "item": goods.names.item(one.item),
        "amount": goods.amount(one.item, one.count),
        "is_over": one.expires < today(),
    }


def _held(one: HeldLine, goods: Goods) -> dict[str, Any]:
    return {
        "row": one.row,
        "is_ours": one.row.whose == "ours",
        "body": goods.names.body(one.body),
        "party": goods.names.any(one.row.party),
        "item": goods.names.item(one.row.item),
        "amount": goods.amount(one.row.item, one.row.left),
        "href": entry_link(one.body, one.row.seq),
    }


def package_told(one: PackageTold, goods: Goods) -> dict[str, Any]:
    """A package in words: its mark, where it was packed, what is in it."""
    first = one.first
    return {
        "package": one.package,
        "href": entry_link(one.body, first.seq),
        "place": goods.names.place(first.place),
        "code": first.code,
        "weight": f"{first.weight_g / 1000:g} kg" if first.weight_g else "",
        "volume": f"{first.volume_cm3 / 1e6:g} m³" if first.volume_cm3 else "",
        "inside": [
            {
                "item": goods.names.item(row.commodity),
                "amount": goods.amount(row.commodity, row.count),
                "lot": row.lot,
            }
            for row in one.lines
        ],
    }


@require_safe
def bills(request: HttpRequest) -> HttpResponseBase:
    """List the bills, those that are late first."""
    goods = Goods.load(Names.load(get_language() or "en"))
    state = wanted(
        request, "state", _("State"), [("owed", _("Owed")), ("paid", _("Paid"))]
    )
    every = reads.bills(is_open=False)
    body = of_body(request, (one.body for one in every), names=goods.names)
    found = [
        one
        for one in every
        if state.value in ("", "owed" if one.left else "paid")
        and body.value in ("", one.body)
    ]
    found.sort(key=lambda one: not one.left)
    rows = InHand(
        lines=found,
        columns=BILLS,
        make=lambda some: [_bill(one, goods) for one in some],
    )
    told = {
        "filters": [state, body],
        "every": len(every),
        "rows": Listing(request, BILLS, rows=rows, title=_("Bills")),
    }
    return shown(request, "gungho/bills.html", told=told)


def _bill(one: BillLine, goods: Goods) -> dict[str, Any]:
    late = bool(one.left and one.due and one.due < today())
    return {
        "one": one,
        "body": goods.names.body(one.body),
        "creditor": goods.names.any(one.creditor),
        "cause": word(CAUSES, one.cause),
        "fund": goods.names.fund(one.fund),
        "count": goods.amount(one.currency, one.count),
        "left": goods.amount(one.currency, one.left),
        "status": "overdue" if late else "promised" if one.left else "arrived",
        "state": _("Overdue") if late else _("Owed") if one.left else _("Paid"),
        "href": entry_link(one.body, one.seq),
    }
