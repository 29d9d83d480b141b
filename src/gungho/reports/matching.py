# SPDX-License-Identifier: Apache-2.0
"""Which entries of a till a bank's lines can be: proposed, never decided.

In this order: entries that cancel each other; a line whose text names the entry's
document; one line and one entry of the same amount on near days; one line that is the
sum of a few entries, or a few lines that are one entry. What fits in more ways than one
is proposed by the nearest day and not called sure; sums are proposed only when there is
just one.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations
from typing import Literal, TypeVar

NEAR = 10  # days between a book's day and a bank's
SUM_OF = 4
LOOKED_AT = 14
WORD = re.compile(r"[\w.:-]{4,}")
Why = Literal["cancels", "document", "amount", "sum"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """A line of the bank, in smallest units with a sign; texts "" once erased."""

    mark: str
    on: str
    amount: int
    text: str = ""
    other: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Booked:
    """What an entry brought into the till, and the ids it is known by.

    ``corrects`` is the number of the entry that it takes back, -1 if none.
    """

    seq: int
    kind: str
    on: str
    amount: int
    known_as: tuple[str, ...] = ()
    corrects: int = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """Lines and entries that can be the same money, and why."""

    lines: tuple[str, ...]
    entries: tuple[int, ...]
    why: Why
    sure: bool = True


One = TypeVar("One", Stated, Booked)
Name = TypeVar("Name", str, int)


def proposals(lines: Sequence[Stated], entries: Sequence[Booked]) -> list[Proposal]:
    """Return what can be matched, each line and each entry at most once."""
    matching = _Matching(
        lines={line.mark: line for line in lines},
        entries={entry.seq: entry for entry in entries},
    )
    matching.cancels()
    matching.by_document()
    matching.by_amount()
    matching.by_sum()
    return matching.found


@dataclass(slots=True, kw_only=True)
class _Matching:
    lines: dict[str, Stated]
    entries: dict[int, Booked]
    found: list[Proposal] = field(default_factory=list)

    def _take(self, proposal: Proposal) -> None:
        self.found.append(proposal)
        for mark in proposal.lines:
            del self.lines[mark]
        for seq in proposal.entries:
            del self.entries[seq]

    def cancels(self) -> None:
        """An entry and its correction: the bank never saw either."""
        for entry in list(self.entries.values()):
            first = self.entries.get(entry.corrects)
            if first and first.amount + entry.amount == 0:
                pair = (first.seq, entry.seq)
                self._take(Proposal(lines=(), entries=pair, why="cancels"))

    def by_document(self) -> None:
        """The bank's text names the gift, the document or the cost, and it fits."""
        by_word: dict[str, list[Booked]] = defaultdict(list)
        for entry in self.entries.values():
            for word in entry.known_as:
                by_word[word.lower()].append(entry)
        for line in list(self.lines.values()):
            told = f"{line.reference} {line.text} {line.other}".lower()
            named = {
                entry.seq
                for word in WORD.findall(told)
                for entry in by_word.get(word, ())
                if entry.seq in self.entries and entry.amount == line.amount
            }
            if len(named) == 1:
                pair = (named.pop(),)
                self._take(Proposal(lines=(line.mark,), entries=pair, why="document"))

    def by_amount(self) -> None:
        """The same amount on near days; sure if nothing else fits either of them."""
        by_amount: dict[int, list[Booked]] = defaultdict(list)
        for entry in self.entries.values():
            by_amount[entry.amount].append(entry)
        pairs = [
            (_apart(line.on, entry.on), line.on, entry.seq, line.mark)
            for line in self.lines.values()
            for entry in by_amount.get(line.amount, ())
            if _apart(line.on, entry.on) <= NEAR
        ]
        of_line: Counter[str] = Counter(mark for *_, mark in pairs)
        of_entry: Counter[int] = Counter(seq for _, _, seq, _ in pairs)
        for _, _, seq, mark in sorted(pairs):
            if mark in self.lines and seq in self.entries:
                sure = of_line[mark] == of_entry[seq] == 1
                self._take(
                    Proposal(lines=(mark,), entries=(seq,), why="amount", sure=sure)
                )

    def by_sum(self) -> None:
        """One line of several entries, then one entry of several lines."""
        for line in list(self.lines.values()):
            near = _near(line.on, self.entries.values(), line.amount)
            parts = _only_sum([(one.seq, one.amount) for one in near], line.amount)
            if parts:
                self._take(
                    Proposal(lines=(line.mark,), entries=parts, why="sum", sure=False)
                )
        for entry in list(self.entries.values()):
            close = _near(entry.on, self.lines.values(), entry.amount)
            marks = _only_sum([(one.mark, one.amount) for one in close], entry.amount)
            if marks:
                self._take(
                    Proposal(lines=marks, entries=(entry.seq,), why="sum", sure=False)
                )


def _near(on: str, some: Iterable[One], amount: int) -> list[One]:
    """Return what lies on near days and on the same side, the nearest first."""
    fit = [
        one
        for one in some
        if _apart(on, one.on) <= NEAR
        and one.amount * amount > 0
        and abs(one.amount) < abs(amount)
    ]
    fit.sort(key=lambda one: (_apart(on, one.on), one.on))
    return fit[:LOOKED_AT]


def _only_sum(parts: Sequence[tuple[Name, int]], amount: int) -> tuple[Name, ...]:
    """Return the few parts that add up to an amount, if there is just one such way."""
    ways = _sums(parts, amount)
    first: tuple[Name, ...] = next(ways, ())
    return first if first and next(ways, None) is None else ()


def _sums(parts: Sequence[tuple[Name, int]], amount: int) -> Iterator[tuple[Name, ...]]:
    for size in range(2, SUM_OF + 1):
        for some in combinations(parts, size):
            if sum(count for _, count in some) == amount:
                yield tuple(name for name, _ in some)


def _apart(one: str, other: str) -> int:
    return abs((date.fromisoformat(one) - date.fromisoformat(other)).days)
