# SPDX-License-Identifier: Apache-2.0
"""Laws of the journal: one way to write, one flipped bit found, proofs that hold."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from unicodedata import normalize

import pytest
from hypothesis import given, settings
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
from gungho.journal.merkle import TILE_WIDTH

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


def _flipped(one: bytes) -> bytes:
    return bytes([one[0] ^ 1]) + one[1:]


def _mutations(path: list[bytes], root: bytes) -> Iterator[list[bytes]]:
    """Yield the path with one hash more, less, turned, cut short or out of place."""
    for at in range(len(path) + 1):
        yield [*path[:at], root, *path[at:]]
        yield [*path[:at], b"", *path[at:]]
    for at, one in enumerate(path):
        yield [*path[:at], *path[at + 1 :]]
        yield [*path[:at], _flipped(one), *path[at + 1 :]]
        yield [*path[:at], one[:-1], *path[at + 1 :]]
    if path != path[::-1]:
        yield path[::-1]


@given(LEAVES, st.data())
def test_every_inclusion_proof_holds_and_no_other(
    leaves: list[bytes], data: st.DataObject
) -> None:
    """A leaf's path leads to the root; another leaf, place or path does not."""
    index = data.draw(st.integers(0, len(leaves) - 1))
    path = inclusion_path(_reader(leaves).read, index, len(leaves))
    root = root_of(leaves)
    verify_inclusion(leaves[index], index, len(leaves), path, root)
    size, leaf = len(leaves), leaves[index]
    for other, place, steps in (
        (leaf_hash(b"other leaf"), index, path),
        (leaf, index + size, path),
        (leaf, -1, path),
        (leaf[:-1], index, path),
        (b"", index, path),
        *((leaf, index, steps) for steps in _mutations(path, root)),
    ):
        with pytest.raises(Corruption):
            verify_inclusion(other, place, size, steps, root)
    for place in range(size):
        if leaves[place] != leaf:
            with pytest.raises(Corruption):
                verify_inclusion(leaf, place, size, path, root)
    for wrong in (b"", EMPTY_ROOT, root[:-1], _flipped(root)):
        with pytest.raises(Corruption):
            verify_inclusion(leaf, index, size, path, wrong)
    with pytest.raises(Corruption):
        verify_inclusion(leaf, index, 0, path, root)


@given(LEAVES, st.data())
def test_every_growth_is_proved_and_no_other(
    leaves: list[bytes], data: st.DataObject
) -> None:
    """A tree is shown to have grown out of each of its beginnings, and of no other."""
    old = data.draw(st.integers(1, len(leaves)))
    before, after = root_of(leaves[:old]), root_of(leaves)
    path = consistency_path(_reader(leaves).read, old, len(leaves))
    verify_consistency(old, len(leaves), path, old_root=before, new_root=after)
    size = len(leaves)
    other = root_of([leaf_hash(b"forked"), *leaves[1:old]])
    for start, end in (
        (other, after),
        (_flipped(before), after),
        (before, _flipped(after)),
        (b"", after),
        (before, b""),
        (EMPTY_ROOT, after),
    ):
        with pytest.raises(Corruption):
            verify_consistency(old, size, path, old_root=start, new_root=end)
    for steps in _mutations(path, after):
        with pytest.raises(Corruption):
            verify_consistency(old, size, steps, old_root=before, new_root=after)
    for first, last in ((0, size), (-1, size), (size + 1, size)):
        with pytest.raises(Corruption):
            verify_consistency(first, last, path, old_root=before, new_root=after)


@given(LEAVES, st.data())
def test_a_tree_is_not_shown_to_grow_from_another_size(
    leaves: list[bytes], data: st.DataObject
) -> None:
    """The proof of one beginning proves no other beginning with another root."""
    old = data.draw(st.integers(1, len(leaves)))
    other = data.draw(st.integers(1, len(leaves)))
    before, after = root_of(leaves[:old]), root_of(leaves)
    path = consistency_path(_reader(leaves).read, old, len(leaves))
    if root_of(leaves[:other]) != before:
        end = root_of(leaves[:other])
        with pytest.raises(Corruption):
            verify_consistency(old, len(leaves), path, old_root=end, new_root=after)


MANY = [leaf_hash(str(number).encode()) for number in range(66_700)]


@cache
def _tiles() -> dict[tuple[int, int], bytes]:
    """Return every tile of the many leaves, as keeping them in growth gives them."""
    kept: dict[tuple[int, int], bytes] = {}
    for level, number in completed_tiles(0, len(MANY)):
        at = range(number * TILE_WIDTH, (number + 1) * TILE_WIDTH)
        row = MANY[at.start : at.stop]
        if level:
            row = [_naive(_row(kept[level - 1, one])) for one in at]
        kept[level, number] = b"".join(row)
    return kept


def _row(joined: bytes) -> list[bytes]:
    return [joined[at : at + 32] for at in range(0, len(joined), 32)]


SIZES = st.sampled_from([255, 256, 257, 511, 512, 65_535, 65_536, 65_537, 66_700])


@given(SIZES | st.integers(1, len(MANY)), st.data())
@settings(max_examples=15)
def test_tiles_and_leaves_give_the_same_proofs(size: int, data: st.DataObject) -> None:
    """Proofs read from the tiles that are full by then are those read from leaves."""
    full = {at: _tiles()[at] for at in completed_tiles(0, size)}
    leaves = MANY[:size]
    tiled = TileReader(lambda start, stop: leaves[start:stop], lambda *at: full.get(at))
    index = data.draw(st.integers(0, size - 1))
    path = inclusion_path(tiled.read, index, size)
    assert path == inclusion_path(_reader(leaves).read, index, size)
    verify_inclusion(leaves[index], index, size, path, root_of(leaves))
    growth = consistency_path(tiled.read, index + 1, size)
    assert growth == consistency_path(_reader(leaves).read, index + 1, size)
    start = root_of(leaves[: index + 1])
    verify_consistency(
        index + 1, size, growth, old_root=start, new_root=root_of(leaves)
    )


@given(st.integers(0, 140_000), st.integers(0, 140_000), st.integers(0, 140_000))
def test_tiles_are_completed_once(first: int, more: int, most: int) -> None:
    """However growth is cut into groups, every full tile is named exactly once."""
    sizes = sorted((first, more, most))
    steps = zip([0, *sizes], sizes, strict=False)
    found = [at for old, new in steps for at in completed_tiles(old, new)]
    assert sorted(found) == sorted(completed_tiles(0, sizes[-1]))
    assert len(found) == len(set(found))


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
        (b"[" * 66 + b"]" * 66, "json.too-deep"),
        (b'{"a":-9007199254740992}', "json.too-large"),
        (b"1" * 21, "json.too-large"),
        (b"1" * 5000, "json.too-large"),
        (b'{"a":-0}', "json.not-canonical"),
        (b'{"a":"\\u0041"}', "json.not-canonical"),
        (b'{"a":"\\/"}', "json.not-canonical"),
        (b'{"a":"\\ud800"}', "json.surrogate"),
        (b'{"a":"\xed\xa0\x80"}', "json.malformed"),
        (b'{"\\ud800":1}', "json.key"),
        (b"\xef\xbb\xbf{}", "json.malformed"),
        (b"", "json.malformed"),
        (b'{"a":{"b":1,"b":1}}', "json.duplicate-key"),
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
