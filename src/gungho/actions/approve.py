# SPDX-License-Identifier: Apache-2.0
"""A second person approves a command before it is recorded, by its hash."""

from __future__ import annotations

from gungho.actions.ports import Command
from gungho.actions.record import command_sha256


def approval_of(command: Command, *, by: str, office: str, day: str) -> Command:
    """Return the command by which a person approves another one, on a day.

    It approves every byte of it: a changed figure wants a new approval.
    """
    digest = command_sha256(command)
    return Command(
        book=command.book,
        id=f"approval:{digest[:32]}:{by}",
        kind="approval.given",
        happened=day,
        by=by,
        office=office,
        facts={"command": digest},
    )
