# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

import pytest
from msgspec.structs import replace

from gungho.errors import Corruption
from gungho.journal import (
    Booking,
    Entry,
    Posting,
    book_id,
    canonical,
    command_digest,
    decode,
    encode,
)
from gungho.journal.entry import ENTRY_BYTES_MAX

ENTRY = Entry(
    book="7",
    seq=3,
    id="hk:7.3",
    command_sha256="0" * 64,
    kind="gift.received",
    v=1,
    happened="1940-02-06",
    recorded="1940-02-07T08:00:00Z",
    by="clerk",
    office="treasurer",
    authority="",
    corrects="",
    payload={"gift": "g1", "count": 12},
    booking=Booking(
        postings=(Posting("hk/cash/bank", "hk/gifts", "HKD", "hk:own", "1200", ""),),
        scales={"HKD": 2},
    ),
)
RAW = encode(ENTRY)


def test_an_entry_is_one_canonical_object() -> None:
    """Its bytes are those of RFC 8785, and come back as the entry."""
    assert canonical(json.loads(RAW)) == RAW
    assert decode(RAW) == ENTRY
    assert decode(encode(replace(ENTRY, booking=None))).booking is None


def _with(**fields: Any) -> bytes:
    return canonical({**json.loads(RAW), **fields})


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (RAW + b" ", "entry.not-canonical"),
        (RAW[1:], "entry.malformed"),
        (RAW + b"x", "entry.malformed"),
        (b"\xff" + RAW, "entry.malformed"),
        (RAW.replace(b"treasurer", b"\xff"), "entry.malformed"),
        (RAW.replace(b"treasurer", b"\\ud800"), "entry.malformed"),
        (RAW.replace(b"treasurer", b"tre\\u0061surer"), "entry.not-canonical"),
        (b'{"authority":"x",' + RAW[1:], "entry.not-canonical"),
        (RAW.replace(b'"seq":3', b'"seq":3.0'), "entry.malformed"),
        (RAW.replace(b'"seq":3', b'"seq":-3'), "entry.malformed"),
        (RAW.replace(b'"seq":3', b'"seq":9007199254740992'), "entry.malformed"),
        (RAW.replace(b'"v":1', b'"v":true'), "entry.malformed"),
        (_with(extra=1), "entry.malformed"),
        (_with(payload={"a": 1.5}), "json.float"),
        (RAW.replace(b'"count":12', b'"count":1e2'), "json.float"),
        (RAW.replace(b'"count":12', b'"count":' + b"9" * 30), "json.too-large"),
        (RAW.replace(b'"count":12', b'"count":' + b"9" * 5000), "entry.malformed"),
        (RAW.replace(b'"count":12', b'"count":' + b"[" * 9000), "entry.malformed"),
        (
            RAW.replace(b'"count":12', b'"count":' + b"[" * 70 + b"]" * 70),
            "json.too-deep",
        ),
        (_with(payload={"\u5de5": 1}), "json.key"),
        (_with(payload={"a": "e\u0301"}), "json.not-nfc"),
        (_with(office="e\u0301"), "json.not-nfc"),
        (b" " * (ENTRY_BYTES_MAX + 1), "entry.too-large"),
    ],
)
def test_bytes_that_are_not_the_one_way_are_refused(raw: bytes, code: str) -> None:
    """Order, spacing, escapes, floats, forms: nothing that could be read two ways."""
    with pytest.raises(Corruption) as found:
        decode(raw)
    assert found.value.code == code


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"office": "e\u0301"}, "json.not-nfc"),
        ({"payload": {"a": "\ud800"}}, "json.surrogate"),
        ({"payload": {"\u5de5": 1}}, "json.key"),
    ],
)
def test_nothing_is_written_that_could_not_be_read_again(
    fields: dict[str, Any], code: str
) -> None:
    """Text that decoding would refuse is refused before it reaches a book."""
    with pytest.raises(Corruption) as found:
        encode(replace(ENTRY, **fields))
    assert found.value.code == code
    again = replace(ENTRY, payload={"note": "\u00e9 \u5de5\u5408"})
    assert decode(encode(again)) == again


def test_a_command_is_known_by_its_canonical_bytes() -> None:
    """The order in which its fields were written does not matter."""
    assert command_digest({"b": 1, "a": 2}) == command_digest({"a": 2, "b": 1})
    assert command_digest({"a": 2}) == sha256(b'{"a":2}').hexdigest()


def test_a_book_is_numbered_by_what_founds_it() -> None:
    """Sixty-three bits of the hash of its opening, so that a table can hold it."""
    number = book_id({"body": "hk", "salt": "00"})
    digest = sha256(b'gungho book\n{"body":"hk","salt":"00"}').digest()
    assert number == int.from_bytes(digest[:8], "big") // 2
    assert number < 2**63
    assert number != book_id({"body": "hk", "salt": "01"})
