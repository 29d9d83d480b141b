# SPDX-License-Identifier: Apache-2.0
"""A body's month on one sheet: its cash, and its goods in short, at a stated root.

The statements have all of it; this is what hangs on the wall and goes with the parcel.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import replace

from gungho.doors.names import Names
from gungho.doors.paper_words import PaperWords
from gungho.doors.sheets import PIECES, InWords
from gungho.errors import Refusal
from gungho.formats.paper import Paper, PaperPart
from gungho.store.reads.marks import marked_last
from gungho.store.reads.spans import Asked
from gungho.store.reads.statements import sheet_for

MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
SHEET = "cash"
LINES_MOST = 34


def month_statement(ident: str, words: PaperWords) -> Paper:
    """Return a body's month: ``BODY`` for the one that runs, or ``BODY@YYYY-MM``."""
    body, _, month = ident.partition("@")
    month = month or words.today[:7]
    last = marked_last(body)
    if last is None or not MONTH.fullmatch(month):
        raise Refusal("print.none", sort="month", id=ident[:80])
    year, number = map(int, month.split("-"))
    days = monthrange(year, number)[1]
    asked = Asked(body=body, since=f"{month}-01", until=f"{month}-{days:02d}")
    names: Names = words.tongues[0]
    told = InWords(
        names=names,
        scales={code: scale for code, (scale, _, _) in words.kinds.items()},
        units={
            code: "" if form == "currency" or unit in PIECES else unit
            for code, (_, unit, form) in words.kinds.items()
        },
        language=names.language,
    ).paper(sheet_for(SHEET, asked))
    sheet = words.sheet(
        f"{body} {month}",
        words.marked(last),
        name="month",
        signers=("treasurer", "second"),
    )
    stated = tuple(one for one in told.stated if one[1] != told.root)
    return replace(told, stated=stated, parts=_folded(told.parts), sheet=sheet)


def _folded(parts: tuple[PaperPart, ...]) -> tuple[PaperPart, ...]:
    """Return the tables with as many lines as a sheet bears: totals before lines."""
    count = sum(len(part.lines) for part in parts)
    if count <= LINES_MOST:
        return parts
    return tuple(
        replace(part, lines=tuple(line for line in part.lines if line.sort != "line"))
        for part in parts
    )
