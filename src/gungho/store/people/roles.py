# SPDX-License-Identifier: Apache-2.0
"""A role is held for a body from a day until one; an office of the journal gives one.

A role that was given by hand ends by its day, and one that comes from an office with
the office's term, or at once when the office is left.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection

from gungho.errors import Refusal
from gungho.measure import parse_day
from gungho.store.people.models import HeldRole
from gungho.store.reads.query import fetch


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenRole:
    """A role as it is given: for a body ("" for all), from a day, until one or open."""

    role: str
    body: str
    since: str
    until: str

    def __post_init__(self) -> None:
        """Refuse days that are none, or a term that ends before it begins."""
        parse_day(self.since)
        if self.until:
            parse_day(self.until)
        if self.until and self.until < self.since:
            raise Refusal("account.term", since=self.since, until=self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleTold:
    """A role as it is listed; ``office`` is the office it follows from, "" for none."""

    person: str
    role: str
    body: str
    since: str
    until: str
    office: str = ""
    is_held: bool = True


def give_roles(person: str, roles: Iterable[GivenRole], *, by: str) -> None:
    """Give a person roles; one that is held from that day already changes its end."""
    for one in roles:
        HeldRole.objects.update_or_create(
            person=person, body=one.body, role=one.role, since=one.since,
            defaults={"until": one.until, "given_by": by},
        )  # fmt: skip


def end_role(person: str, *, role: str, body: str, today: str) -> bool:
    """End a role that is held, so that it holds no more from today on."""
    held = "person = %s AND role = %s AND body = %s AND (until = '' OR until >= %s)"
    values = (person, role, body, today)
    yesterday = (parse_day(today) - timedelta(days=1)).isoformat()
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM private_role WHERE {held} AND since >= %s", (*values, today)
        )
        gone = cursor.rowcount
        cursor.execute(
            f"UPDATE private_role SET until = %s WHERE {held}", (yesterday, *values)
        )
        return bool(gone + cursor.rowcount > 0)


def held_on(person: str, day: str) -> list[tuple[str, str, str]]:
    """Return what a person holds on a day: ``role`` or ``office``, its word, the body.

    Offices first, so that who holds one acts in its name.
    """
    return [
        (str(sort), str(word), str(body))
        for sort, word, body in fetch(
            "SELECT 'office', o.office, h.body FROM p_office o "
            "JOIN journal_head h ON h.book = o.book "
            'WHERE o.person = %s AND o."on" <= %s AND (o.until = %s OR o.until >= %s) '
            'AND (o."left" = %s OR o."left" > %s) '
            "UNION ALL SELECT 'role', role, body FROM private_role "
            "WHERE person = %s AND since <= %s AND (until = %s OR until >= %s) "
            "ORDER BY 1, 2, 3",
            (person, day, "", day, "", day, person, day, "", day),
        )
    ]


def roles_told(*, day: str) -> list[RoleTold]:
    """Return every role of every account, given by hand or through an office."""
    found = fetch(
        "SELECT person, role, body, since, until, '' FROM private_role "
        "UNION ALL SELECT o.person, '', h.body, o.\"on\", "
        'CASE WHEN o."left" <> \'\' THEN o."left" ELSE o.until END, o.office '
        "FROM p_office o JOIN journal_head h ON h.book = o.book "
        "JOIN private_account a ON a.person = o.person ORDER BY 4, 3, 2"
    )
    return [
        RoleTold(
            person=person, role=role, body=body, since=since, until=until,
            office=office, is_held=since <= day and (not until or day <= until),
        )
        for person, role, body, since, until, office in found
    ]  # fmt: skip
