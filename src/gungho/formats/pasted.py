# SPDX-License-Identifier: Apache-2.0
"""A bank's statement as a person copies it from a page or a spreadsheet.

It says which column it took for what, and lists every row that it could not read with
the reason: nothing is dropped. Files of other forms end as the same ``StatementLine``.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from gungho.errors import Refusal
from gungho.formats.pasted_cells import (
    OUT_MARKS,
    Days,
    count_of,
    day_order,
    decimal_mark,
    figure_of,
    plain,
)
from gungho.formats.pasted_columns import HEADS, columns_of, heads_in

ROWS_MOST = 20_000
NAMED = frozenset(HEADS)
CELL_ROWS = 5
OPEN = re.compile(r'(?:^|[\t;,|])"')
DELIMITERS = "\t;,|"
OPENING = ("opening balance", "balance brought forward", "brought forward",
           "期初余额", "承前", "上期余额")  # fmt: skip
CLOSING = ("closing balance", "balance carried forward", "carried forward",
           "期末余额", "结余", "本期余额")  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementLine:
    """A line of a bank: its day, what came in (or went out, below zero), its texts.

    ``row`` is the row of the paste it stood in, counted from 1.
    """

    row: int
    on: str
    amount: int
    text: str = ""
    other: str = ""
    reference: str = ""
    balance: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A row that could not be read: its number, why, and what stood there."""

    row: int
    code: str
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pasted:
    """What was read, oldest first, and what the paste says it began and ended with.

    ``columns`` says which column (counted from 1) was taken for what; ``breaks`` is how
    often the running balance does not go on.
    """

    lines: tuple[StatementLine, ...]
    faults: tuple[Fault, ...]
    columns: Mapping[str, int]
    opening: int | None
    closing: int | None
    breaks: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """How to read: the currency's scale, the year it is, and what a person has said.

    ``order`` is ``dmy`` or ``mdy``, ``mark`` the decimal mark, ``columns`` what the
    columns (counted from 1) are; what is left out is found out.
    """

    scale: int
    near: int
    order: str = ""
    mark: str = ""
    columns: Mapping[str, int] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class _Table:
    rows: list[tuple[int, list[str]]]
    columns: dict[str, int]
    balances: dict[str, str] = field(default_factory=dict)

    def cell(self, row: Sequence[str], name: str) -> str:
        place = self.columns.get(name, -1)
        return row[place].strip() if 0 <= place < len(row) else ""

    def column(self, *names: str) -> list[str]:
        cells = (self.cell(row, name) for _, row in self.rows for name in names)
        return [cell for cell in cells if cell]


def columns_from(told: str) -> dict[str, int]:
    """Return the columns that a person has named, such as ``day=1,amount=4``.

    Raises Refusal ``pasted.column-name``.
    """
    found = {}
    for one in filter(None, told.replace(" ", "").split(",")):
        name, _, place = one.partition("=")
        if name not in NAMED or not place.isdecimal() or not 0 < int(place) < 1000:
            raise Refusal("pasted.column-name", told=one[:40])
        found[name] = int(place)
    return found


def read_pasted(text: str, reader: Reader) -> Pasted:
    """Read a pasted statement.

    Raises Refusal ``pasted.empty``, ``pasted.too-long``, ``pasted.columns`` when no
    column of days or of amounts can be told, ``pasted.day-order`` or
    ``pasted.decimals`` when a person must say how to read them.
    """
    rows = _rows(text)
    table = _table(rows, named=reader.columns)
    days = Days(order=reader.order or day_order(table.column("day")), near=reader.near)
    if not days.order:
        raise Refusal("pasted.day-order", example=table.column("day")[0][:40])
    mark = reader.mark or _mark(table)
    reading = _Reading(table=table, days=days, mark=mark, scale=reader.scale)
    lines, faults = reading.lines()
    if len(lines) > 1 and lines[0].on > lines[-1].on:
        lines.reverse()
    lines.sort(key=lambda line: line.on)
    opening, closing, breaks = _ends(lines, reading)
    return Pasted(
        lines=tuple(lines), faults=tuple(faults), opening=opening, closing=closing,
        breaks=breaks,
        columns={name: place + 1 for name, place in table.columns.items()},
    )  # fmt: skip


def _rows(text: str) -> list[tuple[int, list[str]]]:
    """Return the rows that hold anything, with their numbers."""
    told = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").split("\n")
    if len(told) > ROWS_MOST:
        raise Refusal("pasted.too-long", rows=len(told), most=ROWS_MOST)
    filled = list(_whole(told))
    if not filled:
        raise Refusal("pasted.empty")
    counts = Counter(mark for _, row in filled for mark in DELIMITERS if mark in row)
    delimiter = max(
        DELIMITERS, key=lambda mark: (counts[mark], -DELIMITERS.index(mark))
    )
    marked = delimiter if counts[delimiter] * 2 >= len(filled) else ""
    return [(number, _cells(row, marked)) for number, row in filled]


def _whole(told: list[str]) -> Iterator[tuple[int, str]]:
    """Yield the rows; a cell in quotes may hold ends of line, a few at most."""
    number = 0
    while number < len(told):
        row, first = told[number], number + 1
        number += 1
        if row.count('"') % 2 and OPEN.search(row):
            for more in range(1, CELL_ROWS):
                joined = " ".join(told[first - 1 : first + more])
                if joined.count('"') % 2 == 0:
                    row, number = joined, first + more
                    break
        if row.strip():
            yield first, row


