# SPDX-License-Identifier: Apache-2.0
"""An installation that has been opened, as long work and the first run need it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Protocol

from gungho.journal import NodeKey
from gungho.store.books import StoreBooks


class Installation(Protocol):
    """Its folder, its books, the key that seals them, and the recovery key."""

    folder: Path
    books: StoreBooks
    key: bytes
    node_key: NodeKey
    recovery: bytes

    @property
    def has_recovery(self) -> bool:
        """Whether the recovery key still lies here, not on its paper alone."""

    def take_recovery(self) -> NodeKey:
        """Return the recovery key that lies here, or refuse ``key.paper-taken``."""

    def keep_recovery(self, public: bytes) -> None:
        """Keep the public half of a recovery key whose paper is taken away."""

    def new_recovery(self) -> None:
        """Make another recovery key in place of one whose paper is lost."""

    def keep_clock(self) -> None:
        """Let the clock stand where it stands for every command from now on."""

    def set_clock(self, now: datetime) -> None:
        """Let the authors' clock stand at a moment of the story."""

    def witnessed(self) -> dict[str, tuple[int, str]]:
        """Return what was acknowledged, as remembered outside the database."""
