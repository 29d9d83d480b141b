# SPDX-License-Identifier: Apache-2.0
"""A till beside its bank: what is matched, what waits, and what would be left over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gungho.reports.matching import Booked, Stated


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Lines and entries that a person said are the same money."""

    part: str
    lines: tuple[Stated, ...]
    entries: tuple[Booked, ...]

    @property
    def difference(self) -> int:
        """What the book has more than the bank; only 0 can be reconciled."""
        return sum(one.amount for one in self.entries) - sum(
            one.amount for one in self.lines
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Last:
    """The statement up to which a till is reconciled."""

    statement: str
    until: str
    closing: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TillDesk:
    """One till and currency: what the book has, and both sides not yet reconciled.

    ``lines`` wait in the inbox; ``left`` stood on earlier statements, and no entry
    stands for them. ``entries`` are all that no statement shows yet, those in ``pairs``
    too.
    """

    body: str
    till: str
    currency: str
    held: int
    last: Last | None
    lines: tuple[Stated, ...]
    left: tuple[Stated, ...]
    entries: tuple[Booked, ...]
    pairs: tuple[Pair, ...]

    @property
    def open_lines(self) -> tuple[Stated, ...]:
        """Lines of the bank that are in no match."""
        met = {line.mark for pair in self.pairs for line in pair.lines}
        return tuple(one for one in (*self.left, *self.lines) if one.mark not in met)

    @property
    def open_entries(self) -> tuple[Booked, ...]:
        """Entries that are in no match."""
        met = {entry.seq for pair in self.pairs for entry in pair.entries}
        return tuple(one for one in self.entries if one.seq not in met)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A statement ready to be reconciled, if ``difference`` is 0.

    ``broken`` is what opening balance and lines are short of the closing balance.
    """

    lines: tuple[Stated, ...]
    pairs: tuple[Pair, ...]
    open_lines: tuple[Stated, ...]
    outstanding: tuple[Booked, ...]
    later: tuple[Booked, ...]
    covered: int
    booked: int
    broken: int
    difference: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ends:
    """What a statement runs from and to: its days and balances."""

    since: str
    until: str
    opening: int
    closing: int


def drafted(desk: TillDesk, ends: Ends, *, named: Sequence[int] = ()) -> Draft:
    """Return what reconciling a statement would say.

    A till's first statement stands for all that happened before it, but for the
    entries that are ``named`` as outstanding.
    """
    lines = tuple(one for one in desk.lines if ends.since <= one.on <= ends.until)
    marks = {one.mark for one in (*desk.left, *lines)}
    pairs = tuple(
        pair
        for pair in desk.pairs
        if not pair.difference
        and all(line.mark in marks for line in pair.lines)
        and (pair.lines or all(one.on <= ends.until for one in pair.entries))
    )
    matched = {one.mark for pair in pairs for one in pair.lines}
    done = {one.seq for pair in pairs for one in pair.entries}
    free = [one for one in desk.entries if one.seq not in done]
    reached = [one for one in free if one.on <= ends.until]
    outstanding = tuple(
        one for one in reached if desk.last or one.on >= ends.since or one.seq in named
    )
    later = tuple(one for one in free if one.on > ends.until)
    left = tuple(one for one in (*desk.left, *lines) if one.mark not in matched)
    booked = desk.held - _sum(later)
    bank = ends.closing + _sum(outstanding) - _sum(left)
    return Draft(
        lines=lines,
        pairs=pairs,
        open_lines=left,
        outstanding=outstanding,
        later=later,
        covered=len(reached) - len(outstanding),
        booked=booked,
        broken=ends.closing - ends.opening - _sum(lines),
        difference=booked - bank,
    )


def facts_of(
    draft: Draft, desk: TillDesk, ends: Ends, *, statement: str
) -> dict[str, object]:
    """Return the facts of ``till.reconciled`` for a draft."""
    return {
        "statement": statement,
        "till": desk.till,
        "currency": desk.currency,
        "since": ends.since,
        "until": ends.until,
        "opening_balance": ends.opening,
        "closing_balance": ends.closing,
        "lines": [
            {"mark": one.mark, "on": one.on, "amount": one.amount}
            for one in draft.lines
        ],
        "matches": [
            {
                "lines": [one.mark for one in pair.lines],
                "entries": [one.seq for one in pair.entries],
            }
            for pair in draft.pairs
        ],
        "outstanding": [one.seq for one in draft.outstanding],
        "later": [one.seq for one in draft.later],
    }


def _sum(some: Sequence[Stated | Booked]) -> int:
    return sum(one.amount for one in some)
