# SPDX-License-Identifier: Apache-2.0
"""A proposal becomes a co-op when everyone it names has said yes for themselves.

The journal hears how many they are, never who: ``coop.founded``, then what is missing
as ``need.stated``. The same founding again, after a kill, records nothing twice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from gungho.actions.keep_card import Salts, make_card
from gungho.actions.ports import Card, Command
from gungho.errors import Refusal
from gungho.planning import Violation
from gungho.planning.forming import Missing, Proposal

Submit = Callable[[Command], object]
KeepCards = Callable[[list[Card]], object]


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

    @property
    def need(self) -> str:
        """The need that states what the co-op lacks to start."""
        return f"{self.coop}.start"


@dataclass(frozen=True, slots=True, kw_only=True)
class BooksKnow:
    """What the books know of it: the place and its region, scales of goods, itself.

    ``is_founded`` and ``is_stated`` tell what an earlier try has recorded already.
    """

    has_place: bool
    region: str
    scales: Mapping[str, int]
    is_founded: bool
    is_stated: bool


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Registrar:
    """How a founding is written: commands, cards, and salts for these."""

    submit: Submit
    keep_cards: KeepCards
    salts: Salts


def found_coop(
    proposal: Proposal, facts: FoundingOf, *, known: BooksKnow, by: Registrar
) -> Founded:
    """Record the founding and what is missing; said again, it goes on where it was.

    Raises Refusal ``form.no-place`` for a site whose place the books do not know.
    """
    if not known.has_place:
        raise Refusal("form.no-place", place=facts.place[:80])
    if not known.is_founded:
        text = "\n".join(one for one in facts.name if one) or facts.coop
        card = make_card(text, subject=facts.coop, salts=by.salts)
        by.keep_cards([card])
        by.submit(_founding(proposal, facts, known=known, card=card.commitment))
    inputs, unstated = _inputs(proposal, known.scales, currency=facts.currency)
    if inputs and not known.is_stated:
        by.submit(_need(proposal, facts, inputs=inputs))
    return Founded(
        coop=facts.coop, need=facts.need if inputs else "", unstated=unstated
    )


def _founding(
    proposal: Proposal, facts: FoundingOf, *, known: BooksKnow, card: str
) -> Command:
    return Command(
        book=facts.keeper,
        id=f"found.{proposal.id}",
        kind="coop.founded",
        happened=facts.day,
        facts={
            "coop": facts.coop,
            "trade": facts.trade,
            "place": facts.place,
            "region": known.region,
            "members": len(proposal.members),
            "currency": facts.currency,
            "opening": "",
            "card": card,
            "standing": "kept",
            "cited": "",
        },
    )


def _need(
    proposal: Proposal, facts: FoundingOf, *, inputs: list[dict[str, str]]
) -> Command:
    return Command(
        book=facts.keeper,
        id=f"need.{proposal.id}",
        kind="need.stated",
        happened=facts.day,
        facts={
            "need": facts.need,
            "coop": facts.coop,
            "activity": proposal.recipe,
            "units": 1,
            "purpose": "start",
            "inputs": inputs,
            "standing": "kept",
        },
    )


def _inputs(
    proposal: Proposal, scales: Mapping[str, int], *, currency: str
) -> tuple[list[dict[str, str]], tuple[Missing, ...]]:
    """Return what is missing as inputs of a need; a role is asked for otherwise."""
    found: dict[str, int] = {}
    unstated = []
    for one in proposal.missing:
        code = currency if one.sort == "loan" else one.piece
        if one.sort == "role" or code not in scales:
            unstated.append(one)
        else:
            found[code] = found.get(code, 0) + one.count * 10 ** scales[code]
    inputs = [
        {"commodity": code, "count": str(count)}
        for code, count in sorted(found.items())
    ]
    return inputs, tuple(unstated)
