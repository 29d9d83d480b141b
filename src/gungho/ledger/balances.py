# SPDX-License-Identifier: Apache-2.0
"""A balance is what one account holds of one commodity, fund and lot.

Accounts, commodities and funds are numbered inside each book at first appearance;
counts are debits minus credits in smallest units. A fund whose asset balance is below
zero is overdrawn: the fact stands, and the fund is not spent until it is cured (law 5).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import ClassVar

from gungho.errors import Refusal
from gungho.ledger.accounts import class_of
from gungho.ledger.booking import Posting
from gungho.ledger.state import Row, State
from gungho.measure import MAX_COUNT

ACCOUNT, COMMODITY, FUND = "account", "commodity", "fund"


class Name(Row, frozen=True, kw_only=True):
    """The number that one book gave to an account, commodity or fund."""

    book: int
    sort: str
    name: str
    number: int
    scale: int = 0
    key: ClassVar = ("book", "sort", "name")
    indexes: ClassVar = {"number": ("book", "sort", "number"), "sort": ("book", "sort")}


class Count(Row, frozen=True, kw_only=True):
    """How many names of one sort a book has given numbers to."""

    book: int
    sort: str
    count: int
    key: ClassVar = ("book", "sort")


class PostingRow(Row, frozen=True, kw_only=True):
    """One posting of an entry, its names as the book's numbers."""

    book: int
    seq: int
    line: int
    debit: int
    credit: int
    commodity: int
    fund: int
    amount: int
    lot: str
    key: ClassVar = ("book", "seq", "line")
    indexes: ClassVar = {"entry": ("book", "seq")}
    sought: ClassVar = {"sum": ("amount", "book", "seq")}


class Balance(Row, frozen=True, kw_only=True):
    """What one account holds of one commodity, fund and lot: debits minus credits."""

    book: int
    account: int
    commodity: int
    fund: int
    lot: str
    count: int
    key: ClassVar = ("book", "account", "commodity", "fund", "lot")
    indexes: ClassVar = {
        "shelf": ("book", "account", "commodity"),
        "account": ("book", "account"),
    }
    index_where: ClassVar = "count <> 0"

    @property
    def indexed(self) -> bool:
        """Only what is not empty is looked up."""
        return self.count != 0


class Overdraft(Row, frozen=True, kw_only=True):
    """How many asset balances of a fund stand below zero in this book."""

    book: int
    fund: int
    below: int
    key: ClassVar = ("book", "fund")


class Breach(Row, frozen=True, kw_only=True):
    """A decision that took more than was held: its entry proves it to anyone (law 5).

    Deciding refuses this, so it stands only in books whose keeper went round it.
    """

    book: int
    seq: int
    account: int
    commodity: int
    fund: int
    lot: str
    count: int
    key: ClassVar = ("book", "seq", "account", "commodity", "fund", "lot")
    indexes: ClassVar = {"book": ("book",)}


def note_breaches(
    state: State, postings: Iterable[Posting], *, book: int, seq: int
) -> None:
    """Note every asset that a decision has taken below zero."""
    for posting in postings:
        if class_of(posting.credit) != "asset":
            continue
        names = ((ACCOUNT, posting.credit), (COMMODITY, posting.commodity))
        account, commodity = (number_of(state, book, *name) for name in names)
        fund = number_of(state, book, FUND, posting.fund)
        row = state.get(Balance, book, account, commodity, fund, posting.lot)
        if row is not None and row.count < 0:
            state.put(
                Breach(
                    book=book,
                    seq=seq,
                    account=account,
                    commodity=commodity,
                    fund=fund,
                    lot=posting.lot,
                    count=row.count,
                )
            )


def evolve_booking(
    state: State,
    postings: Iterable[Posting],
    *,
    book: int,
    seq: int,
    scales: dict[str, int],
) -> None:
    """Fold an entry's postings into the balances."""
    for line, posting in enumerate(postings):
        debit = number_of(state, book, ACCOUNT, posting.debit)
        credit = number_of(state, book, ACCOUNT, posting.credit)
        commodity = number_of(
            state, book, COMMODITY, posting.commodity, scales[posting.commodity]
        )
        fund = number_of(state, book, FUND, posting.fund)
        state.put(
            PostingRow(
                book=book,
                seq=seq,
                line=line,
                debit=debit,
                credit=credit,
                commodity=commodity,
                fund=fund,
                amount=posting.amount,
                lot=posting.lot,
            )
        )
        what = (commodity, fund, posting.lot)
        _add(state, (book, debit, *what), posting.amount, posting.debit)
        _add(state, (book, credit, *what), -posting.amount, posting.credit)


