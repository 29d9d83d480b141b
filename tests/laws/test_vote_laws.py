# SPDX-License-Identifier: Apache-2.0
"""One member, one vote: the code that counts votes cannot see money or shares (law 12).

A state that notes which rows are read shows that counting looks at the society alone;
and whatever members pay, in dues, gifts or shares, the same votes are taken or refused.
"""

from __future__ import annotations

from typing import Any

import msgspec
from hypothesis import given as examples
from hypothesis import strategies as st

from gungho.errors import Refusal
from gungho.flows.ballots import Voter
from gungho.flows.kind import Asking
from gungho.flows.kinds import KINDS
from gungho.flows.offices import Ballot, Meeting, Resolution
from gungho.flows.society import Membership
from gungho.ledger.state import R, Row, State
from tests.flows.test_society import LETTER, ballot, meets, society
from tests.support.goods import DAY, Desk, given

PEOPLE = ("a", "b", "c", "m0", "m1", "m2", "stranger")
VOTE = st.tuples(
    st.sampled_from(PEOPLE), st.sampled_from(("present", "postal", "proxy"))
)
PAID = st.lists(st.tuples(st.sampled_from(PEOPLE[:6]), st.integers(1, 10**9)))
SEEN_BY_A_COUNT = {Ballot, Meeting, Membership, Resolution}


class Noting(State):
    """A state that notes the sorts of rows that are asked for."""

    def __init__(self, held: State) -> None:
        super().__init__()
        self.held = held
        self.seen: set[type[Row]] = set()

    def get(self, kind: type[R], *key: Any) -> R | None:
        """Note and look."""
        self.seen.add(kind)
        return self.held.get(kind, *key)

    def find(self, kind: type[R], index: str, *values: Any) -> tuple[R, ...]:
        """Note and look."""
        self.seen.add(kind)
        return self.held.find(kind, index, *values)


def voters_of(votes: list[tuple[str, str]]) -> list[dict[str, str]]:
    """Return the voters of a ballot as they are told."""
    told = []
    for member, cast in votes:
        proxy = {"proxy": "a"} if cast == "proxy" else {}
        evidence = {"evidence": LETTER} if cast != "present" else {}
        told.append({"member": member, "cast": cast, **proxy, **evidence})
    return told


def outcome(hub: Desk, votes: list[tuple[str, str]]) -> tuple[str, set[type[Row]]]:
    """Return how a count is answered, and which sorts of rows it has looked at."""
    noting = Noting(hub.books.state)
    kind = KINDS["ballot.counted"]
    command = hub.command("ballot.counted", **ballot(*voters_of(votes)))
    asking = Asking(
        state=noting, book=hub.books.bodies()["hk"], body="hk", seq=0, happened=DAY
    )
    facts = msgspec.convert(command.facts, kind.payload)
    try:
        decision = kind.decide(asking, facts)
    except Refusal as refusal:
        return str(refusal), noting.seen
    assert decision.postings == ()
    return "counted", noting.seen


@examples(st.lists(VOTE, max_size=8), PAID)
def test_what_members_pay_changes_no_vote(
    votes: list[tuple[str, str]], paid: list[tuple[str, int]]
) -> None:
    """The answer is the same before and after, and was made without the money."""
    hub = society(members=6)
    meets(hub, present=9)
    before, seen = outcome(hub, votes)
    for number, (person, count) in enumerate(paid):
        hub.tell("dues.paid", payment=f"d{number}", person=person, currency="HKD",
                 until=f"{1941 + number}-12-31", count=str(count), fund="hk:general",
                 till="main")  # fmt: skip
        hub.tell("gift.received", gift=f"g{number}", giver=person,
                 lines=[given("5.00 HKD @ main", "hk:general")])  # fmt: skip
    after, seen_after = outcome(hub, votes)
    assert before == after
    assert seen | seen_after <= SEEN_BY_A_COUNT
    honest = len({name for name, _ in votes}) == len(votes)
    assert after != "counted" or honest


def test_a_count_books_nothing_and_a_vote_has_no_weight() -> None:
    """No posting is permitted, and a vote has no field for a number."""
    kind = KINDS["ballot.counted"]
    assert not kind.permitted
    fields = {field.name for field in msgspec.structs.fields(Voter)}
    assert fields == {"member", "cast", "proxy", "evidence"}
