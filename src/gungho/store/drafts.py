# SPDX-License-Identifier: Apache-2.0
"""Plans that nobody has adopted are kept as drafts: private, and dropped at will."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import DatabaseError, connection, transaction

from gungho.errors import Refusal
from gungho.store.failures import unavailable
from gungho.store.reads.query import fetch

MAKING, READY, FAILED, ADOPTED = "making", "ready", "failed", "adopted"
KEPT_MOST = 50
_FIELDS = ("draft", "body", "on", "made", "state", "parent", "request", "facts",
           "policy", "plan", "chosen", "told")  # fmt: skip
_COLUMNS = ", ".join(f'"{name}"' for name in _FIELDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A draft as it is kept; ``request``, ``facts``, ``policy``, ``plan`` are JSON.

    ``chosen`` is what a person left out or changed, ``told`` why it failed or as which
    plan it was adopted; ``parent`` the draft of which it asks "what if".
    """

    draft: str
    body: str
    on: str
    made: str
    state: str
    parent: str
    request: str
    facts: str
    policy: str
    plan: str
    chosen: str = ""
    told: str = ""


def keep_draft(draft: Draft) -> None:
    """Keep a draft, in the place of the one of the same id.

    The oldest beyond fifty go, but not those of which another asks "what if".
    """
    marks = ", ".join(["%s"] * len(_FIELDS))
    values = [getattr(draft, name) for name in _FIELDS]
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_DROP, [draft.draft])
            cursor.execute(
                f"INSERT INTO private_plan_draft ({_COLUMNS}) VALUES ({marks})", values
            )
            cursor.execute(_OLDEST, [KEPT_MOST])
    except DatabaseError as error:
        raise unavailable(error) from error


def drop_draft(draft: str) -> None:
    """Drop a draft, or refuse ``draft.unknown``."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_DROP, [draft])
            found = cursor.rowcount
    except DatabaseError as error:
        raise unavailable(error) from error
    if not found:
        raise Refusal("draft.unknown", draft=draft)


def draft_of(draft: str) -> Draft:
    """Return a draft, or refuse ``draft.unknown``."""
    found = fetch(
        f"SELECT {_COLUMNS} FROM private_plan_draft WHERE draft = %s", [draft]
    )
    if not found:
        raise Refusal("draft.unknown", draft=draft[:80])
    return Draft(**dict(zip(_FIELDS, found[0], strict=True)))


def drafts() -> list[Draft]:
    """Return the drafts without their facts and plans, the newest first."""
    found = fetch(f"SELECT {_HEADS} FROM private_plan_draft ORDER BY made DESC, draft")
    return [Draft(**dict(zip(_FIELDS, row, strict=True))) for row in found]


_HEADS = ", ".join(
    "''" if name in ("facts", "plan") else f'"{name}"' for name in _FIELDS
)
_DROP = "DELETE FROM private_plan_draft WHERE draft = %s"
_OLDEST = (
    "DELETE FROM private_plan_draft WHERE draft NOT IN (SELECT draft FROM ("
    "SELECT draft FROM private_plan_draft ORDER BY made DESC, draft LIMIT %s) newest) "
    "AND draft NOT IN (SELECT parent FROM (SELECT parent FROM private_plan_draft) p)"
)
