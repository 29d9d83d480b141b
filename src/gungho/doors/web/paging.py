# SPDX-License-Identifier: Apache-2.0
"""A page of a long list: where it starts, and the links before and after."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest

START_MOST = 10_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Paging:
    """Lines ``first`` to ``last`` of ``total``, with links to the neighbours."""

    start: int
    most: int
    total: int
    query: str

    @property
    def first(self) -> int:
        """The first line's number, from 1; 0 for an empty list."""
        return min(self.start + 1, self.total)

    @property
    def last(self) -> int:
        """The last line's number."""
        return min(self.start + self.most, self.total)

    @property
    def before(self) -> str:
        """The link to the lines before, "" if there are none."""
        return self._link(max(0, self.start - self.most)) if self.start else ""

    @property
    def after(self) -> str:
        """The link to the lines after, "" if there are none."""
        more = self.start + self.most < self.total
        return self._link(self.start + self.most) if more else ""

    def _link(self, start: int) -> str:
        return f"?{self.query}&start={start}" if self.query else f"?start={start}"


def paging(request: HttpRequest, total: int, *, most: int = 50) -> Paging:
    """Return the page that a request asks for; nonsense is the first page."""
    text = request.GET.get("start", "0")
    start = int(text) if text.isdecimal() and len(text) < 9 else 0
    asked = request.GET.copy()
    asked.pop("start", None)
    start = min(start, max(0, total - 1), START_MOST)
    return Paging(start=start, most=most, total=total, query=asked.urlencode())
