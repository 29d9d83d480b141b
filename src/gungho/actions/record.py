# SPDX-License-Identifier: Apache-2.0
"""Recording is the one write path: decide, book, check, encode, append, fold.

A command carries its id and is hashed: the same command again returns the first entry,
another command under the same id is refused (``entry.id-reused``).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from itertools import groupby
from typing import Any

import msgspec

from gungho.actions.custody import custody_of
from gungho.actions.ports import Block, Books, Command, Head, Made, Receipt
from gungho.errors import Refusal
from gungho.flows.authority import give_back, note_authority, require_authority
from gungho.flows.corrections import EntryRow, count_entry
from gungho.flows.kind import Asking, At, Decision, Kind
from gungho.flows.kinds import KINDS, permitted_for
from gungho.flows.periods import lies_closed
from gungho.flows.registry import item_row
from gungho.flows.wire import check_amounts, plain_problem
from gungho.journal import (
    CHANGES,
    Booking,
    Entry,
    decode,
    encode,
    encode_sorted,
    leaf_hash,
)
from gungho.journal import Posting as WirePosting
from gungho.ledger.balances import (
    balance,
    check_room,
    evolve_booking,
    note_breaches,
)
from gungho.ledger.booking import Posting, check_booking
from gungho.ledger.state import State
from gungho.measure import days_between, instant_text, parse_day, parse_instant

CORRECTING = frozenset({"correction.made"})
# A person has looked at the book: it may have stood still for longer than a year.
RESUMING = frozenset({"book.resumed", "book.handed_over"})
CLOCK_LEAP = timedelta(days=366)
GROUP = 1024
_ENVELOPE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,119}")


def record(books: Books, command: Command) -> Receipt:
    """Record one command, or refuse it and change nothing."""
    with books.block(command.book) as block:
        return _record_in(books, block, command)


def record_group(
    books: Books, body: str, commands: Sequence[Command]
) -> list[Receipt | Refusal]:
    """Record commands of one book in one block; each is answered for itself."""
    answers: list[Receipt | Refusal] = []
    with books.block(body) as block:
        number = block.head.number
        books.state.foresee(EntryRow, [(number, command.id) for command in commands])
        for command in commands:
            try:
                answers.append(_record_in(books, block, command))
            except Refusal as refusal:
                answers.append(refusal)
    return answers


def record_all(books: Books, commands: Iterable[Command]) -> int:
    """Record a run of commands in groups by book; the first refusal stops the run.

    Returns how many new entries were appended.
    """
    added = 0
    for body, run in groupby(commands, key=lambda command: command.book):
        waiting = list(run)
        for start in range(0, len(waiting), GROUP):
            for answer in record_group(books, body, waiting[start : start + GROUP]):
                if isinstance(answer, Refusal):
                    raise answer
                added += not answer.again
    return added


def _record_in(books: Books, block: Block, command: Command) -> Receipt:
    state, head = books.state, block.head
    kind = KINDS.get(command.kind)
    if kind is None:
        raise Refusal("kind.unknown", kind=command.kind[:80])
    _check_envelope(command)
    asked = _encoded(command)
    digest = sha256(asked).hexdigest()
    known = state.get(EntryRow, head.number, command.id)
    if known is not None:
        if known.command != digest:
            raise Refusal("entry.id-reused", id=command.id, book=head.body)
        leaf = books.leaf(head.number, known.seq)
        return Receipt(
            book=head.body, seq=known.seq, id=command.id, leaf=leaf, again=True
        )
    facts = read_facts(kind, asked)
    recorded = _recorded(head, command, now=books.clock())
    decision = decide(state, head, command, kind=kind, facts=facts, digest=digest)
    entry = _entry(state, head, command, digest, recorded, decision, kind)
    raw = encode(entry)
    made = Made(entry=entry, raw=raw, leaf=leaf_hash(raw))
    if entry.kind in CHANGES:
        custody = custody_of(state, head.number)
        head.verifier = custody.after(decode(raw), block.root).verifier
    fold(state, entry, decision.payload, decision.postings, body=head.body)
    block.append(made)
    head.size += 1
    head.recorded = recorded
    return Receipt(book=head.body, seq=entry.seq, id=entry.id, leaf=made.leaf)


def command_sha256(command: Command) -> str:
    """Return the hash by which a command is known again, and approved.

    Raises Refusal ``facts.malformed`` for what is no JSON of this journal.
    """
    return sha256(_encoded(command)).hexdigest()


def _check_envelope(command: Command) -> None:
    """Refuse a command whose envelope holds anything but ids (law 11)."""
    for name in ("id", "by", "office", "authority", "corrects"):
        told = getattr(command, name)
        if not _ENVELOPE.fullmatch(told) and (told or name in ("id", "by", "office")):
            raise Refusal("command.malformed", where=name, told=told[:40])
    if command.corrects and command.kind not in CORRECTING:
        raise Refusal(
            "correction.other-kind", kind=command.kind, entry=command.corrects
        )


def _encoded(command: Command) -> bytes:
    try:
        return encode_sorted(command)
    except (TypeError, ValueError, RecursionError) as error:
        raise Refusal(
            "facts.malformed", kind=command.kind, where="$", problem=str(error)[:120]
        ) from None


def decide(
    state: State,
    head: Head,
    command: Command,
    *,
    kind: Kind,
    facts: Any,
    digest: str = "",
) -> Decision:
    """Return what a command becomes, its booking and its authority checked."""
    asking = Asking(
        state=state,
        book=head.number,
        body=head.body,
        seq=head.size,
        happened=command.happened,
        authority=command.authority,
        corrects=command.corrects,
        by=command.by,
        office=command.office,
        command=digest,
    )
    check_amounts(facts, kind=kind.name)
    corrected = _corrected_kind(state, head, command)
    _check_alone(asking, corrected)
    decision = kind.decide(asking, facts)
    check_booking(
        decision.postings,
        keeper=head.body,
        kind=kind.name,
        permitted=permitted_for(kind, corrected),
    )
    _check_room(asking, decision.postings, kind=kind)
    if kind.spends and not kind.taken(decision.payload):
        require_authority(asking, decision, kind=kind.name)
    return decision


def _corrected_kind(state: State, head: Head, command: Command) -> str:
    if not command.corrects:
        return ""
    row = state.get(EntryRow, head.number, command.corrects)
    return row.kind if row else ""


def _check_alone(asking: Asking, corrected: str) -> None:
    """Refuse to reverse what later entries rest on, and name the first of them."""
    stands = KINDS[corrected].stands if corrected else None
    row = asking.state.get(EntryRow, asking.book, asking.corrects)
    if stands is None or row is None or row.corrected_by:
        return
    for entry in stands(asking, row.entry):
        raise Refusal("correction.stands", entry=row.entry, by=entry)


def _check_room(asking: Asking, postings: Sequence[Posting], *, kind: Kind) -> None:
    """Refuse a booking after which a balance would be more than a count can hold."""
    moved: Counter[tuple[str, str, str, str]] = Counter()
    for posting in postings:
        what = (posting.commodity, posting.fund, posting.lot)
        moved[(posting.debit, *what)] += posting.amount
        moved[(posting.credit, *what)] -= posting.amount
    for key, amount in moved.items():
        held = balance(asking.state, asking.book, *key)
        check_room(held + amount, what=kind.name)


class _Facts(msgspec.Struct):
    facts: msgspec.Raw


@lru_cache(maxsize=256)
def _decoder(payload: type[Any]) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(payload)


_FACTS = msgspec.json.Decoder(_Facts)


def read_facts(kind: Kind, asked: bytes) -> Any:
    """Return the facts of an encoded command as the kind's payload.

    Raises Refusal ``facts.malformed`` naming the field.
    """
    try:
        return _decoder(kind.payload).decode(_FACTS.decode(asked).facts)
    except msgspec.ValidationError as error:
        problem, _, where = str(error).partition(" - at ")
        raise Refusal(
            "facts.malformed",
            kind=kind.name,
            where=where.strip("`") or "$",
            problem=plain_problem(problem),
        ) from None


def _recorded(head: Head, command: Command, *, now: datetime) -> str:
    """Return the author's clock, refusing one that cannot be right.

    Raises Refusal ``clock.behind``, ``clock.ahead`` or ``clock.happened-later``.
    """
    parse_day(command.happened)
    recorded = instant_text(now)
    if command.happened > recorded[:10]:
        raise Refusal(
            "clock.happened-later", happened=command.happened, now=recorded[:10]
        )
    if head.recorded:
        if recorded < head.recorded:
            raise Refusal("clock.behind", now=recorded, last=head.recorded)
        leapt = recorded[:4] != head.recorded[:4] and command.kind not in RESUMING
        if leapt and now - parse_instant(head.recorded) > CLOCK_LEAP:
            raise Refusal("clock.ahead", now=recorded, last=head.recorded)
    return recorded


def _entry(
    state: State,
    head: Head,
    command: Command,
    digest: str,
    recorded: str,
    decision: Decision,
    kind: Kind,
) -> Entry:
    return Entry(
        book=str(head.number),
        seq=head.size,
        id=command.id,
        command_sha256=digest,
        kind=kind.name,
        v=kind.version,
        happened=command.happened,
        recorded=recorded,
        by=command.by,
        office=command.office,
        authority=command.authority,
        corrects=command.corrects,
        payload=decision.payload,  # type: ignore[arg-type]
        booking=_wire_booking(state, decision.postings),
    )


def _wire_booking(state: State, postings: Sequence[Posting]) -> Booking | None:
    if not postings:
        return None
    lines = tuple(
        WirePosting(
            debit=posting.debit,
            credit=posting.credit,
            commodity=posting.commodity,
            fund=posting.fund,
            amount=str(posting.amount),
            lot=posting.lot,
        )
        for posting in postings
    )
    scales = {
        posting.commodity: item_row(state, posting.commodity).scale
        for posting in postings
    }
    return Booking(postings=lines, scales=scales)


def fold(
    state: State,
    entry: Entry,
    payload: Any,
    postings: Sequence[Posting],
    *,
    body: str,
) -> None:
    """Fold one entry into the state; never refuses, never picks."""
    kind = KINDS[entry.kind]
    at = At(
        book=int(entry.book),
        body=body,
        seq=entry.seq,
        id=entry.id,
        happened=entry.happened,
        corrects=entry.corrects,
        authority=entry.authority,
        by=entry.by,
        office=entry.office,
        command=entry.command_sha256,
    )
    if postings and entry.booking:
        evolve_booking(
            state, postings, book=at.book, seq=at.seq, scales=entry.booking.scales
        )
        if kind.spends and not kind.taken(payload):
            note_breaches(state, postings, book=at.book, seq=at.seq)
    if kind.spends:
        note_authority(state, at, postings)
    kind.evolve(state, at, payload)
    subject = getattr(payload, kind.subject) if kind.subject else ""
    state.put(
        EntryRow(
            book=at.book,
            entry=entry.id,
            seq=entry.seq,
            command=entry.command_sha256,
            kind=entry.kind,
            subject=subject,
            on=entry.happened,
            recorded=entry.recorded,
            corrects=entry.corrects,
            corrected_by="",
            late=days_between(entry.happened, entry.recorded[:10]),
            closed=int(lies_closed(state, at)),
        )
    )
    count_entry(state, at.book, kind=entry.kind, entries=1)
    if entry.corrects and entry.kind in CORRECTING:
        _note_correction(state, at)


def _note_correction(state: State, at: At) -> None:
    row = state.get(EntryRow, at.book, at.corrects)
    if row is None:
        return
    state.put(msgspec.structs.replace(row, corrected_by=at.id))
    count_entry(state, at.book, kind=row.kind, corrected=int(not row.corrected_by))
    give_back(state, at, at.corrects)
    undo = KINDS[row.kind].undo
    if undo:
        undo(state, at, row.subject)


def read_payload(entry: Entry) -> Any:
    """Return an entry's payload as its kind's type."""
    return msgspec.convert(entry.payload, KINDS[entry.kind].payload)


def read_postings(entry: Entry) -> tuple[Posting, ...]:
    """Return an entry's postings as values."""
    if entry.booking is None:
        return ()
    return tuple(
        Posting(
            debit=line.debit,
            credit=line.credit,
            commodity=line.commodity,
            fund=line.fund,
            amount=int(line.amount),
            lot=line.lot,
        )
        for line in entry.booking.postings
    )
