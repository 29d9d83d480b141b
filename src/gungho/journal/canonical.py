# SPDX-License-Identifier: Apache-2.0
"""Canonical bytes are the one way to write a JSON value (RFC 8785).

``canonical`` is the whole standard, numbers of ECMAScript included. Entries hold ASCII
keys, NFC text and small integers only, so msgspec's sorted encoder writes the same
bytes for them many times faster; a law holds the two equal. ``strict_load`` takes only
bytes that re-encode to themselves.
"""

from __future__ import annotations

import json
import math
from typing import Any
from unicodedata import is_normalized

import msgspec

from gungho.errors import Corruption

COUNT_MAX = 2**53
_SORTED = msgspec.json.Encoder(order="sorted")
_PLAIN = msgspec.json.Decoder()
_SHORT = {8: "\\b", 9: "\\t", 10: "\\n", 12: "\\f", 13: "\\r", 34: '\\"', 92: "\\\\"}


def encode_sorted(value: Any) -> bytes:
    """Return the canonical bytes of a value that keeps the rules of entries."""
    return _SORTED.encode(value)


def canonical(value: Any) -> bytes:
    """Return the canonical bytes of any JSON value.

    Raises Corruption ``json.not-finite``, ``json.surrogate`` or ``json.type``.
    Source: RFC 8785, sections 3.2.2 (strings, numbers) and 3.2.3 (sorting).
    """
    return _write(value).encode("utf-8")


def _write(value: Any) -> str:
    if value is None:
        return "null"
    if value is True:
        return "true"
    if value is False:
        return "false"
    if isinstance(value, str):
        return _string(value)
    if isinstance(value, int | float):
        return _number(value)
    if isinstance(value, list | tuple):
        return "[" + ",".join(map(_write, value)) + "]"
    if isinstance(value, dict):
        names = sorted(value, key=_utf16)
        return "{" + ",".join(f"{_string(n)}:{_write(value[n])}" for n in names) + "}"
    raise Corruption("json.type", type=type(value).__name__)


def _utf16(name: str) -> bytes:
    return name.encode("utf-16-be", "surrogatepass")


def _string(text: str) -> str:
    if any(0xD800 <= ord(sign) <= 0xDFFF for sign in text):
        raise Corruption("json.surrogate")
    written = "".join(
        _SHORT.get(ord(sign)) or (f"\\u{ord(sign):04x}" if ord(sign) < 32 else sign)
        for sign in text
    )
    return f'"{written}"'


def _number(value: float) -> str:
    """Return a number as ECMAScript prints it (ECMA-262, Number::toString)."""
    number = float(value)
    if not math.isfinite(number):
        raise Corruption("json.not-finite")
    if number == 0:
        return "0"
    sign = "-" if number < 0 else ""
    mantissa, _, exponent = f"{abs(number)!r}".partition("e")
    whole, _, part = mantissa.partition(".")
    part = "" if part == "0" else part
    digits = (whole + part).lstrip("0")
    point = len(whole) + int(exponent or 0) - (len(whole + part) - len(digits))
    digits = digits.rstrip("0")
    return sign + _placed(digits, point)


def _placed(digits: str, point: int) -> str:
    """Return digits with their point at ``point``, as ECMAScript chooses."""
    count = len(digits)
    if count <= point <= 21:
        return digits + "0" * (point - count)
    if 0 < point <= 21:
        return f"{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return "0." + "0" * -point + digits
    exponent = point - 1
    sign = "+" if exponent > 0 else "-"
    rest = f".{digits[1:]}" if count > 1 else ""
    return f"{digits[0]}{rest}e{sign}{abs(exponent)}"


def strict_load(raw: bytes) -> Any:
    """Return the value of canonical bytes that keep the rules of entries.

    Raises Corruption ``json.malformed``, ``json.duplicate-key``, ``json.float``,
    ``json.too-large``, ``json.not-nfc`` or ``json.not-canonical``.
    """
    try:
        value = json.loads(
            raw.decode("utf-8"),
            object_pairs_hook=_unique,
            parse_float=_no_float,
            parse_constant=_no_float,
        )
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise Corruption("json.malformed", problem=str(error)[:120]) from None
    check_rules(value)
    if canonical(value) != raw:
        raise Corruption("json.not-canonical")
    return value


def check_rules(value: Any) -> None:
    """Check that a value keeps the rules of entries: ASCII keys, NFC, no float."""
    if isinstance(value, str):
        _check_text(value)
    elif isinstance(value, float):
        raise Corruption("json.float")
    elif isinstance(value, int):
        if abs(value) >= COUNT_MAX:
            raise Corruption("json.too-large")
    elif isinstance(value, dict):
        for name, inside in value.items():
            if not name.isascii():
                raise Corruption("json.key", key=name[:40])
            check_rules(inside)
    elif isinstance(value, list | tuple):
        for inside in value:
            check_rules(inside)


def _check_text(text: str) -> None:
    if not text.isascii() and not is_normalized("NFC", text):
        raise Corruption("json.not-nfc")
    if not text.isprintable() and any(0xD800 <= ord(sign) <= 0xDFFF for sign in text):
        raise Corruption("json.surrogate")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Corruption("json.duplicate-key")
    return found


def _no_float(text: str) -> float:
    raise Corruption("json.float", text=text[:40])
