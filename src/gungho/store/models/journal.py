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
    """Where a book stands: its size, frontier and the clock of its last entry.

    ``standing`` says whether it is kept here, heard from elsewhere, handed over to
    another keeper, or frozen because two versions of it were sealed.
    """

    book = models.BigIntegerField(primary_key=True)
    body = models.TextField(unique=True)
    key_text = models.TextField()
    size = models.BigIntegerField()
    frontier = models.BinaryField()
    recorded = models.TextField()
    standing = models.TextField(default="kept")

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


class IntakePart(models.Model):
    """A part of a bundle that could not be taken when it came, and why."""

    pk = models.CompositePrimaryKey("book", "digest")
    book = models.BigIntegerField()
    digest = models.TextField()
    body = models.TextField()
    first = models.BigIntegerField()
    size = models.BigIntegerField()
    why = models.TextField()
    raw = models.BinaryField()
    sender = models.TextField()
    learned = models.TextField()

    class Meta:
        db_table = "intake_part"


class IntakeFinding(models.Model):
    """What was found wrong with a book, once for each place, with its proof."""

    pk = models.CompositePrimaryKey("book", "code", "place")
    book = models.BigIntegerField()
    code = models.TextField()
    place = models.BigIntegerField()
    body = models.TextField()
    sender = models.TextField()
    proof = models.TextField()
    learned = models.TextField()

    class Meta:
        db_table = "intake_finding"


class IntakeCheckpoint(models.Model):
    """A movement checkpoint that was seen, and by whose key it is cosigned."""

    pk = models.CompositePrimaryKey("sender", "size", "root", "cosigner")
    sender = models.TextField()
    size = models.BigIntegerField()
    root = models.BinaryField()
    cosigner = models.TextField()
    note = models.TextField()
    learned = models.TextField()

    class Meta:
        db_table = "intake_checkpoint"
