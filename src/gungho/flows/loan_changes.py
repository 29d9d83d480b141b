# SPDX-License-Identifier: Apache-2.0
"""A loan changes by agreement, by a moratorium, or by being given up.

A new schedule takes the place of what is left of the old one. In a moratorium nothing
falls due: what would have moves behind it, and what follows keeps its distance
(``schedules.moved``); the days agreed stand as they were agreed. A write-off is a loss
of the fund that lent, and frees the co-op (decision 0011).
"""

from __future__ import annotations

from typing import ClassVar

from msgspec.structs import replace

from gungho.errors import Refusal
from gungho.flows.authority import require_allowed, require_left, use_up
from gungho.flows.kind import Asking, At, Decision, Kind, pairs, row_from
from gungho.flows.loan_payments import open_parts, settle
from gungho.flows.loans import (
    Loan,
    LoanDeed,
    LoanDue,
    dues_of,
    loan_row,
    put_schedule,
)
from gungho.flows.offices import resolution_row
from gungho.flows.schedules import (
    Due,
    Settled,
    number,
    require_schedule,
    taken_off,
    text,
)
from gungho.flows.spending import require_held
from gungho.flows.wire import (
    Day,
    Id,
    MaybeAmount,
    MaybeId,
    Payload,
    Standing,
)
from gungho.ledger.booking import Posting
from gungho.ledger.state import Row, State
from gungho.measure import parse_day

MORATORIUM_DAYS_MOST = 3660


class LoanRescheduled(Payload, frozen=True, kw_only=True):
    """What is left of a loan gets a new schedule, with the reason."""

    loan: Id
    reason: Id
    schedule: tuple[Due, ...]
    standing: Standing


class MoratoriumDeclared(Payload, frozen=True, kw_only=True):
    """No loan falls due in a region, or anywhere, from one day until another."""

    moratorium: Id
    region: MaybeId
    cause: Id
    from_day: Day
    until_day: Day
    standing: Standing
    cited: MaybeId


class LoanWrittenOff(Payload, frozen=True, kw_only=True, omit_defaults=True):
    """A part of a loan is given up, by a resolution that says so."""

    loan: Id
    count: MaybeAmount
    cause: Id
    resolution: MaybeId
    standing: Standing
    interest: MaybeAmount = ""
    parts: tuple[Settled, ...] = ()


class Moratorium(Row, frozen=True, kw_only=True):
    """A span of days in which no loan of this book falls due."""

    book: int
    moratorium: str
    region: str
    cause: str
    from_day: str
    until_day: str
    on: str
    seq: int
    standing: str
    cited: str
    key: ClassVar = ("book", "moratorium")
    indexes: ClassVar = {"book": ("book",)}


def _reschedule(asking: Asking, facts: LoanRescheduled) -> Decision:
    loan = loan_row(asking, facts.loan)
    if not loan.left:
        raise Refusal("loan.nothing-left", loan=facts.loan)
    if asking.happened < loan.last:
        raise Refusal("loan.changed-later", loan=facts.loan, last=loan.last)
    require_schedule(
        facts.schedule,
        count=loan.left,
        on=asking.happened,
        interest_ppm=loan.interest_ppm,
        running=_running(asking, loan),
    )
    return Decision(facts)


def _running(asking: Asking, loan: Loan) -> int:
    """Return the interest that is open up to the first part still to come."""
    total = 0
    for due in dues_of(asking, loan):
        total += due.interest_left
        if due.due >= asking.happened:
            break
    return total


def _rescheduled(state: State, at: At, facts: LoanRescheduled) -> None:
    loan = state.get(Loan, at.book, facts.loan)
    if loan is None:
        return
    interest = 0
    for due in state.find(LoanDue, "series", at.book, loan.loan, loan.series):
        interest += due.interest_left
        state.put(replace(due, principal_left=0, interest_left=0))
    series = loan.series + 1
    put_schedule(state, at, loan=loan.loan, series=series, dues=facts.schedule)
    state.put(
        LoanDeed(
            book=at.book, loan=loan.loan, seq=at.seq, part=0, series=loan.series,
            sort="rescheduled", principal=loan.left, interest=interest,
            reason=facts.reason, cited="", on=at.happened,
        )
    )  # fmt: skip
    last = facts.schedule[-1].due if facts.schedule else loan.due
    newest = max(loan.last, at.happened)
    state.put(replace(loan, series=series, due=last, last=newest))


