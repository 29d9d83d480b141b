# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest

from gungho.actions.change_keeper import (
    NewKeys,
    card_of,
    new_key,
    release_book,
    resume_book,
    rotate_key,
    take_book,
)
from gungho.errors import Corruption, Refusal
from gungho.federation.bundle import parse_bundle, write_bundle
from gungho.federation.envelope import encrypt
from gungho.federation.fork import Fork, check_fork
from gungho.federation.merge import Outcome
from gungho.store.reads.nodes import books_here, found_here, waiting_here
from tests.support.nodes import reading
from tests.support.sayings import ahead, gives, sends

if TYPE_CHECKING:
    from gungho.journal import NodeKey
    from tests.federation.conftest import Three
    from tests.support.nodes import FarNode


def outcomes(reader: FarNode, maker: FarNode) -> dict[str, Outcome]:
    """Return what each book of a new bundle turns out to be for its reader."""
    heard = reader.read(maker.make(reader.body)).heard
    return {one.body: one.outcome for one in heard}  # of one book the last word


def test_what_is_new_is_taken_and_what_is_known_adds_nothing(three: Three) -> None:
    """The same bundle twice is a replay; the books agree on both sides."""
    three.hub.read(three.london.make("hk"))
    three.london.read(three.hub.make("london"))
    gives(three.london, "a")
    made = three.london.make("hk")
    assert three.hub.read(made).entries == 1
    again = three.hub.read(made)
    assert [one.outcome for one in again.heard] == [Outcome.NOTHING]
    assert three.hub.digest("london") == three.london.digest("london")


def test_a_bundle_begins_where_its_receiver_stands(three: Three) -> None:
    """What was acknowledged is not sent again; an answer carries the cosignature."""
    gives(three.london, "a")
    three.hub.read(three.london.make("hk"))
    answered = three.london.read(three.hub.make("london"))
    assert answered.acknowledged
    gives(three.london, "b")
    part = three.london.make("hk").parts[0]
    assert part.head.size - part.head.first == len(part.entries) == 1


def test_what_comes_too_early_waits_for_what_is_missing(three: Three) -> None:
    """And is taken as soon as the gap closes, whatever closes it."""
    whole = three.london.make(book="london")
    three.hub.read(whole)
    three.london.read(three.hub.make("london"))
    gives(three.london, "a")
    first = three.london.make("hk")
    early = ahead(three.london, three.hub, "b")
    assert [one.outcome for one in three.hub.read(early).heard] == [Outcome.GAP]
    before = three.hub.sizes()["london"]
    taken = three.hub.read(first)
    assert [one.outcome for one in taken.heard] == [Outcome.NEW, Outcome.NEW]
    assert three.hub.sizes()["london"] == before + 2
    assert three.hub.digest("london") == three.london.digest("london")


def test_an_author_nobody_recognises_waits_until_somebody_does(three: Three) -> None:
    """And is heard through a hub that recognises it."""
    from tests.support.nodes import FarNode  # noqa: PLC0415

    manila = FarNode("manila").found("PHP")
    made = manila.make(book="manila")
    assert [one.outcome for one in three.london.read(made).heard] == [Outcome.UNKNOWN]
    assert "manila" not in three.london.sizes()
    with reading(three.london):
        assert [(one.body, one.why) for one in waiting_here()] == [
            ("manila", "unknown-author")
        ]
    three.hub.recognise(manila, numbers=(5000, 5999))
    told = three.london.read(three.hub.make("london"))
    assert [one.body for one in told.heard if one.outcome is Outcome.NEW] == [
        "hk",
        "manila",
    ]
    assert three.london.digest("manila") == manila.digest("manila")
    manila.close()


def test_a_fork_is_proved_freezes_that_book_and_hurts_nobody_else(
    three: Three,
) -> None:
    """Two versions under one key: both seals stand in a proof that anyone can check."""
    saved = three.london.backup()
    gives(three.london, "to-the-hub", count=700)
    three.hub.read(three.london.make("hk"))
    gives(three.newyork, "n")
    three.london.restore(saved)
    three.london.witness.seen.clear()
    gives(three.london, "to-new-york", count=900)
    three.newyork.read(three.london.make("newyork"))
    assert three.hub.digest("london") != three.newyork.digest("london")
    assert outcomes(three.hub, three.london)["london"] is Outcome.FORK
    assert three.hub.standing("london") == "frozen"
    ((code, proof),) = three.hub.rows("SELECT code, proof FROM intake_finding")
    assert code == "fork"
    check_fork(
        msgspec.json.decode(proof, type=Fork), verifiers=[three.london.key.verifier]
    )
    with pytest.raises(Corruption):
        check_fork(
            msgspec.json.decode(proof, type=Fork), verifiers=[three.hub.key.verifier]
        )
    assert outcomes(three.hub, three.newyork)["newyork"] is Outcome.NEW
    gives(three.london, "more")
    assert outcomes(three.hub, three.london)["london"] is Outcome.FROZEN
    with reading(three.hub):
        (found,) = found_here()
        assert (found.body, found.code, found.sender) == ("london", "fork", "london")
        standing = {one.body: one.standing for one in books_here()}
    assert standing == {"hk": "kept", "london": "frozen", "newyork": "heard"}


