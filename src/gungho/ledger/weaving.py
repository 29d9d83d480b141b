# SPDX-License-Identifier: Apache-2.0
"""Weaving lays the postings of several books into one trail, and goes on as they grow.

Most postings are a move from the credited pool to the debited one. An arrival takes
from the sender's transit; an exchange, purchase or sale, or a change of currency on the
way, joins what enters and leaves a trading account, fund by fund; a work order holds
the cost of its inputs (at the last price where a gift has no cost), and what is made
takes its part of that. A correction moves back what was moved: materials by what they
were worth, what was made by the part it took, what had arrived onto its way again.

What comes later is laid behind what stands. That gives what weaving anew would give,
because a pool is moved by one book, in its own sequence; only what is in transit is
moved by two, the sender first. Where more than that touch one pool, which came first is
a matter of the whole order: ``Weaver.extend`` says so, and all is woven anew.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from gungho.ledger.accounts import body_of, class_of, role_of
from gungho.ledger.causal import causal_order
from gungho.ledger.provenance import OUTSIDE, Moves
from gungho.ledger.trail import ROLE_NUMBERS, Booked, Pool, Posting, Trail, Worth
from gungho.measure import share

End = tuple[int, int]  # a pool, and a count of its unit
Sides = dict[tuple[str, str], list[End]]
What = tuple[str, str, str]
Place = tuple[int, int]
Senders = Mapping[str, tuple[int, str]]
ARRIVING = frozenset({"money.arrived", "goods.arrived"})
SENDING = frozenset({"money.sent", "goods.dispatched"})
CORRECTION = "correction.made"
PART_WHOLE = 1_000_000
_N = TypeVar("_N", bound=np.integer[Any])
_SEVERAL = -1
_TRANSIT = ROLE_NUMBERS["transit"]


class Weaver:
    """A trail that grows with its books."""

    def __init__(self) -> None:
        self._columns = _Columns()
        self._touched = _Touched()
        self._working: dict[int, int] = {}
        self._made: dict[str, int] = {}
        self._at: Place = (0, 0)
        self._is_sending = self._is_back = False
        self._senders: Senders = {}
        self._worth = Worth()
        self._asked: dict[str, tuple[int, str] | None] = {}
        self._valued: dict[tuple[str, str], tuple[int, int]] = {}

    @property
    def trail(self) -> Trail:
        """What is woven so far."""
        return self._columns.trail

    def extend(
        self,
        books: Iterable[tuple[int, list[Booked]]],
        *,
        senders: Senders,
        worth: Worth,
    ) -> bool:
        """Lay more of the books behind what stands; False where that cannot be done.

        ``books`` hold what is new, as do the parts in ``worth``; all else in it, and
        ``senders``, is of all books. After False the weaver is of no more use.
        Raises Corruption when the books cannot be put in causal order.
        """
        if not self._rests_on(senders, worth):
            return False
        self._senders, self._worth = senders, worth
        kept = [(book, booked) for book, booked in books]
        order = causal_order(
            [[_happening(one) for one in booked] for _, booked in kept]
        )
        anew = not self.trail.pools
        for index, position in order:
            book, booked = kept[index]
            self._entry(book, booked[position])
            if self._touched.open and not anew:
                return False
        self._touched.open = False
        self._columns.lay()
        return True

    def _rests_on(self, senders: Senders, worth: Worth) -> bool:
        """Whether all that earlier moves were made from still reads the same."""
        return all(
            senders.get(document) == said for document, said in self._asked.items()
        ) and all(worth.rate(*what) == rate for what, rate in self._valued.items())

    def _entry(self, book: int, booked: Booked) -> None:
        self._at = (book, booked.seq)
        self._is_sending = booked.kind in SENDING
        self._is_back = booked.kind == CORRECTION
        entering: Sides = defaultdict(list)
        leaving: Sides = defaultdict(list)
        after: list[tuple[int, int, int]] = []
        between: dict[What, int] = {}
        bench, cases, found = OUTSIDE, [], []
        for posting in booked.postings:
            debit, credit, commodity, fund, amount, lot = posting
            what = (commodity, fund, lot)
            to, source = role_of(debit), role_of(credit)
            if to == "passed":
                continue
            if to == "trading":
                entering[debit, fund].append((self._giver(posting), amount))
            elif source == "trading":
                pool = self._pool((book, debit, *what))
                leaving[credit, fund].append((pool, amount))
            elif to == "between":
                between[credit, commodity, lot] = self._giver(posting)
            elif source == "between":
                giver = between.pop((debit, commodity, lot), OUTSIDE)
                after.append((giver, self._pool((book, debit, *what)), amount))
            elif to == "sorting":
                bench = self._pool((book, debit, "", "", ""))
                cases.append((self._giver(posting), amount))
            elif source == "sorting":
                found.append((self._pool((book, debit, *what)), amount))
            elif to == "work":
                self._put_in(posting)
            elif source == "work":
                self._take_out(posting)
            elif to == "arrived":
                way = self._sender(debit.split("/", 2)[2], what)
                after.append((self._giver(posting), way, amount))
            else:
                giver = self._giver(posting)
                after.append((giver, self._pool((book, debit, *what)), amount))
        if self._is_back:
            self._straight(after)  # wages come back before what they were paid from
        for through, given in entering.items():
            self._exchange(given, leaving[through])
        if cases:
            self._sort(cases, found, bench=bench)
        if not self._is_back:
            self._straight(after)

    def _straight(self, moves: list[tuple[int, int, int]]) -> None:
        for giver, taker, amount in moves:
            self._move((giver, amount), (taker, amount))

    def _giver(self, posting: Posting) -> int:
        """Return the pool that gives; what a gift brings comes into it first."""
        _, credit, commodity, fund, amount, lot = posting
        what, role = (commodity, fund, lot), role_of(credit)
        if role == "arrived":
            return self._sender(credit.split("/", 2)[2], what)
        pool = self._pool((self._at[0], credit, *what))
        if role in ("gifts", "agency"):
            self._move((OUTSIDE, amount), (pool, amount))
        elif class_of(credit) in ("income", "liability", "fund"):
            return OUTSIDE
        return pool

    def _sender(self, document: str, what: What) -> int:
        """Return the sender's pool in transit, OUTSIDE where nobody is heard of."""
        sender = self._asked[document] = self._senders.get(document)
        if sender is None:
            return OUTSIDE
        book, body = sender
        return self._pool((book, f"{body}/transit/{document}", *what))

    def _exchange(self, entering: list[End], leaving: list[End]) -> None:
        weights = [amount for _, amount in entering]
        left = [into for _, into in leaving]
        outs = [share(amount, left) for amount in weights] if left else []
        for number, (target, into) in enumerate(leaving):
            parts = share(into, weights)
            for (source, _), out, part in zip(entering, outs, parts, strict=True):
                self._move((source, out[number]), (target, part))

    def _sort(self, cases: list[End], found: list[End], *, bench: int) -> None:
        """Open cases, and give each thing found its part of what they were."""
        total = 0
        for source, amount in cases:
            total += amount * PART_WHOLE
            self._move((source, amount), (bench, amount * PART_WHOLE))
        parts = self._worth.sorted.get(self._at, ())
        if len(parts) != len(found):
            parts = (1,) * len(found)
        for (target, amount), part in zip(found, share(total, parts), strict=True):
            self._move((bench, part), (target, amount))

    def _put_in(self, posting: Posting) -> None:
        debit, credit, item, fund, amount, lot = posting
        order = self._pool((self._at[0], debit, "", "", ""))
        self._valued[item, lot] = self._worth.rate(item, lot)
        value = self._worth.of(item, lot, amount)
        if self._is_back:
            value = self._made.get(lot, 0)
        self._working[order] = self._working.get(order, 0) + value
        source = self._pool((self._at[0], credit, item, fund, lot))
        self._move((source, amount), (order, value))

    def _take_out(self, posting: Posting) -> None:
        debit, credit, item, fund, amount, lot = posting
        order = self._pool((self._at[0], credit, "", "", ""))
        held = self._working.get(order, 0)
        part = self._worth.parts.get(self._at, PART_WHOLE)
        value = held * part // PART_WHOLE
        if self._is_back:
            value = min(held, self._worth.of(item, lot, amount))
        else:
            self._made[lot] = value
        self._working[order] = held - value
        target = self._pool((self._at[0], debit, item, fund, lot))
        self._move((order if value else OUTSIDE, value), (target, amount))

    def _pool(self, pool: Pool) -> int:
        """Return a pool's number; note which book touches what is in transit."""
        number = self._columns.number(pool)
        if self._columns.roles[number] == _TRANSIT:
            if pool[0] == self._at[0]:
                self._touched.at_home(number, self._at, sends=self._is_sending)
            else:
                self._touched.from_away(number, self._at[0])
        return number

    def _move(self, giver: End, taker: End) -> None:
        self._columns.rows.append((*giver, *taker))
        self._columns.places.append(self._at)


