# SPDX-License-Identifier: Apache-2.0
"""A paper as a PDF, set by typst with letters of its own, Chinese among them.

The compilers are made once; the paper's words are handed over as data, never as markup,
so that no name can change how a statement is set. It is tagged for those who listen to
it (PDF/UA-1); a name with a sign that no letters here have is printed with a gap, and
the paper then only tagged.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

from gungho.formats.paper import Paper, PaperCell, PaperPart, PaperSheet
from gungho.formats.paper_qr import qr_svg

HERE = Path(__file__).parent
FONTS = HERE / "fonts"
WIDE_FROM = 5
ACCESSIBLE = "ua-1"
_LOCK = Lock()


def pdf_of(paper: Paper) -> bytes:
    """Return the paper as a PDF that is the same for the same statement."""
    import typst  # noqa: PLC0415 - half a second, for those who print

    try:
        return _made(paper, format="pdf", pdf_standards=ACCESSIBLE)
    except typst.TypstError:
        return _made(paper, format="pdf")


def png_of(paper: Paper, *, dots_an_inch: int = 150) -> bytes:
    """Return a paper of one sheet as a picture."""
    return _made(paper, format="png", ppi=dots_an_inch)


def _made(paper: Paper, **asked: Any) -> bytes:
    told = {"paper": json.dumps(_told(paper))}
    with _LOCK:
        compiler = _compiler("sheet.typ" if paper.sheet else "paper.typ")
        return bytes(compiler.compile(sys_inputs=told, timestamp=0, **asked))


@cache
def _compiler(template: str) -> Any:
    import typst  # noqa: PLC0415 - half a second, for those who print

    fonts = typst.Fonts(include_system_fonts=False, font_paths=[str(FONTS)])
    return typst.Compiler(str(HERE / template), root=str(HERE), font_paths=fonts)


def _told(paper: Paper) -> dict[str, Any]:
    return {
        "title": paper.title,
        "body": paper.body,
        "root": paper.root,
        "language": paper.language.partition("-")[0],
        "wide": any(len(part.columns) >= WIDE_FROM for part in paper.parts),
        "stated": paper.stated,
        "notes": paper.notes,
        "parts": [_part(part) for part in paper.parts],
        "sheet": _sheet(paper.sheet) if paper.sheet else None,
    }


def _part(part: PaperPart) -> dict[str, Any]:
    return {
        "name": part.name,
        "first": part.first,
        "columns": part.columns,
        "right": [False, *(_is_count(part, at) for at in range(len(part.columns)))],
        "boxes": [_is_box(part, at) for at in range(len(part.columns))],
        "widths": ["1.6", *(_width(part, at) for at in range(len(part.columns)))],
        "lines": [
            {
                "name": line.name,
                "sort": line.sort,
                "cells": [_text(cell) for cell in line.cells],
            }
            for line in part.lines
        ],
    }


def _sheet(sheet: PaperSheet) -> dict[str, Any]:
    return {**asdict(sheet), "qr": qr_svg(sheet.mark.address)}


def _is_count(part: PaperPart, at: int) -> bool:
    """Whether a column holds figures, which stand at its right."""
    return any(cell.code for line in part.lines if (cell := line.cells[at]))


def _is_box(part: PaperPart, at: int) -> bool:
    """Whether a column is left to a pen."""
    return any(cell.box for line in part.lines if (cell := line.cells[at]))


def _width(part: PaperPart, at: int) -> str:
    """A column to write in or to read takes its part; one of figures what it needs."""
    return "auto" if _is_count(part, at) else "1"


def _text(cell: PaperCell | None) -> str | None:
    if cell is None:
        return ""
    return None if cell.box else cell.text
