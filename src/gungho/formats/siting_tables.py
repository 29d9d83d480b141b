# SPDX-License-Identifier: Apache-2.0
"""Siting problems as plain tables, and the ground of a siting from a package.

``sites`` has the columns id, capacity, opening; ``demands`` id, demand; ``costs``
candidate, demand, cost (a pair that is left out has no way). Numbers are plain
decimals; each table is read exactly.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from decimal import Decimal
from io import StringIO
from pathlib import Path

import numpy as np

from gungho.errors import Refusal
from gungho.formats.package import BodyFact, Package, RouteFact
from gungho.measure import MAX_COUNT
from gungho.planning import NO_WAY, Candidate, Demand, SitingProblem, Stage
from gungho.planning.site_ways import Ground, Home, both_ways

ROWS_MOST = 2_000_000
CENTS = 2
DEPOTS = ("hub", "headquarters", "depot", "federation")
_DECIMAL = re.compile(r"[0-9]{1,15}(\.[0-9]{1,9})?")
Row = dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tabled:
    """A problem read from tables: counts are ``10 ** -scale`` of what is written."""

    problem: SitingProblem
    cost_scale: int
    count_scale: int


def read_siting(
    *, sites: Path, demands: Path, costs: Path, whole: bool, depots: int | None
) -> Tabled:
    """Return the problem that three tables state.

    Raises Refusal ``tables.*``, ``siting.*`` or ``planning.*``.
    """
    places = _rows(sites, must=("id", "capacity", "opening"))
    asked = _rows(demands, must=("id", "demand"))
    if not places:
        raise Refusal("planning.no-candidates")
    if not asked:
        raise Refusal("planning.no-demands")
    pairs = _rows(costs, must=("candidate", "demand", "cost"))
    openings = [_number(row, "opening", table=sites) for row in places]
    prices = [_number(row, "cost", table=costs) for row in pairs]
    rooms = [_number(row, "capacity", table=sites) for row in places]
    counts = [_number(row, "demand", table=demands) for row in asked]
    cost_scale, count_scale = _scale(openings + prices), _scale(rooms + counts)
    at = {row["id"].strip(): number for number, row in enumerate(places)}
    to = {row["id"].strip(): number for number, row in enumerate(asked)}
    table = np.full((len(places), len(asked)), NO_WAY, dtype=np.int64)
    for row, price in zip(pairs, prices, strict=True):
        one, two = row["candidate"].strip(), row["demand"].strip()
        if one not in at or two not in to:
            raise Refusal("siting.unknown-pair", candidate=one[:40], demand=two[:40])
        if table[at[one], to[two]] != NO_WAY:
            raise Refusal("siting.pair-twice", candidate=one[:40], demand=two[:40])
        table[at[one], to[two]] = _count(price, cost_scale)
    problem = SitingProblem(
        candidates=tuple(
            Candidate(
                id=row["id"].strip(),
                capacity=_count(room, count_scale),
                opening=_count(opening, cost_scale),
            )
            for row, room, opening in zip(places, rooms, openings, strict=True)
        ),
        demands=tuple(
            Demand(id=row["id"].strip(), count=_count(count, count_scale))
            for row, count in zip(asked, counts, strict=True)
        ),
        costs=table,
        whole=whole,
        depots=depots,
    )
    return Tabled(problem=problem, cost_scale=cost_scale, count_scale=count_scale)


def read_candidates(path: Path, *, scale: int = CENTS) -> tuple[Candidate, ...]:
    """Return candidates whose ids are places: capacity in kg, opening in costs.

    ``scale`` is how many decimals a cost has.
    """
    return tuple(
        Candidate(
            id=row["id"].strip(),
            capacity=int(_number(row, "capacity", table=path)),
            opening=_count(_number(row, "opening", table=path), scale),
        )
        for row in _rows(path, must=("id", "capacity", "opening"))
    )


def package_ground(package: Package, *, day: str, kg: int) -> Ground:
    """Return the ground of a package on a day, so many kilograms for each member."""
    bodies = package.table(BodyFact)
    homes = tuple(
        Home(id=row.id, place=row.place, kg=int(row.members) * kg)
        for row in bodies
        if row.form == "coop"
        and _stands(row.founded, row.closed, day=day)
        and row.members.isdecimal()
        and int(row.members) > 0
    )
    stages = (
        Stage(
            id=row.id,
            source=row.source_place,
            target=row.target_place,
            capacity_kg=row.capacity_kg,
            days=row.days,
            loss_ppm=row.loss_ppm,
            cost=_count(Decimal(row.cost_per_tonne or "0"), CENTS),
        )
        for row in package.table(RouteFact)
        if _stands(row.opened, row.closed, day=day)
    )
    return Ground(
        homes=homes,
        stages=tuple(way for stage in stages for way in both_ways(stage)),
        depots=tuple(
            dict.fromkeys(
                row.place
                for row in bodies
                if row.form in DEPOTS and _stands(row.founded, row.closed, day=day)
            )
        ),
    )


def _stands(opened: str, closed: str, *, day: str) -> bool:
    return not day or (opened <= day and (not closed or closed > day))


def _rows(path: Path, *, must: tuple[str, ...]) -> list[Row]:
    table = path.stem
    try:
        text = path.read_text("utf-8-sig")
        reader = csv.DictReader(StringIO(text, newline=""), strict=True)
        rows = [{name: told or "" for name, told in row.items() if name is not None}
                for row in reader]  # fmt: skip
    except OSError as error:
        raise Refusal("tables.missing", table=table, folder=str(path.parent)) from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise Refusal("tables.unreadable", table=table) from error
    for name in must:
        if name not in (reader.fieldnames or ()):
            raise Refusal("tables.column", table=table, column=name)
    if len(rows) > ROWS_MOST:
        raise Refusal("planning.pairs", pairs=len(rows), most=ROWS_MOST)
    return rows


def _number(row: Row, column: str, *, table: Path) -> Decimal:
    text = row[column].strip()
    if not _DECIMAL.fullmatch(text):
        raise Refusal("siting.number", table=table.stem, column=column, told=text[:40])
    return Decimal(text)


def _scale(numbers: list[Decimal]) -> int:
    exponents = [int(number.normalize().as_tuple().exponent) for number in numbers]
    return max([0, *(-one for one in exponents)])


def _count(number: Decimal, scale: int) -> int:
    """Return a number in units of its scale; past what can be counted, refused."""
    count = int(number.scaleb(scale))
    if count >= MAX_COUNT:
        raise Refusal("siting.too-large", told=str(number))
    return count
