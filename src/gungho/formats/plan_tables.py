# SPDX-License-Identifier: Apache-2.0
"""A planning problem as plain tables, and its plan as tables again.

In: one CSV file for each sort of row, headed by its fields, counts in smallest units;
``supplies.csv`` and ``needs.csv`` must be there, ``inputs.csv`` says what one unit of a
need wants, and without ``terms.csv`` every fund may serve every need. Out: what is
bought, what each stage carries, what is handed out, levels, what is unmet, prices.
"""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import MISSING, fields
from io import StringIO
from pathlib import Path
from typing import Any, TypeVar, get_type_hints

import msgspec

from gungho.errors import Refusal
from gungho.planning import (
    Commitment,
    Handling,
    Need,
    OnSpot,
    Plan,
    Price,
    Problem,
    Stage,
    Supply,
)
from gungho.planning.rows import through

T = TypeVar("T")
ROWS_MAX = 5_000_000
Row = dict[str, str]


def read_tables(folder: Path) -> Problem:
    """Return the problem that a folder's tables hold.

    Raises Refusal ``tables.missing``, ``tables.column``, ``tables.value`` or
    ``planning.*``.
    """
    inputs: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for row in _rows(folder, "inputs", must=("need", "commodity", "count")):
        inputs[row["need"]][row["commodity"]] = _whole(row, "count", table="inputs")
    supplies = tuple(_made(folder, "supplies", kind=Supply, needed=True))
    needs = tuple(_needs(folder, inputs))
    return Problem(
        supplies=supplies,
        needs=needs,
        stages=tuple(_made(folder, "stages", kind=Stage)),
        prices=tuple(_made(folder, "prices", kind=Price)),
        handlings=tuple(_made(folder, "handlings", kind=Handling)),
        on_spot=tuple(_made(folder, "on_spot", kind=OnSpot)),
        commitments=tuple(_made(folder, "commitments", kind=Commitment)),
        weights_g={
            row["commodity"]: _part(row, "weight_g")
            for row in _rows(folder, "weights", must=("commodity", "weight_g"))
        },
        packs={
            row["commodity"]: _whole(row, "size", table="packs")
            for row in _rows(folder, "packs", must=("commodity", "size"))
        },
        allowed=_allowed(folder, supplies, needs=needs),
        items=_items(folder),
    )


def _allowed(
    folder: Path, supplies: Sequence[Supply], *, needs: Sequence[Need]
) -> frozenset[tuple[str, str]]:
    told = _rows(folder, "terms", must=("fund", "need"))
    if not (folder / "terms.csv").exists():
        funds = {row.fund for row in supplies}
        return frozenset((fund, need.id) for fund in funds for need in needs)
    return frozenset((row["fund"], row["need"]) for row in told)


