# SPDX-License-Identifier: Apache-2.0
"""Proceeds are what a buyer's payment brought, as they are shared and booked.

The exporter owes them: to the funds that paid charges, to the agent, to the revolving
fund, and to the co-ops, whose claims become money and whose costs are paid out of it.
"""

from __future__ import annotations

from dataclasses import dataclass

from gungho.flows.coops import CASH
from gungho.flows.deliveries import Advance
from gungho.flows.invoices import Invoice
from gungho.flows.kind import Asking
from gungho.flows.orders import Order
from gungho.flows.payments import BuyerPayment
from gungho.flows.wire import Amount, Id, MaybeAmount, MaybeId, Part, Payload, Standing
from gungho.ledger.booking import Posting


class Charge(Part, frozen=True, kw_only=True):
    """A charge that a fund has paid for the shipment, and gets back."""

    cause: Id
    count: Amount
    fund: Id
    cost: MaybeId = ""


class CoopProceeds(Part, frozen=True, kw_only=True):
    """One co-op's part: its claim, what came for it, and what was taken off."""

    coop: Id
    claim: Amount
    gross: Amount
    fee: MaybeAmount = ""
    charges: MaybeAmount = ""
    commission: MaybeAmount = ""
    levy: MaybeAmount = ""
    net: Amount


class Recovered(Part, frozen=True, kw_only=True):
    """What of an advance is repaid out of a co-op's part."""

    advance: Id
    coop: Id
    count: Amount


class ProceedsShared(Payload, frozen=True, kw_only=True):
    """What came for an invoice is shared; the parts are worked out when deciding."""

    sharing: Id
    payment: Id
    charges: tuple[Charge, ...]
    commission: MaybeAmount = ""
    levy: MaybeAmount = ""
    parts: tuple[CoopProceeds, ...] = ()
    recovered: tuple[Recovered, ...] = ()
    standing: Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A payment with its invoice and order."""

    payment: BuyerPayment
    invoice: Invoice
    order: Order

    @property
    def whole(self) -> int:
        """What there is to share, the bank's fee with it."""
        return self.payment.came + self.payment.fee


def sharing_postings(
    asking: Asking, facts: ProceedsShared, *, case: Case
) -> tuple[Posting, ...]:
    """Return what is booked, at the co-ops and at the exporter."""
    here, own, invoice = asking.body, f"{asking.body}:own", case.invoice.invoice
    till = f"{here}/cash/{case.payment.till}"
    owed, earned = f"{here}/proceeds/{invoice}", f"{here}/earned/{invoice}"
    lines = [(owed, earned, own, case.payment.fee)]
    refunds = [(charge.fund, int(charge.count)) for charge in facts.charges]
    refunds.append((case.order.levy_fund, int(facts.levy or 0)))
    for fund, count in refunds:
        lines += [(owed, till, own, count), (till, earned, fund, count)]
    agent = f"{here}/payable/{case.order.agent}"
    lines.append((owed, agent, own, int(facts.commission or 0)))
    for part in facts.parts:
        lines.append((owed, till, own, int(part.net)))
    for one in facts.recovered:
        fund = _fund_of(asking, one.advance)
        lines += [
            (till, f"{here}/loans/{one.coop}", fund, int(one.count)),
            (f"{one.coop}/borrowed/{here}", f"{one.coop}/{CASH}", own, int(one.count)),
        ]
    code = case.payment.currency
    booked = [
        Posting(debit=debit, credit=credit, commodity=code, fund=fund, amount=count)
        for debit, credit, fund, count in lines
        if count
    ]
    coops = [
        posting for part in facts.parts for posting in _paid(part, case=case, own=own)
    ]
    return (*coops, *booked)


def _fund_of(asking: Asking, advance: str) -> str:
    row = asking.state.get(Advance, asking.book, advance)
    return row.fund if row else ""


def _paid(part: CoopProceeds, *, case: Case, own: str) -> list[Posting]:
    """Return a co-op's side: its claim becomes money, and its costs are paid of it."""
    coop, invoice, payment = part.coop, case.invoice, case.payment
    claim, cash = f"{coop}/receivable/{invoice.invoice}", f"{coop}/{CASH}"
    through = cash if payment.currency == invoice.currency else f"{coop}/trading"
    lines = [(through, claim, invoice.currency, part.claim)]
    if through != cash:
        lines.append((cash, through, payment.currency, part.gross))
    costs = (
        ("bank", part.fee),
        ("freight", part.charges),
        ("commission", part.commission),
        ("revolving", part.levy),
    )
    lines += [
        (f"{coop}/costs/{cause}", cash, payment.currency, count)
        for cause, count in costs
        if count
    ]
    return [
        Posting(debit=debit, credit=credit, commodity=code, fund=own, amount=int(count))
        for debit, credit, code, count in lines
    ]
