# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection, connections

from gungho.actions.ports import Command
from gungho.actions.record import record, record_all, record_group
from gungho.errors import Refusal, Unavailable
from gungho.measure import MAX_COUNT
from gungho.store.books import StoreBooks
from gungho.store.rebuild import digests, rebuild
from tests.support.goods import Desk, given, line, movement, opened
from tests.support.homes import FreshHome, point_to

GENERAL = "hk:general"
Run = Callable[..., Any]


class Cut(Exception):
    """The moment at which a process is cut off."""


class Scissors:
    """Cuts off the statement with a number, before or after it is done."""

    def __init__(self, number: int, *, after: bool) -> None:
        self.left = number
        self.after = after

    def __call__(self, execute: Run, *statement: Any) -> Any:
        """Do the statement, or be cut off."""
        self.left -= 1
        if self.left == 0 and not self.after:
            raise Cut
        done = execute(*statement)
        if self.left == 0:
            raise Cut
        return done


@contextmanager
def cut_off(scissors: Scissors) -> Iterator[None]:
    """Run with scissors."""
    with connection.execute_wrapper(scissors):
        yield


@pytest.fixture
def hub(fresh_home: FreshHome) -> Desk:
    """The desk of a hub whose books are in a database."""
    return movement(fresh_home.books)[0]


def gift(hub: Desk, name: str = "g", text: str = "5.00 CNC @ main") -> Any:
    """A gift's command."""
    return hub.command("gift.received", gift=name, lines=[given(text, GENERAL)])


def statements(hub: Desk) -> int:
    """Return how many statements recording one gift takes."""
    scissors = Scissors(0, after=False)
    with cut_off(scissors):
        record(hub.books, gift(hub, "counted"))
    return -scissors.left


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("fresh", [False, True], ids=["same", "reopened"])
def test_a_crash_at_any_statement_loses_and_adds_nothing(
    fresh_home: FreshHome, hub: Desk, *, after: bool, fresh: bool
) -> None:
    """The same command afterwards stands once, and is the same when asked again."""
    for number in range(1, statements(hub) + 30):
        books = fresh_home.reopened() if fresh else fresh_home.books
        hub.books = books
        command = gift(hub, f"g{number}")
        size = len(fresh_home.journal())
        scissors = Scissors(number, after=after)
        cut = False
        try:
            with cut_off(scissors):
                record(books, command)
        except Cut:
            cut = True
            if not connection.in_atomic_block and fresh_home.inside():
                books = hub.books = fresh_home.reopened()  # cut off inside BEGIN
        assert len(fresh_home.journal()) == size + (not cut)
        again = record(books, command)
        assert again.again is not cut
        assert record(books, command).again
        assert len(fresh_home.journal()) == size + 1
        if not cut:
            break
    else:
        pytest.fail("recording takes ever more statements")
    assert number > 8
    fresh_home.verify()
    before = digests()
    rebuild(told=lambda *_: None)
    assert digests() == before


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_a_crash_at_the_commit_itself_is_whole_either_way(
    fresh_home: FreshHome,
    hub: Desk,
    monkeypatch: pytest.MonkeyPatch,
    *,
    after: bool,
) -> None:
    """All of it stands or nothing does, acknowledged or not."""
    command = gift(hub)
    size = len(fresh_home.journal())
    ours: Any = connections["default"]
    commit = ours._commit

    def cut() -> None:
        if after:
            commit()
        raise Cut

    monkeypatch.setattr(ours, "_commit", cut)
    with pytest.raises((Cut, Unavailable)):
        record(hub.books, command)
    monkeypatch.undo()
    books = fresh_home.reopened()
    stands = len(fresh_home.journal()) - size
    assert stands in ((1,) if after else (0, 1))
    assert record(books, command).again is bool(stands)
    assert len(fresh_home.journal()) == size + 1
    fresh_home.verify()


def test_a_crash_while_a_book_opens_leaves_no_half_of_it(
    fresh_home: FreshHome,
) -> None:
    """Neither rows nor anything that waits to be written."""
    for number in range(1, 60):
        try:
            with cut_off(Scissors(number, after=False)):
                opened(fresh_home.books, "hk", "hub")
        except Cut:
            assert fresh_home.books.bodies() == {}
            assert fresh_home.rows("SELECT * FROM p_entry_row") == []
            continue
        break
    assert number > 5
    opened(fresh_home.books, "london", "committee")
    assert fresh_home.verify() == 2


