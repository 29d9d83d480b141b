# SPDX-License-Identifier: Apache-2.0
"""One till: its bank's lines beside its entries, to match, to name, to reconcile."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gungho.doors.names import Names
from gungho.doors.reasons import sentence
from gungho.doors.web.context import today
from gungho.doors.web.goods import Goods
from gungho.doors.web.kinds import kind_word
from gungho.doors.web.pages.bank import till_word
from gungho.doors.web.pages.bank_acts import Answer, At, act, ends_of, first_day
from gungho.doors.web.pages.lists import PAGE, entry_link
from gungho.doors.web.tables.keeping import BANK_LINES, TILL_ENTRIES
from gungho.doors.web.tables.listing import Listing, shown
from gungho.doors.web.templatetags.gungho import Field
from gungho.doors.web.typed import Typed, field_of
from gungho.measure import decimal_text
from gungho.reports.matching import Booked, Proposal, Stated, proposals
from gungho.reports.naming import named_by
from gungho.reports.reconciling import Draft, TillDesk, drafted
from gungho.store.bank import Till
from gungho.store.reads import bank as reads
from gungho.store.reads.bank import Rule
from gungho.store.reads.journal import is_book

NAMES = (
    "do", "paste", "order", "mark", "columns", "statement", "until", "closing",
    "since", "opening",
)  # fmt: skip
QUIET = frozenset({"match", "by-hand", "unmatch", "reconcile", "reopen"})


@require_http_methods(["GET", "HEAD", "POST"])
def till(request: HttpRequest, body: str, till: str, currency: str) -> HttpResponseBase:
    """Show both sides of a till; take what a person says of them."""
    goods = Goods.load(Names.load(get_language() or "en"))
    if not (goods.is_money(currency) and is_book(body)):
        raise Http404
    where = Till(body=body, till=till, currency=currency)
    typed = Typed(values={name: request.POST.get(name, "") for name in NAMES})
    answer = Answer()
    if request.method == "POST":
        answer = act(request, At(till=where, scale=goods.scale(currency)), typed)
        if typed["do"] in QUIET and not answer.refused:
            return redirect(request.path)
    here = _Shown(desk=reads.desk(*where.key()), goods=goods, rules=reads.rules(body))
    context = {
        **here.context(request),
        **_reconciling(here, typed),
        "paste_fields": _paste_fields(typed),
        "answer": answer,
        "faults": [
            (fault, sentence(f"bank.fault.{fault.code}", {}, get_language() or "en"))
            for fault in answer.faults
        ],
        "statements": reads.statements_of(*where.key()),
    }
    status = 422 if answer.refused else 200
    return shown(request, "gungho/bank_till.html", told=context, status=status)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shown:
    """Both sides of a till, ready for the page."""

    desk: TillDesk
    goods: Goods
    rules: list[Rule]

    def context(self, request: HttpRequest) -> dict[str, Any]:
        desk = self.desk
        lines = [self._line(one) for one in desk.open_lines]
        found = proposals(desk.open_lines, desk.open_entries)
        return {
            "desk": desk,
            "body": self.goods.names.body(desk.body),
            "till": till_word(desk.till),
            "held": self.goods.amount(desk.currency, desk.held),
            "proposed": [self._proposal(one) for one in found[:PAGE]],
            "lines": Listing(
                request,
                BANK_LINES,
                rows=lines,
                title=_("At the bank, in no match"),
                name="lines",
            ),
            "ruled": sum(bool(line["rule"]) for line in lines),
            "entries": Listing(
                request,
                TILL_ENTRIES,
                rows=[self._entry(one) for one in reversed(desk.open_entries)],
                title=_("In the book, in no match"),
                name="entries",
            ),
            "pairs": [
                {
                    "part": pair.part,
                    "lines": [self._line(one) for one in pair.lines],
                    "entries": [self._entry(one) for one in pair.entries],
                    "difference": pair.difference
                    and self.goods.amount(desk.currency, pair.difference),
                }
                for pair in desk.pairs
            ],
        }

    def _line(self, line: Stated) -> dict[str, Any]:
        rule = named_by(line, self.rules, till=self.desk.till)
        texts = (line.text, line.other, line.reference)
        return {
            "line": line,
            "words": " · ".join(filter(None, texts)) or line.mark[:10],
            "amount": self.goods.amount(self.desk.currency, line.amount),
            "rule": rule and sort_words()[rule.sort],
        }

    def _entry(self, entry: Booked) -> dict[str, Any]:
        return {
            "entry": entry,
            "words": kind_word(entry.kind),
            "known_as": max(entry.known_as, key=len, default=""),
            "amount": self.goods.amount(self.desk.currency, entry.amount),
            "href": entry_link(self.desk.body, entry.seq),
        }

    def _proposal(self, one: Proposal) -> dict[str, Any]:
        stated = {line.mark: line for line in self.desk.open_lines}
        booked = {entry.seq: entry for entry in self.desk.open_entries}
        return {
            "value": ",".join(one.lines) + "=" + ",".join(map(str, one.entries)),
            "lines": [self._line(stated[mark]) for mark in one.lines],
            "entries": [self._entry(booked[seq]) for seq in one.entries],
            "why": sentence(f"bank.why.{one.why}", {}, self.goods.names.language),
            "sure": one.sure,
        }


def sort_words() -> dict[str, str]:
    """What a line may be, in words."""
    language = get_language() or "en"
    return {
        sort: sentence(f"bank.sort.{sort}", {}, language)
        for sort in ("gift", "cost", "moved")
    }


def _paste_fields(typed: Typed) -> list[Field]:
    orders = (
        ("", _("as the days tell")),
        ("dmy", _("day before month")),
        ("mdy", _("month before day")),
    )
    marks = (("", _("as the amounts tell")), (".", "1,234.56"), (",", "1.234,56"))
    return [
        field_of(typed, "paste", _("Lines of the statement"), kind="textarea",
                 wide=True, hint=_("Copy them with their headings from the bank’s page "
                                   "or a spreadsheet. Nothing is booked by it.")),
        field_of(typed, "order", _("Days such as 03/04"), kind="select",
                 choices=orders, needed=False),
        field_of(typed, "mark", _("Amounts such as 1.234"), kind="select",
                 choices=marks, needed=False),
        field_of(typed, "columns", _("Columns"), needed=False,
                 hint=_("Only if the headings do not say: day=1,amount=4")),
    ]  # fmt: skip


def _reconciling(shown: _Shown, typed: Typed) -> dict[str, Any]:
    """Return the form to reconcile, with what it would say now."""
    desk, goods = shown.desk, shown.goods
    scale = goods.scale(desk.currency)
    if typed["do"] != "reconcile":
        typed.values |= _prefilled(desk, scale=scale)
    errors = dict(typed.errors)
    ends = ends_of(desk, typed, scale=scale) if typed["closing"] else None
    typed.errors = errors
    draft = drafted(desk, ends) if ends else None
    first = () if desk.last else (
        field_of(typed, "since", _("First day"), hint=_("Year, month, day")),
        field_of(typed, "opening", _("Opening balance")),
    )  # fmt: skip
    fields = [
        field_of(typed, "statement", _("Number of the statement"),
                 hint=_("Small letters, figures and hyphens")),
        *first,
        field_of(typed, "until", _("Last day"), hint=_("Year, month, day")),
        field_of(typed, "closing", _("Closing balance")),
    ]  # fmt: skip
    return {
        "fields": fields,
        "draft": draft and _draft(draft, desk, goods),
        "can_reconcile": bool(desk.lines or desk.entries),
    }


def _prefilled(desk: TillDesk, *, scale: int) -> dict[str, str]:
    """Return what the last paste says of the statement's end, and the next number."""
    pastes = reads.pastes(desk.body, desk.till, desk.currency)
    newest = pastes[0] if pastes else None
    until = newest.until if newest and newest.until >= first_day(desk) else ""
    closing = newest.closing if newest and until else None
    opening = newest.opening if newest and until and not desk.last else None
    return {
        "statement": f"{desk.till}-{desk.currency.lower()}-{(until or today())[:7]}",
        "until": until,
        "closing": "" if closing is None else decimal_text(closing, scale),
        "since": first_day(desk),
        "opening": "" if opening is None else decimal_text(opening, scale),
    }


def _draft(draft: Draft, desk: TillDesk, goods: Goods) -> dict[str, Any]:
    outstanding = sum(one.amount for one in draft.outstanding)
    unexplained = sum(one.amount for one in draft.open_lines)
    bank = draft.booked - outstanding + unexplained - draft.difference
    rows = (
        ("booked", draft.booked),
        ("less-outstanding", -outstanding),
        ("plus-unexplained", unexplained),
        ("stated", bank),
    )
    language = goods.names.language
    return {
        "rows": [
            (
                sentence(f"sheet.bank.{name}", {}, language),
                goods.amount(desk.currency, count),
            )
            for name, count in rows
        ],
        "difference": draft.difference
        and goods.amount(desk.currency, draft.difference),
        "broken": draft.broken and goods.amount(desk.currency, draft.broken),
        "covered": draft.covered,
        "pairs": len(draft.pairs),
    }
