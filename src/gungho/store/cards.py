# SPDX-License-Identifier: Apache-2.0
"""Cards are read by commitment, and erased so that no trace of them stays (law 11)."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

from gungho.errors import Refusal


def card_texts(commitments: Iterable[str]) -> dict[str, str]:
    """Return commitment to text, for the cards that still are."""
    wanted = [one for one in set(commitments) if one]
    found: dict[str, str] = {}
    with connection.cursor() as cursor:
        for start in range(0, len(wanted), 500):
            part = wanted[start : start + 500]
            marks = ", ".join(["%s"] * len(part))
            cursor.execute(
                f"SELECT commitment, text FROM private_card WHERE commitment IN ({marks})",
                part,
            )
            found.update(cursor.fetchall())
    return found


def erase_card(commitment: str) -> None:
    """Erase a card and its salt from the tables and from the write-ahead log.

    Raises Refusal ``card.unknown``.
    """
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM private_card WHERE commitment = %s", (commitment,))
        if cursor.rowcount == 0:
            raise Refusal("card.unknown", card=commitment)
    _forget_traces()


def _forget_traces() -> None:
    if connection.vendor != "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM FULL private_card")
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
