# SPDX-License-Identifier: Apache-2.0
"""A paper as CSV: one figure a row, so that any program can add and filter them.

Text that a spreadsheet would take for a formula is led in by an apostrophe.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from gungho.formats.paper import Paper
from gungho.formats.table_cells import guarded
from gungho.measure import decimal_text

HEADER = ("part", "line", "sort", "account", "column", "amount", "commodity", "text")


def csv_of(paper: Paper) -> str:
    """Return the paper's figures, what it was taken from as its first rows."""
    told = io.StringIO()
    writer = csv.writer(told, lineterminator="\r\n")
    writer.writerow(HEADER)
    writer.writerows(map(safe, _rows(paper)))
    return told.getvalue()


def safe(row: tuple[str, ...]) -> list[str]:
    """Return a row without a text that would be worked out when it is opened.

    An amount is a number, and stays one.
    """
    return [text if at == AMOUNT else guarded(text) for at, text in enumerate(row)]


AMOUNT = HEADER.index("amount")


def _rows(paper: Paper) -> Iterator[tuple[str, ...]]:
    for name, told in paper.stated:
        yield (paper.title, name, "stated", "", "", "", "", told)
    for part in paper.parts:
        for line in part.lines:
            for column, cell in zip(part.columns, line.cells, strict=True):
                if cell is None:
                    continue
                amount = decimal_text(cell.count, cell.scale) if cell.code else ""
                text = "" if cell.code else cell.text
                yield (
                    part.name, line.name, line.sort, line.account, column, amount,
                    cell.code, text,
                )  # fmt: skip