class _Touched:
    """Which book touched what is in transit, and whether anything fixes the order.

    ``open`` is set where two books touch a pool and neither waits for the other.
    """

    def __init__(self) -> None:
        self.open = False
        self._sent: dict[int, Place] = {}
        self._otherwise: set[int] = set()
        self._away: dict[int, int] = {}

    def at_home(self, pool: int, at: Place, *, sends: bool) -> None:
        """Note that an entry of the pool's own book touches it."""
        if not (sends and self._sent.setdefault(pool, at) == at):
            self._otherwise.add(pool)
        self.open |= pool in self._away

    def from_away(self, pool: int, book: int) -> None:
        """Note that another book touches it, which waits for the sending."""
        if self._away.setdefault(pool, book) != book:
            self._away[pool] = _SEVERAL
            self.open = True
        self.open |= pool in self._otherwise


class _Columns:
    """The columns of a trail, and what is not laid into them yet."""

    def __init__(self) -> None:
        self.rows: list[tuple[int, int, int, int]] = []
        self.places: list[Place] = []
        self.roles: list[int] = []
        self._pools: list[Pool] = []
        self._numbers: dict[Pool, int] = {}
        self._names: list[str] = []
        self._named: dict[str, int] = {}
        self._bodies: list[int] = []
        self.trail = Trail(
            moves=Moves.of((), pools=0),
            pools=self._pools,
            numbers=self._numbers,
            places=np.empty((0, 2), dtype=np.int64),
            roles=np.empty(0, dtype=np.int8),
            bodies=np.empty(0, dtype=np.int32),
            names=self._names,
        )

    def number(self, pool: Pool) -> int:
        """Return a pool's number, its place among all of them."""
        number = self._numbers.setdefault(pool, len(self._pools))
        if number == len(self._pools):
            self._pools.append(pool)
            self.roles.append(ROLE_NUMBERS[role_of(pool[1])])
            self._bodies.append(self._name(body_of(pool[1])))
        return number

    def _name(self, body: str) -> int:
        number = self._named.setdefault(body, len(self._names))
        if number == len(self._names):
            self._names.append(body)
        return number

    def lay(self) -> None:
        """Lay what was moved behind what stands; nothing changes where nothing was."""
        was, pools = self.trail, len(self._pools)
        if not self.rows and pools == was.moves.pools:
            return
        since = was.moves.pools
        self.trail = replace(
            was,
            moves=was.moves.then(Moves.of(self.rows, pools=pools)),
            places=_longer(was.places, self.places),
            roles=_longer(was.roles, self.roles[since:]),
            bodies=_longer(was.bodies, self._bodies[since:]),
        )
        self.rows.clear()
        self.places.clear()


def _longer(column: npt.NDArray[_N], new: Sequence[Any]) -> npt.NDArray[_N]:
    added = np.array(new, dtype=column.dtype).reshape(-1, *column.shape[1:])
    return np.concatenate((column, added))


def _happening(booked: Booked) -> tuple[int, tuple[str, ...], tuple[str, ...]]:
    """Return what an entry waits for and what it lets others go on with."""
    if booked.kind in ARRIVING:
        return booked.seq, _documents(booked, at=1, role="arrived"), ()
    if booked.kind in SENDING:
        return booked.seq, (), _documents(booked, at=0, role="transit")
    return booked.seq, (), ()


def _documents(booked: Booked, *, at: int, role: str) -> tuple[str, ...]:
    """Return the documents of the accounts in a role, on the debit or credit side."""
    accounts = (str(posting[at]) for posting in booked.postings)
    named = {one.split("/", 2)[2] for one in accounts if role_of(one) == role}
    return tuple(sorted(named))
