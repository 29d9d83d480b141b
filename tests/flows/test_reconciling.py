# SPDX-License-Identifier: Apache-2.0
"""A till is reconciled with its bank's statement, or refused with the difference."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given as examples
from hypothesis import strategies as st

from gungho.flows.bank_lines import BankLine, BankMatch, BankStatement
from gungho.reports.matching import Booked, Stated
from gungho.reports.reconciling import Ends, Last, Pair, TillDesk, drafted, facts_of
from tests.support.goods import Desk, given, movement
from tests.support.memory import MemoryBooks

GENERAL = "hk:general"
STATEMENT: dict[str, Any] = {
    "statement": "s1", "till": "main", "currency": "GBP", "since": "1940-04-01",
    "until": "1940-04-30", "opening_balance": 0, "closing_balance": 0, "lines": [],
    "matches": [], "outstanding": [], "later": [],
}  # fmt: skip


@pytest.fixture
def hub() -> Desk:
    """A hub that was given ten and seven pounds in April, and paid two."""
    hub, _ = movement(MemoryBooks())
    getattr(hub.books, "clock").at("1940-06-01")  # noqa: B009
    return hub


def gift(hub: Desk, pounds: str, day: str, *, till: str = "main", name: int = 0) -> int:
    """Return the number of the entry of a gift."""
    told = {"gift": f"g{name}-{pounds}-{day}"}
    lines = [given(f"{pounds} GBP @ {till}", GENERAL)]
    return hub.tell("gift.received", **told, lines=lines, _happened=day).seq


def cost(hub: Desk, pence: int, day: str) -> int:
    """Return the number of the entry of a cost."""
    return hub.tell(
        "cost.paid", cost=f"c-{pence}-{day}", cause="rent", currency="GBP",
        count=str(pence), fund=GENERAL, till="main", document="", standing="kept",
        _happened=day,
    ).seq  # fmt: skip


def line(mark: int, amount: int, day: str = "1940-04-10") -> dict[str, Any]:
    """A line of the bank."""
    return {"mark": f"{mark:064x}", "on": day, "amount": amount}


def match(lines: list[int], *entries: int) -> dict[str, Any]:
    """Lines by their small numbers, and entries."""
    return {"lines": [f"{one:064x}" for one in lines], "entries": list(entries)}


def april(hub: Desk) -> dict[str, Any]:
    """Return a statement that has one gift, not yet the other, and a charge unknown."""
    ten, seven = gift(hub, "10.00", "1940-04-05"), gift(hub, "7.00", "1940-04-29")
    rent, later = cost(hub, 200, "1940-04-12"), gift(hub, "1.00", "1940-05-02")
    return STATEMENT | {
        "closing_balance": 790,
        "lines": [line(1, 1000), line(2, -200), line(3, -10)],
        "matches": [match([1], ten), match([2], rent)],
        "outstanding": [seven],
        "later": [later],
    }


def row(hub: Desk, name: str = "s1") -> BankStatement:
    """Return a statement as it stands in the book."""
    found = hub.books.state.get(BankStatement, hub.books.bodies()["hk"], name)
    assert found is not None
    return found


def test_book_is_bank_and_outstanding_less_what_is_not_booked(hub: Desk) -> None:
    """The entry says what the book had on the last day, and nothing is booked."""
    before = hub.holds("hk/cash/main", "GBP", GENERAL)
    hub.tell("till.reconciled", **april(hub), _happened="1940-06-01")
    told = row(hub)
    assert (told.booked, told.closing) == (1500, 790)
    assert (told.outstanding_sum, told.unmatched_sum) == (700, -10)
    assert before == "0.00"
    assert hub.holds("hk/cash/main", "GBP", GENERAL) == "16.00"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"closing_balance": 791}, "bank.broken"),
        ({"since": "1940-05-01"}, "bank.days"),
        ({"until": "1940-06-02"}, "bank.days"),
        ({"outstanding": []}, "bank.difference"),
        ({"later": []}, "bank.difference"),
        ({"later": [], "until": "1940-05-03"}, "bank.difference"),
        ({"booked": 1501}, "bank.booked"),
        ({"since": "1940-04-11"}, "bank.line-day"),
        ({"till": "other"}, "bank.entry-elsewhere"),
        ({"currency": "hand-loom"}, "money.not-currency"),
    ],
)
def test_what_does_not_hold_is_refused(
    hub: Desk, changed: dict[str, Any], code: str
) -> None:
    """Each by its own code; nothing is recorded."""
    facts = april(hub) | changed
    assert hub.code("till.reconciled", **facts, _happened="1940-06-01") == code


def test_only_like_sums_match_and_each_line_and_entry_once(hub: Desk) -> None:
    """A charge that makes the difference is a line and an entry of its own."""
    facts = april(hub)
    ten, rent = (one["entries"][0] for one in facts["matches"])
    (seven,), (later,) = facts["outstanding"], facts["later"]
    for changed, code in (
        ({"matches": [match([1, 2], ten)]}, "bank.unlike"),
        ({"matches": [match([])]}, "bank.unlike"),
        ({"matches": [match([9], ten)]}, "bank.line-unknown"),
        ({"matches": [match([1], ten), match([1], ten)]}, "bank.line-unknown"),
        ({"matches": [match([1], ten, ten)]}, "bank.entry-twice"),
        ({"matches": [match([1], 0)]}, "bank.entry-elsewhere"),
        ({"outstanding": [seven, ten]}, "bank.entry-twice"),
        ({"outstanding": [seven, later], "later": []}, "bank.entry-day"),
        ({"outstanding": [], "later": [seven, later]}, "bank.entry-day"),
        ({"lines": [*facts["lines"], line(3, -10)], "closing_balance": 780},
         "bank.line-twice"),
    ):  # fmt: skip
        told = facts | changed
        assert hub.code("till.reconciled", **told, _happened="1940-06-01") == code
    together = match([1, 2], ten, rent)
    told = facts | {"matches": [together]}
    hub.tell("till.reconciled", **told, _happened="1940-06-01")


def test_a_statement_goes_on_from_the_last_one(hub: Desk) -> None:
    """By its day and its balance; a line left open is matched by a later statement."""
    facts = april(hub)
    hub.tell("till.reconciled", **facts, _happened="1940-06-01")
    (seven,), (later,) = facts["outstanding"], facts["later"]
    charge = hub.tell(
        "cost.paid", cost="charge", cause="bank", currency="GBP", count="10",
        fund=GENERAL, till="main", document="", standing="kept",
        _happened="1940-04-10",
    ).seq  # fmt: skip
    may = STATEMENT | {
        "statement": "s2", "since": "1940-05-01", "until": "1940-05-31",
        "opening_balance": 790, "closing_balance": 1590,
        "lines": [line(4, 700, "1940-05-03"), line(5, 100, "1940-05-04")],
        "matches": [match([3], charge), match([4], seven), match([5], later)],
    }  # fmt: skip
    for changed, code in (
        ({"since": "1940-04-30"}, "bank.order"),
        ({"opening_balance": 791, "closing_balance": 1591}, "bank.opening"),
        ({"statement": "s1"}, "bank.exists"),
        ({"matches": [*may["matches"], match([1], 7)]}, "bank.line-unknown"),
        ({"matches": [match([3], charge), match([4], seven), match([5], 0)]},
         "bank.entry-elsewhere"),
        ({"outstanding": [facts["matches"][0]["entries"][0]]}, "bank.entry-done"),
    ):  # fmt: skip
        told = may | changed
        assert hub.code("till.reconciled", **told, _happened="1940-06-01") == code
    hub.tell("till.reconciled", **may, _happened="1940-06-01")
    assert (row(hub, "s2").unmatched, row(hub, "s2").outstanding) == (0, 0)


def test_only_the_last_reconciliation_is_taken_back(hub: Desk) -> None:
    """Its lines and entries are free again, and it can be made anew."""
    facts = april(hub)
    hub.tell("till.reconciled", **facts, _happened="1940-06-01")
    unknown = {"statement": "s9", "reason": "typed-wrong"}
    assert hub.code("till.reopened", **unknown) == "bank.unknown"
    may = STATEMENT | {
        "statement": "s2", "since": "1940-05-01", "until": "1940-05-31",
        "opening_balance": 790, "closing_balance": 790,
        "outstanding": [*facts["outstanding"], *facts["later"]],
    }  # fmt: skip
    hub.tell("till.reconciled", **may, _happened="1940-06-01")
    first = {"statement": "s1", "reason": "typed-wrong"}
    assert hub.code("till.reopened", **first) == "bank.not-last"
    hub.tell("till.reopened", **{**first, "statement": "s2"})
    hub.tell("till.reopened", **first)
    state, book = hub.books.state, hub.books.bodies()["hk"]
    assert not [one for one in state.rows(BankLine) if one.statement]
    assert not [one for one in state.rows(BankMatch) if one.statement]
    assert not state.find(BankLine, "open", book, "main", "GBP", "")
    hub.tell("till.reconciled", **facts, _happened="1940-06-01")
    assert row(hub).reopened == ""


def test_money_moves_between_tills_and_back_by_correction(hub: Desk) -> None:
    """Within its fund; never more than there is, never to the same till."""
    gift(hub, "10.00", "1940-04-05", till="box")
    facts = {"move": "m1", "source": "box", "target": "main", "currency": "GBP",
             "count": "400", "fund": GENERAL}  # fmt: skip
    assert hub.code("money.moved", **{**facts, "target": "box"}) == "till.same"
    assert hub.code("money.moved", **{**facts, "count": "1001"}) == "balance.short"
    hub.tell("money.moved", **facts, _id="moved")
    assert hub.holds("hk/cash/main", "GBP", GENERAL) == "4.00"
    hub.tell("correction.made", reason="wrong-till", _corrects="moved")
    assert hub.holds("hk/cash/box", "GBP", GENERAL) == "10.00"


AMOUNTS = st.integers(-50, 50).filter(bool)


@examples(
    st.lists(st.tuples(AMOUNTS, st.integers(1, 25), st.sampled_from("mboml")),
             max_size=12),
    st.integers(-20, 20),
)  # fmt: skip
def test_whatever_happened_the_draft_is_what_the_book_accepts(
    happened: list[tuple[int, int, str]], opening: int
) -> None:
    """Money that both know, that one of them knows, and that came later."""
    hub, _ = movement(MemoryBooks())
    getattr(hub.books, "clock").at("1940-06-01")  # noqa: B009
    if opening > 0:
        gift(hub, f"0.{opening:02}", "1940-03-02")
    else:
        opening = 0
    big = Booked(seq=gift(hub, "900.00", "1940-05-01"), kind="", on="1940-05-01",
                 amount=90000)  # fmt: skip
    entries, lines, pairs = [big], [], []
    for number, (amount, day, sort) in enumerate(happened):
        on = f"1940-04-{day:02}" if sort != "l" else f"1940-05-{day:02}"
        made = stated = None
        if sort != "o":
            seq = (gift(hub, f"0.{amount:02}", on, name=number) if amount > 0
                   else cost_of(hub, number, -amount, on))  # fmt: skip
            made = Booked(seq=seq, kind="", on=on, amount=amount)
            entries.append(made)
        if sort in "mo":
            stated = Stated(mark=f"{number:064x}", on=on, amount=amount)
            lines.append(stated)
        if made and stated:
            pairs.append(Pair(part=str(number), lines=(stated,), entries=(made,)))
    desk = TillDesk(
        body="hk", till="main", currency="GBP", last=None, lines=tuple(lines), left=(),
        held=opening + sum(one.amount for one in entries), entries=tuple(entries),
        pairs=tuple(pairs),
    )  # fmt: skip
    closing = opening + sum(one.amount for one in lines)
    ends = Ends(since="1940-04-01", until="1940-04-30", opening=opening,
                closing=closing)  # fmt: skip
    draft = drafted(desk, ends)
    assert (draft.broken, draft.difference) == (0, 0)
    facts = facts_of(draft, desk, ends, statement="s1")
    hub.tell("till.reconciled", **facts, _happened="1940-06-01")
    told = row(hub)
    assert told.booked == closing + told.outstanding_sum - told.unmatched_sum
    wrong = drafted(desk, Ends(since=ends.since, until=ends.until, opening=opening,
                               closing=closing + 1))  # fmt: skip
    assert (wrong.broken, wrong.difference) == (1, -1)


def cost_of(hub: Desk, number: int, pence: int, day: str) -> int:
    """Return the number of the entry of a cost that a bank has taken."""
    return hub.tell(
        "cost.paid", cost=f"c{number}", cause="bank", currency="GBP",
        count=str(pence), fund=GENERAL, till="main", document="", standing="kept",
        _happened=day,
    ).seq  # fmt: skip


def test_an_older_entry_is_covered_by_the_first_statement_or_named() -> None:
    """A cheque of before that the bank has not paid yet is outstanding."""
    old = Booked(seq=1, kind="", on="1940-03-01", amount=500)
    cheque = Booked(seq=2, kind="", on="1940-03-20", amount=-100)
    desk = TillDesk(body="hk", till="main", currency="GBP", held=400, last=None,
                    lines=(), left=(), entries=(old, cheque), pairs=())  # fmt: skip
    ends = Ends(since="1940-04-01", until="1940-04-30", opening=500, closing=500)
    assert drafted(desk, ends).difference == -100
    draft = drafted(desk, ends, named=[2])
    assert (draft.difference, draft.covered, draft.outstanding) == (0, 1, (cheque,))
    last = Last(statement="s0", until="1940-03-31", closing=500)
    assert drafted(
        TillDesk(body="hk", till="main", currency="GBP", held=400, last=last, lines=(),
                 left=(), entries=(cheque,), pairs=()), ends
    ).outstanding == (cheque,)  # fmt: skip
