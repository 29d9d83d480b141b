# SPDX-License-Identifier: Apache-2.0
"""Loading a movement package writes its facts into books: who, where, what was given.

It opens a book for each body that keeps one, registers places, items, bodies and funds,
then tells routes, prices, rates, gifts, co-ops and needs quarter by quarter.
Loading again adds nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from gungho.actions.open_book import Founding, open_book
from gungho.actions.play.depots import close_coops, tell_coops
from gungho.actions.play.giving import receive_gifts
from gungho.actions.play.registry import (
    FIRST_DAY,
    book_bodies,
    tell_funds,
    tell_registry,
    tell_world,
)
from gungho.actions.play.story import HOME_CURRENCY, LAST_DAY, Story, end_of, loose_day
from gungho.actions.ports import Books
from gungho.formats.package import BodyFact, GiftFact, NeedFact, Package
from gungho.measure import Quarter

SEED = 1938
Told = Callable[[str, int], None]


def load_package(
    package: Package,
    books: Books,
    *,
    keys: Keys,
    set_clock: Callable[[datetime], None],
    told: Told = lambda _stage, _entries: None,
) -> int:
    """Load a package; return how many entries were added."""
    story = Story(
        package=package, books=books, seed=SEED, set_clock=set_clock, told=told
    )
    first, last = _span(package)
    for quarter in Quarter.span(first, last):
        story.clock_at(end_of(quarter))
        open_books(story, keys, quarter=quarter)
        if quarter == first:
            tell_registry(story)
        tell_world(story, quarter.first, end_of(quarter))
        receive_gifts(story, quarter)
        tell_coops(story, quarter)
        close_coops(story, quarter)
        story.record(str(quarter))
    return story.entries


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """The public halves (32 bytes) that each book pins: its key, its recovery key."""

    key: bytes
    recovery: bytes


def open_books(story: Story, keys: Keys, *, quarter: Quarter) -> None:
    """Open the books of bodies that begin in a quarter, with their funds."""
    standing = story.books.bodies()
    for body in book_bodies(story):
        if _begins(story, body) != quarter:
            continue
        if body.id not in standing:
            open_book(
                story.books,
                Founding(
                    body=body.id,
                    form=body.form,
                    currency=body.currency or HOME_CURRENCY,
                    key=keys.key,
                    recovery=keys.recovery,
                    nonce=sha256(b"nonce" + keys.key + body.id.encode()).digest(),
                ),
            )
            story.entries += 1
        tell_funds(story, body.id, quarter.first)
    story.keep_cards()
    story.record(f"{quarter} books")


def _begins(story: Story, body: BodyFact) -> Quarter:
    """Return the quarter a body's book begins: its founding or first need of one."""
    if not story.notes["begins"]:
        begins: dict[str, Quarter] = story.notes["begins"]
        first = Quarter.of(FIRST_DAY)
        for gift in story.package.table(GiftFact):
            when = Quarter.of(loose_day(gift.happened))
            begins[gift.committee] = min(begins.get(gift.committee, when), when)
        for one in book_bodies(story):
            inland = one.form != "committee"
            founded = loose_day(one.founded) if one.founded else FIRST_DAY
            when = first if inland else max(first, Quarter.of(founded))
            when = min(when, Quarter.of(LAST_DAY))
            begins[one.id] = min(begins.get(one.id, when), when)
    found: Quarter = story.notes["begins"][body.id]
    return found


def _span(package: Package) -> tuple[Quarter, Quarter]:
    days: list[date] = [FIRST_DAY]
    days += [loose_day(gift.happened) for gift in package.table(GiftFact)]
    days += [loose_day(need.stated) for need in package.table(NeedFact)]
    return Quarter.of(min(days)), Quarter.of(max(days))
