# SPDX-License-Identifier: Apache-2.0
"""Laws of the journal: one way to write, one flipped bit found, proofs that hold."""

from __future__ import annotations

from pathlib import Path
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gungho.errors import Corruption, Refusal
from gungho.journal import (
    EMPTY_ROOT,
    Booking,
    Checkpoint,
    Entry,
    Frontier,
    NodeKey,
    Posting,
    TileReader,
    canonical,
    completed_tiles,
    consistency_path,
    decode,
    encode,
    encode_sorted,
    inclusion_path,
    leaf_hash,
    node_hash,
    open_seal,
    root_of,
    seal,
    strict_load,
    verify_consistency,
    verify_inclusion,
)

TEXTS = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\x7f"), max_size=12
).map(lambda text: normalize("NFC", text))
KEYS = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=8)
NUMBERS = st.integers(min_value=-(2**53) + 1, max_value=2**53 - 1)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4)
    ),
    max_leaves=12,
)
LEAVES = st.lists(st.binary(max_size=4).map(leaf_hash), min_size=1, max_size=70)
CODES = st.text("abcdefgh0123456789-", min_size=1, max_size=12)
POSTINGS = st.builds(
    Posting,
    debit=CODES,
    credit=CODES,
    commodity=CODES,
    fund=CODES,
    amount=st.integers(1, 2**53 - 1).map(str),
    lot=CODES,
)
ENTRIES = st.builds(
    Entry,
    book=st.integers(0, 2**63 - 1).map(str),
    seq=st.integers(0, 2**40),
    id=CODES,
    command_sha256=st.just("0" * 64),
    kind=CODES,
    v=st.just(1),
    happened=st.just("1940-01-15"),
    recorded=st.just("1940-01-16T10:00:00Z"),
    by=CODES,
    office=CODES,
    authority=st.just(""),
    corrects=st.just(""),
    payload=st.dictionaries(CODES, st.integers(0, 9) | CODES, max_size=4),
    booking=st.none()
    | st.builds(
        Booking,
        postings=st.lists(POSTINGS, max_size=3).map(tuple),
        scales=st.dictionaries(CODES, st.integers(0, 6), max_size=2),
    ),
)


@given(VALUES)
def test_the_quick_encoder_writes_what_the_standard_says(value: object) -> None:
    """Under the rules of entries msgspec's bytes are those of RFC 8785."""
    assert encode_sorted(value) == canonical(value)
    assert strict_load(canonical(value)) == value


