# SPDX-License-Identifier: Apache-2.0
"""What a person does at a till: paste, match, book by rules, reconcile, reopen."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.http import HttpRequest
from django.utils.module_loading import import_string
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from gungho.actions.name_line import SORTS, Sort
from gungho.actions.ports import Command
from gungho.doors.refusals import sentence
from gungho.doors.web.context import today
from gungho.doors.web.typed import Typed
from gungho.errors import GunghoError, Refusal
from gungho.formats.pasted import Fault, Reader, columns_from, read_pasted
from gungho.measure import count_of, decimal_text, parse_day
from gungho.reports.naming import named_by
from gungho.reports.reconciling import Ends, TillDesk, drafted, facts_of
from gungho.store import bank
from gungho.store.bank import Till
from gungho.store.naming import book_line
from gungho.store.reads import bank as reads
from gungho.store.reads.bank import InboxLine


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came of an act: a refusal, or what to tell; nothing to tell is done."""

    refused: str = ""
    told: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class At:
    """The till an act is done at, and its currency's scale."""

    till: Till
    scale: int


def act(request: HttpRequest, at: At, typed: Typed) -> Answer:
    """Do what the form asks; what refuses it is told in a sentence."""
    done = ACTS.get(typed["do"])
    if done is None:
        return Answer(refused=_("Choose what is to be done."))
    try:
        return done(request, at, typed)
    except GunghoError as error:
        return Answer(refused=sentence(error, get_language() or "en"))


def _paste(_request: HttpRequest, at: At, typed: Typed) -> Answer:
    reader = Reader(
        scale=at.scale,
        near=int(today()[:4]),
        order=typed["order"] if typed["order"] in ("dmy", "mdy") else "",
        mark=typed["mark"] if typed["mark"] in (".", ",") else "",
        columns=columns_from(typed["columns"]),
    )
    pasted = read_pasted(typed["paste"], reader)
    taken = bank.take_lines(
        at.till, pasted, salts=lambda: secrets.token_bytes(16), now=_now()
    )
    told = [
        ngettext("%(n)s new line.", "%(n)s new lines.", taken.new) % {"n": taken.new},
        ngettext(
            "%(n)s line was known before.",
            "%(n)s lines were known before.",
            taken.known,
        )
        % {"n": taken.known},
    ]
    if taken.reconciled:
        told.append(
            ngettext(
                "%(n)s line is of days that are reconciled, and was not taken.",
                "%(n)s lines are of days that are reconciled, and were not taken.",
                len(taken.reconciled),
            )
            % {"n": len(taken.reconciled)}
        )
    if taken.missing:
        told.append(
            _("The balances and the lines differ: %(amount)s is missing.")
            % {"amount": decimal_text(taken.missing, at.scale)}
        )
    if pasted.breaks:
        told.append(_("The running balance does not go on from line to line."))
    typed.values["paste"] = ""
    return Answer(told=tuple(told), faults=pasted.faults)


def _match(request: HttpRequest, at: At, _typed: Typed) -> Answer:
    pairs = [_pair(told[:4000]) for told in request.POST.getlist("pair")]
    if not pairs:
        return Answer(refused=_("Choose what is the same money."))
    bank.match(at.till, pairs)
    return Answer()


def _by_hand(request: HttpRequest, at: At, _typed: Typed) -> Answer:
    lines = request.POST.getlist("line")
    entries = [int(one) for one in request.POST.getlist("entry") if one.isdecimal()]
    if not lines and len(entries) < 2:
        return Answer(refused=_("Choose a line and an entry that are the same money."))
    bank.match(at.till, [(lines, entries)])
    return Answer()


def _pair(told: str) -> tuple[list[str], list[int]]:
    """Return marks and numbers of a choice, written ``mark,mark=seq,seq``."""
    marks, _sign, seqs = told.partition("=")
    return (
        [mark for mark in marks.split(",") if mark],
        [int(seq) for seq in seqs.split(",") if seq.isdecimal()],
    )


