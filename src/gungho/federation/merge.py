# SPDX-License-Identifier: Apache-2.0
"""Merging judges one part of a bundle against where this node stands in its book.

Each book is taken strictly in its own order; what comes past a gap waits. A part is
told apart as new, nothing new, a gap, two versions of one book, a restored backup, a
key that was not valid then, or not whole. Nothing is decided here about goods or money.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from gungho.errors import Corruption
from gungho.federation.bundle import Part
from gungho.federation.fork import Fork, prove_fork
from gungho.journal import (
    CHANGES,
    Custody,
    Entry,
    Frontier,
    decode,
    leaf_hash,
    open_seal,
    parse_checkpoint,
    split_note,
)

EMPTY = Frontier()


class Outcome(StrEnum):
    """What a part turned out to be."""

    NEW = "new"
    NOTHING = "nothing"
    GAP = "gap"
    UNKNOWN = "unknown-author"
    OTHER_BOOK = "other-book"
    FORK = "fork"
    RESTORED = "restored-backup"
    KEY = "key-not-valid"
    NOT_WHOLE = "not-whole"
    FROZEN = "frozen"
    BROKEN = "broken-law"
    NEWER = "newer-version"

    @property
    def harmful(self) -> bool:
        """True if the part is wrong in itself, not only early or known."""
        return self in (Outcome.FORK, Outcome.BROKEN, Outcome.NOT_WHOLE, Outcome.KEY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An entry with its bytes and leaf hash."""

    entry: Entry
    raw: bytes
    leaf: bytes


class Standing(Protocol):
    """Where this node stands in one book."""

    @property
    def body(self) -> str:
        """The body whose book it is."""

    @property
    def size(self) -> int:
        """How many entries stand here."""

    @property
    def frontier(self) -> Frontier:
        """The frontier at that size."""

    @property
    def custody(self) -> Custody:
        """The keys in force."""

    @property
    def keys(self) -> tuple[Custody, ...]:
        """Every custody the book has been in, oldest first."""

    @property
    def seal(self) -> str:
        """The newest seal."""

    @property
    def frozen(self) -> bool:
        """True if two versions of the book were sealed."""

    def leaves(self, first: int, stop: int) -> list[bytes]:
        """Return leaf hashes of entries held."""

    def subtree(self, level: int, index: int) -> bytes:
        """Return the root of a complete subtree of 2**level leaves."""

    def frontier_at(self, size: int) -> Frontier:
        """Return the frontier the book had at a size."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a part turned out to be, and what may be appended."""

    outcome: Outcome
    part: Part
    lines: tuple[Line, ...] = ()
    frontier: Frontier = EMPTY
    custody: Custody | None = None
    fork: Fork | None = None
    problem: str = ""


def judge(part: Part, standing: Standing | None) -> Verdict:
    """Judge one part against where this node stands in its book."""
    try:
        lines, frontier = _whole(part)
        if standing is None:
            return _first(part, lines, frontier)
        return _further(part, standing, lines, frontier)
    except Corruption as error:
        return Verdict(outcome=Outcome.NOT_WHOLE, part=part, problem=str(error)[:200])


def _whole(part: Part) -> tuple[tuple[Line, ...], Frontier]:
    """Return the entries and the frontier at the end, if the seal states its root."""
    head = part.head
    lines = tuple(_lines(part))
    frontier = part.frontier().extend(line.leaf for line in lines)
    text, _ = split_note(head.seal)
    stated = parse_checkpoint(text)
    origin = f"gungho/{head.body}/{head.book}"
    found = (origin, head.size, frontier.root())
    if (stated.origin, stated.size, stated.root) != found:
        raise Corruption("part.not-whole", book=head.body[:80], size=head.size)
    return lines, frontier


def _lines(part: Part) -> Iterator[Line]:
    for seq, raw in enumerate(part.entries, part.head.first):
        entry = decode(raw)
        if entry.seq != seq or entry.book != part.head.book:
            raise Corruption("part.place", book=part.head.body[:80], seq=seq)
        yield Line(entry=entry, raw=raw, leaf=leaf_hash(raw))


