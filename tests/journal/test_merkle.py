# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from collections.abc import Callable

import pytest

from gungho.errors import Corruption
from gungho.journal import (
    EMPTY_ROOT,
    Frontier,
    TileReader,
    completed_tiles,
    consistency_path,
    inclusion_path,
    leaf_hash,
    node_hash,
    root_of,
    verify_consistency,
    verify_inclusion,
)

LEAVES = [leaf_hash(bytes([number])) for number in range(8)]


def _read(level: int, index: int) -> bytes:
    return root_of(LEAVES[index << level : (index + 1) << level])


def test_a_leaf_cannot_stand_for_a_node() -> None:
    """Leaves and nodes are hashed apart, so that one is never taken for the other."""
    joined = LEAVES[0] + LEAVES[1]
    assert leaf_hash(joined) != node_hash(LEAVES[0], LEAVES[1])
    assert root_of([]) == EMPTY_ROOT != leaf_hash(b"")


def test_one_leaf_after_another_is_all_at_once() -> None:
    """A frontier holds one hash for each bit of its size."""
    grown = Frontier()
    for size, leaf in enumerate(LEAVES, start=1):
        grown = grown.append(leaf)
        assert grown == Frontier().extend(LEAVES[:size])
        assert len(grown.hashes) == size.bit_count()


@pytest.mark.parametrize(
    "make",
    [
        lambda: Frontier(1, ()),
        lambda: Frontier(0, (LEAVES[0],)),
        lambda: Frontier(-1, (LEAVES[0],)),
        lambda: Frontier(1, (b"short",)),
        lambda: Frontier().append(b""),
        lambda: Frontier().extend([LEAVES[0], LEAVES[1][:-1]]),
        lambda: Frontier.from_bytes(b""),
        lambda: Frontier.from_bytes(bytes(8 + 31)),
        lambda: Frontier.from_bytes((3).to_bytes(8, "big") + LEAVES[0]),
    ],
)
def test_a_frontier_that_does_not_fit_its_size_is_refused(
    make: Callable[[], Frontier],
) -> None:
    """Too few hashes, too many, of another length."""
    with pytest.raises(Corruption, match=r"frontier\.malformed"):
        make()


@pytest.mark.parametrize(("index", "size"), [(0, 0), (-1, 8), (8, 8)])
def test_an_entry_beyond_the_book_has_no_path(index: int, size: int) -> None:
    """Neither before the first nor after the last, nor in an empty book."""
    with pytest.raises(Corruption, match=r"proof\.index"):
        inclusion_path(_read, index, size)


@pytest.mark.parametrize(("old", "new"), [(0, 8), (0, 0), (-1, 8), (8, 7)])
def test_growth_from_nothing_or_backwards_has_no_path(old: int, new: int) -> None:
    """An empty tree is the beginning of every tree and proves nothing."""
    with pytest.raises(Corruption, match=r"proof\.sizes"):
        consistency_path(_read, old, new)
    with pytest.raises(Corruption, match=r"proof\.consistency"):
        verify_consistency(old, new, [], old_root=EMPTY_ROOT, new_root=EMPTY_ROOT)


def test_an_empty_book_contains_nothing() -> None:
    """What a careless verifier takes: size 0, an empty path, an empty hash."""
    for leaf, size, root in (
        (EMPTY_ROOT, 0, EMPTY_ROOT),
        (b"", 1, b""),
        (LEAVES[0], 1, b""),
        (b"", 1, LEAVES[0]),
    ):
        with pytest.raises(Corruption, match=r"proof\.inclusion"):
            verify_inclusion(leaf, 0, size, [], root)
    verify_inclusion(LEAVES[0], 0, 1, [], LEAVES[0])


def test_growth_needs_a_path_unless_nothing_grew() -> None:
    """Of six to eight an empty path is refused; of eight to eight a path is."""
    six, eight = root_of(LEAVES[:6]), root_of(LEAVES)
    verify_consistency(8, 8, [], old_root=eight, new_root=eight)
    for old, path, start in ((6, [], six), (4, [], six), (8, [eight], eight)):
        with pytest.raises(Corruption, match=r"proof\.consistency"):
            verify_consistency(old, 8, path, old_root=start, new_root=eight)
    with pytest.raises(Corruption, match=r"proof\.consistency"):
        verify_consistency(8, 8, [], old_root=six, new_root=eight)


def test_tiles_are_full_or_not_kept() -> None:
    """A tile of the second level is full after 65,536 entries."""
    assert completed_tiles(0, 255) == []
    assert completed_tiles(255, 256) == [(0, 0)]
    assert completed_tiles(256, 600) == [(0, 1)]
    assert completed_tiles(65_535, 65_536) == [(0, 255), (1, 0)]
    assert completed_tiles(256, 256) == []


def test_a_reader_refuses_what_is_short() -> None:
    """A tile cut short and a leaf gone are found, not hashed over."""
    short = TileReader(lambda _start, _stop: LEAVES[:1], lambda _level, _number: None)
    assert short.read(0, 0) == LEAVES[0]
    with pytest.raises(Corruption, match=r"tile\.leaves"):
        short.read(1, 0)
    with pytest.raises(Corruption, match=r"tile\.leaves"):
        short.read(9, 0)
    cut = TileReader(lambda _start, _stop: LEAVES, lambda _level, _number: bytes(8191))
    with pytest.raises(Corruption, match=r"tile\.malformed"):
        cut.read(3, 0)
    with pytest.raises(Corruption, match=r"tile\.malformed"):
        cut.read(8, 0)


def test_a_proof_from_tiles_asks_for_few_of_them() -> None:
    """Where no higher tile is full, each lower one is read once."""
    asked: list[tuple[int, int]] = []

    def tile(level: int, number: int) -> bytes | None:
        asked.append((level, number))
        return b"".join([LEAVES[0]] * 256) if level == 0 else None

    TileReader(lambda _start, _stop: [], tile).read(15, 1)
    assert asked == [(1, 0), *((0, number) for number in range(128, 256))]
