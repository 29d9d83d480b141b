# SPDX-License-Identifier: Apache-2.0
"""HiGHS is handed the formation programme as arrays: its linear part, or parts of it.

One thread and a fixed seed. What it returns is taken as a proposal: whole counts are
counted again in exact integers before anybody relies on them.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import Any

import highspy
import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_matrix, csr_matrix

from gungho.planning.forming.model import FREE, Programme
from gungho.planning.forming.parties import Ints
from gungho.planning.solver import _Quiet

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
MOMENT = 0.05  # seconds, the least that a solve is given


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrays:
    """A programme as arrays: gains and uppers (n_columns,), rows (n_rows,), matrix."""

    gain: Ints
    upper: Ints
    low: Floats
    high: Floats
    matrix: Any

    @classmethod
    def of(cls, programme: Programme) -> Arrays:
        """Return the arrays of a programme."""
        rows, columns, values, gain = programme.arrays()
        shape = (len(programme.row_lower), len(programme.keys))
        lows = (float(x) if x > -FREE else -np.inf for x in programme.row_lower)
        highs = (float(x) if x < FREE else np.inf for x in programme.row_upper)
        return cls(
            gain=gain,
            upper=np.array(programme.upper, np.int64),
            low=np.array(list(lows), np.float64),
            high=np.array(list(highs), np.float64),
            matrix=csr_matrix(
                coo_matrix((values.astype(np.float64), (rows, columns)), shape=shape)
            ),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Some of the columns, the rest held where it is: a programme of its own.

    ``whole`` says of each column whether a search asks whole numbers of it.
    """

    columns: Ints
    whole: Bools
    lower: Floats
    upper: Floats
    low: Floats
    high: Floats
    gain: Floats
    matrix: Any


def part_of(arrays: Arrays, chosen: Bools, *, held: Ints) -> Part:
    """Return the programme of the chosen columns, the others held at their values."""
    columns = np.flatnonzero(chosen)
    rest = held.astype(np.float64)
    rest[columns] = 0.0
    used = arrays.matrix @ rest
    matrix = arrays.matrix[:, columns]
    rows = np.flatnonzero(np.diff(matrix.indptr))
    return Part(
        columns=columns,
        whole=np.ones(len(columns), np.bool_),
        lower=np.zeros(len(columns)),
        upper=arrays.upper[columns].astype(np.float64),
        low=arrays.low[rows] - used[rows],
        high=arrays.high[rows] - used[rows],
        gain=arrays.gain[columns].astype(np.float64),
        matrix=matrix[rows].tocsc(),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What HiGHS found: a point (n_columns,) or None, and the bound it claims."""

    point: Floats | None
    bound: float

    @property
    def values(self) -> Ints | None:
        """The point in whole numbers."""
        return None if self.point is None else np.rint(self.point).astype(np.int64)


def search(
    part: Part,
    *,
    seed: int,
    seconds: float,
    gap: float,
    start: Ints | Floats | None = None,
) -> Answer:
    """Look for the best values of a part, whole where it asks for whole ones."""
    highs = _highs(part, seed=seed, seconds=seconds, whole=True)
    highs.setOptionValue("mip_rel_gap", gap)
    if start is not None:
        solution = highspy.HighsSolution()
        solution.col_value = start.astype(np.float64).tolist()
        highs.setSolution(solution)
    highs.run()
    if highs.getModelStatus() == highspy.HighsModelStatus.kModelEmpty:
        return Answer(point=np.zeros(0), bound=0.0)
    info = highs.getInfo()
    point = np.asarray(highs.getSolution().col_value, dtype=np.float64)
    found = len(point) == len(part.columns) and isfinite(info.objective_function_value)
    return Answer(
        point=point if found else None,
        bound=float(info.mip_dual_bound),
    )


def least_bound(part: Part, *, seed: int, seconds: float) -> tuple[float, float]:
    """Return the bound that cuts at the first node prove, and the seconds it took."""
    highs = _highs(part, seed=seed, seconds=seconds, whole=True)
    highs.setOptionValue("mip_heuristic_effort", 0.0)
    highs.setOptionValue("mip_max_nodes", 1)
    highs.run()
    info, spent = highs.getInfo(), float(highs.getRunTime())
    return float(info.mip_dual_bound) if part.whole.any() else np.inf, spent


class Relaxed:
    """The linear part of a programme, kept warm while bounds are moved.

    ``prices`` (n_rows,) are those last reached, also when time ran out: any prices
    prove a bound. ``spent`` are the seconds of all solves.
    """

    def __init__(self, part: Part, *, seed: int) -> None:
        self.highs = _highs(part, seed=seed, seconds=0.0, whole=False)
        self.highs.setOptionValue("solver", "simplex")
        self.lower, self.upper = part.lower.copy(), part.upper.copy()
        self.values: Floats = np.zeros(len(part.columns))
        self.prices: Floats = np.zeros(len(part.low))

    @property
    def spent(self) -> float:
        """Seconds that the solver has run."""
        return float(self.highs.getRunTime())

    def solve(self, *, seconds: float) -> bool:
        """Solve; return whether the best was found."""
        self.highs.setOptionValue("time_limit", self.spent + max(MOMENT, seconds))
        self.highs.run()
        solution = self.highs.getSolution()
        prices = np.asarray(solution.row_dual, dtype=np.float64)
        if len(prices) == len(self.prices):
            self.prices = prices
        if self.highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return False
        self.values = np.asarray(solution.col_value, dtype=np.float64)
        return True

    def bound(self, columns: Ints, *, lower: Floats, upper: Floats) -> None:
        """Move the bounds of some columns."""
        self.lower[columns], self.upper[columns] = lower, upper
        told = columns.astype(np.int32)
        self.highs.changeColsBounds(len(told), told, lower, upper)


def _highs(part: Part, *, seed: int, seconds: float, whole: bool) -> Any:
    highs: Any = _Quiet()  # type: ignore[no-untyped-call,unused-ignore]
    for option, value in {
        "threads": 1,
        "parallel": "off",
        "random_seed": seed % 2**31,
        "time_limit": max(MOMENT, seconds),
    }.items():
        highs.setOptionValue(option, value)
    programme = highspy.HighsLp()
    programme.num_row_, programme.num_col_ = part.matrix.shape
    programme.col_cost_ = part.gain
    programme.col_lower_, programme.col_upper_ = part.lower, part.upper
    programme.row_lower_, programme.row_upper_ = part.low, part.high
    programme.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    programme.a_matrix_.start_ = part.matrix.indptr.astype(np.int32)
    programme.a_matrix_.index_ = part.matrix.indices.astype(np.int32)
    programme.a_matrix_.value_ = part.matrix.data
    programme.sense_ = highspy.ObjSense.kMaximize
    if whole:
        sorts = highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger
        programme.integrality_ = [sorts[one] for one in part.whole.astype(int)]
    highs.passModel(programme)
    return highs
