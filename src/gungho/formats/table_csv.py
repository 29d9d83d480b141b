# SPDX-License-Identifier: Apache-2.0
"""A list as CSV: UTF-8 without a mark before it, days as ISO 8601, exact decimals.

Source: RFC 4180.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from typing import BinaryIO

from gungho.formats.table_cells import Cell, Heading, Number, guarded
from gungho.measure import decimal_text


def write_csv(
    target: BinaryIO, headings: Sequence[Heading], *, rows: Iterable[Sequence[Cell]]
) -> None:
    """Write the heads and every row; no more than one row is held at a time."""
    told = io.TextIOWrapper(target, "utf-8", newline="", write_through=True)
    writer = csv.writer(told, lineterminator="\r\n")
    writer.writerow([guarded(heading.word) for heading in headings])
    for row in rows:
        writer.writerow([_text(cell) for cell in row])
    told.detach()


def _text(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case Number():
            return decimal_text(cell.count, cell.scale)
        case date():
            return cell.isoformat()
        case int():
            return str(cell)
    return guarded(cell)
