# SPDX-License-Identifier: Apache-2.0
"""Agreements are renewed and end, visits are told, letters are shown by consent."""

from __future__ import annotations

from typing import Any

import pytest

from gungho.flows.friendship import Agreement, Letter, Visit
from tests.support.goods import Desk, movement
from tests.support.memory import MemoryBooks

CARD = "c" * 64


@pytest.fixture
def hub() -> Desk:
    """A hub with a committee in London."""
    hub, _ = movement(MemoryBooks())
    getattr(hub.books, "clock").at("1940-12-01")  # noqa: B009
    return hub


def made(**more: Any) -> dict[str, Any]:
    """A twinning with London until the end of the year."""
    return {"agreement": "t1", "partner": "london", "form": "twinning",
            "until": "1940-12-31", "text": CARD, "resolution": "", **more}  # fmt: skip


def test_an_agreement_stands_until_its_day_unless_renewed(hub: Desk) -> None:
    """Renewed to a later day only; ended with a reason; no day is for good."""
    for more, code in (
        ({"partner": "hk"}, "agreement.own"),
        ({"partner": "nowhere"}, "body.unknown"),
        ({"until": "1940-01-01"}, "agreement.day"),
    ):
        assert hub.code("agreement.made", **made(**more)) == code
    hub.tell("agreement.made", **made())
    assert hub.code("agreement.made", **made()) == "agreement.exists"
    for until, code in (("1940-12-31", "agreement.not-later"),
                        ("1940-06-01", "agreement.not-later")):  # fmt: skip
        assert hub.code("agreement.renewed", agreement="t1", until=until) == code
    hub.tell("agreement.renewed", agreement="t1", until="1941-12-31")
    (row,) = hub.books.state.rows(Agreement)
    assert row.holds("1941-06-01")
    assert not row.holds("1942-01-01")
    hub.tell("agreement.ended", agreement="t1", reason="war")
    gone = {"agreement": "t1", "reason": "again"}
    assert hub.code("agreement.ended", **gone) == "agreement.unknown"
    assert hub.code("agreement.renewed", agreement="t1", until="1942-01-01") == (
        "agreement.unknown"
    )
    hub.tell("agreement.made", **made(agreement="t2", until=""))
    forever = {"agreement": "t2", "until": "1950-01-01"}
    assert hub.code("agreement.renewed", **forever) == "agreement.not-later"


def test_a_visit_says_who_where_for_what_and_what_it_cost(hub: Desk) -> None:
    """Its costs are entries of their own, each from its fund."""
    facts = {"visit": "v1", "partner": "london", "host": "baoji",
             "delegates": ["hk:p-1", "hk:p-2"], "places": ["shuangshipu"],
             "purpose": "see-workshops", "until": "1940-04-20", "costs": ["c1"],
             "report": CARD}  # fmt: skip
    for more, code in (
        ({"delegates": []}, "visit.nobody"),
        ({"until": "1940-03-01"}, "visit.days"),
        ({"host": "nowhere"}, "body.unknown"),
    ):
        assert hub.code("visit.made", **facts | more) == code
    hub.tell("visit.made", **facts)
    assert hub.code("visit.made", **facts) == "visit.exists"
    (row,) = hub.books.state.rows(Visit)
    assert (row.delegates, row.costs) == ("hk:p-1 hk:p-2", "c1")


def letter(**more: Any) -> dict[str, Any]:
    """A Chinese letter to London about two persons."""
    return {"letter": "l1", "way": "sent", "partner": "london", "language": "zh",
            "text": CARD, "about": ["p1", "p2"], "answers": "", **more}  # fmt: skip


def state_of(hub: Desk, name: str = "l1") -> Letter:
    """Return a letter as it stands."""
    return next(one for one in hub.books.state.rows(Letter) if one.letter == name)


def test_a_letter_about_a_person_is_held_until_each_agrees(hub: Desk) -> None:
    """One who has not agreed is named; a consent to something else is none."""
    hub.tell("letter.kept", **letter())
    assert hub.code("letter.kept", **letter()) == "letter.exists"
    assert state_of(hub).shown == "held"
    shown = {"letter": "l1", "consents": ["k1", "k2"]}
    assert hub.code("letter.shown", **shown) == "letter.consent"
    for consent, person in (("k1", "p1"), ("k2", "p2")):
        hub.tell("consent.asked", consent=consent, matter="letter", of="l1",
                 asked=person)  # fmt: skip
    hub.tell("consent.given", consent="k1", giver="p1", evidence="")
    refusal = hub.refused("letter.shown", **shown)
    assert (refusal.code, refusal.facts["person"]) == ("letter.consent", "p2")
    hub.tell("consent.asked", consent="k3", matter="letter", of="other", asked="p2")
    hub.tell("consent.given", consent="k3", giver="p2", evidence="")
    other = {"letter": "l1", "consents": ["k1", "k3"]}
    assert hub.code("letter.shown", **other) == "letter.consent"
    hub.tell("consent.given", consent="k2", giver="p2", evidence="")
    hub.tell("letter.shown", **shown)
    assert state_of(hub).shown == "shown"


def test_a_translation_stands_beside_the_letter_with_its_state(hub: Desk) -> None:
    """In another language; a checked one takes the draft's place."""
    hub.tell("letter.kept", **letter(about=[]))
    assert state_of(hub).shown == "own"
    draft = {"letter": "l1", "language": "en", "translation": CARD, "state": "draft"}
    assert hub.code("letter.translated", **draft | {"language": "zh"}) == (
        "letter.same-language"
    )
    assert hub.code("letter.translated", **draft | {"letter": "l9"}) == (
        "letter.unknown"
    )
    hub.tell("letter.translated", **draft)
    hub.tell("letter.translated", **draft | {"state": "checked"})
    assert (state_of(hub).translated, state_of(hub).state) == ("en", "checked")
    hub.tell("letter.kept", **letter(letter="l2", way="received", answers="l1"))
    answer = letter(letter="l3", answers="l9")
    assert hub.code("letter.kept", **answer) == "letter.unknown"
    assert hub.code("letter.shown", letter="l9", consents=[]) == "letter.unknown"
