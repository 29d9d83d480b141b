# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import struct
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from hashlib import sha256
from itertools import islice
from typing import Any

import pytest

from gungho.errors import Corruption
from gungho.journal import canonical, encode_sorted
from gungho.journal.canonical import DEPTH_MAX, check_rules

# The first thousand numbers of the published sequence (RFC 8785, appendix B; the
# algorithm and the sums stand in the README of its test data, Apache-2.0).
FIXED = """
0 8000000000000000 1 8000000000000001
c46696695dbd1cc3 c43211ede4974a35 c3fce97ca0f21056 c3c7213080c1a6ac
c39280f39a348556 c35d9b1f5d20d557 c327af4c4a80aaac c2f2f2a36ecd5556
c2be51057e155558 c28840d131aaaaac c253670dc1555557 c21f0b4935555557
c1e8d5d42aaaaaac c1b3de4355555556 c17fca0555555556 c1496e6aaaaaaaab
c114585555555555 c0e046aaaaaaaaab c0aa0aaaaaaaaaaa c074d55555555555
c040aaaaaaaaaaab c00aaaaaaaaaaaab bfd5555555555555 bfa1111111111111
bf6b4e81b4e81b4f bf35d867c3ece2a5 bf0179ec9cbd821e becbf647612f3696
be965e9f80f29212 be61e54c672874db be2ca213d840baf8 bdf6e80fe033c8c6
bdc2533fe68fd3d2 bd8d51ffd74c861c bd5774ccac3d3817 bd22c3d6f030f9ac
bcee0624b3818f79 bcb804ea293472c7 bc833721ba905bd3 bc4ebe9c5db3c61e
bc18987d17c304e5 bbe3ad30dfcf371d bbaf7b816618582f bb792f9ab81379bf
bb442615600f9499 bb101e77800c76e1 bad9ca58cce0be35 baa4a1e0a3e6fe90
ba708180831f320d ba3a68cd9e985016 446696695dbd1cc3 443211ede4974a35
43fce97ca0f21056 43c7213080c1a6ac 439280f39a348556 435d9b1f5d20d557
4327af4c4a80aaac 42f2f2a36ecd5556 42be51057e155558 428840d131aaaaac
4253670dc1555557 421f0b4935555557 41e8d5d42aaaaaac 41b3de4355555556
417fca0555555556 41496e6aaaaaaaab 4114585555555555 40e046aaaaaaaaab
40aa0aaaaaaaaaaa 4074d55555555555 4040aaaaaaaaaaab 400aaaaaaaaaaaab
3fd5555555555555 3fa1111111111111 3f6b4e81b4e81b4f 3f35d867c3ece2a5
3f0179ec9cbd821e 3ecbf647612f3696 3e965e9f80f29212 3e61e54c672874db
3e2ca213d840baf8 3df6e80fe033c8c6 3dc2533fe68fd3d2 3d8d51ffd74c861c
3d5774ccac3d3817 3d22c3d6f030f9ac 3cee0624b3818f79 3cb804ea293472c7
3c833721ba905bd3 3c4ebe9c5db3c61e 3c18987d17c304e5 3be3ad30dfcf371d
3baf7b816618582f 3b792f9ab81379bf 3b442615600f9499 3b101e77800c76e1
3ad9ca58cce0be35 3aa4a1e0a3e6fe90 3a708180831f320d 3a3a68cd9e985016
4024000000000000 4014000000000000 3fe0000000000000 3fa999999999999a
3f747ae147ae147b 3f40624dd2f1a9fc 3f0a36e2eb1c432d 3ed4f8b588e368f1
3ea0c6f7a0b5ed8d 3e6ad7f29abcaf48 3e35798ee2308c3a 3ed539223589fa95
3ed4ff26cd5a7781 3ed4f95a762283ff 3ed4f8c60703520c 3ed4f8b72f19cd0d
3ed4f8b5b31c0c8d 3ed4f8b58d1c461a 3ed4f8b5894f7f0e 3ed4f8b588ee37f3
3ed4f8b588e47da4 3ed4f8b588e3849c 3ed4f8b588e36bb5 3ed4f8b588e36937
3ed4f8b588e368f8 3ed4f8b588e368f1 3ff0000000000000 bff0000000000000
bfeffffffffffffa bfeffffffffffffb 3feffffffffffffa 3feffffffffffffb
3feffffffffffffc 3feffffffffffffe bfefffffffffffff bfefffffffffffff
3fefffffffffffff 3fefffffffffffff 3fd3333333333332 3fd3333333333333
3fd3333333333334 0010000000000000 000ffffffffffffd 000fffffffffffff
7fefffffffffffff ffefffffffffffff 4340000000000000 c340000000000000
4430000000000000 44b52d02c7e14af5 44b52d02c7e14af6 44b52d02c7e14af7
444b1ae4d6e2ef4e 444b1ae4d6e2ef4f 444b1ae4d6e2ef50 3eb0c6f7a0b5ed8c
3eb0c6f7a0b5ed8d 41b3de4355555553 41b3de4355555554 41b3de4355555555
41b3de4355555556 41b3de4355555557 becbf647612f3696 43143ff3c1cb0959
"""


