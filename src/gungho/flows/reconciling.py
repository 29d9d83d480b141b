# SPDX-License-Identifier: Apache-2.0
"""A bank's statement is reconciled with a till: each line found in the book, or open.

Nothing is booked by it. The entry holds the days and amounts of the lines under salted
commitments, never their texts, and for each match the entries it stands for. It is
refused unless what the book has is what the bank says, but for the entries and lines
that it names: book = bank + outstanding - not yet booked. A till's first statement is
taken to stand for everything that happened before it and is not named.
"""

from __future__ import annotations

from msgspec.structs import replace

from gungho.errors import Refusal
from gungho.flows.bank_lines import (
    BankLine,
    BankMatch,
    BankStatement,
    Till,
    last_statement,
    open_lines,
)
from gungho.flows.kind import Asking, At, Decision, Kind, row_from
from gungho.flows.money import require_currency
from gungho.flows.wire import Code, Commitment, Day, Id, Natural, Part, Payload, Signed
from gungho.ledger.state import Row, State

LINES_MOST = 10_000


class StatedLine(Part, frozen=True, kw_only=True):
    """A line of the bank: its salted commitment, its day, what came in or went out."""

    mark: Commitment
    on: Day
    amount: Signed


class Matched(Part, frozen=True, kw_only=True):
    """Lines of the bank and entries of the book that are the same money.

    Without lines, entries that cancel each other; without entries, such lines.
    """

    lines: tuple[Commitment, ...] = ()
    entries: tuple[Natural, ...] = ()


class TillReconciled(Payload, frozen=True, kw_only=True):
    """A statement of one till and currency; counts are smallest units, with a sign.

    ``outstanding`` are entries until the last day that the bank does not show yet,
    ``later`` those that happened after it; ``booked`` is worked out: what the book had
    on the last day.
    """

    statement: Id
    till: Id
    currency: Code
    since: Day
    until: Day
    opening_balance: Signed
    closing_balance: Signed
    lines: tuple[StatedLine, ...]
    matches: tuple[Matched, ...]
    outstanding: tuple[Natural, ...]
    later: tuple[Natural, ...]
    booked: Signed = 0


class TillReopened(Payload, frozen=True, kw_only=True):
    """The last reconciliation of a till is taken back; its lines are free again."""

    statement: Id
    reason: Id


def _reconcile(asking: Asking, facts: TillReconciled) -> Decision:
    require_currency(asking, facts.currency)
    _require_follows(asking, facts)
    till = Till(asking, till=facts.till, currency=facts.currency)
    free = _free_lines(till, facts)
    for match in facts.matches:
        _require_same(till, match, free=free)
    open_sum = sum(free.values())
    outstanding = sum(till.side(seq, last=facts.until) for seq in facts.outstanding)
    later = sum(till.side(seq, after=facts.until) for seq in facts.later)
    booked = till.balance() - later
    bank = facts.closing_balance + outstanding - open_sum
    if booked != bank:
        raise Refusal(
            "bank.difference", till=facts.till, booked=str(booked), bank=str(bank),
            difference=str(booked - bank),
        )  # fmt: skip
    if facts.booked not in (0, booked):
        raise Refusal("bank.booked", statement=facts.statement, booked=str(booked))
    return Decision(replace(facts, booked=booked))


def _require_follows(asking: Asking, facts: TillReconciled) -> None:
    """Refuse what adds up to something else, or does not go on from the last one."""
    known = asking.state.get(BankStatement, asking.book, facts.statement)
    if known and not known.reopened:
        raise Refusal("bank.exists", statement=facts.statement)
    if facts.since > facts.until or facts.until > asking.happened:
        raise Refusal("bank.days", since=facts.since, until=facts.until)
    if len(facts.lines) > LINES_MOST:
        raise Refusal("bank.too-many", lines=len(facts.lines), most=LINES_MOST)
    opening, closing = facts.opening_balance, facts.closing_balance
    total = opening + sum(line.amount for line in facts.lines)
    if total != closing:
        raise Refusal(
            "bank.broken", statement=facts.statement, closing=str(closing),
            total=str(total), difference=str(closing - total),
        )  # fmt: skip
    last = last_statement(
        asking.state, asking.book, till=facts.till, currency=facts.currency
    )
    if last and facts.since <= last.until:
        raise Refusal("bank.order", since=facts.since, last=last.until)
    if last and opening != last.closing:
        raise Refusal(
            "bank.opening", opening=str(opening), closing=str(last.closing),
            statement=last.statement,
        )  # fmt: skip


