# SPDX-License-Identifier: Apache-2.0
"""Reading where gifts ended, all of them at once, and which are behind a co-op."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from gungho.ledger.accounts import ROLES, body_of, role_of
from gungho.ledger.provenance import Floats, Ints, fate_table, fates
from gungho.ledger.trail import ROLE_NUMBERS, Pool, Trail
from gungho.store.reads.given import Given, given_lines
from gungho.store.reads.trails import trail

PART_LEAST = 1e-6
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


class Ended(NamedTuple):
    """Lines of gifts, and where each ended: (lines, ends and unknown), which add up."""

    lines: Sequence[Given]
    table: Ints


def end_of(pool: Pool) -> int:
    """Return which of ``ENDS`` lying in a pool at the last means."""
    body, role = body_of(pool[1]), role_of(pool[1])
    if role == "losses":
        return ENDS.index("lost")
    if "." in body:
        return ENDS.index("reached")
    return ENDS.index(END_OF_ROLE.get(role, "held"))


def ends_of(woven: Trail) -> npt.NDArray[np.int8]:
    """Return ``end_of`` of every pool: int8 (pools,)."""
    by_role = [ENDS.index(END_OF_ROLE.get(role, "held")) for role in ROLES]
    ends = np.array(by_role, dtype=np.int8)[woven.roles]
    is_coop = np.array(["." in name for name in woven.names], dtype=bool)
    ends[is_coop[woven.bodies]] = ENDS.index("reached")
    ends[woven.roles == ROLE_NUMBERS["losses"]] = ENDS.index("lost")
    return ends


def all_ended() -> Ended:
    """Return where every line of every gift ended, kept until more is booked."""
    return _all_ended(trail())


@lru_cache(maxsize=1)
def _all_ended(woven: Trail) -> Ended:
    lines = list(given_lines(woven).values())
    table = fates(woven.moves, ends_of(woven), len(ENDS))
    pools = [line.pool for line in lines]
    return Ended(lines, fate_table([line.amount for line in lines], table[pools]))


def gift_fates() -> list[GiftFate]:
    """Return where every line of every gift ended; each row adds up exactly."""
    lines, table = all_ended()
    order = sorted(range(len(lines)), key=lambda at: _place(lines[at]))
    return [
        GiftFate(
            book=lines[at].book,
            gift=lines[at].gift,
            commodity=lines[at].commodity,
            fund=lines[at].fund,
            amount=lines[at].amount,
            ended=tuple(table[at, :-1].tolist()),
            unknown=int(table[at, -1]),
        )
        for at in order
    ]


def _place(line: Given) -> tuple[int, str, int]:
    return line.book, line.gift, line.pool


def gifts_behind(coops: Sequence[str], *, most: int = 24) -> dict[str, list[str]]:
    """Return for each co-op the gifts that reached it, the largest part first."""
    found: dict[str, list[str]] = {}
    for start in range(0, len(coops), 64):
        group = {coop: end for end, coop in enumerate(coops[start : start + 64])}
        for coop, lines in _behind(group, least=PART_LEAST).items():
            names = [line.gift for _, line in lines[: most * 2]]
            found[coop] = list(dict.fromkeys(names))[:most]
    return found


def lines_behind(coop: str, *, least: float) -> list[tuple[float, Given]]:
    """Return the lines of which a part above the least reached a co-op, largest first.

    A loan not repaid counts as here, a loss does not.
    """
    return _behind({coop: 0}, least=least)[coop]


def _behind(
    group: Mapping[str, int], *, least: float
) -> dict[str, list[tuple[float, Given]]]:
    """Return for each of some co-ops the parts of gifts that reached it."""
    woven = trail()
    given = given_lines(woven)
    table = fates(woven.moves, _at_coops(woven, group), len(group))
    return {
        coop: _largest(given, table[:, end], least=least) for coop, end in group.items()
    }


def _largest(
    given: Mapping[int, Given], parts: Floats, *, least: float
) -> list[tuple[float, Given]]:
    found = [
        (float(parts[pool]), given[pool])
        for pool in np.flatnonzero(parts > least).tolist()
        if pool in given
    ]
    return sorted(found, key=lambda one: (-one[0], _place(one[1])))


def _at_coops(woven: Trail, group: Mapping[str, int]) -> npt.NDArray[np.int8]:
    """Return for each pool which of the co-ops has what lies in it, -1 for none."""
    numbers = np.array([group.get(name, -1) for name in woven.names], dtype=np.int8)
    ends = numbers[woven.bodies]
    ends[woven.roles == ROLE_NUMBERS["losses"]] = -1
    for pool in np.flatnonzero(woven.roles == ROLE_NUMBERS["loans"]).tolist():
        ends[pool] = group.get(woven.pools[pool][1].split("/", 2)[2], -1)
    return ends
