# SPDX-License-Identifier: Apache-2.0
"""A register of workers, machines, sites and ways, as organisers bring it.

Headings in English or Chinese, in any order; cells as they come. Each row is read or
told as a fault with its reason; what was taken for something else than it says is told
as a note. A person's sex and age are not kept; who is under sixteen is not taken.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from gungho.errors import Refusal
from gungho.formats.pasted_cells import plain
from gungho.formats.register_words import (
    ALONE,
    BROKEN,
    DANGERS,
    GRADES,
    HEADS,
    ITEMS,
    NEEDED,
    NO,
    YES,
    head_of,
    number_in,
    taken_for,
)
from gungho.formats.sheds import Sheds
from gungho.formats.sheets import Sheet, read_sheets
from gungho.measure import MAX_COUNT
from gungho.planning.forming import Machine, Site, Way, Worker

AGE_MIN = 16
AGE_MAX = 100
MACHINES_MOST = 1_000
LOOKED_AT = 15
PART = re.compile(r"[;；、，/\n]|,(?!\d{3})")
COUNTED = re.compile(r"(.*?)[\s:：=×x*]*(\d[\d,，]*)\D{0,12}$")
WATTS = re.compile(r"(\d+(?:\.\d+)?)\s*(kw|千瓦|hp|马力|匹|w|瓦)?", re.IGNORECASE)
OF_UNIT = {"kw": 1000, "千瓦": 1000, "hp": 746, "马力": 746, "匹": 746}
Thing = Worker | Machine | Site | Way


@dataclass(frozen=True, slots=True, kw_only=True)
class RowRead:
    """A row that was read: what tells it from others, the name, and what it says.

    ``thing`` has no id yet; ``key`` is the same whenever the same row is read again.
    """

    row: int
    key: tuple[str, ...]
    name: str
    thing: Thing


@dataclass(frozen=True, slots=True, kw_only=True)
class RowFault:
    """A row that was not taken: its number, why, and the cell that is at fault."""

    row: int
    code: str
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RowNote:
    """A cell that was taken for something: what it says, and what it was taken for."""

    row: int
    code: str
    told: str
    taken: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetRead:
    """What one sheet of a register holds; ``columns`` counts from 1."""

    sort: str
    sheet: str
    columns: Mapping[str, int]
    rows: tuple[RowRead, ...]
    faults: tuple[RowFault, ...]
    notes: tuple[RowNote, ...]


Places = Mapping[str, tuple[str, ...]]
Words = Mapping[str, Sequence[str]]


def read_register(raw: bytes, *, sheds: Sheds, places: Places) -> tuple[SheetRead, ...]:
    """Read a file; ``places`` maps the id of each known place to its names.

    Raises Refusal ``sheet.*``, or ``register.headings`` when no sheet says what it is.
    """
    sheets = read_sheets(raw)
    found = [
        _Reading(sheet, told, sheds=sheds, places=places).read()
        for sheet in sheets
        if (told := _told(sheet))
    ]
    if not found:
        first = " | ".join(cell for cell in sheets[0].rows[0][1] if cell)
        raise Refusal("register.headings", found=first[:120] or "-")
    return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Heads:
    sort: str
    after: int
    columns: Mapping[str, int]


def _told(sheet: Sheet) -> _Heads | None:
    """Return what a sheet is a list of, by the headings that fit best."""
    best: _Heads | None = None
    for place, (_, cells) in enumerate(sheet.rows[:LOOKED_AT]):
        heads = [head_of(cell) for cell in cells]
        for sort, known in HEADS.items():
            columns = _columns(heads, known)
            if not NEEDED[sort] <= columns.keys():
                continue
            if best is None or len(columns) > len(best.columns):
                best = _Heads(sort=sort, after=place, columns=columns)
    return best


def _columns(heads: list[str], known: Words) -> dict[str, int]:
    found: dict[str, int] = {}
    for name, words in known.items():
        close = [word.replace(" ", "") for word in words]
        place = next(
            (
                heads.index(word)
                for word in close
                if word in heads and heads.index(word) not in found.values()
            ),
            None,
        )
        if place is not None:
            found[name] = place
    return found


class _Fault(Exception):
    def __init__(self, code: str, told: str = "") -> None:
        super().__init__(code)
        self.code, self.told = code, told


@dataclass(slots=True)
class _Row:
    number: int
    cells: dict[str, str]
    notes: list[RowNote] = field(default_factory=list)

    def cell(self, name: str) -> str:
        return self.cells.get(name, "")

    def note(self, code: str, told: str, *, taken: str) -> None:
        self.notes.append(
            RowNote(row=self.number, code=code, told=told[:80], taken=taken)
        )


class _Reading:
    def __init__(
        self, sheet: Sheet, heads: _Heads, *, sheds: Sheds, places: Places
    ) -> None:
        self.sheet, self.heads, self.sheds = sheet, heads, sheds
        self.places = places
        self.new_places: dict[str, str] = {}
        self.met: dict[tuple[str, ...], tuple[int, Thing]] = {}
        self.alike: Counter[tuple[str, ...]] = Counter()

    def read(self) -> SheetRead:
        """Return what could be read, and what could not."""
        rows: list[RowRead] = []
        faults: list[RowFault] = []
        notes: list[RowNote] = []
        for number, cells in self.sheet.rows[self.heads.after + 1 :]:
            row = _Row(number, self._cells(cells))
            if not any(row.cells.values()):
                continue
            try:
                rows += self._taken(row)
            except _Fault as fault:
                told = (fault.told or " | ".join(filter(None, cells)))[:160]
                faults.append(RowFault(row=number, code=fault.code, told=told))
                continue
            notes += row.notes
        return SheetRead(
            sort=self.heads.sort,
            sheet=self.sheet.name,
            columns={name: at + 1 for name, at in self.heads.columns.items()},
            rows=tuple(rows),
            faults=tuple(faults),
            notes=tuple(notes),
        )

    def _cells(self, cells: tuple[str, ...]) -> dict[str, str]:
        return {
            name: plain(cells[at]) if at < len(cells) else ""
            for name, at in self.heads.columns.items()
        }

    def _taken(self, row: _Row) -> Iterator[RowRead]:
        """Yield what a row holds; a row of five machines is five."""
        read = {
            "workers": self._worker,
            "machines": self._machine,
            "sites": self._site,
            "ways": self._way,
        }[self.heads.sort]
        found = list(read(row))
        for key, name, thing in found:
            known = self.met.get(key)
            if known is None:
                self.met[key] = row.number, thing
                yield RowRead(row=row.number, key=key, name=name, thing=thing)
            elif known[1] == thing:
                row.note("twice", name or key[0], taken=str(known[0]))
            else:
                raise _Fault("contradicts", f"{name or key[0]} ({known[0]})")

    def _worker(self, row: _Row) -> Iterator[tuple[tuple[str, ...], str, Thing]]:
        name = row.cell("name")
        if not name:
            raise _Fault("no-name")
        self._of_age(row.cell("age"))
        place = self._place(row, "place")
        home = row.cell("household").strip(" .。")
        thing = Worker(
            id="",
            trade=self._trade(row),
            place=place,
            grade=self._grade(row),
            household="" if home.lower() in ALONE else f"{place}/{home}"[:120],
            moves=self._says(row, "moves"),
            leads=self._says(row, "leads"),
            keeps_books=self._says(row, "books"),
        )
        yield (name, place, row.cell("number")), name, thing

    @staticmethod
    def _of_age(cell: str) -> None:
        age = number_in(cell)
        if age is None:
            return
        if not 0 < age <= AGE_MAX:
            raise _Fault("age", cell)
        if age < AGE_MIN:
            raise _Fault("too-young", cell)

    def _trade(self, row: _Row) -> str:
        cell = row.cell("trade")
        if not cell:
            row.note("no-trade", "", taken="none")
            return "none"
        return self._word(row, cell, words=self.sheds.trades, code="trade")

    def _word(self, row: _Row, cell: str, *, words: Words, code: str) -> str:
        taken = taken_for(cell, words)
        if taken is None:
            raise _Fault(f"{code}-unknown", cell)
        if not taken.exact:
            row.note(code, cell, taken=taken.code)
        return taken.code

    def _grade(self, row: _Row) -> int:
        cell = row.cell("grade")
        if cell:
            number = number_in(cell)
            if number is not None and 0 <= number <= 9:
                return number
            return int(self._word(row, cell, words=GRADES, code="grade"))
        cell = row.cell("years")
        years = number_in(cell) if cell else None
        if years is None:
            row.note("no-grade", cell, taken="1")
            return 1
        grade = 1 if years < 2 else 2 if years < 8 else 3
        row.note("years", cell, taken=str(grade))
        return grade

    def _says(self, row: _Row, name: str) -> bool:
        cell = row.cell(name).lower().strip(" .。!！")
        if not cell:
            if name == "moves":
                row.note("no-moves", "", taken="no")
            return False
        if cell in YES:
            return True
        if cell in NO:
            return False
        raise _Fault("yes-no", row.cell(name))

    def _place(self, row: _Row, name: str) -> str:
        cell = row.cell(name).strip(" .。")
        if not cell:
            raise _Fault("no-place")
        found = _known_place(cell, tuple(self.places.items()))
        if found is None:
            place = self.new_places.setdefault(cell.lower(), cell[:80])
            row.note("new-place", cell, taken=place)
            return place
        code, exact = found
        if not exact:
            row.note("place", cell, taken=code)
        return code

    def _machine(self, row: _Row) -> Iterator[tuple[tuple[str, ...], str, Thing]]:
        kind = row.cell("kind")
        if not kind:
            raise _Fault("no-kind")
        if row.cell("state").lower() in BROKEN:
            raise _Fault("broken", row.cell("state"))
        code = self._word(row, kind, words=self.sheds.machines, code="kind")
        place = self._place(row, "place")
        told = row.cell("count")
        count = number_in(told) if told else 1
        if count is None or not 0 < count <= MACHINES_MOST:
            raise _Fault("count", told)
        thing = Machine(
            id="",
            kind=code,
            place=place,
            portable=self._says(row, "portable"),
            power=self._watts(row.cell("power")),
        )
        for _ in range(count):
            mark = (code, place, row.cell("number"), str(thing.portable))
            self.alike[mark] += 1
            yield (*mark, str(self.alike[mark])), "", thing

    @staticmethod
    def _watts(cell: str) -> int:
        if not cell or cell.lower() in NO:
            return 0
        found = WATTS.fullmatch(cell.replace(",", ""))
        if found is None:
            raise _Fault("power", cell)
        watts = round(float(found[1]) * OF_UNIT.get((found[2] or "w").lower(), 1))
        if watts >= MAX_COUNT:
            raise _Fault("power", cell)
        return watts

    def _site(self, row: _Row) -> Iterator[tuple[tuple[str, ...], str, Thing]]:
        name = row.cell("site")
        if not name:
            raise _Fault("no-name")
        room = number_in(row.cell("room"))
        if room is None or room >= MAX_COUNT:
            raise _Fault("room", row.cell("room"))
        place = self._place(row, "place")
        thing = Site(
            id="",
            place=place,
            room=room,
            power=self._watts(row.cell("power")),
            danger=self._danger(row),
            materials=self._counts(row, "materials"),
            market=self._counts(row, "market"),
        )
        yield (name, place), name, thing

    def _danger(self, row: _Row) -> int:
        cell = row.cell("danger")
        if not cell:
            raise _Fault("no-danger")
        number = number_in(cell)
        if number is not None:
            if number > 9:
                raise _Fault("danger", cell)
            return number
        return int(self._word(row, cell, words=DANGERS, code="danger"))

    def _counts(self, row: _Row, name: str) -> dict[str, int]:
        """Read ``cotton yarn 200; wool 50`` as counts by item."""
        found: dict[str, int] = {}
        for part in filter(None, (one.strip() for one in PART.split(row.cell(name)))):
            told = COUNTED.fullmatch(part)
            if told is None or not told[1].strip():
                raise _Fault("counts", part)
            item = _item(told[1].strip())
            count = int(re.sub("[,，]", "", told[2]))
            if count >= MAX_COUNT:
                raise _Fault("counts", part)
            found[item] = found.get(item, 0) + count
        return found

    def _way(self, row: _Row) -> Iterator[tuple[tuple[str, ...], str, Thing]]:
        days = number_in(row.cell("days"))
        if days is None or not 0 <= days < 1000:
            raise _Fault("days", row.cell("days"))
        source, target = self._place(row, "source"), self._place(row, "target")
        yield (source, target), "", Way(source=source, target=target, days=days)


@lru_cache(maxsize=20_000)
def _known_place(
    cell: str, places: tuple[tuple[str, tuple[str, ...]], ...]
) -> tuple[str, bool] | None:
    taken = taken_for(cell, dict(places))
    return (taken.code, taken.exact) if taken else None


def _item(told: str) -> str:
    """Return the item that is meant, or the words as they stand."""
    taken = taken_for(told, ITEMS)
    return taken.code if taken else told.lower().replace(" ", "-")[:40]
