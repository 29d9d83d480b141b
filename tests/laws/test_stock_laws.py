# SPDX-License-Identifier: Apache-2.0
"""Whatever is done with goods, every unit has one place or one end (laws 3 to 6)."""

from __future__ import annotations

from typing import Any

from hypothesis import given as examples
from hypothesis import strategies as st

from gungho.errors import Refusal
from gungho.flows.bills import Bill, LotCharge
from gungho.flows.custody import Held
from gungho.flows.gifts import Lot
from gungho.flows.packages import Package
from gungho.flows.passages import PassageLine
from gungho.ledger.balances import balance, balances_of
from gungho.reports.conservation import conserve
from tests.support.goods import Desk, dump, fund, given, line, movement
from tests.support.memory import MemoryBooks, folded

GENERAL, SCHOOLS = "hk:general", "hk:schools"
ITEMS, PLACES = ("case", "hand-loom", "cotton-yarn"), ("hk", "kowloon")
DEEDS = st.tuples(
    st.sampled_from(
        ("give", "move", "sort", "describe", "pack", "unpack", "send", "pass", "end",
         "take", "return", "count", "bill", "pay", "correct")
    ),
    st.integers(1, 6),
    st.integers(0, 5),
)  # fmt: skip


class Store:
    """A hub's storeroom, and what is done in it one after the other."""

    def __init__(self) -> None:
        self.hub, _ = movement(MemoryBooks())
        fund(self.hub, "schools", purposes=["school"])
        start = [given("60.00 GBP @ main", GENERAL)] + [
            given(f"{count} {item} @ {place}", pot)
            for count, item in ((6, "case"), (9, "hand-loom"), (9, "cotton-yarn"))
            for place in PLACES
            for pot in (GENERAL, SCHOOLS)
        ]
        self.hub.tell("gift.received", gift="start", lines=start)
        self.made: dict[str, list[str]] = {}
        self.done: list[str] = []

    def deed(self, sort: str, count: int, pick: int) -> tuple[str, dict[str, Any]]:
        """Return a command of a sort, by two small numbers."""
        number = len(self.done)
        pot, item = (GENERAL, SCHOOLS)[pick % 2], ITEMS[pick % 3]
        what = [line(f"{count} {item}", pot)]
        place, other = PLACES[pick % 2], PLACES[1 - pick % 2]

        def near(sort: str) -> str:
            ids = self.made.get(sort, ["none"])
            return ids[pick % len(ids)]

        lots = [row.lot for row in self.hub.books.state.rows(Lot)]
        lot = lots[pick % len(lots)]
        found = [{"item": "hand-loom", "count": str(count)},
                 {"item": "cotton-yarn", "count": str(pick + 1)}]  # fmt: skip
        own = {"item": item, "count": str(count)}
        return {
            "give": ("gift.received", {"gift": f"x{number}", "lines": [
                given(f"{count} {item} @ {place}", pot)]}),
            "move": ("stock.moved", {"move": f"x{number}", "source": place,
                                     "target": other, "lines": what}),
            "sort": ("stock.sorted", {"sorting": f"x{number}", "place": place,
                     "item": "case", "count": str(count), "fund": pot,
                     "lines": found}),
            "describe": ("lot.described", {"lot": lot, "weight_g": count,
                         "expires": ("", "1940-03-01", "1941-01-01")[pick % 3]}),
            "pack": ("goods.packed", {"package": f"x{number}", "place": place,
                     "code": "CS", "weight_g": 1, "volume_cm3": 1, "lines": what}),
            "unpack": ("goods.unpacked", {"package": near("pack"), "reason": "repack"}),
            "send": ("goods.dispatched", {"document": f"hk:x{number}",
                     "receiver": "baoji", "place": place, "route": [], "due": "",
                     "plan": "", "lines": what if pick % 2 else [],
                     "packages": [near("pack")] if pick % 2 == 0 else []}),
            "pass": ("custody.passed", {"custody": f"x{number}", "holder": "godown",
                     "place": place, "due": "", "lines": what}),
            "end": ("custody.ended", {"custody": near("pass"), "place": place,
                                      "lines": what}),
            "take": ("deposit.taken", {"deposit": f"x{number}", "owner": "mission",
                     "place": place, "fund": pot, "due": "", "lines": [own]}),
            "return": ("deposit.returned", {"deposit": near("take"), "lines": [own]}),
            "count": ("stock.counted", {"count": f"x{number}", "place": place,
                      "lines": [{"item": item, "counted": str(pick * count),
                                 "fund": pot}]}),
            "bill": ("bill.received", {"bill": f"x{number}", "creditor": "carrier",
                     "cause": "freight", "currency": "GBP", "count": str(count * 100),
                     "fund": GENERAL, "by": ("count", "weight")[pick % 2],
                     "shares": [{"lot": lot, "count": "1"},
                                {"lot": lots[0], "count": "2"}]}),
            "pay": ("bill.settled", {"bill": near("bill"), "count": str(count * 60),
                                     "till": "main"}),
            "correct": ("correction.made", {"reason": "mistake",
                        "_corrects": f"d{number - 1 - pick // 2}"}),
        }[sort]  # fmt: skip

    def do(self, sort: str, count: int, pick: int) -> None:
        """Do one deed; a refused one changes nothing."""
        before = dump(self.hub.books.state)
        kind, facts = self.deed(sort, count, pick)
        try:
            self.hub.tell(kind, **facts, _id=f"d{len(self.done)}")
        except Refusal:
            assert dump(self.hub.books.state) == before
        else:
            self.made.setdefault(sort, []).append(f"x{len(self.done)}")
            if kind == "goods.packed":
                self.check_packed(facts["package"])
        self.done.append(kind)

    def check_packed(self, package: str) -> None:
        """Of no lot just packed is more in packages than lies at the place."""
        state, book = self.hub.books.state, self.hub.books.bodies()["hk"]
        every = [row for row in state.rows(Package) if row.status == "packed"]
        for new in state.find(Package, "package", book, package):
            account = f"hk/stock/{new.place}"
            lies = balance(state, book, account, new.commodity, new.fund, new.lot)
            packed = [row.count for row in every
                      if (row.place, row.lot, row.fund) == (new.place, new.lot,
                                                            new.fund)]  # fmt: skip
            assert sum(packed) <= lies


