# SPDX-License-Identifier: Apache-2.0
"""Help is a verified need answered by a grant or a loan under an adopted plan.

A grant at a co-op's door stays under its fund until it is used as meant. A loan is a
claim of the fund that lent, and its repayment comes back into the same fund.
"""

from __future__ import annotations

from typing import ClassVar

from msgspec.structs import replace

from gungho.errors import Refusal
from gungho.flows.coops import CASH, SHOP, Coop, coop_row
from gungho.flows.funds import fund_row
from gungho.flows.kind import Asking, At, Decision, Kind, pairs, row_from
from gungho.flows.money import require_currency
from gungho.flows.passages import Line
from gungho.flows.registry import Item, item_row
from gungho.flows.spending import pick_lots, require_held, require_terms
from gungho.flows.wire import (
    Amount,
    Code,
    Hash,
    Id,
    MaybeDay,
    MaybeId,
    Natural,
    Part,
    Payload,
    Signed,
    Standing,
)
from gungho.ledger.booking import Posting
from gungho.ledger.state import Row, State
from gungho.ledger.terms import Use


class Input(Part, frozen=True, kw_only=True):
    """So much of one commodity asked for."""

    commodity: Code
    count: Amount


class NeedStated(Payload, frozen=True, kw_only=True):
    """A co-op states what it needs to start or go on with one activity."""

    need: Id
    coop: Id
    activity: Id
    units: Natural
    purpose: Id
    inputs: tuple[Input, ...]
    standing: Standing


class NeedVerified(Payload, frozen=True, kw_only=True):
    """Needs are verified where the co-ops are."""

    needs: tuple[Id, ...]


class PlanLine(Part, frozen=True, kw_only=True):
    """One line of a plan: who gets what, from which fund, by which way, and why."""

    need: Id
    coop: Id
    depot: Id
    fund: Id
    commodity: Code
    count: Amount
    source: Id
    route: tuple[Id, ...]
    reason: Id
    facts: dict[Id, Code | Signed]


class PlanUnmet(Part, frozen=True, kw_only=True):
    """What a plan could not give, and why."""

    need: Id
    commodity: Code
    short: Amount
    reason: Id
    facts: dict[Id, Code | Signed]


class PlanAdopted(Payload, frozen=True, kw_only=True):
    """A person adopts a plan; only this moves anything."""

    plan: Id
    seed: Natural
    facts_sha256: Hash
    floor_ppm: Natural
    fairness_ppm: Natural
    needs: Natural
    lines: tuple[PlanLine, ...]
    unmet: tuple[PlanUnmet, ...]
    standing: Standing


class GrantMade(Payload, frozen=True, kw_only=True):
    """Goods or money are granted to a co-op; they need not be returned."""

    grant: Id
    coop: Id
    need: MaybeId
    plan: MaybeId
    at: Id
    lines: tuple[Line, ...]
    standing: Standing


class LoanMade(Payload, frozen=True, kw_only=True):
    """Money is lent to a co-op from a fund."""

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


class LoanRepaid(Payload, frozen=True, kw_only=True):
    """A co-op repays part of a loan, into the fund that lent."""

    loan: Id
    count: Amount
    till: Id
    standing: Standing


class NeedRow(Row, frozen=True, kw_only=True):
    """A need and where it stands."""

    book: int
    need: str
    coop: str
    activity: str
    units: int
    purpose: str
    on: str
    verified_on: str
    seq: int
    standing: str
    key: ClassVar = ("book", "need")
    indexes: ClassVar = {"need": ("need",), "coop": ("coop",)}


class NeedInput(Row, frozen=True, kw_only=True):
    """One commodity a need asks for."""

    book: int
    need: str
    commodity: str
    count: int
    key: ClassVar = ("book", "need", "commodity")
    indexes: ClassVar = {"need": ("book", "need")}


class PlanRow(Row, frozen=True, kw_only=True):
    """An adopted plan."""

    book: int
    plan: str
    on: str
    seq: int
    seed: int
    facts_sha256: str
    floor_ppm: int
    fairness_ppm: int
    needs: int
    lines: int
    unmet: int
    standing: str
    key: ClassVar = ("book", "plan")
    indexes: ClassVar = {"plan": ("plan",)}


class PlanLineRow(Row, frozen=True, kw_only=True):
    """One line of an adopted plan."""

    book: int
    plan: str
    line: int
    need: str
    coop: str
    depot: str
    fund: str
    commodity: str
    count: int
    source: str
    route: str
    reason: str
    facts: str
    key: ClassVar = ("book", "plan", "line")
    indexes: ClassVar = {"plan": ("plan",), "need": ("need",)}


