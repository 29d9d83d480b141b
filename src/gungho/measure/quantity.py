# SPDX-License-Identifier: Apache-2.0
"""A quantity is an integer count of a commodity's smallest unit."""

from __future__ import annotations

import re
from dataclasses import dataclass

from gungho.errors import Refusal
from gungho.measure.commodity import MAX_COUNT, Commodity

_DECIMAL = re.compile(r"(-?)(\d{1,40})(?:\.(\d{1,40}))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Quantity:
    """So many smallest units of one commodity; |count| stays below 2**53.

    Raises Refusal ``quantity.too-large``.
    """

    count: int
    commodity: Commodity

    def __post_init__(self) -> None:
        _check_size(self.count, self.commodity.code)

    @classmethod
    def parse(cls, text: str, commodity: Commodity) -> Quantity:
        """Return the quantity that a decimal text states.

        Raises Refusal ``quantity.malformed``, ``quantity.decimals`` or
        ``quantity.too-large``.
        """
        return cls(count_of(text, commodity.scale, commodity.code), commodity)

    def __str__(self) -> str:
        return decimal_text(self.count, self.commodity.scale)

    def __add__(self, other: Quantity) -> Quantity:
        self._same(other)
        return Quantity(self.count + other.count, self.commodity)

    def __sub__(self, other: Quantity) -> Quantity:
        self._same(other)
        return Quantity(self.count - other.count, self.commodity)

    def __neg__(self) -> Quantity:
        return Quantity(-self.count, self.commodity)

    def __lt__(self, other: Quantity) -> bool:
        self._same(other)
        return self.count < other.count

    def __le__(self, other: Quantity) -> bool:
        return self == other or self < other

    def _same(self, other: Quantity) -> None:
        if self.commodity != other.commodity:
            raise Refusal(
                "quantity.mixed",
                first=self.commodity.code,
                second=other.commodity.code,
            )


def _check_size(count: int, code: str) -> None:
    if abs(count) >= MAX_COUNT:
        raise Refusal("quantity.too-large", code=code, count=str(count))


def count_of(text: str, scale: int, code: str = "") -> int:
    """Return the count of smallest units that a decimal text states.

    Raises Refusal ``quantity.malformed``, ``quantity.decimals`` or
    ``quantity.too-large``.
    """
    match = _DECIMAL.fullmatch(text.strip())
    if match is None:
        raise Refusal("quantity.malformed", text=text[:40], code=code)
    sign, whole, part = match[1], match[2], match[3] or ""
    if len(part) > scale:
        raise Refusal("quantity.decimals", text=text[:40], code=code, scale=scale)
    count = int(whole + part.ljust(scale, "0"))
    _check_size(count, code)
    return -count if sign else count


def decimal_text(count: int, scale: int) -> str:
    """Return the decimal text of a count: 1250 at scale 2 is ``12.50``."""
    digits = str(abs(count)).rjust(scale + 1, "0")
    sign = "-" if count < 0 else ""
    return sign + (f"{digits[:-scale]}.{digits[-scale:]}" if scale else digits)
