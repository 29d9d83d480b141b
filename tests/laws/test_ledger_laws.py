# SPDX-License-Identifier: Apache-2.0
"""Laws 3, 4, 6, 8 and 11 over whatever two books may do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, Literal, get_args, get_origin, get_type_hints

import msgspec
import pytest
from hypothesis import example
from hypothesis import given as examples
from hypothesis import strategies as st

from gungho.actions.record import read_payload, read_postings
from gungho.actions.verify_books import BookToCheck, check_balances, verify_book
from gungho.flows import wire
from gungho.flows.kinds import KINDS, permitted_for
from gungho.flows.passages import ArrivalLine, PassageLine
from gungho.journal import Entry, decode
from gungho.ledger import terms
from gungho.ledger.accounts import role_of
from gungho.ledger.balances import Balance, Overdraft, name_of
from gungho.ledger.booking import Posting, check_booking
from gungho.ledger.state import State
from gungho.reports.conservation import conserve
from tests.support.doings import Doing, doings, told
from tests.support.goods import dump
from tests.support.memory import fold_raw, folded

STORIES = st.lists(doings(), max_size=40)


def balances(state: State) -> Iterator[tuple[str, str, str, str, int]]:
    """Yield ``(account, commodity, fund, lot, count)`` of every balance."""
    for row in state.rows(Balance):
        names = (("account", row.account), ("commodity", row.commodity))
        account, commodity = (name_of(state, row.book, *name) for name in names)
        fund = name_of(state, row.book, "fund", row.fund)
        yield account, commodity, fund, row.lot, row.count


def passages(state: State) -> Iterator[tuple[str, str, str, int, int, int, int]]:
    """Yield what was sent, counted, kept by banks and lost, line by line."""
    came: Counter[tuple[str, str, str, str]] = Counter()
    fees: Counter[tuple[str, str, str, str]] = Counter()
    for row in state.rows(ArrivalLine):
        came[row.document, row.commodity, row.fund, row.lot] += row.count
        fees[row.document, row.commodity, row.fund, row.lot] += row.fee
    for line in state.rows(PassageLine):
        what = (line.document, line.commodity, line.fund, line.lot)
        yield *what[:3], line.sent, came[what], fees[what], line.lost


@examples(STORIES)
def test_every_booking_balances_and_means_what_its_kind_says(
    story: list[Doing],
) -> None:
    """Each entry is checked again from its bytes, and adds up to the balances (3)."""
    books = told(story)
    for body, made in books.entries.items():
        checked = verify_book(
            BookToCheck(
                body=body,
                number=books.bodies()[body],
                entries=((one.entry.seq, one.raw, one.leaf) for one in made),
                seals=(),
            )
        )
        kept = {
            (account, commodity, fund, lot): count
            for account, commodity, fund, lot, count in balances(books.state)
            if account.split("/")[0].split(".")[0] == body
        }
        check_balances(checked, kept.items())
    sums: Counter[tuple[str, str]] = Counter()
    for _, commodity, fund, _, count in balances(books.state):
        sums[commodity, fund] += count
    assert not any(sums.values())


def entries(story: list[Doing]) -> list[Entry]:
    """Return every entry that a story leaves, from its bytes."""
    books = told(story)
    return [decode(one.raw) for made in books.entries.values() for one in made]


@examples(STORIES)
def test_bridges_are_entered_once_and_left_once(story: list[Doing]) -> None:
    """One commodity in and one out for each entry and fund (3)."""
    for entry in entries(story):
        touched = {
            (posting.fund, side, posting.commodity)
            for posting in read_postings(entry)
            for side, account in (("in", posting.debit), ("out", posting.credit))
            if role_of(account) == "trading"
        }
        sides = Counter((fund, side) for fund, side, _ in touched)
        assert set(sides.values()) <= {1}
        assert len(touched) == 2 * len({fund for fund, _, _ in touched})


SPENT_AND_TAKEN_BACK = [
    Doing(deed="give", which=0, what=0, count=1),
    Doing(deed="exchange", which=0, what=1, count=1),
    Doing(deed="correct", which=0, what=0, count=1),
]


@example(SPENT_AND_TAKEN_BACK)
@examples(STORIES)
def test_every_unit_has_one_holder_or_one_end(story: list[Doing]) -> None:
    """What came in is held, on the way, used up, paid out or lost: all of it (4).

    A correction may take back what is spent already: the fund is then overdrawn, and
    the books say so (5).
    """
    state = told(story).state
    found = conserve(
        (
            (account, code, fund, count)
            for account, code, fund, _, count in balances(state)
        ),
        passages(state),
    )
    below = [fault for fault in found.faults if fault.startswith("below-zero")]
    assert list(found.faults) == below
    assert all(one.closes for one in found.sums)
    named = {fund for fault in below for fund in fault.split()[-2:-1]}
    told_below = {
        name_of(state, row.book, "fund", row.fund)
        for row in state.rows(Overdraft)
        if row.below > 0
    }
    assert named <= told_below


@examples(STORIES)
def test_every_lot_is_named_in_its_entry(story: list[Doing]) -> None:
    """Goods never move without their lot, in payload and booking alike (6)."""
    for entry in entries(story):
        goods = [one for one in read_postings(entry) if one.commodity.islower()]
        assert all(posting.lot for posting in goods)
        if entry.kind in ("goods.dispatched", "grant.made", "materials.used"):
            lines = read_payload(entry).lines
            said = sorted((line.lot, int(line.count)) for line in lines if line.lot)
            assert said == sorted((one.lot, one.amount) for one in goods)


@examples(STORIES)
def test_replay_chooses_nothing(story: list[Doing]) -> None:
    """Folding the bytes alone gives the state that deciding gave (1, 6)."""
    books = told(story)
    assert dump(folded(books.entries)) == dump(books.state)


@examples(STORIES, st.randoms(use_true_random=False))
def test_merge_order_does_not_matter(story: list[Doing], chance: Any) -> None:
    """Two books folded in any interleaving, each in its own sequence (8)."""
    books = told(story)
    waiting = {body: list(made) for body, made in books.entries.items()}
    state = State()
    while waiting:
        body = chance.choice(sorted(waiting))
        fold_raw(state, waiting[body].pop(0).raw, body=body)
        if not waiting[body]:
            del waiting[body]
    assert dump(state) == dump(books.state)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_permitted_pairs_are_frozen(kind: str) -> None:
    """A pair outside the table is refused for every kind."""
    permitted = permitted_for(KINDS[kind])
    assert isinstance(permitted, frozenset)
    with pytest.raises(Exception, match=r"booking\.pair"):
        check_booking([NEVER], keeper="hk", kind=kind, permitted=permitted)


NEVER = Posting(
    debit="hk/gifts/g", credit="hk/opening/o", commodity="CNC", fund="f", amount=1
)


def strings(hint: Any) -> Iterator[Any]:
    """Yield every type inside a type that holds text or a number."""
    if hasattr(hint, "__metadata__") or get_origin(hint) is Literal:
        yield hint
    elif isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        for inside in get_type_hints(hint, include_extras=True).values():
            yield from strings(inside)
    elif get_args(hint):
        for inside in get_args(hint):
            if inside not in (Ellipsis, type(None)):
                yield from strings(inside)
    else:
        yield hint


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_no_kind_holds_free_text(kind: str) -> None:
    """Every string and number is a word of the wire, a choice or a flag (11)."""
    found = list(strings(KINDS[kind].payload))
    assert found
    for hint in found:
        known = any(hint == word for word in vars(wire).values())
        known = known or any(hint == word for word in vars(terms).values())
        assert known or hint is bool or get_origin(hint) is Literal, hint


@pytest.mark.parametrize("kind", sorted(KINDS))
@examples(text=st.text(min_size=1))
def test_no_free_text_gets_into_an_entry(kind: str, text: str) -> None:
    """Put anything into any field of text: it is a word, or it is refused (11)."""
    hints = get_type_hints(KINDS[kind].payload, include_extras=True)
    for hint in strings_of(hints.values()):
        try:
            found = msgspec.convert(text, hint)
        except msgspec.ValidationError:
            continue
        assert found.isascii()
        assert not set(found) & set(" \n\t@,;!?'")


def strings_of(hints: Any) -> Iterator[Any]:
    """Yield the types of text among these."""
    for hint in hints:
        for one in strings(hint):
            if getattr(one, "__origin__", None) is str:
                yield one
