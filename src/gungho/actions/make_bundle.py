# SPDX-License-Identifier: Apache-2.0
"""Making a bundle: for each book, what the receiver lacks, as far as it may see it.

It carries the maker's movement checkpoint for others to cosign, the cosignature on the
receiver's own, and where the maker stands, so that the next bundle can begin there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gungho.actions.mail import Peer, Shelf, Shelves
from gungho.actions.sharing import cited, may_see, receiver_of
from gungho.errors import Refusal
from gungho.federation.bundle import (
    FORMAT,
    VERSION,
    Bundle,
    CardLine,
    Cosigned,
    Erased,
    Header,
    Part,
    PartHead,
    Stand,
    Told,
    write_bundle,
)
from gungho.federation.movement import BookAt, movement_note
from gungho.flows.keeping import Keeping
from gungho.journal import decode
from gungho.measure import instant_text

EVERY, HELD = "all", "held"


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A bundle that was made: its bytes, still plain, and what is in it."""

    raw: bytes
    parts: tuple[Part, ...]
    cards: int
    behind: tuple[str, ...]


def make_bundle(shelves: Shelves, *, book: str = EVERY, receiver: str = "") -> Made:
    """Return a bundle of one book, of every book kept here, or of every one held.

    Without a receiver it is whole and holds no card. Raises Refusal ``book.unknown``
    or ``bundle.receiver-unknown``.
    """
    chosen = _chosen(shelves, book)
    if not receiver:
        whole = tuple(_part(shelf, 0) for shelf in chosen)
        return _write(shelves, whole, (), receiver="", behind=())
    keeping = receiver_of(shelves.state, receiver)
    peer = shelves.peer(receiver)
    parts: list[Part] = []
    behind: list[str] = []
    for shelf in _visible(shelves, chosen, keeping):
        first = _stands_at(shelves, shelf, peer)
        if first is None:
            behind.append(shelf.body)
        else:
            parts.append(_part(shelf, first))
    told = tuple(_told(shelves, parts, keeping))
    return _write(shelves, tuple(parts), told, receiver=receiver, behind=tuple(behind))


def lacking(shelves: Shelves, *, book: str = EVERY, receiver: str) -> int:
    """Return how many entries a receiver lacks of what may travel to it.

    Raises as ``make_bundle`` does; nothing is read but where both sides stand.
    """
    keeping, peer = receiver_of(shelves.state, receiver), shelves.peer(receiver)
    return sum(
        max(0, shelf.size - peer.stands.get(str(shelf.number), (0, ""))[0])
        for shelf in _visible(shelves, _chosen(shelves, book), keeping)
    )


def _chosen(shelves: Shelves, book: str) -> list[Shelf]:
    held = shelves.shelves()
    if book in (EVERY, HELD):
        return [one for one in held if one.kept or (book == HELD and not one.frozen)]
    found = [one for one in held if one.body == book]
    if not found:
        raise Refusal("book.unknown", body=book)
    return found


def _visible(
    shelves: Shelves, chosen: list[Shelf], receiver: Keeping
) -> Iterator[Shelf]:
    """Yield what may travel, and the receiver's own book if it has fallen behind."""
    for shelf in chosen:
        if may_see(shelves.state, receiver=receiver, book=shelf.number):
            yield shelf
    own = shelves.shelf(receiver.book)
    if own is None or own.kept:
        return
    stand = shelves.peer(receiver.body).stands.get(str(own.number))
    if stand is not None and stand[0] < own.size:
        yield own


def _stands_at(shelves: Shelves, shelf: Shelf, peer: Peer) -> int | None:
    """Return where the receiver stands in a book; None if it has more than is here."""
    size, root = peer.stands.get(str(shelf.number), (0, ""))
    if size > shelf.size:
        if shelf.kept:
            shelves.noted_elsewhere(shelf.number, size=size, root=bytes.fromhex(root))
        return None
    if size and shelf.frontier_at(size).root().hex() != root:
        return 0  # another version: the whole book shows where they part
    return size


def _part(shelf: Shelf, first: int) -> Part:
    return Part(
        head=PartHead(
            book=str(shelf.number),
            body=shelf.body,
            first=first,
            size=shelf.size,
            frontier=shelf.frontier_at(first).to_bytes().hex(),
            key=shelf.custody.verifier,
            seal=shelf.seal,
        ),
        entries=tuple(shelf.entries(first)),
    )


def _told(shelves: Shelves, parts: list[Part], receiver: Keeping) -> Iterator[Told]:
    wanted = [
        commitment
        for part in parts
        for raw in part.entries
        for commitment in cited(decode(raw))
    ]
    for card in shelves.cards(wanted):
        yield CardLine(
            commitment=card.commitment,
            salt=card.salt.hex(),
            subject=card.subject,
            text=card.text,
        )
    for commitment in shelves.erased():
        yield Erased(commitment=commitment)
    for shelf in shelves.shelves():
        if may_see(shelves.state, receiver=receiver, book=shelf.number):
            yield Stand(
                book=str(shelf.number),
                body=shelf.body,
                size=shelf.size,
                root=shelf.frontier.root().hex(),
                seal=shelf.seal,
            )
    seen = shelves.checkpoint(receiver.body, shelves.key.public.hex())
    if seen is not None:
        yield Cosigned(note=seen.note)


def _write(
    shelves: Shelves,
    parts: tuple[Part, ...],
    told: tuple[Told, ...],
    *,
    receiver: str,
    behind: tuple[str, ...],
) -> Made:
    header = Header(
        format=FORMAT,
        v=VERSION,
        sender=shelves.body,
        key=shelves.key.verifier,
        receiver=receiver,
        made=instant_text(shelves.clock()),
        parts=len(parts),
        movement=own_movement(shelves),
    )
    bundle = Bundle(header=header, parts=parts, told=told)
    return Made(
        raw=b"".join(write_bundle(bundle, shelves.key)),
        parts=parts,
        cards=sum(isinstance(one, CardLine) for one in told),
        behind=behind,
    )


def own_movement(shelves: Shelves) -> str:
    """Return this node's movement checkpoint over the books it keeps."""
    books = [
        BookAt(book=one.number, size=one.size, root=one.frontier.root())
        for one in shelves.shelves()
        if one.kept
    ]
    return movement_note(shelves.body, books, shelves.key)
