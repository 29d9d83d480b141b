# SPDX-License-Identifier: Apache-2.0
"""Whose books stand here, how new their news is, what waits and what is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gungho.doors.names import Names
from gungho.doors.reasons import sentence
from gungho.doors.web.context import today
from gungho.doors.web.pages.lists import entry_link, of_body, wanted
from gungho.doors.web.tables.keeping import FINDINGS, NODES
from gungho.doors.web.tables.listing import InHand, Listing, shown
from gungho.reports.consolidated import is_old
from gungho.store.reads.nodes import (
    OVERSPENT,
    BookHere,
    Found,
    Waits,
    books_here,
    found_here,
    waiting_here,
)

STATUS = {
    "kept": "held",
    "heard": "received",
    "handed-over": "arrived",
    "frozen": "overdue",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One book with its names; ``days`` is how old its news is."""

    book: BookHere
    name: str
    status: str
    word: str
    days: int
    is_old: bool
    recognised_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """One finding: what to do about it, and where its proof lies."""

    found: Found
    name: str
    told: str
    href: str


def standings() -> dict[str, str]:
    """How a book may stand here, in words."""
    return {
        "kept": _("kept here"),
        "heard": _("heard"),
        "handed-over": _("handed over"),
        "frozen": _("frozen: two versions"),
    }


def found_words() -> dict[str, str]:
    """What may have been found wrong, in words."""
    return {
        OVERSPENT: _("Decisions that took more than was held"),
        "book": _("Books that are forked or break a law"),
    }


@require_safe
def nodes(request: HttpRequest) -> HttpResponseBase:
    """List the books that stand here, what waits for others, and what is wrong."""
    language = get_language() or "en"
    names, day = Names.load(language), today()
    every, words = books_here(), standings()
    filters = [
        wanted(request, "standing", _("How it stands"), list(words.items())),
        of_body(request, (one.body for one in every), names=names),
        wanted(request, "found", _("What was found"), list(found_words().items())),
    ]
    standing, body, wrong = (one.value for one in filters)
    found = [
        one
        for one in every
        if standing in ("", one.standing) and body in ("", one.body)
    ]
    rows = InHand(
        lines=found,
        columns=NODES,
        make=lambda some: [_row(one, names, day) for one in some],
    )
    told = {
        "filters": filters,
        "rows": Listing(request, NODES, rows=rows, title=_("Whose books stand here")),
        "every": len(every),
        "waits": [
            (names.body(one.body), names.body(one.sender), one, _waits(one, language))
            for one in waiting_here()
        ],
        "findings": Listing(
            request,
            FINDINGS,
            rows=[
                _wrong(one, names, language)
                for one in found_here()
                if body in ("", one.body)
                and wrong in ("", OVERSPENT if one.code == OVERSPENT else "book")
            ],
            title=_("What was found"),
            name="findings",
        ),
        "today": day,
    }
    return shown(request, "gungho/nodes.html", told=told)


@require_safe
def proof(_request: HttpRequest, book: str, code: str, place: int) -> HttpResponse:
    """Give the proof of a finding, to show to others."""
    for one in found_here():
        if (one.body, one.code, one.place) == (book, code, place) and one.proof:
            answer = HttpResponse(one.proof, "application/json")
            name = f"{book}-{code}-{place}.json"
            answer["Content-Disposition"] = f'attachment; filename="{name}"'
            return answer
    raise Http404


def _row(book: BookHere, names: Names, day: str) -> Row:
    days = (date.fromisoformat(day) - date.fromisoformat(book.recorded[:10])).days
    return Row(
        book=book,
        name=names.body(book.body),
        status=STATUS[book.standing],
        word=standings()[book.standing],
        days=max(0, days),
        is_old=is_old(days, standing=book.standing),
        recognised_by=names.body(book.recognised_by) if book.recognised_by else "",
    )


def _waits(one: Waits, language: str) -> str:
    facts: dict[str, str | int] = {
        "body": one.body,
        "first": one.first,
        "size": one.size,
        "problem": "",
    }
    return sentence(f"heard.{one.why}", facts, language)


def _wrong(one: Found, names: Names, language: str) -> Wrong:
    facts: dict[str, str | int] = {
        "body": one.body,
        "place": one.place,
        "sender": one.sender,
    }
    at = f"{one.body}/{one.code}/{one.place}"
    return Wrong(
        found=one,
        name=names.body(one.body),
        told=sentence(f"found.{one.code}", facts, language),
        href=f"/nodes/{at}.json" if one.proof else entry_link(one.body, one.place),
    )
