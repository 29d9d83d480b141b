# SPDX-License-Identifier: Apache-2.0
"""Accounts are made by a one-time link and closed, never thrown away.

A link holds 128 random bits; only its SHA-256 is kept. What an account may do stands in
its roles and in the offices of the journal, never in the account.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from gungho.errors import Refusal
from gungho.measure import instant_text
from gungho.store.people.models import Account, Invitation
from gungho.store.people.roles import GivenRole, end_role, give_roles
from gungho.store.reads.query import fetch, one
from gungho.store.settings import setting

KEEPER = "keeper"
INVITED_FOR = timedelta(days=7)
RESET_FOR = timedelta(days=1)
FIRST = "accounts.first"
NAME = re.compile(r"[\w][\w.-]{1,38}[\w]")
JOIN, RESET = "join", "reset"
Randomness = Callable[[int], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountTold:
    """An account as it is listed."""

    person: str
    name: str
    made: str
    closed: str
    has_second_factor: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Invited:
    """What an invitation is for: a new account, or a new password of a known one."""

    sort: str
    person: str
    name: str
    until: str


def accounts_exist() -> bool:
    """Return whether anybody has an account here."""
    return one("SELECT 1 FROM private_account LIMIT 1") is not None


def new_person(randomness: Randomness = secrets.token_bytes) -> str:
    """Return a new opaque id of a person."""
    return f"p-{randomness(6).hex()}"


def make_first(*, name: str, password: str, day: str) -> Account:
    """Make the first account, the installation's keeper.

    Raises Refusal ``account.first-exists`` or ``account.name``.
    """
    person = new_person()
    with transaction.atomic():
        if accounts_exist() or not _claimed(person):
            raise Refusal("account.first-exists")
        account = _make(person, name=name, password=password, day=day)
        role = GivenRole(role=KEEPER, body="", since=day, until="")
        give_roles(person, [role], by=person)
    return account


def _claimed(person: str) -> bool:
    """Return True for the one who is first, though two ask at once."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO private_setting (name, value) VALUES (%s, %s) "
            "ON CONFLICT (name) DO NOTHING",
            (FIRST, person),
        )
    return setting(FIRST) == person


def invite(
    roles: Iterable[GivenRole],
    *,
    by: str,
    now: datetime,
    person: str = "",
    randomness: Randomness = secrets.token_bytes,
) -> str:
    """Return a one-time word that makes an account with these roles.

    ``person`` is an id that the journal knows already, if there is one. Raises Refusal
    ``account.first-keeps``: somebody has to be able to invite the others.
    """
    told = [[one.body, one.role, one.since, one.until] for one in roles]
    keeps = any(one[:2] == ["", KEEPER] for one in told)
    if not keeps and not accounts_exist():
        raise Refusal("account.first-keeps")
    row = Invitation(
        sort=JOIN,
        person=person or new_person(randomness),
        roles=json.dumps(told),
        made_by=by,
        until=instant_text(now + INVITED_FOR),
    )
    return _kept(row, now=now, randomness=randomness)


def invite_back(
    name: str, *, by: str, now: datetime, randomness: Randomness = secrets.token_bytes
) -> str:
    """Return a one-time word that sets a new password for an account.

    Raises Refusal ``account.unknown``.
    """
    row = Invitation(
        sort=RESET,
        person=account_named(name).person,
        roles="[]",
        made_by=by,
        until=instant_text(now + RESET_FOR),
    )
    return _kept(row, now=now, randomness=randomness)


def _kept(row: Invitation, *, now: datetime, randomness: Randomness) -> str:
    """Keep an invitation by its hash; return the word that opens it."""
    token = randomness(16).hex()
    row.token_sha256, row.made = _hashed(token), instant_text(now)
    row.save(force_insert=True)
    return token


def invited(token: str, *, now: datetime) -> Invited:
    """Return what an invitation is for, or refuse ``invitation.over``."""
    row = _standing(token, now=now)
    known = Account.objects.filter(person=row.person).first()
    return Invited(
        sort=row.sort,
        person=row.person,
        name=known.name if known else "",
        until=row.until,
    )


