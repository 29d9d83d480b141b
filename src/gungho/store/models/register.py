# SPDX-License-Identifier: Apache-2.0
"""The formation register and its proposals: private, erasable, never in the journal.

``mark`` is a salted hash by which the same row of a spreadsheet is known again.
"""

from __future__ import annotations

from django.db import models


class RegisterWorker(models.Model):
    """A person who looks for work; ``coop`` is where they became a member, else ""."""

    worker = models.TextField(primary_key=True)
    mark = models.TextField(unique=True)
    name = models.TextField()
    trade = models.TextField()
    place = models.TextField()
    grade = models.IntegerField()
    household = models.TextField()
    moves = models.BooleanField()
    leads = models.BooleanField()
    keeps_books = models.BooleanField()
    taken = models.TextField()
    coop = models.TextField()

    class Meta:
        db_table = "private_register_worker"


class RegisterMachine(models.Model):
    """A machine that stands idle; ``coop`` is where it came into use, else ""."""

    machine = models.TextField(primary_key=True)
    mark = models.TextField(unique=True)
    kind = models.TextField()
    place = models.TextField()
    portable = models.BooleanField()
    power = models.BigIntegerField()
    taken = models.TextField()
    coop = models.TextField()

    class Meta:
        db_table = "private_register_machine"


class RegisterSite(models.Model):
    """Where sheds can stand; ``materials`` and ``market`` are JSON."""

    site = models.TextField(primary_key=True)
    mark = models.TextField(unique=True)
    name = models.TextField()
    place = models.TextField()
    room = models.BigIntegerField()
    power = models.BigIntegerField()
    danger = models.IntegerField()
    materials = models.TextField()
    market = models.TextField()
    taken = models.TextField()

    class Meta:
        db_table = "private_register_site"


class RegisterWay(models.Model):
    """How many days it is from place to place, as an organiser says."""

    source = models.TextField()
    target = models.TextField()
    days = models.IntegerField()
    pk = models.CompositePrimaryKey("source", "target")

    class Meta:
        db_table = "private_register_way"


class FormRun(models.Model):
    """One forming: over how much, and what came of it."""

    run = models.TextField(primary_key=True)
    made = models.TextField()
    people = models.BigIntegerField()
    machines = models.BigIntegerField()
    sites = models.BigIntegerField()
    placed = models.BigIntegerField()
    points = models.BigIntegerField()
    bound = models.BigIntegerField()
    proof = models.TextField()
    complete = models.BooleanField()
    seed = models.BigIntegerField()

    class Meta:
        db_table = "private_form_run"


class FormProposal(models.Model):
    """A proposal: draft, put by, or founded as ``coop``; lists are JSON."""

    proposal = models.TextField(primary_key=True)
    run = models.TextField()
    number = models.IntegerField()
    recipe = models.TextField()
    site = models.TextField()
    machines = models.TextField()
    state = models.TextField()
    coop = models.TextField()
    made = models.TextField()

    class Meta:
        db_table = "private_form_proposal"


class FormSeat(models.Model):
    """A person in a proposal, and their own answer: "", yes or no.

    ``how`` they gave it, and who was witness, are kept with it.
    """

    proposal = models.TextField()
    worker = models.TextField(db_index=True)
    role = models.TextField()
    answer = models.TextField()
    how = models.TextField()
    witness = models.TextField()
    answered = models.TextField()
    pk = models.CompositePrimaryKey("proposal", "worker")

    class Meta:
        db_table = "private_form_seat"


class FormLeft(models.Model):
    """Who or what the last forming left over, and why; ``facts`` is JSON."""

    sort = models.TextField()
    thing = models.TextField()
    code = models.TextField()
    facts = models.TextField()
    pk = models.CompositePrimaryKey("sort", "thing")

    class Meta:
        db_table = "private_form_left"
