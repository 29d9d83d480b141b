# SPDX-License-Identifier: Apache-2.0
"""``serve`` the pages on this machine, or beyond it over a closed wire."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click

from gungho.doors.beginning import walk
from gungho.doors.cli.frame import Node, home_option, say, told_errors
from gungho.doors.listening import LOOPBACK, Door

OPTIONS = (
    click.option(
        "--port", type=click.IntRange(1, 65535), default=8000, show_default=True,
        help="The port to listen at.",
    ),
    click.option(
        "--listen", "address", default=LOOPBACK, show_default=True,
        help="The address to listen at; beyond this machine with accounts and TLS.",
    ),
    click.option(
        "--name", "names", multiple=True,
        help="A name by which the pages are called from beyond; may be given again.",
    ),
    click.option("--tls-cert", default="", help="The certificate's file (PEM)."),
    click.option("--tls-key", default="", help="The file of its key (PEM)."),
    click.option(
        "--behind", "proxy", default="",
        help="The address of the one proxy that closes the wire and may call.",
    ),
)  # fmt: skip
PARTS = ("port", "address", "names", "tls_cert", "tls_key", "proxy")


def door_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of a door, and the door made of them."""

    @wraps(command)
    def with_door(*args: Any, **said: Any) -> None:
        door = Door(**{part: said.pop(part) for part in PARTS})
        command(*args, door=door, **said)

    given: Callable[..., None] = with_door
    for option in reversed(OPTIONS):
        given = option(given)
    return given


@click.command("serve")
@home_option
@door_options
@click.pass_obj
@told_errors
def serve_command(node: Node, home: Path, *, door: Door) -> None:
    """Serve the pages until stopped with Ctrl-C.

    Without --listen only this machine is answered. Beyond it there must be accounts,
    and either a certificate or a named proxy. An empty folder is begun in the browser:
    the pages lead through founding a body, its key, and what the books begin with.
    """
    node.open(home, create=is_blank(home) and not door.is_beyond)
    wire = "https" if door.tls_cert else "http"
    where = f"{wire}://{door.address}:{door.port}"
    node.serve(
        home,
        door=door,
        told=lambda: say(
            f"{_greeting(door)}Open {where} in a browser. Stop with Ctrl-C."
        ),
    )


def is_blank(home: Path) -> bool:
    """Whether a folder is missing or holds nothing at all."""
    return not home.exists() or (home.is_dir() and not any(home.iterdir()))


def _greeting(door: Door) -> str:
    begins = walk() is not None and not door.is_beyond
    return "Nothing is founded here yet; the pages lead you. " if begins else ""
