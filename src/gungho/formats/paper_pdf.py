# SPDX-License-Identifier: Apache-2.0
"""A paper as a PDF, set by typst with letters of its own, Chinese among them.

The compiler is made once; the paper's words are handed over as data, never as markup,
so that no name can change how a statement is set.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

from gungho.formats.paper import Paper, PaperCell

HERE = Path(__file__).parent
FONTS = HERE / "fonts"
WIDE_FROM = 5
_LOCK = Lock()


def pdf_of(paper: Paper) -> bytes:
    """Return the paper as a PDF that is the same for the same statement."""
    with _LOCK:
        made = _compiler().compile(
            sys_inputs={"paper": json.dumps(_told(paper))}, format="pdf", timestamp=0
        )
    return bytes(made)


@cache
def _compiler() -> Any:
    import typst  # noqa: PLC0415 - half a second, for those who print

    fonts = typst.Fonts(include_system_fonts=False, font_paths=[str(FONTS)])
    return typst.Compiler(str(HERE / "paper.typ"), root=str(HERE), font_paths=fonts)


def _told(paper: Paper) -> dict[str, Any]:
    return {
        "title": paper.title,
        "body": paper.body,
        "root": paper.root,
        "language": paper.language.partition("-")[0],
        "wide": any(len(part.columns) >= WIDE_FROM for part in paper.parts),
        "stated": paper.stated,
        "notes": paper.notes,
        "parts": [
            {
                "name": part.name,
                "first": part.first,
                "columns": part.columns,
                "lines": [
                    {
                        "name": line.name,
                        "sort": line.sort,
                        "cells": [_text(cell) for cell in line.cells],
                    }
                    for line in part.lines
                ],
            }
            for part in paper.parts
        ],
    }


def _text(cell: PaperCell | None) -> str:
    return cell.text if cell else ""
