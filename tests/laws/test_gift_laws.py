# SPDX-License-Identifier: Apache-2.0
"""The laws of gifts: what came is somewhere, numbers are one's own, pledges add up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress

from hypothesis import given as examples
from hypothesis import strategies as st

from gungho.errors import Refusal
from gungho.flows.gift_sums import GiftReceipt
from gungho.flows.gifts import Gift, GiftLineRow
from gungho.flows.pledges import Pledge, PledgePart
from gungho.ledger.accounts import role_of
from gungho.ledger.balances import Balance, name_of
from gungho.reports.conservation import conserve
from tests.support.goods import Desk, given, mirror, movement, opened, served
from tests.support.memory import MemoryBooks, folded

GENERAL = "hk:general"
NAMED = ("account", "commodity", "fund")
WHAT = (
    "1.00 CNC @ main", "1 hand-loom @ hk", "0.01 labour-day @ hk", "1 room-month @ hk",
)  # fmt: skip
SMALL = st.integers(0, 5)
DEEDS = (
    "give give give hold hold give_back give_back pass_on pledge pay pay release "
    "correct refuse spend"
).split()
STORIES = st.lists(
    st.tuples(st.sampled_from(DEEDS), SMALL, SMALL, st.integers(1, 40)), max_size=40
)


class GiftStory:
    """Whatever people may try to do with gifts at a hub."""

    def __init__(self) -> None:
        self.books = MemoryBooks()
        self.hub, _ = movement(self.books)
        served(self.hub)
        self.entries: list[str] = []
        self.number = 0

    def tell(self, deed: str, which: int, what: int, count: int) -> None:
        """Try one thing; what is refused is left out."""
        self.number += 1
        with suppress(Refusal):
            getattr(self, deed)(which, what, count)

    def _tell(self, kind: str, **facts: object) -> None:
        self.entries.append(self.hub.tell(kind, **facts).id)

    def _lines(self, what: int, count: int) -> list[dict[str, str]]:
        codes = (WHAT[what % 4], WHAT[count % 4])
        return [{**given(one, GENERAL), "count": str(count)} for one in codes]

    def give(self, which: int, what: int, count: int) -> None:
        """A gift of two lines."""
        lines = self._lines(what, count)
        self._tell("gift.received", gift=f"g{which}", lines=lines)

    def hold(self, which: int, what: int, count: int) -> None:
        """Two lines are held for another."""
        lines = self._lines(what % 2, count - count % 4 or 4)
        self._tell("gift.received", gift=f"g{which}", lines=lines, agency="baoji")

    def give_back(self, which: int, what: int, count: int) -> None:
        """A part of a gift goes back."""
        lines = [{"line": what % 2, "count": str(count)}]
        self._tell(
            "gift.returned", back=f"b{self.number}", gift=f"g{which}", lines=lines,
            reason="r",
        )  # fmt: skip

    def pass_on(self, which: int, what: int, count: int) -> None:
        """A part of what is held goes to its principal."""
        lines = [{"line": what % 2, "count": str(count)}]
        self._tell(
            "gift.passed_on", back=f"b{self.number}", gift=f"g{which}", lines=lines
        )

    def pledge(self, which: int, what: int, count: int) -> None:
        """Someone pledges money in a few parts."""
        parts = [{"count": str(count + part)} for part in range(what + 1)]
        self._tell(
            "pledge.made", pledge=f"p{which}", commodity="CNC", fund=GENERAL,
            parts=parts,
        )  # fmt: skip

    def pay(self, which: int, what: int, count: int) -> None:
        """A gift settles some of a pledge."""
        line = {**given(WHAT[0], GENERAL), "count": str(count)}
        self._tell(
            "gift.received", gift=f"q{self.number}", lines=[line] * (1 + what % 2),
            pledge=f"p{which}",
        )  # fmt: skip

    def release(self, which: int, what: int, count: int) -> None:
        """Some of a pledge, or all of it, is released."""
        self._tell(
            "pledge.released", release=f"r{self.number}", pledge=f"p{which}",
            count=str(count) if what else "", reason="r",
        )  # fmt: skip

    def correct(self, which: int, what: int, count: int) -> None:
        """One of the entries is taken back."""
        entries = self.entries or ["none"]
        entry = entries[(which + 7 * what + count) % len(entries)]
        self.hub.tell("correction.made", reason="r", _corrects=entry)

    def refuse(self, which: int, what: int, _count: int) -> None:
        """A gift is refused."""
        self._tell("gift.refused", gift=f"g{which}", commodity="helmet", reason="r")
        del what

    def spend(self, _which: int, _what: int, count: int) -> None:
        """A cost is paid."""
        self._tell(
            "cost.paid", cost=f"c{self.number}", cause="freight", currency="CNC",
            count=str(count), fund=GENERAL, till="main",
        )  # fmt: skip


def told(story: list[tuple[str, int, int, int]]) -> MemoryBooks:
    """Return the books after a story."""
    telling = GiftStory()
    for doing in story:
        telling.tell(*doing)
    return telling.books


def held(books: MemoryBooks) -> Iterator[tuple[str, str, str, int]]:
    """Yield every balance of the hub: account, commodity, fund, count."""
    number = books.bodies()["hk"]
    for row in books.state.rows(Balance):
        if row.book == number:
            names = ((sort, getattr(row, sort)) for sort in NAMED)
            account, code, fund = (
                name_of(books.state, number, sort, at) for sort, at in names
            )
            yield account, code, fund, row.count


@examples(STORIES)
def test_what_was_given_is_held_used_returned_or_passed_on(
    story: list[tuple[str, int, int, int]],
) -> None:
    """By commodity, from the gifts on one side and the accounts on the other."""
    books = told(story)
    came: Counter[str] = Counter()
    for row in books.state.rows(GiftLineRow):
        gift = books.state.get(Gift, row.book, row.gift)
        if gift is not None and gift.status == "received":
            came[row.commodity] += row.count
            if gift.agency:
                came[row.commodity] -= row.passed + row.returned
    there: Counter[str] = Counter()
    for account, code, _, count in held(books):
        if role_of(account) in (
            "cash",
            "stock",
            "custody",
            "used",
            "costs",
            "returned",
        ):
            there[code] += count
    assert {code: n for code, n in came.items() if n} == {
        code: n for code, n in there.items() if n
    }


@examples(STORIES)
def test_what_is_held_for_another_is_owed_to_the_last_unit(
    story: list[tuple[str, int, int, int]],
) -> None:
    """Custody and agency are each other's mirror, and hold what has not gone."""
    books = told(story)
    custody: Counter[tuple[str, str]] = Counter()
    agency: Counter[tuple[str, str]] = Counter()
    for account, code, _, count in held(books):
        into = {"custody": custody, "agency": agency}.get(role_of(account))
        if into is not None:
            into[account.split("/", 2)[2], code] += count
    left: Counter[tuple[str, str]] = Counter()
    for row in books.state.rows(GiftLineRow):
        gift = books.state.get(Gift, row.book, row.gift)
        if gift is not None and gift.status == "received" and gift.agency:
            left[row.gift, row.commodity] += row.count - row.returned - row.passed
    assert +custody == +left
    assert {key: -n for key, n in agency.items() if n} == dict(+left)


