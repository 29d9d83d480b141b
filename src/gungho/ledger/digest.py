# SPDX-License-Identifier: Apache-2.0
"""The hash of a book's balances, so that a close can be checked from the bytes alone.

It is the SHA-256 of one line for each balance that is not zero, in the order of the
lines' bytes: account, commodity, fund, lot and count, parted by one space.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

HEADER = b"gungho balances 1\n"
Held = tuple[tuple[str, str, str, str], int]


def digest_of(balances: Iterable[Held]) -> tuple[int, str]:
    """Return how many balances are not zero, and their hash in hex.

    ``balances`` are ``((account, commodity, fund, lot), count)`` in smallest units.
    """
    lines = sorted(
        f"{account} {commodity} {fund} {lot} {count}\n".encode()
        for (account, commodity, fund, lot), count in balances
        if count
    )
    digest = sha256(HEADER)
    digest.update(b"".join(lines))
    return len(lines), digest.hexdigest()
