# SPDX-License-Identifier: Apache-2.0
"""Custody of a book: whose key seals it, and which paper key can replace that key.

The opening entry pins both. A later entry may change them: ``key.rotated`` within one
keeper, ``book.handed_over`` to another. Such an entry carries two signatures over one
statement, by the key that lets go (or the paper recovery key) and by the key that
takes over, so that custody follows from the book alone. A seal over n entries is valid
only under the key that entry n-1 left in force.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from gungho.errors import Corruption
from gungho.journal.canonical import encode_sorted
from gungho.journal.entry import Entry, book_id
from gungho.journal.keys import (
    SEED_BYTES,
    NodeKey,
    check_signature,
    exact_base64,
    verifier_text,
)

KEY_NAME = "gungho-node"
OPENED, ROTATED, HANDED_OVER = "book.opened", "key.rotated", "book.handed_over"
CHANGES = frozenset({ROTATED, HANDED_OVER})
Root = Callable[[], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Custody:
    """The two public keys (32 bytes each) in force after some entries of a book."""

    book: str
    key: bytes
    recovery: bytes

    @classmethod
    def opened(cls, entry: Entry) -> Custody:
        """Return the custody that an opening entry pins.

        Raises Corruption ``custody.opening`` unless the book's number is its hash.
        """
        whole = entry.kind == OPENED and entry.seq == 0
        if not whole or str(book_id(entry.payload)) != entry.book:
            raise Corruption("custody.opening", book=entry.book[:20])
        return cls(
            book=entry.book,
            key=_public(entry, "key"),
            recovery=_public(entry, "recovery"),
        )

    @property
    def verifier(self) -> str:
        """The verifier of the key in force, as C2SP text."""
        return verifier_text(KEY_NAME, self.key)

    def after(self, entry: Entry, root: Root) -> Custody:
        """Return the custody after an entry; ``root()`` is the root before it.

        Raises Corruption ``custody.root`` when a handing over states another final
        root, ``custody.not-released`` or ``custody.not-accepted`` for a signature
        that does not hold.
        """
        if entry.kind not in CHANGES:
            return self
        change = change_of(entry)
        if entry.kind == HANDED_OVER and change.root != root().hex():
            raise Corruption("custody.root", book=entry.book, seq=entry.seq)
        text = change.text()
        by = self.recovery if change.sort == "recovery" else self.key
        if not check_signature(by, _signature(entry, "released"), text):
            raise Corruption("custody.not-released", book=entry.book, seq=entry.seq)
        if not check_signature(change.key, _signature(entry, "accepted"), text):
            raise Corruption("custody.not-accepted", book=entry.book, seq=entry.seq)
        return Custody(book=self.book, key=change.key, recovery=change.recovery)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What both sides of a change of custody sign; the root is in hex, or empty."""

    kind: str
    book: str
    seq: int
    root: str
    sort: str
    keeper: str
    key: bytes
    recovery: bytes

    def text(self) -> bytes:
        """Return the statement that is signed, one fact on a line."""
        parts = (
            f"gungho/{self.kind}",
            self.book,
            str(self.seq),
            self.root,
            self.sort,
            self.keeper,
            b64encode(self.key).decode(),
            b64encode(self.recovery).decode(),
        )
        return ("\n".join(parts) + "\n").encode()

    def signed(self, key: NodeKey) -> str:
        """Return a key's signature over the statement, in base64."""
        return b64encode(key.sign(self.text())).decode()


def change_of(entry: Entry) -> Change:
    """Return the change that an entry's payload states."""
    return Change(
        kind=entry.kind,
        book=entry.book,
        seq=entry.seq,
        root=str(entry.payload.get("root", "")),
        sort=str(entry.payload.get("sort", "")),
        keeper=str(entry.payload.get("keeper", "")),
        key=_public(entry, "key"),
        recovery=_public(entry, "recovery"),
    )


def fingerprint(opening: dict[str, Any]) -> str:
    """Return the opening payload's fingerprint: eight groups of five digits.

    132 bits of SHA-256, in digits so that it can be read aloud in any language.
    """
    digest = sha256(b"gungho fingerprint\n" + encode_sorted(opening)).digest()
    digits = f"{int.from_bytes(digest, 'big') % 10**40:040d}"
    return " ".join(digits[at : at + 5] for at in range(0, 40, 5))


def _public(entry: Entry, name: str) -> bytes:
    raw = exact_base64(str(entry.payload.get(name, "")))
    if raw is None or len(raw) != SEED_BYTES:
        raise Corruption("custody.key", book=entry.book[:20], seq=entry.seq)
    return raw


def _signature(entry: Entry, name: str) -> bytes:
    return exact_base64(str(entry.payload.get(name, ""))) or b""