def _sequence() -> Iterator[int]:
    """Yield the bits of the published numbers: fixed, then in series, then hashed."""
    yield from (int(bits, 16) for bits in FIXED.split())
    yield from range(0x0010000000000000, 0x0010000000000000 + 2000)
    block = bytes(32)
    while True:
        block = sha256(block).digest()
        for (bits,) in struct.iter_unpack("<Q", block):
            if (bits >> 52) & 0x7FF != 0x7FF and bits << 1 & (2**64 - 1):
                yield bits


def test_ten_thousand_numbers_are_printed_as_published() -> None:
    """The published SHA-256 over the first thousand and ten thousand lines."""
    digest = sha256()
    for line, bits in enumerate(islice(_sequence(), 10_000), start=1):
        (number,) = struct.unpack("<d", struct.pack("<Q", bits))
        digest.update(f"{bits:x},{canonical(number).decode()}\n".encode())
        if line == 1000:
            assert digest.hexdigest() == (
                "be18b62b6f69cdab33a7e0dae0d9cfa869fda80ddc712221570f9f40a5878687"
            )
    assert digest.hexdigest() == (
        "b9f7a8e75ef22a835685a52ccba7f7d6bdc99e34b010992cbc5864cd12be6892"
    )


def test_integers_are_written_only_if_a_double_holds_them() -> None:
    """Two to the 53rd is even and written; the next one would be changed."""
    assert canonical(2**53) == b"9007199254740992"
    assert canonical(10**21) == b"1e+21"
    assert canonical([True, False, None, -7]) == b"[true,false,null,-7]"
    for number in (2**53 + 1, 10**5000):
        with pytest.raises(Corruption, match=r"json\.too-large"):
            canonical(number)


def test_names_are_sorted_by_their_utf_16_units() -> None:
    """A sign beyond the basic plane stands before U+FB33, as in the standard."""
    value = {"\ufb33": 1, "\U0001f600": 2, "\r": 3, "1": 4}
    wanted = '{"\\r":3,"1":4,"\U0001f600":2,"\ufb33":1}'
    assert canonical(value) == wanted.encode()


def _nested(depth: int) -> Any:
    value: Any = 0
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (float("nan"), "json.not-finite"),
        (float("-inf"), "json.not-finite"),
        ("a\ud800", "json.surrogate"),
        ({"\udc00": 1}, "json.surrogate"),
        (b"bytes", "json.type"),
        ({1: "number for a name"}, "json.type"),
        (Decimal(1), "json.type"),
        (_nested(100_000), "json.too-deep"),
    ],
)
def test_what_json_cannot_say_is_refused(value: object, code: str) -> None:
    """No number without end, no half sign, no other type."""
    with pytest.raises(Corruption) as found:
        canonical(value)
    assert found.value.code == code
    assert str(found.value).encode("utf-8")


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (1.0, "json.float"),
        ({"a": [2**53]}, "json.too-large"),
        (-(2**53), "json.too-large"),
        ({"\u4e00": 1}, "json.key"),
        ({1: 1}, "json.type"),
        (date(1940, 1, 1), "json.type"),
        ("e\u0301", "json.not-nfc"),
        ("\ud800", "json.surrogate"),
        (_nested(DEPTH_MAX + 1), "json.too-deep"),
    ],
)
def test_what_an_entry_may_not_hold_is_named(value: object, code: str) -> None:
    """Each rule of entries has its code, and its facts can be printed."""
    with pytest.raises(Corruption) as found:
        check_rules(value)
    assert found.value.code == code
    assert str(found.value).encode("utf-8")


def test_what_keeps_the_rules_passes() -> None:
    """The largest count, the deepest nesting, any NFC text."""
    for value in (_nested(DEPTH_MAX), 1 - 2**53, "\u00e9 \u5de5\u5408", None, True):
        check_rules(value)
        assert encode_sorted(value) == canonical(value)
