# SPDX-License-Identifier: Apache-2.0
"""Reading a bundle: each part is judged for itself, and one bad book harms no other.

What comes too early, or from a body that nobody here recognises yet, is put by and
tried again after every reading, so that the order of arrival does not matter (law 8).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from gungho.actions.hear_part import hear_part
from gungho.actions.keep_card import commitment
from gungho.actions.mail import Peer, PutBy, SeenCheckpoint, Shelves
from gungho.actions.ports import Card
from gungho.errors import Corruption, GunghoError
from gungho.federation.bundle import (
    Bundle,
    CardLine,
    Cosigned,
    Erased,
    Header,
    Stand,
    chosen,
    parse_bundle,
)
from gungho.federation.envelope import decrypt
from gungho.federation.merge import Outcome
from gungho.federation.movement import BookAt, open_movement
from gungho.flows.keeping import Keeping
from gungho.journal import (
    KEY_NAME,
    NodeKey,
    cosign,
    cosigners,
    open_seal,
    parse_checkpoint,
    read_verifier,
    split_note,
)
from gungho.measure import parse_instant

CLOCK_OFF = timedelta(days=366)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What became of one part: whose book, from and to where, what it turned out."""

    body: str
    first: int
    size: int
    outcome: Outcome
    problem: str = ""


@dataclass(slots=True, kw_only=True)
class Reading:
    """What came of reading a bundle."""

    sender: str
    made: str
    known: bool
    for_us: bool
    clock_off: bool
    heard: list[Heard] = field(default_factory=list)
    cards: int = 0
    erased: int = 0
    cosigned: bool = False
    acknowledged: bool = False

    @property
    def entries(self) -> int:
        """How many entries were added."""
        return sum(
            one.size - one.first for one in self.heard if one.outcome is Outcome.NEW
        )


def read_bundle(raw: bytes, shelves: Shelves, *, keys: Iterable[NodeKey]) -> Reading:
    """Read a bundle into the books of this node.

    Raises Refusal ``bundle.not-for-us`` or ``bundle.other-version``, Corruption
    ``bundle.malformed`` or ``bundle.damaged``; what is wrong with one part is told in
    the reading.
    """
    bundle = parse_bundle(decrypt(raw, keys))
    header = bundle.header
    before = shelves.peer(header.sender)
    reading = Reading(
        sender=header.sender,
        made=header.made,
        known=False,
        for_us=_for_us(shelves, header.receiver),
        clock_off=_clock_off(shelves, header.made),
    )
    for part in bundle.parts:
        put = PutBy(part=part, sender=header.sender, why="")
        reading.heard.append(_hear(shelves, put))
    reading.heard.extend(take_waiting(shelves))
    if _is_keeper(shelves, header):
        reading.known = True
        _told(shelves, bundle, reading, before)
    return reading


def take_waiting(shelves: Shelves) -> list[Heard]:
    """Try every part that waits again, until none can be taken; return the taken."""
    taken: list[Heard] = []
    moved = True
    while moved:
        moved = False
        for put in shelves.waiting():
            heard = _hear(shelves, put)
            if heard.outcome is Outcome.NEW:
                taken.append(heard)
                moved = True
    return taken


def _hear(shelves: Shelves, put: PutBy) -> Heard:
    before = shelves.shelf(put.part.number)
    verdict = hear_part(shelves, put)
    first = put.part.head.first
    if verdict.outcome is Outcome.NEW and before is not None:
        first = before.size
    return Heard(
        body=put.part.head.body,
        first=first,
        size=put.part.head.size,
        outcome=verdict.outcome,
        problem=verdict.problem,
    )


def _for_us(shelves: Shelves, receiver: str) -> bool:
    kept = {shelf.body for shelf in shelves.shelves() if shelf.kept}
    return not receiver or receiver in kept


def _clock_off(shelves: Shelves, made: str) -> bool:
    try:
        return abs(parse_instant(made) - shelves.clock()) > CLOCK_OFF
    except GunghoError:
        return True


def _is_keeper(shelves: Shelves, header: Header) -> bool:
    """Return True if the bundle is signed by the key in force of its sender's book."""
    for row in shelves.state.find(Keeping, "body", header.sender):
        shelf = shelves.shelf(row.book)
        if shelf is not None and shelf.custody.verifier == header.key:
            return not shelf.frozen
    return False


