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
    """Some of the columns, the rest held where it is: a programme of its own."""

    columns: Ints
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
        lower=np.zeros(len(columns)),
        upper=arrays.upper[columns].astype(np.float64),
        low=arrays.low[rows] - used[rows],
        high=arrays.high[rows] - used[rows],
        gain=arrays.gain[columns].astype(np.float64),
        matrix=matrix[rows].tocsc(),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What HiGHS found: whole values or None, and the bound it claims."""

    values: Ints | None
    bound: float
    optimal: bool


def search(
    part: Part, *, seed: int, seconds: float, gap: float, start: Ints | None = None
) -> Answer:
    """Look for the best whole values of a part."""
    highs = _highs(part, seed=seed, seconds=seconds, whole=True)
    highs.setOptionValue("mip_rel_gap", gap)
    if start is not None:
        solution = highspy.HighsSolution()
        solution.col_value = start.astype(np.float64).tolist()
        highs.setSolution(solution)
    highs.run()
    done = highs.getModelStatus()
    if done == highspy.HighsModelStatus.kModelEmpty:
        return Answer(values=np.zeros(0, np.int64), bound=0.0, optimal=True)
    info = highs.getInfo()
    values = np.asarray(highs.getSolution().col_value, dtype=np.float64)
    found = len(values) == len(part.columns) and isfinite(info.objective_function_value)
    optimal = done == highspy.HighsModelStatus.kOptimal
    return Answer(
        values=np.rint(values).astype(np.int64) if found else None,
        bound=float(info.mip_dual_bound),
        optimal=optimal and found,
    )


class Relaxed:
    """The linear part of a programme, kept warm while bounds are moved."""

    def __init__(self, part: Part, *, seed: int, seconds: float) -> None:
        self.part = part
        self.highs = _highs(part, seed=seed, seconds=seconds, whole=False)
        self.highs.setOptionValue("solver", "simplex")
        self.values: Floats = np.zeros(len(part.columns))
        self.prices: Floats = np.zeros(len(part.low))

    def solve(self, *, seconds: float) -> bool:
        """Solve; return whether the best was found."""
        spent = self.highs.getRunTime()
        self.highs.setOptionValue("time_limit", spent + max(0.05, seconds))
        self.highs.run()
        if self.highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return False
        solution = self.highs.getSolution()
        self.values = np.asarray(solution.col_value, dtype=np.float64)
        self.prices = np.asarray(solution.row_dual, dtype=np.float64)
        return True

    def bound(self, columns: Ints, *, lower: Floats, upper: Floats) -> None:
        """Move the bounds of some columns."""
        told = columns.astype(np.int32)
        self.highs.changeColsBounds(len(told), told, lower, upper)


def _highs(part: Part, *, seed: int, seconds: float, whole: bool) -> Any:
    highs: Any = _Quiet()  # type: ignore[no-untyped-call,unused-ignore]
    for option, value in {
        "threads": 1,
        "parallel": "off",
        "random_seed": seed % 2**31,
        "time_limit": max(0.05, seconds),
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
        sorts = highspy.HighsVarType.kInteger
        programme.integrality_ = [sorts] * len(part.columns)
    highs.passModel(programme)
    return highs
