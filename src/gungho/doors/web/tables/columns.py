# SPDX-License-Identifier: Apache-2.0
"""A column says what stands in it: its word, where its value is, and of what sort.

The value is found in the row that the page shows, so that a page and a file of it
cannot differ. An amount becomes two columns of a file, its number and its unit; several
amounts become three, the last for what is more than one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache, partial
from typing import Any, Literal

from django.utils.translation import gettext as _
from pypinyin import lazy_pinyin

from gungho.doors.web.goods import Amount
from gungho.formats.table_cells import Cell, Heading, Number
from gungho.measure import decimal_text

Sort = Literal["text", "day", "count", "amount", "amounts"]
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a list; ``value`` is a path into a row, or a function of it."""

    name: str
    word: Any
    value: str | Callable[[Any], Any]
    sort: Sort = "text"

    @property
    def is_right(self) -> bool:
        """True if its values stand at the right."""
        return self.sort in ("count", "amount", "amounts")

    def of(self, row: Any) -> Any:
        """Return a row's value."""
        if callable(self.value):
            return self.value(row)
        found = row
        for step in self.value.split("."):
            found = _step(found, step)
        return found

    def headings(self) -> list[Heading]:
        """Return the heads of its columns in a file."""
        word = str(self.word)
        broad = self.sort == "text"
        found = [Heading(word=word, is_broad=broad)]
        if self.sort in ("amount", "amounts"):
            found.append(Heading(word=_("%(what)s: of what") % {"what": word}))
        if self.sort == "amounts":
            found.append(Heading(word=_("%(what)s: and more") % {"what": word}))
        return found

    def cells(self, row: Any) -> list[Cell]:
        """Return a row's cells in a file."""
        value = self.of(row)
        if self.sort == "amount":
            return _amount(value)
        if self.sort == "amounts":
            amounts = _amounts(value)
            more = "; ".join(_told(one) for one in amounts[1:])
            return [*_amount(amounts[0] if amounts else None), more]
        if self.sort == "day":
            return [_day(value)]
        if self.sort == "count":
            return [value if isinstance(value, int) else None]
        return [_text(value)]

    def key(self, row: Any) -> Any:
        """Return what a row is sorted by, None where there is nothing."""
        value = self.of(row)
        if self.sort in ("amount", "amounts"):
            amounts = _amounts(value)
            return _amount_key(amounts[0]) if amounts else None
        if self.sort == "count":
            return value if isinstance(value, int) else None
        return _text_key(_text(value)) if value else None


# A name, a word and a value make a column of one sort.
text = Column
day = partial(Column, sort="day")
count = partial(Column, sort="count")
amount = partial(Column, sort="amount")
amounts = partial(Column, sort="amounts")


def _step(found: Any, step: str) -> Any:
    """Return the next step of a path; what is not there at all is a fault of ours."""
    if found is None:
        return None
    return found[step] if isinstance(found, dict) else getattr(found, step)


def _amounts(value: Any) -> list[Amount]:
    if isinstance(value, Amount):
        return [value]
    if isinstance(value, Iterable) and not isinstance(value, str):
        return [one for one in value if isinstance(one, Amount)]
    return []


def _amount(value: Any) -> list[Cell]:
    found = _amounts(value)
    if not found:
        return [None, ""]
    one = found[0]
    return [Number(count=one.count, scale=one.scale), _unit(one)]


def _unit(one: Amount) -> str:
    """Return what an amount is of: its currency, or its goods and their unit."""
    return one.code or ", ".join(part for part in (one.name, one.unit) if part)


def _told(one: Amount) -> str:
    return f"{decimal_text(one.count, one.scale)} {_unit(one)}"


def _day(value: Any) -> Cell:
    if isinstance(value, date):
        return value
    told = DAY.match(str(value or ""))
    return date.fromisoformat(told[0]) if told else _text(value)


def _text(value: Any) -> str:
    """Return a value as words: a list by commas, a name in both languages in one."""
    if value is None:
        return ""
    if isinstance(value, (list, tuple, set, frozenset)):
        return ", ".join(dict.fromkeys(str(one) for one in value if one))
    return str(value)


def _amount_key(one: Amount) -> tuple[str, Decimal]:
    return _unit(one), Decimal(one.count).scaleb(-one.scale)


@lru_cache(maxsize=20_000)
def _text_key(told: str) -> tuple[tuple[int, int, str], ...]:
    """Return a text's place: Chinese by sound, numbers in it by what they count."""
    plain = "".join(lazy_pinyin(told)).casefold()
    return tuple(
        (0, int(part), "") if part.isascii() and part.isdigit() else (1, 0, part)
        for part in re.split(r"(\d+)", plain)
        if part
    )
