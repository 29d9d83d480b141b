# SPDX-License-Identifier: Apache-2.0
"""Reading gifts as a list."""

from __future__ import annotations

from dataclasses import dataclass

from gungho.store.reads.query import fetch, one


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftLine:
    """One line of a gift in a list."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftsWanted:
    """Which gifts are asked for; empty means any."""

    committee: str = ""
    standing: str = ""
    form: str = ""
    commodity: str = ""
    fund: str = ""
    find: str = ""

    def where(self) -> tuple[str, list[str]]:
        """Return the SQL condition and its values."""
        clauses, values = ["1 = 1"], []
        for clause, value in (
            ("h.body = %s", self.committee),
            ("g.standing = %s", self.standing),
            ("l.form = %s", self.form),
            ("l.commodity = %s", self.commodity),
            ("l.fund = %s", self.fund),
            ("g.gift LIKE %s", f"%{self.find.lower()}%" if self.find else ""),
        ):
            if value:
                clauses.append(clause)
                values.append(value)
        return " AND ".join(clauses), values


_FROM = (
    "FROM p_gift g JOIN journal_head h ON h.book = g.book "
    "JOIN p_gift_line_row l ON l.book = g.book AND l.gift = g.gift"
)


def count_gifts(wanted: GiftsWanted) -> int:
    """Return how many lines of gifts there are."""
    where, values = wanted.where()
    found = one(f"SELECT COUNT(*) {_FROM} WHERE {where}", values)
    return int(found[0]) if found else 0


def list_gifts(wanted: GiftsWanted, *, start: int, most: int) -> list[GiftLine]:
    """Return lines of gifts, newest first."""
    where, values = wanted.where()
    return [
        GiftLine(
            gift=gift,
            body=body,
            on=on,
            seq=seq,
            status=status,
            standing=standing,
            form=form,
            commodity=code,
            count=count,
            fund=fund,
        )
        for gift, body, on, seq, status, standing, form, code, count, fund in fetch(
            'SELECT g.gift, h.body, g."on", g.seq, g.status, g.standing, l.form, '
            f"l.commodity, l.count, l.fund {_FROM} WHERE {where} "
            'ORDER BY g."on" DESC, g.gift DESC LIMIT %s OFFSET %s',
            [*values, most, start],
        )
    ]


def gift_named(text: str) -> str:
    """Return the gift whose number this is, in either case, or ""."""
    found = one(
        "SELECT gift FROM p_gift WHERE LOWER(gift) = LOWER(%s)", (text.strip(),)
    )
    return str(found[0]) if found else ""


def sums_given(wanted: GiftsWanted) -> list[tuple[str, str, int]]:
    """Return ``(commodity, standing, count)`` of what was given."""
    where, values = wanted.where()
    return [
        (code, standing, int(count))
        for code, standing, count in fetch(
            f"SELECT l.commodity, g.standing, SUM(l.count) {_FROM} "
            f"WHERE {where} AND g.status = 'received' GROUP BY 1, 2 ORDER BY 1, 2",
            values,
        )
    ]
