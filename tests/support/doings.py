# SPDX-License-Identifier: Apache-2.0
"""Whatever people at a hub and a depot may try to do, in any order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from gungho.actions.ports import Books, Receipt
from gungho.errors import Refusal
from gungho.flows.loan_products import LoanProduct
from gungho.flows.loans import Loan
from gungho.flows.passages import ArrivalLine, PassageLine
from tests.support.goods import fund, given, line, material, mirror, movement
from tests.support.memory import MemoryBooks
from tests.support.offices import meets, passes


@dataclass(frozen=True, slots=True)
class Doing:
    """One thing that is tried: a deed, on which fund or document, what, how many."""

    deed: str
    which: int
    what: int
    count: int


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

    def __init__(
        self, funds: Sequence[dict[str, Any]] = ({},), *, books: Books | None = None
    ) -> None:
        self.books = books or MemoryBooks()
        self.hub, self.depot = movement(self.books)
        self.funds = ["hk:general"]
        for number, terms in enumerate(funds):
            self.funds.append(fund(self.hub, f"f{number}", **terms))
            mirror(self.depot, self.funds[-1], **terms)
        for need, purpose in (("n0", "start"), ("n1", "relief")):
            self.depot.tell(
                "need.stated",
                need=need,
                coop=COOP,
                activity="shed",
                units=1,
                purpose=purpose,
                inputs=[],
            )
        meets(self.depot, "m1")
        passes(self.depot, "r1", allows=["loan.written_off"])
        self.gifts: list[str] = []
        self.sent: list[str] = []
        self.number = 0

    def tell(self, doing: Doing) -> Receipt | Refusal:
        """Try one thing."""
        self.number += 1
        deed: Callable[[Doing], Receipt] = getattr(self, doing.deed)
        try:
            receipt = deed(doing)
        except Refusal as refusal:
            return refusal
        if doing.deed in ("send", "dispatch"):
            self.sent.append(f"d{self.number}")
        return receipt

    def id(self, word: str) -> str:
        """Return a new id."""
        return f"{word}{self.number}"

    def fund(self, which: int) -> str:
        """Return one of the funds."""
        return self.funds[which % len(self.funds)]

    def give(self, of: Doing) -> Receipt:
        """The hub is given money or goods."""
        code = (*MONEY, *GOODS)[of.what % 5]
        at = "main" if code in MONEY else "hk"
        gift = {
            **given(f"1 {code} @ {at}", self.fund(of.which)),
            "count": str(of.count),
        }
        receipt = self.hub.tell("gift.received", gift=self.id("g"), lines=[gift])
        self.gifts.append(receipt.id)
        return receipt

    def correct(self, of: Doing) -> Receipt:
        """A gift of goods is taken back."""
        entry = self.gifts[of.which % len(self.gifts)] if self.gifts else "none"
        return self.hub.tell("correction.made", reason="r", _corrects=entry)

    def dispatch(self, of: Doing) -> Receipt:
        """Goods leave for the depot."""
        goods = {
            **line(f"1 {GOODS[of.what % 3]}", self.fund(of.which)),
            "count": str(of.count),
        }
        return self.hub.tell(
            "goods.dispatched",
            document=self.id("d"),
            receiver="baoji",
            place="hk",
            lines=[goods],
        )

    def send(self, of: Doing) -> Receipt:
        """Money leaves for the depot."""
        money = {
            **line(f"1 {MONEY[of.what % 2]}", self.fund(of.which)),
            "count": str(of.count),
        }
        return self.hub.tell(
            "money.sent",
            document=self.id("d"),
            receiver="baoji",
            till="main",
            lines=[money],
        )

    def _sent(self, which: int) -> PassageLine:
        if not self.sent:
            raise Refusal("nothing.sent")
        document = self.sent[which % len(self.sent)]
        return self.books.state.find(PassageLine, "document", document)[0]

    def arrive(self, of: Doing) -> Receipt:
        """The depot counts some of what is still on the way, with a fee for money."""
        row = self._sent(of.which)
        here = self.books.state.find(ArrivalLine, "document", row.document)
        left = row.sent - row.lost - sum(one.count + one.fee for one in here)
        came = min(left, of.count)
        if came <= 0:
            raise Refusal("nothing.left")
        facts = {"document": row.document, "sender": "hk"}
        told = {"commodity": row.commodity, "fund": row.fund, "count": str(came)}
        if row.lot:
            lines = [{**told, "lot": row.lot}]
            return self.depot.tell("goods.arrived", **facts, place="baoji", lines=lines)
        fee = min(left - came, of.what % 3)
        lines = [{**told, **({"fee": str(fee)} if fee else {})}]
        return self.depot.tell("money.arrived", **facts, till="main", lines=lines)

    def settle(self, of: Doing) -> Receipt:
        """The hub settles what was counted."""
        row = self._sent(of.which)
        told = {
            "commodity": row.commodity,
            "fund": row.fund,
            "count": str(of.count),
            "lot": row.lot,
        }
        return self.hub.tell(
            "dispatch.settled",
            document=row.document,
            arrival_book="baoji",
            arrival="a",
            lines=[told],
        )

    def lose(self, of: Doing) -> Receipt:
        """The hub accepts the loss of what has not come."""
        row = self._sent(of.which)
        here = self.books.state.find(ArrivalLine, "document", row.document)
        left = row.sent - row.lost - sum(one.count + one.fee for one in here)
        told = {
            "commodity": row.commodity,
            "fund": row.fund,
            "count": str(min(left, of.count)),
            "lot": row.lot,
        }
        return self.hub.tell(
            "loss.accepted",
            loss=self.id("l"),
            document=row.document,
            body="hk",
            source="transit",
            at=row.document,
            cause="road",
            lines=[told],
        )

    def grant(self, of: Doing) -> Receipt:
        """The depot grants goods or money, for a need or none."""
        code = (*MONEY, *GOODS)[of.what % 5]
        told = {**line(f"1 {code}", self.fund(of.which)), "count": str(of.count)}
        return self.depot.tell(
            "grant.made",
            grant=self.id("gr"),
            coop=COOP,
            need=("", "n0", "n1")[of.count % 3],
            at="main" if code in MONEY else "baoji",
            lines=[told],
        )

    def lend(self, of: Doing) -> Receipt:
        """The depot lends money."""
        return self.depot.tell(
            "loan.made",
            loan=self.id("ln"),
            coop=COOP,
            need=("", "n0", "n1")[of.what % 3],
            currency="CNC",
            count=str(of.count),
            fund=self.fund(of.which),
            till="main",
        )

    def repay(self, of: Doing) -> Receipt:
        """The co-op repays one of the loans."""
        loan = f"ln{of.which % self.number}"
        return self.depot.tell(
            "loan.repaid", loan=loan, count=str(of.count), till="main"
        )

    def offer(self, of: Doing) -> Receipt:
        """The depot offers loans, with interest or without."""
        return self.depot.tell(
            "loan.offered",
            product=f"p{of.which % 3}",
            currency="CNC",
            fund=self.fund(of.which),
            interest_ppm=60_000 * (of.what % 2),
            months=of.what + 4,
            instalments=1 + of.what % 4,
            grace=of.what % 3,
            most="50",
        )

    def lend_on(self, of: Doing) -> Receipt:
        """The depot lends as it has offered, to a co-op that has applied or not."""
        product = f"p{of.which % 3}"
        row = self.books.state.get(LoanProduct, self.books.bodies()["baoji"], product)
        if row is None:
            raise Refusal("nothing.offered")
        application = self.id("a") if of.what % 2 else ""
        if application:
            self.depot.tell(
                "loan.asked", application=application, coop=COOP, product=product,
                count=str(of.count), need=("", "n0", "n1")[of.what % 3],
            )  # fmt: skip
        return self.depot.tell(
            "loan.made", loan=self.id("ln"), coop=COOP,
            need=("", "n0", "n1")[of.what % 3], currency="CNC", count=str(of.count),
            fund=row.fund, till="main", interest_ppm=row.interest_ppm,
            product=product, application=application,
        )  # fmt: skip

    def reschedule(self, of: Doing) -> Receipt:
        """What is left of one of the loans gets a new schedule, in two parts."""
        loan = f"ln{of.which % self.number}"
        row = self.books.state.get(Loan, self.books.bodies()["baoji"], loan)
        left = row.left if row else 0
        first = left // 2 or left
        parts = [("1941-01-01", first), ("1942-01-01", left - first)]
        dues = [{"due": day, "principal": str(count)} for day, count in parts if count]
        return self.depot.tell("loan.rescheduled", loan=loan, reason="r", schedule=dues)

    def stay(self, of: Doing) -> Receipt:
        """A moratorium is declared, for the co-op's region, another or all."""
        return self.depot.tell(
            "moratorium.declared", moratorium=f"m{of.which}", cause="raids",
            region=("", "northwest", "southeast")[of.what % 3],
            from_day=f"1940-{1 + of.what % 12:02}-01",
            until_day=f"1940-12-{1 + of.count % 28:02}",
        )  # fmt: skip

    def write_off(self, of: Doing) -> Receipt:
        """A part of one of the loans is given up."""
        loan = f"ln{of.which % self.number}"
        return self.depot.tell(
            "loan.written_off", loan=loan, count=str(of.count), cause="raids",
            resolution="r1",
        )  # fmt: skip

    def buy(self, of: Doing) -> Receipt:
        """The hub, the depot or the co-op buys goods."""
        desk, party = (
            (self.hub, "hk"),
            (self.depot, "baoji"),
            (self.depot, COOP),
        )[of.count % 3]
        pots = [*self.funds, "baoji:own"]
        return desk.tell(
            "goods.bought",
            purchase=self.id("p"),
            party=party,
            place="shop",
            item=GOODS[of.what % 3],
            count=str(of.count),
            currency="CNC",
            cost=str(of.count * 3),
            till="main",
            fund=pots[of.which % len(pots)],
        )

    def use(self, of: Doing) -> Receipt:
        """The co-op puts materials into an order."""
        pots = [*self.funds, ""]
        told = material(f"1 {GOODS[of.what % 3]}", pots[of.which % len(pots)])
        return self.depot.tell(
            "materials.used",
            order=f"w{of.count % 2}",
            coop=COOP,
            lines=[{**told, "count": str(of.count)}],
        )

    def make(self, of: Doing) -> Receipt:
        """The co-op makes cloth."""
        return self.depot.tell(
            "goods.made",
            order=f"w{of.count % 2}",
            coop=COOP,
            item="cotton-cloth",
            count=str(of.count),
        )

    def sell(self, of: Doing) -> Receipt:
        """The co-op sells what it has."""
        item = ("cotton-cloth", *GOODS)[of.what % 4]
        return self.depot.tell(
            "goods.sold",
            sale=self.id("s"),
            coop=COOP,
            item=item,
            count=str(of.count),
            currency="CNC",
            proceeds=str(of.count * 5),
            wages=str(of.count),
        )

    def exchange(self, of: Doing) -> Receipt:
        """The hub exchanges money."""
        source, target = MONEY if of.what % 2 else MONEY[::-1]
        return self.hub.tell(
            "money.exchanged",
            exchange=self.id("x"),
            fund=self.fund(of.which),
            source=source,
            source_count=str(of.count),
            source_till="main",
            target=target,
            target_count=str(of.count * 2),
            target_till="main",
            sort="market",
        )

    def pay(self, of: Doing) -> Receipt:
        """The hub pays a cost."""
        return self.hub.tell(
            "cost.paid",
            cost=self.id("c"),
            cause="freight",
            currency=MONEY[of.what % 2],
            count=str(of.count),
            fund=self.fund(of.which),
            till="main",
        )

    def bank(self, of: Doing) -> Receipt:
        """A bank takes its fee, whatever is there."""
        return self.hub.tell(
            "cost.paid",
            cost=self.id("c"),
            cause="bank",
            currency=MONEY[of.what % 2],
            count=str(of.count),
            fund=self.fund(of.which),
            till="main",
        )


DEEDS = (
    "give give give correct dispatch dispatch send arrive arrive settle lose grant "
    "lend repay buy use make sell exchange pay "
    "offer lend_on repay reschedule stay write_off"
).split()


def doings(deeds: Sequence[str] = DEEDS) -> st.SearchStrategy[Doing]:
    """Return any deed on any fund, thing and count."""
    small = st.integers(0, 20)
    return st.builds(Doing, st.sampled_from(deeds), small, small, st.integers(1, 60))


def told(story: Sequence[Doing]) -> MemoryBooks:
    """Return the books after a story."""
    books = MemoryBooks()
    telling = Story(TERMS[:5], books=books)
    for doing in story:
        telling.tell(doing)
    return books
