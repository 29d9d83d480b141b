# SPDX-License-Identifier: Apache-2.0
"""What was acknowledged is remembered outside the database, by several processes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gungho.errors import Corruption
from gungho.node.witness import WIDTH, Witness

ROOT, OTHER = b"\1" * 32, b"\2" * 32
LONGEST = "a" * 80


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the witness lies."""
    return tmp_path / "witness"


def test_nothing_is_known_of_what_was_never_noted(path: Path) -> None:
    """And asking writes no file."""
    assert Witness(path).last("hk") == (0, "")
    assert not path.exists()


def test_a_smaller_size_changes_nothing_unless_a_person_resumes(path: Path) -> None:
    """Each book has a line of its own; the longest id and size fit."""
    witness = Witness(path)
    witness.acknowledge("hk", size=7, root=ROOT)
    witness.acknowledge("hk", size=5, root=OTHER)
    assert witness.last("hk") == (7, ROOT.hex())
    witness.resume("hk", size=5, root=OTHER)
    witness.acknowledge(LONGEST, size=2**63 - 1, root=ROOT)
    told = {"hk": (5, OTHER.hex()), LONGEST: (2**63 - 1, ROOT.hex())}
    assert Witness(path).seen() == witness.seen() == told
    assert path.stat().st_size == 2 * WIDTH


def test_what_another_process_notes_is_seen_at_once(path: Path) -> None:
    """Neither writes over the other's line, new books included."""
    one, other = Witness(path), Witness(path)
    one.acknowledge("hk", size=1, root=ROOT)
    other.acknowledge("london", size=2, root=ROOT)
    one.acknowledge("manila", size=3, root=ROOT)
    other.acknowledge("hk", size=4, root=OTHER)
    assert one.last("hk") == (4, OTHER.hex())
    assert one.seen() == other.seen() == Witness(path).seen()
    assert {body: size for body, (size, _) in one.seen().items()} == {
        "hk": 4, "london": 2, "manila": 3,
    }  # fmt: skip


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_children_do_not_share_their_parents_lock(path: Path) -> None:
    """Eight processes note books at once; every note stands."""
    witness = Witness(path)
    witness.acknowledge("hk", size=1, root=ROOT)
    children = []
    for number in range(8):
        child = os.fork()
        if child == 0:
            for size in range(1, 50):
                witness.acknowledge(f"b{number}", size=size, root=ROOT)
                witness.acknowledge("hk", size=size, root=ROOT)
            os._exit(0)
        children.append(child)
    assert all(os.waitpid(child, 0)[1] == 0 for child in children)
    sizes = {body: size for body, (size, _) in Witness(path).seen().items()}
    assert sizes == {"hk": 49, **{f"b{number}": 49 for number in range(8)}}


@pytest.mark.parametrize(
    "raw", [b"{}".ljust(WIDTH), b"hk x y\n".ljust(WIDTH), b"\xff" * WIDTH]
)
def test_a_file_that_is_no_witness_is_refused(path: Path, raw: bytes) -> None:
    """It names the file, and nothing is written over it."""
    path.write_bytes(raw)
    with pytest.raises(Corruption, match=r"witness\.malformed"):
        Witness(path).acknowledge("hk", size=1, root=ROOT)
    assert path.read_bytes() == raw


@given(cut=st.integers(0, 2 * WIDTH))
def test_a_line_cut_off_was_never_acknowledged(
    tmp_path_factory: pytest.TempPathFactory, cut: int
) -> None:
    """Whole lines stand, and the next note is written over the rest."""
    path = tmp_path_factory.mktemp("cut") / "witness"
    witness = Witness(path)
    witness.acknowledge("hk", size=1, root=ROOT)
    witness.acknowledge("london", size=2, root=ROOT)
    os.truncate(path, cut)
    after = Witness(path)
    assert list(after.seen()) == ["hk", "london"][: cut // WIDTH]
    after.acknowledge("manila", size=3, root=OTHER)
    assert Witness(path).last("manila") == (3, OTHER.hex())
