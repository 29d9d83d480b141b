# SPDX-License-Identifier: Apache-2.0
"""A story is a movement package and what its telling has done so far.

Every choice is made from the package, a seed and the story's own notes, never from what
the tables say: told again after a crash it makes the same commands, and each of them
finds its first entry and adds nothing.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from hashlib import sha256
from random import Random
from typing import Any

from gungho.actions.keep_card import make_card
from gungho.actions.ports import Books, Card, Command
from gungho.actions.record import record_all
from gungho.formats.package import (
    BodyFact,
    FundFact,
    IndexFact,
    ItemFact,
    Package,
    PlaceFact,
    PriceFact,
    RateFact,
    RecipeFact,
)
from gungho.ledger.terms import Terms, terms_sha256
from gungho.measure import Quarter, count_of, parse_day

RESUME_AFTER = timedelta(days=360)
LAST_DAY = date(1941, 12, 7)
HOME_CURRENCY = "CNC"


@dataclass(slots=True, kw_only=True)
class Story:
    """A package being told into books."""

    package: Package
    books: Books
    seed: int
    set_clock: Callable[[datetime], None]
    told: Callable[[str, int], None] = lambda _stage, _entries: None
    cash: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    stock: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    mirrored: set[tuple[str, str]] = field(default_factory=set)
    terms: dict[str, Terms] = field(default_factory=dict)
    entries: int = 0
    waiting: list[Command] = field(default_factory=list)
    due: list[Any] = field(default_factory=list)
    notes: defaultdict[str, Any] = field(default_factory=lambda: defaultdict(dict))
    items: dict[str, ItemFact] = field(default_factory=dict)
    bodies: dict[str, BodyFact] = field(default_factory=dict)
    places: dict[str, PlaceFact] = field(default_factory=dict)
    recipes: dict[str, RecipeFact] = field(default_factory=dict)
    funds: dict[str, FundFact] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.items = {fact.id: fact for fact in self.package.table(ItemFact)}
        self.bodies = {fact.id: fact for fact in self.package.table(BodyFact)}
        self.places = {fact.id: fact for fact in self.package.table(PlaceFact)}
        self.recipes = {fact.id: fact for fact in self.package.table(RecipeFact)}
        self.funds = {fact.id: fact for fact in self.package.table(FundFact)}

    @property
    def hub(self) -> str:
        """The hub of the movement, in whose book the registry stands."""
        for body in self.bodies.values():
            if body.form == "hub":
                return body.id
        return next(iter(self.bodies))

    def random(self, *names: object) -> Random:
        """Return a generator for one choice, by its names and the story's seed."""
        words = "/".join(map(str, (self.seed, *names)))
        return Random(sha256(words.encode()).digest())  # nosec B311

    def clock_at(self, day: date) -> None:
        """Set the authors' clock to the evening of a day."""
        self.set_clock(datetime.combine(min(day, LAST_DAY), time(18), tzinfo=UTC))

    def say(
        self, book: str, kind: str, entry: str, day: date | str, **facts: Any
    ) -> Command:
        """Let one command wait to be recorded."""
        command = Command(
            book=book,
            id=entry,
            kind=kind,
            happened=day if isinstance(day, str) else day.isoformat(),
            facts=facts,
            by="operator",
            office="bookkeeper",
        )
        self.waiting.append(command)
        return command

    def record(self, stage: str) -> None:
        """Record what waits, grouped by book, each book's commands in order."""
        by_book: dict[str, list[Command]] = {}
        for command in self.waiting:
            by_book.setdefault(command.book, []).append(command)
        self.waiting = []
        for body, run in by_book.items():
            self._resume(body)
            self.entries += record_all(self.books, run)
        self.told(stage, self.entries)

    def _resume(self, body: str) -> None:
        """Resume a book that has stood still for nearly a year."""
        now = self.books.clock()
        last = self.notes["written"].get(body, now)
        if now - last > RESUME_AFTER:
            generation = self.notes["generation"].get(body, 0) + 1
            self.notes["generation"][body] = generation
            command = Command(
                book=body,
                id=f"resumed.{generation}",
                kind="book.resumed",
                happened=now.date().isoformat(),
                facts={"generation": generation, "reason": "stood-still"},
                office="bookkeeper",
            )
            self.entries += record_all(self.books, [command])
        self.notes["written"][body] = now

    def card(self, text: str, subject: str) -> str:
        """Keep a public text as a card and return its commitment."""
        if not text:
            return ""
        salt = sha256(f"{self.seed}/{subject}/{text}".encode()).digest()[:16]
        card = make_card(text, subject=subject, salts=lambda: salt)
        self.notes["cards"][card.commitment] = card
        return card.commitment

    def keep_cards(self) -> None:
        """Keep the cards made so far."""
        cards: list[Card] = list(self.notes["cards"].values())
        self.books.keep_cards(cards)
        self.notes["cards"].clear()

    def mirror(self, body: str, fund: str, day: date | str) -> None:
        """Let a book know another body's fund before its first use there."""
        if (body, fund) in self.mirrored or fund.split(":", maxsplit=1)[0] == body:
            return
        self.mirrored.add((body, fund))
        from_terms = self.terms[fund]
        self.say(
            body,
            "fund.mirrored",
            f"mirror.{fund}.{len(self.notes['changed'].get(fund, ()))}",
            day,
            fund=fund,
            sort="general" if from_terms.free else "restricted",
            terms=from_terms,
            terms_sha256=terms_sha256(from_terms),
        )

    def scale(self, code: str) -> int:
        """Return the scale of a commodity."""
        return self.items[code].scale

    def place_of(self, body: str) -> str:
        """Return where a body keeps its goods."""
        return self.bodies[body].place

    def price(self, item: str, day: date) -> int:
        """Return a price in the home currency's smallest unit for one whole unit."""
        table = self._prices()
        days, counts = table.get(item, ([], []))
        if not days:
            return 0
        at = max(0, bisect_right(days, day) - 1)
        level = self._level(day) / self._level(days[at])
        return max(1, int(counts[at] * level))

    def _prices(self) -> dict[str, tuple[list[date], list[int]]]:
        if "prices" not in self.notes:
            table: dict[str, list[tuple[date, int]]] = defaultdict(list)
            for fact in self.package.table(PriceFact):
                if fact.currency == HOME_CURRENCY and fact.item in self.items:
                    low, high = (
                        count_of(fact.low, 2),
                        count_of(fact.high or fact.low, 2),
                    )
                    table[fact.item].append((loose_day(fact.as_of), (low + high) // 2))
            self.notes["prices"] = {
                item: ([day for day, _ in sorted(rows)], [n for _, n in sorted(rows)])
                for item, rows in table.items()
            }
        found: dict[str, tuple[list[date], list[int]]] = self.notes["prices"]
        return found

    def _level(self, day: date) -> Fraction:
        """Return the price index at a day, between the dates it was printed for."""
        if "levels" not in self.notes:
            self.notes["levels"] = sorted(
                (loose_day(fact.as_of), Fraction(fact.value))
                for fact in self.package.table(IndexFact)
            )
        levels: list[tuple[date, Fraction]] = self.notes["levels"]
        if not levels:
            return Fraction(1)
        at = bisect_right([when for when, _ in levels], day)
        if at == 0:
            return levels[0][1]
        if at == len(levels):
            return levels[-1][1]
        (before, low), (after, high) = levels[at - 1], levels[at]
        part = Fraction((day - before).days, max(1, (after - before).days))
        return low + (high - low) * part

    def rate(self, source: str, target: str, day: date) -> tuple[Fraction, str] | None:
        """Return the last market rate seen before a day, and its source."""
        if "rates" not in self.notes:
            rates: dict[tuple[str, str], list[tuple[date, Fraction, str]]] = {}
            for fact in self.package.table(RateFact):
                pair = (fact.source_currency, fact.target_currency)
                row = (loose_day(fact.as_of), Fraction(fact.value), fact.source)
                rates.setdefault(pair, []).append(row)
            self.notes["rates"] = {pair: sorted(rows) for pair, rows in rates.items()}
        rows = self.notes["rates"].get((source, target), [])
        seen = [row for row in rows if row[0] <= day] or rows[:1]
        return (seen[-1][1], seen[-1][2]) if seen else None


def loose_day(text: str) -> date:
    """Return the day for a date that may lack its day or be a span (its end)."""
    last = text.rsplit("/", maxsplit=1)[-1].strip()
    parts = last.split("-")
    if len(parts) == 3:
        return parse_day(last)
    if len(parts) == 2 and parts[1].isdecimal() and len(parts[1]) == 2:
        month = date(int(parts[0]), int(parts[1]), 1)
        return (month + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    return date(int(parts[0]), 6, 30)


def quarters() -> Iterable[Quarter]:
    """Yield the quarters of the story, up to the last day it tells."""
    return Quarter.span(Quarter(1938, 3), Quarter.of(LAST_DAY))


def end_of(quarter: Quarter) -> date:
    """Return the last day of a quarter that the story tells."""
    return min(quarter.last, LAST_DAY)
