# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import re

import pytest

from gungho.actions.record import record_all
from gungho.errors import Corruption
from gungho.store import guards
from gungho.store.rebuild import digests, rebuild
from tests.support.goods import Desk, given, movement
from tests.support.homes import FreshHome


@pytest.fixture
def hub(fresh_home: FreshHome) -> Desk:
    """A hub with 300 entries and one full tile, its guards taken away."""
    hub, _ = movement(fresh_home.books)
    hub.tell("gift.received", gift="g", lines=[given("5.00 CNC @ main", "hk:general")])
    people = [hub.command("person.noted", person=f"p{n}") for n in range(300)]
    record_all(hub.books, people)
    for table in guards.APPEND_ONLY:
        for deed in ("update", "delete", "replace"):
            fresh_home.unguard(table, deed=deed)
    return hub


HK = "book = (SELECT book FROM journal_head WHERE body = 'hk')"


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        (f"UPDATE journal_entry SET leaf = zeroblob(32) WHERE {HK} AND seq = 7",
         "verify.leaf"),
        (f"DELETE FROM journal_entry WHERE {HK} AND seq = 7", "verify.gap"),
        (f"UPDATE journal_seal SET root = zeroblob(32) WHERE {HK} AND size = 8",
         "verify.root"),
        (f"UPDATE journal_seal SET note = (SELECT note FROM journal_seal WHERE {HK} "
         f"AND size = 9) WHERE {HK} AND size = 8", "verify.seal"),
        (f"UPDATE journal_seal SET size = 9999 WHERE {HK} AND size = 10",
         "verify.seal-beyond"),
        (f"DELETE FROM journal_seal WHERE {HK} AND size > 100", "verify.unsealed"),
        (f"UPDATE journal_head SET size = 5 WHERE {HK}", "verify.head"),
        ("UPDATE journal_head SET frontier = CAST(substr(frontier, 1, "
         f"length(frontier) - 1) || x'AA' AS BLOB) WHERE {HK}", "verify.frontier"),
        ("UPDATE journal_tile SET hashes = zeroblob(8192)", "verify.tile"),
        ("DELETE FROM journal_tile", "verify.tile"),
        ("INSERT INTO journal_tile SELECT book, 0, 9, x'00' FROM journal_head "
         f"WHERE {HK}", "verify.tile"),
        (f"UPDATE p_balance SET count = count + 1 WHERE {HK}", "verify.balance"),
    ],
)  # fmt: skip
def test_what_was_tampered_with_is_found_and_named(
    fresh_home: FreshHome, hub: Desk, statement: str, code: str
) -> None:
    """Each kind of damage has its own code, and nothing is mended."""
    fresh_home.verify()
    fresh_home.rows(said(statement, fresh_home))
    with pytest.raises(Corruption) as caught:
        fresh_home.verify()
    assert caught.value.code == code
    assert caught.value.facts["book"] == "hk"


def said(statement: str, home: FreshHome) -> str:
    """Return a statement in the words of the home's engine."""
    if not home.url:
        return statement
    told = re.sub(r"zeroblob\((\d+)\)", r"decode(repeat('00', \1), 'hex')", statement)
    told = re.sub(r"x'(\w+)'", r"decode('\1', 'hex')", told)
    return re.sub(r"CAST\((.*) AS BLOB\)", r"\1", told)


def test_one_flipped_bit_of_any_entry_is_found(
    fresh_home: FreshHome, hub: Desk
) -> None:
    """In its first byte, its middle and its last."""
    for seq, place in ((0, 1), (150, 60), (300, -2)):
        ((raw,),) = fresh_home.rows(
            f"SELECT raw FROM journal_entry WHERE {HK} AND seq = %s", seq
        )
        wrong = bytearray(raw)
        wrong[place] ^= 1
        change = f"UPDATE journal_entry SET raw = %s WHERE {HK} AND seq = %s"
        fresh_home.rows(change, bytes(wrong), seq)
        with pytest.raises(Corruption):
            fresh_home.verify()
        fresh_home.rows(change, bytes(raw), seq)
    fresh_home.verify()


def test_a_restored_backup_is_told_from_the_truth(
    fresh_home: FreshHome, hub: Desk
) -> None:
    """The memory outside the database is ahead of it."""
    fresh_home.witness.acknowledge("hk", size=9999, root=b"\0" * 32)
    with pytest.raises(Corruption) as caught:
        fresh_home.verify()
    assert caught.value.code == "verify.restored-backup"


def test_only_one_book_is_checked_when_it_is_named(
    fresh_home: FreshHome, hub: Desk
) -> None:
    """The other is not read."""
    from gungho.store.checking import verify_store  # noqa: PLC0415

    told: list[str] = []
    found = verify_store(
        body="baoji", witnessed={}, told=lambda body, _: told.append(body)
    )
    assert [one.body for one in found] == told == ["baoji"]


def test_every_summary_is_rebuilt_to_equal_rows(
    fresh_home: FreshHome, hub: Desk
) -> None:
    """Dropped, spoiled or invented rows: the journal gives them back (law 1)."""
    before = digests()
    fresh_home.rows("DELETE FROM p_gift")
    fresh_home.rows("UPDATE p_balance SET count = 0")
    fresh_home.rows("INSERT INTO p_person (book, person, card) VALUES (1, 'ghost', '')")
    assert digests() != before
    folded = rebuild(told=lambda *_: None)
    assert folded == len(fresh_home.journal())
    assert digests() == before
