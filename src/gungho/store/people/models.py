# SPDX-License-Identifier: Apache-2.0
"""Private tables of people: an account is a person's way in, under an opaque id.

The id is the one that entries name as ``by``; the sign-in name stands here only.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models


class Accounts(BaseUserManager["Account"]):
    """Finds accounts by the name a person signs in with."""

    def get_by_natural_key(self, username: str | None) -> Account:
        """Return the account of a name, in whatever case it was typed."""
        return self.get(name=(username or "").lower())


class Account(AbstractBaseUser):
    """A person's way in; ``closed`` is the day it was shut, "" while it is open."""

    person = models.TextField(primary_key=True)
    name = models.TextField(unique=True)
    made = models.TextField()
    closed = models.TextField(default="")
    last_login: Any = None  # when somebody came is in the list of sessions
    objects = Accounts()
    USERNAME_FIELD = "name"

    class Meta:
        db_table = "private_account"

    @property
    def is_active(self) -> bool:  # type: ignore[override]
        """Whether this account may sign in."""
        return not self.closed


class Invitation(models.Model):
    """A link that lets a person in once, kept by its hash until it is used or late.

    ``sort`` is ``join`` for a new account and ``reset`` for a new password; ``roles``
    are JSON: body, role and last day.
    """

    token_sha256 = models.TextField(primary_key=True)
    sort = models.TextField()
    person = models.TextField()
    roles = models.TextField()
    made_by = models.TextField()
    made = models.TextField()
    until = models.TextField()
    used = models.TextField(default="")

    class Meta:
        db_table = "private_invitation"


class HeldRole(models.Model):
    """A role that a person holds for a body from a day, until one if it is stated.

    An empty body means this whole installation.
    """

    person = models.TextField()
    body = models.TextField()
    role = models.TextField()
    since = models.TextField()
    until = models.TextField(default="")
    given_by = models.TextField()
    pk = models.CompositePrimaryKey("person", "body", "role", "since")

    class Meta:
        db_table = "private_role"


class CardOpened(models.Model):
    """That a person opened somebody's personal card, and when."""

    at = models.TextField()
    person = models.TextField()
    card = models.TextField()
    page = models.TextField()
    pk = models.CompositePrimaryKey("at", "person", "card", "page")

    class Meta:
        db_table = "private_card_opened"