def test_a_restored_backup_is_read_only_and_gets_its_entries_back(
    three: Three,
) -> None:
    """The witness beside the key remembers more than the database holds."""
    saved = three.london.backup()
    gives(three.london, "a")
    gives(three.london, "b")
    three.hub.read(three.london.make("hk"))
    whole = three.london.digest("london")
    three.london.restore(saved)
    with pytest.raises(Refusal, match=r"book\.restored"):
        gives(three.london, "c")
    assert outcomes(three.hub, three.london)["london"] is Outcome.RESTORED
    assert outcomes(three.london, three.hub)["london"] is Outcome.NEW
    assert three.london.digest("london") == whole
    assert three.london.standing("london") == "kept"
    gives(three.london, "c")
    assert outcomes(three.hub, three.london)["london"] is Outcome.NEW


def test_a_restore_that_took_the_witness_along_learns_it_from_others(
    three: Three,
) -> None:
    """The hub says that it holds more, under the node's own seal."""
    saved = three.london.backup()
    gives(three.london, "a")
    three.hub.read(three.london.make("hk"))
    three.london.restore(saved)
    three.london.witness.seen.clear()
    three.london.read(three.hub.make("london"))
    with pytest.raises(Refusal, match=r"book\.restored"):
        gives(three.london, "c")
    assert outcomes(three.hub, three.london)["london"] is Outcome.RESTORED
    assert outcomes(three.london, three.hub)["london"] is Outcome.NEW
    gives(three.london, "c")


def test_a_person_resumes_what_nobody_holds_any_more(three: Three) -> None:
    """As a new generation; the witness then stands at the new size."""
    saved = three.london.backup()
    gives(three.london, "a")
    three.london.restore(saved)
    shelf = three.london.shelves.shelf(three.london.number)
    assert shelf is not None
    resume_book(three.london.books, shelf, reason="disk-lost")
    gives(three.london, "b")
    assert outcomes(three.hub, three.london)["london"] is Outcome.NEW


def test_a_rotated_key_seals_from_then_on_and_the_old_one_no_more(
    three: Three,
) -> None:
    """A seal by the key given up is told apart from a damaged one."""
    old = three.london.key
    three.hub.read(three.london.make("hk"))
    three.london.read(three.hub.make("london"))
    fresh = new_key(three.london.bytes("second"))
    three.london.more_keys = [fresh]
    three.london.start()
    keys = NewKeys(key=fresh, recovery=three.london.recovery.public)
    rotate_key(three.london.books, "london", keys, by=old, sort="key")
    three.london.key, three.london.more_keys = fresh, [old]
    three.london.start()
    assert outcomes(three.hub, three.london)["london"] is Outcome.NEW
    gives(three.london, "a")
    stolen = _resealed(three.london, three.hub, old)
    assert [one.outcome for one in three.hub.read(stolen).heard] == [Outcome.KEY]
    assert outcomes(three.hub, three.london)["london"] is Outcome.NEW
    sealed = encrypt(three.hub.make("london").raw, public=old.public)
    assert three.london.read(sealed).known


def _resealed(maker: FarNode, reader: FarNode, key: NodeKey) -> bytes:
    """Return a bundle whose last seal was made with another key."""
    from dataclasses import replace  # noqa: PLC0415

    from gungho.journal import parse_checkpoint, seal, split_note  # noqa: PLC0415

    bundle = parse_bundle(maker.make(reader.body).raw)
    part = bundle.parts[0]
    checkpoint = parse_checkpoint(split_note(part.head.seal)[0])
    head = msgspec.structs.replace(part.head, seal=seal(checkpoint, key))
    changed = replace(bundle, parts=(replace(part, head=head), *bundle.parts[1:]))
    return b"".join(write_bundle(changed, maker.key))