def _add(
    state: State, key: tuple[int, int, int, int, str], amount: int, account: str
) -> None:
    before = state.get(Balance, *key)
    count = before.count + amount if before else amount
    book, number, commodity, fund, lot = key
    state.put(
        Balance(
            book=book,
            account=number,
            commodity=commodity,
            fund=fund,
            lot=lot,
            count=count,
        )
    )
    was_below = before is not None and before.count < 0
    if was_below != (count < 0) and class_of(account) == "asset":
        row = state.get(Overdraft, book, fund)
        below = (row.below if row else 0) + (1 if count < 0 else -1)
        state.put(Overdraft(book=book, fund=fund, below=below))


def number_of(state: State, book: int, sort: str, name: str, scale: int = 0) -> int:
    """Return the book's number for this name, giving the next one at first sight."""
    row = state.get(Name, book, sort, name)
    if row is not None:
        return row.number
    count = state.get(Count, book, sort)
    number = count.count + 1 if count else 1
    state.put(Count(book=book, sort=sort, count=number))
    state.put(Name(book=book, sort=sort, name=name, number=number, scale=scale))
    if sort == ACCOUNT:
        state.fresh(Balance, book, number)
    return number


def name_of(state: State, book: int, sort: str, number: int) -> str:
    """Return the name behind one of the book's numbers."""
    (row,) = state.find(Name, "number", book, sort, number)
    return row.name


def balance(
    state: State, book: int, account: str, commodity: str, fund: str, lot: str = ""
) -> int:
    """Return one balance in smallest units; 0 for what was never booked."""
    names = (
        state.get(Name, book, ACCOUNT, account),
        state.get(Name, book, COMMODITY, commodity),
        state.get(Name, book, FUND, fund),
    )
    if None in names:
        return 0
    row = state.get(Balance, book, *(name.number for name in names if name), lot)
    return row.count if row else 0


def balances_of(
    state: State, book: int
) -> Iterator[tuple[tuple[str, str, str, str], int]]:
    """Yield ``((account, commodity, fund, lot), count)`` of what is not zero."""
    for place in state.find(Name, "sort", book, ACCOUNT):
        for row in state.find(Balance, "account", book, place.number):
            what = name_of(state, book, COMMODITY, row.commodity)
            fund = name_of(state, book, FUND, row.fund)
            yield (place.name, what, fund, row.lot), row.count


def shelf(
    state: State, book: int, account: str, commodity: str
) -> tuple[tuple[str, str, int], ...]:
    """Return ``(fund, lot, count)`` of what an account holds, oldest lot first."""
    place = state.get(Name, book, ACCOUNT, account)
    what = state.get(Name, book, COMMODITY, commodity)
    if place is None or what is None:
        return ()
    rows = state.find(Balance, "shelf", book, place.number, what.number)
    held = [
        (name_of(state, book, FUND, row.fund), row.lot, row.count)
        for row in rows
        if row.count > 0
    ]
    return tuple(sorted(held, key=lambda line: (lot_order(line[1]), line[0])))


def lot_order(lot: str) -> tuple[str, int, int]:
    """Return the key that puts a keeper's lots in the order they came in."""
    if not lot:
        return ("", 0, 0)
    keeper, _, rest = lot.rpartition(":")
    seq, _, line = rest.partition(".")
    return (keeper, int(seq), int(line or 0))


def overdrawn(state: State, book: int, fund: str) -> bool:
    """Return True if the fund stands below zero somewhere in this book."""
    name = state.get(Name, book, FUND, fund)
    row = state.get(Overdraft, book, name.number) if name else None
    return row is not None and row.below > 0


def postings_of(state: State, book: int, seq: int) -> tuple[Posting, ...]:
    """Return the postings of one entry with their names."""
    return tuple(
        Posting(
            debit=name_of(state, book, ACCOUNT, row.debit),
            credit=name_of(state, book, ACCOUNT, row.credit),
            commodity=name_of(state, book, COMMODITY, row.commodity),
            fund=name_of(state, book, FUND, row.fund),
            amount=row.amount,
            lot=row.lot,
        )
        for row in state.find(PostingRow, "entry", book, seq)
    )


def check_room(count: int, *, what: str) -> None:
    """Refuse a count that a table cannot hold."""
    if abs(count) >= MAX_COUNT:
        raise Refusal("booking.too-large", kind=what, amount=str(count))


ROWS: tuple[type[Row], ...] = (Name, Count, PostingRow, Balance, Overdraft, Breach)
