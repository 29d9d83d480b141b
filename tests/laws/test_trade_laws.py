# SPDX-License-Identifier: Apache-2.0
"""Whatever is traded: gifts and goods for sale never meet, and all is shared.

What is invoiced was made or bought for sale, of the co-ops' own; no lot of an invoice
is a lot of a gift; nothing that a buyer paid is income of giving; and the parts of what
was paid are the whole, to the last unit (laws 3, 4, 5 and 10).
"""

from __future__ import annotations

from typing import Any

from hypothesis import given as examples
from hypothesis import strategies as st

from gungho.errors import Refusal
from gungho.flows.exports import ShipmentLine
from gungho.flows.gifts import GiftLineRow, Lot
from gungho.flows.help import Grant
from gungho.flows.invoices import Invoice, InvoiceShare
from gungho.flows.orders import OrderShare
from gungho.flows.sharing import Sharing, SharingPart
from gungho.ledger.accounts import role_of
from gungho.ledger.balances import balances_of
from gungho.reports.conservation import conserve
from tests.support.goods import dump, given, material
from tests.support.memory import MemoryBooks, folded
from tests.support.trade import (
    FIRST,
    GENERAL,
    LINE,
    OWN,
    REVOLVING,
    SECOND,
    exporter,
    invoice,
    order,
    payment,
    rule,
)

SORTS = (
    "give", "grant", "advance", "weave", "order", "confirm", "deliver", "pack", "ship",
    "invoice", "pay", "share", "complain", "credit", "correct", "cancel",
)  # fmt: skip
# A thread through all of them, so that far steps are reached; the rest is chance.
THREAD = [
    ("order", 3, 0), ("confirm", 1, 0), ("advance", 1, 0), ("weave", 3, 0),
    ("weave", 3, 1), ("deliver", 3, 0), ("deliver", 3, 1), ("pack", 3, 0),
    ("pack", 3, 1), ("ship", 1, 0), ("invoice", 1, 0), ("pay", 2, 0), ("share", 1, 0),
]  # fmt: skip
DEEDS = st.tuples(st.sampled_from(SORTS), st.integers(1, 4), st.integers(0, 5))


