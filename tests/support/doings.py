# SPDX-License-Identifier: Apache-2.0
"""Whatever people at a hub and a depot may try to do, in any order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from hypothesis import strategies as st

from gungho.actions.ports import Receipt
from gungho.errors import Refusal
from gungho.flows.passages import ArrivalLine, PassageLine
from tests.support.goods import fund, given, line, material, mirror, movement
from tests.support.memory import MemoryBooks

Doing = tuple[str, int, int, int]
GOODS = ("hand-loom", "cotton-yarn", "helmet")
MONEY = ("CNC", "GBP")
COOP = "baoji.0001"
TERMS: tuple[dict[str, Any], ...] = (
    {},
    {"regions": ["northwest"]},
    {"regions": ["southeast"]},
    {"items": ["hand-loom"]},
    {"purposes": ["relief"]},
    {"trades": ["leather"]},
    {"forbid_military": True},
    {"revolving": True},
    {"until_day": "1940-03-31"},
    {"bodies": ["baoji.0001"], "places": ["shuangshipu"]},
)


class Story:
    """A story being told: what is refused is left out, what happened stands."""

    def __init__(self, funds: Sequence[dict[str, Any]] = ({},)) -> None:
        self.books = MemoryBooks()
        self.hub, self.depot = movement(self.books)
        self.funds = ["hk:general"]
        for number, terms in enumerate(funds):
            self.funds.append(fund(self.hub, f"f{number}", **terms))
            mirror(self.depot, self.funds[-1], **terms)
        for need, purpose in (("n0", "start"), ("n1", "relief")):
            self.depot.tell(
                "need.stated", need=need, coop=COOP, activity="shed", units=1,
                purpose=purpose, inputs=[],
            )  # fmt: skip
        self.gifts: list[str] = []
        self.number = 0

    def tell(self, doing: Doing) -> Receipt | Refusal:
        """Try one thing."""
        self.number += 1
        deed: Callable[[int, int, int], Receipt] = getattr(self, doing[0])
        try:
            return deed(*doing[1:])
        except Refusal as refusal:
            return refusal

    def id(self, word: str) -> str:
        """Return a new id."""
        return f"{word}{self.number}"

    def fund(self, which: int) -> str:
        """Return one of the funds."""
        return self.funds[which % len(self.funds)]

    def give(self, which: int, what: int, count: int) -> Receipt:
        """The hub is given money or goods."""
        code = (*MONEY, *GOODS)[what % 5]
        at = "main" if code in MONEY else "hk"
        gift = {
            **given(f"1 {code} @ {at}", self.fund(which)),
            "count": str(count),
        }
        receipt = self.hub.tell("gift.received", gift=self.id("g"), lines=[gift])
        self.gifts.append(receipt.id)
        return receipt

    def correct(self, which: int, what: int, count: int) -> Receipt:
        """A gift of goods is taken back."""
        entry = self.gifts[which % len(self.gifts)] if self.gifts else "none"
        return self.hub.tell("correction.made", reason="r", _corrects=entry)

    def dispatch(self, which: int, what: int, count: int) -> Receipt:
        """Goods leave for the depot."""
        goods = {**line(f"1 {GOODS[what % 3]}", self.fund(which)), "count": str(count)}
        return self.hub.tell(
            "goods.dispatched", document=self.id("d"), receiver="baoji", place="hk",
            lines=[goods],
        )  # fmt: skip

    def send(self, which: int, what: int, count: int) -> Receipt:
        """Money leaves for the depot."""
        money = {**line(f"1 {MONEY[what % 2]}", self.fund(which)), "count": str(count)}
        return self.hub.tell(
            "money.sent", document=self.id("d"), receiver="baoji", till="main",
            lines=[money],
        )  # fmt: skip

    def _sent(self, which: int) -> PassageLine:
        rows = list(self.books.state.rows(PassageLine))
        if not rows:
            raise Refusal("nothing.sent")
        return rows[which % len(rows)]

    def arrive(self, which: int, what: int, count: int) -> Receipt:
        """The depot counts some of what is still on the way, with a fee for money."""
        row = self._sent(which)
        here = self.books.state.find(ArrivalLine, "document", row.document)
        left = row.sent - row.lost - sum(one.count + one.fee for one in here)
        came = min(left, count)
        if came <= 0:
            raise Refusal("nothing.left")
        facts = {"document": row.document, "sender": "hk"}
        told = {"commodity": row.commodity, "fund": row.fund, "count": str(came)}
        if row.lot:
            lines = [{**told, "lot": row.lot}]
            return self.depot.tell("goods.arrived", **facts, place="baoji", lines=lines)
        fee = min(left - came, what % 3)
        lines = [{**told, **({"fee": str(fee)} if fee else {})}]
        return self.depot.tell("money.arrived", **facts, till="main", lines=lines)

    def settle(self, which: int, what: int, count: int) -> Receipt:
        """The hub settles what was counted."""
        row = self._sent(which)
        told = {
            "commodity": row.commodity,
            "fund": row.fund,
            "count": str(count),
            "lot": row.lot,
        }
        return self.hub.tell(
            "dispatch.settled", document=row.document, arrival_book="baoji",
            arrival="a", lines=[told],
        )  # fmt: skip

    def lose(self, which: int, what: int, count: int) -> Receipt:
        """The hub accepts the loss of what has not come."""
        row = self._sent(which)
        here = self.books.state.find(ArrivalLine, "document", row.document)
        left = row.sent - row.lost - sum(one.count + one.fee for one in here)
        told = {
            "commodity": row.commodity,
            "fund": row.fund,
            "count": str(min(left, count)),
            "lot": row.lot,
        }
        return self.hub.tell(
            "loss.accepted", loss=self.id("l"), document=row.document, body="hk",
            source="transit", at=row.document, cause="road", lines=[told],
        )  # fmt: skip

    def grant(self, which: int, what: int, count: int) -> Receipt:
        """The depot grants goods or money, for a need or none."""
        code = (*MONEY, *GOODS)[what % 5]
        told = {**line(f"1 {code}", self.fund(which)), "count": str(count)}
        return self.depot.tell(
            "grant.made", grant=self.id("gr"), coop=COOP,
            need=("", "n0", "n1")[count % 3],
            at="main" if code in MONEY else "baoji", lines=[told],
        )  # fmt: skip

    def lend(self, which: int, what: int, count: int) -> Receipt:
        """The depot lends money."""
        return self.depot.tell(
            "loan.made", loan=self.id("ln"), coop=COOP, need=("", "n0", "n1")[what % 3],
            currency="CNC", count=str(count), fund=self.fund(which), till="main",
        )  # fmt: skip

    def repay(self, which: int, what: int, count: int) -> Receipt:
        """The co-op repays one of the loans."""
        loan = f"ln{which % self.number}"
        return self.depot.tell("loan.repaid", loan=loan, count=str(count), till="main")

    def buy(self, which: int, what: int, count: int) -> Receipt:
        """The hub, the depot or the co-op buys goods."""
        desk, party = (
            (self.hub, "hk"),
            (self.depot, "baoji"),
            (self.depot, COOP),
        )[count % 3]
        pots = [*self.funds, "baoji:own"]
        return desk.tell(
            "goods.bought", purchase=self.id("p"), party=party, place="shop",
            item=GOODS[what % 3], count=str(count), currency="CNC", cost=str(count * 3),
            till="main", fund=pots[which % len(pots)],
        )  # fmt: skip

    def use(self, which: int, what: int, count: int) -> Receipt:
        """The co-op puts materials into an order."""
        pots = [*self.funds, ""]
        told = material(f"1 {GOODS[what % 3]}", pots[which % len(pots)])
        return self.depot.tell(
            "materials.used", order=f"w{count % 2}", coop=COOP,
            lines=[{**told, "count": str(count)}],
        )  # fmt: skip

    def make(self, which: int, what: int, count: int) -> Receipt:
        """The co-op makes cloth."""
        return self.depot.tell(
            "goods.made", order=f"w{count % 2}", coop=COOP, item="cotton-cloth",
            count=str(count),
        )  # fmt: skip

    def sell(self, which: int, what: int, count: int) -> Receipt:
        """The co-op sells what it has."""
        item = ("cotton-cloth", *GOODS)[what % 4]
        return self.depot.tell(
            "goods.sold", sale=self.id("s"), coop=COOP, item=item, count=str(count),
            currency="CNC", proceeds=str(count * 5), wages=str(count),
        )  # fmt: skip

    def exchange(self, which: int, what: int, count: int) -> Receipt:
        """The hub exchanges money."""
        source, target = MONEY if what % 2 else MONEY[::-1]
        return self.hub.tell(
            "money.exchanged", exchange=self.id("x"), fund=self.fund(which),
            source=source, source_count=str(count), source_till="main", target=target,
            target_count=str(count * 2), target_till="main", sort="market",
        )  # fmt: skip

    def pay(self, which: int, what: int, count: int) -> Receipt:
        """The hub pays a cost."""
        return self.hub.tell(
            "cost.paid", cost=self.id("c"), cause="freight", currency=MONEY[what % 2],
            count=str(count), fund=self.fund(which), till="main",
        )  # fmt: skip

    def bank(self, which: int, what: int, count: int) -> Receipt:
        """A bank takes its fee, whatever is there."""
        return self.hub.tell(
            "cost.paid", cost=self.id("c"), cause="bank", currency=MONEY[what % 2],
            count=str(count), fund=self.fund(which), till="main",
        )  # fmt: skip


FACTS = ("bank",)
DEEDS = (
    "give give give correct dispatch dispatch send arrive arrive settle lose grant "
    "lend repay buy use make sell exchange pay"
).split()


def doings(deeds: Sequence[str] = DEEDS) -> st.SearchStrategy[Doing]:
    """Return any deed on any fund, thing and count."""
    small = st.integers(0, 20)
    return st.tuples(st.sampled_from(deeds), small, small, st.integers(1, 60))


def told(story: Sequence[Doing]) -> MemoryBooks:
    """Return the books after a story."""
    telling = Story(TERMS[:5])
    for doing in story:
        telling.tell(doing)
    return telling.books