@given(ENTRIES, st.data())
def test_one_flipped_bit_is_found(entry: Entry, data: st.DataObject) -> None:
    """Any bit turned in an entry's bytes changes its leaf, or is refused unread."""
    raw = bytearray(encode(entry))
    assert decode(bytes(raw)) == entry
    at = data.draw(st.integers(0, 8 * len(raw) - 1))
    raw[at // 8] ^= 1 << at % 8
    assert leaf_hash(bytes(raw)) != leaf_hash(encode(entry))
    try:
        changed = decode(bytes(raw))
    except Corruption:
        return
    assert changed != entry


def _naive(leaves: list[bytes]) -> bytes:
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return node_hash(_naive(leaves[:split]), _naive(leaves[split:]))


def _reader(leaves: list[bytes]) -> TileReader:
    return TileReader(lambda start, stop: leaves[start:stop], lambda _level, _n: None)


@given(LEAVES, st.integers(0, 69))
def test_the_frontier_gives_the_root_of_the_definition(
    leaves: list[bytes], cut: int
) -> None:
    """Grown in any two steps, kept as bytes between them, the root is RFC 6962's."""
    first = Frontier().extend(leaves[:cut])
    grown = Frontier.from_bytes(first.to_bytes()).extend(leaves[cut:])
    assert grown.root() == root_of(leaves) == _naive(leaves)
    assert Frontier().root() == EMPTY_ROOT


@given(LEAVES, st.data())
def test_every_inclusion_proof_holds_and_no_other(
    leaves: list[bytes], data: st.DataObject
) -> None:
    """A leaf's path leads to the root; another leaf, place or path does not."""
    index = data.draw(st.integers(0, len(leaves) - 1))
    path = inclusion_path(_reader(leaves).read, index, len(leaves))
    root = root_of(leaves)
    verify_inclusion(leaves[index], index, len(leaves), path, root)
    for leaf, place, steps in (
        (leaf_hash(b"other leaf"), index, path),
        (leaves[index], index + len(leaves), path),
        (leaves[index], index, [*path, root]),
        (leaves[index], index, path[:-1] if path else [root]),
    ):
        with pytest.raises(Corruption):
            verify_inclusion(leaf, place, len(leaves), steps, root)


@given(LEAVES, st.data())
def test_every_growth_is_proved_and_no_other(
    leaves: list[bytes], data: st.DataObject
) -> None:
    """A tree is shown to have grown out of each of its beginnings, and of no other."""
    old = data.draw(st.integers(1, len(leaves)))
    before, after = root_of(leaves[:old]), root_of(leaves)
    path = consistency_path(_reader(leaves).read, old, len(leaves))
    verify_consistency(old, len(leaves), path, old_root=before, new_root=after)
    other = root_of([leaf_hash(b"forked"), *leaves[1:old]])
    if other != before:
        with pytest.raises(Corruption):
            verify_consistency(old, len(leaves), path, old_root=other, new_root=after)


def test_tiles_and_leaves_give_the_same_proofs() -> None:
    """Past a full tile, proofs read from tiles are those read from leaves."""
    leaves = [leaf_hash(str(number).encode()) for number in range(70_000)]
    kept: dict[tuple[int, int], bytes] = {}
    for level, number in completed_tiles(0, len(leaves)):
        row = (
            leaves[number * 256 : number * 256 + 256]
            if level == 0
            else [
                root_of([kept[level - 1, at][i : i + 32] for i in range(0, 8192, 32)])
                for at in range(number * 256, number * 256 + 256)
            ]
        )
        kept[level, number] = b"".join(row)
    assert (1, 0) in kept
    tiled = TileReader(lambda start, stop: leaves[start:stop], lambda *at: kept.get(at))
    root = root_of(leaves)
    for index in (0, 255, 256, 65_535, 65_536, 69_999):
        path = inclusion_path(tiled.read, index, len(leaves))
        verify_inclusion(leaves[index], index, len(leaves), path, root)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b'{"a":1,"a":2}', "json.duplicate-key"),
        (b'{"a":1.5}', "json.float"),
        (b'{"a":1e3}', "json.float"),
        (b'{"a":NaN}', "json.float"),
        (b'{"a":9007199254740992}', "json.too-large"),
        ('{"a":"e\u0301"}'.encode(), "json.not-nfc"),
        (b'{"b":1,"a":2}', "json.not-canonical"),
        (b'{"a": 1}', "json.not-canonical"),
        (b'{"a":1} ', "json.not-canonical"),
        (b'{"a":1}x', "json.malformed"),
        (b'{"a":"\xff"}', "json.malformed"),
        ('{"\u00e9":1}'.encode(), "json.key"),
        (b"[" * 100_000, "json.too-deep"),
    ],
)
def test_what_could_be_read_two_ways_is_refused(raw: bytes, code: str) -> None:
    """Duplicate keys, floats, other normal forms, other orders: each by its name."""
    with pytest.raises(Corruption) as found:
        strict_load(raw)
    assert found.value.code == code


def test_an_empty_book_has_one_root_only() -> None:
    """A seal over size 0 with another root, or over entries with none, is refused."""
    assert Checkpoint(origin="o", size=0, root=EMPTY_ROOT).size == 0
    for size, root in ((0, b"\x01" * 32), (3, EMPTY_ROOT), (1, b""), (-1, EMPTY_ROOT)):
        with pytest.raises(Corruption):
            Checkpoint(origin="o", size=size, root=root)


def test_a_seal_opens_with_its_key_and_no_other() -> None:
    """Signed by one key, refused by another, refused with a figure changed."""
    key, other = NodeKey("n", b"1" * 32), NodeKey("n", b"2" * 32)
    note = seal(Checkpoint(origin="book", size=7, root=b"\x07" * 32), key)
    assert open_seal(note, key.verifier).size == 7
    for bad, verifier in (
        (note, other.verifier),
        (note.replace("7", "8", 1), key.verifier),
    ):
        with pytest.raises(Corruption):
            open_seal(bad, verifier)


def test_a_key_is_kept_for_its_owner_alone(tmp_path: Path) -> None:
    """0600, never written over, never read when others may read it."""
    path = tmp_path / "node.key"
    key = NodeKey.generate("node", b"3" * 32)
    key.save(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert NodeKey.load(path).public == key.public
    with pytest.raises(Refusal, match=r"key\.exists"):
        NodeKey.generate("node").save(path)
    path.chmod(0o640)
    with pytest.raises(Refusal, match=r"key\.permissions"):
        NodeKey.load(path)
    path.chmod(0o600)
    path.write_text("not a key")
    with pytest.raises(Refusal, match=r"key\.malformed"):
        NodeKey.load(path)
    with pytest.raises(Refusal, match=r"key\.missing"):
        NodeKey.load(tmp_path / "none")
