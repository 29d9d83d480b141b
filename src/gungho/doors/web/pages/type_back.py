# SPDX-License-Identifier: Apache-2.0
"""A sheet filled by pen, typed back: the code, then the form that it opens.

What was typed is never thrown away, and the same form sent twice adds nothing.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gungho.actions.ports import Command, Receipt
from gungho.doors.figures import day_text
from gungho.doors.names import Names
from gungho.doors.paper_words import entry_code, grouped
from gungho.doors.papers_coop import workshop
from gungho.doors.refusals import sentence
from gungho.doors.rights import sees
from gungho.doors.typing_back import (
    COLUMNS,
    PAID,
    Counting,
    Opened,
    Producing,
    opened_by,
)
from gungho.doors.web.context import today
from gungho.doors.web.goods import Goods
from gungho.doors.web.pages.enter import WRITTEN
from gungho.doors.web.pages.lists import entry_link
from gungho.doors.web.pages.problems import missing
from gungho.doors.web.templatetags.gungho import Field
from gungho.doors.web.typed import Typed, field_of
from gungho.errors import GunghoError, Refusal
from gungho.reports.loans import LoanOn
from gungho.store.reads.consignments import papers
from gungho.store.reads.marks import marked_at
from gungho.store.reads.movement import item_scales

NUMBER = re.compile(r"[0-9a-f]{16}")
DAY, LINE = "day", "line."
# By sort: the area of whoever may type it back.
SHOWN: Mapping[str, str] = {"arrival": "goods", "production": "coop"}


@require_safe
def type_back(request: HttpRequest) -> HttpResponse:
    """Ask for a code, and lead to what it opens."""
    said = request.GET.get("code", "")
    typed = Typed(values={"code": said[:60]})
    refused = ""
    if said:
        try:
            return redirect(_where(opened_by(said)))
        except GunghoError as error:
            refused = sentence(error, get_language() or "en")
    hint = _("As it is printed beside the square code, such as ABCD-EFGH-7")
    told = {
        "asked": field_of(typed, "code", _("Check code"), hint=hint),
        "refused": refused,
    }
    status = 422 if refused else 200
    return render(request, "gungho/type_back.html", told, status=status)


def _where(found: Opened) -> str:
    if found.sort in SHOWN:
        return reverse("typed-sheet", args=[grouped(found.code)])
    if found.sort == "gift":
        return reverse("gift", args=[found.ident])
    if found.sort == "blank-receipt":
        asked = f"?receipt={found.ident}"
        return reverse("enter-gift", args=[found.body]) + asked
    return entry_link(found.body, found.seq)


@require_safe
def day_sheet(_request: HttpRequest, coop: str) -> HttpResponse:
    """Lead to the sheet of a co-op for today, which needs no paper."""
    try:
        line = workshop(coop).line
    except Refusal as refusal:
        raise missing(refusal) from None
    founded = marked_at(line.keeper, line.seq)
    if founded is None:
        raise Http404
    return redirect(reverse("typed-sheet", args=[entry_code(founded, day=today())]))


@require_http_methods(["GET", "HEAD", "POST"])
def typed_sheet(request: HttpRequest, code: str) -> HttpResponse:
    """Show the lines of a sheet to be typed, or record what they say."""
    names = Names.load(get_language() or "en")
    try:
        found = opened_by(code)
        if found.sort not in SHOWN:
            return redirect(_where(found))
        make = _Arrival if found.sort == "arrival" else _Production
        shown = make(found=found, names=names, goods=Goods.load(names))
        if not sees(SHOWN[found.sort]):
            raise Http404
    except GunghoError:
        return redirect(reverse("type-back") + f"?code={code[:60]}")
    sent = request.POST if request.method == "POST" else request.GET
    typed = Typed(values={name: str(text)[:200] for name, text in sent.items()})
    refused = ""
    if request.method == "POST":
        where, refused = _record(shown, typed)
        if not refused:
            return redirect(where)
    else:
        typed.values["number"] = secrets.token_hex(8)
        typed.values.setdefault(DAY, shown.day or today())
    told = {
        **shown.told(typed),
        "code": grouped(found.code),
        "number": typed["number"],
        "refused": refused,
    }
    status = 422 if refused else 200
    return render(request, "gungho/type_back.html", told, status=status)


def _record(shown: _Arrival | _Production, typed: Typed) -> tuple[str, str]:
    """Record what was typed; return where it stands, or what refused it."""
    if not NUMBER.fullmatch(typed["number"]):
        return "", _("The form is damaged. Open it again and type it once more.")
    submit = import_string(settings.GUNGHO_SUBMIT)
    receipts: list[Receipt] = []
    try:
        for one in shown.commands(typed):
            receipts.append(submit(one))
    except GunghoError as error:
        told = sentence(error, shown.names.language)
        if receipts:
            told = f"{told} {_written(len(receipts))}"
        return "", told
    return entry_link(receipts[-1].book, receipts[-1].seq) + WRITTEN, ""


def _written(count: int) -> str:
    return ngettext(
        "One line before it is written; sent again, it is not written twice.",
        "%(n)s lines before it are written; sent again, they are not written twice.",
        count,
    ) % {"n": count}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Arrival:
    """The arrival sheet of a consignment."""

    found: Opened
    names: Names
    goods: Goods
    day: str = ""

    def commands(self, typed: Typed) -> Sequence[Command]:
        counting = Counting.load(self.found.ident, today=today())
        lines = {
            str(number): typed[f"{LINE}{number}"]
            for number in range(1, len(counting.sent) + 1)
        }
        return [
            counting.command(
                lines,
                day=typed[DAY] or today(),
                ident=f"form.{typed['number']}",
                scales=item_scales(),
            )
        ]

    def told(self, typed: Typed) -> dict[str, Any]:
        counting = Counting.load(self.found.ident, today=today())
        line, names = counting.line, self.names
        return {
            "title": _("What came of %(document)s") % {"document": line.document},
            "about": f"{names.body(line.sender)} → {names.body(line.receiver)}",
            "before": [
                {"on": one.on, "href": entry_link(one.book, one.seq)}
                for one in papers(line.document)
                if one.kind == "goods.arrived"
            ],
            "fields": [field_of(typed, DAY, _("Counted on"), kind="date")],
            "tables": [
                {
                    "title": _("Line by line"),
                    "rows": list(self._rows(counting, typed)),
                }
            ],
        }

    def _rows(self, counting: Counting, typed: Typed) -> Iterator[Mapping[str, Any]]:
        for number, one in enumerate(counting.sent, start=1):
            sent = self.goods.text(one.commodity, one.sent)
            name = f"{number}. {self.names.item(one.commodity)}"
            hint = _("Sent: %(count)s; lot %(lot)s; a nought where nothing came")
            told = {"count": sent, "lot": one.lot}
            field = field_of(typed, f"{LINE}{number}", name, hint=hint % told)
            yield {"name": name, "fields": [field]}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Production:
    """The production sheet of a co-op for a day."""

    found: Opened
    names: Names
    goods: Goods

    @property
    def day(self) -> str:
        """The day that the code holds."""
        return self.found.day

    def commands(self, typed: Typed) -> Sequence[Command]:
        sheet = Producing.load(self.found.ident, day=self.day)
        wanted = {
            name: text
            for name, text in typed.values.items()
            if name.partition(".")[0] in (*COLUMNS, PAID) and text.strip()
        }
        return sheet.commands(wanted, scales=item_scales())

    def told(self, typed: Typed) -> dict[str, Any]:
        sheet = Producing.load(self.found.ident, day=self.day)
        shop, names = sheet.shop, self.names
        name = names.body(shop.line.coop)
        made = [(item, ("made", "sold", "proceeds", "wages")) for item in shop.goods]
        used = [(item, ("used",)) for item in shop.materials]
        needed = [(item, ("needed",)) for item in shop.materials if sheet.activity]
        tables = (
            (_("Materials used"), used),
            (_("Goods made and sold"), made),
            (_("Needed"), needed),
        )
        filled = [
            {
                "title": title,
                "rows": [
                    self._row(item, columns, sheet=sheet, typed=typed)
                    for item, columns in rows
                ],
            }
            for title, rows in tables
            if rows
        ]
        loans = [self._loan(one, typed=typed) for one in sheet.loans]
        if loans:
            filled.insert(2, {"title": _("Loan paid back"), "rows": loans})
        return {
            "title": _("%(coop)s, a day’s work") % {"coop": name},
            "about": day_text(self.day, names.language),
            "fields": [],
            "tables": filled,
            "coop": shop.line,
            "coop_name": name,
        }

    def _loan(self, one: LoanOn, *, typed: Typed) -> Mapping[str, Any]:
        code = one.told.currency
        left = self.goods.text(code, one.left)
        hint = _("Still owed: %(left)s") % {"left": left}
        if one.next_due:
            due = day_text(one.next_due, self.names.language)
            hint = _("Still owed: %(left)s; falls due %(due)s") % {
                "left": left,
                "due": due,
            }
        field = field_of(
            typed,
            f"{PAID}.{one.told.loan}",
            _("Paid back, %(code)s") % {"code": code},
            hint=hint,
            needed=False,
        )
        return {"name": one.told.loan, "fields": [field]}

    def _row(
        self, item: str, columns: tuple[str, ...], *, sheet: Producing, typed: Typed
    ) -> Mapping[str, Any]:
        money = sheet.shop.line.currency
        words = {
            "used": _("used"),
            "made": _("made"),
            "sold": _("sold"),
            "proceeds": _("sold for, %(code)s") % {"code": money},
            "wages": _("wages, %(code)s") % {"code": money},
            "needed": _("needed"),
        }
        name = self.names.item(item)
        held = self.goods.text(item, sheet.shop.stock.get(item, 0))
        in_store = _("In store: %(count)s") % {"count": held}
        fields: list[Field] = [
            field_of(
                typed,
                f"{column}.{item}",
                f"{name}: {words[column]}",
                hint=in_store if column in ("used", "sold") else "",
                needed=False,
            )
            for column in columns
        ]
        return {"name": name, "fields": fields}
