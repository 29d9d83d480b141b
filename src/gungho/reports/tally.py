# SPDX-License-Identifier: Apache-2.0
"""A tally adds up money by line, fund and currency, and lays it in columns.

Its columns are the currencies that occur, the reporting currency that all of them come
to, and, where an index is named, the same at the prices of its base day.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from gungho.reports.sheet import Cell, Label, Line, Sort, label
from gungho.reports.worth import Money

Pot = tuple[str, str, str]
OPENING, EXCHANGED, CLOSING = "opening", "exchanged", "closing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Amounts by line: ``(fund, part, currency)`` to a count of smallest units.

    What stands in one pot is turned and rounded as one; the same pots under other lines
    therefore come to the same total.
    """

    money: Money
    lines: defaultdict[str, Counter[Pot]] = field(
        default_factory=lambda: defaultdict(Counter)
    )
    proofs: dict[str, str] = field(default_factory=dict)

    def add(self, line: str, pot: Pot, *, count: int, account: str = "") -> None:
        """Add an amount to a line; ``account`` is where the line is proved."""
        self.lines[line][pot] += count
        known = self.proofs.setdefault(line, account)
        if known != account:
            self.proofs[line] = ""

    def currencies(self) -> list[str]:
        """Return the currencies that occur, the reporting currency first."""
        found = {
            code for one in self.lines.values() for (_, _, code), n in one.items() if n
        }
        return sorted(found, key=lambda code: (code != self.money.currency, code))

    def shown(self) -> list[str]:
        """Return the currencies that have a column: none if one is all there is."""
        found = self.currencies()
        return [] if found == [self.money.currency] else found

    def missing(self) -> list[str]:
        """Return the currencies that no rate is known for."""
        return [code for code in self.currencies() if self.money.worth(code, 1) is None]

    def total(self, names: Iterable[str]) -> Counter[Pot]:
        """Return several lines added up."""
        found: Counter[Pot] = Counter()
        for name in names:
            for pot, count in self.lines.get(name, Counter()).items():
                found[pot] += count
        return found

    def nominal(self, name: str, *, fund: str | None = None) -> int:
        """Return a line in the reporting currency, of one fund or of all."""
        turned = self.money.was_worth if name == OPENING else self.money.worth
        return sum(
            turned(code, count) or 0
            for (pot, _, code), count in self.lines.get(name, Counter()).items()
            if fund in (None, pot)
        )

    def is_moved(self, name: str) -> bool:
        """True if a line is not nothing in every fund and currency."""
        return any(self.lines.get(name, Counter()).values())

    def columns(self) -> tuple[Label, ...]:
        """Return what the columns are called."""
        own = [label("column.own", currency=code) for code in self.shown()]
        told = [label("column.reporting", currency=self.money.currency)]
        if self.money.index:
            told.append(label("column.real", day=self.money.index.base_on))
        return (*own, *told)

    def cells(self, counts: Counter[Pot], nominal: int) -> tuple[Cell | None, ...]:
        """Return a line's cells: each currency, all of them, and all at base prices."""
        sums: Counter[str] = Counter()
        for (_, _, code), count in counts.items():
            sums[code] += count
        currency = self.money.currency
        own = [Cell(c, sums[c]) if sums[c] else None for c in self.shown()]
        told = [*own, Cell(currency, nominal)]
        if self.money.index:
            told.append(Cell(currency, self.money.index.real(nominal)))
        return tuple(told)

    def line(
        self, name: str, told: Label, *, sort: Sort = "line", nominal: int | None = None
    ) -> Line:
        """Return one line laid in columns."""
        worth = self.nominal(name) if nominal is None else nominal
        return Line(
            label=told,
            cells=self.cells(self.lines.get(name, Counter()), worth),
            sort=sort,
            account=self.proofs.get(name, ""),
        )

    def group(self, told: Label) -> Line:
        """Return a heading over some lines."""
        return Line(label=told, cells=(None,) * len(self.columns()), sort="group")

    def sum_of(self, names: Iterable[str], told: Label) -> Line:
        """Return the total of some lines, each column as its lines are printed."""
        names = list(names)
        nominal = sum(map(self.nominal, names))
        return Line(
            label=told, cells=self.cells(self.total(names), nominal), sort="total"
        )
