# SPDX-License-Identifier: Apache-2.0
"""A region is sites that share parties or machines; few rows bind several regions.

What a search may do with those *wide* rows: keep within a share of each, pay for what
it takes of them, or both, paying for what it takes past its share or leaves of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import csc_matrix, csr_matrix, eye, hstack, vstack
from scipy.sparse.csgraph import connected_components

from gungho.planning.forming.highs import Arrays, Bools, Floats, Part
from gungho.planning.forming.parties import Ints

CLEAR = 1e-6
STRICT = 1.0
FAR = 1e9


def touched_by(arrays: Arrays, site: Ints) -> Any:
    """Return which rows touch which sites: (n_rows, n_sites)."""
    entries = arrays.matrix.tocoo()
    shape = (arrays.matrix.shape[0], int(site.max()) + 1)
    ones = np.ones(len(entries.data))
    return csr_matrix((ones, (entries.row, site[entries.col])), shape=shape)


@dataclass(frozen=True, slots=True, kw_only=True)
class Regions:
    """The regions of a programme, those with the most columns first.

    ``of_column`` (n_columns,) is each column's region, ``wide`` (n_rows,) which rows
    bind several regions, ``sheds`` (n_columns,) which columns count sheds. ``turns``
    says of each region which part of the time then left is its own, by its columns.
    """

    arrays: Arrays
    of_column: Ints
    wide: Bools
    sheds: Bools
    turns: dict[int, float]

    @classmethod
    def of(cls, arrays: Arrays, *, site: Ints, sheds: Bools) -> Regions:
        """Return the regions of a programme whose columns stand at these sites."""
        touched = touched_by(arrays, site)
        most = max(2, touched.shape[1] // 3)
        few = np.asarray((touched > 0).sum(axis=1)).ravel() < most
        local = touched[np.flatnonzero(few)]
        _, labels = connected_components(local.T @ local)
        of_column: Ints = np.asarray(labels, dtype=np.int64)[site]
        reached = touched_by(arrays, of_column) > 0
        sizes = np.bincount(of_column)
        order = [int(one) for one in np.argsort(-sizes, kind="stable") if sizes[one]]
        coming = np.cumsum(sizes[order[::-1]])[::-1]
        return cls(
            arrays=arrays,
            of_column=of_column,
            wide=np.asarray(reached.sum(axis=1)).ravel() > 1,
            sheds=sheds,
            turns={
                region: float(sizes[region] / left)
                for region, left in zip(order, coming, strict=True)
            },
        )

    def shares(self, values: Floats) -> list[dict[int, float]]:
        """Share out the wide rows in whole numbers, by what the values use."""
        count = int(self.of_column.max()) + 1
        used = np.zeros((count, len(self.wide)))
        for region in range(count):
            mine = np.where(self.of_column == region, values, 0.0)
            used[region] = self.arrays.matrix @ mine
        given: list[dict[int, float]] = [{} for _ in range(count)]
        for row in np.flatnonzero(self.wide):
            have = np.floor(used[:, row] + CLEAR)
            spare = float(self.arrays.high[row]) - have.sum()
            order = np.argsort(-used[:, row], kind="stable")
            for place, region in enumerate(order):
                more = np.ceil(spare / (count - place)) if np.isfinite(spare) else 0.0
                given[region][int(row)] = have[region] + max(0.0, more)
                spare -= more
        return given

    def priced(self, region: int, *, prices: Floats) -> Part:
        """Return a region's programme that pays for the wide rows; sheds are whole."""
        columns = np.flatnonzero(self.of_column == region)
        matrix = self.arrays.matrix[:, columns]
        rows = np.flatnonzero((np.diff(matrix.indptr) > 0) & ~self.wide)
        paid = matrix.T @ np.where(self.wide, prices, 0.0)
        return Part(
            columns=columns,
            whole=self.sheds[columns],
            lower=np.zeros(len(columns)),
            upper=self.arrays.upper[columns].astype(np.float64),
            low=self.arrays.low[rows],
            high=self.arrays.high[rows],
            gain=self.arrays.gain[columns] - paid,
            matrix=matrix[rows].tocsc(),
        )

    def shared(self, region: int, *, prices: Floats, shares: dict[int, float]) -> Part:
        """Return it with a further price on what it takes past its shares or leaves.

        Hard shares would leave the search little to round; so it is led to them. The
        last columns, two for each wide row with a price, are what is past and left.
        """
        part = self.priced(region, prices=prices)
        rows = np.flatnonzero(self.wide & (prices > CLEAR))
        count = len(rows)
        share = np.array([shares[int(row)] for row in rows], np.float64)
        more = -STRICT * prices[rows]
        asked = self.arrays.matrix[rows][:, part.columns]
        own = hstack([part.matrix, csc_matrix((part.matrix.shape[0], 2 * count))])
        wide = hstack([asked, -eye(count), eye(count)])
        return Part(
            columns=np.concatenate([part.columns, np.full(2 * count, -1)]),
            whole=np.concatenate([part.whole, np.zeros(2 * count, np.bool_)]),
            lower=np.concatenate([part.lower, np.zeros(2 * count)]),
            upper=np.concatenate([part.upper, np.full(2 * count, FAR)]),
            low=np.concatenate([part.low, share]),
            high=np.concatenate([part.high, share]),
            gain=np.concatenate([part.gain, more, more]),
            matrix=vstack([own, wide]).tocsc(),
        )
