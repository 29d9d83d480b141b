# SPDX-License-Identifier: Apache-2.0
"""A restriction ends by an entry: fulfilled, lapsed by its rule, or released (law 5).

What is left then goes to another fund, account by account and lot by lot, through the
bridge between funds; the trace goes on through it. What the giver asked to come back is
not moved on. Asset lock, no resale and revolving live on in the fund that takes it.
An overdrawn fund gets an owner and a day by which it is cured.
"""

from __future__ import annotations

from typing import ClassVar

from msgspec.structs import replace

from gungho.errors import Refusal
from gungho.flows.authority import require_allowed
from gungho.flows.funds import Consent, Fund, fund_row
from gungho.flows.kind import Asking, At, Decision, Kind, pairs, row_from
from gungho.flows.offices import resolution_row
from gungho.flows.spending import require_held
from gungho.flows.wire import (
    Amount,
    Code,
    Commitment,
    Day,
    Id,
    MaybeCommitment,
    MaybeId,
    MaybeLot,
    Part,
    Payload,
    Standing,
)
from gungho.ledger.accounts import body_of, role_of
from gungho.ledger.balances import balances_of, overdrawn
from gungho.ledger.booking import Posting
from gungho.ledger.state import Row, State
from gungho.ledger.terms import FREE, terms_of, terms_text

MOVED = ("cash", "stock", "loans")
OWED = ("advanced", "bridged", "payable")
NEAR = ("purposes", "places", "regions", "trades", "items", "bodies")
LIVES_ON = ("revolving", "asset_lock", "forbid_resale")


class Left(Part, frozen=True, kw_only=True):
    """What is left of a fund on one account, worked out when deciding."""

    role: Id
    at: Id
    commodity: Code
    count: Amount
    lot: MaybeLot = ""


class TermsFulfilled(Payload, frozen=True, kw_only=True):
    """What the giver asked was done; the evidence is a card."""

    fund: Id
    into: Id
    evidence: Commitment
    standing: Standing
    left: tuple[Left, ...] = ()


class TermsLapsed(Payload, frozen=True, kw_only=True):
    """The last day of a fund's own rule is over."""

    fund: Id
    into: Id
    standing: Standing
    left: tuple[Left, ...] = ()


class TermsReleased(Payload, frozen=True, kw_only=True):
    """The giver releases a fund, or a resolution where no giver can be reached."""

    fund: Id
    into: Id
    consent: MaybeId
    resolution: MaybeId
    reason: Id
    evidence: MaybeCommitment
    standing: Standing
    left: tuple[Left, ...] = ()


class OverdraftAssigned(Payload, frozen=True, kw_only=True):
    """Someone answers for an overdrawn fund, and cures it by a day."""

    fund: Id
    person: Id
    office: Id
    until: Day


Ends = TermsFulfilled | TermsLapsed | TermsReleased


class FundEnd(Row, frozen=True, kw_only=True):
    """How a fund's restriction ended in one book, and where what was left went."""

    book: int
    fund: str
    seq: int
    sort: str
    target: str
    evidence: str
    by: str
    on: str
    standing: str
    key: ClassVar = ("book", "fund", "seq")
    indexes: ClassVar = {"fund": ("fund",)}


class OverdraftOwner(Row, frozen=True, kw_only=True):
    """Who answers for an overdrawn fund in one book, and until when."""

    book: int
    fund: str
    person: str
    office: str
    until: str
    on: str
    seq: int
    key: ClassVar = ("book", "fund")
    indexes: ClassVar = {"fund": ("fund",)}


def _fulfil(asking: Asking, facts: TermsFulfilled) -> Decision:
    source = fund_row(asking.state, asking.book, facts.fund)
    target = _target(asking, source, into=facts.into)
    _require_living_on(source, target)
    return _ended(asking, facts)


def _lapse(asking: Asking, facts: TermsLapsed) -> Decision:
    source = fund_row(asking.state, asking.book, facts.fund)
    until = terms_of(source.terms).until_day
    if not until or asking.happened <= until:
        raise Refusal("terms.not-over", fund=facts.fund, until=until or "-")
    target = _target(asking, source, into=facts.into)
    _require_living_on(source, target)
    return _ended(asking, facts)


def _release(asking: Asking, facts: TermsReleased) -> Decision:
    source = fund_row(asking.state, asking.book, facts.fund)
    target = fund_row(asking.state, asking.book, facts.into)
    if bool(facts.consent) == bool(facts.resolution):
        raise Refusal("terms.by-whom", fund=facts.fund)
    if facts.consent:
        _require_consent(asking, facts)
    else:
        cited = resolution_row(asking, facts.resolution)
        require_allowed(asking, cited, kind="terms.released", fund=facts.fund)
        _require_living_on(source, target)
    return _ended(asking, facts)


def _require_consent(asking: Asking, facts: TermsReleased) -> None:
    """Refuse unless the giver has agreed that no condition is left."""
    row = asking.state.get(Consent, asking.book, facts.consent)
    agreed = row is not None and row.given_on and row.matter == "terms"
    if row is None or not agreed or row.of != facts.fund:
        raise Refusal("terms.no-consent", fund=facts.fund, consent=facts.consent)
    if row.terms != terms_text(FREE):
        raise Refusal("terms.not-as-agreed", fund=facts.fund, consent=facts.consent)


