# SPDX-License-Identifier: Apache-2.0
"""Authority is bound to the posting: who may spend how much, and by which resolution.

A book without limits asks nothing. Once limits are set, an office spends alone up to
its limit; above it the entry cites a resolution that allows it and still has enough
left; above a second limit another person must have approved that very command first.
What is cited is used up as it is spent, and given back when the entry is reversed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import ClassVar

from msgspec.structs import replace

from gungho.errors import Refusal
from gungho.flows.kind import Asking, At, Decision, Kind, row_from
from gungho.flows.money import require_currency
from gungho.flows.offices import Office, Resolution, resolution_row
from gungho.flows.wire import Amount, Code, Hash, Id, MaybeAmount, Part, Payload
from gungho.ledger.accounts import body_of, role_of
from gungho.ledger.booking import Posting
from gungho.ledger.state import Row, State


class LimitLine(Part, frozen=True, kw_only=True):
    """What an office may spend in one entry: alone, and without a second person."""

    office: Id
    currency: Code
    alone: Amount
    pair: MaybeAmount = ""


class LimitsSet(Payload, frozen=True, kw_only=True):
    """A resolution sets what offices may spend."""

    resolution: Id
    lines: tuple[LimitLine, ...]


class ApprovalGiven(Payload, frozen=True, kw_only=True):
    """A second person approves one command, by its hash, before it is recorded."""

    command: Hash


class Limit(Row, frozen=True, kw_only=True):
    """What an office may spend of a currency; ``pair`` 0 asks for no second person."""

    book: int
    office: str
    currency: str
    alone: int
    pair: int
    resolution: str
    on: str
    seq: int
    key: ClassVar = ("book", "office", "currency")
    indexes: ClassVar = {"book": ("book",)}


class Approval(Row, frozen=True, kw_only=True):
    """Who approved a command, and which entry it became."""

    book: int
    command: str
    person: str
    office: str
    on: str
    seq: int
    entry: str
    key: ClassVar = ("book", "command", "person")
    indexes: ClassVar = {"command": ("book", "command")}


class Spent(Row, frozen=True, kw_only=True):
    """What an entry spent under a resolution."""

    book: int
    entry: str
    resolution: str
    currency: str
    amount: int
    seq: int
    key: ClassVar = ("book", "entry")
    indexes: ClassVar = {"resolution": ("book", "resolution")}


def require_authority(asking: Asking, decision: Decision, *, kind: str) -> None:
    """Refuse spending that its office, resolution or second person does not cover.

    Raises Refusal ``authority.not-in-office``, ``authority.no-limit``,
    ``authority.above-limit``, ``authority.second-person``, ``resolution.unknown`` or
    ``resolution.does-not-allow``.
    """
    cited = resolution_row(asking, asking.authority) if asking.authority else None
    limited = limited_currencies(asking.state, asking.book)
    if not cited and not limited:
        return
    spent = money_spent(decision.postings, body=asking.body)
    spent.update(decision.commits)
    for (currency, fund), amount in sorted(spent.items()):
        if cited:
            require_allowed(asking, cited, kind=kind, fund=fund)
            require_left(cited, currency=currency, amount=amount)
    for currency, amount in sorted(_by_currency(spent).items()):
        if currency in limited:
            _require_limit(asking, currency, amount=amount)


def limited_currencies(state: State, book: int) -> frozenset[str]:
    """Return the currencies in which a book's offices have limits."""
    return frozenset(row.currency for row in state.find(Limit, "book", book))


def money_spent(postings: Iterable[Posting], *, body: str) -> Counter[tuple[str, str]]:
    """Return what leaves a body's own tills, by currency and fund."""
    found: Counter[tuple[str, str]] = Counter()
    for posting in postings:
        for account, sign in ((posting.credit, 1), (posting.debit, -1)):
            if role_of(account) == "cash" and body_of(account) == body:
                found[posting.commodity, posting.fund] += sign * posting.amount
    return Counter({key: amount for key, amount in found.items() if amount > 0})


def _by_currency(spent: Counter[tuple[str, str]]) -> Counter[str]:
    found: Counter[str] = Counter()
    for (currency, _), amount in spent.items():
        found[currency] += amount
    return found


def require_allowed(asking: Asking, cited: Resolution, *, kind: str, fund: str) -> None:
    """Refuse a kind, fund or day that a resolution does not allow.

    Raises Refusal ``resolution.does-not-allow`` naming the clause.
    """
    allowed = cited.allows.split()
    wrong = (
        ("kind", kind if kind not in allowed else ""),
        ("fund", fund if cited.fund not in ("", fund) else ""),
        ("until", cited.until if cited.until and asking.happened > cited.until else ""),
    )
    for clause, asked in wrong:
        if asked:
            raise Refusal(
                "resolution.does-not-allow",
                resolution=cited.resolution,
                clause=clause,
                asked=asked,
            )


