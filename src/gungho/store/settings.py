# SPDX-License-Identifier: Apache-2.0
"""This installation's named settings, in a private table."""

from __future__ import annotations

from django.db import connection


def setting(name: str, default: str = "") -> str:
    """Return a setting's value."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT value FROM private_setting WHERE name = %s", (name,))
        found = cursor.fetchone()
    return str(found[0]) if found else default


def keep_setting(name: str, value: str) -> None:
    """Set a setting."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO private_setting (name, value) VALUES (%s, %s) "
            "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            (name, value),
        )