def _target(asking: Asking, source: Fund, *, into: str) -> Fund:
    """Return the fund that takes what is left, by the rule that the giver stated."""
    target = fund_row(asking.state, asking.book, into)
    rule = terms_of(source.terms).left_over
    if rule == "return":
        raise Refusal("terms.must-return", fund=source.fund)
    own = source.fund.partition(":")[0] == into.partition(":")[0]
    if rule == "general" and not (own and target.sort == "general"):
        raise Refusal("terms.left-over", fund=source.fund, into=into)
    if rule == "nearest" and not _is_near(source, target):
        raise Refusal("terms.not-near", fund=source.fund, into=into)
    return target


def _is_near(source: Fund, target: Fund) -> bool:
    """True if a fund allows nothing beyond one of the clauses the giver had set."""
    before, after = terms_of(source.terms), terms_of(target.terms)
    wanted = [clause for clause in NEAR if getattr(before, clause)]
    return not wanted or any(
        getattr(after, clause)
        and set(getattr(after, clause)) <= set(getattr(before, clause))
        for clause in wanted
    )


def _require_living_on(source: Fund, target: Fund) -> None:
    before, after = terms_of(source.terms), terms_of(target.terms)
    for clause in LIVES_ON:
        if getattr(before, clause) and not getattr(after, clause):
            raise Refusal(
                "terms.lives-on", fund=source.fund, into=target.fund, clause=clause
            )


def _ended(asking: Asking, facts: Ends) -> Decision:
    if facts.into == facts.fund:
        raise Refusal("terms.same-fund", fund=facts.fund)
    left = _left(asking, facts.fund)
    if facts.left not in ((), left):
        raise Refusal("terms.left-differs", fund=facts.fund)
    postings = tuple(
        posting
        for one in left
        for posting in _between(asking.body, one, source=facts.fund, target=facts.into)
    )
    require_held(asking, postings)
    return Decision(replace(facts, left=left), postings)


def _left(asking: Asking, fund: str) -> tuple[Left, ...]:
    """Return what the body holds of a fund; on the way it cannot be moved."""
    found = []
    if overdrawn(asking.state, asking.book, fund):
        raise Refusal("fund.overdrawn", fund=fund, book=asking.body)
    for (account, code, pot, lot), count in balances_of(asking.state, asking.book):
        if pot != fund or body_of(account) != asking.body or not count:
            continue
        role = role_of(account)
        if role == "transit":
            raise Refusal("terms.on-the-way", fund=fund, account=account)
        if role in OWED:
            raise Refusal("terms.owes", fund=fund, account=account)
        if role in MOVED:
            at = account.split("/", 2)[2]
            found.append(
                Left(role=role, at=at, commodity=code, count=str(count), lot=lot)
            )
    return tuple(found)


def _between(
    body: str, left: Left, *, source: str, target: str
) -> tuple[Posting, Posting]:
    """Return the two postings that take from one fund and give to another."""
    account, bridge = f"{body}/{left.role}/{left.at}", f"{body}/between"
    out = Posting(
        debit=bridge,
        credit=account,
        commodity=left.commodity,
        fund=source,
        amount=int(left.count),
        lot=left.lot,
    )
    return out, replace(out, debit=account, credit=bridge, fund=target)


def _noted(state: State, at: At, facts: Ends) -> None:
    sort = {
        TermsFulfilled: "fulfilled",
        TermsLapsed: "lapsed",
        TermsReleased: "released",
    }[type(facts)]
    by = ""
    if isinstance(facts, TermsReleased):
        by = facts.consent or facts.resolution
    evidence = getattr(facts, "evidence", "")
    state.put(
        row_from(
            FundEnd, at, facts, sort=sort, target=facts.into, by=by, evidence=evidence
        )
    )


def _assign(asking: Asking, facts: OverdraftAssigned) -> Decision:
    fund_row(asking.state, asking.book, facts.fund)
    if not overdrawn(asking.state, asking.book, facts.fund):
        raise Refusal("overdraft.none", fund=facts.fund, book=asking.body)
    if facts.until < asking.happened:
        raise Refusal("overdraft.day", fund=facts.fund, until=facts.until)
    return Decision(facts)


def _assigned(state: State, at: At, facts: OverdraftAssigned) -> None:
    state.put(row_from(OverdraftOwner, at, facts))


PAIRS = pairs(*(f"between<{role}" for role in MOVED), *(f"{r}<between" for r in MOVED))
ROWS: tuple[type[Row], ...] = (FundEnd, OverdraftOwner)
KINDS = (
    Kind(
        name="terms.fulfilled",
        payload=TermsFulfilled,
        decide=_fulfil,
        evolve=_noted,
        permitted=PAIRS,
        spends=True,
        subject="fund",
    ),
    Kind(
        name="terms.lapsed",
        payload=TermsLapsed,
        decide=_lapse,
        evolve=_noted,
        permitted=PAIRS,
        spends=True,
        subject="fund",
    ),
    Kind(
        name="terms.released",
        payload=TermsReleased,
        decide=_release,
        evolve=_noted,
        permitted=PAIRS,
        spends=True,
        subject="fund",
    ),
    Kind(
        name="overdraft.assigned",
        payload=OverdraftAssigned,
        decide=_assign,
        evolve=_assigned,
        subject="fund",
    ),
)
