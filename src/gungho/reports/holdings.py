# SPDX-License-Identifier: Apache-2.0
"""What a body has in other hands or in stock, at the position of a statement.

What is on the way is aged by the days since it was sent; what was lent is told by co-op
and fund; goods by place and fund. All of it is taken from the same postings as the
balance sheet, and adds up to its lines.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from gungho.measure import parse_day
from gungho.reports.papers import AGES, OLDEST, age_of
from gungho.reports.sheet import Cell, Label, Line, Part, label
from gungho.reports.statements import Taken

Key = tuple[str, ...]


def on_the_way(taken: Taken) -> tuple[Part, ...]:
    """Return what was sent and is not settled, by age, the oldest last."""
    held: dict[Key, int] = defaultdict(int)
    for side in taken.sides:
        if side.role == "transit":
            held[side.whose, side.commodity, side.fund] += side.after
    aged: dict[str, list[tuple[Key, str, int]]] = defaultdict(list)
    for key, count in sorted(held.items()):
        if count:
            on, receiver = taken.sent.get(key[0], ("", ""))
            days = _days(on, taken.until)
            aged[age_of(days)].append(((*key, on, str(days)), receiver, count))
    lines: list[Line] = []
    for age in (*(word for _, word in AGES), OLDEST):
        if aged[age]:
            lines.append(_head(label(f"age.{age}"), columns=4))
            lines += [
                _document(key, receiver, count) for key, receiver, count in aged[age]
            ]
    return (_part("transit", "document", ("sent", "days", "fund", "amount"), lines),)


def _days(on: str, until: str) -> int:
    return (parse_day(until) - parse_day(on)).days if on and until else 0


def _document(key: Key, receiver: str, count: int) -> Line:
    document, code, fund, on, days = key
    return Line(
        label=label("document", document=document, receiver=receiver),
        cells=(on or None, days, label("fund", fund=fund), Cell(code, count)),
    )


def loan_book(taken: Taken) -> tuple[Part, ...]:
    """Return what each co-op owes each fund: at the opening, lent, repaid, owed."""
    found: dict[Key, list[int]] = defaultdict(lambda: [0, 0, 0])
    for side in taken.sides:
        if side.role == "loans":
            one = found[side.whose, side.fund, side.commodity]
            one[0] += side.before
            one[1] += max(0, side.within)
            one[2] += min(0, side.within)
    lines = [
        Line(
            label=label("coop", coop=coop, fund=fund),
            cells=_cells(code, (*counts, sum(counts))),
        )
        for (coop, fund, code), counts in sorted(found.items())
        if any(counts)
    ]
    sums = _sums(found)
    lines += [
        Line(
            label=label("part.currency", currency=code),
            cells=_cells(code, counts),
            sort="total",
        )
        for code, counts in sums
    ]
    columns = ("opening", "lent", "repaid", "owed")
    return (_part("loans", "coop", columns, lines),)


def stock_held(taken: Taken) -> tuple[Part, ...]:
    """Return goods by place and fund: at the opening, came, went, and there now."""
    found: dict[Key, list[int]] = defaultdict(lambda: [0, 0, 0])
    for side in taken.sides:
        if side.role == "stock":
            one = found[side.commodity, side.whose, side.fund]
            one[0] += side.before
            one[1] += max(0, side.within)
            one[2] += min(0, side.within)
    lines = [
        Line(
            label=label("lies", item=item, place=place),
            cells=(label("fund", fund=fund), *_cells(item, (*counts, sum(counts)))),
        )
        for (item, place, fund), counts in sorted(found.items())
        if any(counts)
    ]
    columns = ("fund", "opening", "came", "went", "there")
    return (_part("stock", "item", columns, lines),)


def _sums(found: dict[Key, list[int]]) -> list[tuple[str, tuple[int, ...]]]:
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for (*_, code), counts in found.items():
        sums[code] = [a + b for a, b in zip(sums[code], counts, strict=True)]
    return [(code, (*counts, sum(counts))) for code, counts in sorted(sums.items())]


def _cells(code: str, counts: Sequence[int]) -> tuple[Cell | None, ...]:
    return tuple(Cell(code, count) if count else None for count in counts)


def _head(told: Label, *, columns: int) -> Line:
    return Line(label=told, cells=(None,) * columns, sort="group")


def _part(name: str, first: str, columns: Sequence[str], lines: list[Line]) -> Part:
    return Part(
        title=label(f"part.{name}"),
        first=label(f"first.{first}"),
        columns=tuple(label(f"column.{one}") for one in columns),
        lines=tuple(lines),
    )
