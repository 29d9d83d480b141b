# SPDX-License-Identifier: Apache-2.0
"""Proceeds are shared by the rule of the order: charges, commission, levy, co-ops.

Of what came, the bank's fee and the stated charges go back to the funds that paid them,
the agent has its commission and the revolving fund its levy; the rest is the co-ops',
in proportion to their claims, less what materials they were advanced. Whoever bears the
exchange difference has it added to or taken off its own part. Every division is by
largest remainder, so that the parts are the whole (law 10).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from msgspec.structs import replace

from gungho.errors import Refusal
from gungho.flows.bills import Bill
from gungho.flows.confirmations import WHOLE_PPM
from gungho.flows.deliveries import Advance
from gungho.flows.funds import fund_row
from gungho.flows.invoices import Invoice, invoice_row
from gungho.flows.kind import Asking, At, Decision, Kind, pairs, row_from
from gungho.flows.loan_payments import settle
from gungho.flows.loans import Loan
from gungho.flows.orders import Order, order_row
from gungho.flows.payments import BuyerPayment, open_shares, settle_share
from gungho.flows.proceeds import (
    Case,
    CoopProceeds,
    ProceedsShared,
    Recovered,
    sharing_postings,
)
from gungho.flows.schedules import Settled
from gungho.flows.spending import require_held
from gungho.ledger.state import Row, State
from gungho.measure import share


class Sharing(Row, frozen=True, kw_only=True):
    """How proceeds were shared, in the currency that came."""

    book: int
    sharing: str
    payment: str
    invoice: str
    currency: str
    came: int
    fee: int
    charges: int
    agent: str
    commission: int
    levy_fund: str
    levy: int
    on: str
    seq: int
    standing: str
    key: ClassVar = ("book", "sharing")
    indexes: ClassVar = {"invoice": ("book", "invoice")}


class SharingPart(Row, frozen=True, kw_only=True):
    """What one co-op had of a sharing."""

    book: int
    sharing: str
    coop: str
    invoice: str
    claim: int
    gross: int
    fee: int
    charges: int
    commission: int
    levy: int
    net: int
    recovered: int
    key: ClassVar = ("book", "sharing", "coop")
    indexes: ClassVar = {"coop": ("coop",), "invoice": ("book", "invoice")}


def _share(asking: Asking, facts: ProceedsShared) -> Decision:
    if asking.state.get(Sharing, asking.book, facts.sharing):
        raise Refusal("sharing.exists", sharing=facts.sharing)
    case = _case(asking, facts)
    commission, levy = _deductions(case)
    parts = _parts(asking, facts, case=case, taken=(commission, levy))
    recovered = _recovered(asking, case, parts=parts)
    known = replace(
        facts, commission=_text(commission), levy=_text(levy), parts=parts,
        recovered=recovered,
    )  # fmt: skip
    told = ("commission", "levy", "parts", "recovered")
    if any(getattr(facts, name) not in ("", (), getattr(known, name)) for name in told):
        raise Refusal("sharing.parts", sharing=facts.sharing)
    postings = sharing_postings(asking, known, case=case)
    require_held(asking, postings)
    return Decision(known, postings)


def _case(asking: Asking, facts: ProceedsShared) -> Case:
    payment = asking.state.get(BuyerPayment, asking.book, facts.payment)
    if payment is None:
        raise Refusal("payment.unknown", payment=facts.payment)
    if payment.shared:
        raise Refusal("sharing.again", payment=facts.payment, sharing=payment.shared)
    invoice = invoice_row(asking, payment.invoice)
    order = order_row(asking, invoice.order)
    for charge in facts.charges:
        fund_row(asking.state, asking.book, charge.fund)
        if charge.fund == f"{asking.body}:own":
            raise Refusal("advance.own-fund", fund=charge.fund)
    return Case(payment=payment, invoice=invoice, order=order)


def _deductions(case: Case) -> tuple[int, int]:
    """Return commission and levy, one of them bearing the exchange difference."""
    order, payment = case.order, case.payment
    base = payment.expected or case.whole
    difference = case.whole - base
    if order.difference == "coops":
        base, difference = case.whole, 0
    commission = base * order.commission_ppm // WHOLE_PPM
    levy = base * order.levy_ppm // WHOLE_PPM
    if order.difference == "agent":
        commission += difference
    elif order.difference == "fund":
        levy += difference
    return max(0, commission), max(0, levy)


def _parts(
    asking: Asking, facts: ProceedsShared, *, case: Case, taken: tuple[int, int]
) -> tuple[CoopProceeds, ...]:
    """Return each co-op's part, in proportion to its open claims."""
    rows = open_shares(asking, case.invoice.invoice)
    open_claims = [row.amount - row.settled for row in rows]
    claims = share(case.payment.count, open_claims)
    charges = sum(int(charge.count) for charge in facts.charges)
    sums = (case.whole, case.payment.fee, charges, *taken)
    columns = [share(one, claims) for one in sums]
    found = []
    for row, claim, *told in zip(rows, claims, *columns, strict=True):
        if not claim:
            continue
        gross, fee, borne, commission, levy = told
        net = gross - fee - borne - commission - levy
        if net <= 0:
            raise Refusal(
                "sharing.not-enough", sharing=facts.sharing, coop=row.coop,
                gross=str(gross),
            )  # fmt: skip
        found.append(
            CoopProceeds(
                coop=row.coop, claim=str(claim), gross=str(gross), fee=_text(fee),
                charges=_text(borne), commission=_text(commission), levy=_text(levy),
                net=str(net),
            )
        )  # fmt: skip
    return tuple(found)


