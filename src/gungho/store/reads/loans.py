# SPDX-License-Identifier: Apache-2.0
"""Reading loans with their schedules and deeds; a fund's capital; a price index."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from gungho.ledger.accounts import role_of
from gungho.reports.capital import Capital, Point, capital
from gungho.reports.conservation import HELD
from gungho.reports.loans import (
    DeedTold,
    DueTold,
    LoanOn,
    LoanTold,
    StayTold,
    loans_on,
)
from gungho.store.reads.query import OF_BODY, fetch

INDEX = "price-index"
_LOANS = (
    "SELECT l.book, h.body, l.loan, l.coop, COALESCE(c.region, ''), l.product, "
    'l.currency, l.fund, l.count, l.interest_ppm, l."on", l.seq, l.standing '
    "FROM p_loan l JOIN journal_head h ON h.book = l.book "
    "LEFT JOIN p_coop c ON c.book = l.book AND c.coop = l.coop"
)
_CAPITAL = (
    'SELECT e."on", a.name, b.name, p.amount FROM p_posting_row p '
    "JOIN p_entry_row e ON e.book = p.book AND e.seq = p.seq "
    "JOIN p_name f ON f.book = p.book AND f.sort = 'fund' AND f.number = p.fund "
    "JOIN p_name c ON c.book = p.book AND c.sort = 'commodity' "
    "AND c.number = p.commodity "
    "JOIN p_name a ON a.book = p.book AND a.sort = 'account' AND a.number = p.debit "
    "JOIN p_name b ON b.book = p.book AND b.sort = 'account' AND b.number = p.credit "
    "WHERE f.name = %s AND c.name = %s"
)
_STAYED = (
    "EXISTS (SELECT 1 FROM p_moratorium m WHERE m.book = l.book "
    "AND m.region IN ('', COALESCE((SELECT c.region FROM p_coop c "
    "WHERE c.book = l.book AND c.coop = l.coop), '')))"
)
_LATE = (
    "SELECT COUNT(*) FROM p_loan l WHERE EXISTS (SELECT 1 FROM p_loan_due d "
    "WHERE d.book = l.book AND d.loan = l.loan AND d.due <> '' AND d.due < %s "
    f"AND d.principal_left + d.interest_left > 0) AND NOT {_STAYED}"
)
_JOIN = "JOIN p_loan l ON l.book = d.book AND l.loan = d.loan"
Key = tuple[int, str]  # book, loan


def count_late(*, today: str, body: str = "") -> int:
    """Return how many loans have a part that is late today.

    Where a moratorium moves the days, its loans are read with their schedules.
    """
    here, values = (OF_BODY.format("l"), [body]) if body else ("1 = 1", [])
    plain = fetch(f"{_LATE} AND {here}", [today, *values])
    if not fetch("SELECT 1 FROM p_moratorium LIMIT 1"):
        return int(plain[0][0])
    moved = _loans(f" WHERE {_STAYED} AND {here}", values, day=today)
    return int(plain[0][0]) + sum(one.stands == "late" for one in moved)


def loans(*, day: str, loan: str = "", coop: str = "") -> tuple[LoanOn, ...]:
    """Return how every loan made by a day stood then; of one id or one co-op."""
    where = [(name, told) for name, told in (("loan", loan), ("coop", coop)) if told]
    asked = " AND ".join(f"l.{name} = %s" for name, _ in where)
    values = [told for _, told in where]
    return _loans(f" WHERE {asked}" if asked else "", values, day=day)


def _loans(only: str, values: Sequence[str], *, day: str) -> tuple[LoanOn, ...]:
    dues, deeds, stays = _dues(only, values), _deeds(only, values), _stays()
    found = []
    for book, *fields in fetch(f"{_LOANS}{only} ORDER BY l.book, l.loan", values):
        names = (
            "body", "loan", "coop", "region", "product", "currency", "fund", "count",
            "interest_ppm", "on", "seq", "standing",
        )  # fmt: skip
        told = dict(zip(names, fields, strict=True))
        key = (book, told["loan"])
        found.append(
            LoanTold(
                **told,
                dues=tuple(dues[key]),
                deeds=tuple(deeds[key]),
                stays=tuple(stays[book]),
            )
        )
    return loans_on(found, day)


def _dues(only: str, values: Sequence[str]) -> dict[Key, list[DueTold]]:
    found: dict[Key, list[DueTold]] = defaultdict(list)
    names = ("series", "part", "due", "principal", "interest", "on")
    for book, ident, *told in fetch(
        "SELECT d.book, d.loan, d.series, d.part, d.due, d.principal, d.interest, "
        f'd."on" FROM p_loan_due d {_JOIN}{only} ORDER BY 1, 2, 3, 4',
        values,
    ):
        found[book, ident].append(DueTold(**dict(zip(names, told, strict=True))))
    return found


def _deeds(only: str, values: Sequence[str]) -> dict[Key, list[DeedTold]]:
    found: dict[Key, list[DeedTold]] = defaultdict(list)
    names = ("seq", "series", "part", "sort", "principal", "interest", "reason",
             "cited", "on")  # fmt: skip
    for book, ident, *told in fetch(
        "SELECT d.book, d.loan, d.seq, d.series, d.part, d.sort, d.principal, "
        f'd.interest, d.reason, d.cited, d."on" FROM p_loan_deed d {_JOIN}{only} '
        "ORDER BY 1, 2, 3, d.part",
        values,
    ):
        found[book, ident].append(DeedTold(**dict(zip(names, told, strict=True))))
    return found


def _stays() -> dict[int, list[StayTold]]:
    found: dict[int, list[StayTold]] = defaultdict(list)
    for book, region, first, last, on in fetch(
        'SELECT book, region, from_day, until_day, "on" FROM p_moratorium '
        "ORDER BY book, moratorium"
    ):
        found[book].append(StayTold(region=region, first=first, last=last, on=on))
    return found


def revolving_funds() -> list[str]:
    """Return the funds whose terms say that they are lent again."""
    return [
        fund
        for (fund,) in fetch(
            "SELECT DISTINCT fund FROM p_fund WHERE terms LIKE %s ORDER BY fund",
            ['%"revolving":true%'],
        )
    ]


def index_points(name: str) -> list[Point]:
    """Return a price index as days and values, the last observed of each day."""
    found: dict[str, int] = {}
    for on, low, high in fetch(
        "SELECT \"on\", low, high FROM p_price WHERE item = %s AND place = '' "
        'ORDER BY "on", book, seq',
        [name],
    ):
        found[on] = (low + high) // 2
    return list(found.items())


def fund_capital(fund: str, currency: str, *, day: str, index: str = INDEX) -> Capital:
    """Return a fund's capital in one currency until a day, by a named index.

    What is on the way between two books is in neither till and does not count.
    """
    changes: list[Point] = []
    for on, debit, credit, amount in fetch(_CAPITAL, [fund, currency]):
        sign = (role_of(debit) in HELD) - (role_of(credit) in HELD)
        if sign:
            changes.append((on, sign * amount))
    return capital(
        changes, index_points(index), name=index, of=(fund, currency), day=day
    )
