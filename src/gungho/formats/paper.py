# SPDX-License-Identifier: Apache-2.0
"""A paper is a statement in words, ready to be shown, printed or opened elsewhere.

All its writers (``paper_text``, ``paper_csv``, ``paper_xlsx``, ``paper_pdf``) take this
one value; a page shows it as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperCell:
    """A figure as text, and the count of smallest units behind it (scale in decimals).

    ``code`` is the commodity, "" for a cell that is only text.
    """

    text: str
    count: int = 0
    scale: int = 0
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperLine:
    """One line, its cells in the order of the columns; ``href`` proves its figures."""

    name: str
    cells: tuple[PaperCell | None, ...]
    sort: Literal["line", "group", "total"] = "line"
    account: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperPart:
    """One table."""

    name: str
    first: str
    columns: tuple[str, ...]
    lines: tuple[PaperLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A titled statement: what it states of itself, its tables, its notes.

    ``root`` is the root of the book's tree that the statement was taken at.
    """

    title: str
    body: str
    stated: tuple[tuple[str, str], ...]
    parts: tuple[PaperPart, ...]
    notes: tuple[str, ...] = ()
    language: str = "en"
    root: str = ""
