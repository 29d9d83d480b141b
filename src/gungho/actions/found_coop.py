# SPDX-License-Identifier: Apache-2.0
"""A proposal becomes a co-op when everyone it names has said yes for themselves.

The journal hears how many they are, never who: ``coop.founded``, then what is missing
as ``need.stated``. The same founding again, after a kill, records nothing twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gungho.actions.keep_card import Salts, make_card
from gungho.actions.ports import Books, Command
from gungho.actions.record import record
from gungho.errors import Refusal
from gungho.flows.coops import Coop
from gungho.flows.needs import NeedRow
from gungho.flows.registry import Item, Place
from gungho.ledger.state import State
from gungho.planning import Violation
from gungho.planning.forming import Missing, Proposal


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundingOf:
    """What a founding needs to know beside the proposal.

    ``coop`` the new id in its keeper's book, ``trade`` as co-ops are registered,
    ``place`` of the site, ``name`` in English and Chinese, ``currency`` of the loan.
    """

    keeper: str
    coop: str
    trade: str
    place: str
    name: tuple[str, str]
    currency: str
    day: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Founded:
    """The co-op founded, the need stated, and what could not be stated as one."""

    coop: str
    need: str
    unstated: tuple[Missing, ...]


def require_consent(
    proposal: Proposal, answers: Mapping[str, str], *, broken: tuple[Violation, ...]
) -> None:
    """Refuse a founding to which somebody named has not said yes, or that fails.

    Raises Refusal ``form.unanswered`` or ``form.falls``.
    """
    open_ = [one.worker for one in proposal.members if answers.get(one.worker) != "yes"]
    if open_:
        raise Refusal("form.unanswered", proposal=proposal.id, people=len(open_))
    if broken:
        raise Refusal("form.falls", proposal=proposal.id, faults=len(broken))


def found_coop(
    books: Books, proposal: Proposal, *, facts: FoundingOf, salts: Salts
) -> Founded:
    """Record the founding and what is missing; say it again safely.

    Raises Refusal ``form.no-place`` for a site whose place the books do not know.
    """
    if not books.state.find(Place, "place", facts.place):
        raise Refusal("form.no-place", place=facts.place[:80])
    text = "\n".join(one for one in facts.name if one) or facts.coop
    if not books.state.find(Coop, "coop", facts.coop):
        _found(books, proposal, facts=facts, text=text, salts=salts)
    inputs, unstated = _inputs(books.state, proposal, currency=facts.currency)
    need = f"{facts.coop}.start" if inputs else ""
    if need and not books.state.find(NeedRow, "need", need):
        _state_need(books, proposal, facts=facts, inputs=inputs)
    return Founded(coop=facts.coop, need=need, unstated=unstated)


def _found(
    books: Books, proposal: Proposal, *, facts: FoundingOf, text: str, salts: Salts
) -> None:
    card = make_card(text, subject=facts.coop, salts=salts)
    books.keep_cards([card])
    told = {
        "coop": facts.coop,
        "trade": facts.trade,
        "place": facts.place,
        "region": _region(books.state, facts.place),
        "members": len(proposal.members),
        "currency": facts.currency,
        "opening": "",
        "card": card.commitment,
        "standing": "kept",
        "cited": "",
    }
    record(
        books,
        Command(
            book=facts.keeper,
            id=f"found.{proposal.id}",
            kind="coop.founded",
            happened=facts.day,
            facts=told,
        ),
    )


def _state_need(
    books: Books,
    proposal: Proposal,
    *,
    facts: FoundingOf,
    inputs: list[dict[str, str]],
) -> None:
    told = {
        "need": f"{facts.coop}.start",
        "coop": facts.coop,
        "activity": proposal.recipe,
        "units": 1,
        "purpose": "start",
        "inputs": inputs,
        "standing": "kept",
    }
    record(
        books,
        Command(
            book=facts.keeper,
            id=f"need.{proposal.id}",
            kind="need.stated",
            happened=facts.day,
            facts=told,
        ),
    )


def _region(state: State, place: str) -> str:
    found = state.find(Place, "place", place)
    return found[0].region if found else ""


def _inputs(
    state: State, proposal: Proposal, *, currency: str
) -> tuple[list[dict[str, str]], tuple[Missing, ...]]:
    """Return what is missing as inputs of a need; a role is asked for otherwise."""
    found: dict[str, int] = {}
    unstated = []
    for one in proposal.missing:
        code = currency if one.sort == "loan" else one.piece
        items = state.find(Item, "item", code)
        if one.sort == "role" or not items:
            unstated.append(one)
            continue
        count = one.count * 10 ** items[0].scale
        found[code] = found.get(code, 0) + count
    inputs = [
        {"commodity": code, "count": str(count)}
        for code, count in sorted(found.items())
    ]
    return inputs, tuple(unstated)