class PlanUnmetRow(Row, frozen=True, kw_only=True):
    """What an adopted plan left unmet."""

    book: int
    plan: str
    line: int
    need: str
    commodity: str
    short: int
    reason: str
    facts: str
    key: ClassVar = ("book", "plan", "line")
    indexes: ClassVar = {"plan": ("plan",), "need": ("need",)}


class Grant(Row, frozen=True, kw_only=True):
    """One line of a grant."""

    book: int
    grant: str
    line: int
    coop: str
    need: str
    plan: str
    commodity: str
    fund: str
    lot: str
    count: int
    on: str
    seq: int
    standing: str
    key: ClassVar = ("book", "grant", "line")
    indexes: ClassVar = {"coop": ("coop",), "need": ("need",), "plan": ("plan",)}


class Loan(Row, frozen=True, kw_only=True):
    """A loan and what of it is repaid."""

    book: int
    loan: str
    coop: str
    need: str
    plan: str
    currency: str
    count: int
    repaid: int
    fund: str
    interest_ppm: int
    on: str
    due: str
    seq: int
    standing: str
    key: ClassVar = ("book", "loan")
    indexes: ClassVar = {"coop": ("coop",), "need": ("need",), "plan": ("plan",)}


def _state_need(asking: Asking, facts: NeedStated) -> Decision:
    coop_row(asking.state, asking.book, facts.coop)
    if asking.state.get(NeedRow, asking.book, facts.need):
        raise Refusal("need.exists", need=facts.need)
    for line in facts.inputs:
        item_row(asking.state, line.commodity)
    return Decision(facts)


def _stated(state: State, at: At, facts: NeedStated) -> None:
    state.put(row_from(NeedRow, at, facts, verified_on=""))
    for line in facts.inputs:
        count = int(line.count)
        state.put(row_from(NeedInput, at, line, need=facts.need, count=count))


def _verify(asking: Asking, facts: NeedVerified) -> Decision:
    for need in facts.needs:
        if asking.state.get(NeedRow, asking.book, need) is None:
            raise Refusal("need.unknown", need=need)
    return Decision(facts)


def _verified(state: State, at: At, facts: NeedVerified) -> None:
    for need in facts.needs:
        row = state.get(NeedRow, at.book, need)
        if row:
            state.put(replace(row, verified_on=at.happened))


def _adopt(asking: Asking, facts: PlanAdopted) -> Decision:
    if asking.state.get(PlanRow, asking.book, facts.plan):
        raise Refusal("plan.exists", plan=facts.plan)
    return Decision(facts)


def _adopted(state: State, at: At, facts: PlanAdopted) -> None:
    state.put(
        row_from(PlanRow, at, facts, lines=len(facts.lines), unmet=len(facts.unmet))
    )
    for number, line in enumerate(facts.lines):
        state.put(
            row_from(
                PlanLineRow, at, line, plan=facts.plan, line=number,
                count=int(line.count), route=" ".join(line.route),
                facts=_facts_text(line.facts),
            )
        )  # fmt: skip
    for number, miss in enumerate(facts.unmet):
        state.put(
            row_from(
                PlanUnmetRow, at, miss, plan=facts.plan, line=number,
                short=int(miss.short), facts=_facts_text(miss.facts),
            )
        )  # fmt: skip


def _facts_text(facts: dict[str, str | int]) -> str:
    return " ".join(f"{name}={value}" for name, value in sorted(facts.items()))


def _use(
    asking: Asking, coop: Coop, *, item: Item | None, need: str, gives: str
) -> Use:
    """Return what help means to a fund; help without a need serves no purpose."""
    row = asking.state.get(NeedRow, asking.book, need) if need else None
    if need and (row is None or row.coop != coop.coop):
        raise Refusal("need.other", need=need, coop=coop.coop)
    return Use(
        on=asking.happened,
        place=coop.place,
        region=coop.region,
        trade=coop.trade,
        item=item.item if item else None,
        purpose=row.purpose if row else "",
        body=coop.coop,
        military=item is not None and item.end_use == "military",
        gives_away=gives == "grant",
    )


def _grant(asking: Asking, facts: GrantMade) -> Decision:
    coop = coop_row(asking.state, asking.book, facts.coop, at_work=True)
    lines: list[Line] = []
    postings: list[Posting] = []
    if asking.state.get(Grant, asking.book, facts.grant, 0):
        raise Refusal("grant.exists", grant=facts.grant)
    for asked in facts.lines:
        item = item_row(asking.state, asked.commodity)
        goods = item.form == "item"
        use = _use(
            asking, coop, item=item if goods else None, need=facts.need, gives="grant"
        )
        require_terms(asking, asked.fund, use)
        source = f"{asking.body}/{'stock' if goods else 'cash'}/{facts.at}"
        target = f"{facts.coop}/{SHOP if goods else CASH}"
        for line in _lotted(asking, asked, source) if goods else [asked]:
            lines.append(line)
            postings.append(
                Posting(
                    debit=target,
                    credit=source,
                    commodity=line.commodity,
                    fund=line.fund,
                    amount=int(line.count),
                    lot=line.lot,
                )
            )
    require_held(asking, tuple(postings))
    return Decision(replace(facts, lines=tuple(lines)), tuple(postings))


