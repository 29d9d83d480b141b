# SPDX-License-Identifier: Apache-2.0
"""A table is a CSV file of text; reading and writing are the same on every machine."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random

Row = dict[str, str]
SEED = "gungho indusco 1"
RULE = "RULE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """What the tables are made from: the sources as found and the rules as stated."""

    sources: Mapping[str, tuple[Row, ...]]
    rules: Mapping[str, tuple[Row, ...]]


def read_inputs(package: Path) -> Inputs:
    """Read every CSV of ``sources/`` and ``rules/``."""
    return Inputs(
        sources=_read_folder(package / "sources"), rules=_read_folder(package / "rules")
    )


def _read_folder(folder: Path) -> dict[str, tuple[Row, ...]]:
    return {path.stem: read_table(path) for path in sorted(folder.glob("*.csv"))}


def read_table(path: Path) -> tuple[Row, ...]:
    """Read a CSV file with a head line."""
    with path.open(encoding="utf-8", newline="") as lines:
        return tuple(csv.DictReader(lines, strict=True))


def table_text(columns: Iterable[str], rows: Iterable[Row]) -> str:
    """Return a table as CSV text; a missing or a further column is an error."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(columns), lineterminator="\n", strict=True)
    writer.writeheader()
    for row in rows:
        if set(row) != set(writer.fieldnames):
            raise ValueError(sorted(set(row) ^ set(writer.fieldnames)))
        writer.writerow(row)
    return text.getvalue()


def chance(part: str) -> Random:
    """Return the dice of one part of the package, thrown from the package's seed."""
    return Random(f"{SEED} {part}")


def documented(source: str, confidence: str, *, note: str = "") -> Row:
    """Return the closing columns of a row that a source gives.

    A row without a source at hand counts as reconstructed, of low confidence.
    """
    if source == "UNSOURCED":
        return {
            "standing": "reconstructed",
            "source": source,
            "confidence": "low",
            "note": note,
        }
    return {
        "standing": "documented",
        "source": source,
        "confidence": confidence,
        "note": note,
    }


def reconstructed(note: str, source: str = RULE) -> Row:
    """Return the closing columns of a row that a rule of the README gives."""
    return {
        "standing": "reconstructed",
        "source": source,
        "confidence": "low",
        "note": note,
    }
