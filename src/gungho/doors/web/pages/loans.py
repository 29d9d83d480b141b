# SPDX-License-Identifier: Apache-2.0
"""The loan book: how every loan stands, what is late, and one loan part by part."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gungho.doors.figures import share_text
from gungho.doors.names import Names
from gungho.doors.web.context import today
from gungho.doors.web.goods import Amount, Goods
from gungho.doors.web.pages.lists import (
    entry_link,
    of_body,
    register_link,
    wanted,
)
from gungho.doors.web.pages.papers import age_words
from gungho.doors.web.tables.helping import LATE, LOAN_FUNDS, LOANS
from gungho.doors.web.tables.listing import InHand, Listing, shown
from gungho.doors.web.words import CAUSES, word
from gungho.flows.schedules import PPM
from gungho.reports.loans import LoanOn, PartOn, ageing, book_by, provisions
from gungho.store.reads import loans as reads

STATUS = {
    "late": "overdue",
    "running": "promised",
    "repaid": "arrived",
    "written-off": "lost",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One loan with its names; its amounts lead to where they are booked."""

    loan: LoanOn
    coop: str
    body: str
    fund: str
    status: str
    state: str
    lent: Amount
    repaid: Amount
    off: Amount
    left: Amount
    late: Amount
    interest: Amount


def states() -> list[tuple[str, str]]:
    """How a loan may stand, in words."""
    return [
        ("late", _("Overdue")),
        ("running", _("Running")),
        ("repaid", _("Repaid")),
        ("written-off", _("Written off")),
    ]


def deed_words() -> dict[str, str]:
    """What an entry may have done to a loan, in words."""
    return {
        "repaid": _("repaid"),
        "rescheduled": _("given a new schedule"),
        "written-off": _("written off"),
    }


def loan_row(loan: LoanOn, goods: Goods) -> Row:
    """Return a loan with its names and where its figures are proved."""
    told, names = loan.told, goods.names
    account = f"{told.body}/loans/{told.coop}"
    proof = register_link(told.body, account, told.currency, told.fund)
    earned = register_link(
        told.body, f"{told.body}/interest/{told.coop}", told.currency, told.fund
    )

    def amount(count: int, href: str = "") -> Amount:
        return goods.amount(told.currency, count, href)

    return Row(
        loan=loan,
        coop=names.body(told.coop),
        body=names.body(told.body),
        fund=names.fund(told.fund),
        status=STATUS[loan.stands],
        state=dict(states())[loan.stands],
        lent=amount(told.count, entry_link(told.body, told.seq)),
        repaid=amount(loan.repaid, proof),
        off=amount(loan.written_off, proof),
        left=amount(loan.left, proof),
        late=amount(loan.late),
        interest=amount(loan.interest_paid, earned),
    )


@require_safe
def loans(request: HttpRequest) -> HttpResponseBase:
    """List the loans, those that are late first, with what is late by age."""
    names, day = Names.load(get_language() or "en"), today()
    goods = Goods.load(names)
    every = reads.loans(day=day)
    funds = (one.told.fund for one in every)
    bodies = (one.told.body for one in every)
    filters = [
        wanted(request, "state", _("State"), states()),
        wanted(request, "fund", _("Fund"), _choices(funds, name=names.fund)),
        of_body(request, bodies, names=names),
    ]
    state, fund, body = (one.value for one in filters)
    found = [
        one
        for one in every
        if state in ("", one.stands)
        and fund in ("", one.told.fund)
        and body in ("", one.told.body)
    ]
    rows = InHand(
        lines=found,
        columns=LOANS,
        make=lambda some: [loan_row(one, goods) for one in some],
    )
    late, lent = _classes(found, goods), _funds(found, goods)
    told = {
        "filters": filters,
        "rows": Listing(request, LOANS, rows=rows, title=_("Loans")),
        "classes": Listing(
            request, LATE, rows=late, title=_("What is late"), name="late"
        ),
        "funds": Listing(
            request, LOAN_FUNDS, rows=lent, title=_("By fund"), name="funds"
        ),
        "every": len(every),
        "today": day,
    }
    return shown(request, "gungho/loans.html", told=told)


def _choices(
    every: Iterable[str], *, name: Callable[[str], str]
) -> list[tuple[str, str]]:
    return [(one, name(one)) for one in sorted(set(every))]


def _classes(found: Sequence[LoanOn], goods: Goods) -> list[dict[str, Any]]:
    """Return what is late by currency and age, and what to set aside for it."""
    late = ageing(found)
    words = age_words()
    return [
        {
            "age": words[one.age],
            "parts": one.parts,
            "principal": goods.amount(one.currency, one.principal),
            "interest": goods.amount(one.currency, one.interest),
            "rate": share_text(held.rate_ppm, PPM),
            "aside": goods.amount(one.currency, held.count),
        }
        for one, held in zip(late, provisions(late), strict=True)
    ]


def _funds(found: Sequence[LoanOn], goods: Goods) -> list[dict[str, Any]]:
    counts = ("lent", "repaid", "written_off", "left", "late", "interest_paid")
    return [
        {
            "name": goods.names.fund(line.name),
            "href": f"?fund={line.name}",
            "loans": line.loans,
            **{
                name: goods.amount(line.currency, getattr(line, name))
                for name in counts
            },
        }
        for line in book_by(found, "fund")
    ]


@require_safe
def loan(request: HttpRequest, loan: str) -> HttpResponse:
    """Show one loan: its schedule part by part, and what has become of it."""
    found = reads.loans(day=today(), loan=loan)
    if not found:
        raise Http404
    goods = Goods.load(Names.load(get_language() or "en"))
    shown = [
        {
            "row": loan_row(one, goods),
            "rate": share_text(one.told.interest_ppm, PPM),
            "parts": _parts(one, goods),
            "deeds": _deeds(one, goods),
        }
        for one in found
    ]
    return render(
        request, "gungho/loan.html", {"loan": loan, "shown": shown, "today": today()}
    )


def _parts(one: LoanOn, goods: Goods) -> list[dict[str, Any]]:
    code, words = one.told.currency, age_words()
    names = ("principal", "interest", "principal_left", "interest_left")
    said = {
        "overdue": _("Overdue"),
        "promised": _("Running"),
        "arrived": _("Settled"),
    }
    return [
        {
            "part": part,
            "age": words.get(part.age, ""),
            "status": _part_status(part),
            "state": said[_part_status(part)],
            **{name: goods.amount(code, getattr(part, name)) for name in names},
        }
        for part in one.parts
    ]


def _part_status(part: PartOn) -> str:
    if part.late:
        return "overdue"
    return "promised" if part.open else "arrived"


def _deeds(one: LoanOn, goods: Goods) -> list[dict[str, Any]]:
    told, words = one.told, deed_words()
    return [
        {
            "deed": deed,
            "says": words[deed.sort],
            "why": word(CAUSES, deed.reason),
            "principal": goods.amount(told.currency, deed.principal),
            "interest": goods.amount(told.currency, deed.interest),
            "href": entry_link(told.body, deed.seq),
        }
        for deed in told.deeds
    ]
