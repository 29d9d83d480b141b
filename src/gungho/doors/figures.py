# SPDX-License-Identifier: Apache-2.0
"""Counts and days as a reader expects them.

A comma every three digits in both languages, a real minus sign, two decimals for
money and none that are empty for goods; days in words, by language.
"""

from __future__ import annotations

from datetime import date

MINUS = "\N{MINUS SIGN}"
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip


def figure(count: int, scale: int, *, least: int = 0) -> str:
    """A count of smallest units as text, with at least ``least`` decimals."""
    digits = str(abs(count)).rjust(scale + 1, "0")
    whole, part = (digits[:-scale], digits[-scale:]) if scale else (digits, "")
    part = part.rstrip("0").ljust(least, "0")
    text = f"{int(whole):,}" + (f".{part}" if part else "")
    return f"{MINUS}{text}" if count < 0 else text


def money(count: int, scale: int) -> str:
    """An amount of a currency: never fewer than two decimals."""
    return figure(count, scale, least=2)


def upper_first(text: str) -> str:
    """Return a text with its first letter large."""
    return text[:1].upper() + text[1:]


def day_text(day: date | str, language: str, *, form: str = "full") -> str:
    """A day in words; ``form`` is ``full``, ``short`` (no year) or ``iso``."""
    if isinstance(day, str):
        if not day:
            return ""
        day = date.fromisoformat(day[:10])
    if form == "iso":
        return day.isoformat()
    if language.lower().startswith("zh"):
        words = f"{day.month}月{day.day}日"
        return words if form == "short" else f"{day.year}年{words}"
    words = f"{day.day} {MONTHS[day.month - 1]}"
    return words if form == "short" else f"{words} {day.year}"


def quarter_text(quarter: str, language: str) -> str:
    """``1940Q3`` in words: "3rd quarter of 1940"."""
    year, number = quarter.split("Q")
    if language.lower().startswith("zh"):
        return f"{year}年第{'一二三四'[int(number) - 1]}季度"
    return f"{('1st', '2nd', '3rd', '4th')[int(number) - 1]} quarter of {year}"


def share_text(part: int, whole: int) -> str:
    """A share in per cent with one decimal; empty when there is no whole."""
    if whole <= 0:
        return ""
    tenths = (part * 1000 + whole // 2) // whole
    return f"{tenths // 10}.{tenths % 10}%"
