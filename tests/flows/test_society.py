# SPDX-License-Identifier: Apache-2.0
"""Members are recommended and admitted, pay dues, vote once each, and leave."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given as examples
from hypothesis import strategies as st

from gungho.errors import Refusal
from gungho.flows.offices import Ballot
from gungho.flows.society import Membership
from tests.support.goods import Desk, movement
from tests.support.memory import MemoryBooks
from tests.support.offices import passing

LETTER = "e" * 64
FOUNDERS = ("a", "b", "c")


def society(*, members: int = 5) -> Desk:
    """Return a hub with three founders and members that they recommended."""
    hub, _ = movement(MemoryBooks())
    for person in FOUNDERS:
        admits(hub, person)
    for number in range(members - len(FOUNDERS)):
        asks(hub, f"m{number}")
        admits(hub, f"m{number}")
    return hub


def asks(hub: Desk, person: str, by: tuple[str, ...] = ("a", "b")) -> None:
    """A person asks, recommended by members."""
    hub.tell("membership.asked", person=person, recommended=list(by))


def admits(hub: Desk, person: str, form: str = "ordinary") -> None:
    """A person is admitted."""
    hub.tell("membership.granted", person=person, form=form, resolution="")


def meets(hub: Desk, *, present: int = 3, form: str = "general") -> None:
    """Members meet; three are a quorum."""
    hub.tell("meeting.held", meeting="m1", form=form, entitled=9, present=present,
             quorum=3, minutes=LETTER)  # fmt: skip


def ballot(*voters: Any, counts: tuple[int, int, int] | None = None) -> dict[str, Any]:
    """The votes of members, given by name or as they are."""
    told = [{"member": one} if isinstance(one, str) else one for one in voters]
    votes_for, against, abstained = counts or (len(told), 0, 0)
    return {"resolution": "r1", "meeting": "m1", "voters": told,
            "votes_for": votes_for, "votes_against": against,
            "abstained": abstained}  # fmt: skip


def proxy(member: str, by: str, evidence: str = LETTER) -> dict[str, str]:
    """A vote by proxy."""
    return {"member": member, "cast": "proxy", "proxy": by, "evidence": evidence}


def test_a_member_is_recommended_by_members_and_admitted() -> None:
    """Founders by nobody; honorary ones are invited; nobody recommends itself."""
    hub = society()
    for facts, code in (
        ({"person": "a", "recommended": ["b"]}, "membership.known"),
        ({"person": "x", "recommended": ["nobody"]}, "membership.none"),
        ({"person": "x", "recommended": ["x"]}, "membership.by-itself"),
        ({"person": "m0", "recommended": []}, "membership.known"),
    ):
        assert hub.code("membership.asked", **facts) == code
    stranger = {"person": "x", "form": "ordinary", "resolution": ""}
    assert hub.code("membership.granted", **stranger) == "membership.not-asked"
    assert hub.code("membership.granted", **{**stranger, "person": "a"}) == (
        "membership.known"
    )
    admits(hub, "x", "honorary")
    assert hub.code("membership.granted", **{**stranger, "person": "y",
                    "resolution": "r9"}) == "membership.not-asked"  # fmt: skip


def test_nobody_is_expelled_without_a_resolution() -> None:
    """Who has left may ask again."""
    hub = society()
    out = {"person": "m0", "reason": "expelled", "resolution": ""}
    assert hub.code("membership.ended", **out) == "membership.expelled"
    assert hub.code("membership.ended", **out | {"resolution": "r1"}) == (
        "resolution.unknown"
    )
    meets(hub)
    hub.tell("ballot.counted", **ballot("a", "b", "c"))
    hub.tell("resolution.passed", **passing("r1", votes_for=3, votes_against=0,
                                            abstained=0))  # fmt: skip
    hub.tell("membership.ended", **out | {"resolution": "r1"}, _happened="1940-04-02")
    assert hub.code("membership.ended", **out, _happened="1940-04-03") == (
        "membership.none"
    )
    hub.tell("membership.asked", person="m0", recommended=["a"],
             _happened="1940-04-03")  # fmt: skip


def test_dues_are_income_of_the_society_and_no_gift() -> None:
    """Paid until a day, never twice; honorary members pay none."""
    hub = society()
    facts = {"payment": "d1", "person": "a", "until": "1940-12-31", "currency": "HKD",
             "count": "500", "fund": "hk:general", "till": "main"}  # fmt: skip
    hub.tell("dues.paid", **facts)
    assert hub.holds("hk/dues/1940", "HKD", "hk:general") == "-5.00"
    assert hub.code("dues.paid", **facts) == "dues.paid"
    hub.tell("dues.paid", **facts | {"until": "1941-12-31"})
    admits(hub, "x", "honorary")
    for more, code in (
        ({"person": "x"}, "dues.honorary"),
        ({"person": "nobody"}, "membership.none"),
        ({"person": "b", "currency": "hand-loom"}, "money.not-currency"),
    ):
        assert hub.code("dues.paid", **facts | more) == code
    (row,) = (one for one in hub.books.state.rows(Membership) if one.person == "a")
    assert row.dues_until == "1941-12-31"


def test_one_member_has_one_vote_in_person_by_proxy_or_by_post() -> None:
    """With evidence for what was not cast in the room; the counts add up."""
    hub = society(members=6)
    admits(hub, "x", "honorary")
    meets(hub)
    post = {"member": "m1", "cast": "postal", "evidence": LETTER}
    for facts, code in (
        (ballot("a", "a"), "ballot.twice"),
        (ballot("a", "x"), "ballot.no-vote"),
        (ballot("a", "stranger"), "ballot.no-vote"),
        (ballot("a", "b", counts=(3, 0, 0)), "ballot.counts"),
        (ballot("a", proxy("m0", "a", evidence="")), "ballot.evidence"),
        (ballot("a", proxy("m0", "b")), "ballot.proxy"),
        (ballot("a", {"member": "m0", "proxy": "a"}), "ballot.proxy"),
        (ballot("a", {"member": "m0", "cast": "proxy", "evidence": LETTER}),
         "ballot.proxy"),
        (ballot("a", "b", "c", "m0"), "resolution.votes"),
        (ballot("a") | {"meeting": "m9"}, "meeting.unknown"),
    ):  # fmt: skip
        assert hub.code("ballot.counted", **facts) == code
    voters = ("a", "b", proxy("m0", "a"), post)
    hub.tell("ballot.counted", **ballot(*voters, counts=(2, 1, 1)))
    assert hub.code("ballot.counted", **ballot("a")) == "ballot.exists"
    (row,) = hub.books.state.rows(Ballot)
    assert (row.voters, row.proxies, row.postal) == (4, 1, 1)


def test_a_resolution_has_the_very_counts_of_its_ballot() -> None:
    """More votes than persons present are right where some came by post."""
    hub = society(members=6)
    meets(hub)
    post = [{"member": f"m{n}", "cast": "postal", "evidence": LETTER} for n in range(3)]
    hub.tell("ballot.counted", **ballot("a", "b", "c", *post, counts=(5, 1, 0)))
    said = {"votes_for": 5, "votes_against": 1, "abstained": 0}
    assert hub.code("resolution.passed", **passing("r1")) == "resolution.ballot"
    hub.tell("resolution.passed", **passing("r1", **said))
    assert hub.code("resolution.passed", **passing("r2", **said)) == "resolution.votes"
    assert hub.code("ballot.counted", **ballot("a") | {"resolution": "r1"}) == (
        "ballot.exists"
    )


@pytest.mark.parametrize("form", ["board", "committee"])
def test_only_a_general_meeting_votes_by_ballot(form: str) -> None:
    """A board counts its own votes."""
    hub = society()
    meets(hub, form=form)
    assert hub.code("ballot.counted", **ballot("a")) == "ballot.not-general"


@examples(st.lists(st.sampled_from(
    ("a", "b", "c", "m0", "m1", "m2", "x", "y")), max_size=9),
    st.data())  # fmt: skip
def test_whatever_is_counted_no_member_votes_twice(
    names: list[str], data: st.DataObject
) -> None:
    """An accepted ballot has as many votes as members, each once and with a vote."""
    hub = society(members=6)
    admits(hub, "x", "honorary")
    meets(hub, present=9)
    voters = [
        {"member": name}
        | data.draw(st.sampled_from([
            {}, {"cast": "postal", "evidence": LETTER},
            {"cast": "proxy", "proxy": "a", "evidence": LETTER}]))
        for name in names
    ]  # fmt: skip
    before = len(list(hub.books.state.rows(Ballot)))
    code = ""
    try:
        hub.tell("ballot.counted", **ballot(*voters))
    except Refusal as refusal:
        code = refusal.code
    members = set(names)
    honest = len(members) == len(names) and not members & {"x", "y"}
    if not code:
        assert honest
        assert len(list(hub.books.state.rows(Ballot))) == before + 1
    elif honest:
        assert code == "ballot.proxy"