def test_a_lost_key_is_replaced_by_the_paper_one(three: Three) -> None:
    """And by nothing else."""
    fresh = new_key(three.london.bytes("after"))
    three.london.more_keys = [fresh]
    three.london.start()
    keys = NewKeys(key=fresh, recovery=three.london.recovery.public)
    with pytest.raises(Corruption, match="not-released"):
        rotate_key(
            three.london.books, "london", keys, by=three.hub.recovery, sort="recovery"
        )
    rotate_key(
        three.london.books, "london", keys, by=three.london.recovery, sort="recovery"
    )
    assert outcomes(three.hub, three.london)["london"] is Outcome.NEW


def test_a_book_passes_to_another_keeper_with_both_signatures(three: Three) -> None:
    """Its old keeper writes no more, its new keeper goes on, and all others follow."""
    exchange_all(three)
    shelf = three.london.shelves.shelf(three.london.number)
    assert shelf is not None
    to = card_of(three.london.shelves, "hk")
    release = msgspec.json.decode(
        release_book(shelf, to, keeper="hk", by=three.london.key)
    )
    three.london.shelves.let_go(shelf.number)
    with pytest.raises(Refusal, match=r"book\.handed-over"):
        gives(three.london, "late")
    held = three.hub.shelves.shelf(shelf.number)
    assert held is not None
    keys = NewKeys(key=three.hub.key, recovery=three.hub.recovery.public)
    with three.hub.shelves.taking(shelf.number):
        take_book(
            three.hub.books, held, keys, keeper="hk", released=release["released"]
        )
    line = {
        "form": "cash",
        "commodity": "GBP",
        "count": "50",
        "fund": "london:general",
        "at": "main",
    }
    three.hub.tell(
        "gift.received", "kept-by-the-hub", book="london", gift="g", giver="",
        lines=[line], words="", standing="kept", cited="",
    )  # fmt: skip
    assert outcomes(three.newyork, three.hub)["london"] is Outcome.NEW
    assert three.newyork.digest("london") == three.hub.digest("london")


def exchange_all(three: Three) -> None:
    """Let everyone hear everyone."""
    from tests.support.nodes import exchange  # noqa: PLC0415

    exchange(*three.nodes)


def test_a_book_whose_keeper_is_gone_is_taken_with_its_paper_key(three: Three) -> None:
    """Not with any other."""
    gives(three.london, "a")
    exchange_all(three)
    held = three.hub.shelves.shelf(three.london.number)
    assert held is not None
    keys = NewKeys(key=three.hub.key, recovery=three.hub.recovery.public)
    with (
        pytest.raises(Refusal, match=r"key\.not-recovery"),
        three.hub.shelves.taking(held.number),
    ):
        take_book(three.hub.books, held, keys, keeper="hk", released=three.hub.recovery)
    assert three.hub.standing("london") == "heard"
    with three.hub.shelves.taking(held.number):
        take_book(
            three.hub.books, held, keys, keeper="hk", released=three.london.recovery
        )
    assert outcomes(three.newyork, three.hub)["london"] is Outcome.NEW


def test_a_suspended_body_is_heard_and_sent_nothing(three: Three) -> None:
    """Until it is reinstated."""
    gives(three.hub, "a")
    three.hub.tell("body.suspended", "s", body="london", reason="quarrel")
    with pytest.raises(Refusal, match=r"body\.suspended"):
        sends(three.hub, "d1", to="london", count=100)
    gives(three.london, "b")
    assert outcomes(three.hub, three.london)["london"] is Outcome.NEW
    three.hub.tell("body.reinstated", "r", body="london", reason="made-up")
    sends(three.hub, "d1", to="london", count=100)


def test_a_bundle_closed_to_one_reader_is_closed_to_all_others(three: Three) -> None:
    """And a damaged one is told apart from one that is not for us."""
    raw = encrypt(three.london.make("hk").raw, public=three.hub.key.public)
    with pytest.raises(Refusal, match=r"bundle\.not-for-us"):
        three.newyork.read(raw)
    with pytest.raises(Corruption, match=r"bundle\.damaged"):
        three.hub.read(raw[:-20] + b"\x00" + raw[-19:])
    assert three.hub.read(raw).known


def test_a_clock_a_year_off_is_said_and_the_books_are_heard(three: Three) -> None:
    """The entries stand; which clock is wrong, a person must find out."""
    three.london.clock.at("1938-01-01")
    made = three.london.make("hk")
    reading = three.hub.read(made)
    assert reading.clock_off
    assert reading.known
    assert not three.hub.read(three.newyork.make("hk")).clock_off