def _lotted(asking: Asking, line: Line, account: str) -> list[Line]:
    if line.lot:
        return [line]
    picked = pick_lots(
        asking,
        account=account,
        item=line.commodity,
        count=int(line.count),
        fund=line.fund,
    )
    return [replace(line, lot=lot, count=str(count)) for lot, count in picked]


def _granted(state: State, at: At, facts: GrantMade) -> None:
    for number, line in enumerate(facts.lines):
        state.put(
            row_from(
                Grant, at, facts, line=number, commodity=line.commodity,
                fund=line.fund, lot=line.lot, count=int(line.count),
            )
        )  # fmt: skip


def _lend(asking: Asking, facts: LoanMade) -> Decision:
    coop = coop_row(asking.state, asking.book, facts.coop, at_work=True)
    if asking.state.get(Loan, asking.book, facts.loan):
        raise Refusal("loan.exists", loan=facts.loan)
    require_currency(asking, facts.currency)
    fund_row(asking.state, asking.book, f"{asking.body}:own")
    use = _use(asking, coop, item=None, need=facts.need, gives="loan")
    require_terms(asking, facts.fund, use)
    postings = (
        Posting(
            debit=f"{asking.body}/loans/{facts.coop}",
            credit=f"{asking.body}/cash/{facts.till}",
            commodity=facts.currency,
            fund=facts.fund,
            amount=int(facts.count),
        ),
        Posting(
            debit=f"{facts.coop}/{CASH}",
            credit=f"{facts.coop}/borrowed/{asking.body}",
            commodity=facts.currency,
            fund=f"{asking.body}:own",
            amount=int(facts.count),
        ),
    )
    require_held(asking, postings)
    return Decision(facts, postings)


def _lent(state: State, at: At, facts: LoanMade) -> None:
    state.put(row_from(Loan, at, facts, count=int(facts.count), repaid=0))


def _repay(asking: Asking, facts: LoanRepaid) -> Decision:
    loan = asking.state.get(Loan, asking.book, facts.loan)
    if loan is None:
        raise Refusal("loan.unknown", loan=facts.loan)
    if loan.repaid + int(facts.count) > loan.count:
        left = loan.count - loan.repaid
        raise Refusal("loan.overpaid", loan=facts.loan, left=str(left))
    postings = (
        Posting(
            debit=f"{asking.body}/cash/{facts.till}",
            credit=f"{asking.body}/loans/{loan.coop}",
            commodity=loan.currency,
            fund=loan.fund,
            amount=int(facts.count),
        ),
        Posting(
            debit=f"{loan.coop}/borrowed/{asking.body}",
            credit=f"{loan.coop}/{CASH}",
            commodity=loan.currency,
            fund=f"{asking.body}:own",
            amount=int(facts.count),
        ),
    )
    require_held(asking, postings)
    return Decision(facts, postings)


def _repaid(state: State, at: At, facts: LoanRepaid) -> None:
    loan = state.get(Loan, at.book, facts.loan)
    if loan:
        state.put(replace(loan, repaid=loan.repaid + int(facts.count)))


ROWS: tuple[type[Row], ...] = (
    NeedRow, NeedInput, PlanRow, PlanLineRow, PlanUnmetRow, Grant, Loan,
)  # fmt: skip
KINDS = (
    Kind(
        name="need.stated",
        payload=NeedStated,
        decide=_state_need,
        evolve=_stated,
        subject="coop",
    ),
    Kind(name="need.verified", payload=NeedVerified, decide=_verify, evolve=_verified),
    Kind(
        name="plan.adopted",
        payload=PlanAdopted,
        decide=_adopt,
        evolve=_adopted,
        subject="plan",
    ),
    Kind(
        name="grant.made",
        payload=GrantMade,
        decide=_grant,
        evolve=_granted,
        permitted=pairs("stock<stock", "cash<cash"),
        spends=True,
        subject="coop",
    ),
    Kind(
        name="loan.made",
        payload=LoanMade,
        decide=_lend,
        evolve=_lent,
        permitted=pairs("loans<cash", "cash<borrowed"),
        spends=True,
        subject="coop",
    ),
    Kind(
        name="loan.repaid",
        payload=LoanRepaid,
        decide=_repay,
        evolve=_repaid,
        permitted=pairs("cash<loans", "borrowed<cash"),
        spends=True,
        subject="loan",
    ),
)
