# SPDX-License-Identifier: Apache-2.0
"""Published location problems as their files give them, read into exact integers.

Three forms: ``cap`` (J. E. Beasley's OR-Library), customer by customer; the
single-source family of the same library's data, all demands first; and ``pmedcap``,
capacitated p-median. What stands where tells which is which, never the file's name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from math import isqrt
from pathlib import Path

import numpy as np

from gungho.planning import Candidate, Demand, SitingProblem

PLACES_MOST = 9
BYTES_MOST = 64 * 2**20
LITERAL = "capacity"


class Unreadable(Exception):
    """A file is not one of the published forms; says what is wrong with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """One problem of a file; its costs are in units of ``10 ** -places``."""

    label: str
    form: str
    places: int
    problem: SitingProblem


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How to read: ``whole`` overrules the form's own; ``capacity`` fills a gap."""

    whole: bool | None = None
    capacity: Decimal | None = None


AS_IT_STANDS = Reading()


def read(path: Path, reading: Reading = AS_IT_STANDS) -> list[Published]:
    """Return the problems of a file; raises Unreadable or OSError."""
    if path.stat().st_size > BYTES_MOST:
        raise Unreadable(f"is larger than {BYTES_MOST} bytes")
    try:
        lines = [line.split() for line in path.read_text("utf-8-sig").splitlines()]
    except UnicodeDecodeError as error:
        raise Unreadable("is no text") from error
    lines = [line for line in lines if line]
    words = [word for line in lines for word in line]
    if not words:
        raise Unreadable("is empty")
    many = _p_medians(lines, words)
    if many:
        return [
            _p_median(part, label=str(path) + (f"#{number}" if len(many) > 1 else ""))
            for number, part in enumerate(many, start=1)
        ]
    return [_location(lines, words, label=str(path), reading=reading)]


def _p_medians(lines: list[list[str]], words: list[str]) -> list[list[str]]:
    """Return the words of each p-median problem in a file, none if it is not one."""
    if [len(line) for line in lines[:2]] == [2, 3]:
        _counted(len(words), 5 + 4 * _whole(words[2]))
        return [words]
    if [len(line) for line in lines[:3]] != [1, 2, 3]:
        return []
    parts, at = [], 1
    for _ in range(_whole(words[0])):
        if at + 5 > len(words):
            raise Unreadable("stops before its last problem")
        size = 5 + 4 * _whole(words[at + 2])
        parts.append(words[at : at + size])
        at += size
    _counted(len(words), at)
    return parts


def _p_median(words: list[str], *, label: str) -> Published:
    count, depots, capacity = (_whole(word) for word in words[2:5])
    rows = np.array([_number(word) for word in words[5:]], dtype=object)
    rows = rows.reshape(count, 4)
    asked = _in_units(list(rows[:, 3]), places=0)
    spots = [(Decimal(x), Decimal(y)) for _, x, y, _ in rows]
    costs = [
        [isqrt(int((x - a) ** 2 + (y - b) ** 2)) for a, b in spots] for x, y in spots
    ]
    problem = SitingProblem(
        candidates=tuple(
            Candidate(id=str(n), capacity=capacity, opening=0)
            for n in range(1, count + 1)
        ),
        demands=tuple(
            Demand(id=str(n), count=one) for n, one in enumerate(asked, start=1)
        ),
        costs=np.array(costs, dtype=np.int64),
        whole=True,
        depots=depots,
    )
    return Published(label=label, form="pmedcap", places=0, problem=problem)