def _first(part: Part, lines: tuple[Line, ...], frontier: Frontier) -> Verdict:
    """Judge the first part of a book that this node has never heard of."""
    if part.head.first or not lines:
        return Verdict(outcome=Outcome.GAP, part=part)
    custody = Custody.opened(lines[0].entry)
    if lines[0].entry.payload.get("body") != part.head.body:
        raise Corruption("part.body", book=part.head.body[:80])
    custody = _walk(custody, Frontier(), lines)
    if _sealed_by(part, (custody,)) is None:
        return Verdict(outcome=Outcome.KEY, part=part)
    return Verdict(
        outcome=Outcome.NEW, part=part, lines=lines, frontier=frontier, custody=custody
    )


def _further(
    part: Part,
    standing: Standing,
    lines: tuple[Line, ...],
    frontier: Frontier,
) -> Verdict:
    if standing.frozen:
        return Verdict(outcome=Outcome.FROZEN, part=part)
    if part.head.first > standing.size:
        return Verdict(outcome=Outcome.GAP, part=part)
    parting = _parting(part, standing, lines)
    if parting is not None:
        return _forked(part, standing, lines, at=parting)
    new = lines[standing.size - part.head.first :]
    if not new:
        return Verdict(outcome=Outcome.NOTHING, part=part)
    custody = _walk(standing.custody, standing.frontier, new)
    if _sealed_by(part, (custody,)) is None:
        return Verdict(outcome=Outcome.KEY, part=part)
    return Verdict(
        outcome=Outcome.NEW, part=part, lines=new, frontier=frontier, custody=custody
    )


def _parting(part: Part, standing: Standing, lines: tuple[Line, ...]) -> int | None:
    """Return a size at which both versions have another root, None if they agree."""
    first = part.head.first
    if standing.frontier_at(first) != part.frontier():
        return first
    stop = min(standing.size, part.head.size)
    held = standing.leaves(first, stop)
    for seq, (mine, line) in enumerate(zip(held, lines, strict=False), first):
        if mine != line.leaf:
            return seq + 1
    return None


def _forked(
    part: Part, standing: Standing, lines: tuple[Line, ...], *, at: int
) -> Verdict:
    """A version that a valid key has sealed proves the fork; others prove nothing."""
    # What a key sealed after it was given up says nothing about its book's keeper.
    sealer = _sealed_by(part, (standing.custody, *_branch(standing, lines, at=at)))
    if sealer is None:
        return Verdict(outcome=Outcome.KEY, part=part)
    fork = prove_fork(part, standing, [line.leaf for line in lines], at=at)
    return Verdict(
        outcome=Outcome.FORK, part=part, lines=lines, custody=sealer, fork=fork
    )


def _branch(
    standing: Standing, lines: tuple[Line, ...], *, at: int
) -> Iterator[Custody]:
    """Yield the custody that a branch itself arrives at, if it can be walked."""
    changes = [line.entry for line in lines if line.entry.kind in CHANGES]
    if changes and all(entry.seq >= at - 1 for entry in changes):
        try:
            yield _walk(standing.custody, None, lines)
        except Corruption:
            return


def _walk(
    custody: Custody, frontier: Frontier | None, lines: tuple[Line, ...]
) -> Custody:
    """Return the custody after some entries, each change of it checked."""
    done = 0
    for at, line in enumerate(lines):
        if line.entry.kind not in CHANGES:
            continue
        if frontier is not None:
            frontier = frontier.extend(one.leaf for one in lines[done:at])
            done = at
        custody = custody.after(line.entry, _root_reader(frontier))
    return custody


def _root_reader(frontier: Frontier | None) -> Callable[[], bytes]:
    if frontier is None:
        raise Corruption("custody.root", book="-", seq=0)
    return frontier.root


def _sealed_by(part: Part, custodies: tuple[Custody, ...]) -> Custody | None:
    """Return the custody whose key sealed the part, or None."""
    for custody in custodies:
        try:
            open_seal(part.head.seal, custody.verifier)
        except Corruption:
            continue
        return custody
    return None
