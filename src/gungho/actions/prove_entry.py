# SPDX-License-Identifier: Apache-2.0
"""A receipt's proof: one entry, its path in the book's tree, and the seal over it.

It says that the entry stands in a signed book whose key the opening pins, or follows
from it by signed changes; the opening and the changes come with their own paths. It
proves no more, and says so.
"""

from __future__ import annotations

from gungho.actions.mail import Readable, Shelf
from gungho.errors import Refusal
from gungho.flows.corrections import EntryRow
from gungho.flows.keeping import Keeping
from gungho.journal import encode_sorted, inclusion_path

FORMAT, VERSION = "gungho-receipt", 1
RESUMED = "resumed"


def prove_entry(shelves: Readable, *, body: str, entry: str) -> bytes:
    """Return the proof of an entry, by its id or its place, as one line of JSON.

    Raises Refusal ``book.unknown`` or ``entry.unknown``.
    """
    shelf = next((one for one in shelves.shelves() if one.body == body), None)
    if shelf is None:
        raise Refusal("book.unknown", body=body)
    seq = _place(shelves, shelf, entry=entry)
    keys = [
        row.seq
        for row in shelves.state.find(Keeping, "book", shelf.number)
        if row.change != RESUMED
    ]
    proof = {
        "format": FORMAT,
        "v": VERSION,
        "book": str(shelf.number),
        "body": body,
        "size": shelf.size,
        "seal": shelf.seal,
        "keys": [_line(shelf, one) for one in keys],
        "entry": _line(shelf, seq),
    }
    return encode_sorted(proof) + b"\n"


def _place(shelves: Readable, shelf: Shelf, *, entry: str) -> int:
    if entry.isdecimal() and int(entry) < shelf.size:
        return int(entry)
    row = shelves.state.get(EntryRow, shelf.number, entry)
    if row is None:
        raise Refusal("entry.unknown", book=shelf.body, seq=entry[:80])
    return row.seq


def _line(shelf: Shelf, seq: int) -> dict[str, object]:
    raw = next(iter(shelf.entries(seq)))
    path = inclusion_path(shelf.subtree, seq, shelf.size)
    return {"raw": raw.decode(), "path": [one.hex() for one in path]}
