# SPDX-License-Identifier: Apache-2.0
"""A paper as plain text: columns aligned, Chinese letters counted as two."""

from __future__ import annotations

from collections.abc import Iterator
from unicodedata import east_asian_width

from gungho.formats.paper import Paper, PaperLine, PaperPart


def text_of(paper: Paper) -> str:
    """Return the whole paper as lines of text."""
    return "\n".join(_lines(paper)) + "\n"


def width_of(text: str) -> int:
    """Return how many places a text takes on a terminal."""
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)


def _lines(paper: Paper) -> Iterator[str]:
    yield f"{paper.body}: {paper.title}"
    wide = max((width_of(name) for name, _ in paper.stated), default=0)
    for name, told in paper.stated:
        yield f"  {_padded(name, wide)}  {told}"
    for part in paper.parts:
        yield ""
        yield from _part(part)
    if paper.notes:
        yield ""
        yield from paper.notes


def _part(part: PaperPart) -> Iterator[str]:
    names = [_name(line) for line in part.lines]
    first = max(map(width_of, (part.first, *names)))
    widths = [
        max(width_of(column), *(width_of(_cell(line, at)) for line in part.lines), 1)
        for at, column in enumerate(part.columns)
    ]
    yield part.name
    heads = [_right(column, wide) for column, wide in _with(part.columns, widths)]
    yield "  ".join([_padded(part.first, first), *heads]).rstrip()
    yield "-" * (first + sum(widths) + 2 * len(widths))
    for line, name in zip(part.lines, names, strict=True):
        cells = [_right(_cell(line, at), wide) for at, wide in enumerate(widths)]
        yield "  ".join([_padded(name, first), *cells]).rstrip()


def _name(line: PaperLine) -> str:
    return f"  {line.name}" if line.sort == "line" else line.name


def _cell(line: PaperLine, at: int) -> str:
    cell = line.cells[at]
    return cell.text if cell else ""


def _with(columns: tuple[str, ...], widths: list[int]) -> Iterator[tuple[str, int]]:
    return zip(columns, widths, strict=True)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - width_of(text))


def _right(text: str, width: int) -> str:
    return " " * (width - width_of(text)) + text
