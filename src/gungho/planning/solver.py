# SPDX-License-Identifier: Apache-2.0
"""The solver is HiGHS on one thread with a fixed seed, handed arrays and kept warm."""

from __future__ import annotations

from typing import Any, Protocol

import highspy
import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_matrix

from gungho.planning.model import Model

Floats = npt.NDArray[np.float64]
Basis = Any  # a corner of the programme, in the solver's own words
NODES_MAX = 300
CHOOSE, PRIMAL = 0, 4  # of HiGHS's simplex strategies
PERTURBATION = "primal_simplex_bound_perturbation_multiplier"
_TIME_LIMIT = highspy.HighsModelStatus.kTimeLimit


class Engine(Protocol):
    """What solves one linear programme; bounds and aims change between the solves.

    ``value`` and ``last`` are the aim and the columns (n_columns,) last solved,
    ``pivots`` the steps from corner to corner that it took.
    An engine that cannot go on raises Unavailable or MemoryError.
    """

    value: float
    last: Floats
    pivots: int

    def aim(self, weights: dict[int, float], *, sense: str) -> None:
        """Set what is to be made greatest ("max") or least ("min")."""

    def at_least(self, column: int, lower: float) -> None:
        """Hold a column at or above a level."""

    def bound(self, column: int, *, lower: float, upper: float) -> None:
        """Hold a column between two values."""

    def rows(self, row: int, *, lower: float, upper: float) -> None:
        """Change what a row may be."""

    def solve(self, *, moved: bool = False) -> bool:
        """Solve; return whether the best was found and proved.

        ``moved`` tells that what was last found need not fit any more.
        """

    def duals(self) -> Floats:
        """Return what the aim gains per unit of each row's limit (n_rows,)."""

    def basis(self) -> Basis:
        """Return the corner at which the last solve ended."""

    def start(self, basis: Basis) -> None:
        """Begin the next solve from a corner."""


class Engines(Protocol):
    """Makes an engine for a programme."""

    def __call__(self, model: Model, *, seed: int, seconds: float) -> Engine:
        """Return the engine, the programme in it."""


class _Quiet(highspy.Highs):  # type: ignore[misc,unused-ignore]
    """HiGHS that says nothing on standard output, not even its name."""

    def enableCallbacks(self) -> None:  # noqa: N802
        """Silence the solver before anything can write its banner."""
        self.setOptionValue("output_flag", False)
        super().enableCallbacks()  # type: ignore[no-untyped-call,unused-ignore]


