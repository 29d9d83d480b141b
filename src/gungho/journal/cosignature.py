# SPDX-License-Identifier: Apache-2.0
"""A cosignature says: I saw this checkpoint, it agrees with what I saw before, then.

It is a line under somebody else's signed note, with the second it was made (C2SP
tlog-cosignature, Ed25519: ``cosignature/v1``). A line that does not hold never spoils
the note above it.
"""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from hashlib import sha256

from gungho.errors import Corruption
from gungho.journal.keys import NodeKey, check_signature
from gungho.journal.note import DASH, split_note

COSIGNATURE_V1 = b"\x04"
TIME_BYTES = 8
SIGNATURE_BYTES = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Cosigned:
    """Whose key cosigned, and the second (POSIX time) it says it did."""

    public: bytes
    seconds: int


def cosign(note: str, key: NodeKey, *, seconds: int) -> str:
    """Return the note with one more line: this key's cosignature."""
    text, _ = split_note(note)
    stamp = seconds.to_bytes(TIME_BYTES, "big")
    signature = key.sign(_message(text, seconds))
    raw = _key_id(key.name, key.public) + stamp + signature
    return f"{note}{DASH}{key.name} {b64encode(raw).decode()}\n"


def cosigners(note: str, *, name: str, publics: tuple[bytes, ...]) -> list[Cosigned]:
    """Return which of these keys, all called ``name``, have cosigned a note.

    Raises Corruption ``note.cosignature`` when a known key's line does not hold.
    """
    text, signatures = split_note(note)
    known = {_key_id(name, public): public for public in publics}
    found = []
    for signer, key_id, raw in signatures:
        public = known.get(key_id)
        if signer != name or public is None:
            continue
        if len(raw) != TIME_BYTES + SIGNATURE_BYTES:
            raise Corruption("note.cosignature", name=name)
        seconds = int.from_bytes(raw[:TIME_BYTES], "big")
        if not check_signature(public, raw[TIME_BYTES:], _message(text, seconds)):
            raise Corruption("note.cosignature", name=name)
        found.append(Cosigned(public=public, seconds=seconds))
    return found


def _message(text: str, seconds: int) -> bytes:
    return f"cosignature/v1\ntime {seconds}\n{text}".encode()


def _key_id(name: str, public: bytes) -> bytes:
    return sha256(name.encode() + b"\n" + COSIGNATURE_V1 + public).digest()[:4]
