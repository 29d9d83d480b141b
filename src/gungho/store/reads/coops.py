# SPDX-License-Identifier: Apache-2.0
"""Reading co-ops: the list, and one co-op's work, loans, grants, gifts and letters."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from gungho.store.reads.fates import lines_behind
from gungho.store.reads.query import Order, fetch, ordered, part_of

PART_LEAST = 1e-9
_STATE = "CASE WHEN c.closed = '' THEN 'open' ELSE 'closed' END"
_COLUMNS = (
    "c.coop, c.keeper, c.trade, c.place, c.region, c.members, c.currency, c.opened, "
    "c.closed, c.standing, c.cited, c.seq"
)
_QUARTER = (
    "substr({0}.\"on\", 1, 4) || 'Q' || "
    '((CAST(substr({0}."on", 6, 2) AS INTEGER) + 2) / 3)'
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CoopLine:
    """One co-op as it stands now."""

    coop: str
    keeper: str
    trade: str
    place: str
    region: str
    members: int
    currency: str
    opened: str
    closed: str
    standing: str
    cited: str
    seq: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """How many co-ops and members there are in one region, place or standing."""

    key: str
    coops: int
    members: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkLine:
    """What went into the work (``in``) or was made (``out``) in a quarter."""

    quarter: str
    way: str
    item: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SaleLine:
    """What was sold in a quarter, for how much, and the wages paid from it."""

    quarter: str
    item: str
    count: int
    currency: str
    proceeds: int
    wages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantLine:
    """So much of one commodity and fund, granted by one entry."""

    grant: str
    need: str
    plan: str
    commodity: str
    fund: str
    count: int
    on: str
    seq: int
    standing: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterLine:
    """A letter of thanks: the card of its words, and how many gifts it reaches."""

    thanks: str
    letter: str
    on: str
    book: str
    seq: int
    standing: str
    gifts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LossLine:
    """A loss in a co-op's keeping."""

    cause: str
    commodity: str
    count: int
    on: str
    book: str
    seq: int
    standing: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftPart:
    """The part of a gift that is attributed to a co-op, in the gift's own unit."""

    gift: str
    commodity: str
    fund: str
    amount: int
    part: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A co-op at work, and whose book its affairs are in."""

    coop: str
    keeper: str


def coops_named(bodies: Collection[str]) -> list[Kept]:
    """Return which of some bodies are co-ops at work."""
    if not bodies:
        return []
    marks = ", ".join(["%s"] * len(bodies))
    found = fetch(
        f"SELECT coop, keeper FROM p_coop WHERE closed = '' AND coop IN ({marks}) "
        "ORDER BY coop",
        list(bodies),
    )
    return [Kept(coop=coop, keeper=keeper) for coop, keeper in found]


def _where(where: Sequence[tuple[str, str]]) -> tuple[str, list[object]]:
    asked = [(name, value) for name, value in where if value]
    names = [_STATE if name == "state" else f"c.{name}" for name, _ in asked]
    test = " AND ".join(f"{name} = %s" for name in names) or "1 = 1"
    return test, [value for _, value in asked]


COOP_ORDERS = {
    "trade": "c.trade",
    "place": "c.region, c.place",
    "members": "c.members",
    "opened": "c.opened",
    "state": f"{_STATE}, c.closed",
}


def coop_lines(
    *, where: Sequence[tuple[str, str]] = (), first: int = 0, limit: int = 50
) -> tuple[list[CoopLine], int]:
    """Return one part of the co-ops, oldest first, and how many there are.

    ``where`` pairs a column (region, trade, keeper, place, state, coop) with its value.
    """
    found = list(each_coop(where=where, start=first, most=limit))
    return found, count_coops(where)


def count_coops(where: Sequence[tuple[str, str]] = ()) -> int:
    """Return how many co-ops there are."""
    test, values = _where(where)
    return int(fetch(f"SELECT COUNT(*) FROM p_coop c WHERE {test}", values)[0][0])


def each_coop(
    *,
    where: Sequence[tuple[str, str]] = (),
    start: int = 0,
    most: int | None = None,
    order: Order | None = None,
) -> Iterator[CoopLine]:
    """Yield co-ops, oldest first or in another order."""
    test, values = _where(where)
    by = ordered(order, COOP_ORDERS, usual="c.opened, c.coop", last="c.coop")
    names = CoopLine.__dataclass_fields__
    for row in part_of(
        f"SELECT {_COLUMNS} FROM p_coop c WHERE {test} {by}",
        values,
        start=start,
        most=most,
    ):
        yield CoopLine(**dict(zip(names, row, strict=True)))


def together(column: str, where: Sequence[tuple[str, str]] = ()) -> list[Together]:
    """Return co-ops and members by ``region``, ``place`` or ``standing``."""
    if column not in ("region", "place", "standing"):
        raise ValueError(column)
    test, values = _where(where)
    return [
        Together(key=key, coops=coops, members=int(members))
        for key, coops, members in fetch(
            f"SELECT c.{column}, COUNT(*), SUM(c.members) FROM p_coop c "
            f"WHERE {test} GROUP BY 1 ORDER BY 3 DESC, 1",
            values,
        )
    ]


def work_of(coop: str) -> list[WorkLine]:
    """Return materials in and goods out, by quarter and item."""
    return [
        WorkLine(quarter=quarter, way=way, item=item, count=int(count))
        for quarter, way, item, count in fetch(
            f"SELECT {_QUARTER.format('w')}, w.way, w.item, SUM(w.count) "
            "FROM p_work w WHERE w.coop = %s AND w.count > 0 "
            "GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
            [coop],
        )
    ]


def sales_of(coop: str) -> list[SaleLine]:
    """Return what was sold, by quarter and item."""
    return [
        SaleLine(**dict(zip(SaleLine.__dataclass_fields__, row, strict=True)))
        for row in fetch(
            f"SELECT {_QUARTER.format('s')}, s.item, SUM(s.count), s.currency, "
            "SUM(s.proceeds), SUM(s.wages) FROM p_sale s WHERE s.coop = %s "
            "AND s.count > 0 "
            "GROUP BY 1, 2, 4 ORDER BY 1, 2",
            [coop],
        )
    ]


def grants_of(coop: str) -> list[GrantLine]:
    """Return what was granted to a co-op, newest first, lots added up."""
    return [
        GrantLine(**dict(zip(GrantLine.__dataclass_fields__, row, strict=True)))
        for row in fetch(
            'SELECT "grant", need, plan, commodity, fund, SUM(count), "on", seq, '
            'standing FROM p_grant WHERE coop = %s GROUP BY "grant", need, plan, '
            'commodity, fund, "on", seq, standing ORDER BY "on" DESC, seq, commodity',
            [coop],
        )
    ]


def letters_of(coop: str) -> list[LetterLine]:
    """Return a co-op's letters of thanks, newest first."""
    return [
        LetterLine(**dict(zip(LetterLine.__dataclass_fields__, row, strict=True)))
        for row in fetch(
            'SELECT t.thanks, t.letter, t."on", h.body, t.seq, t.standing, '
            "(SELECT COUNT(*) FROM p_thanks_gift g WHERE g.book = t.book "
            "AND g.thanks = t.thanks) FROM p_thanks t "
            "JOIN journal_head h ON h.book = t.book WHERE t.coop = %s "
            'ORDER BY t."on" DESC, t.thanks',
            [coop],
        )
    ]


def losses_of(coop: str) -> list[LossLine]:
    """Return what was lost in a co-op's keeping, newest first."""
    return [
        LossLine(**dict(zip(LossLine.__dataclass_fields__, row, strict=True)))
        for row in fetch(
            'SELECT l.cause, l.commodity, SUM(l.count), l."on", h.body, l.seq, '
            "l.standing FROM p_loss l JOIN journal_head h ON h.book = l.book "
            'WHERE l.custodian = %s GROUP BY l.cause, l.commodity, l."on", h.body, '
            'l.seq, l.standing ORDER BY l."on" DESC',
            [coop],
        )
    ]


def gifts_attributed(coop: str) -> list[GiftPart]:
    """Return the part of every gift that ended at a co-op, the largest share first.

    Pro rata where gifts of one fund lie together; a loan not repaid counts as here.
    """
    found = [
        GiftPart(
            gift=line.gift,
            commodity=line.commodity,
            fund=line.fund,
            amount=line.amount,
            part=round(part * line.amount),
        )
        for part, line in lines_behind(coop, least=PART_LEAST)
    ]
    return [one for one in found if one.part > 0]
