# SPDX-License-Identifier: Apache-2.0
"""Cover tells how much of each floor the tests reach, and lets none of it fall.

``cover.py REPORT`` compares coverage's JSON report with ``coverage.json``, a ratchet
in which a figure may rise and never fall; ``cover.py REPORT write`` records it. Figures
are whole per cents of lines and branches together, rounded down.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

KEPT = Path(__file__).resolve().parent / "coverage.json"
PURE = {"measure", "journal", "ledger", "roster", "flows", "planning", "federation"}


def main(words: list[str]) -> int:
    """Report each floor, and return 1 if one has fallen."""
    reached = by_floor(json.loads(Path(words[0]).read_text("utf-8"))["files"])
    if words[1:] == ["write"]:
        KEPT.write_text(json.dumps(reached, indent=2, sort_keys=True) + "\n", "utf-8")
        return 0
    kept = json.loads(KEPT.read_text("utf-8")) if KEPT.exists() else {}
    for floor, percent in sorted(reached.items()):
        aim = 100 if floor in PURE else 90
        print(f"{floor:<12} {percent:>3} %  aim {aim}  before {kept.get(floor, '-')}")
    return 1 if fallen(reached, kept) else 0


def by_floor(files: Mapping[str, Any]) -> dict[str, int]:
    """Return the per cent reached of each floor."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for name, file in files.items():
        parts = Path(name).parts
        floor = Path(parts[parts.index("gungho") + 1]).stem
        told = file["summary"]
        counts[floor][0] += told["covered_lines"] + told.get("covered_branches", 0)
        counts[floor][1] += told["num_statements"] + told.get("num_branches", 0)
    return {
        floor: 100 * met // of if of else 100 for floor, (met, of) in counts.items()
    }


def fallen(reached: Mapping[str, int], kept: Mapping[str, int]) -> list[str]:
    """Return the floors that are reached less than before."""
    return sorted(
        floor for floor, least in kept.items() if reached.get(floor, 0) < least
    )


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
