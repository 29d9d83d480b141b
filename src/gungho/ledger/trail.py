# SPDX-License-Identifier: Apache-2.0
"""The trail turns postings into moves between pools, so that gifts can be followed.

A pool is one account's holding of one commodity, fund and lot. Most postings are a move
from the credited pool to the debited one. An arrival takes from the sender's transit;
an exchange, purchase or sale, or a change of currency on the way, joins what enters
and leaves a trading account, fund by fund; a work order holds the cost of its inputs
(at the last price where a gift has no cost), and what is made takes its part of that.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from gungho.ledger.accounts import class_of, role_of
from gungho.ledger.causal import causal_order
from gungho.ledger.provenance import OUTSIDE, Moves
from gungho.measure import share

Pool = tuple[int, str, str, str, str]
Sides = dict[tuple[str, str], list[tuple[int, int]]]
PART_WHOLE = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Booked:
    """One entry's postings: ``(debit, credit, commodity, fund, amount, lot)`` each."""

    seq: int
    kind: str
    postings: tuple[tuple[str, str, str, str, int, str], ...]


@dataclass(slots=True, kw_only=True)
class Worth:
    """What lots cost and what things cost on the market, in one money's smallest unit.

    ``lots`` maps a lot to ``(cost, count)``; ``prices`` an item to the cost of
    ``(price, per count)``; ``parts`` maps ``(book, seq)`` to a made good's part in ppm,
    ``sorted`` to the parts of what came out of cases, line by line.
    """

    lots: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    prices: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    parts: Mapping[tuple[int, int], int] = field(default_factory=dict)
    sorted: Mapping[tuple[int, int], tuple[int, ...]] = field(default_factory=dict)

    def of(self, item: str, lot: str, count: int) -> int:
        """Return what so much of a lot is worth, at least 1."""
        cost, whole = self.lots.get(lot, (0, 0))
        if cost <= 0 or whole <= 0:
            cost, whole = self.prices.get(item, (1, 1))
        return max(1, cost * count // max(1, whole))


@dataclass(frozen=True, slots=True, kw_only=True)
class Trail:
    """The moves of several books in causal order, and what the pools are.

    ``places`` (n,): ``(book, seq)`` behind each move; ``numbers``: pool to its number.
    """

    moves: Moves
    pools: tuple[Pool, ...]
    numbers: Mapping[Pool, int]
    places: tuple[tuple[int, int], ...]

    def gift_pools(self, book: int, body: str, gift: str) -> tuple[int, ...]:
        """Return the pools that a gift's lines came in by."""
        accounts = (f"{body}/gifts/{gift}", f"{body}/agency/{gift}")
        return tuple(
            number
            for number, pool in enumerate(self.pools)
            if pool[0] == book and pool[1] in accounts
        )


class _Weaver:
    def __init__(self, senders: Mapping[str, tuple[int, str]], worth: Worth) -> None:
        self.senders = senders
        self.worth = worth
        self.numbers: dict[Pool, int] = {}
        self.rows: list[tuple[int, int, int, int]] = []
        self.places: list[tuple[int, int]] = []
        self.working: dict[int, int] = {}

    def pool(self, pool: Pool) -> int:
        return self.numbers.setdefault(pool, len(self.numbers))

    def move(
        self, at: tuple[int, int], source: int, out: int, target: int, into: int
    ) -> None:
        self.rows.append((source, out, target, into))
        self.places.append(at)

    def entry(self, book: int, booked: Booked) -> None:
        at = (book, booked.seq)
        entering: Sides = defaultdict(list)
        leaving: Sides = defaultdict(list)
        after: list[tuple[int, int, int]] = []
        between: dict[tuple[str, str, str], int] = {}
        bench, cases, found = OUTSIDE, [], []
        for debit, credit, commodity, fund, amount, lot in booked.postings:
            what = (commodity, fund, lot)
            to, source = role_of(debit), role_of(credit)
            if to == "passed":
                continue
            if to == "trading":
                giver = self._giver(at, credit, what, amount)
                entering[debit, fund].append((giver, amount))
            elif source == "trading":
                pool = self.pool((book, debit, *what))
                leaving[credit, fund].append((pool, amount))
            elif to == "between":
                giver = self._giver(at, credit, what, amount)
                between[credit, commodity, lot] = giver
            elif source == "between":
                giver = between.pop((debit, commodity, lot), OUTSIDE)
                after.append((giver, self.pool((book, debit, *what)), amount))
            elif to == "sorting":
                bench = self.pool((book, debit, "", "", ""))
                cases.append((self._giver(at, credit, what, amount), amount))
            elif source == "sorting":
                found.append((self.pool((book, debit, *what)), amount))
            elif to == "work":
                self._put_in(at, debit, credit, what, amount)
            elif source == "work":
                self._take_out(at, debit, credit, what, amount)
            else:
                giver = self._giver(at, credit, what, amount)
                after.append((giver, self.pool((book, debit, *what)), amount))
        for through, given in entering.items():
            self._exchange(at, given, leaving[through])
        if cases:
            self._sort(at, bench, cases, found)
        for giver, taker, amount in after:
            self.move(at, giver, amount, taker, amount)

    def _giver(
        self, at: tuple[int, int], credit: str, what: tuple[str, str, str], amount: int
    ) -> int:
        role = role_of(credit)
        if role == "arrived":
            document = credit.split("/", 2)[2]
            sender = self.senders.get(document)
            if sender is None:
                return OUTSIDE
            book, body = sender
            return self.pool((book, f"{body}/transit/{document}", *what))
        pool = self.pool((at[0], credit, *what))
        if role in ("gifts", "agency"):
            self.move(at, OUTSIDE, amount, pool, amount)
        elif class_of(credit) in ("income", "liability", "fund"):
            return OUTSIDE
        return pool

    def _exchange(
        self,
        at: tuple[int, int],
        entering: list[tuple[int, int]],
        leaving: list[tuple[int, int]],
    ) -> None:
        weights = [amount for _, amount in entering]
        left = [into for _, into in leaving]
        outs = [share(amount, left) for amount in weights] if left else []
        for number, (target, into) in enumerate(leaving):
            parts = share(into, weights)
            for (source, _), out, part in zip(entering, outs, parts, strict=True):
                self.move(at, source, out[number], target, part)

    def _sort(
        self,
        at: tuple[int, int],
        bench: int,
        cases: list[tuple[int, int]],
        found: list[tuple[int, int]],
    ) -> None:
        """Open cases, and give each thing found its part of what they were."""
        total = 0
        for source, amount in cases:
            total += amount * PART_WHOLE
            self.move(at, source, amount, bench, amount * PART_WHOLE)
        parts = self.worth.sorted.get(at, ())
        if len(parts) != len(found):
            parts = (1,) * len(found)
        for (target, amount), part in zip(found, share(total, parts), strict=True):
            self.move(at, bench, part, target, amount)

    def _put_in(
        self,
        at: tuple[int, int],
        debit: str,
        credit: str,
        what: tuple[str, str, str],
        amount: int,
    ) -> None:
        order = self.pool((at[0], debit, "", "", ""))
        value = self.worth.of(what[0], what[2], amount)
        self.working[order] = self.working.get(order, 0) + value
        self.move(at, self.pool((at[0], credit, *what)), amount, order, value)

    def _take_out(
        self,
        at: tuple[int, int],
        debit: str,
        credit: str,
        what: tuple[str, str, str],
        amount: int,
    ) -> None:
        order = self.pool((at[0], credit, "", "", ""))
        held = self.working.get(order, 0)
        part = self.worth.parts.get(at, PART_WHOLE)
        value = held * part // PART_WHOLE
        self.working[order] = held - value
        target = self.pool((at[0], debit, *what))
        self.move(at, order if value else OUTSIDE, value, target, amount)


def weave(
    books: Iterable[tuple[int, list[Booked]]],
    *,
    senders: Mapping[str, tuple[int, str]],
    worth: Worth,
) -> Trail:
    """Return the trail of several books' postings.

    ``senders`` maps a document to its sender's book and body. Raises Corruption when
    the books cannot be put in causal order.
    """
    kept = [(book, booked) for book, booked in books]
    order = causal_order([[_happening(one) for one in booked] for _, booked in kept])
    weaver = _Weaver(senders, worth)
    for index, position in order:
        book, booked = kept[index]
        weaver.entry(book, booked[position])
    return Trail(
        moves=Moves.of(weaver.rows, pools=len(weaver.numbers)),
        pools=tuple(weaver.numbers),
        numbers=weaver.numbers,
        places=tuple(weaver.places),
    )


def _happening(booked: Booked) -> tuple[int, tuple[str, ...], tuple[str, ...]]:
    """Return what an entry waits for and what it lets others go on with."""
    needs, gives = set(), set()
    if booked.kind in ("money.arrived", "goods.arrived"):
        needs = {
            credit.split("/", 2)[2]
            for _, credit, *_ in booked.postings
            if role_of(credit) == "arrived"
        }
    elif booked.kind in ("money.sent", "goods.dispatched"):
        gives = {debit.split("/", 2)[2] for debit, *_ in booked.postings}
    return booked.seq, tuple(sorted(needs)), tuple(sorted(gives))
