# SPDX-License-Identifier: Apache-2.0
"""The home folder holds one installation: database, keys, settings and its witness."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from gungho.errors import Refusal, Unavailable
from gungho.journal import KEY_NAME, NodeKey
from gungho.node.database import FILE, NAMED, url_of
from gungho.node.witness import Witness

if TYPE_CHECKING:
    from gungho.store.books import StoreBooks
    from gungho.store.shelves import StoreShelves

Randomness = Callable[[int], bytes]


class StoryClock:
    """A clock that stands where the story stands."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        """Return the story's moment."""
        return self.now


def real_clock() -> datetime:
    """Return this machine's clock in UTC."""
    return datetime.now(UTC)


class Home:
    """One installation's folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()

    @property
    def key_path(self) -> Path:
        """Where the node's private key lies."""
        return self.folder / "keys" / "node.key"

    @property
    def recovery_path(self) -> Path:
        """Where the recovery key lies until it is printed and taken away."""
        return self.folder / "keys" / "recovery.key"

    @property
    def ident(self) -> str:
        """What a database remembers this home by."""
        return (self.folder / "keys" / "home.id").read_text("ascii").strip()

    @property
    def next_path(self) -> Path:
        """Where the next key lies while books change over to it."""
        return self.folder / "keys" / "next.key"

    def old_keys(self) -> list[NodeKey]:
        """Return the keys given up, which still open what was closed to them."""
        paths = sorted((self.folder / "keys").glob("old-*.key"))
        return [NodeKey.load(path) for path in paths]

    def next_key(self) -> NodeKey:
        """Return the key that books change over to, made where it is missing."""
        if not self.next_path.exists():
            NodeKey.generate(KEY_NAME).save(self.next_path)
        return NodeKey.load(self.next_path)

    def switch_key(self) -> None:
        """Give up the key for the next one, once every book has changed over."""
        if self.key_path.exists():
            old = NodeKey.load(self.key_path)
            name = f"old-{old.public.hex()[:16]}.key"
            self.key_path.replace(self.key_path.with_name(name))
        self.next_path.replace(self.key_path)

    def keep_recovery(self, public: bytes) -> None:
        """Keep the public half of a recovery key whose paper has been taken away."""
        path = self.folder / "keys" / "recovery.public"
        fresh = path.with_suffix(".new")
        fresh.write_bytes(public)
        fresh.replace(path)
        self.recovery_path.unlink(missing_ok=True)

    def new_recovery(self) -> None:
        """Make another recovery key; the public half of the former is forgotten."""
        self.recovery_path.unlink(missing_ok=True)
        (self.folder / "keys" / "recovery.public").unlink(missing_ok=True)
        NodeKey.generate("recovery").save(self.recovery_path)

    def recovery_public(self) -> bytes:
        """Return the recovery key's public half, which each book pins."""
        kept = self.folder / "keys" / "recovery.public"
        if not kept.exists():
            kept.write_bytes(NodeKey.load(self.recovery_path).public)
        return kept.read_bytes()

    @property
    def witness(self) -> Witness:
        """The memory outside the database."""
        return Witness(self.folder / "keys" / "witness")

    @property
    def cache(self) -> Path:
        """Where what can be computed again is kept."""
        path = self.folder / "cache"
        path.mkdir(exist_ok=True)
        return path

    def prepare(self, *, randomness: Randomness = secrets.token_bytes) -> NodeKey:
        """Make the folder, its key and its secret where they are missing.

        Raises Unavailable ``home.cannot-write`` for a folder that cannot be written.
        """
        try:
            (self.folder / "keys").mkdir(parents=True, exist_ok=True)
            (self.folder / "keys").chmod(0o700)
            secret = self.folder / "keys" / "web.secret"
            if not secret.exists():
                secret.touch(mode=0o600)
                secret.write_text(secrets.token_urlsafe(48), "ascii")
            ident = self.folder / "keys" / "home.id"
            if not ident.exists():
                ident.write_text(secrets.token_hex(16), "ascii")
            if not self.key_path.exists():
                NodeKey.generate(KEY_NAME, randomness(32)).save(self.key_path)
            taken = (self.folder / "keys" / "recovery.public").exists()
            if not taken and not self.recovery_path.exists():
                NodeKey.generate("recovery", randomness(32)).save(self.recovery_path)
        except (PermissionError, OSError) as error:
            raise Unavailable(
                "home.cannot-write", home=str(self.folder), problem=str(error)[:200]
            ) from None
        return NodeKey.load(self.key_path)

    def start_django(self) -> None:
        """Point Django at this home and make its tables ready.

        Raises Corruption ``store.guard-missing`` if the journal's guards do not stand.
        """
        os.environ["GUNGHO_HOME"] = str(self.folder)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gungho.node.settings")
        import django  # noqa: PLC0415 - settings must know the home first

        django.setup()

    def books(self, *, clock: Callable[[], datetime]) -> StoreBooks:
        """Open this home's books for writing."""
        from django.db import connection  # noqa: PLC0415 - after start_django

        from gungho.store.books import StoreBooks  # noqa: PLC0415

        more = self.old_keys()
        if self.next_path.exists():
            more.append(NodeKey.load(self.next_path))
        return StoreBooks(
            connection,
            key=NodeKey.load(self.key_path),
            clock=clock,
            witness=self.witness,
            more_keys=more,
        )

    def shelves(self, books: StoreBooks) -> StoreShelves:
        """Return this home's books as bundles are made from and read into them."""
        from django.db import connection  # noqa: PLC0415 - after start_django

        from gungho.store.shelves import StoreShelves, own_body  # noqa: PLC0415

        key = NodeKey.load(self.key_path)
        return StoreShelves(connection, books, key=key, body=own_body())

    def use_database(self, url: str) -> None:
        """Let this home keep its books at an address from now on; "sqlite" is its file.

        The address may hold a password: only the owner may read it.
        """
        path = self.folder / NAMED
        fresh = path.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        fresh.touch(mode=0o600)
        fresh.write_text(url + "\n", "utf-8")
        fresh.replace(path)

    def put_file_away(self) -> None:
        """Keep the file that the books have moved from, under another name."""
        from django.db import connection  # noqa: PLC0415 - after start_django

        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        for tail in ("", "-wal", "-shm"):  # the latter where another process is in it
            path = self.folder / (FILE + tail)
            if path.exists():
                path.replace(path.with_name(f"{FILE}.moved{tail}"))

    def require(self) -> None:
        """Refuse a folder that holds no installation: ``home.empty``."""
        if not url_of(self.folder) and not (self.folder / FILE).exists():
            raise Refusal("home.empty", home=str(self.folder))