def _free_lines(till: Till, facts: TillReconciled) -> dict[str, int]:
    """Return the lines that can be matched: this statement's, and those left open."""
    free = {row.mark: row.amount for row in till.open_lines()}
    for line in facts.lines:
        if line.mark in free or till.knows(line.mark):
            raise Refusal("bank.line-twice", line=line.mark[:12], on=line.on)
        if not facts.since <= line.on <= facts.until:
            raise Refusal(
                "bank.line-day", on=line.on, since=facts.since, until=facts.until
            )
        free[line.mark] = line.amount
    return free


def _require_same(till: Till, match: Matched, *, free: dict[str, int]) -> None:
    """Refuse a match of unlike sums; take its lines from those that are free."""
    stated = 0
    for mark in match.lines:
        if mark not in free:
            raise Refusal("bank.line-unknown", line=mark[:12])
        stated += free.pop(mark)
    booked = sum(till.side(seq) for seq in match.entries)
    if stated != booked or not (match.lines or match.entries):
        raise Refusal(
            "bank.unlike", lines=len(match.lines), entries=len(match.entries),
            stated=str(stated), booked=str(booked),
        )  # fmt: skip


def _reconciled(state: State, at: At, facts: TillReconciled) -> None:
    book, till, currency = at.book, facts.till, facts.currency
    found = {mark for match in facts.matches for mark in match.lines}
    earlier = open_lines(state, book, till=till, currency=currency)
    lines = [
        BankLine(
            book=book, mark=line.mark, statement=facts.statement, till=till,
            currency=currency, on=line.on, amount=line.amount, matched="",
        )
        for line in facts.lines
    ]  # fmt: skip
    for line in (*earlier, *lines):
        matched = facts.statement if line.mark in found else ""
        state.put(replace(line, matched=matched))
    for number, match in enumerate(facts.matches):
        for entry in match.entries:
            state.put(
                BankMatch(
                    book=book, till=till, currency=currency, entry=entry,
                    statement=facts.statement, part=number,
                )
            )  # fmt: skip
    left = [line.amount for line in (*earlier, *lines) if line.mark not in found]
    state.put(
        row_from(
            BankStatement, at, facts, opening=facts.opening_balance,
            closing=facts.closing_balance, lines=len(lines), unmatched=len(left),
            unmatched_sum=sum(left), outstanding=len(facts.outstanding), reopened="",
            outstanding_sum=facts.booked - facts.closing_balance + sum(left),
        )
    )  # fmt: skip


def _reopen(asking: Asking, facts: TillReopened) -> Decision:
    row = asking.state.get(BankStatement, asking.book, facts.statement)
    if row is None or row.reopened:
        raise Refusal("bank.unknown", statement=facts.statement)
    last = last_statement(
        asking.state, asking.book, till=row.till, currency=row.currency
    )
    if last and last.statement != row.statement:
        raise Refusal("bank.not-last", statement=facts.statement, last=last.statement)
    return Decision(facts)


def _reopened(state: State, at: At, facts: TillReopened) -> None:
    row = state.get(BankStatement, at.book, facts.statement)
    if row is None:
        return
    state.put(replace(row, reopened=at.id))
    for line in state.find(BankLine, "matched", at.book, facts.statement):
        state.put(replace(line, matched=""))
    for line in state.find(BankLine, "statement", at.book, facts.statement):
        state.put(replace(line, statement=""))
    for match in state.find(BankMatch, "statement", at.book, facts.statement):
        state.put(replace(match, statement=""))


ROWS: tuple[type[Row], ...] = ()
KINDS = (
    Kind(
        name="till.reconciled",
        payload=TillReconciled,
        decide=_reconcile,
        evolve=_reconciled,
        subject="statement",
    ),
    Kind(
        name="till.reopened",
        payload=TillReopened,
        decide=_reopen,
        evolve=_reopened,
        subject="statement",
    ),
)
