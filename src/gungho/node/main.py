# SPDX-License-Identifier: Apache-2.0
"""The ``gungho`` command: the doors, wired to one installation."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from django.db import connections
from granian import Granian
from granian.constants import Interfaces

from gungho.doors.cli.main import cli
from gungho.doors.listening import VARIABLE, Door
from gungho.errors import Refusal
from gungho.node.database import settings_for, url_of
from gungho.node.home import Home, real_clock
from gungho.node.opened import OpenedHome
from gungho.store.moving import Moved, move_store
from gungho.store.setup import claim, make_tables


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
