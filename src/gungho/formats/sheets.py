# SPDX-License-Identifier: Apache-2.0
"""A spreadsheet is sheets of rows of texts, whatever file an organiser brings.

Excel workbooks (.xlsx) and text with commas, semicolons or tabs, in UTF-8, UTF-16 or
GB 18030. A cell is its text as it is shown; formulas are what they came to.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from gungho.errors import Refusal
from gungho.formats.pasted_cells import plain
from gungho.formats.sniffed import other_sort

RAW_MOST = 20_000_000
UNPACKED_MOST = 300_000_000
ROWS_MOST = 200_000
COLUMNS_MOST = 60
CELL_MOST = 400
DELIMITERS = ",;\t|，；"
CODES = ("utf-8-sig", "gb18030")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet: its name and its rows, each with its number and its cells."""

    name: str
    rows: tuple[tuple[int, tuple[str, ...]], ...]


def read_sheets(raw: bytes) -> tuple[Sheet, ...]:
    """Return the sheets of a file that hold anything.

    Raises Refusal ``sheet.too-large``, ``sheet.unreadable``, ``sheet.old-excel``,
    ``sheet.other-sort`` or ``sheet.empty``.
    """
    if len(raw) > RAW_MOST:
        raise Refusal("sheet.too-large", most=RAW_MOST // 1_000_000)
    if raw.startswith(b"\xd0\xcf\x11\xe0"):
        raise Refusal("sheet.old-excel")
    sort = "" if raw.startswith(b"PK") else other_sort(raw)
    if sort:
        raise Refusal("sheet.other-sort", sort=sort)
    found = _workbook(raw) if raw.startswith(b"PK") else [_text(raw)]
    filled = tuple(sheet for sheet in found if sheet.rows)
    if not filled:
        raise Refusal("sheet.empty")
    return filled


def _workbook(raw: bytes) -> list[Sheet]:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            if sum(one.file_size for one in packed.infolist()) > UNPACKED_MOST:
                raise Refusal("sheet.too-large", most=UNPACKED_MOST // 1_000_000)
        book = load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
        return [
            Sheet(
                name=sheet.title,
                rows=_kept(sheet.iter_rows(values_only=True)),
            )
            for sheet in book.worksheets
        ]
    except (
        BadZipFile,
        InvalidFileException,
        KeyError,
        ValueError,
        OSError,
        SyntaxError,  # what a broken part of XML is to its parser
    ) as error:
        raise Refusal("sheet.unreadable", problem=type(error).__name__) from None


def _kept(rows: object) -> tuple[tuple[int, tuple[str, ...]], ...]:
    found = []
    for number, row in enumerate(rows, start=1):  # type: ignore[var-annotated,arg-type]
        cells = tuple(_shown(value) for value in row[:COLUMNS_MOST])
        if any(cells):
            found.append((number, cells))
        if len(found) > ROWS_MOST:
            raise Refusal("sheet.too-long", most=ROWS_MOST)
    return tuple(found)


def _shown(value: object) -> str:
    """Return a cell as it is shown; a whole number has no decimals."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    return plain(str(value))[:CELL_MOST]


def _text(raw: bytes) -> Sheet:
    text = _decoded(raw).replace("\0", "")
    lines = [line for line in text.splitlines() if line.strip()][:20]
    counts = Counter(mark for line in lines for mark in line if mark in DELIMITERS)
    mark = max(DELIMITERS, key=lambda one: (counts[one], -DELIMITERS.index(one)))
    try:
        rows = _kept(csv.reader(io.StringIO(text, newline=""), delimiter=mark))
    except csv.Error as error:
        raise Refusal("sheet.unreadable", problem=str(error)[:80]) from None
    return Sheet(name="", rows=rows)


def _decoded(raw: bytes) -> str:
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        try:
            return raw.decode("utf-16")
        except UnicodeDecodeError:
            raise Refusal("sheet.unreadable", problem="UTF-16") from None
    for code in CODES:
        try:
            return raw.decode(code)
        except UnicodeDecodeError:
            continue
    raise Refusal("sheet.unreadable", problem="UTF-8, GB 18030")