def _declare(asking: Asking, facts: MoratoriumDeclared) -> Decision:
    if asking.state.get(Moratorium, asking.book, facts.moratorium):
        raise Refusal("moratorium.exists", moratorium=facts.moratorium)
    days = (parse_day(facts.until_day) - parse_day(facts.from_day)).days
    if not 0 <= days < MORATORIUM_DAYS_MOST:
        raise Refusal(
            "moratorium.days", first=facts.from_day, last=facts.until_day,
            most=MORATORIUM_DAYS_MOST,
        )  # fmt: skip
    return Decision(facts)


def _declared(state: State, at: At, facts: MoratoriumDeclared) -> None:
    state.put(row_from(Moratorium, at, facts))


def _write_off(asking: Asking, facts: LoanWrittenOff) -> Decision:
    loan = loan_row(asking, facts.loan)
    if not facts.resolution:
        raise Refusal("loan.no-resolution", loan=facts.loan)
    parts, principal = open_parts(asking, loan), number(facts.count)
    owed = sum(part.interest for part in parts)
    interest = number(facts.interest)
    if principal == loan.left and not facts.interest:
        interest = owed
    if principal > loan.left or interest > owed:
        raise Refusal(
            "loan.off-too-much", loan=facts.loan, left=str(loan.left),
            interest=str(owed),
        )  # fmt: skip
    if not principal and not interest:
        raise Refusal("loan.nothing-off", loan=facts.loan)
    taken = taken_off(parts, principal=principal, interest=interest)
    if facts.parts not in ((), taken):
        raise Refusal("loan.split", loan=facts.loan)
    _require_resolved(asking, loan, resolution=facts.resolution, count=principal)
    postings = _given_up(asking, loan, cause=facts.cause, count=principal)
    require_held(asking, postings)
    decided = replace(facts, interest=text(interest), parts=taken)
    return Decision(decided, postings)


def _require_resolved(
    asking: Asking, loan: Loan, *, resolution: str, count: int
) -> None:
    """Refuse what the resolution that is named does not allow."""
    cited = resolution_row(asking, resolution)
    require_allowed(asking, cited, kind="loan.written_off", fund=loan.fund)
    if count:
        require_left(cited, currency=loan.currency, amount=count)


def _given_up(
    asking: Asking, loan: Loan, *, cause: str, count: int
) -> tuple[Posting, ...]:
    """Return what is booked: interest that was never paid was never income."""
    if not count:
        return ()
    return (
        Posting(
            debit=f"{asking.body}/losses/{cause}",
            credit=f"{asking.body}/loans/{loan.coop}",
            commodity=loan.currency,
            fund=loan.fund,
            amount=count,
        ),
        Posting(
            debit=f"{loan.coop}/borrowed/{asking.body}",
            credit=f"{loan.coop}/forgiven/{asking.body}",
            commodity=loan.currency,
            fund=f"{asking.body}:own",
            amount=count,
        ),
    )


def _written_off(state: State, at: At, facts: LoanWrittenOff) -> None:
    loan = state.get(Loan, at.book, facts.loan)
    if loan is None:
        return
    deed = ("written-off", facts.cause, facts.resolution)
    settle(state, at, loan=loan, parts=facts.parts, deed=deed)
    use_up(state, at, resolution=facts.resolution, amount=number(facts.count))
    state.put(
        replace(
            loan,
            written_off=loan.written_off + number(facts.count),
            last=max(loan.last, at.happened),
        )
    )


ROWS: tuple[type[Row], ...] = (Moratorium,)
KINDS = (
    Kind(
        name="loan.rescheduled",
        payload=LoanRescheduled,
        decide=_reschedule,
        evolve=_rescheduled,
        subject="loan",
    ),
    Kind(
        name="moratorium.declared",
        payload=MoratoriumDeclared,
        decide=_declare,
        evolve=_declared,
        subject="moratorium",
    ),
    Kind(
        name="loan.written_off",
        payload=LoanWrittenOff,
        decide=_write_off,
        evolve=_written_off,
        permitted=pairs("losses<loans", "borrowed<forgiven"),
        spends=True,
        subject="loan",
    ),
)
