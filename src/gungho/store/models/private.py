# SPDX-License-Identifier: Apache-2.0
"""Private tables: erasable cards and this installation's settings.

They are not history and are never rebuilt; the journal holds a card's salted commitment
only, and erasing a card destroys its salt with it (law 11).
"""

from __future__ import annotations

from django.db import models


class Card(models.Model):
    """A text that may be erased: a name, a giver's words, a letter.

    ``source`` is the body it came from, empty for one written here.
    """

    commitment = models.TextField(primary_key=True)
    salt = models.BinaryField()
    subject = models.TextField(db_index=True)
    text = models.TextField()
    source = models.TextField(default="")

    class Meta:
        db_table = "private_card"


class Setting(models.Model):
    """One named setting of this installation."""

    name = models.TextField(primary_key=True)
    value = models.TextField()

    class Meta:
        db_table = "private_setting"


class Peer(models.Model):
    """Another node, by its body: its key, its last bundle, and where it stands."""

    body = models.TextField(primary_key=True)
    key_text = models.TextField()
    made = models.TextField()
    stands = models.TextField()
    address = models.TextField(default="")
    learned = models.TextField()

    class Meta:
        db_table = "private_peer"
