# SPDX-License-Identifier: Apache-2.0
"""A loan is money lent to a co-op from a fund, to come back into the same fund.

It may follow a product, which is offered to all alike, and an application. Its schedule
stands in its entry: the days on which it falls due, principal and interest (law 6).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from msgspec.structs import replace

from gungho.errors import Refusal
from gungho.flows.coops import CASH, coop_row
from gungho.flows.funds import fund_row
from gungho.flows.help import help_use
from gungho.flows.kind import Asking, At, Decision, Kind, pairs, row_from
from gungho.flows.loan_products import (
    LoanApplication,
    LoanProduct,
    pace_of,
    product_row,
    require_most,
)
from gungho.flows.money import require_currency
from gungho.flows.schedules import (
    Due,
    at_once,
    number,
    require_rate,
    require_schedule,
    spread,
)
from gungho.flows.spending import require_held, require_terms
from gungho.flows.wire import (
    Amount,
    Code,
    Id,
    MaybeDay,
    MaybeId,
    Natural,
    Payload,
    Standing,
)
from gungho.ledger.booking import Posting
from gungho.ledger.state import Row, State


class LoanMade(Payload, frozen=True, kw_only=True, omit_defaults=True):
    """Money is lent to a co-op from a fund, by a schedule."""

    loan: Id
    coop: Id
    need: MaybeId
    plan: MaybeId
    currency: Code
    count: Amount
    fund: Id
    till: Id
    interest_ppm: Natural
    due: MaybeDay
    standing: Standing
    product: MaybeId = ""
    application: MaybeId = ""
    schedule: tuple[Due, ...] = ()


class Loan(Row, frozen=True, kw_only=True):
    """A loan: ``repaid`` and ``written_off`` are principal, ``last`` its newest day.

    ``series`` is the schedule in force.
    """

    book: int
    loan: str
    coop: str
    need: str
    plan: str
    currency: str
    count: int
    repaid: int
    interest_paid: int
    written_off: int
    fund: str
    interest_ppm: int
    on: str
    due: str
    product: str
    application: str
    series: int
    last: str
    seq: int
    standing: str
    key: ClassVar = ("book", "loan")
    indexes: ClassVar = {"coop": ("coop",), "need": ("need",), "plan": ("plan",)}

    @property
    def left(self) -> int:
        """The principal that is still owed."""
        return self.count - self.repaid - self.written_off


class LoanDue(Row, frozen=True, kw_only=True):
    """One part of a loan's schedule, and what of it is still open."""

    book: int
    loan: str
    series: int
    part: int
    due: str
    principal: int
    interest: int
    principal_left: int
    interest_left: int
    on: str
    key: ClassVar = ("book", "loan", "series", "part")
    indexes: ClassVar = {"series": ("book", "loan", "series")}


class LoanDeed(Row, frozen=True, kw_only=True):
    """What an entry did to one part of a loan: repaid, written off or rescheduled.

    For a rescheduling it is what moved into the new schedule, its part 0.
    """

    book: int
    loan: str
    seq: int
    part: int
    series: int
    sort: str
    principal: int
    interest: int
    reason: str
    cited: str
    on: str
    key: ClassVar = ("book", "loan", "seq", "part")
    indexes: ClassVar = {"loan": ("book", "loan")}


def loan_row(asking: Asking, loan: str) -> Loan:
    """Return a loan of this book, or refuse ``loan.unknown``."""
    row = asking.state.get(Loan, asking.book, loan)
    if row is None:
        raise Refusal("loan.unknown", loan=loan)
    return row


def put_schedule(
    state: State, at: At, *, loan: str, series: int, dues: Sequence[Due]
) -> None:
    """Set a loan's schedule, part by part."""
    for part, due in enumerate(dues, start=1):
        principal, interest = number(due.principal), number(due.interest)
        state.put(
            LoanDue(
                book=at.book, loan=loan, series=series, part=part, due=due.due,
                principal=principal, interest=interest, principal_left=principal,
                interest_left=interest, on=at.happened,
            )
        )  # fmt: skip


def dues_of(asking: Asking, loan: Loan) -> tuple[LoanDue, ...]:
    """Return the parts of a loan's schedule in force, in the order agreed."""
    return asking.state.find(LoanDue, "series", loan.book, loan.loan, loan.series)


