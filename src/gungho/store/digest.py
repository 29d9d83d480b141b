# SPDX-License-Identifier: Apache-2.0
"""A state digest: two nodes that hold the same entries give the same one (law 8).

It is SHA-256 over the rows of every projection in key order, book by book, so that
nodes which hold different books can compare those they share.
"""

from __future__ import annotations

from hashlib import sha256

from django.db import connection as default
from django.db.backends.base.base import BaseDatabaseWrapper

from gungho.flows.kinds import ROWS
from gungho.store.tables import columns_of, table_of


def book_digest(book: int, connection: BaseDatabaseWrapper | None = None) -> str:
    """Return the digest of what one book's entries add up to."""
    hashed = sha256()
    with (connection or default).cursor() as cursor:
        for kind in ROWS:
            names = ", ".join(f'"{name}"' for name in columns_of(kind))
            key = ", ".join(f'"{name}"' for name in kind.key)
            cursor.execute(
                f"SELECT {names} FROM {table_of(kind)} WHERE book = %s ORDER BY {key}",
                (book,),
            )
            hashed.update(table_of(kind).encode())
            for row in cursor.fetchall():
                hashed.update(repr(tuple(row)).encode())
    return hashed.hexdigest()
