# SPDX-License-Identifier: Apache-2.0
"""What was sent and taken is noted, the newest first, and not for ever."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from gungho.actions.make_bundle import make_bundle
from gungho.actions.read_bundle import Heard, Reading
from gungho.federation.merge import Outcome
from gungho.store import parcels as store
from gungho.store.parcels import note_sent, note_taken, parcels
from tests.support.goods import movement
from tests.support.homes import FreshHome

NOW = datetime(1940, 5, 1, 12, tzinfo=UTC)


def read(*heard: Heard) -> Reading:
    """What was read of a parcel from London."""
    return Reading(sender="london", made="", known=True, for_us=True, clock_off=False,
                   heard=list(heard))  # fmt: skip


def test_what_went_and_what_came_is_told(fresh_home: FreshHome) -> None:
    """A parcel that was read counts what was new; one that was made, all of it."""
    movement(fresh_home.books)
    made = make_bundle(fresh_home.shelves(), book="hk")
    note_sent(made, to="london", now=NOW)
    new = Heard(body="london", first=2, size=5, outcome=Outcome.NEW)
    forked = Heard(body="paris", first=0, size=9, outcome=Outcome.FORK)
    note_taken(read(new, forked), now=NOW + timedelta(days=1))
    taken, sent = parcels()
    assert (taken.way, taken.other, taken.entries) == ("taken", "london", 3)
    assert [one.outcome for one in taken.books] == ["new", "fork"]
    size = made.parts[0].head.size
    assert (sent.way, sent.other, sent.entries) == ("sent", "london", size)


def test_two_at_one_moment_are_both_told(fresh_home: FreshHome) -> None:
    """A clock may stand still; which came last is known all the same."""
    movement(fresh_home.books)
    made = make_bundle(fresh_home.shelves(), book="hk")
    note_sent(made, to="london", now=NOW)
    note_taken(read(), now=NOW)
    note_sent(made, to="london", now=NOW)
    assert [one.way for one in parcels()] == ["sent", "taken", "sent"]


def test_only_the_newest_are_kept(
    fresh_home: FreshHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was set for this installation otherwise is left alone."""
    monkeypatch.setattr(store, "KEPT_MOST", 3)
    before = fresh_home.rows("SELECT COUNT(*) FROM private_setting")[0][0]
    for day in range(5):
        note_taken(read(), now=NOW + timedelta(days=day))
    assert [one.at[:10] for one in parcels()] == [
        "1940-05-05", "1940-05-04", "1940-05-03"
    ]  # fmt: skip
    after = fresh_home.rows("SELECT COUNT(*) FROM private_setting")[0][0]
    assert after == before + 3
