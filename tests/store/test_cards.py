# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import pytest
from django.db import connection

from gungho.actions.keep_card import TEXT_MAX, commitment, make_card
from gungho.actions.make_bundle import make_bundle
from gungho.actions.ports import Card
from gungho.errors import Refusal, Unavailable
from gungho.formats.ledger_text import write_ledger
from gungho.store.cards import card_texts, erase_card
from gungho.store.reads.export import text_entries
from tests.support.goods import Desk, given, movement
from tests.support.homes import FreshHome

SECRET = "Agnes Bowen of 12 Elm Street sends her winter coat"
SALT = bytes(range(200, 216))


@pytest.fixture
def card(fresh_home: FreshHome) -> Card:
    """A giver's words, kept and committed to by an entry of a home with others."""
    hub, _ = movement(fresh_home.books)
    found = make_card(SECRET, subject="hk-1/words", salts=lambda: SALT)
    fresh_home.books.keep_cards([found, other(1)])
    give(hub, found)
    return found


def other(number: int) -> Card:
    """Another card."""
    return make_card(
        f"Warm words {number}", subject=f"s{number}", salts=lambda: b"s" * 16
    )


def give(hub: Desk, card: Card) -> None:
    """Record a gift with words."""
    lines = [given("5.00 CNC @ main", "hk:general")]
    hub.tell("gift.received", gift="hk-1", lines=lines, words=card.commitment)


def traces(home: FreshHome) -> list[str]:
    """Return where the text or its salt can be found: in any file, or in the table.

    A server's own log and backups are its keeper's to rotate.
    """
    if home.url:
        rows = home.rows("SELECT text, salt FROM private_card")
        return [text for text, salt in rows if SECRET in text or SALT in bytes(salt)]
    return [
        path.name
        for path in sorted(home.folder.rglob("*"))
        if path.is_file()
        and any(word in path.read_bytes() for word in (SECRET.encode(), SALT))
    ]


def test_an_erased_card_leaves_no_trace(fresh_home: FreshHome, card: Card) -> None:
    """Not in the database, its log, exports or a bundle; and every proof holds."""
    assert traces(fresh_home)
    journal = fresh_home.journal()
    erase_card(card.commitment)
    assert traces(fresh_home) == []
    for suffix in ("", "-wal", "-shm"):
        path = fresh_home.path.with_name(fresh_home.path.name + suffix)
        raw = path.read_bytes() if path.exists() else b""
        assert SECRET.encode() not in raw
        assert SALT not in raw
    exported = "".join(write_ledger(text_entries()))
    bundle = make_bundle(fresh_home.shelves(), book="hk").raw
    assert SECRET not in exported
    assert SECRET.encode() not in bundle
    assert card.commitment.encode() in bundle
    assert fresh_home.journal() == journal
    assert fresh_home.verify() == len(journal)
    assert card_texts([card.commitment, other(1).commitment, ""]) == {
        other(1).commitment: "Warm words 1"
    }


def test_what_was_erased_does_not_come_back(fresh_home: FreshHome, card: Card) -> None:
    """Loading the same text again, from a package or a backup, keeps it erased."""
    erase_card(card.commitment)
    fresh_home.books.keep_cards([card, other(2)])
    assert traces(fresh_home) == []
    assert card_texts([card.commitment, other(2).commitment]) == {
        other(2).commitment: "Warm words 2"
    }


def test_a_card_that_was_never_here_is_refused(fresh_home: FreshHome) -> None:
    """And one that is erased may be asked for again, so that traces surely go."""
    with pytest.raises(Refusal, match=r"card\.unknown"):
        erase_card("0" * 64)
    fresh_home.books.keep_cards([other(1)])
    erase_card(other(1).commitment)
    erase_card(other(1).commitment)


@pytest.mark.engines("sqlite")
def test_a_reader_of_the_log_makes_the_erasing_wait(
    fresh_home: FreshHome, card: Card
) -> None:
    """The text may still stand in the log; asked again, its traces go."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 50")
    plain = fresh_home.plain()
    plain.execute("BEGIN")
    plain.execute("SELECT COUNT(*) FROM private_card").fetchall()
    with pytest.raises(Unavailable, match=r"store\.busy"):
        erase_card(card.commitment)
    plain.rollback()
    plain.close()
    erase_card(card.commitment)
    assert traces(fresh_home) == []


def test_a_home_that_may_only_be_read_keeps_its_cards(
    fresh_home: FreshHome, card: Card
) -> None:
    """Neither erased nor kept anew; and told so."""
    fresh_home.read_only(wanted=True)
    with pytest.raises(Unavailable, match=r"store\.read-only"):
        erase_card(card.commitment)
    with pytest.raises(Unavailable, match=r"store\.read-only"):
        fresh_home.books.keep_cards([other(3)])
    fresh_home.read_only(wanted=False)
    assert card_texts([card.commitment]) == {card.commitment: SECRET}


def test_a_commitment_binds_salt_and_text() -> None:
    """Neither can be changed; too much and nothing are refused."""
    assert commitment(SALT, SECRET) != commitment(SALT, SECRET + ".")
    assert commitment(SALT, SECRET) != commitment(SALT[::-1], SECRET)
    with pytest.raises(Refusal, match=r"card\.empty"):
        make_card("  \n", subject="s", salts=lambda: SALT)
    with pytest.raises(Refusal, match=r"card\.too-long"):
        make_card("x" * (TEXT_MAX + 1), subject="s", salts=lambda: SALT)
