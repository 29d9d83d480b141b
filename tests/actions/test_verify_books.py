# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from gungho.actions.verify_books import BookToCheck, Sealed, verify_book
from gungho.errors import Corruption
from gungho.journal import Checkpoint, Entry, Frontier, decode, encode, leaf_hash, seal
from tests.support.goods import KEY, given, movement
from tests.support.memory import MemoryBooks

Change = Callable[[Entry], Entry]


@pytest.fixture
def raws() -> list[bytes]:
    """The bytes of a hub's book that ends with a gift."""
    books = MemoryBooks()
    hub, _ = movement(books)
    hub.tell("gift.received", gift="g", lines=[given("5.00 CNC @ main", "hk:general")])
    return [made.raw for made in books.entries["hk"]]


def book(raws: list[bytes], **more: Any) -> BookToCheck:
    """A book to check, from its bytes."""
    return BookToCheck(
        **{
            "body": "hk",
            "number": int(decode(raws[0]).book),
            "entries": [(seq, raw, None) for seq, raw in enumerate(raws)],
            "seals": (),
            **more,
        }
    )


def changed(raws: list[bytes], seq: int, change: Change) -> list[bytes]:
    """Return the entries with one of them changed, canonical again."""
    found = list(raws)
    found[seq] = encode(change(decode(raws[seq])))
    return found


def code(raws: list[bytes], **more: Any) -> str:
    """Return the code of what is found."""
    with pytest.raises(Corruption) as caught:
        verify_book(book(raws, **more))
    return caught.value.code


def with_posting(**fields: Any) -> Change:
    """Change the gift's posting."""

    def change(entry: Entry) -> Entry:
        assert entry.booking is not None
        (posting,) = entry.booking.postings
        posting = msgspec.structs.replace(posting, **fields)
        booking = msgspec.structs.replace(entry.booking, postings=(posting,))
        return msgspec.structs.replace(entry, booking=booking)

    return change


def replaced(**fields: Any) -> Change:
    """Change fields of an entry."""
    return lambda entry: msgspec.structs.replace(entry, **fields)


def payload(**fields: Any) -> Change:
    """Change facts of an entry."""
    return lambda entry: msgspec.structs.replace(
        entry, payload={**entry.payload, **fields}
    )


def test_a_true_book_holds(raws: list[bytes]) -> None:
    """Entries, postings, balances and seals are counted."""
    root = Frontier().extend(leaf_hash(raw) for raw in raws).root()
    number = decode(raws[0]).book
    point = Checkpoint(origin=f"gungho/hk/{number}", size=len(raws), root=root)
    sealed = Sealed(size=len(raws), root=root, note=seal(point, KEY))
    checked = verify_book(book(raws, seals=[sealed]))
    assert (checked.entries, checked.seals, checked.postings) == (len(raws), 1, 1)
    wrong = Sealed(size=len(raws), root=b"\0" * 32, note=sealed.note)
    assert code(raws, seals=[wrong]) == "verify.root"
    beyond = Sealed(size=len(raws) + 1, root=root, note=sealed.note)
    assert code(raws, seals=[beyond]) == "verify.seal-beyond"


@pytest.mark.parametrize(
    "change",
    [
        with_posting(amount="0"),
        with_posting(amount="-5"),
        with_posting(amount="x"),
        with_posting(amount=str(2**53)),
        with_posting(debit="hk/gifts/g"),
        with_posting(debit="london/cash/main"),
        with_posting(debit="hk/pocket/x"),
        with_posting(commodity="GBP"),
        payload(gift="Two words"),
        payload(more="1"),
        replaced(corrects="opened"),
    ],
)
def test_a_booking_that_does_not_mean_its_kind_is_found(
    raws: list[bytes], change: Change
) -> None:
    """Also when it is canonical and hashes well."""
    assert code(changed(raws, len(raws) - 1, change)) == "verify.booking"


@pytest.mark.parametrize(
    ("seq", "change", "found"),
    [
        (3, replaced(seq=4), "verify.place"),
        (3, replaced(book="1"), "verify.place"),
        (3, replaced(kind="item.renamed"), "verify.kind"),
        (3, replaced(v=2), "verify.kind"),
        (0, replaced(kind="item.defined"), "verify.opening"),
        (0, payload(currency="GBP"), "verify.opening"),
    ],
)
def test_an_entry_out_of_its_place_is_found(
    raws: list[bytes], seq: int, change: Change, found: str
) -> None:
    """Another place, book, kind or founding than it should have."""
    assert code(changed(raws, seq, change)) == found


def test_a_gap_a_wrong_leaf_and_another_body_are_found(raws: list[bytes]) -> None:
    """Each by its own code."""
    entries = [(seq, raw, None) for seq, raw in enumerate(raws) if seq != 2]
    assert code(raws, entries=entries) == "verify.gap"
    wrong = [(0, raws[0], b"\0" * 32)]
    assert code(raws, entries=wrong) == "verify.leaf"
    assert code(raws, body="london") == "verify.opening"
