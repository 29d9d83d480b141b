# SPDX-License-Identifier: Apache-2.0
"""Wiring one installation's web door to its books, key and clock."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

from gungho.actions.ports import Card, Clock, Command, Receipt
from gungho.measure import parse_instant
from gungho.node.home import Home, StoryClock, real_clock
from gungho.store.books import StoreBooks
from gungho.store.settings import setting
from gungho.store.writer import writer


def this_home() -> Home:
    """Return the home that this process serves."""
    return Home(Path(os.environ.get("GUNGHO_HOME", "home")))


def clock_of() -> Clock:
    """Return the home's clock: the story's last moment, or this machine's clock."""
    story = setting("story.clock")
    return StoryClock(parse_instant(story)) if story else real_clock


def now() -> datetime:
    """Return the present moment by the home's clock."""
    return clock_of()()


def _make_books() -> StoreBooks:
    return this_home().books(clock=clock_of())


def submit(command: Command) -> Receipt:
    """Record one command through the one writer."""
    return writer(_make_books).submit(command)


def keep_cards(cards: list[Card]) -> None:
    """Keep erasable texts beside the journal."""
    _make_books().keep_cards(cards)
