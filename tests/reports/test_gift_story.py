# SPDX-License-Identifier: Apache-2.0
"""A gift's story names who took part and what went, step by step."""

from __future__ import annotations

from typing import Any

from gungho.doors.reasons import codes
from gungho.reports import gift_story
from gungho.reports.gift_story import Told, story


def told(kind: str, payload: dict[str, Any], **more: Any) -> Told:
    """Return an entry of Baoji's book on one day."""
    known = {"book": "baoji", "seq": 1, "on": "1940-06-27", "part_ppm": 10_000}
    return Told(kind=kind, payload=payload, **{**known, **more})


def grant(coop: str, count: str, seq: int) -> Told:
    """Return a grant of yarn."""
    lines = [{"commodity": "cotton-yarn", "count": count, "fund": "f", "lot": "l"}]
    return told("grant.made", {"coop": coop, "lines": lines}, seq=seq)


def test_like_entries_of_one_day_and_book_are_one_step() -> None:
    """Counts are added by commodity, each co-op is named once."""
    (step,) = story(
        grant(coop, count, seq)
        for coop, count, seq in (
            ("baoji.0001", "30", 1),
            ("baoji.0002", "12", 2),
            ("baoji.0001", "8", 3),
        )
    )
    assert step.what == {"cotton-yarn": 50}
    assert step.who == ("baoji.0001", "baoji.0002")
    assert step.entries == (("baoji", 1), ("baoji", 2), ("baoji", 3))
    assert step.part_ppm == 30_000


def test_steps_are_told_oldest_first() -> None:
    """The day decides, whatever order the entries came in."""
    late = told(
        "goods.made", {"coop": "a.1", "item": "b", "count": "1"}, on="1941-01-01"
    )
    assert [step.kind for step in story([late, grant("a.1", "1", 1)])] == [
        "grant.made",
        "goods.made",
    ]


def test_the_part_of_a_gift_is_never_more_than_all_of_it() -> None:
    """What is lent, repaid and lent again went along more than once."""
    twice = [grant("a.1", "1", seq) for seq in (1, 2)]
    parts = [Told(**{**_fields(one), "part_ppm": 900_000}) for one in twice]
    assert story(parts)[0].part_ppm == 1_000_000


def test_money_that_came_without_a_fee_says_nothing_of_banks() -> None:
    """Two sentences: one with what the banks kept, one without."""
    line = {"commodity": "CNC", "count": "100", "fee": "0", "fund": "f"}
    whole = told("money.arrived", {"sender": "hk", "lines": [line]})
    short = told("money.arrived", {"sender": "hk", "lines": [{**line, "fee": "3"}]})
    assert story([whole])[0].code == "story.money.arrived-whole"
    assert story([short])[0].code == "story.money.arrived"
    assert story([short])[0].price == {"CNC": 3}


def test_money_that_a_bank_changed_says_what_it_was() -> None:
    """A step of its own, with what was sent of it as the price."""
    plain = {"commodity": "HKD", "count": "100", "fund": "f"}
    changed = {**plain, "fee": "3", "of": "GBP", "of_count": "6"}
    facts = {"sender": "london", "lines": [changed]}
    first, second = story(
        [
            told("money.arrived", facts),
            told("money.arrived", {"sender": "london", "lines": [plain]}),
        ]
    )
    assert first.code == "story.money.arrived-changed"
    assert (first.what, first.price) == ({"HKD": 100}, {"GBP": 6})
    assert second.code == "story.money.arrived-whole"


def test_a_repaid_loan_names_its_currency_and_its_borrower_by_the_booking() -> None:
    """The entry names the loan only."""
    postings = (("baoji/cash/main", "baoji/loans/baoji.0007", "CNC", 500),)
    repaid = told("loan.repaid", {"loan": "l", "count": "500"}, postings=postings)
    (step,) = story([repaid])
    assert (step.what, step.who) == ({"CNC": 500}, ("baoji.0007",))


def test_what_befell_a_fund_has_no_part_of_the_gift() -> None:
    """A blocked use moves nothing."""
    blocked = told("use.blocked", {"place": "wutai"}, part_ppm=None)
    (step,) = story([blocked])
    assert step.part_ppm is None
    assert step.facts["place"] == "wutai"


def test_every_kind_that_is_read_has_a_sentence() -> None:
    """What the story can tell, the doors can say in both languages."""
    assert {f"story.{kind}" for kind in gift_story._READERS} <= codes()


def _fields(one: Told) -> dict[str, Any]:
    return {name: getattr(one, name) for name in Told.__dataclass_fields__}
