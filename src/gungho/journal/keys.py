# SPDX-License-Identifier: Apache-2.0
"""A node's key is an Ed25519 key in a file that only its owner may read."""

from __future__ import annotations

import os
import secrets
import stat
from base64 import b64decode, b64encode
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from gungho.errors import Corruption, Refusal

ED25519 = b"\x01"
SEED_BYTES = 32
_HEAD = "gungho-private-key-v1"


class NodeKey:
    """A named Ed25519 private key."""

    __slots__ = ("_private", "_seed", "name", "public")

    def __init__(self, name: str, seed: bytes) -> None:
        if len(seed) != SEED_BYTES:
            raise Refusal("key.malformed", name=name)
        if not name or "+" in name or any(sign.isspace() for sign in name):
            raise Refusal("key.name", name=name)
        self.name = name
        self._seed = seed
        self._private = Ed25519PrivateKey.from_private_bytes(seed)
        self.public = self._private.public_key().public_bytes_raw()

    @classmethod
    def generate(cls, name: str, random_bytes: bytes | None = None) -> NodeKey:
        """Return a new key, from the bytes given or from the system's randomness."""
        return cls(name, random_bytes or secrets.token_bytes(SEED_BYTES))

    @property
    def verifier(self) -> str:
        """The verifier key in C2SP text: name, key hash, base64 of type and key."""
        return verifier_text(self.name, self.public)

    def sign(self, message: bytes) -> bytes:
        """Return the 64-byte signature of a message."""
        return self._private.sign(message)

    def __repr__(self) -> str:
        return f"NodeKey({self.name!r})"

    def save(self, path: Path) -> None:
        """Write the key to a new file that only its owner may read.

        Raises Refusal ``key.exists`` rather than writing over a key.
        """
        fresh = path.with_name(f".{path.name}.new")
        text = f"{_HEAD} {self.name} {b64encode(self._seed).decode()}\n"
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
        with os.fdopen(os.open(fresh, flags, 0o600), "w", encoding="ascii") as lines:
            lines.write(text)
            lines.flush()
            os.fsync(lines.fileno())
        try:
            os.link(fresh, path)
        except FileExistsError:
            raise Refusal("key.exists", path=path.name) from None
        finally:
            fresh.unlink()
        folder = os.open(path.parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)

    @classmethod
    def load(cls, path: Path) -> NodeKey:
        """Read a key.

        Raises Refusal ``key.missing``, ``key.permissions`` or ``key.malformed``.
        """
        try:
            mode = path.stat().st_mode
        except FileNotFoundError:
            raise Refusal("key.missing", path=path.name) from None
        if stat.S_IMODE(mode) & 0o077:
            raise Refusal("key.permissions", path=path.name, mode=oct(mode & 0o777))
        try:
            head, name, seed = path.read_text("ascii").split()
            if head != _HEAD:
                raise Refusal("key.malformed", name=path.name)
            return cls(name, b64decode(seed, validate=True))
        except (UnicodeDecodeError, ValueError):
            raise Refusal("key.malformed", name=path.name) from None


def recovery_pair(random_bytes: bytes | None = None) -> tuple[bytes, bytes]:
    """Return a paper recovery key: its seed and its public half, 32 bytes each."""
    seed = random_bytes or secrets.token_bytes(SEED_BYTES)
    return seed, NodeKey("recovery", seed).public


def key_hash(name: str, public: bytes) -> bytes:
    """Return the 4-byte key id (C2SP signed-note)."""
    return sha256(name.encode() + b"\n" + ED25519 + public).digest()[:4]


def verifier_text(name: str, public: bytes) -> str:
    """Return a verifier key in C2SP text."""
    key = b64encode(ED25519 + public).decode()
    return f"{name}+{key_hash(name, public).hex()}+{key}"


def read_verifier(text: str) -> tuple[str, bytes]:
    """Return ``(name, public key)``, or raise Corruption ``key.verifier``."""
    name, _, rest = text.partition("+")
    stated, _, encoded = rest.partition("+")
    try:
        raw = b64decode(encoded, validate=True)
    except ValueError:
        raise Corruption("key.verifier", name=name[:80]) from None
    public = raw[1:]
    if raw[:1] != ED25519 or len(public) != SEED_BYTES or not name:
        raise Corruption("key.verifier", name=name[:80])
    if stated != key_hash(name, public).hex():
        raise Corruption("key.verifier", name=name[:80])
    return name, public


def check_signature(public: bytes, signature: bytes, message: bytes) -> bool:
    """Return True if the signature is the key's over the message."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
