# SPDX-License-Identifier: Apache-2.0
"""A consolidated statement adds up many books as one, by elimination (DESIGN.md, 5).

What one book sent and another counted is inside the whole: it is taken out on both
sides, and only what is still on the way stays. What was counted from a book that is not
heard here comes from outside until that book is heard. It is a statement over stated
books at stated sizes, and says how old each body's news is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields

from gungho.reports.conservation import conserve

Key = tuple[str, str]
OLD_DAYS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """One book in the statement, or left out of it, and how old its news is."""

    body: str
    standing: str
    size: int
    root: str
    recorded: str
    learned: str
    days: int

    @property
    def counted(self) -> bool:
        """True if the book is added up; one with two versions is not."""
        return self.standing != "frozen"

    @property
    def is_old(self) -> bool:
        """True if the book is another node's and has been silent for long."""
        return is_old(self.days, standing=self.standing)


def is_old(days: int, *, standing: str) -> bool:
    """Return True if news of a book that others keep is older than ``OLD_DAYS``."""
    return days > OLD_DAYS and standing == "heard"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One commodity and fund over all books, in smallest units.

    ``came_in + unheard + turned_into = ended + held + on_the_way``; ``eliminated`` is
    what passed from one of these books to another and is in none of the others.
    """

    commodity: str
    fund: str
    came_in: int
    unheard: int
    turned_into: int
    ended: int
    held: int
    on_the_way: int
    eliminated: int

    @property
    def closes(self) -> bool:
        """True if every unit is told once."""
        came = self.came_in + self.unheard + self.turned_into
        return came == self.ended + self.held + self.on_the_way


FIGURES = tuple(
    one.name for one in fields(Line) if one.name not in ("commodity", "fund")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Consolidated:
    """A statement over a set of books, and the bodies whose books are not heard."""

    news: tuple[News, ...]
    lines: tuple[Line, ...]
    missing: tuple[str, ...]

    @property
    def closes(self) -> bool:
        """True if every line closes."""
        return all(line.closes for line in self.lines)


def consolidate(
    balances: Iterable[tuple[str, str, str, int]],
    passages: Iterable[tuple[str, str, str, int, int, int, int]],
    *,
    met: Mapping[Key, int],
    unheard: Mapping[Key, int],
) -> tuple[Line, ...]:
    """Return the lines of a consolidated statement.

    ``balances`` and ``passages`` as ``conserve`` takes them; ``met`` and ``unheard``
    are what was counted, by commodity and fund, from books here and from others.
    """
    return tuple(
        Line(
            commodity=one.commodity,
            fund=one.fund,
            came_in=one.came_in,
            unheard=unheard.get((one.commodity, one.fund), 0),
            turned_into=one.turned_into,
            ended=one.ended,
            held=one.held,
            on_the_way=one.on_the_way + unheard.get((one.commodity, one.fund), 0),
            eliminated=met.get((one.commodity, one.fund), 0),
        )
        for one in conserve(balances, passages).sums
        if any((one.came_in, one.turned_into, one.ended, one.held, one.on_the_way))
    )


def over_funds(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Return one line for each commodity, its funds added up (``fund`` is empty)."""
    found: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        found[line.commodity].append(line)
    return tuple(
        Line(
            commodity=code,
            fund="",
            **{name: sum(getattr(one, name) for one in some) for name in FIGURES},
        )
        for code, some in sorted(found.items())
    )