def _cells(row: str, delimiter: str) -> list[str]:
    if not delimiter:
        return re.split(r"\s{2,}", row.strip())
    try:
        (cells,) = csv.reader([row], delimiter=delimiter, skipinitialspace=True)
    except csv.Error:
        cells = row.split(delimiter)
    return [cell.strip().strip('"') for cell in cells]


def _table(rows: list[tuple[int, list[str]]], *, named: Mapping[str, int]) -> _Table:
    place, heads = heads_in([row for _, row in rows])
    body = rows[place + 1 :] if heads else rows
    columns = heads or columns_of([row for _, row in body])
    columns |= {name: place - 1 for name, place in named.items()}
    if "day" not in columns or not {"amount", "debit", "credit"} & set(columns):
        raise Refusal("pasted.columns", found=" ".join(sorted(columns)) or "-")
    table = _Table(rows=[], columns=columns)
    for number, row in rows[:place] + body if heads else body:
        told = _balance_row(row)
        if told:
            table.balances[told[0]] = told[1]
        elif not heads or number > rows[place][0]:
            table.rows.append((number, row))
    return table


def _balance_row(row: list[str]) -> tuple[str, str] | None:
    """Return ``opening`` or ``closing`` and its figure, for a row that says so."""
    words = " ".join(plain(cell).lower().rstrip(":： ") for cell in row)
    for name, phrases in (("opening", OPENING), ("closing", CLOSING)):
        if any(phrase in words for phrase in phrases):
            figures = [cell for cell in row if cell and figure_of(cell)]
            if figures:
                return name, figures[-1]
    return None


def _mark(table: _Table) -> str:
    cells = table.column("amount", "debit", "credit", "balance")
    figures = [found.digits for cell in cells if (found := figure_of(cell))]
    mark = decimal_mark(figures)
    if not mark:
        raise Refusal("pasted.decimals", example=figures[0])
    return mark


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    table: _Table
    days: Days
    mark: str
    scale: int

    def lines(self) -> tuple[list[StatementLine], list[Fault]]:
        """Return the lines that could be read, and the rows that could not."""
        lines, faults = [], []
        for number, row in self.table.rows:
            try:
                lines.append(self._line(number, row))
            except ValueError as error:
                told = " | ".join(cell for cell in row if cell)
                faults.append(Fault(row=number, code=str(error), told=told[:200]))
        return lines, faults

    def _line(self, number: int, row: list[str]) -> StatementLine:
        on = self.days.read(self.table.cell(row, "day"))
        if not on:
            raise ValueError("day")
        balance = self.table.cell(row, "balance")
        texts = {
            name: plain(self.table.cell(row, name))
            for name in ("text", "other", "reference")
        }
        return StatementLine(
            row=number, on=on, amount=self._amount(row), **texts,
            balance=self.count(balance) if balance else None,
        )  # fmt: skip

    def _amount(self, row: list[str]) -> int:
        """Return what came in, below zero what went out.

        Raises ValueError ``amount``, ``decimals``, ``too-large`` or ``both-sides``.
        """
        found = []
        for name in ("amount", "debit", "credit"):
            cell = self.table.cell(row, name)
            count = self.count(cell) if cell else 0
            if name == "credit":
                count = abs(count)
            elif name == "debit" or self._went_out(row):
                count = -abs(count)
            found += [count] if count else []
        if len(found) != 1:
            raise ValueError("both-sides" if found else "amount")
        return found[0]

    def _went_out(self, row: list[str]) -> bool:
        return plain(self.table.cell(row, "sign")).lower() in OUT_MARKS

    def count(self, cell: str) -> int:
        """Return a cell's count, with its sign; ValueError for what is none."""
        found = figure_of(cell)
        if found is None:
            raise ValueError("amount")
        count = count_of(found.digits, mark=self.mark, scale=self.scale)
        if count is None:
            raise ValueError("decimals")
        if count >= 2**53:
            raise ValueError("too-large")
        return -count if found.is_out else count


def _ends(
    lines: list[StatementLine], reading: _Reading
) -> tuple[int | None, int | None, int]:
    """Return what the statement began and ended with, and how often it breaks.

    By the rows that say so; else by the running balance: where every line goes on from
    another, in whatever order, one beginning and one end are left over.
    """
    told: dict[str, int] = {}
    for name, cell in reading.table.balances.items():
        try:
            told[name] = reading.count(cell)
        except ValueError:
            continue
    carried = [line for line in lines if line.balance is not None]
    if len(carried) < len(lines) or not lines:
        return told.get("opening"), told.get("closing"), 0
    ends = Counter(line.balance or 0 for line in lines)
    starts = Counter((line.balance or 0) - line.amount for line in lines)
    first, last = list((starts - ends).elements()), list((ends - starts).elements())
    breaks = max(0, len(first) - 1)
    if breaks or not first:
        first = [(lines[0].balance or 0) - lines[0].amount]
        last = [lines[-1].balance or 0]
    return told.get("opening", first[0]), told.get("closing", last[0]), breaks
