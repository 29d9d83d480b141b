# SPDX-License-Identifier: Apache-2.0
"""The tables, in four classes: journal, intake, projections, private."""

from __future__ import annotations

from gungho.store.models.journal import BookHead, Intake, JournalEntry, Seal, Tile
from gungho.store.models.private import Card, Setting
from gungho.store.models.projections import PROJECTIONS, columns_of, table_of

CLASSES: dict[str, str] = {
    **{
        model._meta.db_table: kind
        for kind, models in (
            ("journal", (JournalEntry, Tile, Seal, BookHead)),
            ("intake", (Intake,)),
            ("private", (Card, Setting)),
        )
        for model in models
    },
    **{model._meta.db_table: "projection" for model in PROJECTIONS.values()},
}
APPEND_ONLY = tuple(
    model._meta.db_table for model in (JournalEntry, Tile, Seal, Intake)
)

__all__ = [
    "APPEND_ONLY",
    "CLASSES",
    "PROJECTIONS",
    "BookHead",
    "Card",
    "Intake",
    "JournalEntry",
    "Seal",
    "Setting",
    "Tile",
    "columns_of",
    "table_of",
]