def test_a_book_opens_once(hub: Desk) -> None:
    """A second opening is refused and leaves the first as it is."""
    size = len(hub.books.bodies())
    with pytest.raises(Refusal, match=r"book\.exists"):
        opened(hub.books, "hk", "hub")
    assert len(hub.books.bodies()) == size
    hub.tell("person.noted", person="p")


def test_the_same_id_with_other_content_is_refused(
    fresh_home: FreshHome, hub: Desk
) -> None:
    """The first entry comes back for the same command, and only for it."""
    command = gift(hub)
    first = record(hub.books, command)
    again = record(fresh_home.reopened(), command)
    assert (again.seq, again.leaf, again.again) == (first.seq, first.leaf, True)
    other = gift(hub, "g", "6.00 CNC @ main")
    other = type(other)(**{**_as_dict(other), "id": command.id})
    with pytest.raises(Refusal, match=r"entry\.id-reused"):
        record(hub.books, other)


def _as_dict(command: Any) -> dict[str, Any]:
    return {name: getattr(command, name) for name in type(command).__slots__}


def test_one_refusal_in_a_group_leaves_the_others(hub: Desk) -> None:
    """Each command of a group is answered for itself, in its place."""
    commands = [gift(hub, "a"), gift(hub, "a"), gift(hub, "b", "1 rifle @ hk")]
    commands.append(gift(hub, "c"))
    answers = record_group(hub.books, "hk", commands)
    codes = [getattr(one, "code", "") for one in answers]
    assert codes == ["", "gift.exists", "goods.refused-class", ""]
    assert hub.holds("hk/cash/main", "CNC", GENERAL) == "10.00"


def test_a_run_stops_at_its_first_refusal(hub: Desk) -> None:
    """And counts what is new."""
    assert record_all(hub.books, [gift(hub, "a"), gift(hub, "b")]) == 2
    with pytest.raises(Refusal, match=r"gift\.exists"):
        record_all(hub.books, [gift(hub, "a")])


def test_an_unknown_book_or_kind_is_refused(hub: Desk) -> None:
    """Nothing is opened by naming it."""
    assert hub.at("paris").code("person.noted", person="p") == "book.unknown"
    command = hub.command("person.noted", person="p")
    strange = type(command)(**{**_as_dict(command), "kind": "person.renamed"})
    with pytest.raises(Refusal, match=r"kind\.unknown"):
        record(hub.books, strange)