def _location(
    lines: list[list[str]], words: list[str], *, label: str, reading: Reading
) -> Published:
    if len(words) < 2:
        raise Unreadable("stops after its first number")
    depots, customers = _whole(words[0]), _whole(words[1])
    _counted(len(words), 2 + 2 * depots + customers * (depots + 1))
    rooms = [
        _capacity(word, reading.capacity) for word in words[2 : 2 + 2 * depots : 2]
    ]
    openings = [_number(word) for word in words[3 : 3 + 2 * depots : 2]]
    rest = [_number(word) for word in words[2 + 2 * depots :]]
    form = _form(lines, rest, rooms=rooms, customers=customers)
    if not form:
        form = _stated(reading)
    if form == "cap":
        table = np.array(rest, dtype=object).reshape(customers, depots + 1)
        asked, costs = list(table[:, 0]), table[:, 1:].T
    else:
        asked = rest[:customers]
        costs = np.array(rest[customers:], dtype=object).reshape(depots, customers)
    places = _places([*openings, *costs.ravel()])
    finer = _places([*rooms, *asked])
    whole = form == "single-source" if reading.whole is None else reading.whole
    flat = _in_units(list(costs.ravel()), places=places)
    opened = _in_units(openings, places=places)
    problem = SitingProblem(
        candidates=tuple(
            Candidate(id=str(n), capacity=room, opening=opening)
            for n, (room, opening) in enumerate(
                zip(_in_units(rooms, places=finer), opened, strict=True), start=1
            )
        ),
        demands=tuple(
            Demand(id=str(n), count=count)
            for n, count in enumerate(_in_units(asked, places=finer), start=1)
        ),
        costs=np.array(flat, dtype=np.int64).reshape(depots, customers),
        whole=whole,
    )
    return Published(label=label, form=form, places=places, problem=problem)


def _form(
    lines: list[list[str]], rest: list[Decimal], *, rooms: list[Decimal], customers: int
) -> str:
    """Tell the two layouts apart, by the numbers, then the lines; "" if neither does.

    Where demands stand, there are whole numbers above zero that fit in all the rooms.
    """
    readings = {
        "cap": rest[:: len(rooms) + 1],
        "single-source": rest[:customers],
    }
    fits = [
        form
        for form, asked in readings.items()
        if all(one > 0 and one == one.to_integral_value() for one in asked)
        and sum(asked) <= sum(rooms)
    ]
    if len(fits) == 1:
        return fits[0]
    left = 2 + 2 * len(rooms)
    for line in lines:
        if left <= 0:
            if len(line) == customers != len(rooms) + 1:
                return "single-source"
            if len(line) in (1, len(rooms) + 1) and len(line) != customers:
                return "cap"
            break
        left -= len(line)
    return ""


def _stated(reading: Reading) -> str:
    """Let what is asked decide where the numbers and the lines do not."""
    if reading.whole is None:
        raise Unreadable(
            "may be read customer by customer or with all demands first; "
            "state --divisible or --single-source"
        )
    return "single-source" if reading.whole else "cap"


def _counted(found: int, wanted: int) -> None:
    if found < wanted:
        raise Unreadable(f"stops early: {found} of {wanted} numbers")
    if found > wanted:
        raise Unreadable(f"goes on too long: {found} numbers instead of {wanted}")


def _whole(word: str) -> int:
    number = _number(word)
    if number != number.to_integral_value() or not 1 <= number <= 10**6:
        raise Unreadable(f"has {word!r} where a size is expected")
    return int(number)


def _number(word: str) -> Decimal:
    try:
        number = Decimal(word)
    except InvalidOperation as error:
        if word.lower() == LITERAL:
            raise Unreadable(
                "leaves the capacity open; state it with --capacity"
            ) from error
        raise Unreadable(f"has {word!r} where a number is expected") from error
    if not number.is_finite():
        raise Unreadable(f"has {word!r} where a number is expected")
    return number


def _capacity(word: str, stated: Decimal | None) -> Decimal:
    return stated if word.lower() == LITERAL and stated is not None else _number(word)


def _places(numbers: Sequence[Decimal]) -> int:
    """Return how many decimals the numbers need, trailing zeros left away."""
    exponents = [number.normalize().as_tuple().exponent for number in numbers]
    places = max(0, *(-int(exponent) for exponent in exponents))
    if places > PLACES_MOST:
        raise Unreadable(f"has a number with {places} decimals")
    return places


def _in_units(numbers: Sequence[Decimal], *, places: int) -> list[int]:
    found = []
    for number in numbers:
        scaled = number.scaleb(places)
        if scaled != scaled.to_integral_value() or abs(scaled) >= 2**62:
            raise Unreadable(f"has the number {number}, which cannot be counted")
        found.append(int(scaled))
    return found
