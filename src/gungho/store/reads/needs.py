# SPDX-License-Identifier: Apache-2.0
"""Reading needs: who asked, what was asked, in which plan it is, what came of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gungho.store.reads.query import Order, fetch, ordered, part_of

STATES = ("open", "planned", "helped")
NEEDS = """
WITH planned AS (
  SELECT l.need, MAX(l.plan) AS plan FROM p_plan_line_row l GROUP BY l.need
), helped AS (
  SELECT need FROM p_grant WHERE need <> ''
  UNION SELECT need FROM p_loan WHERE need <> ''
), told AS (
  SELECT n.need, n.coop, n.activity, n.units, n."on", n.seq, n.standing,
    h.body AS book, c.keeper, c.region, c.trade, COALESCE(p.plan, '') AS plan,
    CASE WHEN n.verified_on = '' AND n.withdrawn_on = '' THEN 'no' ELSE 'yes' END
      AS verified,
    CASE WHEN g.need IS NOT NULL THEN 'helped'
      WHEN n.withdrawn_on <> '' THEN 'withdrawn'
      WHEN p.need IS NOT NULL THEN 'planned' ELSE 'open' END AS state
  FROM p_need_row n
  JOIN journal_head h ON h.book = n.book
  JOIN p_coop c ON c.book = n.book AND c.coop = n.coop
  LEFT JOIN planned p ON p.need = n.need LEFT JOIN helped g ON g.need = n.need
)
SELECT need, coop, activity, units, "on", seq, standing, book, region, trade, plan,
  state FROM told
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A count of one commodity and the entry that says so."""

    commodity: str
    count: int
    book: str
    seq: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedLine:
    """One need as it stands now."""

    need: str
    coop: str
    activity: str
    units: int
    on: str
    seq: int
    standing: str
    book: str
    region: str
    trade: str
    plan: str
    state: str


def need_lines(
    *,
    where: Sequence[tuple[str, str]] = (),
    first: int = 0,
    limit: int = 50,
) -> tuple[list[NeedLine], int]:
    """Return one part of the needs, newest first, and how many there are in all.

    ``where`` pairs a column (keeper, region, trade, state, verified, coop) with its
    value.
    """
    total = count_needs(where)
    first = min(first, max(0, (total - 1) // limit * limit))
    return list(each_need(where=where, start=first, most=limit)), total


def count_needs(where: Sequence[tuple[str, str]] = ()) -> int:
    """Return how many needs there are."""
    head, _tail = _HALVES
    test, values = _test(where)
    found = fetch(f"{head} SELECT COUNT(*) FROM told WHERE {test}", values)
    return int(found[0][0])


NEED_ORDERS = {
    "activity": "activity, units",
    "on": '"on"',
    "state": "state, plan",
}


def each_need(
    *,
    where: Sequence[tuple[str, str]] = (),
    start: int = 0,
    most: int | None = None,
    order: Order | None = None,
) -> Iterator[NeedLine]:
    """Yield needs, newest first or in another order."""
    head, tail = _HALVES
    test, values = _test(where)
    by = ordered(order, NEED_ORDERS, usual='"on" DESC, need', last="need")
    names = NeedLine.__dataclass_fields__
    for row in part_of(
        f"{head} SELECT need, coop{tail} WHERE {test} {by}",
        values,
        start=start,
        most=most,
    ):
        yield NeedLine(**dict(zip(names, row, strict=True)))


_HALVES = tuple(NEEDS.split("\nSELECT need, coop"))


def _test(where: Sequence[tuple[str, str]]) -> tuple[str, list[object]]:
    asked = [(name, value) for name, value in where if value]
    test = " AND ".join(f"{name} = %s" for name, _ in asked) or "1 = 1"
    return test, [value for _, value in asked]


def depots() -> list[str]:
    """Return every depot that keeps the books of a co-op."""
    return [
        keeper
        for (keeper,) in fetch("SELECT DISTINCT keeper FROM p_coop ORDER BY keeper")
    ]


def asked_for(needs: Sequence[str]) -> dict[str, list[Part]]:
    """Return what each need asks for."""
    return parts(
        "SELECT i.need, i.commodity, i.count, h.body, n.seq FROM p_need_input i "
        "JOIN p_need_row n ON n.book = i.book AND n.need = i.need "
        "JOIN journal_head h ON h.book = i.book WHERE i.need IN ({}) "
        "ORDER BY i.need, i.commodity",
        needs,
    )


def came_of(needs: Sequence[str]) -> dict[str, list[Part]]:
    """Return what was granted or lent against each need."""
    granted = parts(
        "SELECT g.need, g.commodity, g.count, h.body, g.seq FROM p_grant g "
        "JOIN journal_head h ON h.book = g.book WHERE g.need IN ({}) ORDER BY g.seq",
        needs,
    )
    lent = parts(
        "SELECT l.need, l.currency, l.count, h.body, l.seq FROM p_loan l "
        "JOIN journal_head h ON h.book = l.book WHERE l.need IN ({}) ORDER BY l.seq",
        needs,
    )
    return {n: granted.get(n, []) + lent.get(n, []) for n in {*granted, *lent}}


def parts(statement: str, keys: Sequence[str]) -> dict[str, list[Part]]:
    """Return the rows of a query over some keys, by key."""
    found: dict[str, list[Part]] = defaultdict(list)
    if not keys:
        return found
    marks = ", ".join(["%s"] * len(keys))
    for key, code, count, book, seq in fetch(statement.format(marks), keys):
        found[key].append(Part(commodity=code, count=count, book=book, seq=seq))
    return found
