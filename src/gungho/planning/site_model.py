# SPDX-License-Identifier: Apache-2.0
"""What is left of a siting after the bound goes to HiGHS as arrays, rows and columns.

Columns are shares ``x`` of pairs and ``y`` of depots. Rows: every demand in full, no
depot beyond its room, ``x ≤ y`` for the pairs that may matter, the number of depots.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
from scipy.sparse import coo_matrix

from gungho.planning.site_bound import Relaxed
from gungho.planning.site_table import Floats, Numbers, Table
from gungho.planning.solver import _Quiet

GAP = 1e-10
LARGE = 5_000  # pairs, from where interior points open quicker than the simplex
_STATUS = highspy.HighsModelStatus
_OVER = (
    _STATUS.kOptimal,
    _STATUS.kInfeasible,
    _STATUS.kUnboundedOrInfeasible,
    _STATUS.kObjectiveBound,
)
_FEASIBLE = highspy.SolutionStatus.kSolutionStatusFeasible


@dataclass(frozen=True, slots=True, kw_only=True)
class Reduced:
    """The pairs and depots that an answer within a limit may use.

    ``at`` and ``to`` number the candidate and demand of each pair; ``most`` is the
    greatest share a pair may have; ``tied`` are the pairs with a row ``x ≤ y``.
    """

    table: Table
    depots: Numbers
    least: Floats
    at: Numbers
    to: Numbers
    most: Floats
    tied: Numbers


def reduce(table: Table, relaxed: Relaxed, *, limit: float) -> Reduced:
    """Leave out what no answer within a limit can use."""
    kept = ~relaxed.shut(limit)
    near = relaxed.with_pair <= limit
    usable = np.isfinite(table.cost) & kept[:, None]
    if table.whole:
        usable &= near
    at, to = np.nonzero(usable)
    most = np.ones(len(at))
    if not table.whole and np.isfinite(limit):
        extra = relaxed.with_pair[at, to] - relaxed.bound
        spare = max(0.0, limit - relaxed.bound)
        most = np.minimum(1.0, spare / np.maximum(extra, 1e-12))
    return Reduced(
        table=table,
        depots=np.flatnonzero(kept),
        least=relaxed.must(limit)[kept].astype(np.float64),
        at=at,
        to=to,
        most=most,
        tied=np.flatnonzero(near[at, to]),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What the solver says: shares of the pairs (None: no answer) and a bound."""

    shares: Floats | None
    open: Numbers
    bound: float
    over: bool


class Programme:
    """One mixed integer programme in HiGHS, to which cover rows may be added."""

    def __init__(self, reduced: Reduced, *, ceiling: float, seconds: float) -> None:
        self.reduced = reduced
        self.ceiling = ceiling
        self.highs: Any = _Quiet()  # type: ignore[no-untyped-call,unused-ignore]
        options: dict[str, Any] = {
            "threads": 1,
            "parallel": "off",
            "random_seed": 1,
            "time_limit": max(0.05, seconds),
            "mip_rel_gap": GAP,
            "mip_abs_gap": max(1e-6, reduced.table.step * 0.9),
        }
        if np.isfinite(ceiling):
            options["objective_bound"] = ceiling
        if not reduced.table.whole and len(reduced.at) > LARGE:
            options |= {"mip_lp_solver": "ipm", "mip_heuristic_effort": 0.0}
        for name, value in options.items():
            self.highs.setOptionValue(name, value)
        self.highs.passModel(_programme(reduced))

    def solve(self) -> Found:
        """Solve; with a ceiling, only what is cheaper counts as an answer."""
        self.highs.run()
        status = self.highs.getModelStatus()
        info = self.highs.getInfo()
        pairs = len(self.reduced.at)
        bound = float(info.mip_dual_bound)
        over = status in _OVER
        value = float(info.objective_function_value)
        held = info.primal_solution_status == _FEASIBLE
        if not held or value > self.ceiling:
            bound = self.ceiling if over else min(bound, self.ceiling)
            return Found(shares=None, open=_none(), bound=bound, over=over)
        columns = np.asarray(self.highs.getSolution().col_value, dtype=np.float64)
        return Found(
            shares=columns[:pairs],
            open=self.reduced.depots[columns[pairs:] > 0.5],
            bound=min(bound, value),
            over=over,
        )

    def forbid(self, depot: int, demands: Numbers) -> None:
        """Forbid a depot these demands all together (a cover row)."""
        mine = (self.reduced.at == depot) & np.isin(self.reduced.to, demands)
        columns = np.flatnonzero(mine).astype(np.int32)
        most = float(len(columns) - 1)
        ones = np.ones(len(columns))
        self.highs.addRow(-highspy.kHighsInf, most, len(columns), columns, ones)


def _none() -> Numbers:
    return np.zeros(0, dtype=np.intp)


def _programme(reduced: Reduced) -> Any:
    table, pairs, depots = reduced.table, len(reduced.at), len(reduced.depots)
    place = np.full(len(table.room), -1)
    place[reduced.depots] = np.arange(depots)
    here, every = place[reduced.at], np.arange(pairs)
    demands, tied = len(table.asked), len(reduced.tied)
    slot = pairs + np.arange(depots)
    ties = demands + depots + np.arange(tied)
    rows = [reduced.to, demands + here, demands + np.arange(depots), ties, ties]
    columns = [every, every, slot, reduced.tied, pairs + here[reduced.tied]]
    load = table.asked[reduced.to] / table.room[reduced.at]
    ones = np.ones(max(pairs, depots, tied))
    values = [ones[:pairs], load, -ones[:depots], ones[:tied], -ones[:tied]]
    last = demands + depots + tied
    rows.append(np.full(depots, last))
    columns.append(slot)
    values.append(ones[:depots])
    exact = table.depots is not None
    fewest = table.depots if table.depots is not None else table.fewest
    free = np.full(depots + tied, -np.inf)
    entries = (np.concatenate(values), (np.concatenate(rows), np.concatenate(columns)))
    matrix = coo_matrix(entries, shape=(last + 1, pairs + depots)).tocsc()
    cost = [table.cost[reduced.at, reduced.to], table.opening[reduced.depots]]
    programme = highspy.HighsLp()
    programme.num_col_ = pairs + depots
    programme.num_row_ = last + 1
    programme.col_cost_ = np.concatenate(cost)
    programme.col_lower_ = np.concatenate([np.zeros(pairs), reduced.least])
    programme.col_upper_ = np.concatenate([reduced.most, np.ones(depots)])
    programme.row_lower_ = np.concatenate([np.ones(demands), free, [fewest]])
    programme.row_upper_ = np.concatenate(
        [np.ones(demands), np.zeros(depots + tied), [fewest if exact else np.inf]]
    )
    programme.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    programme.a_matrix_.start_ = matrix.indptr.astype(np.int32)
    programme.a_matrix_.index_ = matrix.indices.astype(np.int32)
    programme.a_matrix_.value_ = matrix.data.astype(np.float64)
    kinds = highspy.HighsVarType
    share = kinds.kInteger if table.whole else kinds.kContinuous
    programme.integrality_ = [share] * pairs + [kinds.kInteger] * depots
    return programme
