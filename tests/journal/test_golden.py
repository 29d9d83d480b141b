# SPDX-License-Identifier: Apache-2.0
"""Entries of every version that was ever written, kept for ever and read for ever."""

from __future__ import annotations

from pathlib import Path

import pytest

from gungho.actions.record import read_payload
from gungho.actions.verify_books import check_entry
from gungho.flows.kinds import KINDS
from gungho.flows.passages import ArrivalChange, ArrivalLine
from gungho.journal import decode, encode_sorted
from gungho.ledger.state import State
from tests.support.memory import fold_raw

GOLDEN = sorted((Path(__file__).parent / "golden").glob("*.json"))


def raw_of(name: str) -> bytes:
    """Return the bytes of one golden entry."""
    path = Path(__file__).parent / "golden" / f"{name}.json"
    return path.read_bytes().rstrip(b"\n")


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_an_entry_of_any_version_is_read_and_keeps_its_bytes(path: Path) -> None:
    """Its payload, its pairs and its scales hold; its facts re-encode to themselves."""
    entry = decode(raw_of(path.stem))
    assert path.stem == f"{entry.kind}.v{entry.v}"
    postings = check_entry(entry, body="baoji", kind_of=lambda _: "")
    assert bool(postings) == (entry.booking is not None)
    assert encode_sorted(read_payload(entry)) == encode_sorted(entry.payload)


@pytest.mark.parametrize(
    "name", [name for name, kind in KINDS.items() if kind.version > 1]
)
def test_a_kind_with_versions_keeps_one_golden_entry_of_each(name: str) -> None:
    """From the first that is still read to the newest."""
    kind = KINDS[name]
    wanted = {f"{name}.v{v}" for v in range(kind.since, kind.version + 1)}
    assert wanted <= {path.stem for path in GOLDEN}


def test_an_arrival_of_the_first_version_means_what_it_meant() -> None:
    """The money and its fee in the currency that was sent; nothing was changed."""
    state = State()
    fold_raw(state, raw_of("money.arrived.v1"), body="baoji")
    (row,) = state.rows(ArrivalLine)
    assert (row.commodity, row.count, row.fee) == ("GBP", 7950, 50)
    assert not list(state.rows(ArrivalChange))
