# SPDX-License-Identifier: Apache-2.0
"""The tables, in four classes: journal, intake, projections, private."""

from __future__ import annotations

from gungho.store.models.journal import (
    BookHead,
    Intake,
    IntakeCheckpoint,
    IntakeFinding,
    IntakePart,
    JournalEntry,
    Seal,
    Tile,
)
from gungho.store.models.private import (
    BankInboxLine,
    BankPair,
    BankPaste,
    BankRule,
    Card,
    Job,
    Peer,
    PlanDraft,
    Setting,
)
from gungho.store.models.projections import PROJECTIONS

_BANK = (BankPaste, BankInboxLine, BankPair, BankRule)
CLASSES: dict[str, str] = {
    **{
        model._meta.db_table: kind
        for kind, models in (
            ("journal", (JournalEntry, Tile, Seal, BookHead)),
            ("intake", (Intake, IntakePart, IntakeFinding, IntakeCheckpoint)),
            ("private", (Card, Setting, Peer, Job, PlanDraft, *_BANK)),
        )
        for model in models
    },
    **{model._meta.db_table: "projection" for model in PROJECTIONS.values()},
}

__all__ = [
    "CLASSES",
    "PROJECTIONS",
    "BankInboxLine",
    "BankPair",
    "BankPaste",
    "BankRule",
    "BookHead",
    "Card",
    "Intake",
    "IntakeCheckpoint",
    "IntakeFinding",
    "IntakePart",
    "Job",
    "JournalEntry",
    "Peer",
    "PlanDraft",
    "Seal",
    "Setting",
    "Tile",
]