@examples(STORIES)
def test_every_unit_that_came_is_accounted_for(
    story: list[tuple[str, int, int, int]],
) -> None:
    """Conservation closes for each commodity and fund; only a till can fall short."""
    found = conserve(held(told(story)), [])
    assert [one for one in found.faults if not one.startswith("below-zero")] == []
    short = [one for one in found.faults if "/cash/" not in one]
    assert short == []


@examples(STORIES)
def test_paid_and_released_and_open_are_what_was_pledged(
    story: list[tuple[str, int, int, int]],
) -> None:
    """For every part, and for the whole, whatever was taken back."""
    books = told(story)
    for row in books.state.rows(Pledge):
        parts = books.state.find(PledgePart, "pledge", row.book, row.pledge)
        assert all(
            part.paid + part.released + part.open == part.count for part in parts
        )
        assert min((*(part.open for part in parts), row.open)) >= 0
        for name in ("count", "paid", "released", "open"):
            assert sum(getattr(part, name) for part in parts) == getattr(row, name)


@examples(STORIES)
def test_replaying_gifts_gives_the_same_state(
    story: list[tuple[str, int, int, int]],
) -> None:
    """Nothing is chosen again."""
    books = told(story)
    again = folded(books.entries)
    for kind in (Gift, GiftLineRow, Pledge, PledgePart):
        assert list(again.rows(kind)) == list(books.state.rows(kind))


BLOCKS = st.lists(
    st.tuples(st.integers(1, 60), st.integers(0, 9)), min_size=2, max_size=4
)
ISSUES = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 70)), max_size=30)


def recognise(hub: Desk, desk: Desk, *, block: tuple[int, int]) -> None:
    """Let the hub recognise a body, giving it a block where it can."""
    with suppress(Refusal):
        hub.tell(
            "body.recognised", body=desk.body, opening="ab" * 32,
            known=str(hub.books.bodies()[desk.body]), first_number=block[0],
            last_number=sum(block),
        )  # fmt: skip


@examples(BLOCKS, ISSUES)
def test_no_two_receipts_share_a_number_over_many_bodies(
    blocks: list[tuple[int, int]], issues: list[tuple[int, int]]
) -> None:
    """Whatever blocks are asked for, and whatever numbers are tried."""
    books = MemoryBooks()
    hub, depot = movement(books)
    desks: list[Desk] = [hub, depot]
    desks += [opened(books, f"c{number}", "committee") for number in range(len(blocks))]
    for desk in desks[2:]:
        mirror(desk, GENERAL)
    for number, (which, first) in enumerate(issues):
        if 1 < number < 2 + len(blocks):
            recognise(hub, desks[number - 1], block=blocks[number - 2])
        desk = desks[which % len(desks)]
        with suppress(Refusal):
            desk.tell(
                "receipt.series_opened", series=f"s{number % 3}", first_number=first,
                last_number=first + number % 8, worth="unstated",
            )  # fmt: skip
        with suppress(Refusal):
            line = {**given(WHAT[0], GENERAL), "count": "1"}
            desk.tell("gift.received", gift=f"{desk.body}-{number}", lines=[line])
        with suppress(Refusal):
            desk.tell(
                "receipt.issued", series=f"s{number % 3}",
                gift=f"{desk.body}-{number}", number=first if number % 2 else 0,
            )  # fmt: skip
    rows = list(books.state.rows(GiftReceipt))
    assert len({row.number for row in rows}) == len(rows)
    assert len({row.code for row in rows}) == len(rows)
