# SPDX-License-Identifier: Apache-2.0
"""Sitings that were asked for are kept with what came of them: private, the newest.

A siting opens nothing, so nothing of it stands in the journal.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import DatabaseError, connection, transaction

from gungho.errors import Refusal
from gungho.store.failures import unavailable
from gungho.store.reads.query import fetch

KEPT_MOST = 50
_FIELDS = ("siting", "made", "request", "depots", "cost", "proved", "outcome")
_COLUMNS = ", ".join(_FIELDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptSiting:
    """A siting as it is kept; ``request`` and ``outcome`` are JSON.

    ``depots`` open at a ``cost``, an exact fraction of its smallest unit; ``proved`` is
    1 where no choice costs less, else 0.
    """

    siting: str
    made: str
    request: str
    depots: int
    cost: str
    proved: int
    outcome: str = ""


def keep_siting(row: KeptSiting) -> None:
    """Keep a siting, in the place of the one of the same id; the oldest go."""
    marks = ", ".join(["%s"] * len(_FIELDS))
    values = [getattr(row, name) for name in _FIELDS]
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("DELETE FROM private_siting WHERE siting = %s", [row.siting])
            cursor.execute(
                f"INSERT INTO private_siting ({_COLUMNS}) VALUES ({marks})", values
            )
            cursor.execute(_OLDEST, [KEPT_MOST])
    except DatabaseError as error:
        raise unavailable(error) from error


def siting_of(siting: str) -> KeptSiting:
    """Return a siting, or refuse ``siting.unknown``."""
    found = fetch(f"SELECT {_COLUMNS} FROM private_siting WHERE siting = %s", [siting])
    if not found:
        raise Refusal("siting.unknown", siting=siting[:80])
    return KeptSiting(**dict(zip(_FIELDS, found[0], strict=True)))


def sitings() -> list[KeptSiting]:
    """Return the sitings without their outcomes, the newest first."""
    heads = _FIELDS[:-1]
    found = fetch(
        f"SELECT {', '.join(heads)} FROM private_siting ORDER BY made DESC, siting"
    )
    return [KeptSiting(**dict(zip(heads, row, strict=True))) for row in found]


_OLDEST = (
    "DELETE FROM private_siting WHERE siting NOT IN (SELECT siting FROM ("
    "SELECT siting FROM private_siting ORDER BY made DESC, siting LIMIT %s) newest)"
)