def check(hub: Desk) -> None:
    """Every law that a storeroom is under."""
    state, book = hub.books.state, hub.books.bodies()["hk"]
    balances = [
        (account, code, pot, count)
        for (account, code, pot, _lot), count in balances_of(state, book)
    ]
    told = conserve(balances, _passages(hub))
    assert told.holds, told.faults
    for row in state.rows(Held):
        assert 0 <= row.left <= row.count
    for bill in state.rows(Bill):
        bears = [one.bears for one in state.rows(LotCharge) if one.bill == bill.bill]
        assert sum(bears) in (0, bill.count)
        assert bill.status == "corrected" or 0 <= bill.left <= bill.count


def _passages(hub: Desk) -> list[tuple[str, str, str, int, int, int, int]]:
    return [
        (row.document, row.commodity, row.fund, row.sent, 0, 0, row.lost)
        for row in hub.books.state.rows(PassageLine)
    ]


@examples(st.lists(DEEDS, max_size=14))
def test_whatever_is_done_with_goods_every_unit_is_accounted_for(
    deeds: list[tuple[str, int, int]],
) -> None:
    """Moved, sorted, packed, sent, held, counted, billed, corrected; and replayed."""
    store = Store()
    for sort, count, pick in deeds:
        store.do(sort, count, pick)
    check(store.hub)
    again = folded(store.hub.books.entries)
    assert dump(again) == dump(store.hub.books.state)
