# SPDX-License-Identifier: Apache-2.0
"""``python -m bench [ROW...]`` measures the rows and prints their tables."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

from bench.machine import described
from bench.report import as_json, not_there, told
from bench.rows import ROWS
from bench.setup import Setup

ROUNDS = 5


def parser() -> argparse.ArgumentParser:
    """Return the command line's parser."""
    made = argparse.ArgumentParser(prog="bench", description=__doc__)
    made.add_argument("rows", nargs="*", metavar="ROW", help=" ".join(ROWS))
    made.add_argument("--rounds", type=int, default=ROUNDS, help="rounds of each row")
    made.add_argument("--size", type=int, default=0, help="cap every made-up size")
    made.add_argument("--json", type=Path, help="write every sample to this file too")
    made.add_argument("--home", type=Path, help="a home with the demo in it; copied")
    made.add_argument("--keep", type=Path, help="keep homes long in making here")
    made.add_argument("--folder", type=Path, help="measure the disk of this folder")
    return made


def main(arguments: list[str]) -> int:
    """Measure the rows asked for, or all; 2 if one is not known."""
    asked = parser().parse_args(arguments)
    names = asked.rows or list(ROWS)
    unknown = [name for name in names if name not in ROWS]
    if unknown or asked.rounds < 1 or asked.size < 0:
        print(f"bench: rows are {' '.join(ROWS)}; rounds from 1", file=sys.stderr)
        return 2
    print(f"# Figures: {described()}; {asked.rounds} interleaved rounds\n", flush=True)
    rows = []
    with tempfile.TemporaryDirectory(
        prefix="gungho-bench-", dir=asked.folder
    ) as folder:
        setup = Setup(
            rounds=asked.rounds,
            size=asked.size,
            folder=Path(folder),
            demo=asked.home,
            keep=asked.keep,
        )
        for name in names:
            rows.append(ROWS[name](setup))
            print("\n".join(told(rows[-1])), flush=True)
    print("\n".join(not_there()))
    if asked.json:
        text = json.dumps(as_json(rows), ensure_ascii=False, indent=1)
        asked.json.write_text(text + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