def _items(folder: Path) -> dict[str, frozenset[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for row in _rows(folder, "items", must=("fund", "commodity")):
        found[row["fund"]].add(row["commodity"])
    return {fund: frozenset(items) for fund, items in found.items()}


def _needs(folder: Path, inputs: Mapping[str, Mapping[str, int]]) -> Iterator[Need]:
    for told in _told(folder, "needs", kind=Need, needed=True, beside=("inputs",)):
        yield Need(**told, inputs=dict(inputs.get(told["id"], {})))


def _made(
    folder: Path, table: str, *, kind: type[T], needed: bool = False
) -> Iterator[T]:
    for told in _told(folder, table, kind=kind, needed=needed):
        yield kind(**told)


def _told(
    folder: Path,
    table: str,
    *,
    kind: type[Any],
    needed: bool = False,
    beside: tuple[str, ...] = (),
) -> Iterator[dict[str, Any]]:
    """Yield the fields of each row, read as the kind's own types."""
    hints = get_type_hints(kind)
    known = [one for one in fields(kind) if one.name not in beside]
    must = [
        one.name
        for one in known
        if one.default is MISSING and one.default_factory is MISSING
    ]
    for row in _rows(folder, table, must=must, needed=needed):
        told = {
            one.name: row[one.name].strip()
            for one in known
            if row.get(one.name, "").strip() or one.name in must
        }
        for name, text in told.items():
            try:
                told[name] = msgspec.convert(text, hints[name], strict=False)
            except msgspec.ValidationError as error:
                raise Refusal(
                    "tables.value", table=table, column=name, told=str(text)[:40]
                ) from error
        yield told


def _rows(
    folder: Path, table: str, *, must: Iterable[str], needed: bool = False
) -> list[Row]:
    path = folder / f"{table}.csv"
    if not path.is_file():
        if needed:
            raise Refusal("tables.missing", table=table, folder=str(folder))
        return []
    try:
        text = path.read_text("utf-8-sig")
        reader = csv.DictReader(StringIO(text, newline=""), strict=True)
        rows = [{name: told or "" for name, told in row.items()} for row in reader]
    except (UnicodeDecodeError, csv.Error) as error:
        raise Refusal("tables.unreadable", table=table) from error
    for name in must:
        if name not in (reader.fieldnames or ()):
            raise Refusal("tables.column", table=table, column=name)
    return rows


def _whole(row: Row, name: str, *, table: str) -> int:
    text = row[name].strip()
    if not text.isascii() or not text.isdecimal() or len(text) > 18:
        raise Refusal("tables.value", table=table, column=name, told=text[:40])
    return int(text)


def _part(row: Row, name: str) -> float:
    try:
        return float(row[name])
    except ValueError:
        told = row[name][:40]
        raise Refusal("tables.value", table="weights", column=name, told=told) from None


def write_tables(folder: Path, problem: Problem, *, plan: Plan) -> list[Path]:
    """Write a plan's tables into a folder; return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    tables = {
        "purchases": _purchases(problem, plan),
        "consignments": _consignments(problem, plan),
        "hand-outs": _hand_outs(plan),
        "levels": _levels(plan),
        "unmet": _unmet(plan),
        "prices": _prices(plan),
    }
    return [_written(folder / f"{name}.csv", rows) for name, rows in tables.items()]


def _written(path: Path, rows: Iterable[Sequence[object]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def _purchases(problem: Problem, plan: Plan) -> Iterator[Sequence[object]]:
    funds = {row.id: row.fund for row in problem.supplies}
    yield ("place", "commodity", "fund", "supply", "count", "currency", "paid")
    sums: Counter[tuple[str, str, str, str, str]] = Counter()
    paid: Counter[tuple[str, str, str, str, str]] = Counter()
    for line in plan.lines:
        if line.bought_with:
            currency, count = line.bought_with
            fund = funds[line.supply]
            what = (line.bought_at, line.commodity, fund, line.supply, currency)
            sums[what] += line.count
            paid[what] += count
    for what in sorted(sums):
        *where, currency = what
        yield (*where, sums[what], currency, paid[what])


def _consignments(problem: Problem, plan: Plan) -> Iterator[Sequence[object]]:
    stages = {row.id: row for row in problem.stages}
    funds = {row.id: row.fund for row in problem.supplies}
    yield ("stage", "source", "target", "commodity", "fund", "leaves", "arrives")
    leaves: Counter[tuple[str, str, str]] = Counter()
    arrives: Counter[tuple[str, str, str]] = Counter()
    for line in plan.lines:
        count = line.count
        for name in line.route:
            key = (name, line.commodity, funds[line.supply])
            leaves[key] += count
            count = through(count, (stages[name].loss_ppm,))
            arrives[key] += count
    for key in sorted(leaves):
        stage = stages[key[0]]
        where = (stage.id, stage.source, stage.target)
        yield (*where, *key[1:], leaves[key], arrives[key])


def _hand_outs(plan: Plan) -> Iterator[Sequence[object]]:
    yield ("line", "need", "commodity", "supply", "count", "arrives", "route", "why")
    for number, line in enumerate(plan.lines):
        way = " ".join(line.route)
        what = (line.need, line.commodity, line.supply)
        yield (number, *what, line.count, line.arrives, way, line.why.code)


def _levels(plan: Plan) -> Iterator[Sequence[object]]:
    yield ("need", "units", "why")
    for need, units in plan.levels.items():
        yield (need, units, plan.level_reasons[need].code)


def _unmet(plan: Plan) -> Iterator[Sequence[object]]:
    yield ("need", "commodity", "short", "why", "proved")
    for row in plan.unmet:
        yield (row.need, row.commodity, row.short, row.reason.code, int(row.proved))


def _prices(plan: Plan) -> Iterator[Sequence[object]]:
    yield ("sort", "id", "step", "units", "proved")
    for row in plan.shadows:
        yield (row.sort, row.id, row.step, f"{row.units:.6f}", int(row.proved))
