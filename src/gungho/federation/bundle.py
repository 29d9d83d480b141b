# SPDX-License-Identifier: Apache-2.0
"""A bundle is a signed extract of a book, as lines of text that anyone can read.

The first line says what it is; then one line of canonical bytes an entry; the last line
holds the seal. Encrypted, the whole is an age file for the Ed25519 key that the
receiver's book pins.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

import msgspec
import pyrage

from gungho.errors import Corruption, Refusal
from gungho.journal import encode_sorted

FORMAT = "gungho-bundle"
VERSION = 1
AGE_HEAD = b"age-encryption.org/"
T = TypeVar("T")


class Header(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a bundle says of itself."""

    format: str
    v: int
    body: str
    book: str
    size: int
    verifier: str


class _Sealed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    seal: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """A bundle's parts: header, entry bytes in order, the seal over them."""

    header: Header
    entries: tuple[bytes, ...]
    seal: str


def write_bundle(
    header: Header, entries: Iterable[bytes], seal: str
) -> Iterator[bytes]:
    """Yield the lines of a bundle."""
    yield encode_sorted(header) + b"\n"
    for raw in entries:
        yield raw + b"\n"
    yield encode_sorted(_Sealed(seal=seal)) + b"\n"


def encrypt(plain: bytes, *, public: bytes) -> bytes:
    """Return an age file that only the holder of an Ed25519 key can open."""
    length = (11).to_bytes(4, "big")
    raw = length + b"ssh-ed25519" + len(public).to_bytes(4, "big") + public
    recipient = pyrage.ssh.Recipient.from_str(
        f"ssh-ed25519 {b64encode(raw).decode()} gungho"
    )
    return bytes(pyrage.encrypt(plain, [recipient]))


def parse_bundle(raw: bytes) -> Bundle:
    """Return a bundle's parts.

    Raises Refusal ``bundle.encrypted``, Corruption ``bundle.malformed``,
    ``bundle.short`` (lines are missing) or ``bundle.long``.
    """
    if raw.startswith(AGE_HEAD):
        raise Refusal("bundle.encrypted")
    lines = raw.split(b"\n")
    if len(lines) < 3 or lines[-1]:
        raise Corruption("bundle.malformed", line=len(lines))
    header = _decode(lines[0], Header, line=1)
    if header.format != FORMAT or header.v != VERSION:
        raise Corruption("bundle.malformed", line=1)
    entries = tuple(lines[1:-2])
    if len(entries) != header.size:
        code = "bundle.short" if len(entries) < header.size else "bundle.long"
        raise Corruption(code, stated=header.size, found=len(entries))
    sealed = _decode(lines[-2], _Sealed, line=len(lines) - 1)
    return Bundle(header=header, entries=entries, seal=sealed.seal)


def _decode(raw: bytes, kind: type[T], *, line: int) -> T:
    try:
        return msgspec.json.decode(raw, type=kind)
    except (msgspec.DecodeError, RecursionError):
        raise Corruption("bundle.malformed", line=line) from None