def test_counts_of_2_to_53_are_refused_not_wrapped(
    fresh_home: FreshHome, hub: Desk
) -> None:
    """As one amount, as the sum of an entry's lines, and as a sum of entries."""
    most = MAX_COUNT - 1
    whole = {**given("1.00 CNC @ main", GENERAL), "count": str(MAX_COUNT)}
    assert hub.code("gift.received", gift="g", lines=[whole]) == "booking.too-large"
    half = {**whole, "count": str(MAX_COUNT // 2)}
    refusal = hub.refused("gift.received", gift="g", lines=[half, half])
    assert refusal.code == "booking.too-large"
    hub.tell("gift.received", gift="g", lines=[{**whole, "count": str(most)}])
    one = {**whole, "count": "1"}
    assert hub.code("gift.received", gift="h", lines=[one]) == "booking.too-large"
    assert fresh_home.rows("SELECT MAX(count) FROM p_balance") == [(most,)]
    assert hub.holds("hk/cash/main", "CNC", GENERAL) == "90071992547409.91"
    fresh_home.verify()


@pytest.mark.parametrize(
    ("now", "happened", "code"),
    [
        ("1941-06-01", "1940-04-01", "clock.ahead"),
        ("1939-05-01", "1939-04-01", "clock.behind"),
        ("1940-05-02", "1940-05-03", "clock.happened-later"),
        ("1940-05-02", "1940-02-30", "day.malformed"),
        ("1940-05-02", "yesterday", "day.malformed"),
    ],
)
def test_a_clock_that_cannot_be_right_is_refused(
    fresh_home: FreshHome, hub: Desk, now: str, happened: str, code: str
) -> None:
    """A year behind, a year ahead, a day to come, no day at all."""
    size = len(fresh_home.journal())
    fresh_home.clock.at(now)
    assert hub.code("person.noted", person="p", _happened=happened) == code
    assert len(fresh_home.journal()) == size


def test_a_book_that_stood_still_is_resumed_by_a_person(
    fresh_home: FreshHome, hub: Desk
) -> None:
    """After that, entries go on."""
    fresh_home.clock.at("1942-06-01")
    assert hub.code("person.noted", person="p") == "clock.ahead"
    hub.tell("book.resumed", generation=1, reason="occupied")
    hub.tell("person.noted", person="p")


@pytest.mark.engines("sqlite")
def test_a_full_disk_is_told_and_changes_nothing(
    fresh_home: FreshHome, hub: Desk
) -> None:
    """The database may not grow any more; with room, the same command goes through."""
    before = fresh_home.journal()
    ((pages,),) = fresh_home.rows("PRAGMA page_count")
    fresh_home.rows(f"PRAGMA max_page_count = {pages}")
    told = None
    for number in range(400):
        try:
            record(hub.books, gift(hub, f"full{number}"))
        except Unavailable as full:
            told = full.code
            break
        before = fresh_home.journal()
    assert told == "store.disk-full"
    assert fresh_home.journal() == before
    fresh_home.rows("PRAGMA max_page_count = 1073741823")
    record(hub.books, gift(hub, "room"))
    fresh_home.verify()


@pytest.mark.engines("postgresql")
@pytest.mark.parametrize(
    ("state", "code"),
    [
        ("53100", "store.disk-full"),
        ("40P01", "store.busy"),
        ("40001", "store.busy"),
        ("57P01", "store.cannot-open"),
        ("58030", "store.disk-error"),
    ],
)
def test_what_a_server_cannot_do_is_told_and_changes_nothing(
    fresh_home: FreshHome, hub: Desk, state: str, code: str
) -> None:
    """A full disk, a deadlock, a shutdown: at the last statement of a block."""
    before = fresh_home.journal()
    fresh_home.rows(
        "CREATE FUNCTION fails() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"RAISE EXCEPTION 'fails' USING ERRCODE = '{state}'; END $$"
    )
    fresh_home.rows(
        "CREATE TRIGGER fails BEFORE INSERT ON intake EXECUTE FUNCTION fails()"
    )
    command = gift(hub)
    with pytest.raises(Unavailable) as caught:
        record(hub.books, command)
    assert caught.value.code == code
    assert fresh_home.journal() == before
    fresh_home.rows("DROP TRIGGER fails ON intake")
    assert not record(hub.books, command).again
    fresh_home.verify()


def test_a_home_that_may_only_be_read_is_told_and_changes_nothing(
    fresh_home: FreshHome, hub: Desk
) -> None:
    """Recording, opening a book and keeping cards alike."""
    before = fresh_home.journal()
    command = gift(hub)
    fresh_home.read_only(wanted=True)
    for deed in (
        lambda: record(hub.books, command),
        lambda: opened(hub.books, "paris", "committee"),
    ):
        with pytest.raises(Unavailable) as caught:
            deed()
        assert caught.value.code == "store.read-only"
    fresh_home.read_only(wanted=False)
    assert fresh_home.journal() == before
    assert not record(hub.books, command).again


def test_a_busy_database_is_told(fresh_home: FreshHome, hub: Desk) -> None:
    """Another process holds the lock for longer than we wait."""
    fresh_home.wait(50)
    plain = fresh_home.locked()
    with pytest.raises(Unavailable) as caught:
        record(hub.books, gift(hub))
    assert caught.value.code == "store.busy"
    plain.rollback()
    plain.close()
    assert not record(hub.books, gift(hub)).again


def elsewhere(home: FreshHome, command: Command) -> None:
    """Record on a connection of its own, as another process would."""

    def deed() -> None:
        record(home.open(), command)
        connection.close()

    with ThreadPoolExecutor(1) as thread:
        thread.submit(deed).result()


def test_what_another_process_wrote_is_seen(fresh_home: FreshHome, hub: Desk) -> None:
    """The working set is dropped when the books have changed under it."""
    record(hub.books, gift(hub, "a"))
    elsewhere(fresh_home, gift(hub, "b"))
    with hub.books.block("hk"):
        pass
    assert hub.holds("hk/cash/main", "CNC", GENERAL) == "10.00"


class Overtaken(StoreBooks):
    """Books whose lock is waited for until another process has recorded something."""

    late: Callable[[], None] | None = None

    def freshen(self) -> None:
        """Freshen, and be overtaken."""
        super().freshen()
        late, self.late = self.late, None
        if late:
            late()


@pytest.mark.engines("postgresql")
def test_what_was_written_while_a_lock_was_waited_for_is_seen(
    fresh_home: FreshHome, hub: Desk
) -> None:
    """So that the last five dollars are sent once."""
    books = Overtaken(
        connection, key=fresh_home.key, clock=fresh_home.clock,
        witness=fresh_home.witness,
    )  # fmt: skip
    record(books, gift(hub))
    first, second = (
        hub.command(
            "money.sent", document=name, receiver="baoji", till="main",
            lines=[line("5.00 CNC", GENERAL)],
        )
        for name in ("d1", "d2")
    )  # fmt: skip
    books.late = lambda: elsewhere(fresh_home, first)
    with pytest.raises(Refusal, match=r"balance\.short"):
        record(books, second)
    assert fresh_home.verify()


class NoWitness:
    """A place outside the database that cannot be written."""

    def last(self, body: str) -> tuple[int, str]:
        """Remember nothing."""
        return 0, body[:0]

    def resume(self, body: str, *, size: int, root: bytes) -> None:
        """Be never asked."""
        raise AssertionError(f"{body} {size} {root!r}")

    def acknowledge(self, body: str, *, size: int, root: bytes) -> None:
        """Fail as a full disk does."""
        raise OSError(28, "No space left on device", f"{body} {size} {root!r}")


def test_a_witness_that_cannot_be_written_is_told(
    fresh_home: FreshHome, hub: Desk
) -> None:
    """The entry stands; the same command finds it there."""
    books = StoreBooks(
        connection, key=fresh_home.key, clock=fresh_home.clock, witness=NoWitness()
    )
    command = gift(hub)
    with pytest.raises(Unavailable, match=r"store\.witness"):
        record(books, command)
    assert record(fresh_home.reopened(), command).again


def test_tiles_are_kept_as_they_fill_and_prove_every_entry(
    fresh_home: FreshHome, hub: Desk
) -> None:
    """600 entries fill two tiles; the proofs read them."""
    from gungho.journal import verify_inclusion  # noqa: PLC0415
    from gungho.store.reads import journal  # noqa: PLC0415

    people = [hub.command("person.noted", person=f"p{n}") for n in range(600)]
    assert record_all(hub.books, people) == 600
    assert fresh_home.rows("SELECT level, number FROM journal_tile") == [(0, 0), (0, 1)]
    fresh_home.verify()
    for seq in (0, 255, 256, 511, 599):
        proof = journal.prove("hk", seq)
        verify_inclusion(
            proof.leaf, proof.index, proof.seal.size, proof.path, proof.seal.root
        )


def test_a_tile_of_tiles_holds_their_roots(fresh_home: FreshHome, hub: Desk) -> None:
    """As the 65,536th entry makes one: 256 roots over 256 hashes each."""
    from gungho.journal import root_of  # noqa: PLC0415
    from gungho.store.append import keep_tile, tile_root  # noqa: PLC0415

    number = hub.books.bodies()["hk"]
    leaves = [bytes([n]) * 32 for n in range(256)]
    rows = (
        "INSERT INTO journal_tile (book, level, number, hashes) VALUES (%s, 0, %s, %s)"
    )
    for tile in range(256):
        turned = leaves[tile:] + leaves[:tile]
        fresh_home.rows(rows, number, tile, b"".join(turned))
    assert tile_root(b"".join(leaves)) == root_of(leaves)
    keep_tile(connection, number, 1, 0)
    ((hashes,),) = fresh_home.rows("SELECT hashes FROM journal_tile WHERE level = 1")
    assert bytes(hashes)[:32] == root_of(leaves)
    assert bytes(hashes)[32:64] == root_of(leaves[1:] + leaves[:1])
    assert len(hashes) == 8192


def test_a_database_that_cannot_be_opened_is_told(
    fresh_home: FreshHome, tmp_path: Path
) -> None:
    """The folder is gone."""
    from gungho.store.failures import unavailable  # noqa: PLC0415

    gone = tmp_path / "gone"
    point_to(f"postgresql:///x?host={gone}" if fresh_home.url else "", gone)
    with pytest.raises(OperationalError) as caught:
        fresh_home.rows("SELECT 1")
    assert unavailable(caught.value).code == "store.cannot-open"
    fresh_home.point()
    told = unavailable(OperationalError("out of luck"))
    assert (told.code, told.facts["problem"]) == ("store.failed", "out of luck")
