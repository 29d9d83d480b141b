# SPDX-License-Identifier: Apache-2.0
"""An invoice is what was packed; what is paid on it is shared by the order's rule."""

from __future__ import annotations

from typing import Any

import pytest

from gungho.flows.bills import Bill
from gungho.flows.invoices import Invoice, InvoiceShare
from gungho.flows.loans import Loan
from gungho.flows.payments import BuyerPayment
from gungho.flows.sharing import Sharing, SharingPart
from tests.support.goods import Desk
from tests.support.memory import MemoryBooks
from tests.support.trade import (
    AGENT,
    BUYER,
    FIRST,
    GENERAL,
    OWN,
    REVOLVING,
    SECOND,
    advanced,
    confirmed,
    delivered,
    exporter,
    invoice,
    invoiced,
    packed,
    payment,
    shipped,
    woven,
)

CHARGES = [{"cause": "freight", "count": "2000", "fund": GENERAL}]


@pytest.fixture
def desk() -> Desk:
    """A depot that exports."""
    return exporter(MemoryBooks())


def refused(desk: Desk, kind: str, base: dict[str, Any], *cases: Any) -> None:
    """Each change of the facts meets its refusal."""
    for more, code in cases:
        assert desk.code(kind, **base | more) == code, (kind, more)


def test_an_invoice_is_the_packages_at_the_orders_prices(desk: Desk) -> None:
    """Lines that do not add up, or are not what was packed, are refused."""
    confirmed(desk)
    invoiced(desk)
    (row,) = desk.books.state.rows(Invoice)
    assert (row.total, row.left) == (3000, 3000)
    shares = [(one.coop, one.amount) for one in desk.books.state.rows(InvoiceShare)]
    assert shares == [(FIRST, 1500), (SECOND, 1500)]
    assert desk.code("invoice.issued", **invoice()) == "invoice.exists"
    assert desk.code("invoice.issued", **invoice(invoice="in2")) == "invoice.again"


def test_a_wrong_invoice_is_refused_line_by_line(desk: Desk) -> None:
    """With what it says and what is right."""
    confirmed(desk)
    for coop in (FIRST, SECOND):
        woven(desk, coop)
        delivered(desk, coop)
        packed(desk, coop)
    shipped(desk, FIRST, SECOND)
    line = {"line": 0, "item": "cotton-cloth", "hs": "520819", "count": "300",
            "price": "100", "amount": "3000"}  # fmt: skip
    part = {"coop": FIRST, "item": "cotton-cloth", "amount": "3000"}
    refused(
        desk, "invoice.issued", invoice(lines=[line]),
        ({"shipment": "s9"}, "shipment.unknown"), ({"total": "2999"}, "invoice.sum"),
        ({"lines": [line | {"count": "299"}]}, "invoice.packages"),
        ({"lines": [line | {"amount": "3001"}]}, "line.amount"),
        ({"coops": [part]}, "invoice.shares"), ({"home": ""}, "invoice.expected"),
        ({"due": "1940-01-01"}, "bill.due"), ({"home": "case"}, "money.not-currency"),
    )  # fmt: skip
    desk.tell("buyer.refused", buyer=BUYER, list="x", reason="y")
    assert desk.code("invoice.issued", **invoice()) == "buyer.refused"
    desk.tell("buyer.admitted", buyer=BUYER, reason="y")
    desk.tell("invoice.issued", **invoice(lines=[line], total="3000"))


def test_proceeds_go_to_charges_agent_levy_and_co_ops(desk: Desk) -> None:
    """To the last unit; an advance is repaid first; the agent has a bill."""
    confirmed(desk)
    advanced(desk)
    invoiced(desk)
    refused(
        desk, "payment.received", payment(),
        ({"invoice": "in9"}, "invoice.unknown"), ({"count": "3001"}, "payment.more"),
        ({"currency": "GBP"}, "payment.counts"), ({"expected": "1"},
         "payment.expected"), ({"currency": "case"}, "money.not-currency"),
    )  # fmt: skip
    desk.tell("payment.received", **payment())
    assert desk.code("payment.received", **payment()) == "payment.exists"
    facts = {"sharing": "sh1", "payment": "p1", "charges": CHARGES}
    refused(
        desk, "proceeds.shared", facts, ({"payment": "p9"}, "payment.unknown"),
        ({"charges": [CHARGES[0] | {"fund": OWN}]}, "advance.own-fund"),
        ({"charges": [CHARGES[0] | {"count": "47000"}]}, "sharing.not-enough"),
        ({"commission": "1"}, "sharing.parts"),
    )  # fmt: skip
    desk.tell("proceeds.shared", **facts)
    assert desk.code("proceeds.shared", **facts) == "sharing.exists"
    again = {**facts, "sharing": "sh2"}
    assert desk.code("proceeds.shared", **again) == "sharing.again"
    first, second = desk.books.state.rows(SharingPart)
    assert (first.net, first.recovered) == (18_937, 9_000)
    assert (second.net, second.recovered) == (18_938, 0)
    (bill,) = desk.books.state.rows(Bill)
    assert (bill.creditor, bill.left) == (AGENT, 2_375)
    desk.tell("bill.settled", bill="sh1", count="2375", till="main")
    assert desk.holds("baoji/cash/main", "CNC", OWN) == "0.00"
    assert desk.holds("baoji/cash/main", "CNC", GENERAL) == "20.00"
    assert desk.holds("baoji/cash/main", "CNC", REVOLVING) == "137.50"
    assert desk.holds("baoji/proceeds/in1", "CNC", OWN) == "0.00"
    assert desk.holds(f"{FIRST}/receivable/in1", "GBP", OWN) == "0.00"
    (loan,) = desk.books.state.rows(Loan)
    assert loan.left == 0


