# SPDX-License-Identifier: Apache-2.0
"""Finding a gift in a trail."""

from __future__ import annotations

from gungho.ledger.trail import Trail


def gift_pools(trail: Trail, book: int, gift: str) -> list[int]:
    """Return the pools that a gift's lines came in by."""
    return [
        number
        for number, pool in enumerate(trail.pools)
        if pool[0] == book
        and pool[1].split("/", 1)[1] in (f"gifts/{gift}", f"agency/{gift}")
    ]
