# SPDX-License-Identifier: Apache-2.0
"""What a database says when it cannot write, told as ``Unavailable``."""

from __future__ import annotations

from django.db import InterfaceError, OperationalError

from gungho.errors import Unavailable

DISK_FULL, READ_ONLY, BUSY = "store.disk-full", "store.read-only", "store.busy"
CANNOT_OPEN, DISK_ERROR = "store.cannot-open", "store.disk-error"
MOVED, GONE = "store.moved", "gungho: moved"
CODES: dict[str, str] = {
    "SQLITE_FULL": DISK_FULL,
    "SQLITE_READONLY": READ_ONLY,
    "SQLITE_BUSY": BUSY,
    "SQLITE_LOCKED": BUSY,
    "SQLITE_CANTOPEN": CANNOT_OPEN,
    "SQLITE_IOERR": DISK_ERROR,
}


SQLSTATES: dict[str, str] = {
    "53100": DISK_FULL,
    "25006": READ_ONLY,
    "55P03": BUSY,
    "40P01": BUSY,
    "40001": BUSY,
    "57014": BUSY,
    "53300": BUSY,
    "25P03": BUSY,
    "08": CANNOT_OPEN,
    "57P": CANNOT_OPEN,
    "58": DISK_ERROR,
}


def unavailable(error: Exception) -> Unavailable:
    """Return the error that tells what a database's error means."""
    cause = error.__cause__ or error
    name = getattr(cause, "sqlite_errorname", "")
    state = getattr(cause, "sqlstate", None) or ""
    if GONE in str(cause):
        return Unavailable(MOVED)
    for start, code in CODES.items():
        if name.startswith(start):
            return Unavailable(code)
    for start, code in SQLSTATES.items():
        if state.startswith(start):
            return Unavailable(code)
    if isinstance(error, OperationalError | InterfaceError) and "psycopg" in repr(
        type(cause)
    ):
        return Unavailable(CANNOT_OPEN)  # the connection itself was lost
    return Unavailable("store.failed", problem=str(error)[:200])
