# SPDX-License-Identifier: Apache-2.0
"""A buyer pays an invoice, or complains of what came; a complaint may bring a credit.

What the bank made of the payment is what there is to share; what it should have been,
by the rate on the invoice, stands beside it, so that the difference has its party.
"""

from __future__ import annotations

from typing import ClassVar, Literal

from msgspec.structs import replace

from gungho.errors import Refusal
from gungho.flows.invoices import Invoice, InvoiceLine, InvoiceShare, invoice_row
from gungho.flows.kind import Asking, At, Decision, Kind, pairs, row_from
from gungho.flows.money import require_currency
from gungho.flows.wire import (
    Amount,
    Code,
    Id,
    MaybeAmount,
    MaybeCommitment,
    MaybeId,
    Natural,
    Part,
    Payload,
    Standing,
)
from gungho.ledger.booking import Posting
from gungho.ledger.state import Row, State
from gungho.measure import share

RAISED = "raised"


class PaymentReceived(Payload, frozen=True, kw_only=True):
    """A buyer has paid on an invoice: so much of its currency became so much here.

    ``fee`` is what banks kept, in the currency that came; ``expected`` is what this
    part of the invoice should have brought, where the invoice says so.
    """

    payment: Id
    invoice: Id
    count: Amount
    currency: Code
    came: Amount
    fee: MaybeAmount
    till: Id
    expected: MaybeAmount = ""
    standing: Standing
    cited: MaybeId


class CreditPart(Part, frozen=True, kw_only=True):
    """What of a credit one co-op bears."""

    coop: Id
    amount: Amount


class ComplaintRaised(Payload, frozen=True, kw_only=True):
    """A buyer complains of the quality or number of one line's goods."""

    complaint: Id
    invoice: Id
    line: Natural
    count: Amount
    defect: Id
    evidence: MaybeCommitment
    standing: Standing


class ComplaintSettled(Payload, frozen=True, kw_only=True):
    """A complaint is refused, or credited on what the buyer still owes.

    The credit is borne by the co-op at whose door the defect lies, or by all who sent.
    """

    complaint: Id
    outcome: Literal["credited", "refused"]
    credit: MaybeAmount
    coop: MaybeId
    parts: tuple[CreditPart, ...] = ()


class BuyerPayment(Row, frozen=True, kw_only=True):
    """A payment, and the entry by which its proceeds were shared."""

    book: int
    payment: str
    invoice: str
    count: int
    currency: str
    came: int
    fee: int
    expected: int
    till: str
    shared: str
    on: str
    seq: int
    standing: str
    cited: str
    key: ClassVar = ("book", "payment")
    indexes: ClassVar = {"invoice": ("book", "invoice")}


class Complaint(Row, frozen=True, kw_only=True):
    """A complaint, and what came of it."""

    book: int
    complaint: str
    invoice: str
    line: int
    count: int
    defect: str
    evidence: str
    status: str
    credit: int
    on: str
    seq: int
    standing: str
    key: ClassVar = ("book", "complaint")
    indexes: ClassVar = {"invoice": ("book", "invoice")}


def open_shares(asking: Asking, invoice: str) -> list[InvoiceShare]:
    """Return the co-ops' parts of an invoice that are not settled yet."""
    rows = asking.state.find(InvoiceShare, "invoice", asking.book, invoice)
    return [row for row in rows if row.settled < row.amount]


def _pay(asking: Asking, facts: PaymentReceived) -> Decision:
    if asking.state.get(BuyerPayment, asking.book, facts.payment):
        raise Refusal("payment.exists", payment=facts.payment)
    invoice = invoice_row(asking, facts.invoice)
    require_currency(asking, facts.currency)
    count, came, fee = int(facts.count), int(facts.came), int(facts.fee or 0)
    if count > invoice.left:
        raise Refusal(
            "payment.more", invoice=facts.invoice, left=str(invoice.left),
            told=facts.count,
        )  # fmt: skip
    if facts.currency == invoice.currency and came + fee != count:
        raise Refusal("payment.counts", payment=facts.payment)
    expected = _expected(invoice, facts)
    if facts.expected not in ("", expected):
        raise Refusal("payment.expected", payment=facts.payment, expected=expected)
    postings = _paying(asking, facts, invoice=invoice)
    return Decision(replace(facts, expected=expected), postings)


def _expected(invoice: Invoice, facts: PaymentReceived) -> str:
    """Return what a part of an invoice should bring, rounded down; "" if unsaid."""
    if facts.currency == invoice.currency:
        return facts.count
    if facts.currency != invoice.home:
        return ""
    count = invoice.expected * int(facts.count) // invoice.total
    return str(count) if count else ""


def _paying(
    asking: Asking, facts: PaymentReceived, *, invoice: Invoice
) -> tuple[Posting, ...]:
    """Let what is owed in one currency become what is held in another."""
    here, own = asking.body, f"{asking.body}:own"
    proceeds = f"{here}/proceeds/{facts.invoice}"
    claim = f"{here}/receivable/{facts.invoice}"
    lines = (
        (proceeds, claim, invoice.currency, int(facts.count)),
        (f"{here}/cash/{facts.till}", proceeds, facts.currency, int(facts.came)),
        (f"{here}/costs/bank", proceeds, facts.currency, int(facts.fee or 0)),
    )
    return tuple(
        Posting(debit=debit, credit=credit, commodity=code, fund=own, amount=amount)
        for debit, credit, code, amount in lines
        if amount
    )


