# SPDX-License-Identifier: Apache-2.0
"""People who are signed in: an account with roles, and a browser in its name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.test import Client

from gungho.actions.ports import Command, Receipt
from gungho.actions.record import record
from gungho.store.books import StoreBooks

HOST = {"host": "127.0.0.1"}
PASSWORD = "four looms and a kiln"  # the tests' own
DAY = "1940-01-01"


def account(name: str, *, person: str = "", password: str = "", day: str = DAY) -> Any:
    """Make an account; without a password it cannot sign in by itself."""
    from gungho.store.people.models import Account  # noqa: PLC0415 - after Django

    made = Account(person=person or f"p-{name}", name=name, made=day)
    if password:
        made.set_password(password)
    else:
        made.set_unusable_password()
    made.save(force_insert=True)
    return made


def holds(who: Any, role: str, *, body: str = "", until: str = "") -> None:
    """Give an account a role from long ago."""
    from gungho.store.people.roles import GivenRole, give_roles  # noqa: PLC0415

    one = GivenRole(role=role, body=body, since=DAY, until=until)
    give_roles(who.person, [one], by="p-test")


def signed_in(who: Any, **more: Any) -> Client:
    """Return a browser in which somebody is signed in."""
    client = Client(headers=HOST, **more)
    client.force_login(who)
    return client


@dataclass
class OneWriter:
    """Stands for the one writer: records at once."""

    books: StoreBooks

    def submit(self, command: Command) -> Receipt:
        """Record a command."""
        return record(self.books, command)
