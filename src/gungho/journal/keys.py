# SPDX-License-Identifier: Apache-2.0
"""A node's key is an Ed25519 key in a file that only its owner may read."""

from __future__ import annotations

import os
import secrets
import stat
from base64 import b32decode, b32encode, b64decode, b64encode
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
_LINE_BYTES_MAX = 4096


class NodeKey:
    """A named Ed25519 private key."""

    __slots__ = ("_private", "_seed", "name", "public")

    def __init__(self, name: str, seed: bytes) -> None:
        if len(seed) != SEED_BYTES:
            raise Refusal("key.malformed", name=_shown(name))
        if not is_key_name(name):
            raise Refusal("key.name", name=_shown(name))
        self.name = name
        self._seed = seed
        self._private = Ed25519PrivateKey.from_private_bytes(seed)
        self.public = self._private.public_key().public_bytes_raw()

    @classmethod
    def generate(cls, name: str, random_bytes: bytes | None = None) -> NodeKey:
        """Return a new key, from the bytes given or from the system's randomness."""
        return cls(name, _seed(random_bytes))

    @property
    def verifier(self) -> str:
        """The verifier key in C2SP text: name, key hash, base64 of type and key."""
        return verifier_text(self.name, self.public)

    @property
    def seed(self) -> bytes:
        """The 32 private bytes, to open what was closed to this key."""
        return self._seed

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
        fresh.unlink(missing_ok=True)  # a crash may have left it, with other rights
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
        try:
            with os.fdopen(os.open(fresh, flags, 0o600), "wb") as file:
                file.write(self._line())
                file.flush()
                os.fsync(file.fileno())
            os.link(fresh, path)
        except FileExistsError:
            raise Refusal("key.exists", path=path.name) from None
        finally:
            fresh.unlink(missing_ok=True)
        _keep_folder(path.parent)

    def _line(self) -> bytes:
        return f"{_HEAD} {self.name} {b64encode(self._seed).decode()}\n".encode()

    @classmethod
    def load(cls, path: Path) -> NodeKey:
        """Read a key.

        Raises Refusal ``key.missing``, ``key.unreadable``, ``key.permissions`` or
        ``key.malformed``.
        """
        try:
            with path.open("rb") as file:
                mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
                raw = file.read(_LINE_BYTES_MAX)
        except FileNotFoundError:
            raise Refusal("key.missing", path=path.name) from None
        except OSError:
            raise Refusal("key.unreadable", path=path.name) from None
        if mode & 0o077:
            raise Refusal("key.permissions", path=path.name, mode=f"{mode:o}")
        parts = raw.decode("utf-8", "replace").split()
        seed = exact_base64(parts[-1]) if len(parts) == 3 else None
        if seed is None or len(seed) != SEED_BYTES or not is_key_name(parts[1]):
            raise Refusal("key.malformed", name=path.name)
        key = cls(parts[1], seed)
        if key._line() != raw:
            raise Refusal("key.malformed", name=path.name)
        return key


def _seed(random_bytes: bytes | None) -> bytes:
    if random_bytes is None:
        return secrets.token_bytes(SEED_BYTES)
    return random_bytes


def _keep_folder(folder: Path) -> None:
    """Make the disk keep the names in a folder."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def recovery_pair(random_bytes: bytes | None = None) -> tuple[bytes, bytes]:
    """Return a paper recovery key: its seed and its public half, 32 bytes each."""
    seed = _seed(random_bytes)
    return seed, NodeKey("recovery", seed).public


def paper_text(seed: bytes) -> str:
    """Return a key for paper: base32 in groups of four, its last group a check."""
    check = sha256(b"gungho paper\n" + seed).digest()[:3]
    letters = b32encode(seed + check).decode()
    return " ".join(letters[at : at + 4] for at in range(0, len(letters), 4))


def read_paper(text: str) -> bytes:
    """Return the seed that a paper holds; spaces and small letters do not matter.

    Raises Refusal ``key.paper`` for a slip of the pen.
    """
    letters = "".join(text.split()).upper().replace("0", "O").replace("1", "I")
    try:
        raw = b32decode(letters)
    except ValueError:
        raw = b""
    if (
        len(raw) != SEED_BYTES + 3
        or paper_text(raw[:SEED_BYTES]).replace(" ", "") != letters
    ):
        raise Refusal("key.paper")
    return raw[:SEED_BYTES]


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
    raw = exact_base64(encoded) or b""
    public = raw[1:]
    if raw[:1] != ED25519 or len(public) != SEED_BYTES or not is_key_name(name):
        raise Corruption("key.verifier", name=_shown(name))
    if stated != key_hash(name, public).hex():
        raise Corruption("key.verifier", name=_shown(name))
    return name, public


def is_key_name(name: str) -> bool:
    """Return True if C2SP allows the name: not empty, no space, plus or control."""
    return bool(name) and "+" not in name and " " not in name and name.isprintable()


def _shown(name: str) -> str:
    return name[:80].encode("utf-8", "backslashreplace").decode()


def exact_base64(text: str) -> bytes | None:
    """Return what base64 holds, or None unless it is the one way to write it."""
    try:
        raw = b64decode(text, validate=True)
    except ValueError:
        return None
    return raw if b64encode(raw).decode() == text else None


def check_signature(public: bytes, signature: bytes, message: bytes) -> bool:
    """Return True if the signature is the key's over the message."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
