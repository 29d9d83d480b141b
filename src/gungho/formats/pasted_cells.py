# SPDX-License-Identifier: Apache-2.0
"""Days and amounts as banks write them, read exactly or said to be unclear.

An amount is read in digits, never in floating point. What could mean two things
(03/04/1940, 1.234) is decided by the other cells of its column, or by the reader.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

MONTHS = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8,
    "sep": 9, "oct": 10, "nov": 11, "dec": 12,
}  # fmt: skip
YEAR_FIRST = re.compile(r"(\d{4})([-/.年])(\d{1,2})[-/.月](\d{1,2})日?(?:[ T].*)?")
PLAIN = re.compile(r"(\d{4})(\d{2})(\d{2})")
NAMED = re.compile(r"(\d{1,2})[-/ .]+([A-Za-z]{3,9})\.?[-/ ,.]+(\d{4}|\d{2})")
NAMED_US = re.compile(r"([A-Za-z]{3,9})\.? (\d{1,2}),? (\d{4}|\d{2})")
NUMBERED = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?: .*)?")
MINUS = "\N{MINUS SIGN}\N{EN DASH}\N{FULLWIDTH HYPHEN-MINUS}\N{SMALL HYPHEN-MINUS}"
FIGURE = re.compile(r"[0-9][0-9.,' ]*|[.,][0-9]+")
MARK = re.compile(r"[^\s+\-]+")
OUT_MARKS = frozenset({"d", "dr", "debit", "s", "soll", "借", "支", "支出", "out"})
IN_MARKS = frozenset({"c", "cr", "credit", "h", "haben", "贷", "收", "收入", "in"})
DMY, MDY = "dmy", "mdy"


def plain(text: str) -> str:
    """Return a cell in half-width letters, its spaces single and ordinary."""
    told = unicodedata.normalize("NFKC", text)
    return " ".join(told.split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """How a column of days is read: day or month first, and the century's year."""

    order: str
    near: int

    def read(self, text: str) -> str:
        """Return ``YYYY-MM-DD``, or "" for what is no day."""
        parts = _parts(text)
        if parts is None:
            return ""
        year, first, second, kind = parts
        month, day = first, second
        if kind == "numbered" and self.order != MDY:
            month, day = second, first
        try:
            return date(self._year(year), month, day).isoformat()
        except ValueError:
            return ""

    def _year(self, text: str) -> int:
        if len(text) == 4:
            return int(text)
        year = self.near - self.near % 100 + int(text)
        return year if year <= self.near + 1 else year - 100


def day_order(cells: Iterable[str]) -> str:
    """Return which comes first, ``dmy`` or ``mdy``; "" where the days do not tell."""
    orders = set()
    for text in cells:
        found = NUMBERED.fullmatch(plain(text))
        if found is None:
            continue
        first, second = int(found[1]), int(found[3])
        if found[2] == "." or first > 12:
            orders.add(DMY)
        elif second > 12:
            orders.add(MDY)
        elif first != second:
            orders.add("")
    told = orders - {""}
    if len(told) == 1:
        return told.pop()
    return "" if orders else DMY


def is_day(text: str) -> bool:
    """True for what may be a day, in either order."""
    return any(Days(order=order, near=2000).read(text) for order in (DMY, MDY))


def _parts(text: str) -> tuple[str, int, int, str] | None:
    """Return the year, two numbers (month and day if named) and the way it is said."""
    text = plain(text)
    if found := YEAR_FIRST.fullmatch(text):
        return found[1], int(found[3]), int(found[4]), "year"
    if found := PLAIN.fullmatch(text):
        return found[1], int(found[2]), int(found[3]), "year"
    for pattern, day, month in ((NAMED, 1, 2), (NAMED_US, 2, 1)):
        found = pattern.fullmatch(text)
        if found and (number := MONTHS.get(found[month][:3].lower())):
            return found[3], number, int(found[day]), "named"
    if found := NUMBERED.fullmatch(text):
        return found[4], int(found[1]), int(found[3]), "numbered"
    return None


@dataclass(frozen=True, slots=True)
class Figure:
    """An amount as it was written: its digits and marks, and whether it went out."""

    digits: str
    is_out: bool
    is_in: bool = False


def figure_of(text: str) -> Figure | None:
    """Return the amount a cell holds, or None for what is no amount."""
    told = plain(text)
    for sign in MINUS:
        told = told.replace(sign, "-")
    bracketed = told.startswith("(") and told.endswith(")")
    told = told[1:-1] if bracketed else told
    found = FIGURE.search(told)
    if found is None:
        return None
    around = told[: found.start()] + " " + told[found.end() :]
    if not all(_may_stand_by(mark) for mark in MARK.findall(around)):
        return None
    marks = set(MARK.findall(around.lower()))
    return Figure(
        digits=found[0].strip(" '"),
        is_out=bracketed or "-" in around or bool(marks & OUT_MARKS),
        is_in="+" in around or bool(marks & IN_MARKS),
    )


def _may_stand_by(mark: str) -> bool:
    """True for what may stand beside a figure: a currency, or in or out."""
    known = mark.lower() in OUT_MARKS | IN_MARKS | {"元", "圆"}
    is_code = len(mark) == 3 and mark.isascii() and mark.isupper() and mark.isalpha()
    return known or is_code or all(unicodedata.category(c) == "Sc" for c in mark)


def decimal_mark(cells: Iterable[str]) -> str:
    """Return the mark before the decimals, ``.`` or ``,``; "" where none tells.

    The last of two marks; one that stands twice groups thousands; one that is not
    before just three digits is the decimals'.
    """
    told = set()
    for text in cells:
        dots, commas = text.count("."), text.count(",")
        if dots and commas:
            told.add(max(".,", key=text.rfind))
        elif dots + commas > 1:
            told.add("," if dots else ".")
        elif dots + commas == 1:
            mark = "." if dots else ","
            told.add(mark if len(text) - text.index(mark) != 4 else "")
    clear = told - {""}
    if len(clear) == 1:
        return clear.pop()
    return "" if told else "."


def count_of(digits: str, *, mark: str, scale: int) -> int | None:
    """Return a count of smallest units, or None for more decimals than there are."""
    grouping = "," if mark == "." else "."
    whole, _, part = re.sub(f"[ '{grouping}]", "", digits).partition(mark)
    part = part.rstrip("0") if len(part) > scale else part
    if len(part) > scale or not (whole + part).isdecimal():
        return None
    return int((whole or "0") + part.ljust(scale, "0"))
