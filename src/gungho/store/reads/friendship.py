# SPDX-License-Identifier: Apache-2.0
"""Reading friendship: partners with what was agreed, visits, and letters."""

from __future__ import annotations

from dataclasses import dataclass

from gungho.flows.friendship import HELD, Agreement, Letter, Visit
from gungho.flows.funds import Consent
from gungho.store.cards import card_texts
from gungho.store.reads.query import fetch, rows


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementLine:
    """An agreement of a body, and whether it stands on a day."""

    body: str
    row: Agreement
    stands: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitCost:
    """What an entry paid for a visit, and from which fund; ``seq`` is its place."""

    seq: int
    currency: str
    count: int
    fund: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitLine:
    """A visit of a body, with its report where that may be read here."""

    body: str
    row: Visit
    report: str
    costs: list[VisitCost]


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterLine:
    """A letter of a body; the texts are "" while it is held, or where a card is gone.

    ``thread`` is how many letters stand before it in the same exchange.
    """

    body: str
    row: Letter
    original: str
    translation: str
    thread: int

    @property
    def is_held(self) -> bool:
        """True while it is not to be shown."""
        return self.row.shown == HELD


@dataclass(frozen=True, slots=True, kw_only=True)
class Friendship:
    """What bodies have with their partners, the newest first."""

    agreements: list[AgreementLine]
    visits: list[VisitLine]
    letters: list[LetterLine]


def friendship(*, today: str, body: str = "") -> Friendship:
    """Return the agreements, visits and letters of one body, or of all."""
    bodies = dict(fetch("SELECT book, body FROM journal_head"))
    kept = {book for book, name in bodies.items() if body in ("", name)}
    newest = '"on" DESC, seq DESC'
    agreements = [r for r in rows(Agreement, order=newest) if r.book in kept]
    visits = [row for row in rows(Visit, order=newest) if row.book in kept]
    letters = [row for row in rows(Letter, order=newest) if row.book in kept]
    shown = [row for row in letters if row.shown != HELD]
    cards = [row.report for row in visits]
    cards += [card for row in shown for card in (row.text, row.translation)]
    texts = card_texts(cards)
    answers = {(row.book, row.letter): row.answers for row in letters}
    return Friendship(
        agreements=[
            AgreementLine(body=bodies[row.book], row=row, stands=row.holds(today))
            for row in agreements
        ],
        visits=[
            VisitLine(
                body=bodies[row.book],
                row=row,
                report=texts.get(row.report, ""),
                costs=_costs(row),
            )
            for row in visits
        ],
        letters=[
            LetterLine(
                body=bodies[row.book],
                row=row,
                original=texts.get(row.text, "") if row.shown != HELD else "",
                translation=(
                    texts.get(row.translation, "") if row.shown != HELD else ""
                ),
                thread=_before(row, answers),
            )
            for row in letters
        ],
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentLine:
    """A consent of a body that was asked for and is not answered."""

    body: str
    row: Consent


def consents_waiting(*, body: str = "") -> list[ConsentLine]:
    """Return the consents that nobody has answered yet, the oldest first."""
    bodies = dict(fetch("SELECT book, body FROM journal_head"))
    return [
        ConsentLine(body=bodies[row.book], row=row)
        for row in rows(
            Consent, "given_on = '' AND refused_on = ''", order='"on", book, consent'
        )
        if body in ("", bodies[row.book])
    ]


def _before(row: Letter, answers: dict[tuple[int, str], str]) -> int:
    """Return how many letters an answer goes back; a letter answers an older one."""
    count, letter = 0, row.answers
    while letter:
        count, letter = count + 1, answers.get((row.book, letter), "")
    return count


def _costs(row: Visit) -> list[VisitCost]:
    """Return what the entries that a visit names have paid; corrected ones nothing."""
    found = []
    for entry in row.costs.split():
        found += [
            VisitCost(seq=seq, currency=code, count=count, fund=fund)
            for seq, code, fund, count in fetch(
                "SELECT p.seq, c.name, f.name, p.amount FROM p_entry_row e "
                "JOIN p_posting_row p ON p.book = e.book AND p.seq = e.seq "
                "JOIN p_name c ON c.book = p.book AND c.sort = 'commodity' "
                "AND c.number = p.commodity "
                "JOIN p_name f ON f.book = p.book AND f.sort = 'fund' "
                "AND f.number = p.fund "
                "WHERE e.book = %s AND e.entry = %s AND e.corrected_by = '' "
                "ORDER BY p.seq, p.line",
                [row.book, entry],
            )
        ]
    return found
