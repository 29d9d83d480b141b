# SPDX-License-Identifier: Apache-2.0
"""The ``gungho`` command: the doors, wired to one installation."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.db import connections
from granian import Granian
from granian.constants import Interfaces

from gungho.doors.cli.main import cli
from gungho.doors.listening import VARIABLE, Door
from gungho.errors import Refusal
from gungho.journal import NodeKey
from gungho.measure import instant_text, parse_instant
from gungho.node.database import settings_for, url_of
from gungho.node.home import Home, StoryClock, real_clock
from gungho.store.books import StoreBooks
from gungho.store.moving import Moved, move_store
from gungho.store.settings import keep_setting, setting
from gungho.store.setup import claim, make_tables
from gungho.store.shelves import StoreShelves

STORY_IS_PAST = timedelta(days=300)


class OpenedHome:
    """An installation that has been opened for one command."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self.folder = home.folder
        story = setting("story.clock")
        self._clock = StoryClock(parse_instant(story)) if story else None
        self.books: StoreBooks = home.books(clock=self._now)
        self.node_key = NodeKey.load(home.key_path)
        self.key = self.node_key.public
        self.recovery = home.recovery_public()

    @property
    def shelves(self) -> StoreShelves:
        """The books as bundles are made from them and read into them."""
        return self._home.shelves(self.books)

    def keys(self) -> list[NodeKey]:
        """Return the keys that open what was closed to this installation."""
        return [self.node_key, *self._home.old_keys()]

    def next_key(self) -> NodeKey:
        """Return the key that books change over to, and open the books anew."""
        key = self._home.next_key()
        self.books = self._home.books(clock=self._now)
        return key

    def switch_key(self) -> None:
        """Give up the key for the next one."""
        self._home.switch_key()

    def take_recovery(self) -> NodeKey:
        """Return the recovery key that lies here, or refuse ``key.paper-taken``."""
        if not self._home.recovery_path.exists():
            raise Refusal("key.paper-taken")
        return NodeKey.load(self._home.recovery_path)

    def keep_recovery(self, public: bytes) -> None:
        """Keep the public half of a recovery key whose paper is taken away."""
        self._home.keep_recovery(public)
        self.recovery = public

    def _now(self) -> datetime:
        return self._clock() if self._clock else real_clock()

    def set_clock(self, now: datetime) -> None:
        """Let the authors' clock stand at a moment of the story."""
        if self._clock is None:
            self._clock = StoryClock(now.astimezone(UTC))
        self._clock.now = now.astimezone(UTC)

    def keep_clock(self) -> None:
        """Let the clock stand there for every command, if the story is of the past."""
        if real_clock() - self._now() > STORY_IS_PAST:
            keep_setting("story.clock", instant_text(self._now()))

    def witnessed(self) -> dict[str, tuple[int, str]]:
        """Return what was acknowledged, as remembered outside the database."""
        return self._home.witness.seen()


class LocalNode:
    """Installations on this machine."""

    def open(self, folder: Path, *, create: bool = False) -> OpenedHome:
        """Open a home, or refuse ``home.empty``."""
        home = Home(folder)
        if not create:
            home.require()
        home.prepare()
        home.start_django()
        make_tables()
        claim(home.ident)
        return OpenedHome(home)

    def move(
        self, folder: Path, *, url: str, told: Callable[[str, int], None]
    ) -> Moved:
        """Move a home's books to another database.

        Raises Refusal ``database.url``, ``move.same`` or ``move.not-empty``.
        """
        home = Home(folder)
        self.open(folder)
        target = settings_for(url, home.folder)
        before = url_of(home.folder)
        if (before or "sqlite") == url:
            raise Refusal("move.same")
        moved = move_store(
            target,
            home=home.ident,
            switch=lambda: home.use_database(url),
            told=told,
        )
        if not before:
            home.put_file_away()
        return moved

    def serve(self, folder: Path, *, door: Door, told: Callable[[], None]) -> None:
        """Serve a home's pages at a door, until stopped; tell when it opens.

        Raises Refusal ``serve.no-accounts``, ``serve.open-wire`` or ``serve.tls-half``.
        """
        from gungho.store.people import accounts  # noqa: PLC0415 - after start_django

        door.check(accounts=accounts.accounts_exist())
        accounts.forget_old_sessions(now=real_clock())
        told()
        os.environ["GUNGHO_HOME"] = str(Home(folder).folder)
        os.environ[VARIABLE] = door.text()
        connections.close_all()  # the server forks, and a connection is not shared
        Granian(
            "gungho.node.wsgi:application",
            address=door.address,
            port=door.port,
            interface=Interfaces.WSGI,
            workers=1,
            blocking_threads=8,
            websockets=False,
            log_access=False,
            ssl_cert=Path(door.tls_cert) if door.tls_cert else None,
            ssl_key=Path(door.tls_key) if door.tls_key else None,
        ).serve()


def main() -> None:
    """Run the command line."""
    cli(obj=LocalNode(), prog_name="gungho")


if __name__ == "__main__":
    main()