def _lend(asking: Asking, facts: LoanMade) -> Decision:
    coop = coop_row(asking.state, asking.book, facts.coop, at_work=True)
    if asking.state.get(Loan, asking.book, facts.loan):
        raise Refusal("loan.exists", loan=facts.loan)
    require_currency(asking, facts.currency)
    fund_row(asking.state, asking.book, f"{asking.body}:own")
    use = help_use(asking, coop, item=None, need=facts.need, gives="loan")
    require_terms(asking, facts.fund, use)
    facts = _scheduled(asking, _as_asked(asking, facts))
    postings = _lending(asking, facts, coop=coop.coop)
    require_held(asking, postings)
    return Decision(facts, postings)


def _as_asked(asking: Asking, facts: LoanMade) -> LoanMade:
    """Return a loan with the product of its application, or refuse what differs."""
    if not facts.application:
        return facts
    row = asking.state.get(LoanApplication, asking.book, facts.application)
    if row is None:
        raise Refusal("application.unknown", application=facts.application)
    if row.loan:
        raise Refusal("application.used", application=row.application, loan=row.loan)
    if row.coop != facts.coop or facts.product not in ("", row.product):
        raise Refusal(
            "application.other", application=row.application, coop=row.coop,
            product=row.product,
        )  # fmt: skip
    if int(facts.count) > row.count:
        raise Refusal(
            "application.more", application=row.application, asked=str(row.count)
        )
    return replace(facts, product=row.product)


def _scheduled(asking: Asking, facts: LoanMade) -> LoanMade:
    """Return a loan with its schedule: as given, as its product says, or at once."""
    require_rate(facts.interest_ppm)
    count, on, rate = int(facts.count), asking.happened, facts.interest_ppm
    schedule = facts.schedule
    if facts.product:
        product = product_row(asking, facts.product)
        require_most(product, count)
        _require_same(product, facts)
        if not schedule:
            schedule = spread(
                count=count, on=on, interest_ppm=rate, pace=pace_of(product)
            )
    elif not schedule and facts.due:
        schedule = at_once(count=count, on=on, due=facts.due, interest_ppm=rate)
    elif not schedule and rate:
        raise Refusal("loan.no-due", loan=facts.loan)
    if not schedule:
        return facts
    require_schedule(schedule, count=count, on=on, interest_ppm=rate)
    if facts.due not in ("", schedule[-1].due):
        raise Refusal("schedule.last", due=facts.due, last=schedule[-1].due)
    return replace(facts, due=schedule[-1].due, schedule=schedule)


def _require_same(product: LoanProduct, facts: LoanMade) -> None:
    """Refuse a loan that is not as its product was offered: ``product.other``."""
    for name in ("currency", "fund", "interest_ppm"):
        offered, asked = getattr(product, name), getattr(facts, name)
        if offered != asked:
            raise Refusal(
                "product.other", product=product.product, name=name,
                offered=str(offered), asked=str(asked),
            )  # fmt: skip


def _lending(asking: Asking, facts: LoanMade, *, coop: str) -> tuple[Posting, ...]:
    return (
        Posting(
            debit=f"{asking.body}/loans/{coop}",
            credit=f"{asking.body}/cash/{facts.till}",
            commodity=facts.currency,
            fund=facts.fund,
            amount=int(facts.count),
        ),
        Posting(
            debit=f"{coop}/{CASH}",
            credit=f"{coop}/borrowed/{asking.body}",
            commodity=facts.currency,
            fund=f"{asking.body}:own",
            amount=int(facts.count),
        ),
    )


def _lent(state: State, at: At, facts: LoanMade) -> None:
    """Keep a loan; one of the first version falls due at once, without interest."""
    state.put(
        row_from(
            Loan, at, facts, count=int(facts.count), repaid=0, interest_paid=0,
            written_off=0, series=0, last=at.happened,
        )
    )  # fmt: skip
    dues = facts.schedule or (Due(due=facts.due, principal=facts.count),)
    put_schedule(state, at, loan=facts.loan, series=0, dues=dues)
    row = state.get(LoanApplication, at.book, facts.application)
    if row:
        state.put(replace(row, loan=facts.loan))


ROWS: tuple[type[Row], ...] = (Loan, LoanDue, LoanDeed)
KINDS = (
    Kind(
        name="loan.made",
        version=2,
        payload=LoanMade,
        decide=_lend,
        evolve=_lent,
        permitted=pairs("loans<cash", "cash<borrowed"),
        spends=True,
        subject="coop",
    ),
)
