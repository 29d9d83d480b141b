# SPDX-License-Identifier: Apache-2.0
"""What a person typed into a search, read as a sum or as a day where it is one.

A sum is an exact decimal with or without a unit beside it; a day is a day or a whole
month. What is neither is nothing here, and is looked for among names.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

TYPED_MOST = 60
DIGITS_MOST = 18
COUNT_MOST = 2**53

# One sign stands for several currencies: all of them are looked through.
SIGNS: dict[str, tuple[str, ...]] = {
    "hk$": ("HKD",), "us$": ("USD",), "$": ("USD", "HKD", "CAD", "AUD", "NZD", "SGD"),
    "s$": ("SGD",), "c$": ("CAD",), "a$": ("AUD",), "nz$": ("NZD",), "nt$": ("TWD",),
    "£": ("GBP",), "€": ("EUR",), "¥": ("CNY", "CNC", "JPY"), "₱": ("PHP",),
    "rs": ("INR",), "rs.": ("INR",), "₹": ("INR",), "元": ("CNY", "CNC"),
    "圆": ("CNY", "CNC"), "块": ("CNY", "CNC"), "cny": ("CNY", "CNC"),
    "rmb": ("CNY", "CNC"), "人民币": ("CNY",), "法币": ("CNC",), "国币": ("CNC",),
    "英镑": ("GBP",), "镑": ("GBP",), "美元": ("USD",), "港元": ("HKD",),
    "港币": ("HKD",), "日元": ("JPY",), "卢比": ("INR",),
    "比索": ("PHP",), "dollar": ("USD", "HKD", "CAD", "AUD", "NZD", "SGD"),
    "dollars": ("USD", "HKD", "CAD", "AUD", "NZD", "SGD"), "pound": ("GBP",),
    "pounds": ("GBP",), "yuan": ("CNY", "CNC"),
}  # fmt: skip
MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august",
          "september", "october", "november", "december")  # fmt: skip

_NUMBER = r"(?:[0-9]{1,3}(?:[,'][0-9]{3})+|[0-9]{1,3}(?: [0-9]{3})+|[0-9]+)"
_SUM = re.compile(
    rf"(?P<before>[^0-9,.\s'+-]{{0,12}})\s*"
    rf"(?P<whole>{_NUMBER})(?:\.(?P<part>[0-9]+))?\s*"
    r"(?P<after>[^0-9,.'+-][^0-9,']{0,30})?"
)
_DAYS = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?P<y>[0-9]{4})-(?P<m>[0-9]{1,2})(?:-(?P<d>[0-9]{1,2}))?",
        r"(?P<y>[0-9]{4})/(?P<m>[0-9]{1,2})(?:/(?P<d>[0-9]{1,2}))?",
        r"(?P<y>[0-9]{4})\.(?P<m>[0-9]{1,2})\.(?P<d>[0-9]{1,2})",
        r"(?P<y>[0-9]{4})\s*年\s*(?P<m>[0-9]{1,2})\s*月"
        r"(?:\s*(?P<d>[0-9]{1,2})\s*[日号])?",
        r"(?:(?P<d>[0-9]{1,2})(?:st|nd|rd|th)?\s+)?(?:of\s+)?"
        r"(?P<word>[a-z]{3,9})\.?,?\s+(?P<y>[0-9]{4})",
        r"(?P<word>[a-z]{3,9})\.?\s+(?P<d>[0-9]{1,2})(?:st|nd|rd|th)?,?\s+"
        r"(?P<y>[0-9]{4})",
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """A sum that was typed: ``digits`` in units of ``10 ** -scale``.

    ``codes`` are the currencies a sign may mean; ``unit`` is any other word beside it.
    """

    digits: int
    scale: int
    codes: tuple[str, ...] = ()
    unit: str = ""

    def count(self, scale: int) -> int | None:
        """Return it in smallest units of a commodity, None if it has no such part."""
        moved = scale - self.scale
        if moved >= 0:
            found = self.digits * 10**moved
        else:
            found, rest = divmod(self.digits, 10**-moved)
            if rest:
                return None
        return found if found < COUNT_MOST else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """The days that were typed: one day, or a month from its first to its last."""

    first: date
    last: date


def asked_sum(typed: str) -> Sum | None:
    """Return the sum that a text is, or None."""
    told = _SUM.fullmatch(_plain(typed))
    if told is None or asked_span(typed) is not None:
        return None
    whole = re.sub(r"[^0-9]", "", told["whole"])
    part = (told["part"] or "").rstrip("0")
    if len(whole) + len(part) > DIGITS_MOST:
        return None
    before, after = told["before"].strip(), (told["after"] or "").strip()
    if before and after and before != after:
        sign, word = (before, after) if before in SIGNS else (after, before)
        if sign not in SIGNS or word.upper() not in SIGNS[sign]:
            return None
        before, after = "", word
    unit = before or after
    return Sum(
        digits=int(whole + part),
        scale=len(part),
        codes=SIGNS.get(unit, ()),
        unit="" if unit in SIGNS else unit,
    )


def asked_span(typed: str) -> Span | None:
    """Return the day or the month that a text is, or None."""
    plain = _plain(typed)
    for pattern in _DAYS:
        told = pattern.fullmatch(plain)
        if told is None:
            continue
        parts = told.groupdict()
        month = int(parts["m"]) if parts.get("m") else _month(parts["word"])
        return _span(int(parts["y"]), month=month, day=int(parts["d"] or 0))
    return None


def _month(word: str) -> int:
    """Return the number of a month's name or of its first letters, 0 for none."""
    fitting = [at for at, name in enumerate(MONTHS, 1) if name.startswith(word[:9])]
    return fitting[0] if len(fitting) == 1 else 9 * (word == "sept")


def _span(year: int, *, month: int, day: int) -> Span | None:
    try:
        first = date(year, month, day or 1)
    except ValueError:
        return None
    last = first if day else date(year, month, monthrange(year, month)[1])
    return Span(first=first, last=last)


def _plain(typed: str) -> str:
    """Return a text in small letters, its digits and signs of one width."""
    if len(typed) > TYPED_MOST:
        return ""
    plain = unicodedata.normalize("NFKC", typed).casefold()
    plain = re.sub("[\u2018\u2019\u02bc]", "'", plain)
    return re.sub(r"\s+", " ", plain).strip()
