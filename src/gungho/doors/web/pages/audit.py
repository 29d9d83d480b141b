# SPDX-License-Identifier: Apache-2.0
"""The auditor's lists: a sample to tick, late and corrected entries, what is unmatched.

Each is one paper, shown here and handed out as a workbook, a table or a print.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gungho.doors.auditing import (
    SHEET_MOST,
    SIZE,
    Asked,
    Part,
    Proofs,
    Sheets,
    new_seed,
)
from gungho.doors.names import Names
from gungho.doors.refusals import sentence
from gungho.doors.sheets import FORMATS
from gungho.doors.web.context import today
from gungho.doors.web.kinds import kind_word
from gungho.doors.web.pages.lists import PAGE, Filter, entry_link, page_of, wanted
from gungho.doors.web.pages.lists import pages as pages_of
from gungho.doors.web.pages.statements import handed, laid_out, with_asked
from gungho.doors.web.typed import Typed, field_of
from gungho.errors import Refusal
from gungho.formats.paper import Paper
from gungho.measure import count_of, parse_day
from gungho.store.reads import auditing as reads
from gungho.store.reads.entries import kinds_known
from gungho.store.reads.journal import books
from gungho.store.reads.movement import item_scales

DAYS = (1, 7, 30, 90, 180, 365)
CLOSED = "closed"
FIELDS = ("book", "way", "currency", "kind", "from", "until", "size", "interval",
          "seed", "at")  # fmt: skip
FORMS = ("pdf", "xlsx", "csv")


@require_safe
def sample(request: HttpRequest) -> HttpResponse:
    """Draw a sample of a book by a seed that is in the address, and show it to tick."""
    typed = Typed(values={name: request.GET.get(name, "")[:40] for name in FIELDS})
    refused, paper = "", None
    if typed["book"]:
        try:
            asked = _asked(typed)
            if not typed["seed"] or not typed["at"]:
                return _with_seed(request, typed)
            paper = _sheets().sample(asked)
        except Refusal as refusal:
            refused = sentence(refusal, get_language() or "en")
    if paper and request.GET.get("form") in FORMATS:
        file = f"{typed['book']}-sample-{typed['seed']}"
        return handed(paper, request.GET["form"], file=quote(file))
    told = _told(request, paper, here="audit-sample") | {
        "fields": _fields(typed),
        "refused": refused,
    }
    return render(
        request, "gungho/audit_sample.html", told, status=422 if refused else 200
    )


def _asked(typed: Typed) -> Asked:
    code = typed["currency"]
    return Asked(
        span=reads.Span(
            body=typed["book"],
            at=_whole(typed["at"], "0"),
            kind=typed["kind"],
            from_day=str(parse_day(typed["from"])) if typed["from"] else "",
            until_day=str(parse_day(typed["until"])) if typed["until"] else "",
            commodity=code,
        ),
        way=typed["way"] or "money",
        size=_whole(typed["size"], str(SIZE)),
        interval=_sum(typed["interval"], code),
        seed=typed["seed"],
    )


def _whole(text: str, default: str) -> int:
    told = text or default
    return int(told) if told.isdecimal() and len(told) < 10 else 0


def _sum(text: str, code: str) -> int:
    if not text:
        return 0
    found = count_of(text, item_scales().get(code, 0))
    if found < 1:
        raise Refusal("sample.interval")
    return found


def _with_seed(request: HttpRequest, typed: Typed) -> HttpResponse:
    """Lead to the same page with a seed and a size, so that it can be drawn again."""
    _book, size, _root = reads.stand_of(typed["book"], at=_whole(typed["at"], "0"))
    seed = typed["seed"] or new_seed()
    return HttpResponseRedirect(with_asked(request, seed=seed, at=str(size)))


def _fields(typed: Typed) -> list[Any]:
    body, language = typed["book"], get_language() or "en"
    names = Names.load(language)
    held = [(one.body, names.body(one.body)) for one in books()]
    codes = currencies(body)
    ways = (("money", _("By money")), ("simple", _("By number")))
    kinds = [("", _("Every kind")), *((one, kind_word(one)) for one in kinds_known())]
    return [
        field_of(typed, "book", _("Book"), kind="select", choices=tuple(held)),
        field_of(typed, "way", _("How to draw"), kind="select", choices=ways),
        field_of(
            typed, "currency", _("Currency"), kind="select",
            choices=tuple((code, code) for code in codes),
            hint=_("of a sample by money"),
        ),
        field_of(typed, "kind", _("Kind of entry"), kind="select",
                 choices=tuple(kinds)),
        field_of(typed, "from", _("From day"), kind="date", needed=False),
        field_of(typed, "until", _("Until day"), kind="date", needed=False),
        field_of(typed, "size", _("How many"), kind="number", needed=False,
                 hint=_("%(n)s if left empty") % {"n": SIZE}),
        field_of(typed, "interval", _("Or one in every"), needed=False,
                 hint=_("a sum of money that no step may exceed")),
        field_of(typed, "seed", _("Seed"), needed=False,
                 hint=_("made by chance if left empty")),
        field_of(typed, "at", _("Book at size"), kind="number", needed=False,
                 hint=_("its whole if left empty")),
    ]  # fmt: skip


def currencies(body: str) -> list[str]:
    """Return the currencies of a book, or of all the books while none is chosen."""
    chosen = [body] if body else [one.body for one in books()]
    found = {code for one in chosen for code in reads.currencies_booked(one)}
    return sorted(found)


@require_safe
def late(request: HttpRequest) -> HttpResponse:
    """List entries that were recorded late, by a number of days that may be chosen."""
    body = _book(request)
    days = wanted(
        request, "days", _("Late from"),
        [*((str(n), _("%(n)s days") % {"n": n}) for n in DAYS),
         (CLOSED, _("only into closed months"))],
    )  # fmt: skip
    chosen = days.value or str(reads.LATE_DAYS)
    least = None if chosen == CLOSED else int(chosen)
    shown = Filter(name="days", label=days.label, value=chosen, choices=days.choices)
    total = reads.count_late(body=body.value, days=least)
    paper = _sheets().late(body=body.value, days=least, part=_part(request))
    return _listed(
        request, paper, here="audit-late", filters=[body, shown], total=total,
        empty=_("No entry came so late."),
    )  # fmt: skip


@require_safe
def corrected(request: HttpRequest) -> HttpResponse:
    """List corrected entries, original and correction side by side."""
    body = _book(request)
    total = reads.count_corrected(body=body.value)
    paper = _sheets().corrected(body=body.value, part=_part(request))
    return _listed(
        request, paper, here="audit-corrected", filters=[body], total=total,
        empty=_("No entry has been corrected."),
    )  # fmt: skip


@require_safe
def unmatched(request: HttpRequest) -> HttpResponse:
    """List papers that wait and lines of banks that nothing stands against."""
    body = _book(request)
    proofs = Proofs(
        paper=lambda document: reverse("consignment", args=[document]),
        till=lambda body, till, currency: reverse("till", args=[body, till, currency]),
    )
    paper = _sheets().unmatched(body=body.value, today=today(), proofs=proofs)
    return _listed(
        request, paper, here="audit-unmatched", filters=[body], total=0,
        empty=_("Everything is matched: no paper waits, and no line of a bank."),
    )  # fmt: skip


def _sheets() -> Sheets:
    language = get_language() or "en"
    return Sheets(names=Names.load(language), language=language, prove=entry_link)


def _book(request: HttpRequest) -> Filter:
    names = Names.load(get_language() or "en")
    held = [(one.body, names.body(one.body)) for one in books()]
    return wanted(request, "book", _("Book"), held)


def _part(request: HttpRequest) -> Part:
    """Which lines are shown: a page of them, or as many as one sheet takes."""
    if request.GET.get("form") in FORMATS:
        return Part(most=SHEET_MOST)
    return Part(start=(page_of(request) - 1) * PAGE, most=PAGE)


def _listed(
    request: HttpRequest,
    paper: Paper,
    *,
    here: str,
    filters: list[Filter],
    total: int,
    empty: str,
) -> HttpResponse:
    form = request.GET.get("form", "")
    if form in FORMATS:
        return handed(paper, form, file=here)
    told = _told(request, paper, here=here) | {
        "filters": filters,
        "pages": pages_of(request, total) if total else None,
        "nothing": empty,
    }
    return render(request, "gungho/audit_list.html", told)


def _told(request: HttpRequest, paper: Paper | None, *, here: str) -> dict[str, Any]:
    parts = laid_out(paper) if paper else []
    return {
        "paper": paper,
        "parts": [(part, lines) for part, lines in parts if lines],
        "forms": [(form, with_asked(request, form=form)) for form in FORMS],
        "others": audits(here),
    }


def audits(here: str) -> list[dict[str, Any]]:
    """Return the auditor's pages, the one that is open marked."""
    words = {
        "audit-sample": _("Sample"),
        "audit-late": _("Recorded late"),
        "audit-corrected": _("Corrected"),
        "audit-unmatched": _("Unmatched"),
        "audit-parcel": _("Sealed parcels"),
    }
    return [
        {"href": reverse(name), "word": word, "is_here": name == here}
        for name, word in words.items()
    ]
