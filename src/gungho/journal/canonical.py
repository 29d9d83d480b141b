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
DEPTH_MAX = 64
_DIGITS_MAX = 20  # of a whole number that is read at all
_SORTED = msgspec.json.Encoder(order="sorted")


def encode_sorted(value: Any) -> bytes:
    """Return the canonical bytes of a value that keeps the rules of entries."""
    return _SORTED.encode(value)


def canonical(value: Any) -> bytes:
    """Return the canonical bytes of any JSON value.

    Raises Corruption ``json.not-finite``, ``json.surrogate``, ``json.type``,
    ``json.too-deep``, or ``json.too-large`` for an integer that no double holds.
    Source: RFC 8785, sections 3.2.2 (strings, numbers) and 3.2.3 (sorting).
    """
    try:
        return _write(value).encode("utf-8")
    except RecursionError:
        raise Corruption("json.too-deep", limit=DEPTH_MAX) from None


def _write(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
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


def _utf16(name: Any) -> bytes:
    if not isinstance(name, str):
        raise Corruption("json.type", type=type(name).__name__)
    return name.encode("utf-16-be", "surrogatepass")


def _string(text: str) -> str:
    _check_letters(text)
    return json.dumps(text, ensure_ascii=False)


def _number(value: float) -> str:
    """Return a number as ECMAScript prints it (ECMA-262, Number::toString)."""
    number = _double(value)
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


def _double(value: float) -> float:
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if isinstance(value, int) and number != value:
        raise Corruption("json.too-large", bits=value.bit_length())
    if not math.isfinite(number):
        raise Corruption("json.not-finite")
    return number


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

    Raises Corruption ``json.malformed``, ``json.duplicate-key``, ``json.not-canonical``
    or what ``check_rules`` raises.
    """
    try:
        value = json.loads(
            raw.decode("utf-8"),
            object_pairs_hook=_unique,
            parse_float=_no_float,
            parse_int=_whole,
            parse_constant=_no_float,
        )
    except RecursionError:
        raise Corruption("json.too-deep", limit=DEPTH_MAX) from None
    except ValueError as error:
        raise Corruption("json.malformed", problem=str(error)[:120]) from None
    check_rules(value)
    if canonical(value) != raw:
        raise Corruption("json.not-canonical")
    return value


def check_rules(value: Any, depth: int = DEPTH_MAX) -> None:
    """Check that a value keeps the rules of entries.

    Keys are ASCII, text is NFC, whole numbers stay below 2**53, nothing lies deeper
    than 64 levels. Raises Corruption ``json.key``, ``json.not-nfc``,
    ``json.surrogate``, ``json.float``, ``json.too-large``, ``json.type`` or
    ``json.too-deep``.
    """
    if isinstance(value, str):
        _check_text(value)
    elif isinstance(value, int):
        if abs(value) >= COUNT_MAX:
            raise Corruption("json.too-large", bits=value.bit_length())
    elif isinstance(value, dict | list | tuple):
        _check_inside(value, depth - 1)
    elif isinstance(value, float):
        raise Corruption("json.float", text=repr(value))
    elif value is not None:
        raise Corruption("json.type", type=type(value).__name__)


def _check_inside(
    value: dict[Any, Any] | list[Any] | tuple[Any, ...], depth: int
) -> None:
    if depth < 0:
        raise Corruption("json.too-deep", limit=DEPTH_MAX)
    if isinstance(value, dict):
        for name in value:
            _check_key(name)
        value = tuple(value.values())
    for inside in value:
        check_rules(inside, depth)


def _check_key(name: Any) -> None:
    if not isinstance(name, str):
        raise Corruption("json.type", type=type(name).__name__)
    if not name.isascii():
        raise Corruption("json.key", key=_shown(name))


def _check_text(text: str) -> None:
    if text.isascii():
        return
    _check_letters(text)
    if not is_normalized("NFC", text):
        raise Corruption("json.not-nfc", text=_shown(text))


def _check_letters(text: str) -> None:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise Corruption("json.surrogate", text=_shown(text)) from None


def _shown(text: str) -> str:
    """Return the beginning of a text as something that can be printed."""
    return text[:40].encode("utf-8", "replace").decode("utf-8")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise Corruption("json.duplicate-key", key=_shown(name))
        found[name] = value
    return found


def _no_float(text: str) -> float:
    raise Corruption("json.float", text=text[:40])


def _whole(text: str) -> int:
    number = int(text[:_DIGITS_MAX])
    if len(text) > _DIGITS_MAX:
        raise Corruption("json.too-large", bits=number.bit_length())
    return number