class Solver:
    """One linear programme in HiGHS; bounds and aims change, the basis stays."""

    def __init__(self, model: Model, *, seed: int, seconds: float) -> None:
        self.model = model
        self.highs: Any = _Quiet()  # type: ignore[no-untyped-call,unused-ignore]
        self._option("threads", 1)
        self._option("parallel", "off")
        self._option("solver", "simplex")
        self._option("random_seed", seed % 2**31)
        self._option("simplex_initial_condition_check", False)
        self._option("time_limit", max(0.1, seconds))
        self.highs.passModel(_programme(model))
        if model.whole:
            self._option("solver", "choose")
            self._option("mip_max_nodes", NODES_MAX)
        self.width = len(model.lower)
        self._fits = False
        self.value = 0.0
        self.last: Floats = np.zeros(self.width)
        self.pivots = 0

    def _option(self, name: str, value: object) -> None:
        self.highs.setOptionValue(name, value)

    def aim(self, weights: dict[int, float], *, sense: str) -> None:
        """Set what is to be made greatest ("max") or least ("min")."""
        costs = np.zeros(self.width)
        for column, weight in weights.items():
            costs[column] = weight
        every = np.arange(self.width, dtype=np.int32)
        self.highs.changeColsCost(self.width, every, costs)
        senses = highspy.ObjSense
        wanted = senses.kMaximize if sense == "max" else senses.kMinimize
        self.highs.changeObjectiveSense(wanted)

    def at_least(self, column: int, lower: float) -> None:
        """Hold a column at or above a level."""
        upper = max(lower, self.model.upper[column])
        self.highs.changeColBounds(column, lower, upper)

    def bound(self, column: int, *, lower: float, upper: float) -> None:
        """Hold a column between two values."""
        self.highs.changeColBounds(column, lower, upper)

    def rows(self, row: int, *, lower: float, upper: float) -> None:
        """Change what a row may be."""
        self.highs.changeRowBounds(row, lower, upper)

    def solve(self, *, moved: bool = False) -> bool:
        """Solve; return whether the best was found and proved.

        From what still fits the primal simplex goes on, else the solver chooses; with
        few pivots to go, bounds moved apart would only have to be moved back. A warm
        start that went astray in round-off is tried again from cold.
        """
        fits = self._fits and not moved
        self._option("simplex_strategy", PRIMAL if fits else CHOOSE)
        self._option(PERTURBATION, 0.0 if fits else 1.0)
        self._fits = False
        self.highs.run()
        status = self.highs.getModelStatus()
        if status not in (highspy.HighsModelStatus.kOptimal, _TIME_LIMIT):
            self.highs.clearSolver()
            self._option(PERTURBATION, 1.0)
            self.highs.run()
            status = self.highs.getModelStatus()
        if status != highspy.HighsModelStatus.kOptimal:
            return False
        self._fits = True
        told = self.highs.getInfo()
        self.value = float(told.objective_function_value)
        self.pivots = int(told.simplex_iteration_count)
        self.last = np.asarray(self.highs.getSolution().col_value, dtype=np.float64)
        return True

    def basis(self) -> Basis:
        """Return the corner at which the last solve ended."""
        return self.highs.getBasis()

    def start(self, basis: Basis) -> None:
        """Begin the next solve from a corner."""
        self._fits = False
        self.highs.setBasis(basis)

    def duals(self) -> Floats:
        """Return what the aim gains per unit of each row's limit (n_rows,)."""
        return np.asarray(self.highs.getSolution().row_dual, dtype=np.float64)


def _programme(model: Model) -> Any:
    rows, columns = len(model.row_lower), len(model.lower)
    row, column, value = model.entries
    matrix = coo_matrix((value, (row, column)), shape=(rows, columns)).tocsc()
    programme = highspy.HighsLp()
    programme.num_col_ = columns
    programme.num_row_ = rows
    programme.col_cost_ = np.zeros(columns)
    programme.col_lower_ = np.array(model.lower)
    programme.col_upper_ = np.array(model.upper)
    programme.row_lower_ = np.array(model.row_lower)
    programme.row_upper_ = np.array(model.row_upper)
    programme.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    programme.a_matrix_.start_ = matrix.indptr.astype(np.int32)
    programme.a_matrix_.index_ = matrix.indices.astype(np.int32)
    programme.a_matrix_.value_ = matrix.data.astype(np.float64)
    if model.whole:
        kinds = highspy.HighsVarType
        levels = {model.columns[("floor",)], model.columns[("share",)]}
        programme.integrality_ = [
            kinds.kContinuous if column in levels else kinds.kInteger
            for column in range(columns)
        ]
    programme.sense_ = highspy.ObjSense.kMaximize
    return programme


def moved_basis(
    basis: Basis, *, before: dict[str, dict[Any, int]], model: Model
) -> Basis:
    """Return a corner of another programme: what is common stands as it stood.

    ``before`` are the former numbers of the columns and rows by their keys.
    """
    status = highspy.HighsBasisStatus
    moved = highspy.HighsBasis()
    columns, rows = before["columns"], before["rows"]
    had_columns, had_rows = list(basis.col_status), list(basis.row_status)
    moved.col_status = [
        had_columns[columns[key]] if key in columns else status.kLower
        for key in model.columns
    ]
    moved.row_status = [
        had_rows[rows[key]] if key in rows else status.kBasic for key in model.rows
    ]
    moved.valid = moved.alien = True
    return moved
