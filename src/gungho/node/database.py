# SPDX-License-Identifier: Apache-2.0
"""Which database an installation keeps its books in: its own file, or PostgreSQL.

``GUNGHO_DATABASE_URL`` names a PostgreSQL database; without it the home's own
``database.url`` does (``gungho move-store`` writes it), and without that the books lie
in the home's SQLite file.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from gungho.errors import Refusal

VARIABLE = "GUNGHO_DATABASE_URL"
FILE = "gungho.sqlite3"
NAMED = "database.url"
SCHEMES = ("postgresql", "postgres")
LOCK_WAIT = "20s"
IDLE_WAIT = "120s"
NAME_MAX = 63  # bytes, as PostgreSQL is built


def url_of(home: Path) -> str:
    """Return the address of the home's database, "" for its own SQLite file."""
    named = os.environ.get(VARIABLE, "").strip()
    path = home / NAMED
    if not named and path.is_file():
        named = path.read_text("utf-8").strip()
    return "" if named == "sqlite" else named


def settings_of(home: Path) -> dict[str, Any]:
    """Return Django's settings for the home's database.

    Raises Refusal ``database.url``.
    """
    return settings_for(url_of(home), home)


def settings_for(url: str, home: Path) -> dict[str, Any]:
    """Return Django's settings for an address; "" or "sqlite" is the home's own file.

    Raises Refusal ``database.url`` for what is no address of a PostgreSQL database.
    """
    if url in ("", "sqlite"):
        return _sqlite(home / FILE)
    return _postgresql(url)


def _sqlite(path: Path) -> dict[str, Any]:
    return {
        "ENGINE": "gungho.store.sqlite",
        "NAME": path,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "cached_statements": 512,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; "
                "PRAGMA recursive_triggers=ON; PRAGMA secure_delete=ON; "
                "PRAGMA foreign_keys=ON; PRAGMA cache_size=-65536; "
                "PRAGMA trusted_schema=OFF;"
            ),
        },
        "CONN_MAX_AGE": None,
    }


def _postgresql(url: str) -> dict[str, Any]:
    """Return the settings; nothing waits for ever for a lock or a lost client."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise Refusal("database.url", url=_shown(url)) from None
    name = unquote(parts.path.removeprefix("/"))
    if parts.scheme not in SCHEMES or not 0 < len(name.encode()) <= NAME_MAX:
        raise Refusal("database.url", url=_shown(url))
    more = dict(parse_qsl(parts.query))
    host = more.pop("host", "") or unquote(parts.hostname or "")
    limits = (
        f"-c lock_timeout={LOCK_WAIT} "
        f"-c idle_in_transaction_session_timeout={IDLE_WAIT} "
        "-c timezone=UTC"
    )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": more.pop("port", "") or str(port or ""),
        "OPTIONS": {"application_name": "gungho", "options": limits, **more},
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
    }


def _shown(url: str) -> str:
    """Return an address without its password."""
    head, at, tail = url.rpartition("@")
    return (head.partition("://")[0] + "://…" + at + tail)[:120] if at else url[:120]
