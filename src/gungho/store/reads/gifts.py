# SPDX-License-Identifier: Apache-2.0
"""Reading gifts as a list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from gungho.store.reads.query import Order, fetch, one, ordered, stream

_COMMITTEE = "g.book = (SELECT book FROM journal_head WHERE body = %s)"


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftLine:
    """One line of a gift in a list.

    Where a gift has one row, for its receipt, ``others`` are the lines that it has
    beside its first.
    """

    gift: str
    body: str
    on: str
    seq: int
    status: str
    standing: str
    form: str
    commodity: str
    count: int
    fund: str
    others: int = 0


DUE = "due"
_DUE = (
    "g.status = 'received' AND g.giver <> '' AND NOT EXISTS ("
    "SELECT 1 FROM p_gift_receipt r WHERE r.book = g.book AND r.gift = g.gift)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftsWanted:
    """Which gifts are asked for; empty means any."""

    committee: str = ""
    standing: str = ""
    form: str = ""
    commodity: str = ""
    fund: str = ""
    find: str = ""
    receipt: str = ""

    @property
    def is_by_gift(self) -> bool:
        """True if a gift has one row, since one receipt is given for all its lines."""
        return self.receipt == DUE

    def listed(self) -> tuple[str, list[str]]:
        """Return the SQL condition of the rows of a list, and its values."""
        where, values = self.where()
        return f"{where} AND l.line = 0" if self.is_by_gift else where, values

    def where(self) -> tuple[str, list[str]]:
        """Return the SQL condition of the lines that are summed, and its values."""
        clauses, values = ["1 = 1"], []
        for clause, value in (
            (
                "g.book = (SELECT book FROM journal_head WHERE body = %s)",
                self.committee,
            ),
            ("g.standing = %s", self.standing),
            ("l.form = %s", self.form),
            ("l.commodity = %s", self.commodity),
            ("l.fund = %s", self.fund),
            ("g.gift LIKE %s", f"%{self.find.lower()}%" if self.find else ""),
        ):
            if value:
                clauses.append(clause)
                values.append(value)
        if self.receipt == DUE:
            clauses.append(_DUE)
        return " AND ".join(clauses), values


_BY_GIFT = (
    "FROM p_gift g CROSS JOIN journal_head h CROSS JOIN p_gift_line_row l "
    "WHERE h.book = g.book AND l.book = g.book AND l.gift = g.gift"
)
_BY_LINE = (
    "FROM p_gift_line_row l CROSS JOIN p_gift g CROSS JOIN journal_head h "
    "WHERE g.book = l.book AND g.gift = l.gift AND h.book = l.book"
)
_BY_BODY = (
    "FROM journal_head h CROSS JOIN p_gift g CROSS JOIN p_gift_line_row l "
    "WHERE g.book = h.book AND l.book = g.book AND l.gift = g.gift"
)
# SQLite reads the first table in the order of an index, if it is told which is first.
_FIRST = {"fund": _BY_LINE, "amount": _BY_LINE, "committee": _BY_BODY}
_FROM = (
    "FROM p_gift g JOIN journal_head h ON h.book = g.book "
    "JOIN p_gift_line_row l ON l.book = g.book AND l.gift = g.gift"
)
# The sums have the sorts of the gift and of its line: one row stands for both.
_SUMS = (
    "FROM p_gift_sum g JOIN journal_head h ON h.book = g.book "
    "JOIN p_gift_sum l ON l.book = g.book AND l.status = g.status "
    "AND l.standing = g.standing AND l.form = g.form "
    "AND l.commodity = g.commodity AND l.fund = g.fund"
)


def count_gifts(wanted: GiftsWanted) -> int:
    """Return how many rows a list of gifts has."""
    where, values = wanted.listed()
    found = one(
        f"SELECT COUNT(*) {_FROM} WHERE {where}"
        if wanted.find or wanted.receipt
        else f"SELECT COALESCE(SUM(l.lines), 0) {_SUMS} WHERE {where}",
        values,
    )
    return int(found[0]) if found else 0


_LINE = (
    'SELECT g.gift, h.body, g."on", g.seq, g.status, g.standing, l.form, '
    "l.commodity, l.count, l.fund"
)
_OTHERS = (
    "(SELECT COUNT(*) - 1 FROM p_gift_line_row o "
    "WHERE o.book = g.book AND o.gift = g.gift)"
)
GIFT_ORDERS = {
    "gift": "g.gift",
    "on": 'g."on", g.gift',
    "committee": "h.body, g.gift",
    "fund": "l.fund, l.gift",
    "amount": "l.commodity, l.count, l.gift",
    "known": "g.standing, g.gift",
}


def list_gifts(
    wanted: GiftsWanted,
    *,
    start: int = 0,
    most: int | None = None,
    order: Order | None = None,
) -> Iterator[GiftLine]:
    """Yield lines of gifts, newest first or in another order."""
    where, values = wanted.listed()
    line = f"{_LINE}, {_OTHERS if wanted.is_by_gift else 0}"
    by = ordered(
        order, GIFT_ORDERS, usual='g."on" DESC, g.gift DESC, l.line',
        last="g.gift, l.line",
    )  # fmt: skip
    names = GiftLine.__dataclass_fields__
    if most is None:
        found: Iterable[tuple[Any, ...]] = stream(
            f"{line} {_FROM} WHERE {where} {by}", values
        )
    else:
        first = _FIRST.get(order.name if order else "", _BY_GIFT)
        # Only the lines of the page are read whole: those before it are keys alone.
        found = fetch(
            f"{line} FROM (SELECT g.book, g.gift, l.line {first} AND {where} {by} "
            "LIMIT %s OFFSET %s) k CROSS JOIN p_gift g CROSS JOIN journal_head h "
            "CROSS JOIN p_gift_line_row l WHERE g.book = k.book AND g.gift = k.gift "
            "AND h.book = k.book AND l.book = k.book AND l.gift = k.gift "
            f"AND l.line = k.line {by}",
            [*values, most, start],
        )
    for row in found:
        yield GiftLine(**dict(zip(names, row, strict=True)))


def gift_named(text: str) -> str:
    """Return the gift whose number this is, in either case, or ""."""
    found = one(
        "SELECT gift FROM p_gift WHERE LOWER(gift) = LOWER(%s)", (text.strip(),)
    )
    return str(found[0]) if found else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftEntry:
    """Where a gift was recorded, and whether it still stands."""

    gift: str
    body: str
    seq: int
    entry: str
    status: str


def gift_entry(gift: str) -> GiftEntry | None:
    """Return where a gift was recorded, or None."""
    found = one(
        "SELECT g.gift, h.body, g.seq, e.entry, g.status FROM p_gift g "
        "JOIN journal_head h ON h.book = g.book "
        "JOIN p_entry_row e ON e.book = g.book AND e.seq = g.seq "
        "WHERE LOWER(g.gift) = LOWER(%s)",
        (gift,),
    )
    if found is None:
        return None
    names = GiftEntry.__dataclass_fields__
    return GiftEntry(**dict(zip(names, found, strict=True)))


@dataclass(frozen=True, slots=True, kw_only=True)
class PassedOn:
    """One paper under which money or goods travelled, with its stages if any."""

    form: str
    sender: str
    receiver: str
    stages: tuple[str, ...]


def passed_on(documents: Sequence[str]) -> list[PassedOn]:
    """Return the papers with these numbers."""
    if not documents:
        return []
    marks = ", ".join(["%s"] * len(documents))
    return [
        PassedOn(
            form=form, sender=sender, receiver=receiver, stages=tuple(route.split())
        )
        for form, sender, receiver, route in fetch(
            "SELECT form, sender, receiver, route FROM p_passage "
            f'WHERE document IN ({marks}) ORDER BY "on", document',
            documents,
        )
    ]


def letters_named(thanks: Sequence[str]) -> list[tuple[str, str, str, str, str, int]]:
    """Return ``(coop, card, day, standing, book, seq)`` of letters, newest first."""
    if not thanks:
        return []
    marks = ", ".join(["%s"] * len(thanks))
    return [
        (coop, letter, on, standing, book, seq)
        for coop, letter, on, standing, book, seq in fetch(
            'SELECT t.coop, t.letter, t."on", t.standing, h.body, t.seq '
            "FROM p_thanks t JOIN journal_head h ON h.book = t.book "
            f'WHERE t.thanks IN ({marks}) ORDER BY t."on" DESC, t.thanks',
            thanks,
        )
    ]


def sums_given(wanted: GiftsWanted) -> list[tuple[str, str, int]]:
    """Return ``(commodity, standing, count)`` of what was given."""
    where, values = wanted.where()
    every = wanted.find or wanted.receipt  # which the sums do not know
    return [
        (code, standing, int(count))
        for code, standing, count in fetch(
            "SELECT l.commodity, g.standing, SUM(l.count) "
            f"{_FROM if every else _SUMS} WHERE {where} "
            "AND g.status = 'received' GROUP BY 1, 2 "
            f"HAVING {'COUNT(*)' if every else 'SUM(l.lines)'} > 0 ORDER BY 1, 2",
            values,
        )
    ]
