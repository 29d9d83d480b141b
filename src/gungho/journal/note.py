# SPDX-License-Identifier: Apache-2.0
"""A signed note is a text with signature lines under it (C2SP signed-note)."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Iterable

from gungho.errors import Corruption
from gungho.journal.keys import NodeKey, check_signature, key_hash, read_verifier

NOTE_BYTES_MAX = 1_000_000
SIGNATURES_MAX = 100
_DASH = "\u2014 "


def sign_note(text: str, *keys: NodeKey) -> str:
    """Return the text signed by each key.

    Raises Corruption ``note.text`` for a text that a note cannot hold.
    """
    _check_text(text)
    lines = []
    for key in keys:
        raw = key_hash(key.name, key.public) + key.sign(text.encode())
        lines.append(f"{_DASH}{key.name} {b64encode(raw).decode()}\n")
    return text + "\n" + "".join(lines)


def open_note(note: str, verifiers: Iterable[str]) -> tuple[str, tuple[str, ...]]:
    """Return the text and the names of the known keys whose signatures hold.

    Raises Corruption ``note.malformed``, ``note.signature`` (a known key's signature
    does not hold) or ``note.unsigned`` (no known key has signed).
    """
    text, signatures = _split(note)
    known = {}
    for verifier in verifiers:
        name, public = read_verifier(verifier)
        known[name, key_hash(name, public)] = public
    seen: list[tuple[str, bytes]] = []
    for name, key_id, signature in signatures:
        if (name, key_id) not in known or (name, key_id) in seen:
            continue
        public = known[name, key_id]
        if not check_signature(public, signature, text.encode()):
            raise Corruption("note.signature", name=name)
        seen.append((name, key_id))
    if not seen:
        raise Corruption("note.unsigned")
    return text, tuple(name for name, _ in seen)


def _check_text(text: str) -> None:
    bad = any(ord(sign) < 32 and sign != "\n" for sign in text)
    if bad or not text.endswith("\n") or len(text) > NOTE_BYTES_MAX:
        raise Corruption("note.text")


def _split(note: str) -> tuple[str, list[tuple[str, bytes, bytes]]]:
    if len(note) > NOTE_BYTES_MAX or "\n\n" not in note or not note.endswith("\n"):
        raise Corruption("note.malformed")
    if any(ord(sign) < 32 and sign != "\n" for sign in note):
        raise Corruption("note.malformed")
    at = note.rindex("\n\n") + 1
    text, rest = note[:at], note[at + 1 :]
    lines = rest.split("\n")[:-1]
    if not lines or len(lines) > SIGNATURES_MAX:
        raise Corruption("note.malformed")
    return text, [_signature(line) for line in lines]


def _signature(line: str) -> tuple[str, bytes, bytes]:
    name, _, encoded = line.removeprefix(_DASH).partition(" ")
    if not line.startswith(_DASH) or not name or "+" in name:
        raise Corruption("note.malformed")
    try:
        raw = b64decode(encoded, validate=True)
    except ValueError:
        raise Corruption("note.malformed") from None
    if len(raw) < 5:
        raise Corruption("note.malformed")
    return name, raw[:4], raw[4:]
