# SPDX-License-Identifier: Apache-2.0
"""A correction is a new entry that reverses an earlier one of the same book.

Nothing is edited: the wrong entry stays, the correction points at it, and what it
booked is booked back. Another body's entry is disputed, not corrected. Money that
proves never to have been given (a bounced cheque) is booked back even when it has been
spent: the fund stands overdrawn until it is cured.
"""

from __future__ import annotations

from typing import ClassVar

from gungho.errors import Refusal
from gungho.flows.kind import Asking, Decision, Kind, always
from gungho.flows.spending import require_held
from gungho.flows.wire import Id, Payload
from gungho.ledger.accounts import role_of
from gungho.ledger.balances import postings_of
from gungho.ledger.booking import Posting, mirrored
from gungho.ledger.state import Row, State

REVERSIBLE = frozenset(
    {
        "gift.received", "gift.valued", "gift.returned", "gift.passed_on",
        "pledge.made", "pledge.released", "receipt.issued", "cost.paid",
        "money.exchanged", "loss.accepted", "stock.moved", "stock.counted",
        "money.moved", "stock.sorted", "bill.received", "materials.used",
        "goods.made", "goods.sold", "goods.arrived",
    }
)  # fmt: skip


class CorrectionMade(Payload, frozen=True, kw_only=True):
    """An earlier entry is reversed, with the reason."""

    reason: Id


class EntryRow(Row, frozen=True, kw_only=True):
    """Where an entry stands, what it is about, and what corrected it.

    ``late`` are the days from what happened to its recording; ``closed`` is 1 where its
    day lay in a period that was closed.
    """

    book: int
    entry: str
    seq: int
    command: str
    kind: str
    subject: str
    on: str
    recorded: str
    corrects: str
    corrected_by: str
    late: int
    closed: int
    key: ClassVar = ("book", "entry")
    indexes: ClassVar = {"seq": ("book", "seq"), "subject": ("subject",)}
    sought: ClassVar = {
        "day": ("on", "book", "seq"),
        "book_day": ("book", "on", "seq"),
        "kind": ("kind", "on", "book", "seq"),
        "late": ("late", "book", "seq"),
        "closed": ("closed", "book", "seq"),
    }
    sparse: ClassVar = frozenset({"late", "closed"})


def entry_at(state: State, *, book: int, seq: int) -> EntryRow | None:
    """Return the entry at a place in a book, None if it was corrected."""
    found = state.find(EntryRow, "seq", book, seq)
    return found[0] if found and not found[0].corrected_by else None


def named(row: EntryRow, body: str) -> str:
    """Return an entry as a refusal names it: its kind, and where it stands."""
    return f"{row.kind} {body}/{row.seq}"


class EntryCount(Row, frozen=True, kw_only=True):
    """How many entries of a kind a book holds, and how many of them were corrected."""

    book: int
    kind: str
    entries: int
    corrected: int
    key: ClassVar = ("book", "kind")


def count_entry(
    state: State, book: int, *, kind: str, entries: int = 0, corrected: int = 0
) -> None:
    """Add to what a book counts of a kind."""
    row = state.get(EntryCount, book, kind)
    state.put(
        EntryCount(
            book=book,
            kind=kind,
            entries=(row.entries if row else 0) + entries,
            corrected=(row.corrected if row else 0) + corrected,
        )
    )


def _correct(asking: Asking, facts: CorrectionMade) -> Decision:
    row = asking.state.get(EntryRow, asking.book, asking.corrects)
    if row is None:
        raise Refusal("correction.unknown", entry=asking.corrects, book=asking.body)
    if row.corrected_by:
        raise Refusal("correction.twice", entry=row.entry, by=row.corrected_by)
    if row.kind not in REVERSIBLE:
        raise Refusal("correction.not-this-kind", entry=row.entry, kind=row.kind)
    postings = mirrored(postings_of(asking.state, asking.book, row.seq))
    bounced = row.kind == "gift.received"
    held = [one for one in postings if one.lot or not (bounced and _in_till(one))]
    require_held(asking, tuple(held))
    return Decision(facts, postings)


def _in_till(posting: Posting) -> bool:
    """True if this takes from a till, and not from what is kept for another."""
    return role_of(posting.credit) == "cash"


ROWS: tuple[type[Row], ...] = (EntryRow, EntryCount)
KINDS = (
    Kind(
        name="correction.made",
        payload=CorrectionMade,
        decide=_correct,
        spends=True,
        taken=always,
        subject="reason",
    ),
)
