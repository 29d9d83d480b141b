# SPDX-License-Identifier: Apache-2.0
"""What a bank's lines can be is proposed, and never more than once."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gungho.reports.matching import NEAR, Booked, Proposal, Stated, proposals
from gungho.reports.naming import named_by
from gungho.store.reads.bank import Rule


def line(mark: str, amount: int, day: int = 10, text: str = "") -> Stated:
    """A line of the bank in April."""
    return Stated(mark=mark, on=f"1940-04-{day:02}", amount=amount, text=text)


def entry(seq: int, amount: int, day: int = 10, *known_as: str) -> Booked:
    """An entry of April."""
    return Booked(
        seq=seq, kind="cost.paid", on=f"1940-04-{day:02}", amount=amount,
        known_as=known_as,
    )  # fmt: skip


def pairs(found: list[Proposal]) -> list[tuple[tuple[str, ...], tuple[int, ...], str]]:
    """Return proposals in short."""
    return [(one.lines, one.entries, one.why) for one in found]


def test_a_correction_and_what_it_takes_back_cancel_each_other() -> None:
    """The bank never saw either; another of the same amount is not taken for it."""
    wrong = entry(1, 500)
    back = Booked(seq=3, kind="correction.made", on="1940-04-11", amount=-500,
                  corrects=1)  # fmt: skip
    found = proposals([line("a", 500)], [wrong, entry(2, 500), back])
    assert pairs(found) == [((), (1, 3), "cancels"), (("a",), (2,), "amount")]


def test_a_line_that_names_the_document_goes_before_a_nearer_day() -> None:
    """If the amount fits too."""
    entries = [entry(1, -500, 10), entry(2, -500, 2, "hk-freight-7")]
    found = proposals([line("a", -500, 10, "PAYMENT HK-FREIGHT-7 THANKS")], entries)
    assert pairs(found) == [(("a",), (2,), "document")]
    other = proposals([line("a", -499, 10, "hk-freight-7")], entries)
    assert other == []


def test_what_fits_in_two_ways_is_proposed_by_the_nearest_day_and_not_sure() -> None:
    """A person looks; one way alone is sure; far days are no match."""
    (first, second) = proposals(
        [line("a", 300, 10), line("b", 300, 15)], [entry(1, 300, 14), entry(2, 300, 9)]
    )
    assert pairs([first, second]) == [
        (("a",), (2,), "amount"), (("b",), (1,), "amount"),
    ]  # fmt: skip
    assert not first.sure
    assert not second.sure
    (sure,) = proposals([line("a", 300)], [entry(1, 300, 12)])
    assert sure.sure
    assert proposals([line("a", 300, 1)], [entry(1, 300, 2 + NEAR)]) == []


def test_sums_are_proposed_only_where_there_is_one_way() -> None:
    """One line of several entries, and several lines that are one entry."""
    found = proposals([line("a", 700)], [entry(1, 300), entry(2, 400), entry(3, 350)])
    assert pairs(found) == [(("a",), (1, 2), "sum")]
    lines = [line("a", -100), line("b", -200), line("c", -50)]
    assert pairs(proposals(lines, [entry(1, -300)])) == [(("a", "b"), (1,), "sum")]
    many = [entry(1, 300), entry(2, 400), entry(3, 100), entry(4, 600)]
    assert proposals([line("a", 700)], many) == []


@given(
    st.lists(st.tuples(st.integers(-40, 40).filter(bool), st.integers(1, 28)),
             max_size=14),
    st.lists(st.tuples(st.integers(-40, 40).filter(bool), st.integers(1, 28)),
             max_size=14),
)  # fmt: skip
def test_each_line_and_entry_is_proposed_once_and_sums_agree(
    stated: list[tuple[int, int]], booked: list[tuple[int, int]]
) -> None:
    """Whatever lies on the two sides; and the same answer in any order."""
    lines = [line(f"m{n}", amount, day) for n, (amount, day) in enumerate(stated)]
    entries = [entry(n, amount, day) for n, (amount, day) in enumerate(booked)]
    found = proposals(lines, entries)
    marks = [mark for one in found for mark in one.lines]
    seqs = [seq for one in found for seq in one.entries]
    assert len(marks) == len(set(marks))
    assert len(seqs) == len(set(seqs))
    of_line = {one.mark: one.amount for one in lines}
    of_entry = {one.seq: one.amount for one in entries}
    for one in found:
        assert sum(of_line[mark] for mark in one.lines) == sum(
            of_entry[seq] for seq in one.entries
        )
    sure = {one.lines for one in found if one.sure}
    again = proposals(lines[::-1], entries[::-1])
    assert {one.lines for one in again if one.sure} == sure


def rule(contains: str, sort: str, till: str = "") -> Rule:
    """A rule of the hub."""
    return Rule(rule=contains, body="hk", till=till, contains=contains, sort=sort,
                facts={})  # fmt: skip


def test_a_rule_names_by_the_longest_words_its_side_and_its_till() -> None:
    """A cost never names money that came in."""
    rules = [rule("fee", "cost"), rule("wire fee", "cost"), rule("fee", "gift"),
             rule("rent", "cost", "box")]  # fmt: skip
    out, came = line("a", -5, text="Wire FEE of May"), line("b", 5, text="fee")
    assert named_by(out, rules, till="main") == rules[1]
    assert named_by(came, rules, till="main") == rules[2]
    assert named_by(line("c", -5, text="rent"), rules, till="main") is None
    assert named_by(line("c", -5, text="rent"), rules, till="box") == rules[3]
