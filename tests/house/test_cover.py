# SPDX-License-Identifier: Apache-2.0
"""The ratchet of coverage counts lines and branches and lets nothing fall."""

from __future__ import annotations

from tools import cover


def _file(met: int, of: int) -> dict[str, dict[str, int]]:
    return {
        "summary": {
            "covered_lines": met,
            "num_statements": of,
            "covered_branches": 1,
            "num_branches": 2,
        }
    }


def test_floors_are_summed_over_their_files() -> None:
    """Lines and branches count alike, and a per cent is rounded down."""
    files = {
        "src/gungho/ledger/lots.py": _file(3, 4),
        "src/gungho/ledger/deep/terms.py": _file(4, 4),
        "src/gungho/errors.py": _file(1, 1),
    }
    assert cover.by_floor(files) == {"ledger": 75, "errors": 66}


def test_a_floor_may_rise_and_not_fall() -> None:
    """A floor that is gone from the report has fallen."""
    assert cover.fallen({"ledger": 80}, {"ledger": 75}) == []
    assert cover.fallen({"ledger": 74}, {"ledger": 75}) == ["ledger"]
    assert cover.fallen({}, {"ledger": 75}) == ["ledger"]
