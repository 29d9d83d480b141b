# SPDX-License-Identifier: Apache-2.0
"""Private tables: erasable cards and this installation's settings.

They are not history and are never rebuilt; the journal holds a card's salted commitment
only, and erasing a card destroys its salt with it (law 11).
"""

from __future__ import annotations

from django.db import models


class Card(models.Model):
    """A text that may be erased: a name, a giver's words, a letter."""

    commitment = models.TextField(primary_key=True)
    salt = models.BinaryField()
    subject = models.TextField(db_index=True)
    text = models.TextField()

    class Meta:
        db_table = "private_card"


class Setting(models.Model):
    """One named setting of this installation."""

    name = models.TextField(primary_key=True)
    value = models.TextField()

    class Meta:
        db_table = "private_setting"
