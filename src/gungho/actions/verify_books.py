# SPDX-License-Identifier: Apache-2.0
"""Verifying asks every entry, seal and balance again, from the bytes up.

Each entry must be canonical, in its place and hash to its leaf; each booking must
balance and mean what its kind says; every seal must carry the book's key over the root
the entries give; the balances must be what the postings add up to. Nothing is mended.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial

import msgspec

from gungho.actions.record import CORRECTING, read_payload, read_postings
from gungho.errors import Corruption, Refusal
from gungho.flows.keeping import BookOpened
from gungho.flows.kinds import KINDS, permitted_for
from gungho.flows.periods import PeriodClosed
from gungho.journal import (
    OPENED,
    Custody,
    Entry,
    Frontier,
    Root,
    book_id,
    decode,
    leaf_hash,
    open_seal,
)
from gungho.ledger.booking import Posting, check_booking
from gungho.ledger.digest import digest_of

CLOSED = "period.closed"
BalanceKey = tuple[str, str, str, str]


@dataclass(slots=True, kw_only=True)
class Sealed:
    """A seal to be checked: size, root, signed note."""

    size: int
    root: bytes
    note: str


@dataclass(slots=True, kw_only=True)
class Checked:
    """What was checked in one book."""

    body: str
    entries: int = 0
    postings: int = 0
    seals: int = 0
    root: bytes = b""
    balances: Counter[BalanceKey] = field(default_factory=Counter)


@dataclass(slots=True, kw_only=True)
class BookToCheck:
    """One book as it is found: its number, entries and seals, oldest first.

    An extract begins at ``start`` and is held to the key it states itself.
    """

    body: str
    number: int
    entries: Iterable[tuple[int, bytes, bytes | None]]
    seals: Iterable[Sealed]
    start: Frontier = field(default_factory=Frontier)
    custody: Custody | None = None


def verify_book(book: BookToCheck) -> Checked:
    """Check one book from its bytes; return what was checked.

    Raises Corruption naming the first thing that does not hold.
    """
    checked = Checked(body=book.body)
    seals = iter(book.seals)
    waiting = next(seals, None)
    frontier, leaves = book.start, list[bytes]()
    kinds: dict[str, str] = {}
    custody = book.custody
    for entry, leaf in _entries(book):
        custody = _custody(book, custody, entry, partial(_root, frontier, leaves))
        _check_entry(checked, entry, kinds, whole=not book.start.size)
        kinds[entry.id] = entry.kind
        leaves.append(leaf)
        checked.entries += 1
        while waiting is not None and waiting.size == entry.seq + 1:
            frontier, leaves = frontier.extend(leaves), []
            _check_seal(book, waiting, frontier.root(), custody.verifier)
            checked.seals += 1
            waiting = next(seals, None)
    if waiting is not None and waiting.size != book.start.size:
        raise Corruption("verify.seal-beyond", book=book.body, size=waiting.size)
    checked.root = frontier.extend(leaves).root()
    return checked


def _entries(book: BookToCheck) -> Iterator[tuple[Entry, bytes]]:
    for expected, (seq, raw, kept) in enumerate(book.entries, book.start.size):
        if seq != expected:
            raise Corruption("verify.gap", book=book.body, seq=expected, found=seq)
        leaf = leaf_hash(raw)
        if kept is not None and leaf != kept:
            raise Corruption("verify.leaf", book=book.body, seq=seq)
        entry = decode(raw)
        if entry.seq != seq or entry.book != str(book.number):
            raise Corruption("verify.place", book=book.body, seq=seq)
        yield entry, leaf


def _root(frontier: Frontier, leaves: list[bytes]) -> bytes:
    return frontier.extend(leaves).root()


def _custody(
    book: BookToCheck, custody: Custody | None, entry: Entry, root: Root
) -> Custody:
    if custody is not None and entry.seq:
        return custody.after(entry, root)
    if entry.kind != OPENED or book_id(entry.payload) != book.number:
        raise Corruption("verify.opening", book=book.body)
    try:
        opened: BookOpened = read_payload(entry)
    except msgspec.ValidationError:
        raise Corruption("verify.opening", book=book.body) from None
    if opened.body != book.body:
        raise Corruption("verify.opening", book=book.body)
    return Custody.opened(entry)


def check_entry(
    entry: Entry, *, body: str, kind_of: Callable[[str], str], whole: bool = True
) -> tuple[Posting, ...]:
    """Return an entry's postings, if they mean what its kind says.

    ``kind_of`` names the kind of an earlier entry by its id, "" if it is not at hand;
    unless the book is ``whole``, a correction of such an entry is not held to its kind.
    Raises Corruption ``verify.kind`` or ``verify.booking``.
    """
    kind = KINDS.get(entry.kind)
    if kind is None or not kind.reads(entry.v):
        raise Corruption("verify.kind", book=body, seq=entry.seq)
    try:
        read_payload(entry)
        postings = read_postings(entry)
        corrected = kind_of(entry.corrects) if entry.corrects else ""
        if whole or not entry.corrects or corrected:
            check_booking(
                postings,
                keeper=body,
                kind=entry.kind,
                permitted=permitted_for(kind, corrected),
            )
        _check_scales(entry, postings)
        if entry.corrects and entry.kind not in CORRECTING:
            raise Refusal(
                "correction.other-kind", kind=entry.kind, entry=entry.corrects
            )
    except (Refusal, msgspec.MsgspecError, ValueError, KeyError) as error:
        raise Corruption(
            "verify.booking", book=body, seq=entry.seq, problem=str(error)[:200]
        ) from error
    return postings


def _check_entry(
    checked: Checked, entry: Entry, kinds: Mapping[str, str], *, whole: bool
) -> None:
    postings = check_entry(
        entry,
        body=checked.body,
        kind_of=lambda known: kinds.get(known, ""),
        whole=whole,
    )
    if whole and entry.kind == CLOSED:
        _check_close(checked, entry)
    for posting in postings:
        what = (posting.commodity, posting.fund, posting.lot)
        checked.balances[(posting.debit, *what)] += posting.amount
        checked.balances[(posting.credit, *what)] -= posting.amount
    checked.postings += len(postings)


def _check_close(checked: Checked, entry: Entry) -> None:
    """A close states the balances that all entries before it add up to."""
    facts: PeriodClosed = read_payload(entry)
    stated = (facts.balances, facts.digest)
    if stated != digest_of(checked.balances.items()):
        raise Corruption("verify.close", book=checked.body, seq=entry.seq)


def _check_scales(entry: Entry, postings: Iterable[Posting]) -> None:
    """A booking states the scale of each commodity it names, and of no other."""
    named = {posting.commodity for posting in postings}
    if entry.booking and entry.booking.scales.keys() != named:
        raise ValueError("scales")


def _check_seal(book: BookToCheck, sealed: Sealed, root: bytes, verifier: str) -> None:
    if sealed.root != root:
        raise Corruption("verify.root", book=book.body, size=sealed.size)
    checkpoint = open_seal(sealed.note, verifier)
    origin = f"gungho/{book.body}/{book.number}"
    stated = (checkpoint.origin, checkpoint.size, checkpoint.root)
    if stated != (origin, sealed.size, root):
        raise Corruption("verify.seal", book=book.body, size=sealed.size)


def check_balances(checked: Checked, kept: Iterable[tuple[BalanceKey, int]]) -> None:
    """Compare the balances kept with those the postings add up to."""
    derived = {key: count for key, count in checked.balances.items() if count}
    found = {key: count for key, count in kept if count}
    if derived != found:
        wrong = min(set(derived.items()) ^ set(found.items()))
        raise Corruption("verify.balance", book=checked.body, account=wrong[0][0])
