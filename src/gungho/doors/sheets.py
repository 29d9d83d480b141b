# SPDX-License-Identifier: Apache-2.0
"""A statement's sheet in words of one language: the paper that every door shows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from gungho.doors.figures import day_text, figure, money
from gungho.doors.names import Names
from gungho.doors.reasons import codes, sentence
from gungho.errors import Fact
from gungho.formats.paper import Paper, PaperCell, PaperLine, PaperPart
from gungho.formats.paper_csv import csv_of
from gungho.formats.paper_pdf import pdf_of
from gungho.formats.paper_text import text_of
from gungho.formats.paper_xlsx import xlsx_of
from gungho.reports.sheet import Cell, Label, Line, Part, Sheet, Stamp

BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"
FORMATS: Mapping[str, tuple[str, Callable[[Paper], bytes]]] = {
    "text": ("text/plain; charset=utf-8", lambda paper: text_of(paper).encode()),
    "csv": ("text/csv; charset=utf-8", lambda paper: (BOM + csv_of(paper)).encode()),
    "xlsx": (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        xlsx_of,
    ),
    "pdf": ("application/pdf", pdf_of),
}
PIECES = frozenset({"", "H87", "C62"})  # what is counted needs no unit
NAMES_ONLY = frozenset({"sheet.fund", "sheet.item", "sheet.column.own"})
Prove = Callable[[Line], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class InWords:
    """What is needed to say a sheet: names, the scale of each commodity, a language."""

    names: Names
    scales: Mapping[str, int]
    units: Mapping[str, str]
    language: str
    prove: Prove = field(default=lambda _line: "")

    def paper(self, sheet: Sheet) -> Paper:
        """Return a sheet in words."""
        return Paper(
            title=self.said(sheet.title),
            body=self.names.body(sheet.stamp.body),
            stated=tuple(self._stated(sheet.stamp)),
            parts=tuple(self._part(part) for part in sheet.parts),
            notes=tuple(self.said(note) for note in sheet.notes),
            language=self.language,
            root=sheet.stamp.root,
        )

    def said(self, told: Label) -> str:
        """Return a label in words; one that only names something is that name."""
        if told.code in NAMES_ONLY:
            return "".join(self._fact(name, fact) for name, fact in told.facts)
        return sentence(told.code, dict(told.facts), self.language, tell=self._fact)

    def word(self, code: str, **facts: str) -> str:
        """Return a sheet's word."""
        return self.said(Label(code=f"sheet.{code}", facts=tuple(facts.items())))

    def _part(self, part: Part) -> PaperPart:
        return PaperPart(
            name=self.said(part.title),
            first=self.said(part.first),
            columns=tuple(self.said(column) for column in part.columns),
            lines=tuple(self._line(line) for line in part.lines),
        )

    def _line(self, line: Line) -> PaperLine:
        return PaperLine(
            name=self.said(line.label),
            cells=tuple(self._cell(cell) for cell in line.cells),
            sort=line.sort,
            account=line.account or line.fund,
            href=self.prove(line),
        )

    def _cell(self, cell: Cell | Label | str | None) -> PaperCell | None:
        if cell is None:
            return None
        if isinstance(cell, Label):
            return PaperCell(text=self.said(cell))
        if isinstance(cell, str):
            return PaperCell(text=cell)
        scale = self.scales.get(cell.commodity, 0)
        written = money if not self.units.get(cell.commodity) else figure
        return PaperCell(
            text=written(cell.count, scale),
            count=cell.count,
            scale=scale,
            code=cell.commodity,
        )

    def _stated(self, stamp: Stamp) -> Iterator[tuple[str, str]]:
        yield self.word("stated.book"), self.names.body(stamp.book)
        if stamp.fund:
            yield self.word("stated.fund"), self.names.fund(stamp.fund)
        if stamp.period:
            yield self.word("stated.period"), stamp.period
        span = "days" if stamp.since else "until"
        told = self.word(f"told.{span}", since=stamp.since, until=stamp.until)
        yield self.word("stated.days"), told
        basis = "known" if stamp.known else "booked"
        yield self.word("stated.basis"), self.word(f"told.{basis}")
        place = {"size": f"{stamp.size:,}", "first": f"{stamp.first:,}"}
        yield self.word("stated.position"), self.word("told.position", **place)
        yield self.word("stated.root"), stamp.root
        yield self.word("stated.currency"), stamp.currency
        yield from self._rates(stamp)
        if stamp.index:
            facts = {"base": stamp.index_base, "day": stamp.index_on}
            named = self.names.item(stamp.index)
            told = self.word("told.index", index=named, **facts)
            yield self.word("stated.index"), told

    def _rates(self, stamp: Stamp) -> Iterator[tuple[str, str]]:
        for rate in stamp.rates:
            told = self.word(
                "told.rate",
                denominator=str(rate.denominator),
                currency=rate.currency,
                numerator=str(rate.numerator),
                reporting=stamp.currency,
                day=rate.on,
                cited=rate.cited or "-",
            )
            yield self.word("stated.rate", currency=rate.currency), told

    def _fact(self, name: str, fact: Fact) -> str:
        text = str(fact)
        named: dict[str, Callable[[str], str]] = {
            "fund": self._fund,
            "item": self._item,
            "place": self.names.place,
            "coop": self.names.body,
            "receiver": self.names.body,
            "day": self._day,
            "since": self._day,
            "until": self._day,
            "base": self._day,
            "kind": self._kind,
            "cause": lambda code: self._coded("cause", code),
            "till": lambda code: self._coded("till", code),
        }
        return named[name](text) if name in named else text

    def _fund(self, fund: str) -> str:
        """A fund's name, and whose it is."""
        opener, name = self.names.body(fund.partition(":")[0]), self.names.fund(fund)
        return name if name.startswith(opener) else f"{opener}: {name}"

    def _item(self, item: str) -> str:
        """An item's name, and what it is counted in where that is not pieces."""
        unit, name = self.units.get(item, ""), self.names.item(item)
        if unit in PIECES or "(" in name:
            return name
        return f"{name} ({self._coded('unit', unit)})"

    def _day(self, text: str) -> str:
        return day_text(text, self.language)

    def _kind(self, kind: str) -> str:
        return sentence(f"kind.{kind}", {}, self.language)

    def _coded(self, sort: str, code: str) -> str:
        known = f"{sort}.{code}"
        if known in codes():
            return sentence(known, {}, self.language)
        return code.replace("-", " ")