def _unmatch(request: HttpRequest, _at: At, _typed: Typed) -> Answer:
    bank.unmatch(request.POST.get("part", "")[:32])
    return Answer()


def _apply(_request: HttpRequest, at: At, _typed: Typed) -> Answer:
    """Book every open line that a rule names, as the page has listed them."""
    rules, done = reads.rules(at.till.body), 0
    for line in reads.desk(*at.till.key()).open_lines:
        rule = named_by(line, rules, till=at.till.till)
        sort = next((one for one in SORTS if rule and one == rule.sort), None)
        if rule and sort:
            book(reads.line_named(line.mark), sort, rule.facts)
            done += 1
    told = ngettext("%(n)s line was booked.", "%(n)s lines were booked.", done)
    return Answer(told=(told % {"n": done},))


def book(found: InboxLine, sort: Sort, facts: dict[str, str]) -> None:
    """Book a line by its name, and match it with the entry."""
    book_line(
        found,
        sort,
        facts,
        submit=import_string(settings.GUNGHO_SUBMIT),
        keep_cards=import_string(settings.GUNGHO_KEEP_CARDS),
    )


def ends_of(desk: TillDesk, typed: Typed, *, scale: int) -> Ends | None:
    """Return the days and balances that were typed; None with errors set."""
    found: dict[str, int] = {}
    for name in ("opening", "closing"):
        if name == "opening" and desk.last:
            found[name] = desk.last.closing
            continue
        try:
            told = typed[name].replace(",", "") or ("0" if name == "opening" else "")
            found[name] = count_of(told, scale)
        except Refusal:
            typed.errors[name] = _("Write the amount in figures, such as 18.00")
    days = {"until": typed["until"].strip(), "since": first_day(desk)}
    if not desk.last and typed["since"].strip():
        days["since"] = typed["since"].strip()
    for name, day in days.items():
        try:
            parse_day(day)
        except Refusal:
            typed.errors[name] = _("Write the day as year, month, day: 1941-11-30.")
    if typed.errors:
        return None
    return Ends(
        since=days["since"],
        until=days["until"],
        opening=found["opening"],
        closing=found["closing"],
    )


def first_day(desk: TillDesk) -> str:
    """Return the day after the last statement, or that of the first line."""
    if desk.last:
        return str(date.fromisoformat(desk.last.until) + timedelta(days=1))
    return min((line.on for line in desk.lines), default=today())


def _reconcile(_request: HttpRequest, at: At, typed: Typed) -> Answer:
    statement = typed["statement"].strip()
    known = reads.statement_of(at.till.body, statement)
    if known and not known.reopened and known.until == typed["until"].strip():
        return Answer()  # the form was sent twice
    desk = reads.desk(*at.till.key())
    ends = ends_of(desk, typed, scale=at.scale)
    if ends is None:
        return Answer(refused=_("Some of the fields below need another look."))
    draft = drafted(desk, ends)
    import_string(settings.GUNGHO_SUBMIT)(
        Command(
            book=at.till.body,
            id=reads.reconciling_id(at.till.body, statement),
            kind="till.reconciled",
            happened=today(),
            facts=facts_of(draft, desk, ends, statement=statement),
            office="treasurer",
        )
    )
    return Answer()


def _reopen(request: HttpRequest, at: At, _typed: Typed) -> Answer:
    statement = request.POST.get("statement", "")[:80]
    row = reads.statement_of(at.till.body, statement)
    import_string(settings.GUNGHO_SUBMIT)(
        Command(
            book=at.till.body,
            id=f"reopen-{statement}-{row.seq if row else 0}",
            kind="till.reopened",
            happened=today(),
            facts={"statement": statement, "reason": "mistake"},
            office="treasurer",
        )
    )
    return Answer()


def _now() -> str:
    return f"{today()}T00:00:00Z"


ACTS: dict[str, Callable[[HttpRequest, At, Typed], Answer]] = {
    "paste": _paste,
    "match": _match,
    "by-hand": _by_hand,
    "unmatch": _unmatch,
    "apply": _apply,
    "reconcile": _reconcile,
    "reopen": _reopen,
}
