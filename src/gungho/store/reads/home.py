# SPDX-License-Identifier: Apache-2.0
"""Reading the movement for its front page."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from gungho.measure import share
from gungho.store.reads.fates import ENDS, all_ended
from gungho.store.reads.query import fetch, one
from gungho.store.reads.trails import movement_root
from gungho.store.settings import setting

HOME_CURRENCY = "CNC"
TOLD_GIFT = "baguio-0001"  # whose story docs/tour.md tells
COMMITTEES_SHOWN = 6
ALL_ENDS = (*ENDS, "unknown")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """A market rate: home currency for one unit, when and by which source."""

    currency: str
    numerator: int
    denominator: int
    on: str
    cited: str
    standing: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Worth:
    """Gifts of money in the home currency, by where they ended; parts add up."""

    total: int
    ended: dict[str, int]
    rates: tuple[Rate, ...]


def worth(standing: str = "") -> Worth:
    """Return the worth of money given, of one standing or all, and where it ended."""
    return _worth(movement_root(), standing)


@lru_cache(maxsize=8)
def _worth(_root: str, wanted: str) -> Worth:
    rates, scales = _rates(), dict(fetch("SELECT item, scale FROM p_item"))
    ended = [0] * len(ALL_ENDS)
    used = []
    for code, parts in sorted(_sums(wanted).items()):
        if code == HOME_CURRENCY:
            value = sum(parts)
        elif code in rates:
            rate = rates[code]
            used.append(rate)
            scale = scales[HOME_CURRENCY] - scales[code]
            value = sum(parts) * rate.numerator * 10 ** max(0, scale)
            value //= rate.denominator * 10 ** max(0, -scale)
        else:
            continue
        for end, count in enumerate(share(value, parts)):
            ended[end] += count
    return Worth(
        total=sum(ended),
        ended=dict(zip(ALL_ENDS, ended, strict=True)),
        rates=tuple(used),
    )


def _sums(wanted: str) -> dict[str, list[int]]:
    """Return what was given of each commodity, of one standing or all, by its end."""
    lines, table = all_ended()
    rows: dict[str, list[int]] = defaultdict(list)
    for at, line in enumerate(lines):
        if wanted in ("", line.standing):
            rows[line.commodity].append(at)
    return {
        code: [sum(column) for column in table[some].T.tolist()]
        for code, some in rows.items()
    }


def parts_ended(end: str) -> dict[tuple[str, str, str], int]:
    """Return ``(gift, commodity, fund)`` to the part that ended so, where there is."""
    lines, table = all_ended()
    column = table[:, ALL_ENDS.index(end)]
    return {
        (lines[at].gift, lines[at].commodity, lines[at].fund): int(column[at])
        for at in np.flatnonzero(column).tolist()
    }


def _rates() -> dict[str, Rate]:
    """Return the last market rate of each currency into the home currency."""
    return {
        code: Rate(
            currency=code,
            numerator=numerator,
            denominator=denominator,
            on=on,
            cited=cited,
            standing=standing,
        )
        for code, numerator, denominator, on, cited, standing in fetch(
            'SELECT source, numerator, denominator, "on", cited, standing '
            "FROM p_rate_row WHERE target = %s AND sort = 'market' ORDER BY \"on\"",
            (HOME_CURRENCY,),
        )
    }


def documented_series() -> list[dict[str, Any]]:
    """Return the figures that sources print, side by side where they disagree."""
    kept = setting("story.series")
    found: list[dict[str, Any]] = json.loads(kept) if kept else []
    return found


def at_work() -> tuple[int, int]:
    """Return how many co-ops are at work and how many members they have."""
    found = one("SELECT COUNT(*), SUM(members) FROM p_coop WHERE closed = ''")
    return (int(found[0]), int(found[1] or 0)) if found else (0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """One kind of goods that left, was counted or was lost: the newest word of it."""

    document: str
    sender: str
    receiver: str
    item: str
    count: int
    on: str
    state: str


def latest_goods(today: str, each: int = 3) -> list[News]:
    """Return what was last heard of goods, newest first; a loss weighs like good news.

    ``state`` is transit, overdue, arrived or lost. The newest of each are taken, so
    that one day's many departures do not hide what arrived and what was lost.
    """
    found: list[News] = []
    for statement in (_LEFT, _CAME, _LOST):
        found += [
            News(
                document=document,
                sender=sender,
                receiver=receiver,
                item=item,
                count=int(count),
                on=on,
                state="overdue" if state == "transit" and "" < due < today else state,
            )
            for document, sender, receiver, item, count, on, due, state in fetch(
                statement, (each,)
            )
        ]
    return sorted(found, key=lambda news: (news.on, news.document), reverse=True)


_ENDS = "p.document, p.sender, p.receiver, l.commodity"
_LEFT = (
    f"SELECT {_ENDS}, SUM(l.sent - l.lost), p.\"on\", p.due, 'transit' "
    "FROM p_passage p "
    "JOIN p_passage_line l ON l.book = p.book AND l.document = p.document "
    "WHERE p.form = 'goods' AND NOT EXISTS (SELECT 1 FROM p_arrival_line a "
    "WHERE a.document = p.document AND a.sender = p.sender AND a.count + a.fee > 0) "
    f'GROUP BY {_ENDS}, p."on", p.due HAVING SUM(l.sent - l.lost) > 0 '
    'ORDER BY p."on" DESC, p.document, l.commodity LIMIT %s'
)
_CAME = (
    f"SELECT {_ENDS}, SUM(l.count), l.\"on\", '', 'arrived' FROM p_passage p "
    "JOIN p_arrival_line l ON l.document = p.document AND l.sender = p.sender "
    f"WHERE p.form = 'goods' AND l.count > 0 GROUP BY {_ENDS}, l.\"on\" "
    'ORDER BY l."on" DESC, p.document, l.commodity LIMIT %s'
)
_LOST = (
    f"SELECT {_ENDS}, SUM(l.count), l.\"on\", '', 'lost' FROM p_passage p "
    "JOIN p_loss l ON l.document = p.document AND l.book = p.book "
    f"WHERE p.form = 'goods' GROUP BY {_ENDS}, l.\"on\" "
    'ORDER BY l."on" DESC, p.document, l.commodity LIMIT %s'
)


def shortest(most: int = 7) -> tuple[str, list[tuple[str, int, int]]]:
    """Return the last plan with something short: ``(item, count, needs)`` lines."""
    found = one(
        'SELECT r.plan FROM p_plan_row r WHERE r.unmet > 0 ORDER BY r."on" DESC LIMIT 1'
    )
    if found is None:
        return "", []
    lines = fetch(
        "SELECT commodity, SUM(short), COUNT(*) FROM p_plan_unmet_row "
        "WHERE plan = %s GROUP BY 1 ORDER BY 3 DESC, 1 LIMIT %s",
        (found[0], most),
    )
    return str(found[0]), [(code, int(short), needs) for code, short, needs in lines]


def gifts_by_quarter() -> tuple[list[str], dict[str, list[int]]]:
    """Return quarters, and how many gifts each of the largest committees had."""
    return _by_quarter(movement_root())


@lru_cache(maxsize=1)
def _by_quarter(_root: str) -> tuple[list[str], dict[str, list[int]]]:
    rows = fetch(
        'SELECT h.body, substr(g."on", 1, 4), '
        '(CAST(substr(g."on", 6, 2) AS INTEGER) + 2) / 3, COUNT(*) FROM p_gift g '
        "JOIN journal_head h ON h.book = g.book WHERE g.status = 'received' "
        "GROUP BY 1, 2, 3"
    )
    quarters = sorted({f"{year}Q{int(part)}" for _, year, part, _ in rows})
    table: dict[str, dict[str, int]] = defaultdict(dict)
    for body, year, part, count in rows:
        table[body][f"{year}Q{int(part)}"] = count
    largest = sorted(table, key=lambda body: (-sum(table[body].values()), body))
    return quarters, {
        body: [table[body].get(quarter, 0) for quarter in quarters]
        for body in largest[:COMMITTEES_SHOWN]
    }


def sample_gift() -> str:
    """Return a gift to follow: the one the tour tells, else the newest, else ""."""
    found = one("SELECT gift FROM p_gift WHERE gift = %s", (TOLD_GIFT,)) or one(
        "SELECT gift FROM p_gift ORDER BY seq DESC LIMIT 1"
    )
    return str(found[0]) if found else ""
