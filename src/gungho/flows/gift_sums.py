# SPDX-License-Identifier: Apache-2.0
"""What a book's gifts come to: how many stand, how many want a receipt, sums by sort.

A page asks for a few rows here, however many gifts there are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from gungho.ledger.state import Row, State

if TYPE_CHECKING:
    from gungho.flows.gifts import Gift, GiftLineRow


class GiftReceipt(Row, frozen=True, kw_only=True):
    """A receipt; one that was corrected is void, and its number stays used."""

    book: int
    number: int
    series: str
    gift: str
    valuation: str
    code: str
    on: str
    seq: int
    status: str
    key: ClassVar = ("book", "number")
    indexes: ClassVar = {"gift": ("gift",), "code": ("code",)}


class GiftCount(Row, frozen=True, kw_only=True):
    """How many gifts of a book stand, and how many of a giver never had a receipt."""

    book: int
    sort: str
    gifts: int
    key: ClassVar = ("book", "sort")


class GiftSum(Row, frozen=True, kw_only=True):
    """What one book was given of one sort, in how many lines."""

    book: int
    status: str
    standing: str
    form: str
    commodity: str
    fund: str
    lines: int
    count: int
    key: ClassVar = ("book", "status", "standing", "form", "commodity", "fund")


def has_receipt(state: State, book: int, *, gift: str) -> bool:
    """Return whether a gift has a receipt, be it void."""
    return any(row.book == book for row in state.find(GiftReceipt, "gift", gift))


def count_gifts(state: State, book: int, *, sort: str, more: int) -> None:
    """Add to how many gifts of a book are ``received`` or ``due`` a receipt."""
    row = state.get(GiftCount, book, sort)
    gifts = (row.gifts if row else 0) + more
    state.put(GiftCount(book=book, sort=sort, gifts=gifts))


def sum_line(state: State, gift: Gift, *, line: GiftLineRow, sign: int = 1) -> None:
    """Add a line of a gift, as the gift stands, to what its book was given."""
    sort = gift.status, gift.standing, line.form, line.commodity, line.fund
    row = state.get(GiftSum, gift.book, *sort)
    state.put(
        GiftSum(
            book=gift.book,
            status=gift.status,
            standing=gift.standing,
            form=line.form,
            commodity=line.commodity,
            fund=line.fund,
            lines=(row.lines if row else 0) + sign,
            count=(row.count if row else 0) + sign * line.count,
        )
    )


ROWS: tuple[type[Row], ...] = (GiftReceipt, GiftCount, GiftSum)
