# SPDX-License-Identifier: Apache-2.0
"""The kept trail goes on with the books here, as if woven anew, on both engines."""

from __future__ import annotations

from typing import Any

import pytest

from gungho.actions.record import record
from gungho.store.reads.fates import gift_fates
from gungho.store.reads.given import given_lines
from gungho.store.reads.trails import forget, movement_root, trail
from tests.support.giving import GENERAL, given_in_full
from tests.support.goods import Desk, given
from tests.support.homes import FreshHome


@pytest.fixture
def hub(fresh_home: FreshHome) -> Desk:
    """A hub with an appeal, a pledge and gifts of every form."""
    return given_in_full(fresh_home)


def giving(desk: Desk, gift: str, text: str) -> str:
    """Record a gift of money that nobody gave by name; return its entry's id."""
    command = desk.command(
        "gift.received", gift=gift, giver="", lines=[given(text, GENERAL)]
    )
    record(desk.books, command)
    return command.id


def anew() -> tuple[list[Any], int]:
    """Return where gifts ended and how much was moved, by a trail woven anew."""
    forget()
    return gift_fates(), len(trail().moves)


def test_what_is_recorded_is_laid_behind_what_stands(hub: Desk) -> None:
    """A gift, its correction and an expense; as if all were woven anew."""
    was = trail()
    entry = giving(hub, "late", "7.77 CNC @ main")
    first = trail()
    assert first.goes_on_from(was)
    assert trail() is first
    assert 777 in {line.amount for line in given_lines(first).values()}
    hub.tell("correction.made", reason="entered-twice", _corrects=entry)
    second = trail()
    assert second.goes_on_from(first)
    assert 777 not in {line.amount for line in given_lines(second).values()}
    giving(hub, "later", "9 CNC @ main")
    found = gift_fates(), len(trail().moves)
    assert trail().goes_on_from(was)
    assert found == anew()


def test_an_entry_that_books_nothing_leaves_the_trail(hub: Desk) -> None:
    """So that what was worked out from it stands; the movement's root is another."""
    was, root = trail(), movement_root()
    hub.tell("person.noted", person="p-9", card="")
    assert trail() is was
    assert movement_root() != root


def test_other_books_under_the_same_numbers_are_woven_anew(hub: Desk) -> None:
    """They are told apart by their roots, not by how long they are."""
    from gungho.store.reads import trails  # noqa: PLC0415

    was = trail()
    heads = dict(trails._kept.heads)
    (book, head), *_ = heads.items()
    trails._kept.heads = {**heads, book: trails._Head(
        body=head.body, size=head.size - 1, root=b"\0" * 32)}  # fmt: skip
    now = trail()
    assert hub
    assert not now.goes_on_from(was)
    assert len(now.moves) == len(was.moves)
