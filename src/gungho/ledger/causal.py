# SPDX-License-Identifier: Apache-2.0
"""Causal order is the one order in which the events of several books can be swept.

By sequence inside a book, a sending before its arrival across books, ties by (book,
sequence); the claimed day is never asked, for it may lie. Kahn's algorithm with a heap.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Sequence
from heapq import heappop, heappush
from itertools import pairwise

from gungho.errors import Corruption

Happening = tuple[int, Sequence[Hashable], Sequence[Hashable]]


def causal_order(books: Sequence[Sequence[Happening]]) -> tuple[tuple[int, int], ...]:
    """Merge the books' events ``(seq, needs, gives)`` into one causal order.

    ``needs`` are ids (of documents, say) that some other event must have given first;
    an id that nobody gives in these books is not waited for, and one that several give
    is there with the first of them. Returns ``(book, position in the book)`` pairs.
    Raises Corruption ``provenance.sequence`` when a book's sequence does not grow, and
    ``provenance.cycle`` when events wait for each other in a ring.
    """
    _check_sequences(books)
    waits = _Waits(books)
    heap: list[tuple[int, int, int]] = []
    for book in range(len(books)):
        waits.step(book, 0, heap)
    order: list[tuple[int, int]] = []
    while heap:
        book, _, position = heappop(heap)
        order.append((book, position))
        waits.place(book, position, heap)
    if len(order) < sum(map(len, books)):
        book, position = waits.first_stuck()
        raise Corruption("provenance.cycle", book=book, seq=books[book][position][0])
    return tuple(order)


def _check_sequences(books: Sequence[Sequence[Happening]]) -> None:
    for number, book in enumerate(books):
        for before, after in pairwise(book):
            if after[0] <= before[0]:
                raise Corruption("provenance.sequence", book=number, seq=after[0])


class _Waits:
    """Which event waits for which ids, and how many it still lacks."""

    def __init__(self, books: Sequence[Sequence[Happening]]) -> None:
        self.books = books
        self.ever = {name for book in books for _, _, gives in book for name in gives}
        self.given: set[Hashable] = set()
        self.lacking: dict[tuple[int, int], int] = {}
        self.waiting: defaultdict[Hashable, list[tuple[int, int]]] = defaultdict(list)

    def step(self, book: int, position: int, heap: list[tuple[int, int, int]]) -> None:
        """Let a book's next event come forward: onto the heap, or to wait."""
        if position >= len(self.books[book]):
            return
        seq, needs, gives = self.books[book][position]
        missing = {
            name
            for name in needs
            if name in self.ever and name not in self.given and name not in gives
        }
        if not missing:
            heappush(heap, (book, seq, position))
            return
        self.lacking[book, position] = len(missing)
        for name in missing:
            self.waiting[name].append((book, position))

    def place(self, book: int, position: int, heap: list[tuple[int, int, int]]) -> None:
        """Note that an event has its place: wake who waited for what it gives."""
        for name in self.books[book][position][2]:
            self.given.add(name)
            for waiter in self.waiting.pop(name, ()):
                self.lacking[waiter] -= 1
                if self.lacking[waiter] == 0:
                    del self.lacking[waiter]
                    seq = self.books[waiter[0]][waiter[1]][0]
                    heappush(heap, (waiter[0], seq, waiter[1]))
        self.step(book, position + 1, heap)

    def first_stuck(self) -> tuple[int, int]:
        """Return the lowest (book, position) that waits."""
        return min(self.lacking)
