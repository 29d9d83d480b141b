# SPDX-License-Identifier: Apache-2.0
"""Acts at the desk for restrictions, as the entries that they are.

Every id follows from the form's own number, so that a form sent twice adds nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gungho.actions.keep_card import Salts, make_card
from gungho.actions.ports import Command, Receipt
from gungho.actions.receive_gift import KeepCards, Submit
from gungho.errors import Refusal
from gungho.ledger.terms import FREE, Terms

KINDS: Mapping[str, str] = {
    "block": "use.blocked",
    "ask": "consent.asked",
    "agree": "consent.given",
    "refuse": "consent.refused",
    "change": "terms.changed",
    "fulfil": "terms.fulfilled",
    "lapse": "terms.lapsed",
    "release": "terms.released",
    "assign": "overdraft.assigned",
    "bridge": "fund.bridged",
    "repay": "fund.repaid",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One act on a fund in a book: the form's number, its day and what was typed."""

    number: str
    book: str
    fund: str
    on: str
    sort: str
    typed: Mapping[str, str]

    def said(self, name: str) -> str:
        """Return what was typed in a field."""
        return self.typed.get(name, "").strip()


def restrict(
    act: Act,
    *,
    terms: Terms = FREE,
    submit: Submit,
    keep_cards: KeepCards,
    salts: Salts,
) -> Receipt:
    """Record an act; ``terms`` are those that are asked for, or agreed on.

    Raises Refusal ``desk.unknown``, ``card.empty`` where evidence is needed and
    missing, or as the kinds do.
    """
    kind = KINDS.get(act.sort)
    if kind is None:
        raise Refusal("desk.unknown", act=act.sort[:40])
    facts = dict(_facts(act, terms=terms))
    words = act.said("words")
    if "evidence" in facts and (words or act.sort == "fulfil"):
        subject = f"{act.fund}/{act.sort}"
        card = make_card(words, subject=subject, salts=salts)
        keep_cards([card])
        facts["evidence"] = card.commitment
    return submit(
        Command(
            book=act.book,
            id=f"desk.{act.number}",
            kind=kind,
            happened=act.on,
            facts=facts,
            office="treasurer",
        )
    )


def _facts(act: Act, *, terms: Terms) -> Mapping[str, object]:
    fund, ident, said = act.fund, f"{act.book}-{act.number[:8]}", act.said
    ended: dict[str, object] = {"fund": fund, "into": said("into"), "standing": "kept"}
    answer: dict[str, object] = {
        "consent": said("consent"),
        "giver": said("giver"),
        "evidence": "",
    }
    every: dict[str, dict[str, object]] = {
        "block": {
            "block": ident, "fund": fund, "place": "", "reason": said("reason"),
            "standing": "kept", "cited": "",
        },
        "ask": {
            "consent": ident, "matter": "terms", "of": fund, "asked": said("asked"),
            "terms": terms,
        },
        "agree": {**answer, "standing": "kept", "cited": ""},
        "refuse": answer,
        "change": {"fund": fund, "terms": terms, "consent": said("consent")},
        "fulfil": {**ended, "evidence": ""},
        "lapse": ended,
        "release": {
            **ended, "consent": said("consent"), "resolution": said("resolution"),
            "reason": said("reason") or "released", "evidence": "",
        },
        "assign": {
            "fund": fund, "person": said("person"), "office": said("office"),
            "until": said("until"),
        },
        "bridge": {
            "bridge": ident, "source": said("source"), "target": fund,
            "till": said("till"), "currency": said("currency"),
            "count": said("count"), "due": said("until"),
        },
        "repay": {
            "bridge": said("bridge"), "till": said("till"), "count": said("count"),
        },
    }  # fmt: skip
    return every[act.sort]