def require_left(cited: Resolution, *, currency: str, amount: int) -> None:
    """Refuse more than a resolution has left: ``resolution.spent``."""
    if not cited.currency:
        return
    left = cited.most - cited.spent if cited.currency == currency else 0
    if amount > left:
        raise Refusal(
            "resolution.spent",
            resolution=cited.resolution,
            currency=currency,
            left=str(left),
            asked=str(amount),
        )


def _require_limit(asking: Asking, currency: str, *, amount: int) -> None:
    holders = asking.state.find(Office, "office", asking.book, asking.office)
    in_office = [row.person for row in holders if row.holds(asking.happened)]
    if holders and asking.by not in in_office:
        raise Refusal(
            "authority.not-in-office",
            person=asking.by,
            office=asking.office,
            day=asking.happened,
        )
    limit = asking.state.get(Limit, asking.book, asking.office, currency)
    if limit is None:
        raise Refusal("authority.no-limit", office=asking.office, currency=currency)
    if amount > limit.alone and not asking.authority:
        raise Refusal(
            "authority.above-limit",
            office=asking.office,
            currency=currency,
            limit=str(limit.alone),
            asked=str(amount),
        )
    if limit.pair and amount > limit.pair and not _approved(asking):
        raise Refusal(
            "authority.second-person",
            currency=currency,
            limit=str(limit.pair),
            asked=str(amount),
            command=asking.command,
        )


def _approved(asking: Asking) -> bool:
    found = asking.state.find(Approval, "command", asking.book, asking.command)
    return any(row.person != asking.by for row in found)


def note_authority(state: State, at: At, postings: Iterable[Posting]) -> None:
    """Note what an entry used: a resolution's money, and the approvals given to it."""
    cited = state.get(Resolution, at.book, at.authority) if at.authority else None
    limited = limited_currencies(state, at.book)
    if not cited and not limited:
        return
    spent = _by_currency(money_spent(postings, body=at.body))
    if cited:
        use_up(state, at, resolution=cited.resolution, amount=spent[cited.currency])
    if limited:
        for row in state.find(Approval, "command", at.book, at.command):
            state.put(replace(row, entry=at.id))


def use_up(state: State, at: At, *, resolution: str, amount: int) -> None:
    """Note what an entry has used of what a resolution allows, in its currency."""
    cited = state.get(Resolution, at.book, resolution)
    if cited is None or not cited.currency or not amount:
        return
    state.put(replace(cited, spent=cited.spent + amount))
    state.put(
        Spent(
            book=at.book,
            entry=at.id,
            resolution=resolution,
            currency=cited.currency,
            amount=amount,
            seq=at.seq,
        )
    )


def give_back(state: State, at: At, entry: str) -> None:
    """Give back to a resolution what a reversed entry had spent under it."""
    spent = state.get(Spent, at.book, entry)
    cited = state.get(Resolution, at.book, spent.resolution) if spent else None
    if spent and cited:
        state.put(replace(cited, spent=cited.spent - spent.amount))
        state.put(replace(spent, amount=0))


def _limit(asking: Asking, facts: LimitsSet) -> Decision:
    resolution_row(asking, facts.resolution)
    if not facts.lines:
        raise Refusal("limits.empty", resolution=facts.resolution)
    for line in facts.lines:
        require_currency(asking, line.currency)
        if line.pair and int(line.pair) < int(line.alone):
            raise Refusal(
                "limits.order", office=line.office, alone=line.alone, pair=line.pair
            )
    return Decision(facts)


def _limited(state: State, at: At, facts: LimitsSet) -> None:
    for line in facts.lines:
        state.put(
            Limit(
                book=at.book,
                office=line.office,
                currency=line.currency,
                alone=int(line.alone),
                pair=int(line.pair or 0),
                resolution=facts.resolution,
                on=at.happened,
                seq=at.seq,
            )
        )


def _approve(asking: Asking, facts: ApprovalGiven) -> Decision:
    known = asking.state.get(Approval, asking.book, facts.command, asking.by)
    if known:
        raise Refusal("approval.exists", command=facts.command, person=asking.by)
    return Decision(facts)


def _approve_noted(state: State, at: At, facts: ApprovalGiven) -> None:
    state.put(row_from(Approval, at, facts, person=at.by, office=at.office, entry=""))


ROWS: tuple[type[Row], ...] = (Limit, Approval, Spent)
KINDS = (
    Kind(
        name="limits.set",
        payload=LimitsSet,
        decide=_limit,
        evolve=_limited,
        subject="resolution",
    ),
    Kind(
        name="approval.given",
        payload=ApprovalGiven,
        decide=_approve,
        evolve=_approve_noted,
        subject="command",
    ),
)