@pytest.mark.parametrize(
    ("bears", "commission", "levy"),
    [("coops", 2375, 4750), ("agent", 1900, 4800), ("fund", 2400, 4300)],
)
def test_the_exchange_difference_goes_to_its_party(
    desk: Desk, bears: str, commission: int, levy: int
) -> None:
    """480 yuan were to come and 475 came: the five are somebody's."""
    confirmed(desk, difference=bears)
    invoiced(desk)
    desk.tell("payment.received", **payment())
    desk.tell("proceeds.shared", sharing="sh1", payment="p1", charges=[])
    (row,) = desk.books.state.rows(Sharing)
    assert (row.commission, row.levy) == (commission, levy)
    parts = list(desk.books.state.rows(SharingPart))
    taken = sum(one.fee + one.commission + one.levy + one.net for one in parts)
    assert taken == row.came + row.fee == 47_500


def test_a_payment_in_the_invoices_own_currency_needs_no_exchange(desk: Desk) -> None:
    """In two parts, with nothing promised at home; a third is too much."""
    confirmed(desk, agent="", commission_ppm=0, levy_fund="", levy_ppm=0)
    for coop in (FIRST, SECOND):
        woven(desk, coop)
        delivered(desk, coop)
        packed(desk, coop)
    shipped(desk, FIRST, SECOND)
    desk.tell("invoice.issued", **invoice(home="", expected="", due="1940-12-31"))
    one = payment(count="1001", currency="GBP", came="1001", fee="")
    desk.tell("payment.received", **one)
    desk.tell("proceeds.shared", sharing="sh1", payment="p1", charges=[])
    desk.tell("payment.received", **payment(payment="p2", count="1999",
              currency="HKD", came="30000", fee=""))  # fmt: skip
    desk.tell("proceeds.shared", sharing="sh2", payment="p2", charges=[])
    third = payment(payment="p3", count="1", currency="GBP", came="1", fee="")
    assert desk.code("payment.received", **third) == "payment.more"
    told = [(row.payment, row.expected) for row in desk.books.state.rows(BuyerPayment)]
    assert told == [("p1", 1001), ("p2", 0)]
    for coop in (FIRST, SECOND):
        assert desk.holds(f"{coop}/receivable/in1", "GBP", OWN) == "0.00"
    assert desk.holds(f"{FIRST}/cash/main", "GBP", OWN) == "5.01"


def test_a_complaint_is_credited_at_the_door_of_the_shed_or_refused(
    desk: Desk,
) -> None:
    """A credit is at most what the line is and the buyer still owes."""
    confirmed(desk)
    invoiced(desk)
    facts = {"complaint": "c1", "invoice": "in1", "line": 0, "count": "20",
             "defect": "moth"}  # fmt: skip
    refused(
        desk, "complaint.raised", facts, ({"line": 4}, "complaint.line"),
        ({"count": "301"}, "complaint.line"), ({"invoice": "x"}, "invoice.unknown"),
    )  # fmt: skip
    for name in ("c1", "c2", "c3"):
        desk.tell("complaint.raised", **facts | {"complaint": name})
    assert desk.code("complaint.raised", **facts) == "complaint.exists"
    settled = {"complaint": "c1", "outcome": "credited", "credit": "200",
               "coop": FIRST}  # fmt: skip
    refused(
        desk, "complaint.settled", settled, ({"credit": ""}, "complaint.credit"),
        ({"outcome": "refused"}, "complaint.credit"),
        ({"complaint": "c9"}, "complaint.unknown"),
        ({"credit": "3001"}, "complaint.more"), ({"credit": "1600"}, "complaint.more"),
        ({"parts": [{"coop": SECOND, "amount": "200"}]}, "complaint.parts"),
    )  # fmt: skip
    desk.tell("complaint.settled", **settled)
    desk.tell("complaint.settled", complaint="c2", outcome="refused", credit="",
              coop="")  # fmt: skip
    assert desk.code("complaint.settled", **settled) == "complaint.unknown"
    desk.tell("complaint.settled", **settled | {"complaint": "c3", "credit": "100",
                                                "coop": ""})  # fmt: skip
    assert desk.holds(f"{FIRST}/losses/quality", "GBP", OWN) == "2.46"
    (row,) = desk.books.state.rows(Invoice)
    assert (row.credited, row.left) == (300, 2700)
