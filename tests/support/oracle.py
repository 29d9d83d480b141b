# SPDX-License-Identifier: Apache-2.0
"""A tiny model of a movement, in dictionaries, that knows nothing of our code.

It is told what people try to do, says whether that may be recorded, and keeps what
every account holds. Written as an accountant would explain the laws, so that the books
can be held against it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field

HUB, DEPOT, COOP = "hk", "baoji", "baoji.0001"
OWN = "baoji:own"
Key = tuple[str, str, str, str]


@dataclass(slots=True)
class Sent:
    """What left under one document, lot by lot, and what became of it."""

    lines: dict[tuple[str, str, str], int]
    came: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    settled: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    lost: Counter[tuple[str, str, str]] = field(default_factory=Counter)


@dataclass(slots=True)
class Oracle:
    """Who holds what: ``(account, commodity, fund, lot)`` to a count.

    ``terms`` names, for each fund, the clauses of its giver that this model knows.
    """

    terms: dict[str, dict[str, object]]
    held: Counter[Key] = field(default_factory=Counter)
    came_in: Counter[tuple[str, str]] = field(default_factory=Counter)
    ended: Counter[tuple[str, str]] = field(default_factory=Counter)
    turned: Counter[tuple[str, str]] = field(default_factory=Counter)
    sent: dict[str, Sent] = field(default_factory=dict)
    born: dict[str, int] = field(default_factory=dict)
    gifts: dict[str, tuple[str, str, int, str]] = field(default_factory=dict)
    debts: dict[str, tuple[str, int]] = field(default_factory=dict)

    def has(self, account: str, code: str, fund: str, count: int) -> bool:
        """True if an account holds so much of a fund, over all lots."""
        return sum(n for _, n in self.lots(account, code, fund)) >= count

    def lots(self, account: str, code: str, fund: str) -> list[tuple[str, int]]:
        """Return the lots in an account, the oldest first."""
        found = [
            (lot, n)
            for (at, what, pot, lot), n in self.held.items()
            if (at, what, pot) == (account, code, fund) and n
        ]
        return sorted(found, key=lambda one: self.born.get(one[0], 0))

    def sound(self, body: str, fund: str) -> bool:
        """True if a fund has nothing below zero in the book of a body."""
        return not any(
            n < 0
            for (at, _, pot, _), n in self.held.items()
            if pot == fund and at.split("/")[0].split(".")[0] == body
        )

    def fits(self, fund: str, **use: str) -> bool:
        """True if a use keeps the giver's conditions."""
        terms = self.terms[fund]
        return all(
            use[name] in allowed  # type: ignore[operator]
            for name, allowed in terms.items()
            if name in use
        ) and not (terms.get("revolving") and use.get("given"))

    def answered(self, fund: str, **use: str) -> bool:
        """True if a cost says something of each thing that the giver has asked."""
        asked = {"place", "region", "trade", "item", "purpose", "body"}
        return asked & self.terms[fund].keys() <= use.keys()

    def may_spend(self, body: str, fund: str, **use: str) -> bool:
        """True if a fund is sound and its conditions allow the use."""
        return self.sound(body, fund) and self.fits(fund, **use)

    def take(self, account: str, code: str, fund: str, count: int) -> dict[str, int]:
        """Take from the oldest lots; return how much of each."""
        taken: dict[str, int] = defaultdict(int)
        for lot, n in self.lots(account, code, fund):
            part = min(n, count)
            if part > 0:
                taken[lot] += part
                self.held[account, code, fund, lot] -= part
                count -= part
        if count:  # a till may be drawn below nothing by what has happened
            taken[""] += count
            self.held[account, code, fund, ""] -= count
        return dict(taken)

    def put(self, account: str, code: str, fund: str, lots: dict[str, int]) -> None:
        """Put lots into an account."""
        for lot, n in lots.items():
            self.held[account, code, fund, lot] += n

    def gift(self, name: str, account: str, what: tuple[str, str, int, str]) -> None:
        """A gift comes in: of what, of which fund, how much, as which lot."""
        code, fund, count, lot = what
        self.put(account, code, fund, {lot: count})
        self.came_in[code, fund] += count
        self.gifts[name] = what

    def may_take_back(self, name: str, account: str) -> bool:
        """True for money, which may prove never to have come, and goods still there."""
        code, fund, count, lot = self.gifts[name]
        return not lot or self.held[account, code, fund, lot] >= count

    def take_back(self, name: str, account: str) -> None:
        """A gift is taken back."""
        code, fund, count, lot = self.gifts.pop(name)
        self.held[account, code, fund, lot] -= count
        self.came_in[code, fund] -= count

    def spend(self, account: str, code: str, fund: str, count: int) -> None:
        """Something is paid for or used up."""
        self.take(account, code, fund, count)
        self.ended[code, fund] += count

    def turn(self, fund: str, out: tuple[str, str, int], into: Key, count: int) -> None:
        """One thing becomes another of the same fund."""
        account, code, given = out
        self.take(account, code, fund, given)
        self.turned[code, fund] -= given
        self.held[into] += count
        self.turned[into[1], fund] += count

    def leave(
        self, document: str, source: str, code: str, *, fund: str, n: int
    ) -> None:
        """Something leaves under a document; it stays the sender's, on the way."""
        lots = self.take(source, code, fund, n)
        self.put(
            f"{source.split('/', maxsplit=1)[0]}/transit/{document}", code, fund, lots
        )
        self.sent[document] = Sent({(code, fund, lot): m for lot, m in lots.items()})

    def arrive(self, document: str, target: str, *, short: int, fee: int) -> None:
        """All of a document comes but the last few units, and a bank keeps a fee."""
        sent = self.sent[document]
        for what, count in list(sent.lines.items())[-1:]:
            code, fund, lot = what
            came = count - short
            sent.came[what] = came
            self.put(target, code, fund, {lot: came - fee})
            self.ended[code, fund] += fee
        for what, count in list(sent.lines.items())[:-1]:
            sent.came[what] = count
            self.put(target, what[0], what[1], {what[2]: count})

    def may_settle(self, document: str, what: tuple[str, str, str], count: int) -> bool:
        """True if so much more was counted than is settled, and is still on the way."""
        sent = self.sent[document]
        on_way = sent.lines.get(what, 0) - sent.settled[what] - sent.lost[what]
        return sent.settled[what] + count <= sent.came[what] and count <= on_way

    def settle(self, document: str, what: tuple[str, str, str], count: int) -> None:
        """The sender lets go of what was counted."""
        self.sent[document].settled[what] += count
        self.held[f"{HUB}/transit/{document}", *what] -= count

    def may_lose(self, document: str, what: tuple[str, str, str], count: int) -> bool:
        """True if so much is on the way, and was not counted elsewhere."""
        sent = self.sent[document]
        on_way = sent.lines.get(what, 0) - sent.settled[what] - sent.lost[what]
        missing = sent.lines.get(what, 0) - sent.lost[what] - sent.came[what]
        return count <= on_way and (not sent.came[what] or count <= missing)

    def lose(self, document: str, what: tuple[str, str, str], count: int) -> None:
        """What is missing is accepted as lost."""
        self.sent[document].lost[what] += count
        self.held[f"{HUB}/transit/{document}", *what] -= count
        self.ended[what[0], what[1]] += count

    def on_the_way(self) -> Counter[tuple[str, str]]:
        """Return what was sent and neither counted nor lost."""
        found: Counter[tuple[str, str]] = Counter()
        for sent in self.sent.values():
            for what, count in sent.lines.items():
                left = count - sent.came[what] - sent.lost[what]
                found[what[0], what[1]] += left
        return found
