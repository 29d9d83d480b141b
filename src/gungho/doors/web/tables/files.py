# SPDX-License-Identifier: Apache-2.0
"""A list as a file to be taken along: written aside row by row, then handed out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import Any

from django.http import FileResponse

from gungho.doors.web.context import today
from gungho.formats.table_cells import Cell, Heading
from gungho.formats.table_csv import write_csv
from gungho.formats.table_xlsx import write_xlsx

HELD_BYTES = 1_000_000  # what is more is put on the disk


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One form of file: what a reader calls it, and its media type."""

    word: str
    media: str


FORMS = {
    "csv": Form(word="CSV", media="text/csv; charset=utf-8"),
    "xlsx": Form(
        word="Excel",
        media="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
}


def file_of(
    form: str,
    *,
    title: str,
    headings: Sequence[Heading],
    rows: Iterable[Sequence[Cell]],
) -> FileResponse:
    """Return the file of a list; it is whole before its first byte leaves."""
    told: Any = SpooledTemporaryFile(max_size=HELD_BYTES)  # noqa: SIM115 - the answer's
    if form == "csv":
        write_csv(told, headings, rows=rows)
    else:
        write_xlsx(told, headings, title=title, rows=rows)
    told.seek(0)
    name = re.sub(r"[^\w-]+", "-", title).strip("-") or "list"
    answer = FileResponse(
        told,
        as_attachment=True,
        filename=f"{name}-{today()}.{form}",
        content_type=FORMS[form].media,
    )
    answer["Cache-Control"] = "no-store"
    return answer