def _told(shelves: Shelves, bundle: Bundle, reading: Reading, before: Peer) -> None:
    """Take what the sender says beside its books; it is signed with its key."""
    header = bundle.header
    stands = dict(before.stands)
    for stand in chosen(bundle.told, Stand):
        stands[stand.book] = (stand.size, stand.root)
        _own_elsewhere(shelves, stand)
    books = _movement(header)
    for one in books:
        stands[str(one.book)] = (one.size, one.root.hex())
    reading.cosigned = _cosign(shelves, header, books)
    if header.made > before.made:
        reading.heard.extend(_restored(shelves, books))
    if header.made >= before.made:
        shelves.keep_peer(
            Peer(body=header.sender, key=header.key, made=header.made, stands=stands)
        )
    cards = [_card(line) for line in chosen(bundle.told, CardLine)]
    shelves.take_cards(cards, source=header.sender)
    erased = [line.commitment for line in chosen(bundle.told, Erased)]
    shelves.erase_cards(erased, source=header.sender)
    reading.cards, reading.erased = len(cards), len(erased)
    for line in chosen(bundle.told, Cosigned):
        reading.acknowledged |= _acknowledged(shelves, line, header)


def _own_elsewhere(shelves: Shelves, stand: Stand) -> None:
    """Another node holds more of a book kept here: this node is a restored backup."""
    shelf = shelves.shelf(int(stand.book))
    if shelf is None or not shelf.kept or stand.size <= shelf.size:
        return
    for custody in shelf.keys:
        try:
            sealed = open_seal(stand.seal, custody.verifier)
        except Corruption:
            continue
        if (sealed.size, sealed.root.hex()) == (stand.size, stand.root):
            shelves.noted_elsewhere(shelf.number, size=stand.size, root=sealed.root)


def _movement(header: Header) -> tuple[BookAt, ...]:
    try:
        return open_movement(header.movement, header.key)[1]
    except Corruption:
        return ()


def _restored(shelves: Shelves, books: tuple[BookAt, ...]) -> Iterator[Heard]:
    """Tell the books of which their keeper has fewer entries than it sealed before."""
    for one in books:
        shelf = shelves.shelf(one.book)
        if shelf is not None and not shelf.frozen and one.size < shelf.size:
            yield Heard(
                body=shelf.body,
                first=one.size,
                size=one.size,
                outcome=Outcome.RESTORED,
            )


def _cosign(shelves: Shelves, header: Header, books: tuple[BookAt, ...]) -> bool:
    """Cosign the sender's movement checkpoint if it agrees with all seen before."""
    cosigner = shelves.key.public.hex()
    last = shelves.checkpoint(header.sender, cosigner)
    agreed = all(_agrees(shelves, one) for one in books)
    if not books or not agreed or not _grew(last, books):
        return False
    head = parse_checkpoint(split_note(header.movement)[0])
    seconds = max(0, int(shelves.clock().timestamp()))  # the format begins in 1970
    shelves.keep_checkpoint(
        SeenCheckpoint(
            sender=header.sender,
            size=head.size,
            root=head.root,
            cosigner=cosigner,
            note=cosign(header.movement, shelves.key, seconds=seconds),
        )
    )
    return True


def _agrees(shelves: Shelves, one: BookAt) -> bool:
    shelf = shelves.shelf(one.book)
    if shelf is None:
        return True
    if shelf.frozen or one.size > shelf.size:
        return False
    return shelf.frontier_at(one.size).root() == one.root


def _grew(last: SeenCheckpoint | None, books: tuple[BookAt, ...]) -> bool:
    """Return True unless a book is smaller, or another, than in the last one seen."""
    if last is None:
        return True
    now = {one.book: one for one in books}
    lines = split_note(last.note)[0].split("\n")[3:-1]
    for line in lines:
        number, size, root = line.split(" ")
        found = now.get(int(number))
        if found is None or found.size < int(size):
            return False
        if found.size == int(size) and found.root.hex() != root:
            return False
    return True


def _card(line: CardLine) -> Card:
    salt = bytes.fromhex(line.salt)
    if commitment(salt, line.text) != line.commitment:
        raise Corruption("bundle.card", subject=line.subject[:80])
    return Card(
        commitment=line.commitment, salt=salt, subject=line.subject, text=line.text
    )


def _acknowledged(shelves: Shelves, line: Cosigned, header: Header) -> bool:
    """Keep the sender's cosignature on a movement checkpoint made here."""
    _, public = read_verifier(header.key)
    try:
        head, _ = open_movement(line.note, shelves.key.verifier)
        found = cosigners(line.note, name=KEY_NAME, publics=(public,))
    except Corruption:
        return False
    if not found:
        return False
    shelves.keep_checkpoint(
        SeenCheckpoint(
            sender=shelves.body,
            size=head.size,
            root=head.root,
            cosigner=public.hex(),
            note=line.note,
        )
    )
    return True
