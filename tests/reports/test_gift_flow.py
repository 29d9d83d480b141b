# SPDX-License-Identifier: Apache-2.0
"""A gift's flow closes at every hand, and its ends are the counts of the table."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from gungho.ledger.provenance import Forward, forward
from gungho.ledger.trail import Booked, Trail, Worth
from gungho.measure import share
from gungho.reports.gift_flow import Flow, gift_flow
from tests.support.trails import gift_pools, weave

FORMS = {"london": "committee", "hk": "hub", "baoji": "depot"}
END_OF_SORT = {"coop": "reached"}


def woven(
    gift: int, *, sent: int, fee: int, granted: int, lent: int, lost: int
) -> Trail:
    """Weave a gift of yarn sent to a hub, granted, lent and lost there."""

    def booked(seq: int, kind: str, *moves: tuple[str, str, int]) -> Booked:
        return Booked(
            seq=seq,
            kind=kind,
            postings=tuple((to, by, "CNC", "f", count, "") for to, by, count in moves),
        )

    sender = [
        booked(0, "gift.received", ("london/cash/main", "london/gifts/g", gift)),
        booked(1, "money.sent", ("london/transit/d", "london/cash/main", sent)),
    ]
    receiver = [
        booked(
            0,
            "money.arrived",
            ("hk/cash/main", "hk/arrived/d", sent - fee),
            ("hk/costs/bank", "hk/arrived/d", fee),
        ),
        booked(1, "grant.made", ("hk.0001/cash/main", "hk/cash/main", granted)),
        booked(2, "loan.made", ("hk/loans/hk.0001", "hk/cash/main", lent)),
        booked(3, "loss.accepted", ("hk/losses/raid", "hk/cash/main", lost)),
    ]
    return weave(
        [(1, sender), (2, receiver)], senders={"d": (1, "london")}, worth=Worth()
    )


def pool_of(trail: Trail) -> int:
    """Return the pool that the gift came in by."""
    return gift_pools(trail, 1, "g")[0]


def way(trail: Trail, amount: int) -> Forward:
    """Return the way that the gift went."""
    return forward(trail.moves, pool_of(trail), amount)


def ended(trail: Trail, amount: int) -> dict[str, int]:
    """Return what became of the gift, in whole counts."""
    way = forward(trail.moves, pool_of(trail), amount)
    sums: Counter[str] = Counter()
    for pool, kept in zip(trail.pools, way.kept, strict=True):
        body, role = pool[1].split("/")[:2]
        named = {"losses": "lost", "costs": "costs", "loans": "lent", "transit": "way"}
        end = "reached" if "." in body else named.get(role, "held")
        sums[end] += round(float(kept) * 1000)
    names = sorted(sums)
    return dict(zip(names, share(amount, [sums[name] for name in names]), strict=True))


def ends_of(flow: Flow) -> dict[str, int]:
    """Return what lies at the nodes of each end."""
    left: Counter[str] = Counter()
    for source, target, count in flow.links:
        left[source] -= count
        left[target] += count
    sums: Counter[str] = Counter()
    for node in flow.nodes:
        if node.sort != "gift":
            sums[END_OF_SORT.get(node.sort, node.sort)] += left[node.id]
    return {end: count for end, count in sums.items() if count}


@given(
    st.integers(1, 2_000_000),
    st.tuples(*[st.integers(0, 99)] * 5),
)
def test_ends_are_the_counts_of_the_table_and_every_hand_closes(
    gift: int, parts: tuple[int, int, int, int, int]
) -> None:
    """Whatever was sent, kept, granted, lent and lost, no unit is made or missed."""
    sent = gift * parts[0] // 100
    fee = sent * parts[1] // 200
    here = sent - fee
    granted, lent, lost = (here * part // 300 for part in parts[2:])
    trail = woven(gift, sent=sent, fee=fee, granted=granted, lent=lent, lost=lost)
    table = ended(trail, gift)
    flow = gift_flow(trail, way(trail, gift), forms=FORMS, ended=table)
    assert ends_of(flow) == {end: count for end, count in table.items() if count}
    assert sum(count for source, _, count in flow.links if source == "gift") == gift


def test_columns_follow_the_hands_it_passes_through() -> None:
    """The gift, the committee, the hub, then the ends; nothing goes back."""
    trail = woven(1000, sent=900, fee=10, granted=500, lent=100, lost=40)
    table = ended(trail, 1000)
    flow = gift_flow(trail, way(trail, 1000), forms=FORMS, ended=table)
    column = {node.id: node.column for node in flow.nodes}
    assert column["gift"] == 0
    assert column["london"] == 1
    assert column["hk"] == 2
    assert all(column[source] < column[target] for source, target, _ in flow.links)
    assert {node.sort for node in flow.nodes} == {
        "gift", "body", "coop", "lent", "lost", "costs", "held",
    }  # fmt: skip
    assert {(a, b): n for a, b, n in flow.links}["hk", "hk.0001"] == 500
