# SPDX-License-Identifier: Apache-2.0
"""What is known of a till's bank: its statements, their lines, and their entries."""

from __future__ import annotations

from typing import ClassVar

from gungho.errors import Refusal
from gungho.flows.corrections import EntryRow
from gungho.flows.kind import Asking, Kind
from gungho.ledger.balances import ACCOUNT, COMMODITY, Balance, Name, PostingRow
from gungho.ledger.state import Row, State


class BankStatement(Row, frozen=True, kw_only=True):
    """A reconciled statement, and what was left of both sides."""

    book: int
    statement: str
    till: str
    currency: str
    since: str
    until: str
    opening: int
    closing: int
    booked: int
    lines: int
    unmatched: int
    unmatched_sum: int
    outstanding: int
    outstanding_sum: int
    reopened: str
    on: str
    seq: int
    key: ClassVar = ("book", "statement")
    indexes: ClassVar = {"till": ("book", "till", "currency")}


class BankLine(Row, frozen=True, kw_only=True):
    """A line that a statement had, and the statement that found it in the book."""

    book: int
    mark: str
    statement: str
    till: str
    currency: str
    on: str
    amount: int
    matched: str
    key: ClassVar = ("book", "mark")
    indexes: ClassVar = {
        "open": ("book", "till", "currency", "matched"),
        "statement": ("book", "statement"),
        "matched": ("book", "matched"),
    }
    index_where: ClassVar = "statement <> ''"

    @property
    def indexed(self) -> bool:
        """A line of a reopened statement is looked up no more."""
        return self.statement != ""


class BankMatch(Row, frozen=True, kw_only=True):
    """An entry that a statement shows, and in which of its matches."""

    book: int
    till: str
    currency: str
    entry: int
    statement: str
    part: int
    key: ClassVar = ("book", "till", "currency", "entry")
    indexes: ClassVar = {"statement": ("book", "statement")}


def last_statement(
    state: State, book: int, *, till: str, currency: str
) -> BankStatement | None:
    """Return the statement up to which a till is reconciled."""
    rows = state.find(BankStatement, "till", book, till, currency)
    return max(
        (row for row in rows if not row.reopened),
        key=lambda row: row.until,
        default=None,
    )


def open_lines(
    state: State, book: int, *, till: str, currency: str
) -> tuple[BankLine, ...]:
    """Return the lines of a till's statements that no entry stands for."""
    return state.find(BankLine, "open", book, till, currency, "")


class Till:
    """One till and currency of the book that is decided on."""

    def __init__(self, asking: Asking, *, till: str, currency: str) -> None:
        self._asking, self._till, self._currency = asking, till, currency
        self._account = self._number(ACCOUNT, f"{asking.body}/cash/{till}")
        self._commodity = self._number(COMMODITY, currency)
        self._met: set[int] = set()

    def _number(self, sort: str, name: str) -> int:
        row = self._asking.state.get(Name, self._asking.book, sort, name)
        return row.number if row else 0

    def open_lines(self) -> tuple[BankLine, ...]:
        """Return the lines of earlier statements that no entry stands for."""
        return open_lines(
            self._asking.state, self._asking.book, till=self._till,
            currency=self._currency,
        )  # fmt: skip

    def knows(self, mark: str) -> bool:
        """True if a line stands in an earlier statement."""
        row = self._asking.state.get(BankLine, self._asking.book, mark)
        return row is not None and row.statement != ""

    def balance(self) -> int:
        """Return what the till has, in all funds."""
        rows = self._asking.state.find(
            Balance, "shelf", self._asking.book, self._account, self._commodity
        )
        return sum(row.count for row in rows)

    def side(self, seq: int, *, last: str = "", after: str = "") -> int:
        """Return what an entry brought into the till, each entry once.

        Raises Refusal ``bank.entry-twice``, ``bank.entry-elsewhere``,
        ``bank.entry-done`` or ``bank.entry-day``.
        """
        state, book = self._asking.state, self._asking.book
        if seq in self._met:
            raise Refusal("bank.entry-twice", entry=seq)
        self._met.add(seq)
        done = state.get(BankMatch, book, self._till, self._currency, seq)
        if done and done.statement:
            raise Refusal("bank.entry-done", entry=seq, statement=done.statement)
        sides = [
            row.amount * ((row.debit == self._account) - (row.credit == self._account))
            for row in state.find(PostingRow, "entry", book, seq)
            if row.commodity == self._commodity
            and self._account in (row.debit, row.credit)
        ]
        if not sides:
            raise Refusal("bank.entry-elsewhere", entry=seq, till=self._till)
        if last or after:
            self._require_day(seq, last=last, after=after)
        return sum(sides)

    def _require_day(self, seq: int, *, last: str, after: str) -> None:
        (row,) = self._asking.state.find(EntryRow, "seq", self._asking.book, seq)
        if (last and row.on > last) or (after and row.on <= after):
            raise Refusal("bank.entry-day", entry=seq, on=row.on, until=last or after)


ROWS: tuple[type[Row], ...] = (BankStatement, BankLine, BankMatch)
KINDS: tuple[Kind, ...] = ()
