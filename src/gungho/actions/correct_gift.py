# SPDX-License-Identifier: Apache-2.0
"""Correcting a gift that was entered wrongly: a new entry reverses the first.

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
    "wrong-giver",
    "wrong-day",
    "entered-twice",
    "never-came",
)


def correct_gift(
    *, committee: str, entry: str, reason: str, happened: str, submit: Submit
) -> Receipt:
    """Record the correction of the entry that received a gift.

    Raises Refusal ``correction.unknown``, ``correction.twice``, ``balance.short``.
    """
    return submit(
        Command(
            book=committee,
            id=f"undo.{entry}",
            kind="correction.made",
            happened=happened,
            facts={"reason": reason},
            office="treasurer",
            corrects=entry,
        )
    )
