# SPDX-License-Identifier: Apache-2.0
"""Correcting an entry that was wrong: a new entry of the same book reverses it.

Nothing is edited; the id follows from the entry that is corrected, so that the same
correction sent twice adds nothing.
"""

from __future__ import annotations

from collections.abc import Callable

from gungho.actions.ports import Command, Receipt

Submit = Callable[[Command], Receipt]
REASONS = (
    "wrong-amount",
    "wrong-goods",
    "wrong-fund",
    "wrong-place",
    "wrong-day",
    "entered-twice",
    "never-was",
)


def correct_entry(
    *, body: str, entry: str, reason: str, happened: str, submit: Submit
) -> Receipt:
    """Record the correction of an entry, in the book that it stands in.

    Raises Refusal ``correction.*``, ``balance.short`` or ``right.none``.
    """
    return submit(
        Command(
            book=body,
            id=f"undo.{entry}",
            kind="correction.made",
            happened=happened,
            facts={"reason": reason},
            corrects=entry,
        )
    )
