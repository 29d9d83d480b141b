# SPDX-License-Identifier: Apache-2.0
"""Laws 3 to 6 and 10 over thousands of entries, against a model without our code.

Random people at a hub and its depot try whatever comes to mind, much of it forbidden.
For every attempt the model says whether it may be recorded and what every account then
holds, lot by lot; the books must agree each time and in the end, on both engines.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from random import Random
from typing import Any

import pytest

from gungho.actions.ports import Receipt
from gungho.errors import Refusal
from gungho.flows.loans import LoanDue
from gungho.ledger.accounts import class_of
from tests.support.goods import fund, mirror, movement
from tests.support.homes import FreshHome
from tests.support.oracle import COOP, DEPOT, HUB, OWN, Oracle

TRIES = 3000
LIKELY = ("give", "send", "dispatch", "arrive", "settle", "lose", "lend")
TERMS: dict[str, dict[str, Any]] = {
    "hk:general": {},
    "hk:northwest": {"regions": ["northwest"]},
    "hk:southeast": {"regions": ["southeast"]},
    "hk:looms": {"items": ["hand-loom"]},
    "hk:revolving": {"revolving": True},
    "hk:start": {"purposes": ["start"]},
}
GOODS = ("hand-loom", "cotton-yarn")
TILL = {HUB: "hk/cash/main", DEPOT: "baoji/cash/main", COOP: "baoji.0001/cash/main"}
SHELF = {HUB: "hk/stock/hk", DEPOT: "baoji/stock/baoji", COOP: "baoji.0001/stock/shop"}
Tried = tuple[bool, Callable[[], Receipt], Callable[[Receipt], None]]


class Movement:
    """What random people try, at the books and at the model alike."""

    def __init__(self, home: FreshHome, seed: int) -> None:
        self.random = Random(seed)
        self.hub, self.depot = movement(home.books)
        for ident, terms in TERMS.items():
            if ident != "hk:general":
                fund(self.hub, ident.partition(":")[2], **terms)
                mirror(self.depot, ident, **terms)
        self.depot.tell(
            "loan.offered", product="p", currency="CNC", fund="hk:revolving",
            interest_ppm=0, months=12, instalments=7, grace=0, most="900000",
        )  # fmt: skip
        told = {
            ident: {name.removesuffix("s"): value for name, value in terms.items()}
            for ident, terms in TERMS.items()
        }
        self.model = Oracle(told)
        self.model.held[TILL[COOP], "CNC", OWN, ""] = 50_000
        self.model.came_in["CNC", OWN] = 50_000
        self.number = 0
        self.entries: dict[str, str] = {}

    def id(self, word: str) -> str:
        """Return a new id."""
        return f"{word}{self.number}"

    def any_fund(self) -> str:
        """Return one of the funds."""
        return self.random.choice(list(TERMS))

    def count(self, most: int = 4000) -> int:
        """Return a count, small ones as likely as large ones."""
        return 1 + int(most * self.random.random() ** 3)

    def try_one(self) -> bool:
        """Try one thing; the books must do as the model says. Return if it was done."""
        self.number += 1
        deed = self.random.choice([*DEEDS, *LIKELY])
        tried: Tried | None = getattr(self, deed)()
        if tried is None:
            return False
        allowed, tell, fold = tried
        outcome = outcome_of(tell)
        assert allowed == isinstance(outcome, Receipt), (self.number, deed, outcome)
        if isinstance(outcome, Receipt):
            fold(outcome)
        return allowed

    def give(self) -> Tried:
        """The hub is given money or goods: always recorded."""
        code, pot, n = self._what(most=90_000), self.any_fund(), self.count(90_000)
        at = "main" if code.isupper() else "hk"
        told = {"commodity": code, "count": str(n), "fund": pot, "at": at,
                "form": "cash" if code.isupper() else "goods"}  # fmt: skip
        name = self.id("g")

        def fold(receipt: Receipt) -> None:
            lot = "" if code.isupper() else self._born(f"hk:{receipt.seq}.0")
            account = TILL[HUB] if code.isupper() else SHELF[HUB]
            self.model.gift(name, account, (code, pot, n, lot))
            self.entries[name] = receipt.id

        return (
            True,
            lambda: self.hub.tell("gift.received", gift=name, lines=[told]),
            fold,
        )

    def _what(self, *, most: int) -> str:
        assert most
        return self.random.choice(("CNC", "GBP", *GOODS))

    def _born(self, lot: str) -> str:
        self.model.born[lot] = len(self.model.born) + 1
        return lot

    def take_back(self) -> Tried | None:
        """A gift is corrected: a cheque may bounce after it was spent."""
        if not self.model.gifts or self.random.random() < 0.7:
            return None
        name = self.random.choice(list(self.model.gifts))
        account = TILL[HUB] if not self.model.gifts[name][3] else SHELF[HUB]
        entry = self.entries[name]
        return (
            self.model.may_take_back(name, account),
            lambda: self.hub.tell("correction.made", reason="r", _corrects=entry),
            lambda _: self.model.take_back(name, account),
        )

    def pay(self) -> Tried:
        """A cost is decided, or a bank has taken it: then it is a fact."""
        code, pot, n = self.random.choice(("CNC", "GBP")), self.any_fund(), self.count()
        cause = self.random.choice(("bank", "freight", "freight"))
        purpose = self.random.choice(("", "start", "relief"))
        use = {"purpose": purpose} if purpose else {}
        may = cause == "bank" or (
            self.model.may_spend(HUB, pot, **use)
            and self.model.answered(pot, **use)
            and self.model.has(TILL[HUB], code, pot, n)
        )
        return (
            may,
            lambda: self.hub.tell(
                "cost.paid", cost=self.id("c"), cause=cause, currency=code,
                count=str(n), fund=pot, till="main", purpose=purpose,
            ),
            lambda _: self.model.spend(TILL[HUB], code, pot, n),
        )  # fmt: skip

    def exchange(self) -> Tried:
        """Pounds become yuan, of the same fund."""
        pot, n, m = self.any_fund(), self.count(), self.count(90_000)
        may = self.model.may_spend(HUB, pot) and self.model.has(
            TILL[HUB], "GBP", pot, n
        )
        return (
            may,
            lambda: self.hub.tell(
                "money.exchanged", exchange=self.id("x"), fund=pot, source="GBP",
                source_count=str(n), source_till="main", target="CNC",
                target_count=str(m), target_till="main", sort="market",
            ),
            lambda _: self.model.turn(
                pot, (TILL[HUB], "GBP", n), (TILL[HUB], "CNC", pot, ""), m
            ),
        )  # fmt: skip

    def buy(self) -> Tried:
        """Goods are bought at the hub."""
        item, pot = self.random.choice(GOODS), self.any_fund()
        n, cost = self.count(60), self.count(40_000)
        may = self.model.may_spend(HUB, pot, item=item) and self.model.has(
            TILL[HUB], "CNC", pot, cost
        )

        def fold(receipt: Receipt) -> None:
            lot = self._born(f"hk:{receipt.seq}.0")
            self.model.turn(
                pot, (TILL[HUB], "CNC", cost), (SHELF[HUB], item, pot, lot), n
            )

        return (
            may,
            lambda: self.hub.tell(
                "goods.bought", purchase=self.id("p"), party=HUB, place="hk",
                item=item, count=str(n), currency="CNC", cost=str(cost), till="main",
                fund=pot,
            ),
            fold,
        )  # fmt: skip

    def send(self) -> Tried:
        """Money goes to the depot."""
        code, pot, n = self.random.choice(("CNC", "GBP")), self.any_fund(), self.count()
        may = self.model.may_spend(HUB, pot, region="northwest") and self.model.has(
            TILL[HUB], code, pot, n
        )
        document = self.id("d")
        told = [{"commodity": code, "count": str(n), "fund": pot}]
        return (
            may,
            lambda: self.hub.tell(
                "money.sent", document=document, receiver=DEPOT, till="main",
                lines=told,
            ),
            lambda _: self.model.leave(document, TILL[HUB], code, fund=pot, n=n),
        )  # fmt: skip

    def dispatch(self) -> Tried:
        """Goods go to the depot; the books pick the lots, oldest first (law 6)."""
        item, pot, n = self.random.choice(GOODS), self.any_fund(), self.count(900)
        may = self.model.may_spend(
            HUB, pot, region="northwest", item=item
        ) and self.model.has(SHELF[HUB], item, pot, n)
        document = self.id("d")
        told = [{"commodity": item, "count": str(n), "fund": pot}]
        return (
            may,
            lambda: self.hub.tell(
                "goods.dispatched", document=document, receiver=DEPOT, place="hk",
                lines=told,
            ),
            lambda _: self.model.leave(document, SHELF[HUB], item, fund=pot, n=n),
        )  # fmt: skip

    def arrive(self) -> Tried | None:
        """What was sent is counted at the depot, at times short: always recorded."""
        waiting = [name for name, one in self.model.sent.items() if not one.came]
        if not waiting:
            return None
        document = self.random.choice(waiting)
        lines = list(self.model.sent[document].lines.items())
        money, last = lines[0][0][0].isupper(), lines[-1][1]
        lost = sum(self.model.sent[document].lost.values())
        short = min(last - 1, self.count(9) - 1) if self.random.random() < 0.3 else 0
        fee = min(last - short - 1, 3) if money and self.random.random() < 0.3 else 0
        if lost:
            return None
        told = []
        for at, ((code, pot, lot), n) in enumerate(lines):
            is_last = at == len(lines) - 1
            came = n - (short + fee if is_last else 0)
            more = {"lot": lot} if lot else {}
            kept = {"fee": str(fee)} if is_last and fee else {}
            told.append(
                {"commodity": code, "fund": pot, "count": str(came)} | more | kept
            )
        kind = "money.arrived" if money else "goods.arrived"
        where = {"till": "main"} if money else {"place": DEPOT}

        def fold(receipt: Receipt) -> None:
            target = TILL[DEPOT] if money else SHELF[DEPOT]
            self.model.arrive(document, target, short=short, fee=fee)
            self.entries[document] = receipt.id

        return (
            True,
            lambda: self.depot.tell(
                kind, document=document, sender=HUB, lines=told, **where
            ),
            fold,
        )

    def _line(self) -> tuple[str, tuple[str, str, str], int] | None:
        if not self.model.sent:
            return None
        document = self.random.choice(list(self.model.sent))
        what, sent = self.random.choice(list(self.model.sent[document].lines.items()))
        whole = self.random.random() < 0.7
        return document, what, sent if whole else 1 + self.random.randrange(sent)

    def settle(self) -> Tried | None:
        """The hub lets go of what it has heard was counted, or of more."""
        found = self._line()
        if found is None or found[0] not in self.entries:
            return None
        document, what, n = found
        came = self.model.sent[document].came[what]
        n = came if self.random.random() < 0.6 and came else n
        told = [line_of(what, n)]
        return (
            self.model.may_settle(document, what, n),
            lambda: self.hub.tell(
                "dispatch.settled", document=document, arrival_book=DEPOT,
                arrival=self.entries[document], lines=told,
            ),
            lambda _: self.model.settle(document, what, n),
        )  # fmt: skip

    def lose(self) -> Tried | None:
        """The hub accepts that something was lost on the way, or tries to."""
        found = self._line()
        if found is None:
            return None
        document, what, n = found
        n = min(n, 5) if self.random.random() < 0.8 else n
        told = [line_of(what, n)]
        return (
            self.model.may_lose(document, what, n),
            lambda: self.hub.tell(
                "loss.accepted", loss=self.id("l"), document=document, body=HUB,
                source="transit", at=document, cause="road", lines=told,
            ),
            lambda _: self.model.lose(document, what, n),
        )  # fmt: skip

    def grant(self) -> Tried:
        """The depot grants money or goods to its co-op."""
        code, pot, n = self._what(most=1), self.any_fund(), self.count(500)
        money = code.isupper()
        source = TILL[DEPOT] if money else SHELF[DEPOT]
        target = TILL[COOP] if money else SHELF[COOP]
        use = {"region": "northwest", "given": "yes", "purpose": ""} | (
            {} if money else {"item": code}
        )
        may = self.model.may_spend(DEPOT, pot, **use) and self.model.has(
            source, code, pot, n
        )
        told = [{"commodity": code, "count": str(n), "fund": pot}]

        def fold(_: Receipt) -> None:
            self.model.put(target, code, pot, self.model.take(source, code, pot, n))

        return (
            may,
            lambda: self.depot.tell(
                "grant.made", grant=self.id("g"), coop=COOP,
                at="main" if money else DEPOT, lines=told,
            ),
            fold,
        )  # fmt: skip

    def lend(self) -> Tried:
        """The depot lends by its offer, in seven parts that add up (law 10)."""
        pot, n, loan = "hk:revolving", self.count(3000), self.id("ln")
        may = self.model.may_spend(DEPOT, pot, region="northwest") and self.model.has(
            TILL[DEPOT], "CNC", pot, n
        )

        def fold(_: Receipt) -> None:
            self.model.take(TILL[DEPOT], "CNC", pot, n)
            self.model.held[f"baoji/loans/{COOP}", "CNC", pot, ""] += n
            self.model.held[TILL[COOP], "CNC", OWN, ""] += n
            self.model.came_in["CNC", OWN] += n
            self.model.debts[loan] = (pot, n)
            book = self.depot.books.bodies()[DEPOT]
            dues = self.depot.books.state.find(LoanDue, "series", book, loan, 0)
            assert sum(one.principal for one in dues) == n
            sizes = sorted(one.principal for one in dues)
            assert sizes[-1] - sizes[0] <= 1

        return (
            may,
            lambda: self.depot.tell(
                "loan.made", loan=loan, coop=COOP, currency="CNC", count=str(n),
                fund=pot, till="main", due="", product="p",
            ),
            fold,
        )  # fmt: skip

    def repay(self) -> Tried | None:
        """The co-op pays back a part of a loan, or more than it owes."""
        if not self.model.debts:
            return None
        loan = self.random.choice(list(self.model.debts))
        pot, left = self.model.debts[loan]
        n = left if self.random.random() < 0.4 and left else self.count(3000)
        may = n <= left and self.model.held[TILL[COOP], "CNC", OWN, ""] >= n

        def fold(_: Receipt) -> None:
            self.model.held[TILL[COOP], "CNC", OWN, ""] -= n
            self.model.came_in["CNC", OWN] -= n
            self.model.held[f"baoji/loans/{COOP}", "CNC", pot, ""] -= n
            self.model.held[TILL[DEPOT], "CNC", pot, ""] += n
            self.model.debts[loan] = (pot, left - n)

        return (
            may,
            lambda: self.depot.tell(
                "loan.repaid", loan=loan, count=str(n), till="main"
            ),
            fold,
        )


DEEDS = (
    "give", "take_back", "pay", "exchange", "buy", "send", "dispatch", "arrive",
    "settle", "lose", "grant", "lend", "repay",
)  # fmt: skip


def outcome_of(tell: Callable[[], Receipt]) -> Receipt | Refusal:
    """Return what became of an attempt."""
    try:
        return tell()
    except Refusal as refusal:
        return refusal


def line_of(what: tuple[str, str, str], count: int) -> dict[str, str]:
    """Return a line of a paper."""
    code, pot, lot = what
    told = {"commodity": code, "fund": pot, "count": str(count)}
    return told | ({"lot": lot} if lot else {})


@pytest.mark.parametrize("seed", [1939, 1942])
def test_the_books_agree_with_a_model_that_knows_nothing_of_them(
    fresh_home: FreshHome, seed: int
) -> None:
    """Attempt by attempt, account by account, lot by lot, sum by sum."""
    told = Movement(fresh_home, seed)
    done = sum(told.try_one() for _ in range(TRIES))
    assert done > TRIES // 3
    assert held_in(fresh_home) == {k: n for k, n in told.model.held.items() if n}
    assert sums_are_the_models(told.model)
    assert every_book_adds_up(fresh_home)


def held_in(home: FreshHome) -> dict[tuple[str, str, str, str], int]:
    """Return what every account of an asset holds by the books."""
    from gungho.store.reads.query import fetch  # noqa: PLC0415

    rows = fetch(_ALL)
    assert home
    return {
        (account, code, pot, lot): int(count)
        for account, code, pot, lot, count in rows
        if class_of(account) == "asset"
    }


_ALL = (
    "SELECT a.name, c.name, f.name, b.lot, b.count FROM p_balance b "
    "JOIN p_name a ON a.book = b.book AND a.sort = 'account' AND a.number = b.account "
    "JOIN p_name c ON c.book = b.book AND c.sort = 'commodity' "
    "AND c.number = b.commodity "
    "JOIN p_name f ON f.book = b.book AND f.sort = 'fund' AND f.number = b.fund "
    "WHERE b.count <> 0"
)


def sums_are_the_models(model: Oracle) -> bool:
    """Return True if conservation's every sum is the model's own (law 4)."""
    from gungho.store.reads.movement import conservation  # noqa: PLC0415

    found = conservation()
    way = model.on_the_way()
    held: Counter[tuple[str, str]] = Counter()
    for (account, code, pot, _), count in model.held.items():
        if "/transit/" not in account:
            held[code, pot] += count
    for one in found.sums:
        key = (one.commodity, one.fund)
        assert one.came_in == model.came_in[key], key
        assert one.turned_into == model.turned[key], key
        assert one.ended == model.ended[key], key
        assert (one.held, one.on_the_way) == (held[key], way[key]), key
    return {fault.split()[0] for fault in found.faults} <= {"below-zero"}


def every_book_adds_up(home: FreshHome) -> bool:
    """Return True if all accounts of a book come to nothing, by fund (law 3)."""
    from gungho.store.reads.query import fetch  # noqa: PLC0415

    assert home
    sums = fetch(
        "SELECT book, commodity, fund, SUM(count) FROM p_balance GROUP BY 1, 2, 3"
    )
    return not any(int(total) for *_, total in sums)
