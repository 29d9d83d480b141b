# SPDX-License-Identifier: Apache-2.0
"""An installation that has been opened: its books, its keys and its clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from gungho.errors import Refusal
from gungho.journal import NodeKey
from gungho.measure import instant_text, parse_instant
from gungho.node.home import Home, StoryClock, real_clock
from gungho.store.books import StoreBooks
from gungho.store.settings import keep_setting, setting
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

    @property
    def has_recovery(self) -> bool:
        """Whether the recovery key still lies here, not on its paper alone."""
        return self._home.recovery_path.exists()

    def take_recovery(self) -> NodeKey:
        """Return the recovery key that lies here, or refuse ``key.paper-taken``."""
        if not self.has_recovery:
            raise Refusal("key.paper-taken")
        return NodeKey.load(self._home.recovery_path)

    def keep_recovery(self, public: bytes) -> None:
        """Keep the public half of a recovery key whose paper is taken away."""
        self._home.keep_recovery(public)
        self.recovery = public

    def new_recovery(self) -> None:
        """Make another recovery key in place of one whose paper is lost.

        Only before a book pins it; afterwards a lost paper is replaced by ``key``.
        """
        self._home.new_recovery()
        self.recovery = self._home.recovery_public()

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
