# SPDX-License-Identifier: Apache-2.0
"""A listing is one list of a page: sorted and paged by the address, or taken as a file.

``?sort=day`` sorts upwards, ``?sort=-day`` downwards, ``?as=csv`` and ``?as=xlsx`` give
every row, with the filters and in the order of the page. Where a page has several lists
each but the first has a name that leads in its words: ``?sent.sort=day``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Protocol
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from gungho.doors.web.pages.lists import PAGE, Pages, pages
from gungho.doors.web.tables.columns import Column
from gungho.doors.web.tables.files import FORMS, file_of
from gungho.store.reads.query import Order

GROUP = 500

Make = Callable[[list[Any]], Sequence[Any]]


class Rows(Protocol):
    """Where the rows of a list come from."""

    def count(self) -> int:
        """Return how many there are."""

    def sorts(self, column: Column) -> bool:
        """Return whether they can be sorted by a column."""

    def part(self, order: Order | None, *, start: int, most: int) -> Sequence[Any]:
        """Return the rows of one page."""

    def each(self, order: Order | None) -> Iterator[Any]:
        """Yield all rows, few of them held at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InHand:
    """Rows of a list that the page has read whole; ``make`` says them in words."""

    lines: Sequence[Any]
    columns: Sequence[Column]
    make: Make = list

    def count(self) -> int:
        """Return how many there are."""
        return len(self.lines)

    def sorts(self, _column: Column) -> bool:
        """They can be sorted by any column."""
        return True

    def part(self, order: Order | None, *, start: int, most: int) -> Sequence[Any]:
        """Return the rows of one page."""
        if order is None:
            return self.make(list(self.lines[start : start + most]))
        return self._sorted(order)[start : start + most]

    def each(self, order: Order | None) -> Iterator[Any]:
        """Yield all rows."""
        if order is not None:
            yield from self._sorted(order)
            return
        for start in range(0, len(self.lines), GROUP):
            yield from self.make(list(self.lines[start : start + GROUP]))

    def _sorted(self, order: Order) -> list[Any]:
        """Return all rows in an order; what is empty stands last both ways."""
        column = next(one for one in self.columns if one.name == order.name)
        keyed = [(column.key(row), row) for row in self.make(list(self.lines))]
        told = [pair for pair in keyed if pair[0] is not None]
        told.sort(key=lambda pair: pair[0], reverse=order.is_down)
        return [row for _, row in told] + [row for key, row in keyed if key is None]


@dataclass(frozen=True, slots=True, kw_only=True)
class FromBooks:
    """Rows that the tables sort and page: ``read`` takes an order, a start, a number.

    ``names`` are the columns that the tables can sort by.
    """

    total: int
    read: Callable[[Order | None, int, int | None], Iterable[Any]]
    names: frozenset[str]
    make: Make = list

    def count(self) -> int:
        """Return how many there are."""
        return self.total

    def sorts(self, column: Column) -> bool:
        """They can be sorted by what the tables know."""
        return column.name in self.names

    def part(self, order: Order | None, *, start: int, most: int) -> Sequence[Any]:
        """Return the rows of one page."""
        return self.make(list(self.read(order, start, most)))

    def each(self, order: Order | None) -> Iterator[Any]:
        """Yield all rows as they are read."""
        lines = iter(self.read(order, 0, None))
        while group := list(islice(lines, GROUP)):
            yield from self.make(group)


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The head of a column on the page: its word, its link, and how it is sorted."""

    word: str
    href: str
    sorted: str
    is_right: bool
    ident: str


class Listing:
    """One list of a page; it is iterated over as the rows that the page shows."""

    def __init__(
        self,
        request: HttpRequest,
        columns: Sequence[Column],
        *,
        rows: Rows | Sequence[Any],
        title: Any,
        name: str = "",
        size: int = PAGE,
    ) -> None:
        self.columns = {one.name: one for one in columns}
        self.title = title
        self.name = name
        if isinstance(rows, (list, tuple)):
            rows = InHand(lines=rows, columns=columns)
        self._rows: Rows = rows  # type: ignore[assignment]
        self._asked = {key: str(value) for key, value in request.GET.items() if value}
        self._lead = f"{name}." if name else ""
        self.order = self._order()
        self.total = self._rows.count()
        self.page: Pages = pages(
            request, self.total, size=size, name=f"{self._lead}page"
        )
        self._shown: list[Any] | None = None
        self._size = size

    def _order(self) -> Order | None:
        said = self._asked.get(f"{self._lead}sort", "")
        column = self.columns.get(said.removeprefix("-"))
        if column is None or not self._rows.sorts(column):
            return None
        return Order(name=column.name, is_down=said.startswith("-"))

    def __iter__(self) -> Iterator[Any]:
        if self._shown is None:
            start = max(0, self.page.first - 1)
            found = self._rows.part(self.order, start=start, most=self._size)
            self._shown = list(found)
        return iter(self._shown)

    def __len__(self) -> int:
        return self.total

    @property
    def form(self) -> str:
        """The form of file that is asked for, "" for the page."""
        said = self._asked.get(f"{self._lead}as", "")
        return said if said in FORMS else ""

    @property
    def sort(self) -> str:
        """What the address says of the order, to be kept by a filter's form."""
        if self.order is None:
            return ""
        return f"-{self.order.name}" if self.order.is_down else self.order.name

    @property
    def sort_name(self) -> str:
        """The word of the address that says the order."""
        return f"{self._lead}sort"

    def head(self, name: str) -> Head:
        """Return the head of a column; a third step sorts as it was at first."""
        column = self.columns[name]
        at = self.order if self.order and self.order.name == name else None
        then = name if at is None else "" if at.is_down else f"-{name}"
        ident = f"sort-{self._lead}{name}"
        can = self._rows.sorts(column)
        href = f"{self._to(self.sort_name, then)}#{ident}" if can else ""
        way = "" if at is None else "descending" if at.is_down else "ascending"
        return Head(
            word=str(column.word),
            href=href,
            sorted=way,
            is_right=column.is_right,
            ident=ident,
        )

    @property
    def heads(self) -> list[Head]:
        """The heads of all columns that it can be sorted by."""
        found = [self.head(name) for name in self.columns]
        return [one for one in found if one.href]

    @property
    def files(self) -> list[tuple[str, str]]:
        """The files it can be taken as: a word, an address."""
        return [
            (one.word, self._to(f"{self._lead}as", form)) for form, one in FORMS.items()
        ]

    def _to(self, name: str, value: str) -> str:
        """Return the address of this page with one word of it said otherwise."""
        dropped = {f"{self._lead}page", f"{self._lead}as", name}
        kept = {k: v for k, v in self._asked.items() if k not in dropped}
        return "?" + urlencode(kept | ({name: value} if value else {}))

    def file(self) -> HttpResponseBase:
        """Return the file that is asked for, with every row."""
        columns = list(self.columns.values())
        rows = (
            [cell for column in columns for cell in column.cells(row)]
            for row in self._rows.each(self.order)
        )
        headings = [heading for column in columns for heading in column.headings()]
        return file_of(self.form, title=str(self.title), headings=headings, rows=rows)


def shown(
    request: HttpRequest, template: str, *, told: dict[str, Any], status: int = 200
) -> HttpResponseBase:
    """Return the page, or the file of the list that its address asks for."""
    for one in told.values():
        if isinstance(one, Listing) and one.form:
            return one.file()
    answer: HttpResponse = render(request, template, told, status=status)
    return answer