def accept(
    token: str, *, name: str, password: str, day: str, now: datetime
) -> tuple[Account, str]:
    """Use an invitation up: make the account, or set its new password.

    A new password ends every session of the account. Returns the account and which of
    the two it was. Raises Refusal ``invitation.over`` or ``account.name``.
    """
    with transaction.atomic():
        row = _standing(token, now=now)
        used = Invitation.objects.filter(pk=row.pk, used="")
        if not used.update(used=instant_text(now)):
            raise Refusal("invitation.over")
        if row.sort == RESET:
            account = Account.objects.get(person=row.person)
            account.set_password(password)
            account.closed = ""
            account.save()
            return account, RESET
        account = _make(row.person, name=name, password=password, day=day)
        roles = [
            GivenRole(body=body, role=role, since=since, until=until)
            for body, role, since, until in json.loads(row.roles)
        ]
        give_roles(row.person, roles, by=row.made_by)
        return account, JOIN


def _standing(token: str, *, now: datetime) -> Invitation:
    row = Invitation.objects.filter(token_sha256=_hashed(token), used="").first()
    if row is None or row.until < instant_text(now):
        raise Refusal("invitation.over")
    return row


def _hashed(token: str) -> str:
    return sha256(b"gungho invitation\n" + token.encode()).hexdigest()


def _make(person: str, *, name: str, password: str, day: str) -> Account:
    plain = name.strip().lower()
    if not NAME.fullmatch(plain):
        raise Refusal("account.name", name=plain[:40])
    account = Account(person=person, name=plain, made=day)
    account.set_password(password)
    try:
        with transaction.atomic():
            account.save(force_insert=True)
    except IntegrityError:
        raise Refusal("account.name", name=plain) from None
    return account


def password_problems(password: str, *, name: str) -> list[str]:
    """Return what is wrong with a password, in the reader's language."""
    try:
        validate_password(password, Account(name=name))
    except ValidationError as error:
        return list(error.messages)
    return []


def account_named(name: str) -> Account:
    """Return an account by its sign-in name, or refuse ``account.unknown``."""
    found = Account.objects.filter(name=name.strip().lower()).first()
    if found is None:
        raise Refusal("account.unknown", name=name[:40])
    return found


def close_account(name: str, *, day: str) -> None:
    """Shut an account, and end its sessions.

    Raises Refusal ``account.unknown`` or ``account.last-keeper``.
    """
    account = account_named(name)
    with transaction.atomic():
        require_other_keeper(account.person, name=account.name, day=day)
        account.closed = day
        account.save()
        end_sessions(account.person)


def require_other_keeper(person: str, *, name: str, day: str) -> None:
    """Refuse ``account.last-keeper`` if nobody else keeps this installation."""
    keepers = {
        who
        for (who,) in fetch(
            "SELECT r.person FROM private_role r "
            "JOIN private_account a ON a.person = r.person AND a.closed = '' "
            "WHERE r.role = %s AND r.body = '' AND r.since <= %s "
            "AND (r.until = '' OR r.until >= %s)",
            (KEEPER, day, day),
        )
    }
    if keepers == {person}:
        raise Refusal("account.last-keeper", name=name)


def end_by_hand(name: str, *, role: str, body: str, day: str) -> None:
    """End a role of an account, but never the last keeper's.

    Raises Refusal ``account.unknown``, ``account.last-keeper`` or
    ``account.role-not-held``.
    """
    account = account_named(name)
    if role == KEEPER and not body:
        require_other_keeper(account.person, name=account.name, day=day)
    if not end_role(account.person, role=role, body=body, today=day):
        raise Refusal("account.role-not-held", name=account.name, role=role, body=body)


def end_sessions(person: str) -> None:
    """Sign a person out everywhere."""
    keys = [
        key
        for (key,) in fetch(
            "SELECT session_key FROM usersessions_usersession WHERE user_id = %s",
            (person,),
        )
    ]
    Session.objects.filter(session_key__in=keys).delete()


def drop_second_factor(person: str) -> None:
    """Forget a person's second factor and recovery codes, when both are lost."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM mfa_authenticator WHERE user_id = %s", (person,))


def forget_old_sessions(*, now: datetime) -> None:
    """Clear away sessions that are over, and invitations that nobody used."""
    Session.objects.filter(expire_date__lt=now).delete()
    Invitation.objects.filter(until__lt=instant_text(now)).delete()


def listed() -> list[AccountTold]:
    """Return every account by name."""
    return [
        AccountTold(
            person=person, name=name, made=made, closed=closed,
            has_second_factor=bool(factors),
        )
        for person, name, made, closed, factors in fetch(
            "SELECT a.person, a.name, a.made, a.closed, (SELECT COUNT(*) FROM "
            "mfa_authenticator m WHERE m.user_id = a.person AND m.type = 'totp') "
            "FROM private_account a ORDER BY a.closed <> '', a.name"
        )
    ]  # fmt: skip
