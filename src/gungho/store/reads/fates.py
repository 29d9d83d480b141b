# SPDX-License-Identifier: Apache-2.0
"""Reading where gifts ended, all of them at once, and which are behind a co-op."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gungho.ledger.accounts import body_of, role_of
from gungho.ledger.provenance import fate_table, fates
from gungho.ledger.trail import Pool, Trail
from gungho.store.reads.query import fetch
from gungho.store.reads.trails import trail

ENDS = ("reached", "lent", "way", "held", "used", "costs", "returned", "lost")

# What lies in an agency account again has gone back, or on to its principal.
END_OF_ROLE = {
    "loans": "lent",
    "advanced": "lent",
    "transit": "way",
    "costs": "costs",
    "payable": "costs",
    "exported": "way",
    "proceeds": "costs",
    "used": "used",
    "returned": "returned",
    "agency": "returned",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftFate:
    """Where one line of a gift ended, in its own smallest unit; the parts add up.

    ``ended`` follows ``ENDS``; ``unknown`` is what ended nowhere known.
    """

    book: int
    gift: str
    commodity: str
    fund: str
    amount: int
    ended: tuple[int, ...]
    unknown: int


def end_of(pool: Pool) -> int:
    """Return which of ``ENDS`` lying in a pool at the last means."""
    body, role = body_of(pool[1]), role_of(pool[1])
    if role == "losses":
        return ENDS.index("lost")
    if "." in body:
        return ENDS.index("reached")
    return ENDS.index(END_OF_ROLE.get(role, "held"))


def gift_fates() -> list[GiftFate]:
    """Return where every line of every gift ended; each row adds up exactly."""
    woven = trail()
    ends = np.array([end_of(pool) for pool in woven.pools], dtype=np.int8)
    table = fates(woven.moves, ends, len(ENDS))
    lines = gift_lines(woven)
    amounts = [amount for _, _, _, _, amount, _ in lines]
    rounded = fate_table(amounts, table[[pool for *_, pool in lines]])
    return [
        GiftFate(
            book=book,
            gift=gift,
            commodity=code,
            fund=fund,
            amount=amount,
            ended=tuple(int(part) for part in parts[:-1]),
            unknown=int(parts[-1]),
        )
        for (book, gift, code, fund, amount, _), parts in zip(
            lines, rounded, strict=True
        )
    ]


def gift_lines(woven: Trail) -> list[tuple[int, str, str, str, int, int]]:
    """Return ``(book, gift, commodity, fund, amount, pool)`` of every standing gift."""
    bodies = dict(fetch("SELECT book, body FROM journal_head"))
    found = []
    for book, gift, code, fund, count, lot, agency in fetch(
        "SELECT l.book, l.gift, l.commodity, l.fund, SUM(l.count), l.lot, g.agency "
        "FROM p_gift_line_row l JOIN p_gift g ON g.book = l.book AND g.gift = l.gift "
        "WHERE g.status = 'received' "
        "GROUP BY l.book, l.gift, l.commodity, l.fund, l.lot, g.agency "
        "ORDER BY l.book, l.gift, MIN(l.line)"
    ):
        role = "agency" if agency else "gifts"
        pool = (book, f"{bodies[book]}/{role}/{gift}", code, fund, lot)
        found.append((book, gift, code, fund, int(count), woven.numbers[pool]))
    return found


def gifts_behind(coops: Sequence[str], *, most: int = 24) -> dict[str, list[str]]:
    """Return for each co-op the gifts that reached it, the largest part first."""
    woven = trail()
    lines = gift_lines(woven)
    pools = [pool for *_, pool in lines]
    found: dict[str, list[str]] = {}
    for start in range(0, len(coops), 64):
        group = {coop: end for end, coop in enumerate(coops[start : start + 64])}
        ends = np.array([_coop_end(pool, group) for pool in woven.pools], dtype=np.int8)
        table = fates(woven.moves, ends, len(group))[pools]
        for coop, end in group.items():
            order = np.argsort(-table[:, end], kind="stable")[: most * 2]
            names = [lines[at][1] for at in order if table[at, end] > 1e-6]
            found[coop] = list(dict.fromkeys(names))[:most]
    return found


def _coop_end(pool: Pool, group: dict[str, int]) -> int:
    account = pool[1]
    body, role = body_of(account), role_of(account)
    if role == "loans":
        return group.get(account.split("/", 2)[2], -1)
    return group.get(body, -1) if role != "losses" else -1
