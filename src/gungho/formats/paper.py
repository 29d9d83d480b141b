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

    ``code`` is the commodity, "" for a cell that is only text; a ``box`` is left empty
    for a pen.
    """

    text: str
    count: int = 0
    scale: int = 0
    code: str = ""
    box: bool = False


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
class PaperMark:
    """How a printed paper leads back to its entry: an address, and a code to type.

    ``head`` begins the root of the book's tree when it was printed.
    """

    address: str
    code: str
    head: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperText:
    """Words that stand by themselves: a wish or a letter, under a name."""

    name: str
    text: str
    language: str = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperSheet:
    """What a paper that is one sheet has besides: number, sum, words, signatures.

    ``words`` says the sum in words, a language each; ``labels`` are those of the mark:
    the code, the head, and what the address is.
    """

    number: str
    number_name: str
    mark: PaperMark
    labels: tuple[str, str, str]
    sum_name: str = ""
    sum: str = ""
    words: tuple[str, ...] = ()
    texts: tuple[PaperText, ...] = ()
    signers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A titled statement: what it states of itself, its tables, its notes.

    ``root`` is the root of the book's tree that the statement was taken at. A paper in
    both languages has the English on the first line of a text, the Chinese on the
    second; one with a ``sheet`` is printed on one sheet.
    """

    title: str
    body: str
    stated: tuple[tuple[str, str], ...]
    parts: tuple[PaperPart, ...]
    notes: tuple[str, ...] = ()
    language: str = "en"
    root: str = ""
    sheet: PaperSheet | None = None
