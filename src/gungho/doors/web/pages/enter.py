# SPDX-License-Identifier: Apache-2.0
"""Forms made from the facts of a kind: for the society, for friendship and for trade.

What was typed is never thrown away, and the same form sent twice adds nothing.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.module_loading import import_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gungho.actions.acting import acting_now
from gungho.actions.ports import Command
from gungho.doors.entering import PICTURE, Entering, Slot, slots_of
from gungho.doors.figures import upper_first
from gungho.doors.forms import FORMS, GROUPS
from gungho.doors.names import Names
from gungho.doors.reasons import codes
from gungho.doors.reasons import sentence as reason
from gungho.doors.refusals import sentence
from gungho.doors.rights import may_record
from gungho.doors.web.context import today
from gungho.doors.web.facts import fact_word
from gungho.doors.web.pages.lists import entry_link
from gungho.doors.web.templatetags.gungho import Field
from gungho.doors.web.typed import Typed, field_of
from gungho.doors.web.uploads import PICTURES, received
from gungho.errors import GunghoError, Refusal
from gungho.formats.pictures import picture_text
from gungho.measure.codes import INCOTERMS, PACKAGES
from gungho.store.reads import choosing
from gungho.store.reads import entering as reads
from gungho.store.reads.choosing import Choice
from gungho.store.reads.coops import coops_named
from gungho.store.reads.entries import is_recorded
from gungho.store.reads.movement import item_scales

NUMBER = re.compile(r"[0-9a-f]{16}")
BRACKETS = re.compile(r"\s*[(（].*[)）]")
ROWS = 3
ROWS_MOST = 40
MORE = "more"
BOOK, DAY = "book", "happened_on"
WRITTEN = "?written=1"
INPUTS: Mapping[str, str] = {"day": "date", "card": "textarea", "picture": "file"}
SEVERAL_TOLD = 6
Look = Callable[..., list[Choice] | None]
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
    sent = request.POST if request.method == "POST" else request.GET
    typed = Typed(values={name: str(text) for name, text in sent.items()})
    if request.method != "POST" and not typed[BOOK]:
        own = _books(kind)
        if len(own) != 1:
            return _whose(request, kind, typed=typed, own=own)
        typed.values[BOOK] = own[0]
    shown = _Form(
        kind=kind,
        typed=typed,
        names=Names.load(get_language() or "en"),
        sent=request.FILES.get(PICTURE),
    )
    refused = ""
    if MORE in request.POST:
        typed.values[MORE] = request.POST[MORE]
    elif request.method == "POST":
        seq, refused = shown.record()
        if not refused and not typed.errors:
            return redirect(entry_link(typed[BOOK], seq) + WRITTEN)
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
        "more": ROWS,
    }
    status = 422 if refused or typed.errors else 200
    return render(request, "gungho/form.html", told, status=status)


def _whose(
    request: HttpRequest, kind: str, *, typed: Typed, own: Sequence[str]
) -> HttpResponse:
    """Ask first whose book is written in: what may be chosen depends on it."""
    names = Names.load(get_language() or "en")
    books = tuple((one, names.body(one)) for one in own)
    told = {
        "title": _title(kind, names.language),
        "group": group_words()[FORMS[kind].group],
        "whose": field_of(
            typed, BOOK, _("In the books of"), kind="select", choices=books
        ),
        "kept": [(name, text) for name, text in typed.values.items() if name != BOOK],
    }
    return render(request, "gungho/form.html", told)


def _books(kind: str) -> list[str]:
    """Return the books in which who asks may write a kind; all for who only looks."""
    books = reads.books()
    kept = {one.keeper for one in coops_named(_bodies_held())}
    own = [one for one in books if one in kept or may_record(kind, book=one)]
    return own or books


def _bodies_held() -> set[str]:
    """Return the bodies that who asks holds a role for."""
    acting = acting_now()
    return {one.body for one in acting.held} if acting else set()


def _title(kind: str, language: str) -> str:
    return upper_first(reason(f"kind.{kind}", {}, language))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Form:
    kind: str
    typed: Typed
    names: Names
    sent: UploadedFile[bytes] | None = None
    offered: dict[tuple[Look, str], Any] = field(default_factory=dict)

    def prepare(self) -> None:
        """Fill in what can be known before anything is typed."""
        values, formed = self.typed.values, FORMS[self.kind]
        values.setdefault(DAY, today())
        values["number"] = secrets.token_hex(8)
        if formed.new:
            values.setdefault(formed.new, f"{today()}.{values['number'][:4]}")
        values.setdefault("till", "main")
        if self.kind == "shipment.exported":
            values.setdefault("packages", " ".join(reads.packed(self.typed[BOOK])))

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
            more = self.typed[MORE] if self.typed[MORE].isdecimal() else "0"
            count = min(ROWS_MOST, max([*used, 0]) + ROWS + int(more[:2]))
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
        kind = "select" if choices else INPUTS.get(slot.sort, "text")
        if choices and not slot.choices:
            here, ids = self.typed[name], {one for one, _word in choices}
            more = ((here, here),) if here and here not in ids else ()
            choices = (("", "—"), *choices, *more)
        elif kind == "text" and slot.sort == "id":
            choices = self._suggested(slot)
        return field_of(
            self.typed,
            name,
            f"{BRACKETS.sub('', words)} (%)" if slot.sort == "percent" else words,
            kind=kind,
            choices=choices,
            needed=slot.needed or in_row,
            hint=self._hint(slot),
            wide=slot.sort == "card",
        )

    def _hint(self, slot: Slot) -> str:
        return {
            "card": _("Kept on a card that can be erased, not in the journal"),
            "ids": self._several(slot),
            "picture": _(
                "Made small; what the camera wrote of place and time is left out"
            ),
        }.get(slot.sort, "")

    def _offered(self, look: Look, name: str) -> Any:
        """Return what a look at the books offers for a field, looked up once a form."""
        key = look, name
        if key not in self.offered:
            self.offered[key] = look(self.kind, name, body=self.typed[BOOK])
        return self.offered[key]

    def _several(self, slot: Slot) -> str:
        """Return how several ids are written, with those that are known."""
        told = _("Several, with a space between")
        found = self._offered(choosing.several, slot.name)
        if not found:
            return told
        known = [self._about(slot.name, one) for one in found[:SEVERAL_TOLD]]
        more = "…" if len(found) > SEVERAL_TOLD else ""
        return _("%(told)s; known: %(known)s") % {
            "told": told,
            "known": f"{', '.join(known)}{more}",
        }

    def _about(self, name: str, one: Choice) -> str:
        """Return an id with what it is about, in words."""
        ident, about = one
        word = self._named(name, ident)
        if not about:
            return word
        name_of = self.names.fund if ":" in about else self.names.any
        told = self.names.item(about)
        return f"{word} · {name_of(about) if told == about else told}"

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
        standing = self._offered(choosing.chosen, slot.name)
        if standing is not None:
            return tuple((one[0], self._about(slot.name, one)) for one in standing)
        found = reads.known(slot.name, body=self.typed[BOOK])
        if slot.name == "coop":
            own = {one.coop for one in coops_named(_bodies_held())}
            found = [one for one in found if one in own] or found
        return tuple((one, self._named(slot.name, one)) for one in found)

    def _suggested(self, slot: Slot) -> tuple[tuple[str, str], ...]:
        """Return what is known, for a field in which another word may be written."""
        elsewhere = slot.name == "purpose" and self.kind != "need.stated"
        if elsewhere or slot.name == FORMS[self.kind].new:
            return ()
        here = self._offered(choosing.known_here, slot.name)
        if here:
            return tuple((one[0], self._about(slot.name, one)) for one in here)
        found = reads.suggested(slot.name, body=self.typed[BOOK])
        return tuple((one, self._suggested_word(slot.name, one)) for one in found)

    def _suggested_word(self, name: str, one: str) -> str:
        for code in (f"{name}.{one}", f"choice.{name}.{one}"):
            if code in codes():
                return reason(code, {}, self.names.language)
        place = self.names.place(one)
        return one if place == one else place

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