def _text(count: int) -> str:
    return str(count) if count else ""


def _recovered(
    asking: Asking, case: Case, *, parts: Sequence[CoopProceeds]
) -> tuple[Recovered, ...]:
    """Return what each co-op repays of its advances for this order, oldest first."""
    net = {part.coop: int(part.net) for part in parts}
    rows = asking.state.find(Advance, "order", asking.book, case.order.order)
    found = []
    for row in sorted(rows, key=lambda one: one.seq):
        loan = asking.state.get(Loan, asking.book, row.advance)
        left = loan.left if loan and row.currency == case.payment.currency else 0
        count = min(left, net.get(row.coop, 0))
        if count:
            net[row.coop] -= count
            found.append(
                Recovered(advance=row.advance, coop=row.coop, count=str(count))
            )
    return tuple(found)


def _shared(state: State, at: At, facts: ProceedsShared) -> None:
    payment = state.get(BuyerPayment, at.book, facts.payment)
    invoice = state.get(Invoice, at.book, payment.invoice) if payment else None
    order = state.get(Order, at.book, invoice.order) if invoice else None
    if payment is None or invoice is None or order is None:
        return
    state.put(replace(payment, shared=facts.sharing))
    commission = int(facts.commission or 0)
    state.put(
        row_from(
            Sharing, at, facts, invoice=invoice.invoice, currency=payment.currency,
            came=payment.came, fee=payment.fee, agent=order.agent,
            charges=sum(int(charge.count) for charge in facts.charges),
            commission=commission, levy_fund=order.levy_fund,
            levy=int(facts.levy or 0),
        )
    )  # fmt: skip
    _note_parts(state, at, facts, invoice=invoice.invoice)
    for one in facts.recovered:
        _note_recovered(state, at, one)
    if commission:
        state.put(
            row_from(
                Bill, at, facts, bill=facts.sharing, creditor=order.agent,
                cause="commission", currency=payment.currency, count=commission,
                settled=0, fund=f"{at.body}:own", due="", document=invoice.invoice,
                status="received",
            )
        )  # fmt: skip


def _note_parts(state: State, at: At, facts: ProceedsShared, *, invoice: str) -> None:
    back: dict[str, int] = {}
    for one in facts.recovered:
        back[one.coop] = back.get(one.coop, 0) + int(one.count)
    names = ("claim", "gross", "fee", "charges", "commission", "levy", "net")
    for part in facts.parts:
        counts = {name: int(getattr(part, name) or 0) for name in names}
        state.put(
            row_from(
                SharingPart, at, part, sharing=facts.sharing, invoice=invoice,
                recovered=back.get(part.coop, 0), **counts,
            )
        )  # fmt: skip
        settle_share(state, at, invoice, coop=part.coop, amount=counts["claim"])


def _note_recovered(state: State, at: At, one: Recovered) -> None:
    loan = state.get(Loan, at.book, one.advance)
    if loan is None:
        return
    parts = (Settled(part=1, principal=one.count),)
    settle(state, at, loan=loan, parts=parts, deed=("repaid", "", ""))
    last = max(loan.last, at.happened)
    state.put(replace(loan, repaid=loan.repaid + int(one.count), last=last))


ROWS: tuple[type[Row], ...] = (Sharing, SharingPart)
KINDS = (
    Kind(
        name="proceeds.shared",
        payload=ProceedsShared,
        decide=_share,
        evolve=_shared,
        permitted=pairs(
            "proceeds<earned", "proceeds<cash", "proceeds<payable", "cash<earned",
            "cash<loans", "borrowed<cash", "cash<receivable", "trading<receivable",
            "cash<trading", "costs<cash",
        ),
        spends=True,
        subject="payment",
    ),
)  # fmt: skip
