# SPDX-License-Identifier: Apache-2.0
"""Saying that two givers are one, or that they are two: a person decides."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256

from gungho.actions.ports import Command, Receipt

Submit = Callable[[Command], Receipt]
KINDS = {"merge": "giver.merged", "part": "giver.parted"}


def join_givers(
    *, body: str, pair: tuple[str, str], answer: str, on: str, submit: Submit
) -> Receipt:
    """Record what a person said of ``(giver, kept)``: ``merge`` or ``part``.

    The id follows from the pair, the answer and the day, so that the same answer sent
    twice adds nothing. Raises Refusal as the kinds do.
    """
    giver, kept = pair
    mark = sha256("\n".join((giver, kept, answer, on)).encode()).hexdigest()[:24]
    return submit(
        Command(
            book=body,
            id=f"givers.{mark}",
            kind=KINDS[answer],
            happened=on,
            facts={"giver": giver, "kept": kept},
            office="treasurer",
        )
    )
