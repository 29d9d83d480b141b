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


class BankPaste(models.Model):
    """A statement as it was taken in: its days, and what it begins and ends with.

    ``missing`` is what its lines do not add up to, ``breaks`` how often its running
    balance does not go on; NULL where the paste says neither balance.
    """

    paste = models.TextField(primary_key=True)
    body = models.TextField()
    till = models.TextField()
    currency = models.TextField()
    since = models.TextField()
    until = models.TextField()
    opening = models.BigIntegerField(null=True)
    closing = models.BigIntegerField(null=True)
    missing = models.BigIntegerField(null=True)
    breaks = models.IntegerField()
    lines = models.IntegerField()
    taken = models.TextField()

    class Meta:
        db_table = "private_bank_paste"


class BankInboxLine(models.Model):
    """A line of a bank with its texts, which may be erased with its salt.

    ``mark`` is the salted commitment by which a reconciliation names it;
    ``fingerprint`` keeps the same line from being taken twice.
    """

    mark = models.TextField(primary_key=True)
    salt = models.BinaryField()
    fingerprint = models.TextField(unique=True)
    body = models.TextField()
    till = models.TextField()
    currency = models.TextField()
    day = models.TextField()
    amount = models.BigIntegerField()
    text = models.TextField()
    other = models.TextField()
    reference = models.TextField()
    taken = models.TextField()
    place = models.IntegerField()

    class Meta:
        db_table = "private_bank_line"
        indexes = [models.Index(fields=["body", "till", "currency"], name="bank_till")]


class BankPair(models.Model):
    """A line or an entry that a person put into a match, before it is reconciled.

    One of ``mark`` ("" for none) and ``entry`` (-1 for none) is set.
    """

    part = models.TextField()
    body = models.TextField()
    till = models.TextField()
    currency = models.TextField()
    mark = models.TextField()
    entry = models.BigIntegerField()
    pk = models.CompositePrimaryKey("body", "till", "currency", "mark", "entry")

    class Meta:
        db_table = "private_bank_pair"


class BankRule(models.Model):
    """What lines of a bank are that contain a text; it names, and posts nothing."""

    rule = models.TextField(primary_key=True)
    body = models.TextField()
    till = models.TextField()
    contains = models.TextField()
    sort = models.TextField()
    facts = models.TextField()
    made = models.TextField()

    class Meta:
        db_table = "private_bank_rule"


class Job(models.Model):
    """Long work that runs apart from who asked for it, and can be come back to.

    ``state`` is waiting, running, done, failed or stopped; ``done_ppm`` how far it is,
    ``told`` what it is at, ``result`` where its outcome stands; ``beat`` is when it was
    last heard of, so that work whose process died is found and taken up again.
    """

    job = models.TextField(primary_key=True)
    sort = models.TextField()
    facts = models.TextField()
    state = models.TextField()
    done_ppm = models.BigIntegerField()
    told = models.TextField()
    result = models.TextField()
    made = models.TextField()
    beat = models.TextField()

    class Meta:
        db_table = "private_job"


class KeptSiting(models.Model):
    """A siting that was asked for: what was asked, and what came of it.

    ``request`` and ``outcome`` are JSON; ``depots`` is how many open, ``cost`` an exact
    fraction of its smallest unit, ``proved`` 1 where no choice costs less, else 0.
    """

    siting = models.TextField(primary_key=True)
    made = models.TextField()
    request = models.TextField()
    depots = models.BigIntegerField()
    cost = models.TextField()
    proved = models.BigIntegerField()
    outcome = models.TextField()

    class Meta:
        db_table = "private_siting"


class PlanDraft(models.Model):
    """A plan that nobody has adopted: what was asked, the facts it stands on, itself.

    ``request``, ``facts``, ``policy`` and ``plan`` are JSON; ``chosen`` what a person
    left out or changed; ``parent`` the draft of which this asks "what if", "" for none;
    ``told`` why it failed, or as which plan it was adopted.
    """

    draft = models.TextField(primary_key=True)
    body = models.TextField()
    on = models.TextField()
    made = models.TextField()
    state = models.TextField()
    parent = models.TextField()
    request = models.TextField()
    facts = models.TextField()
    policy = models.TextField()
    plan = models.TextField()
    chosen = models.TextField()
    told = models.TextField()

    class Meta:
        db_table = "private_plan_draft"
