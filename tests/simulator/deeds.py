# SPDX-License-Identifier: Apache-2.0
"""What nodes do on a day: give, send, count, settle, lose, and take back."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from random import Random
from typing import Any

from gungho.actions.ports import Receipt
from gungho.errors import GunghoError, Refusal
from gungho.flows.passages import ArrivalLine, Passage, PassageLine
from gungho.ledger.balances import shelf
from tests.support.nodes import FarNode

HUB = "hub"
COMMITTEES = tuple(f"c{number:02}" for number in range(1, 12))
DEPOTS = tuple(f"d{number:02}" for number in range(1, 9))
YARN = "cotton-yarn"
REFUSED_HERE = frozenset(
    {
        "balance.short",
        "stock.short",
        "fund.overdrawn",
        "book.restored",
        "settle.not-counted",
        "clock.behind",
        "correction.twice",
        "correction.unknown",
        "entry.id-reused",
        "body.unknown",
        "commodity.unknown",
    }
)


@dataclass(slots=True)
class Acknowledged:
    """Entries that a node was told are kept: id to leaf."""

    leaves: dict[str, bytes] = field(default_factory=dict)
    resumed: bool = False


def currency_of(body: str) -> str:
    """Return the currency a body opens its book in."""
    return "HKD" if body == HUB else "GBP" if body in COMMITTEES else "CNC"


class Deeds:
    """What the nodes of a world do; each deed is remembered once acknowledged."""

    seed: int
    chance: Random
    nodes: dict[str, FarNode]
    known: dict[str, Acknowledged]
    twin: FarNode | None
    false_papers: set[str]
    day: int
    made: int
    trace: Any

    def tell(self, node: FarNode, kind: str, entry: str, **facts: Any) -> None:
        """Record something, and remember that it was acknowledged."""
        try:
            receipt = node.tell(kind, entry, **facts)
        except Refusal as refusal:
            self.expect(refusal, REFUSED_HERE)
            return
        if node is not self.twin:
            self._remember(node.body, receipt)

    def expect(self, error: GunghoError, codes: Collection[str]) -> None:
        """Anything else than these is a fault of ours."""
        if error.code not in codes:
            raise AssertionError((self.seed, self.day, error)) from error

    def _remember(self, body: str, receipt: Receipt) -> None:
        known = self.known[body].leaves
        assert known.get(receipt.id, receipt.leaf) == receipt.leaf, receipt
        known[receipt.id] = receipt.leaf
        self.trace.update(receipt.leaf)

    def _act(self, body: str) -> None:
        node = self.nodes[body]
        if body in COMMITTEES:
            deeds = [self._give, self._give, self._send_money, self._settle, self._undo]
        elif body == HUB:
            deeds = [self._give, self._stock, self._dispatch, self._count, self._settle]
        else:
            deeds = [self._count, self._count, self._lose]
        for deed in self.chance.sample(deeds, 2):
            deed(node)

    def _entry(self, word: str) -> str:
        self.made += 1
        return f"{word}.{self.made}"

    def _give(self, node: FarNode) -> None:
        entry = self._entry("gift")
        line = {
            "form": "cash",
            "commodity": currency_of(node.body),
            "count": str(self.chance.randrange(100, 5000)),
            "fund": f"{node.body}:general",
            "at": "main",
        }
        self._received(node, entry, line)
        if self.chance.random() < 0.2:  # a retry by id adds nothing
            self._received(node, entry, line)

    def _received(self, node: FarNode, entry: str, line: dict[str, str]) -> None:
        self.tell(
            node, "gift.received", entry, gift=f"{node.body}-{entry}", giver="",
            lines=[line], words="", standing="kept", cited="",
        )  # fmt: skip

    def _undo(self, node: FarNode) -> None:
        gifts = [one for one in self.known[node.body].leaves if one.startswith("gift")]
        if gifts:
            entry = self.chance.choice(gifts)
            self.tell(
                node, "correction.made", f"undo.{entry}", corrects=entry,
                reason="wrong-amount",
            )  # fmt: skip

    def _send_money(self, node: FarNode) -> None:
        document = self._entry(f"{node.body}-money")
        fund = f"{node.body}:general"
        line = {"commodity": "GBP", "count": "150", "fund": fund}
        self.tell(
            node, "money.sent", document, document=document, receiver=HUB, till="main",
            due="", lines=[line], standing="kept",
        )  # fmt: skip

    def _stock(self, node: FarNode) -> None:
        line = {
            "form": "goods",
            "commodity": YARN,
            "count": str(self.chance.randrange(50, 900)),
            "fund": f"{HUB}:general",
            "at": "wharf",
        }
        self._received(node, self._entry("goods"), line)

    def _dispatch(self, node: FarNode) -> None:
        document = self._entry("case")
        line = {"commodity": YARN, "count": "40", "fund": f"{HUB}:general"}
        self.tell(
            node, "goods.dispatched", document, document=document, place="wharf",
            receiver=self.chance.choice(DEPOTS), route=[], due="", plan="",
            lines=[line], standing="kept",
        )  # fmt: skip

    def _count(self, node: FarNode) -> None:
        """Count what was sent here and not counted yet, a little less now and then."""
        state = node.books.state
        for book, document in node.rows(
            "SELECT book, document FROM p_passage WHERE receiver = %s "
            "ORDER BY document",
            node.body,
        ):
            passage = state.get(Passage, book, document)
            lines = state.find(PassageLine, "document", document)
            counted = state.find(ArrivalLine, "document", document)
            mine = any(row.book == node.number for row in counted)
            if passage and lines and not mine and document not in self.false_papers:
                self._arrive(node, passage, lines[0])
                return

    def _arrive(self, node: FarNode, passage: Passage, line: PassageLine) -> None:
        short = self.chance.choice((0, 0, 3)) if passage.form == "goods" else 0
        told = {
            "commodity": line.commodity,
            "count": str(line.sent - short),
            "fund": line.fund,
        }
        facts: dict[str, Any] = {
            "document": passage.document,
            "sender": passage.sender,
            "standing": "kept",
        }
        if passage.form == "goods":
            told["lot"] = line.lot
            self.tell(
                node, "goods.arrived", f"counted.{passage.document}", **facts,
                place="store", lines=[told],
            )  # fmt: skip
        else:
            fee = min(5, line.sent - 1)
            told |= {"count": str(line.sent - fee), "fee": str(fee)}
            self.tell(
                node, "money.arrived", f"counted.{passage.document}", **facts,
                till="main", lines=[told],
            )  # fmt: skip

    def _settle(self, node: FarNode) -> None:
        """Settle what the other side has counted; accept what is missing as lost."""
        state = node.books.state
        for passage in state.find(Passage, "book", node.number):
            for row in state.find(PassageLine, "document", passage.document):
                arrived = [
                    one
                    for one in state.find(ArrivalLine, "document", passage.document)
                    if one.lot == row.lot
                ]
                if row.book == node.number and arrived and not row.settled:
                    self._settled(node, passage, row, arrived[0])
                    return

    def _settled(
        self, node: FarNode, passage: Passage, row: PassageLine, arrived: ArrivalLine
    ) -> None:
        came = arrived.count + arrived.fee
        line = {"commodity": row.commodity, "count": str(came), "fund": row.fund}
        line |= {"lot": row.lot} if row.lot else {}
        self.tell(
            node, "dispatch.settled", f"settled.{passage.document}",
            document=passage.document, arrival_book=passage.receiver,
            arrival=f"counted.{passage.document}", lines=[line],
        )  # fmt: skip
        if came < row.sent:
            missing = {**line, "count": str(row.sent - came)}
            self.tell(
                node, "loss.accepted", f"lost.{passage.document}",
                loss=f"lost.{passage.document}", document=passage.document,
                body=node.body, source="transit", at=passage.document, cause="theft",
                custodian="", lines=[missing], standing="kept", cited="",
            )  # fmt: skip

    def _lose(self, node: FarNode) -> None:
        account = f"{node.body}/stock/store"
        for fund, lot, held in shelf(node.books.state, node.number, account, YARN):
            entry = self._entry("spoilt")
            line = {
                "commodity": YARN,
                "count": str(min(held, 2)),
                "fund": fund,
                "lot": lot,
            }
            self.tell(
                node, "loss.accepted", entry, loss=entry, document="", body=node.body,
                source="stock", at="store", cause="damp", custodian="", lines=[line],
                standing="kept", cited="",
            )  # fmt: skip
            return
