# SPDX-License-Identifier: Apache-2.0
"""Weaving whole books at once, and finding a gift in a trail."""

from __future__ import annotations

from collections.abc import Iterable

from gungho.ledger.trail import Booked, Trail, Worth
from gungho.ledger.weaving import Senders, Weaver


def weave(
    books: Iterable[tuple[int, list[Booked]]], *, senders: Senders, worth: Worth
) -> Trail:
    """Return the trail of whole books, woven anew."""
    weaver = Weaver()
    weaver.extend(books, senders=senders, worth=worth)
    return weaver.trail


def gift_pools(trail: Trail, book: int, gift: str) -> list[int]:
    """Return the pools that a gift's lines came in by."""
    return [
        number
        for number, pool in enumerate(trail.pools)
        if pool[0] == book
        and pool[1].split("/", 1)[1] in (f"gifts/{gift}", f"agency/{gift}")
    ]
