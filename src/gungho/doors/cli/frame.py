# SPDX-License-Identifier: Apache-2.0
"""What every command shares: the home, the language, errors and their exit codes.

Exit codes: 0 done, 1 refused, 2 usage, 3 corruption, 4 unavailable.
"""

from __future__ import annotations

import json
import locale
import os
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec, Protocol, TypeVar

import click

from gungho.doors.installation import Installation
from gungho.doors.listening import Door
from gungho.doors.refusals import sentence
from gungho.errors import Corruption, GunghoError, Refusal, Unavailable
from gungho.journal import NodeKey
from gungho.store.moving import Moved
from gungho.store.shelves import StoreShelves

P = ParamSpec("P")
T = TypeVar("T")
EXIT: dict[type[GunghoError], int] = {Refusal: 1, Corruption: 3, Unavailable: 4}


class Opened(Installation, Protocol):
    """An installation that has been opened for a command."""

    @property
    def shelves(self) -> StoreShelves:
        """The books as bundles are made from them and read into them."""

    def keys(self) -> list[NodeKey]:
        """Return the keys that open what was closed to this installation."""

    def next_key(self) -> NodeKey:
        """Return the key that books change over to, and open the books anew."""

    def switch_key(self) -> None:
        """Give up the key for the next one."""


class Node(Protocol):
    """What the command line needs of an installation."""

    def open(self, folder: Path, *, create: bool = False) -> Opened:
        """Open a home, or refuse ``home.empty``."""

    def move(
        self, folder: Path, *, url: str, told: Callable[[str, int], None]
    ) -> Moved:
        """Move a home's books to another database."""

    def serve(self, folder: Path, *, door: Door, told: Callable[[], None]) -> None:
        """Serve a home's pages at a door, until stopped."""


def language() -> str:
    """Return the reader's language from the environment: ``en`` or ``zh-hans``."""
    words = os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    if not words:
        words = locale.getlocale()[0] or ""
    return "zh-hans" if words.lower().startswith("zh") else "en"


def told_errors(command: Callable[P, T]) -> Callable[P, T]:
    """Turn the project's errors into a sentence and an exit code."""

    @wraps(command)
    def told(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return command(*args, **kwargs)
        except GunghoError as error:
            click.echo(f"gungho: {sentence(error, language())}", err=True)
            sys.exit(EXIT[type(error)])
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(0)

    return told


def home_option(command: Callable[P, T]) -> Callable[P, T]:
    """Give a command its ``--home DIR``."""
    return click.option(
        "--home",
        type=click.Path(path_type=Path, file_okay=False),
        default=lambda: Path(os.environ.get("GUNGHO_HOME", "home")),
        show_default="GUNGHO_HOME or ./home",
        help="The installation's folder: database, keys, settings.",
    )(command)


def json_option(command: Callable[P, T]) -> Callable[P, T]:
    """Give a command its ``--json``."""
    return click.option(
        "--json", "as_json", is_flag=True, help="Write JSON instead of words."
    )(command)


def say(text: str = "") -> None:
    """Write a line of words."""
    click.echo(text)


def say_json(value: Any) -> None:
    """Write a value as JSON."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


class Progress:
    """One moving line on a terminal; silent in a pipe."""

    def __init__(self) -> None:
        self._shown = sys.stderr.isatty()

    def __call__(self, stage: str, count: int) -> None:
        """Say which stage is being done and how many entries there are."""
        if self._shown:
            click.echo(f"\r\033[K{stage}  {count:,}", nl=False, err=True)

    def done(self) -> None:
        """Clear the line."""
        if self._shown:
            click.echo("\r\033[K", nl=False, err=True)
