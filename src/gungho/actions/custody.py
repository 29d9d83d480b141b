# SPDX-License-Identifier: Apache-2.0
"""Custody as the state tells it: the keys in force, now or after an earlier entry."""

from __future__ import annotations

from base64 import b64decode

from gungho.flows.keeping import Keeping, keeping_of
from gungho.journal import Custody
from gungho.ledger.state import State


def custody_of(state: State, number: int) -> Custody:
    """Return the keys in force at the end of a book that stands here."""
    row = keeping_of(state, number)
    assert row is not None, "a book begins with the entry that pins its keys"
    return _custody(row)


def custodies_of(state: State, number: int) -> tuple[Custody, ...]:
    """Return every custody that a book has been in, oldest first."""
    return tuple(_custody(row) for row in state.find(Keeping, "book", number))


def _custody(row: Keeping) -> Custody:
    return Custody(
        book=str(row.book),
        key=b64decode(row.key_public),
        recovery=b64decode(row.recovery),
    )
