# SPDX-License-Identifier: Apache-2.0
"""Cards are read by commitment, and erased so that no trace of them stays (law 11).

That a card was erased is remembered, by its commitment alone, so that loading the same
text again cannot bring it back.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import DatabaseError, connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

from gungho.actions.ports import Card
from gungho.errors import Refusal, Unavailable
from gungho.store.failures import BUSY, unavailable
from gungho.store.statements import Insert, insert_rows

PART = 500
_ERASED = "erased."
_CARD = Insert(
    "private_card (commitment, salt, subject, text, source)",
    5,
    "ON CONFLICT (commitment) DO NOTHING",
)
_NOTE_ERASED = (
    "INSERT INTO private_setting (name, value) VALUES (%s, %s) "
    "ON CONFLICT (name) DO NOTHING"
)


def card_texts(commitments: Iterable[str]) -> dict[str, str]:
    """Return commitment to text, for the cards that still are."""
    wanted = [one for one in set(commitments) if one]
    found: dict[str, str] = {}
    with connection.cursor() as cursor:
        for start in range(0, len(wanted), PART):
            part = wanted[start : start + PART]
            marks = ", ".join(["%s"] * len(part))
            cursor.execute(
                "SELECT commitment, text FROM private_card "
                f"WHERE commitment IN ({marks})",
                part,
            )
            found.update(cursor.fetchall())
    return found


def erased_among(cursor: CursorWrapper, commitments: Sequence[str]) -> set[str]:
    """Return those of the commitments whose cards were erased here."""
    found: set[str] = set()
    for start in range(0, len(commitments), PART):
        part = [_ERASED + one for one in commitments[start : start + PART]]
        marks = ", ".join(["%s"] * len(part))
        cursor.execute(
            f"SELECT name FROM private_setting WHERE name IN ({marks})", part
        )
        found.update(name.removeprefix(_ERASED) for (name,) in cursor.fetchall())
    return found


def keep_from(
    connection: BaseDatabaseWrapper, cards: Sequence[Card], *, source: str
) -> None:
    """Keep cards from another node, or written here; what was erased stays erased."""
    told = {card.commitment: card for card in cards}
    with transaction.atomic(using=connection.alias):
        with connection.cursor() as cursor:
            erased = erased_among(cursor, list(told))
        kept = [card for card in told.values() if card.commitment not in erased]
        rows = [(card.commitment, card.salt, card.subject, card.text) for card in kept]
        insert_rows(connection, _CARD, [(*row, source) for row in rows])


def erase_from(
    connection: BaseDatabaseWrapper, commitments: Sequence[str], *, source: str
) -> None:
    """Erase the cards that came from a node which now says they are erased.

    Another node's word never erases a card that was written here.
    """
    gone = 0
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        for commitment in commitments:
            cursor.execute(
                "DELETE FROM private_card WHERE commitment = %s AND source = %s",
                (commitment, source),
            )
            if cursor.rowcount > 0:
                gone += 1
                cursor.execute(_NOTE_ERASED, (_ERASED + commitment, "1"))
    if gone:
        forget_traces(connection)


def erase_card(commitment: str) -> None:
    """Erase a card and its salt from the tables and from the write-ahead log.

    Raises Refusal ``card.unknown``; Unavailable when another process still reads the
    log, so that the text may stand in it: ask again, and the traces go.
    """
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM private_card WHERE commitment = %s", (commitment,)
            )
            known = cursor.rowcount > 0 or bool(erased_among(cursor, [commitment]))
            if known:
                cursor.execute(_NOTE_ERASED, (_ERASED + commitment, "1"))
        if not known:
            raise Refusal("card.unknown", card=commitment)
        forget_traces(connection)
    except DatabaseError as error:
        raise unavailable(error) from error


def forget_traces(
    connection: BaseDatabaseWrapper, *, table: str = "private_card"
) -> None:
    """Leave nothing of what was deleted from a table in the file or its log."""
    with connection.cursor() as cursor:
        if connection.vendor != "sqlite":
            cursor.execute(f"VACUUM FULL {table}")
            return
        for statement in (_CHECKPOINT, "VACUUM", _CHECKPOINT):
            cursor.execute(statement)
            answer = cursor.fetchone()
            if answer and answer[0]:
                raise Unavailable(BUSY)


_CHECKPOINT = "PRAGMA wal_checkpoint(TRUNCATE)"
