# SPDX-License-Identifier: Apache-2.0
"""What a database says when it cannot write, told as ``Unavailable``."""

from __future__ import annotations

from gungho.errors import Unavailable

DISK_FULL, READ_ONLY, BUSY = "store.disk-full", "store.read-only", "store.busy"
CANNOT_OPEN, DISK_ERROR = "store.cannot-open", "store.disk-error"
CODES: dict[str, str] = {
    "SQLITE_FULL": DISK_FULL,
    "SQLITE_READONLY": READ_ONLY,
    "SQLITE_BUSY": BUSY,
    "SQLITE_LOCKED": BUSY,
    "SQLITE_CANTOPEN": CANNOT_OPEN,
    "SQLITE_IOERR": DISK_ERROR,
}


def unavailable(error: Exception) -> Unavailable:
    """Return the error that tells what a database's error means."""
    name = getattr(error.__cause__ or error, "sqlite_errorname", "")
    for start, code in CODES.items():
        if name.startswith(start):
            return Unavailable(code)
    return Unavailable("store.failed", problem=str(error)[:200])
