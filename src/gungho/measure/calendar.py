# SPDX-License-Identifier: Apache-2.0
"""Days, instants and quarters, written one way only."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache

from gungho.errors import Refusal

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T(?!24)\d{2}:\d{2}:\d{2}Z", re.ASCII)
_QUARTER = re.compile(r"(\d{4})Q([1-4])", re.ASCII)


def parse_day(text: str) -> date:
    """Return the day written ``YYYY-MM-DD``, or refuse ``day.malformed``."""
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise Refusal("day.malformed", text=text[:40])


@lru_cache(maxsize=4096)
def days_between(first: str, last: str) -> int:
    """Return the days from one day to another, 0 if it is no later."""
    return max(0, (date.fromisoformat(last) - date.fromisoformat(first)).days)


def months_on(day: date, months: int) -> date:
    """Return the same day so many months later, or the last day of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def whole_months(first: date, last: date) -> int:
    """Return how many whole months lie between two days, 0 if the second is first."""
    months = (last.year - first.year) * 12 + last.month - first.month
    return max(0, months - (months > 0 and months_on(first, months) > last))


def parse_instant(text: str) -> datetime:
    """Return the instant written ``YYYY-MM-DDTHH:MM:SSZ``, in UTC.

    Raises Refusal ``instant.malformed``.
    """
    try:
        if _INSTANT.fullmatch(text):
            return datetime.fromisoformat(text)
    except ValueError:
        pass
    raise Refusal("instant.malformed", text=text[:40])


def instant_text(instant: datetime) -> str:
    """Return an instant as text, to the second, in UTC.

    Raises Refusal ``instant.malformed`` for one that names no zone.
    """
    if instant.tzinfo is None:
        raise Refusal("instant.malformed", text=instant.isoformat())
    utc = instant.astimezone(UTC)
    return f"{utc.year:04d}-{utc:%m-%dT%H:%M:%SZ}"


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """Three months of a year: ``1940Q3``.

    Raises Refusal ``quarter.malformed`` outside the years 1 to 9999.
    """

    year: int
    number: int

    def __post_init__(self) -> None:
        if not (1 <= self.number <= 4 and 1 <= self.year <= 9999):
            raise Refusal("quarter.malformed", text=str(self))

    @classmethod
    def parse(cls, text: str) -> Quarter:
        """Return the quarter written ``1940Q3``, or refuse ``quarter.malformed``."""
        match = _QUARTER.fullmatch(text)
        if match is None:
            raise Refusal("quarter.malformed", text=text[:40])
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def of(cls, day: date) -> Quarter:
        """Return the quarter a day lies in."""
        return cls(day.year, (day.month + 2) // 3)

    @property
    def first(self) -> date:
        """The first day."""
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last(self) -> date:
        """The last day."""
        return date(self.year, 3 * self.number, 31 if self.number in {1, 4} else 30)

    def next(self) -> Quarter:
        """Return the quarter after this one."""
        if self.number == 4:
            return Quarter(self.year + 1, 1)
        return Quarter(self.year, self.number + 1)

    @staticmethod
    def span(first: Quarter, last: Quarter) -> Iterator[Quarter]:
        """Yield the quarters from first to last, both included."""
        while first < last:
            yield first
            first = first.next()
        if first == last:
            yield last

    def __str__(self) -> str:
        return f"{self.year:04d}Q{self.number}"
