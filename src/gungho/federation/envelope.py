# SPDX-License-Identifier: Apache-2.0
"""An envelope closes a bundle to everyone but its receiver, as an age file.

The recipient is the Ed25519 key that the receiver's book pins; age is an existing
format that other tools can open with the same key.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable

import pyrage
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from gungho.errors import Corruption, Refusal
from gungho.federation.bundle import AGE_HEAD
from gungho.journal import NodeKey


def encrypt(plain: bytes, *, public: bytes) -> bytes:
    """Return an age file that only the holder of an Ed25519 key can open."""
    length = (11).to_bytes(4, "big")
    raw = length + b"ssh-ed25519" + len(public).to_bytes(4, "big") + public
    recipient = pyrage.ssh.Recipient.from_str(
        f"ssh-ed25519 {b64encode(raw).decode()} gungho"
    )
    return bytes(pyrage.encrypt(plain, [recipient]))


def decrypt(raw: bytes, keys: Iterable[NodeKey]) -> bytes:
    """Return what an age file holds, opened with one of these keys.

    Raises Refusal ``bundle.not-for-us``, Corruption ``bundle.damaged``.
    """
    if not raw.startswith(AGE_HEAD):
        return raw
    identities = [_identity(key.seed) for key in keys]
    try:
        return bytes(pyrage.decrypt(raw, identities))
    except pyrage.DecryptError as error:
        if "No matching keys" in str(error):
            raise Refusal("bundle.not-for-us") from None
        raise Corruption("bundle.damaged", sender="-") from None


def _identity(seed: bytes) -> pyrage.ssh.Identity:
    private = Ed25519PrivateKey.from_private_bytes(seed)
    text = private.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.OpenSSH,
        serialization.NoEncryption(),
    )
    return pyrage.ssh.Identity.from_buffer(text)