def _paid(state: State, at: At, facts: PaymentReceived) -> None:
    counts = {name: int(getattr(facts, name) or 0) for name in _COUNTS}
    state.put(row_from(BuyerPayment, at, facts, shared="", **counts))
    invoice = state.get(Invoice, at.book, facts.invoice)
    if invoice:
        state.put(replace(invoice, paid=invoice.paid + counts["count"]))


_COUNTS = ("count", "came", "fee", "expected")


def _complain(asking: Asking, facts: ComplaintRaised) -> Decision:
    if asking.state.get(Complaint, asking.book, facts.complaint):
        raise Refusal("complaint.exists", complaint=facts.complaint)
    invoice_row(asking, facts.invoice)
    line = asking.state.get(InvoiceLine, asking.book, facts.invoice, facts.line)
    if line is None or int(facts.count) > line.count:
        raise Refusal("complaint.line", invoice=facts.invoice, line=facts.line)
    return Decision(facts)


def _complained(state: State, at: At, facts: ComplaintRaised) -> None:
    count = int(facts.count)
    state.put(row_from(Complaint, at, facts, count=count, status=RAISED, credit=0))


def _settle(asking: Asking, facts: ComplaintSettled) -> Decision:
    row = asking.state.get(Complaint, asking.book, facts.complaint)
    if row is None or row.status != RAISED:
        raise Refusal("complaint.unknown", complaint=facts.complaint)
    credit = int(facts.credit or 0)
    if bool(credit) != (facts.outcome == "credited"):
        raise Refusal("complaint.credit", complaint=facts.complaint)
    if not credit:
        return Decision(replace(facts, parts=()))
    invoice = invoice_row(asking, row.invoice)
    _require_left(asking, row, invoice=invoice, credit=credit)
    parts = _borne(asking, facts, invoice=invoice, credit=credit)
    if facts.parts not in ((), parts):
        raise Refusal("complaint.parts", complaint=facts.complaint)
    return Decision(
        replace(facts, parts=parts),
        _crediting(asking, invoice=invoice, credit=credit, parts=parts),
    )


def _require_left(
    asking: Asking, row: Complaint, *, invoice: Invoice, credit: int
) -> None:
    """Refuse a credit beyond the line, or beyond what is owed and not yet shared."""
    line = asking.state.get(InvoiceLine, asking.book, row.invoice, row.line)
    most = min(line.amount if line else 0, invoice.left)
    if credit > most:
        raise Refusal(
            "complaint.more", complaint=row.complaint, left=str(most), told=str(credit)
        )


def _borne(
    asking: Asking, facts: ComplaintSettled, *, invoice: Invoice, credit: int
) -> tuple[CreditPart, ...]:
    """Return who bears a credit, each at most what is not settled of its part."""
    rows = open_shares(asking, invoice.invoice)
    if facts.coop:
        rows = [row for row in rows if row.coop == facts.coop]
    left = [row.amount - row.settled for row in rows]
    if sum(left) < credit:
        raise Refusal(
            "complaint.more", complaint=facts.complaint, left=str(sum(left)),
            told=str(credit),
        )  # fmt: skip
    return tuple(
        CreditPart(coop=row.coop, amount=str(part))
        for row, part in zip(rows, share(credit, left), strict=True)
        if part
    )


def _crediting(
    asking: Asking, *, invoice: Invoice, credit: int, parts: tuple[CreditPart, ...]
) -> tuple[Posting, ...]:
    own = f"{asking.body}:own"
    money = {"commodity": invoice.currency, "fund": own}
    borne = (
        Posting(
            debit=f"{part.coop}/losses/quality",
            credit=f"{part.coop}/receivable/{invoice.invoice}",
            amount=int(part.amount),
            **money,
        )
        for part in parts
    )
    less = Posting(
        debit=f"{asking.body}/proceeds/{invoice.invoice}",
        credit=f"{asking.body}/receivable/{invoice.invoice}",
        amount=credit,
        **money,
    )
    return (*borne, less)


def _settled(state: State, at: At, facts: ComplaintSettled) -> None:
    row = state.get(Complaint, at.book, facts.complaint)
    if row is None:
        return
    credit = int(facts.credit or 0)
    state.put(replace(row, status=facts.outcome, credit=credit))
    invoice = state.get(Invoice, at.book, row.invoice)
    if invoice:
        state.put(replace(invoice, credited=invoice.credited + credit))
    for part in facts.parts:
        settle_share(state, at, row.invoice, coop=part.coop, amount=int(part.amount))


def settle_share(
    state: State, at: At, invoice: str, /, *, coop: str, amount: int
) -> None:
    """Note what of a co-op's part of an invoice is settled."""
    row = state.get(InvoiceShare, at.book, invoice, coop)
    if row:
        state.put(replace(row, settled=row.settled + amount))


ROWS: tuple[type[Row], ...] = (BuyerPayment, Complaint)
KINDS = (
    Kind(
        name="payment.received",
        payload=PaymentReceived,
        decide=_pay,
        evolve=_paid,
        permitted=pairs("proceeds<receivable", "cash<proceeds", "costs<proceeds"),
        subject="invoice",
    ),
    Kind(
        name="complaint.raised",
        payload=ComplaintRaised,
        decide=_complain,
        evolve=_complained,
        subject="invoice",
    ),
    Kind(
        name="complaint.settled",
        payload=ComplaintSettled,
        decide=_settle,
        evolve=_settled,
        permitted=pairs("losses<receivable", "proceeds<receivable"),
        subject="complaint",
    ),
)
