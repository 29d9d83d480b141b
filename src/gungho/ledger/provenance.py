# SPDX-License-Identifier: Apache-2.0
"""Provenance is whose gifts stand behind what a pool holds, and where a gift ended.

A move takes from one pool and adds to another. What is taken is owed, pro rata, to
whoever stands behind all that the pool holds at that moment; what is taken beyond the
holding has an unknown origin, and what later fills such a hole ends unknown too, so
that pools hold what the books say. No composition is ever kept: one sweep over the
moves in causal order answers one question, in O(moves) time and O(pools) memory.

The sweeps are plain Python functions over arrays, compiled by numba when there is much
to sweep; the compiler is not imported before that.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from gungho.errors import Corruption
from gungho.ledger.causal import causal_order as causal_order  # noqa: PLC0414
from gungho.measure import MAX_COUNT, share, share_table

OUTSIDE = -1
COMPILE_FROM_STEPS = 4000
NOTHING = 1e-9  # what round-off may leave of a part

Ints = npt.NDArray[np.int64]
Pools = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Moves:
    """Moves between pools as flat arrays, in causal order.

    ``source`` and ``target``: int32 (n,), a pool's number, or OUTSIDE (-1); ``out`` and
    ``into``: int64 (n,), counts of the source's and of the target's smallest unit.
    Raises Corruption ``provenance.shape``, ``provenance.pool``, ``provenance.amount``.
    """

    source: Pools
    out: Ints
    target: Pools
    into: Ints
    pools: int
    _levels: list[tuple[Ints, Ints, Ints]] = field(
        default_factory=list, init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        ends, counts = (self.source, self.target), (self.out, self.into)
        if any(column.shape != (len(self),) for column in ends + counts):
            raise Corruption("provenance.shape", moves=len(self))
        if any(column.dtype != np.int32 for column in ends):
            raise Corruption("provenance.shape", moves=len(self))
        if any(column.dtype != np.int64 for column in counts):
            raise Corruption("provenance.shape", moves=len(self))
        if len(self) == 0:
            return
        if any(end.min() < OUTSIDE or end.max() >= self.pools for end in ends):
            raise Corruption("provenance.pool", pools=self.pools)
        if any(count.min() < 0 or count.max() >= MAX_COUNT for count in counts):
            raise Corruption("provenance.amount", limit=MAX_COUNT)

    def __len__(self) -> int:
        return len(self.source)

    def levels(self) -> tuple[Ints, Ints, Ints]:
        """Return what each source held before its move, what of each move filled a hole
        (moves,), and what each pool holds at the end (pools,); swept once.
        """
        if not self._levels:
            before = np.zeros(len(self), dtype=np.int64)
            fills = np.zeros(len(self), dtype=np.int64)
            held = np.zeros(self.pools, dtype=np.int64)
            _run(_sweep_levels, len(self), *_columns(self), before, fills, held)
            self._levels.append((before, fills, held))
        return self._levels[0]

    @classmethod
    def of(cls, rows: Sequence[tuple[int, int, int, int]], *, pools: int) -> Moves:
        """Make moves from rows of (source, out, target, into)."""
        table = np.array(rows, dtype=np.int64).reshape(-1, 4)
        return cls(
            source=table[:, 0].astype(np.int32),
            out=table[:, 1].copy(),
            target=table[:, 2].astype(np.int32),
            into=table[:, 3].copy(),
            pools=pools,
        )

    def then(self, later: Moves) -> Moves:
        """Return these moves and later ones, which know at least their pools."""
        return Moves(
            source=np.concatenate((self.source, later.source)),
            out=np.concatenate((self.out, later.out)),
            target=np.concatenate((self.target, later.target)),
            into=np.concatenate((self.into, later.into)),
            pools=later.pools,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Forward:
    """Where an amount went.

    ``kept`` (pools,): what of it lies in each pool at the end, and ``flow`` (moves,):
    what of it went along each move, both in the unit of the pool it entered; ``came``
    (moves,): that, in the unit of the pool it went into; ``held``
    (pools,): what is owed to it in each pool's own unit; ``share`` (pools,): that, as
    a part of the pool's final holding; ``unknown``: what ended nowhere known.
    """

    kept: Floats
    held: Floats
    share: Floats
    flow: Floats
    came: Floats
    unknown: float


def holdings(moves: Moves) -> Ints:
    """Return what each pool holds at the end, in its unit; negative if overdrawn."""
    _, _, held = moves.levels()
    return held.copy()


def forward(moves: Moves, pool: int, amount: int) -> Forward:
    """Follow an amount that was the first to enter a pool through all moves."""
    return forward_all(moves, [(pool, amount)])


def forward_all(moves: Moves, starts: Sequence[tuple[int, int]]) -> Forward:
    """Follow several amounts together, each the first to enter a pool of its own.

    Amounts of several commodities add up in ``came`` and ``held`` alone.
    """
    owed, went = np.zeros((2, moves.pools)), np.zeros((2, len(moves)))
    for pool, amount in starts:
        _check_pool(moves, pool)
        owed[:, pool] = amount
    (kept, held), (flow, came) = owed, went
    total = float(kept.sum())
    before, fills, final = moves.levels()
    _run(_forward, len(moves), *_columns(moves), before, fills, owed, went)
    positive = np.maximum(final, 1)
    share_of = np.where(final > 0, held / positive, 0.0)
    unknown = max(0.0, total - float(kept.sum()))
    return Forward(
        kept=kept, held=held, share=share_of, flow=flow, came=came, unknown=unknown
    )


def fates(moves: Moves, end_of_pool: npt.NDArray[np.int8], ends: int) -> Floats:
    """Return where a unit that entered each pool first has ended: (pools, ends).

    ``end_of_pool`` int8 (pools,): the end that lying in this pool at the last means,
    or -1 for none. A row sums to one; what is missing from one ended unknown.
    """
    if end_of_pool.shape != (moves.pools,) or (len(end_of_pool) and ends < 1):
        raise Corruption("provenance.shape", moves=len(moves))
    if len(end_of_pool) and int(end_of_pool.max()) >= ends:
        raise Corruption("provenance.pool", pools=moves.pools)
    before, fills, _ = moves.levels()
    fate = np.zeros((moves.pools, ends))
    known = np.flatnonzero(end_of_pool >= 0)
    fate[known, end_of_pool[known]] = 1.0
    _run(_backward_fates, len(moves) * ends, *_columns(moves), before, fills, fate)
    return fate


def backward(moves: Moves, pool: int) -> Floats:
    """Return what stands behind a pool's holding, by the pool where it came in.

    (pools,), in the asked pool's own unit; what is missing from the holding has an
    unknown origin.
    """
    _check_pool(moves, pool)
    before, fills, _ = moves.levels()
    worth = np.zeros(moves.pools)
    worth[pool] = 1.0
    owed = np.zeros(moves.pools)
    _run(_backward_worth, len(moves), *_columns(moves), before, fills, worth, owed)
    return owed


def fate_table(
    amounts: Sequence[int], fractions: Floats, *, columns: Sequence[int] | None = None
) -> Ints:
    """Round fates to whole counts whose rows sum to the amounts: (gifts, ends + 1).

    The last column is what ended unknown. With ``columns``, ends + 1 totals that add
    up to the amounts, both sums are kept; otherwise the largest remainders of each row
    are rounded up, ties to the lower column.
    """
    known = np.clip(fractions, 0.0, 1.0)
    rest = 1.0 - known.sum(axis=1, keepdims=True)
    rest[rest < NOTHING] = 0.0
    parts = np.hstack([known, rest])
    if columns is None:
        return _round_rows(np.asarray(amounts, dtype=np.int64), parts)
    weights = [
        [int(amount) * int(part * 2.0**52) for part in row]
        for amount, row in zip(amounts, parts, strict=True)
    ]
    rows = [int(amount) for amount in amounts]
    table = share_table(rows, columns, weights=weights)
    return np.array(table, dtype=np.int64).reshape(parts.shape)


def _round_rows(amounts: Ints, whole: Floats) -> Ints:
    exact = amounts[:, None] * whole
    counts = np.floor(exact + NOTHING).astype(np.int64)
    left = amounts - counts.sum(axis=1)
    order = np.argsort(-(exact - counts), axis=1, kind="stable")
    rank = np.empty_like(order)
    np.put_along_axis(rank, order, np.arange(whole.shape[1])[None, :], axis=1)
    counts += rank < left[:, None]
    for row in np.flatnonzero((left < 0) | (left > whole.shape[1])):
        weights = [int(part * 2.0**52) for part in whole[row]]
        counts[row] = share(int(amounts[row]), weights)
    return counts


def _check_pool(moves: Moves, pool: int) -> None:
    if not 0 <= pool < moves.pools:
        raise Corruption("provenance.pool", pools=moves.pools)


def _columns(moves: Moves) -> tuple[Pools, Ints, Pools, Ints]:
    return moves.source, moves.out, moves.target, moves.into


def _run(kernel: Callable[..., Any], steps: int, *arguments: object) -> Any:
    """Run a sweep, compiled if it has enough steps to be worth it."""
    chosen = _compiled(kernel) if steps >= COMPILE_FROM_STEPS else kernel
    return chosen(*arguments)


@cache
def _compiled(kernel: Callable[..., Any]) -> Callable[..., Any]:
    import numba  # noqa: PLC0415  (its import takes half a second)

    try:
        return numba.njit(cache=True)(kernel)  # type: ignore[no-any-return,unused-ignore]
    except RuntimeError:  # no folder for the cache can be written
        return numba.njit(kernel)  # type: ignore[no-any-return,unused-ignore]


def _sweep_levels(source, out, target, into, before, fills, held):  # type: ignore[no-untyped-def]
    """Write what each source held before its move, and what filled a hole."""
    for move in range(len(source)):
        giver, taker = source[move], target[move]
        if giver >= 0:
            before[move] = held[giver]
            held[giver] -= out[move]
        if taker >= 0:
            if held[taker] < 0:
                fills[move] = min(into[move], -held[taker])
            held[taker] += into[move]


def _forward(source, out, target, into, before, fills, owed, went):  # type: ignore[no-untyped-def]
    """Sweep forward: what is owed, in the amounts' own unit (0) and the pools' (1)."""
    for move in range(len(source)):
        giver, taker = source[move], target[move]
        if giver < 0 or out[move] == 0 or before[move] <= 0:
            continue
        taken = min(out[move], before[move]) / before[move]
        mass = owed[0, giver] * taken
        own = owed[1, giver] * taken
        owed[0, giver] -= mass
        owed[1, giver] -= own
        went[0, move] = mass
        went[1, move] = own / out[move] * into[move]
        if taker >= 0:
            lasting = 1.0
            if into[move] > 0:
                lasting = 1.0 - fills[move] / into[move]
            owed[0, taker] += mass * lasting
            owed[1, taker] += went[1, move] * lasting


def _backward_fates(source, out, target, into, before, fills, fate):  # type: ignore[no-untyped-def]
    """Sweep back: the fate of a unit in each pool, as of before each move."""
    ends = fate.shape[1]
    for move in range(len(source) - 1, -1, -1):
        giver, taker = source[move], target[move]
        if giver < 0 or out[move] == 0 or before[move] <= 0:
            continue
        taken = min(out[move], before[move]) / before[move]
        passed = 0.0
        if taker >= 0:
            passed = taken
            if into[move] > 0:
                passed = taken * (1.0 - fills[move] / into[move])
        for end in range(ends):
            onward = 0.0
            if taker >= 0:
                onward = passed * fate[taker, end]
            fate[giver, end] = fate[giver, end] * (1.0 - taken) + onward


def _backward_worth(source, out, target, into, before, fills, worth, owed):  # type: ignore[no-untyped-def]
    """Sweep back: what a unit in each pool is worth in the asked pool's holding."""
    for move in range(len(source) - 1, -1, -1):
        giver, taker = source[move], target[move]
        onward = 0.0
        if taker >= 0:
            onward = worth[taker] * (into[move] - fills[move])
        if giver < 0:
            if taker >= 0:
                owed[taker] += onward
        elif out[move] > 0 and before[move] > 0:
            taken = min(out[move], before[move]) / before[move]
            worth[giver] = worth[giver] * (1.0 - taken) + taken * onward / out[move]
