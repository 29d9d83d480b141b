# SPDX-License-Identifier: Apache-2.0
"""A repayment settles what is longest due: first its interest, then its principal.

The principal comes back into the fund that lent, and the interest is that fund's
income; a revolving fund keeps both. The split stands in the entry (law 6).
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from gungho.errors import Refusal
from gungho.flows.coops import CASH
from gungho.flows.kind import Asking, At, Decision, Kind, pairs
from gungho.flows.loans import Loan, LoanDeed, LoanDue, dues_of, loan_row
from gungho.flows.schedules import Open, Settled, number, split
from gungho.flows.spending import require_held
from gungho.flows.wire import Amount, Id, Payload, Standing
from gungho.ledger.booking import Posting
from gungho.ledger.state import Row, State


class LoanRepaid(Payload, frozen=True, kw_only=True, omit_defaults=True):
    """A co-op repays part of a loan with its interest, into the fund that lent."""

    loan: Id
    count: Amount
    till: Id
    standing: Standing
    parts: tuple[Settled, ...] = ()


def open_parts(asking: Asking, loan: Loan) -> list[Open]:
    """Return what of each part of a loan is open, the oldest first."""
    return [
        Open(part=due.part, principal=due.principal_left, interest=due.interest_left)
        for due in dues_of(asking, loan)
    ]


def _repay(asking: Asking, facts: LoanRepaid) -> Decision:
    loan = loan_row(asking, facts.loan)
    parts, count = open_parts(asking, loan), int(facts.count)
    left = sum(part.principal + part.interest for part in parts)
    if count > left:
        raise Refusal("loan.overpaid", loan=facts.loan, left=str(left))
    settled = split(count, parts)
    if facts.parts not in ((), settled):
        raise Refusal("loan.split", loan=facts.loan)
    interest = sum(number(line.interest) for line in settled)
    postings = _postings(
        asking, loan, till=facts.till, sums=(count - interest, interest)
    )
    require_held(asking, postings)
    return Decision(replace(facts, parts=settled), postings)


def _postings(
    asking: Asking, loan: Loan, *, till: str, sums: tuple[int, int]
) -> tuple[Posting, ...]:
    """Return what is booked, at the lender and at the co-op: principal, interest."""
    here, there = f"{asking.body}/cash/{till}", f"{loan.coop}/{CASH}"
    own, coop = f"{asking.body}:own", loan.coop
    pairs_of = (
        (here, f"{asking.body}/loans/{coop}", loan.fund, sums[0]),
        (here, f"{asking.body}/interest/{coop}", loan.fund, sums[1]),
        (f"{coop}/borrowed/{asking.body}", there, own, sums[0]),
        (f"{coop}/costs/interest", there, own, sums[1]),
    )
    return tuple(
        Posting(
            debit=debit,
            credit=credit,
            commodity=loan.currency,
            fund=fund,
            amount=amount,
        )
        for debit, credit, fund, amount in pairs_of
        if amount
    )


def _repaid(state: State, at: At, facts: LoanRepaid) -> None:
    """Settle; a repayment of the first version is of principal, of the only part."""
    loan = state.get(Loan, at.book, facts.loan)
    if loan is None:
        return
    parts = facts.parts or (Settled(part=1, principal=facts.count),)
    settle(state, at, loan=loan, parts=parts, deed=("repaid", "", ""))
    state.put(
        replace(
            loan,
            repaid=loan.repaid + sum(number(line.principal) for line in parts),
            interest_paid=loan.interest_paid
            + sum(number(line.interest) for line in parts),
            last=max(loan.last, at.happened),
        )
    )


def settle(
    state: State,
    at: At,
    *,
    loan: Loan,
    parts: Sequence[Settled],
    deed: tuple[str, str, str],
) -> None:
    """Take off each part what is settled, and note the deed: its sort, why, by whom."""
    sort, reason, cited = deed
    for line in parts:
        principal, interest = number(line.principal), number(line.interest)
        due = state.get(LoanDue, at.book, loan.loan, loan.series, line.part)
        if due:
            state.put(
                replace(
                    due,
                    principal_left=due.principal_left - principal,
                    interest_left=due.interest_left - interest,
                )
            )
        state.put(
            LoanDeed(
                book=at.book, loan=loan.loan, seq=at.seq, part=line.part,
                series=loan.series, sort=sort, principal=principal,
                interest=interest, reason=reason, cited=cited, on=at.happened,
            )
        )  # fmt: skip


ROWS: tuple[type[Row], ...] = ()
KINDS = (
    Kind(
        name="loan.repaid",
        version=2,
        payload=LoanRepaid,
        decide=_repay,
        evolve=_repaid,
        permitted=pairs("cash<loans", "cash<interest", "borrowed<cash", "costs<cash"),
        spends=True,
        subject="loan",
    ),
)
