# SPDX-License-Identifier: Apache-2.0
"""A store moves from one engine to the other, and nothing changes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection

from gungho.actions.keep_card import make_card
from gungho.errors import Corruption, Refusal, Unavailable
from gungho.node.database import settings_for
from gungho.store.cards import erase_card
from gungho.store.moving import Moved, kept_tables, move_store
from gungho.store.rebuild import digests
from gungho.store.settings import keep_setting
from gungho.store.setup import MARK, claim
from gungho.store.sitings import keep_siting, siting_of
from tests.store.test_sitings import ROW
from tests.support import postgres
from tests.support.goods import Desk, given, movement
from tests.support.homes import FreshHome, point_to

HOME = "a-home"


@pytest.fixture
def kept(fresh_home: FreshHome) -> FreshHome:
    """A home with entries, a tile's worth of people, cards and settings."""
    hub, _ = movement(fresh_home.books)
    hub.tell("gift.received", gift="g", lines=[given("5.00 CNC @ main", "hk:general")])
    card = make_card("Warm words", subject="hk-1/words", salts=lambda: b"s" * 16)
    fresh_home.books.keep_cards([card])
    keep_siting(ROW)
    claim(HOME)
    return fresh_home


@contextmanager
def other_engine(home: FreshHome, folder: Path) -> Iterator[str]:
    """Lend an empty database of the other engine."""
    if home.url:
        folder.mkdir(exist_ok=True)
        yield ""
    else:
        with postgres.database() as url:
            yield url
            connection.close()


def moved(home: FreshHome, url: str, folder: Path) -> Moved:
    """Move a home's books to a database."""
    switched: list[str] = []
    done = move_store(
        settings_for(url, folder), home=HOME, switch=lambda: switched.append(url),
        told=lambda *_: None,
    )  # fmt: skip
    assert switched == [url]
    return done


def test_a_store_moves_and_nothing_changes(kept: FreshHome, tmp_path: Path) -> None:
    """Bytes, roots, digests, cards, sitings, settings; and the books go on there."""
    before, journal, folder = digests(), kept.journal(), tmp_path / "there"
    cards = kept.rows("SELECT commitment, salt, text FROM private_card")
    with other_engine(kept, folder) as url:
        done = moved(kept, url, folder)
        assert done.entries == len(journal)
        with pytest.raises(Refusal, match=r"database\.moved"):
            claim(HOME)
        there = FreshHome.__new__(FreshHome)
        there.__dict__ |= kept.__dict__ | {"url": url, "folder": folder}
        there.point()
        claim(HOME)
        assert digests() == before
        assert there.journal() == journal
        found = there.rows("SELECT commitment, salt, text FROM private_card")
        assert [(one, bytes(salt), text) for one, salt, text in found] == [
            (one, bytes(salt), text) for one, salt, text in cards
        ]
        assert siting_of(ROW.siting) == ROW
        there.books = there.open()
        Desk(there.books).tell("person.noted", _id="after", person="after")
        assert there.verify() == len(journal) + 1
        connection.close()


def test_who_still_has_the_old_store_open_cannot_write(
    kept: FreshHome, tmp_path: Path
) -> None:
    """Nothing is recorded, kept or erased where nobody would look for it."""
    folder = tmp_path / "there"
    journal = kept.journal()
    card = make_card("Late words", subject="hk-1/words", salts=lambda: b"t" * 16)
    with other_engine(kept, folder) as url:
        moved(kept, url, folder)
        for late in (
            lambda: Desk(kept.books).tell("person.noted", person="late"),
            lambda: kept.books.keep_cards([card]),
            lambda: erase_card(make_card(
                "Warm words", subject="hk-1/words", salts=lambda: b"s" * 16
            ).commitment),
        ):  # fmt: skip
            with pytest.raises(Unavailable, match=r"store\.moved"):
                late()
        assert kept.journal() == journal


def test_a_database_in_use_is_not_moved_into(kept: FreshHome, tmp_path: Path) -> None:
    """Whoever's it is; nothing of it is touched."""
    folder = tmp_path / "there"
    with other_engine(kept, folder) as url:
        point_to(url, folder)
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE mine (x integer)")
        kept.point()
        with pytest.raises(Refusal, match=r"move\.not-empty"):
            moved(kept, url, folder)
        assert kept.verify()


def test_a_move_cut_off_begins_afresh(
    kept: FreshHome, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The half of it is refused as a store, and emptied by the next try."""
    from gungho.store import moving  # noqa: PLC0415

    folder = tmp_path / "there"
    with other_engine(kept, folder) as url:
        with monkeypatch.context() as patch:
            patch.setattr(moving, "rebuild", _cut_off)
            with pytest.raises(KeyboardInterrupt):
                moved(kept, url, folder)
        point_to(url, folder)
        with pytest.raises(Refusal, match=r"move\.unfinished"):
            claim(HOME)
        kept.point()
        claim(HOME)
        assert moved(kept, url, folder).entries == len(kept.journal())


def _cut_off(**_: object) -> int:
    raise KeyboardInterrupt


def test_what_was_changed_on_the_way_is_found(
    kept: FreshHome, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A row lost or changed while it was copied; the old store stays in use."""
    from gungho.store import moving  # noqa: PLC0415

    honest = moving._groups
    table = kept_tables()[0][0]

    def lossy(where: object, statement: str) -> Iterator[list[tuple[object, ...]]]:
        for rows in honest(where, statement):  # type: ignore[arg-type]
            copying = table in statement and "ORDER" not in statement
            yield rows[:-1] if copying else rows

    folder = tmp_path / "there"
    with other_engine(kept, folder) as url:
        monkeypatch.setattr(moving, "_groups", lossy)
        with pytest.raises(Corruption):
            moved(kept, url, folder)
        monkeypatch.undo()
        claim(HOME)
        assert kept.verify()


def test_a_database_belongs_to_one_home(kept: FreshHome) -> None:
    """Another home's address given by mistake is refused."""
    with pytest.raises(Refusal, match=r"database\.other-home"):
        claim("another-home")
    keep_setting(MARK, "unfinished")
    with pytest.raises(Refusal, match=r"move\.unfinished"):
        claim(HOME)
