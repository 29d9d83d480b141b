# SPDX-License-Identifier: Apache-2.0
"""What long lists share: filters from the address, a pager, links to the register."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.translation import gettext as _

from gungho.doors.names import Names
from gungho.store.reads.journal import is_book

PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """One filter of a list: its name in the address, its choices, the one chosen.

    ``every`` says what choosing none of them is, where that is more than "All".
    """

    name: str
    label: object
    value: str
    choices: list[tuple[str, str]]
    every: object = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """Which part of a list is shown, and the addresses of the parts beside it."""

    first: int
    last: int
    total: int
    before: str
    after: str


def chosen(request: HttpRequest, name: str, allowed: Sequence[str]) -> str:
    """A filter's value, or nothing where the address asks for something unknown."""
    value = request.GET.get(name, "")
    return value if value in allowed else ""


def wanted(
    request: HttpRequest, name: str, label: object, choices: list[tuple[str, str]]
) -> Filter:
    """A filter with its choices, the chosen one read from the address."""
    value = chosen(request, name, [code for code, _ in choices])
    return Filter(name=name, label=label, value=value, choices=choices)


def of_body(
    request: HttpRequest,
    bodies: Iterable[str],
    *,
    names: Names,
    name: str = "body",
    label: object = "",
) -> Filter:
    """A filter by the bodies of a list, and by any other whose book is heard here."""
    found, asked = sorted(set(bodies)), request.GET.get(name, "")
    if asked and asked not in found and is_book(asked):
        found.append(asked)
    choices = [(one, names.body(one)) for one in found]
    return wanted(request, name, label or _("Organisation"), choices)


def page_of(request: HttpRequest, name: str = "page") -> int:
    """The number of the page asked for, from 1."""
    text = request.GET.get(name, "")
    return max(1, int(text)) if text.isdecimal() and len(text) < 7 else 1


def pages(
    request: HttpRequest, total: int, *, size: int = PAGE, name: str = "page"
) -> Pages:
    """Where one is in a list of ``total`` lines; ``name`` says so in the address."""
    at = min(page_of(request, name), max(1, -(-total // size)))
    first = (at - 1) * size

    def to(number: int) -> str:
        kept = {k: v for k, v in request.GET.items() if k != name and v}
        return "?" + urlencode(kept | {name: str(number)})

    return Pages(
        first=first + 1 if total else 0,
        last=min(first + size, total),
        total=total,
        before=to(at - 1) if at > 1 else "",
        after=to(at + 1) if first + size < total else "",
    )


def register_link(
    book: str, account: str = "", commodity: str = "", fund: str = ""
) -> str:
    """The address of the postings behind a figure."""
    asked = {"book": book, "account": account, "commodity": commodity, "fund": fund}
    return "/register/?" + urlencode({k: v for k, v in asked.items() if v})


def entry_link(book: str, seq: int) -> str:
    """The address of an entry."""
    return f"/journal/{book}/{seq}/"
