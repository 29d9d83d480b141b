# SPDX-License-Identifier: Apache-2.0
"""Meetings and the resolutions that they pass."""

from __future__ import annotations

from typing import Any

from tests.support.goods import Desk


def meets(desk: Desk, meeting: str, *, present: int = 9) -> None:
    """A board of twelve meets; seven are a quorum."""
    desk.tell("meeting.held", meeting=meeting, form="board", entitled=12,
              present=present, quorum=7, minutes="")  # fmt: skip


def passing(number: str, **more: Any) -> dict[str, Any]:
    """Return the facts of a resolution that passed."""
    return {
        "resolution": number, "meeting": "m1", "votes_for": 6, "votes_against": 2,
        "abstained": 1, "matter": "freight", "allows": [], "currency": "", "most": "",
        "fund": "", "until": "", "text": "", **more,
    }  # fmt: skip


def passes(desk: Desk, number: str, **more: Any) -> None:
    """A resolution is passed."""
    desk.tell("resolution.passed", **passing(number, **more))
