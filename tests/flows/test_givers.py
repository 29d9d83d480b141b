# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import pytest

from gungho.flows.givers import kept_as
from tests.support.goods import Desk, given


@pytest.fixture
def known(hub: Desk) -> Desk:
    """A hub that knows three givers, one of them only by a gift."""
    hub.tell("person.noted", person="hk:p-1")
    hub.tell("person.noted", person="hk:p-2")
    line = given("1.00 CNC @ main", "hk:general")
    hub.tell("gift.received", gift="g", giver="hk:p-3", lines=[line])
    return hub


def shown(desk: Desk, giver: str) -> str:
    """Return the id by which a giver is shown."""
    return kept_as(desk.books.state, giver, book=desk.books.bodies()["hk"])


def test_two_ids_are_one_giver_until_they_are_parted(known: Desk) -> None:
    """Nothing is rewritten; it can be done again."""
    pair = {"giver": "hk:p-2", "kept": "hk:p-1"}
    known.tell("giver.merged", **pair)
    assert (shown(known, "hk:p-2"), shown(known, "hk:p-1")) == ("hk:p-1", "hk:p-1")
    known.tell("giver.parted", **pair)
    assert shown(known, "hk:p-2") == "hk:p-2"
    assert known.code("giver.parted", **pair) == "giver.parted-already"
    known.tell("giver.merged", **pair)
    assert shown(known, "hk:p-2") == "hk:p-1"


def test_merging_makes_no_chain_and_no_circle(known: Desk) -> None:
    """Each merged id points at one that stands for itself."""
    known.tell("giver.merged", giver="hk:p-2", kept="hk:p-1")
    for giver, kept, code in (
        ("hk:p-1", "hk:p-1", "giver.same"),
        ("hk:p-9", "hk:p-1", "giver.unknown"),
        ("hk:p-2", "hk:p-3", "giver.merged-already"),
        ("hk:p-3", "hk:p-2", "giver.merged-already"),
        ("hk:p-1", "hk:p-3", "giver.kept-already"),
    ):
        assert known.code("giver.merged", giver=giver, kept=kept) == code
    known.tell("giver.merged", giver="hk:p-3", kept="hk:p-1")


def test_a_proposal_may_be_put_aside(known: Desk) -> None:
    """Two givers that look alike are said to be two."""
    known.tell("giver.parted", giver="hk:p-2", kept="hk:p-1")
    assert known.code("giver.parted", giver="hk:p-1", kept="hk:p-1") == "giver.same"
    assert known.code("giver.parted", giver="hk:p-9", kept="hk:p-1") == "giver.unknown"