class House:
    """An exporter's house, and what is tried in it one thing after the other."""

    def __init__(self) -> None:
        self.desk = exporter(MemoryBooks())
        cloth = [given("40 cotton-cloth @ baoji", pot) for pot in (OWN, GENERAL)]
        self.desk.tell("gift.received", gift="cloth", lines=cloth)
        self.made: dict[str, list[str]] = {}
        self.done = 0

    def near(self, sort: str, pick: int) -> str:
        """Return one of the ids made by deeds of a sort."""
        ids = self.made.get(sort, ["none"])
        return ids[pick % len(ids)]

    def deed(self, sort: str, count: int, pick: int) -> tuple[str, dict[str, Any]]:
        """Return a command of a sort, by two small numbers."""
        new, coop = f"x{self.done}", (FIRST, SECOND)[pick % 2]
        cloth = {"item": "cotton-cloth", "count": str(count * 10)}
        pot = (OWN, GENERAL)[pick // 2 % 2]
        near = self.near
        charges = [{"cause": "freight", "count": str(count), "fund": GENERAL}]
        return {
            "give": ("gift.received", {"gift": new, "lines": [
                given(f"{count} cotton-cloth @ baoji", pot)]}),
            "grant": ("grant.made", {"grant": new, "coop": coop, "at": "baoji",
                      "lines": [{"commodity": "cotton-cloth", "count": str(count * 9),
                                 "fund": pot}]}),
            "advance": ("materials.advanced", {"advance": new, "coop": coop,
                        "order": near("order", pick), "place": "baoji",
                        "item": "cotton-yarn", "count": str(count * 5),
                        "fund": REVOLVING, "currency": "CNC",
                        "worth": str(count * 70)}),
            "weave": ("goods.made", {"order": f"w.{coop}", "coop": coop, **cloth}),
            "order": ("order.placed", order(order=new, lines=[
                LINE | {"count": str(count * 20)}])),
            "confirm": ("order.confirmed", rule(
                order=near("order", pick),
                difference=("coops", "agent", "fund")[count % 3])),
            "deliver": ("goods.delivered", {"delivery": new, "coop": coop,
                        "order": near("order", pick // 2), "place": "baoji", **cloth,
                        "rejected": "", "defect": ""}),
            "pack": ("goods.packed", {"package": new, "place": "baoji", "code": "BL",
                     "owner": coop, "weight_g": 900, "volume_cm3": 1,
                     "lines": [{"commodity": "cotton-cloth", "count": str(count * 10),
                                "fund": OWN}]}),
            "ship": ("shipment.exported", {"shipment": new, "place": "baoji",
                     "order": near("order", pick // 2), "carrier": "", "route": [],
                     "packages": self.made.get("pack", [])[pick // 2:], "due": ""}),
            "invoice": ("invoice.issued", invoice(
                invoice=new, shipment=near("ship", pick))),
            "pay": ("payment.received", payment(
                payment=new, invoice=near("invoice", pick), count=str(count * 111),
                came=str(count * 1700 + pick), fee=str(pick) if pick else "")),
            "share": ("proceeds.shared", {"sharing": new, "payment": near("pay", pick),
                      "charges": charges if pick % 2 else []}),
            "complain": ("complaint.raised", {"complaint": new, "line": 0,
                         "invoice": near("invoice", pick), "count": str(count),
                         "defect": "moth"}),
            "credit": ("complaint.settled", {"complaint": near("complain", pick),
                       "outcome": "credited", "credit": str(count * 7),
                       "coop": coop if pick > 2 else ""}),
            "correct": ("correction.made", {"reason": "mistake",
                        "_corrects": f"d{self.done - 1 - pick}"}),
            "cancel": ("order.cancelled", {"order": near("order", pick),
                                           "reason": "buyer"}),
        }[sort]  # fmt: skip

    def do(self, sort: str, count: int, pick: int) -> None:
        """Do one deed; a refused one changes nothing."""
        before = dump(self.desk.books.state)
        kind, facts = self.deed(sort, count, pick)
        try:
            self.desk.tell(kind, **facts, _id=f"d{self.done}")
        except Refusal:
            assert dump(self.desk.books.state) == before
        else:
            self.made.setdefault(sort, []).append(f"x{self.done}")
        self.done += 1


def started() -> House:
    """Return a house in which both sheds have yarn on their benches."""
    house = House()
    for coop in (FIRST, SECOND):
        house.desk.tell("grant.made", grant=f"g.{coop}", coop=coop, at="baoji", lines=[
            {"commodity": "cotton-yarn", "count": "45", "fund": GENERAL}])  # fmt: skip
        house.desk.tell("materials.used", order=f"w.{coop}", coop=coop,
                        lines=[material("4.5 cotton-yarn", GENERAL)])  # fmt: skip
    return house


def check_apart(house: House) -> None:
    """Gifts and traded goods never meet."""
    state = house.desk.books.state
    lots = {row.lot: row for row in state.rows(Lot)}
    given_lots = {row.lot for row in state.rows(GiftLineRow)}
    for line in state.rows(ShipmentLine):
        lot = lots[line.lot]
        assert (lot.origin, lot.fund) in (("made", OWN), ("purchase", OWN))
        assert line.lot not in given_lots
    sold = {line.lot for line in state.rows(ShipmentLine)}
    assert not sold & {row.lot for row in state.rows(Grant)}
    buyers_money = {row.currency for row in state.rows(Invoice)}
    for (account, code, _, _), count in _held(house):
        assert not (role_of(account) == "gifts" and code in buyers_money and count)


def _held(house: House) -> list[tuple[tuple[str, str, str, str], int]]:
    book = house.desk.books.bodies()["baoji"]
    return list(balances_of(house.desk.books.state, book))


def check_whole(house: House) -> None:
    """Claims and parts add up; no account of an asset is below zero."""
    state = house.desk.books.state
    told = conserve([(a, c, f, n) for (a, c, f, _), n in _held(house)], [])
    assert told.holds, told.faults
    for row in state.rows(Invoice):
        shares = [s for s in state.rows(InvoiceShare) if s.invoice == row.invoice]
        assert sum(one.amount for one in shares) == row.total
        assert 0 <= row.left <= row.total
        assert all(0 <= one.settled <= one.amount for one in shares)
    for sharing in state.rows(Sharing):
        parts = [p for p in state.rows(SharingPart) if p.sharing == sharing.sharing]
        out = sum(p.net + p.fee + p.charges + p.commission + p.levy for p in parts)
        assert out == sharing.came + sharing.fee
        assert sum(p.commission for p in parts) == sharing.commission
        assert all(0 <= p.recovered <= p.net for p in parts)
    for shed in state.rows(OrderShare):
        assert 0 <= shed.exported <= shed.delivered <= shed.count


@examples(
    st.integers(0, len(THREAD)),
    st.lists(DEEDS, max_size=12),
    st.lists(DEEDS, max_size=20),
)
def test_gifts_and_trade_stay_apart_and_nothing_is_left_over(
    steps: int, first: list[tuple[str, int, int]], more: list[tuple[str, int, int]]
) -> None:
    """Some chance, a thread as far as it comes, and chance again."""
    house = started()
    for deed in [*first, *THREAD[:steps], *more]:
        house.do(*deed)
    check_apart(house)
    check_whole(house)
    assert dump(folded(house.desk.books.entries)) == dump(house.desk.books.state)


def test_the_thread_reaches_the_sharing() -> None:
    """The law above is asked of houses where all of it has happened."""
    house = started()
    for deed in THREAD:
        house.do(*deed)
    assert list(house.desk.books.state.rows(SharingPart))
    check_apart(house)
    check_whole(house)
