# SPDX-License-Identifier: Apache-2.0
"""Reading what anyone may be told: totals up to a day, counts by region, no place."""

from __future__ import annotations

from dataclasses import dataclass

from gungho.store.reads.query import fetch, one


@dataclass(frozen=True, slots=True, kw_only=True)
class CoarseCoop:
    """What a donor is told of a co-op: its region and its trade."""

    region: str
    trade: str


def given_until(day: str) -> list[tuple[str, str, int]]:
    """Return ``(commodity, standing, count)`` of the money given up to a day."""
    return [
        (code, standing, int(count))
        for code, standing, count in fetch(
            "SELECT l.commodity, g.standing, SUM(l.count) FROM p_gift g "
            "JOIN p_gift_line_row l ON l.book = g.book AND l.gift = g.gift "
            "WHERE g.status = 'received' AND l.form = 'cash' AND g.\"on\" <= %s "
            "GROUP BY 1, 2 ORDER BY 1, 2",
            (day,),
        )
    ]


def gifts_until(day: str) -> int:
    """Return how many gifts had been received by a day."""
    row = one(
        "SELECT COUNT(*) FROM p_gift WHERE status = 'received' AND \"on\" <= %s",
        (day,),
    )
    return int(row[0]) if row else 0


def coops_by(column: str, *, day: str) -> dict[str, int]:
    """Return how many co-ops were at work on a day, by region or by trade."""
    if column not in ("region", "trade"):
        raise ValueError(column)
    return {
        str(name): int(count)
        for name, count in fetch(
            f"SELECT {column}, COUNT(*) FROM p_coop "
            "WHERE opened <= %s AND (closed = %s OR closed > %s) GROUP BY 1",
            (day, "", day),
        )
    }


def coarse_coops(coops: set[str]) -> dict[str, CoarseCoop]:
    """Return region and trade of co-ops."""
    return {
        coop: CoarseCoop(region=region, trade=trade)
        for coop, region, trade in fetch("SELECT coop, region, trade FROM p_coop")
        if coop in coops
    }


def appeal_sums(appeal: str, *, until: str) -> dict[str, tuple[int, int]]:
    """Return commodity to ``(gifts, count)`` that came for an appeal up to a day."""
    return {
        code: (int(gifts), int(count))
        for code, gifts, count in fetch(
            "SELECT l.commodity, COUNT(DISTINCT g.gift), SUM(l.count) FROM p_gift g "
            "JOIN p_gift_line_row l ON l.book = g.book AND l.gift = g.gift "
            "WHERE g.appeal = %s AND g.status = 'received' AND g.\"on\" <= %s "
            "GROUP BY l.commodity",
            (appeal, until),
        )
    }


def gift_place(gift: str) -> tuple[str, int] | None:
    """Return the body and the sequence of a gift's own entry, or None."""
    row = one(
        "SELECT h.body, g.seq FROM p_gift g JOIN journal_head h ON h.book = g.book "
        "WHERE LOWER(g.gift) = LOWER(%s)",
        (gift,),
    )
    return (str(row[0]), int(row[1])) if row else None
