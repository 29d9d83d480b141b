# SPDX-License-Identifier: Apache-2.0
"""A signed note is a text with signature lines under it (C2SP signed-note)."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable

from gungho.errors import Corruption
from gungho.journal.keys import (
    NodeKey,
    check_signature,
    exact_base64,
    is_key_name,
    key_hash,
    read_verifier,
)

NOTE_BYTES_MAX = 1_000_000
SIGNATURES_MAX = 100
DASH = "\u2014 "
_UNFIT = re.compile("[\x00-\x09\x0b-\x1f\ud800-\udfff]")


def sign_note(text: str, *keys: NodeKey) -> str:
    """Return the text signed by each key.

    Raises Corruption ``note.text`` for a text that a note cannot hold, and
    ``note.unsigned`` without a key.
    """
    if not text.endswith("\n") or not _fits(text):
        raise Corruption("note.text")
    if not keys:
        raise Corruption("note.unsigned")
    lines = []
    for key in keys:
        raw = key_hash(key.name, key.public) + key.sign(text.encode())
        lines.append(f"{DASH}{key.name} {b64encode(raw).decode()}\n")
    return text + "\n" + "".join(lines)


def open_note(note: str, verifiers: Iterable[str]) -> tuple[str, tuple[str, ...]]:
    """Return the text and the names of the known keys whose signatures hold.

    Raises Corruption ``note.malformed``, ``note.signature`` (a known key's signature
    does not hold) or ``note.unsigned`` (no known key has signed).
    """
    text, signatures = split_note(note)
    known = {}
    for verifier in verifiers:
        name, public = read_verifier(verifier)
        known[name, key_hash(name, public)] = public
    names: list[str] = []
    for name, key_id, signature in signatures:
        if (name, key_id) not in known:
            continue
        public = known[name, key_id]
        if not check_signature(public, signature, text.encode()):
            raise Corruption("note.signature", name=name)
        names.append(name)
    if not names:
        raise Corruption("note.unsigned")
    return text, tuple(dict.fromkeys(names))


def _fits(text: str) -> bool:
    """Return True if a note can hold these letters: UTF-8, no control but newline."""
    if _UNFIT.search(text):
        return False
    return len(text) <= NOTE_BYTES_MAX and len(text.encode()) <= NOTE_BYTES_MAX


def split_note(note: str) -> tuple[str, list[tuple[str, bytes, bytes]]]:
    """Return a note's text and its signature lines: name, key id, signature.

    Raises Corruption ``note.malformed``.
    """
    if not _fits(note) or "\n\n" not in note or not note.endswith("\n"):
        raise Corruption("note.malformed")
    at = note.rindex("\n\n") + 1
    text, rest = note[:at], note[at + 1 :]
    lines = rest.split("\n")[:-1]
    if not lines or len(lines) > SIGNATURES_MAX:
        raise Corruption("note.malformed")
    return text, [_signature(line) for line in lines]


def _signature(line: str) -> tuple[str, bytes, bytes]:
    name, _, encoded = line.removeprefix(DASH).partition(" ")
    raw = exact_base64(encoded)
    if not line.startswith(DASH) or not is_key_name(name):
        raise Corruption("note.malformed")
    if raw is None or len(raw) < 5:
        raise Corruption("note.malformed")
    return name, raw[:4], raw[4:]
