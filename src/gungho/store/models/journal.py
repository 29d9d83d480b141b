# SPDX-License-Identifier: Apache-2.0
"""The journal's tables: entries, tiles, seals; and what this node came to know.

Every key begins with the 63-bit book id, so that the same tables can be sharded by
book; none has a serial key. Entries, tiles, seals and intake are append-only, by
triggers (``gungho.store.guards``); only a book's head row moves, in the append that
moves it.
"""

from __future__ import annotations

from django.db import models


class JournalEntry(models.Model):
    """One entry: its canonical bytes and its leaf hash."""

    pk = models.CompositePrimaryKey("book", "seq")
    book = models.BigIntegerField()
    seq = models.BigIntegerField()
    entry = models.TextField()
    raw = models.BinaryField()
    leaf = models.BinaryField()

    class Meta:
        db_table = "journal_entry"
        constraints = [
            models.UniqueConstraint(fields=["book", "entry"], name="journal_entry_id")
        ]


class Tile(models.Model):
    """256 hashes of one level of a book's tree, kept once they are all there."""

    pk = models.CompositePrimaryKey("book", "level", "number")
    book = models.BigIntegerField()
    level = models.SmallIntegerField()
    number = models.BigIntegerField()
    hashes = models.BinaryField()

    class Meta:
        db_table = "journal_tile"


class Seal(models.Model):
    """A signed checkpoint over a book at one size."""

    pk = models.CompositePrimaryKey("book", "size")
    book = models.BigIntegerField()
    size = models.BigIntegerField()
    root = models.BinaryField()
    note = models.TextField()

    class Meta:
        db_table = "journal_seal"


class BookHead(models.Model):
    """Where a book stands: its size, frontier and the clock of its last entry."""

    book = models.BigIntegerField(primary_key=True)
    body = models.TextField(unique=True)
    key_text = models.TextField()
    size = models.BigIntegerField()
    frontier = models.BinaryField()
    recorded = models.TextField()

    class Meta:
        db_table = "journal_head"


class Intake(models.Model):
    """Which entries this node came to know, when, and how they came."""

    pk = models.CompositePrimaryKey("book", "first")
    book = models.BigIntegerField()
    first = models.BigIntegerField()
    last = models.BigIntegerField()
    learned = models.TextField()
    via = models.TextField()

    class Meta:
        db_table = "intake"
