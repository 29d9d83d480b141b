# SPDX-License-Identifier: Apache-2.0
"""Forms made from the facts of a kind: for the society, for friendship and for trade.

What was typed is never thrown away, and the same form sent twice adds nothing.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.module_loading import import_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gungho.actions.ports import Command
from gungho.doors.entering import PICTURE, Entering, Slot, slots_of
from gungho.doors.figures import upper_first
from gungho.doors.forms import FORMS, GROUPS
from gungho.doors.names import Names
from gungho.doors.reasons import codes
from gungho.doors.reasons import sentence as reason
from gungho.doors.refusals import sentence
from gungho.doors.web.context import today
from gungho.doors.web.facts import fact_word
from gungho.doors.web.pages.lists import entry_link
from gungho.doors.web.templatetags.gungho import Field
from gungho.doors.web.typed import Typed, field_of
from gungho.doors.web.uploads import PICTURES, received
from gungho.errors import GunghoError, Refusal
from gungho.formats.pictures import picture_text
from gungho.measure.codes import INCOTERMS, PACKAGES
from gungho.store.reads import entering as reads
from gungho.store.reads.entries import is_recorded
from gungho.store.reads.movement import item_scales

NUMBER = re.compile(r"[0-9a-f]{16}")
ROWS = 3
ROWS_MOST = 40
BOOK, DAY = "book", "happened_on"
INPUTS: Mapping[str, str] = {"day": "date", "card": "textarea", "picture": "file"}
CODED: Mapping[str, frozenset[str]] = {"incoterm": INCOTERMS, "code": PACKAGES}


def group_words() -> dict[str, str]:
    """The groups of forms in words."""
    return {
        "giving": _("Giving"),
        "goods": _("Goods and stock"),
        "money": _("Money"),
        "help": _("Needs and help"),
        "co-op": _("Co-ops and their work"),
        "registry": _("What is known of places, goods and prices"),
        "society": _("Members and meetings"),
        "friendship": _("Friendship"),
        "trade": _("Foreign trade"),
    }


@require_safe
def forms(request: HttpRequest) -> HttpResponse:
    """List everything that has a form, group by group."""
    language = get_language() or "en"
    groups = [
        {
            "id": group,
            "name": group_words()[group],
            "forms": [
                (kind, _title(kind, language))
                for kind, formed in FORMS.items()
                if formed.group == group
            ],
        }
        for group in GROUPS
    ]
    return render(request, "gungho/forms.html", {"groups": groups})


@require_http_methods(["GET", "HEAD", "POST"])
def form(request: HttpRequest, kind: str) -> HttpResponse:
    """Show the form of a kind, or record what it says."""
    if kind not in FORMS:
        raise Http404
    if request.method != "POST" and not request.GET.get(BOOK):
        return _whose(request, kind)
    sent = request.POST if request.method == "POST" else request.GET
    typed = Typed(values={name: str(text) for name, text in sent.items()})
    shown = _Form(
        kind=kind,
        typed=typed,
        names=Names.load(get_language() or "en"),
        sent=request.FILES.get(PICTURE),
    )
    refused = ""
    if request.method == "POST":
        seq, refused = shown.record()
        if not refused and not typed.errors:
            return redirect(entry_link(typed[BOOK], seq))
    else:
        shown.prepare()
    told = {
        "title": _title(kind, shown.names.language),
        "group": group_words()[FORMS[kind].group],
        "fields": list(shown.fields()),
        "tables": list(shown.tables()),
        "refused": refused,
        "number": typed["number"],
        "book": typed[BOOK],
        "body": shown.names.body(typed[BOOK]),
        "kind": kind,
    }
    status = 422 if refused or typed.errors else 200
    return render(request, "gungho/form.html", told, status=status)


def _whose(request: HttpRequest, kind: str) -> HttpResponse:
    """Ask first whose book is written in: what may be chosen depends on it."""
    names = Names.load(get_language() or "en")
    books = tuple((one, names.body(one)) for one in reads.books())
    typed = Typed(values={name: str(text) for name, text in request.GET.items()})
    told = {
        "title": _title(kind, names.language),
        "group": group_words()[FORMS[kind].group],
        "whose": field_of(
            typed, BOOK, _("In the books of"), kind="select", choices=books
        ),
        "kept": [(name, text) for name, text in typed.values.items() if name != BOOK],
    }
    return render(request, "gungho/form.html", told)


def _title(kind: str, language: str) -> str:
    return upper_first(reason(f"kind.{kind}", {}, language))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Form:
    kind: str
    typed: Typed
    names: Names
    sent: UploadedFile[bytes] | None = None

    def prepare(self) -> None:
        """Fill in what can be known before anything is typed."""
        values, formed = self.typed.values, FORMS[self.kind]
        values.setdefault(DAY, today())
        values["number"] = secrets.token_hex(8)
        if formed.new:
            values.setdefault(formed.new, f"{today()}.{values['number'][:4]}")
        values.setdefault("till", "main")

    def record(self) -> tuple[int, str]:
        """Record what was typed; return its place, or what refused it."""
        typed = self.typed
        if not NUMBER.fullmatch(typed["number"]):
            return 0, _("The form is damaged. Open it again and type it once more.")
        entry = f"form.{typed['number']}"
        try:
            self._take_picture()
            facts, cards = self._entering().facts()
            if is_recorded(typed[BOOK], entry):
                return reads.place_of(typed[BOOK], entry), ""
            if cards:
                import_string(settings.GUNGHO_KEEP_CARDS)(cards)
            receipt = import_string(settings.GUNGHO_SUBMIT)(
                Command(
                    book=typed[BOOK],
                    id=entry,
                    kind=self.kind,
                    happened=typed[DAY] or today(),
                    facts=facts,
                    office=FORMS[self.kind].office,
                    authority=typed["authority"],
                )
            )
        except GunghoError as error:
            return 0, self._refused(error)
        return receipt.seq, ""

    def _take_picture(self) -> None:
        """Put a picture that was sent where its card's text belongs."""
        if self.sent is None:
            return
        self.typed.values.pop(PICTURE, None)
        self.typed.values[PICTURE] = picture_text(received(self.sent, PICTURES))

    def _refused(self, error: GunghoError) -> str:
        """Return what was refused; what is one field's is said beside it."""
        told = sentence(error, self.names.language)
        facts = error.facts if isinstance(error, Refusal) else {}
        name = str(facts.get("field", ""))
        if not name:
            return told
        word = fact_word(name, self.names.language)
        self.typed.errors[name] = told.replace(name, word)
        in_row = any(
            column.name == name
            for slot in slots_of(self.kind)
            for column in slot.columns
        )
        return self.typed.errors[name] if in_row else ""

    def _entering(self) -> Entering:
        return Entering(
            kind=self.kind,
            typed=self.typed.values,
            lines={
                slot.name: [self._line(slot, row) for row in range(ROWS_MOST)]
                for slot in slots_of(self.kind)
                if slot.sort == "rows"
            },
            scales=item_scales(),
            code_of=reads.code_of,
            salts=lambda: secrets.token_bytes(16),
        )

    def _line(self, slot: Slot, row: int) -> dict[str, str]:
        """Return what was typed in one row; a choice alone is no row."""
        told = {
            column.name: self.typed[f"{slot.name}.{column.name}.{row}"]
            for column in slot.columns
        }
        free = [column for column in slot.columns if column.sort != "choice"]
        written = any(told[column.name].strip() for column in free)
        return told if written else dict.fromkeys(told, "")

    def fields(self) -> Iterator[Field]:
        """Yield the fields that are not rows: which day, then the facts."""
        yield field_of(self.typed, DAY, _("It happened on"), kind="date")
        for slot in slots_of(self.kind):
            if slot.sort != "rows":
                yield self._field(slot, slot.name)
        yield field_of(
            self.typed, "authority", _("Number of the resolution"), needed=False
        )

    def tables(self) -> Iterator[dict[str, Any]]:
        """Yield the rows to be filled: those that were typed, and some more."""
        for slot in slots_of(self.kind):
            if slot.sort != "rows":
                continue
            prefix = f"{slot.name}."
            used = [
                int(name.rpartition(".")[2])
                for name, text in self.typed.values.items()
                if name.startswith(prefix) and text and name[-1].isdecimal()
            ]
            count = min(ROWS_MOST, max([*used, 0]) + ROWS)
            yield {
                "name": slot.name,
                "title": fact_word(slot.name, self.names.language),
                "rows": [
                    [
                        self._field(column, f"{slot.name}.{column.name}.{row}")
                        for column in slot.columns
                    ]
                    for row in range(count)
                ],
            }

    def _field(self, slot: Slot, name: str) -> Field:
        words = fact_word(slot.name, self.names.language)
        choices = self._choices(slot)
        in_row = name != slot.name
        if choices and not slot.choices:
            choices = (("", "—"), *choices)
        return field_of(
            self.typed,
            name,
            f"{words} (%)" if slot.sort == "percent" else words,
            kind="select" if choices else INPUTS.get(slot.sort, "text"),
            choices=choices,
            needed=slot.needed or in_row,
            hint=self._hint(slot),
            wide=slot.sort == "card",
        )

    def _hint(self, slot: Slot) -> str:
        return {
            "card": _("Kept on a card that can be erased, not in the journal"),
            "ids": _("Several, with a space between"),
            "picture": _(
                "Made small; what the camera wrote of place and time is left out"
            ),
        }.get(slot.sort, "")

    def _choices(self, slot: Slot) -> tuple[tuple[str, str], ...]:
        """Return what may be chosen; nothing where any id may be written."""
        if slot.name == FORMS[self.kind].new:
            return ()
        if slot.choices:
            return tuple((one, self._choice_word(slot.name, one)) for one in
                         slot.choices)  # fmt: skip
        if slot.name in CODED:
            codes_of = sorted(CODED[slot.name])
            return tuple((one, self._coded(slot.name, one)) for one in codes_of)
        found = reads.known(slot.name, body=self.typed[BOOK])
        return tuple((one, self._named(slot.name, one)) for one in found)

    def _choice_word(self, name: str, one: str) -> str:
        code = f"choice.{name}.{one}"
        if code in codes():
            return reason(code, {}, self.names.language)
        return one.replace("-", " ")

    def _coded(self, name: str, one: str) -> str:
        code = f"package.{one}"
        if name == "code" and code in codes():
            return f"{one} · {reason(code, {}, self.names.language)}"
        return one

    def _named(self, name: str, one: str) -> str:
        names = self.names
        word = {"item": names.item, "commodity": names.item, "fund": names.fund,
                "levy_fund": names.fund}.get(name, names.any)(one)  # fmt: skip
        return one if word == one else f"{word} ({one})"
