# SPDX-License-Identifier: Apache-2.0
"""A paper as plain text: columns aligned, Chinese letters counted as two.

What stands in two languages stands on one line, a box to be filled as a rule.
"""

from __future__ import annotations

from collections.abc import Iterator
from unicodedata import east_asian_width

from gungho.formats.paper import Paper, PaperLine, PaperPart, PaperSheet

BOX = "______"


def text_of(paper: Paper) -> str:
    """Return the whole paper as lines of text."""
    return "\n".join(_lines(paper)) + "\n"


def width_of(text: str) -> int:
    """Return how many places a text takes on a terminal."""
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)


def _lines(paper: Paper) -> Iterator[str]:
    yield _flat(f"{paper.body}: {paper.title}")
    stated = [(_flat(name), _flat(told)) for name, told in paper.stated]
    if paper.sheet:
        stated.insert(0, (_flat(paper.sheet.number_name), paper.sheet.number))
    wide = max((width_of(name) for name, _ in stated), default=0)
    for name, told in stated:
        yield f"  {_padded(name, wide)}  {told}"
    if paper.sheet:
        yield from _said(paper.sheet)
    for part in paper.parts:
        yield ""
        yield from _part(part)
    if paper.notes:
        yield ""
        yield from map(_flat, paper.notes)
    if paper.sheet:
        yield from _found(paper.sheet)


def _said(sheet: PaperSheet) -> Iterator[str]:
    """Yield a sheet's sum in figures and words, and what it quotes."""
    if sheet.sum:
        yield f"{_flat(sheet.sum_name)}: {sheet.sum}"
        yield from sheet.words
    for one in sheet.texts:
        yield ""
        yield f"{_flat(one.name)}:" if one.name else ""
        yield from (f"  {line}" for line in one.text.split("\n"))


def _found(sheet: PaperSheet) -> Iterator[str]:
    """Yield who signs, and how the paper leads back to its entry."""
    yield ""
    yield from (f"{_flat(one)}: {BOX}{BOX}" for one in sheet.signers)
    code, head, address = map(_flat, sheet.labels)
    yield f"{code}: {sheet.mark.code}"
    yield f"{address}: {sheet.mark.address}"
    if sheet.mark.head:
        yield f"{head}: {sheet.mark.head}"


def _flat(text: str) -> str:
    return text.replace("\n", " ")


def _part(part: PaperPart) -> Iterator[str]:
    names = [_name(line) for line in part.lines]
    first = max(map(width_of, (_flat(part.first), *names)))
    columns = tuple(map(_flat, part.columns))
    widths = [
        max(width_of(column), *(width_of(_cell(line, at)) for line in part.lines), 1)
        for at, column in enumerate(columns)
    ]
    yield _flat(part.name)
    heads = [_right(column, wide) for column, wide in _with(columns, widths)]
    yield "  ".join([_padded(_flat(part.first), first), *heads]).rstrip()
    yield "-" * (first + sum(widths) + 2 * len(widths))
    for line, name in zip(part.lines, names, strict=True):
        cells = [_right(_cell(line, at), wide) for at, wide in enumerate(widths)]
        yield "  ".join([_padded(name, first), *cells]).rstrip()


def _name(line: PaperLine) -> str:
    name = _flat(line.name) or BOX
    return f"  {name}" if line.sort == "line" else name


def _cell(line: PaperLine, at: int) -> str:
    cell = line.cells[at]
    if cell is None:
        return ""
    return BOX if cell.box else _flat(cell.text)


def _with(columns: tuple[str, ...], widths: list[int]) -> Iterator[tuple[str, int]]:
    return zip(columns, widths, strict=True)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - width_of(text))


def _right(text: str, width: int) -> str:
    return " " * (width - width_of(text)) + text
