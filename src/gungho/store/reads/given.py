# SPDX-License-Identifier: Apache-2.0
"""Reading the lines of gifts that stand, each with the pool of the trail it came into.

All of them are kept in memory and go on with the trail: only gifts whose pools were
touched since are read again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

import numpy as np

from gungho.ledger.provenance import Forward, forward_all
from gungho.ledger.trail import ROLE_NUMBERS, Trail
from gungho.store.reads.query import fetch

ASKED_MOST = 500  # names in one statement
GIVING = (ROLE_NUMBERS["gifts"], ROLE_NUMBERS["agency"])


class Given(NamedTuple):
    """A line of a gift that stands; ``amount`` is in its smallest unit."""

    book: int
    gift: str
    commodity: str
    fund: str
    amount: int
    pool: int
    standing: str


def given_lines(woven: Trail) -> Mapping[int, Given]:
    """Return every line of every gift that stands, by its pool."""
    return _kept.of(woven)


def given_by(woven: Trail, gifts: Sequence[str], *, body: str) -> list[Given]:
    """Return the lines of some gifts in a body's book, in their order."""
    found: list[Given] = []
    names = iter(sorted(set(gifts)))
    while some := list(islice(names, ASKED_MOST)):
        marks = ", ".join(["%s"] * len(some))
        asked = f"AND h.body = %s AND l.gift IN ({marks})"
        found += _fetched(woven, asked=asked, values=[body, *some])
    return found


@lru_cache(maxsize=4)
def followed(woven: Trail, *lines: Given) -> Forward:
    """Follow some lines together; a page asks for the same ones several times."""
    return forward_all(woven.moves, [(line.pool, line.amount) for line in lines])


@dataclass(slots=True)
class _Kept:
    """The lines as of one trail."""

    woven: Trail | None = None
    lines: dict[int, Given] = field(default_factory=dict)

    def of(self, woven: Trail) -> Mapping[int, Given]:
        """Return the lines as of a trail."""
        was = self.woven
        if was is woven:
            return self.lines
        if was is not None and woven.goes_on_from(was):
            lines = dict(self.lines)
            self._renew(lines, woven, since=len(was.moves))
        else:
            lines = {line.pool: line for line in _fetched(woven)}
        self.woven, self.lines = woven, lines
        return lines

    def _renew(self, lines: dict[int, Given], woven: Trail, *, since: int) -> None:
        """Read again the gifts whose pools were touched since a move."""
        moves = woven.moves
        ends = np.concatenate((moves.source[since:], moves.target[since:]))
        touched = np.unique(ends[ends >= 0])
        named: dict[str, set[str]] = defaultdict(set)
        for pool in touched[np.isin(woven.roles[touched], GIVING)].tolist():
            lines.pop(pool, None)
            body, _, gift = woven.pools[pool][1].split("/", 2)
            named[body].add(gift)
        for body, gifts in named.items():
            for line in given_by(woven, list(gifts), body=body):
                lines[line.pool] = line


_kept = _Kept()


def _fetched(
    woven: Trail, *, asked: str = "", values: Sequence[str] = ()
) -> Iterator[Given]:
    """Yield the lines asked for whose gifts the trail knows."""
    for book, body, gift, code, fund, count, lot, agency, standing in fetch(
        "SELECT l.book, h.body, l.gift, l.commodity, l.fund, SUM(l.count), l.lot, "
        "g.agency, g.standing FROM p_gift_line_row l "
        "JOIN p_gift g ON g.book = l.book AND g.gift = l.gift "
        "JOIN journal_head h ON h.book = l.book "
        f"WHERE g.status = 'received' {asked} "
        "GROUP BY l.book, h.body, l.gift, l.commodity, l.fund, l.lot, g.agency, "
        "g.standing ORDER BY l.book, l.gift, MIN(l.line)",
        values,
    ):
        role = "agency" if agency else "gifts"
        pool = woven.numbers.get((book, f"{body}/{role}/{gift}", code, fund, lot))
        if pool is not None and pool < woven.moves.pools:
            yield Given(book, gift, code, fund, int(count), pool, standing)
