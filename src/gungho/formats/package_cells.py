# SPDX-License-Identifier: Apache-2.0
"""What the cells of a package must hold: ids, days, counts, and names of other rows.

A fault is refused by file, row and column before anything is recorded.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from gungho.errors import Refusal

Tables = Mapping[str, tuple[Any, ...]]
_ID = re.compile(r"[a-z0-9][a-z0-9._:-]{0,79}")
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,39}")
_DECIMAL = re.compile(r"[0-9]{1,15}(\.[0-9]{1,6})?")
_QUARTER = re.compile(r"[0-9]{4}Q[1-4]")
_PLAIN_FUNDS = ("general", "own")


def _day(text: str) -> bool:
    """Tell whether this is a year, month or day, or a span that ends in one."""
    last = text.rpartition("/")[2].strip()
    if not re.fullmatch(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?", last):
        return False
    try:
        date.fromisoformat(last + "-01-01"[len(last) - 4 :])
    except ValueError:
        return False
    return True


Fits = Callable[[str], object]
SORTS: dict[str, tuple[Fits, str]] = {
    "id": (_ID.fullmatch, "not an id (a-z, 0-9 and . _ : -)"),
    "code": (_CODE.fullmatch, "not a code (letters, 0-9, . and -)"),
    "day": (_day, "not a day (YYYY-MM-DD)"),
    "count": (_DECIMAL.fullmatch, "not a decimal count of zero or more"),
    "quarter": (_QUARTER.fullmatch, "not a quarter (1940Q3)"),
}
CELLS: dict[str, dict[str, tuple[Fits, str]]] = {
    table: {
        column: SORTS[sort]
        for column, sort in (word.split(":") for word in words.split())
    }
    for table, words in {
        "bodies": "id:id founded:day closed:day",
        "places": "id:id",
        "routes": "id:id opened:day closed:day cost_per_tonne:count",
        "items": "id:code",
        "prices": "as_of:day item:code low:count high:count",
        "indexes": "as_of:day index:id value:count",
        "rates": "as_of:day value:count",
        "funds": "id:id from_day:day until_day:day",
        "gifts": "id:id happened:day quantity:count",
        "recipes": "id:id",
        "needs": "id:id stated:day purpose:id",
        "production": "quarter:quarter output_cnc:count",
        "events": "day:day kind:id id:id",
    }.items()
}
NEVER_EMPTY = {
    "prices": ("as_of", "low"),
    "indexes": ("as_of", "value"),
    "rates": ("as_of", "value"),
    "gifts": ("id", "happened", "quantity"),
    "needs": ("id", "stated"),
    "events": ("day", "kind", "id"),
    "bodies": ("id",),
    "places": ("id",),
    "items": ("id",),
    "funds": ("id",),
    "routes": ("id",),
    "production": ("quarter", "output_cnc"),
}
NAMED = ("bodies", "places", "items", "funds")
NAMES = {
    "bodies": {"keeper": "bodies", "place": "places"},
    "routes": {"source_place": "places", "target_place": "places"},
    "funds": {"opener": "bodies"},
    "gifts": {"committee": "bodies", "commodity": "items"},
    "needs": {"coop": "bodies", "activity": "recipes"},
    "production": {"coop": "bodies"},
    "events": {"book": "bodies"},
}


def check_cells(tables: Tables, files: Mapping[str, str]) -> None:
    """Refuse a cell that cannot be what its column says.

    Raises Refusal ``package.bad-value`` or ``package.unknown``.
    """
    for table, row, column, problem in _faults(tables):
        raise Refusal(
            "package.bad-value",
            file=files[table],
            row=row,
            column=column,
            problem=problem,
        )
    for table, row, column, told in _unknown(tables):
        raise Refusal(
            "package.unknown", file=files[table], row=row, column=column, id=told
        )


def _faults(tables: Tables) -> Iterator[tuple[str, int, str, str]]:
    """Yield ``(table, row, column, problem)`` of each cell that does not fit."""
    for table in CELLS:
        for row, fact in enumerate(tables.get(table, ()), start=2):
            for column, problem in _unfit(table, fact):
                yield table, row, column, problem
    for table in NAMED:
        for row, fact in enumerate(tables.get(table, ()), start=2):
            if not (fact.name_en.strip() or fact.name_zh.strip()):
                yield table, row, "name_en", "no name in either language"


def _unfit(table: str, fact: Any) -> Iterator[tuple[str, str]]:
    """Yield ``(column, problem)`` of a row's cells that do not fit."""
    for column, (fits, problem) in CELLS[table].items():
        text = getattr(fact, column)
        needed = column in NEVER_EMPTY.get(table, ())
        if (text or needed) and not fits(text):
            yield column, problem


def _unknown(tables: Tables) -> Iterator[tuple[str, int, str, str]]:
    """Yield ``(table, row, column, id)`` of what is named and has no row."""
    ids = {
        name: {fact.id for fact in facts}
        for name, facts in tables.items()
        if name in ("bodies", "places", "items", "recipes", "funds")
    }
    for table in NAMES:
        for row, fact in enumerate(tables.get(table, ()), start=2):
            for column, told in _misnamed(table, fact, ids=ids):
                yield table, row, column, told
    for row, fact in enumerate(tables.get("gifts", ()), start=2):
        opener, _, name = fact.fund.partition(":")
        plain = name in _PLAIN_FUNDS and opener in ids["bodies"]
        if fact.fund and not plain and fact.fund not in ids["funds"]:
            yield "gifts", row, "fund", fact.fund


def _misnamed(
    table: str, fact: Any, *, ids: Mapping[str, set[str]]
) -> Iterator[tuple[str, str]]:
    """Yield ``(column, id)`` of a row's cells that name no row."""
    for column, named in NAMES[table].items():
        told = getattr(fact, column)
        may_lack = table == "bodies" and not told
        if not may_lack and told not in ids.get(named, set()):
            yield column, told
