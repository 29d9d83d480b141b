# SPDX-License-Identifier: Apache-2.0
"""The trail is the postings of all books as moves between pools, to follow gifts by.

A pool is one account's holding of one commodity, fund and lot.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from gungho.ledger.accounts import ROLES
from gungho.ledger.provenance import Ints, Moves, Pools

Pool = tuple[int, str, str, str, str]
Posting = tuple[str, str, str, str, int, str]
Roles = npt.NDArray[np.int8]
ROLE_NUMBERS: Mapping[str, int] = {role: number for number, role in enumerate(ROLES)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Booked:
    """One entry's postings: ``(debit, credit, commodity, fund, amount, lot)`` each."""

    seq: int
    kind: str
    postings: tuple[Posting, ...]


@dataclass(slots=True, kw_only=True)
class Worth:
    """What lots cost and what things cost on the market, in one money's smallest unit.

    ``lots`` maps a lot to ``(cost, count)``; ``prices`` an item to the cost of
    ``(price, per count)``; ``parts`` maps ``(book, seq)`` to a made good's part in ppm,
    ``sorted`` to the parts of what came out of cases, line by line.
    """

    lots: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    prices: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    parts: Mapping[tuple[int, int], int] = field(default_factory=dict)
    sorted: Mapping[tuple[int, int], tuple[int, ...]] = field(default_factory=dict)

    def rate(self, item: str, lot: str) -> tuple[int, int]:
        """Return ``(cost, for so many)`` of a lot, of its item, or else one for one."""
        cost, whole = self.lots.get(lot, (0, 0))
        if cost <= 0 or whole <= 0:
            cost, whole = self.prices.get(item, (1, 1))
        return cost, max(1, whole)

    def of(self, item: str, lot: str, count: int) -> int:
        """Return what so much of a lot is worth, at least 1."""
        cost, whole = self.rate(item, lot)
        return max(1, cost * count // whole)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Trail:
    """The moves of several books in causal order, and what the pools are.

    ``places`` int64 (moves, 2): book and seq behind each move; ``numbers``: pool to its
    number. ``roles`` int8 (pools,) numbers the pools' roles as ``ROLE_NUMBERS`` does;
    ``bodies`` int32 (pools,): whose accounts they are, in ``names``. A trail that goes
    on shares ``pools``, ``numbers`` and ``names`` with what it was: they may be longer.
    """

    moves: Moves
    pools: Sequence[Pool]
    numbers: Mapping[Pool, int]
    places: Ints
    roles: Roles
    bodies: Pools
    names: Sequence[str]

    def place(self, move: int) -> tuple[int, int]:
        """Return the book and the seq behind a move."""
        book, seq = self.places[move].tolist()
        return book, seq

    def goes_on_from(self, earlier: Trail) -> bool:
        """Whether an earlier trail is the beginning of this one."""
        return self.pools is earlier.pools and len(earlier.moves) <= len(self.moves)
