# SPDX-License-Identifier: Apache-2.0
"""A trial balance: every account of a body, and the debits equal to the credits.

One table for each currency, and one for goods by item kind; debits and credits are the
postings of the span, balances stand in the column of their side.
"""

from __future__ import annotations

from collections import defaultdict

from gungho.reports.sheet import Cell, Line, Part, label
from gungho.reports.sides import Side
from gungho.reports.statements import Taken, line_label, name_of

Figures = tuple[int, int, int]
COLUMNS = (
    "opening",
    "column.debits",
    "column.credits",
    "column.debit",
    "column.credit",
)


def trial_balance(taken: Taken) -> tuple[Part, ...]:
    """Return the accounts of each commodity, currencies first."""
    found: dict[str, dict[str, Figures]] = defaultdict(dict)
    proofs: dict[tuple[str, str], str] = {}
    for side in taken.sides:
        name = name_of(side)
        proofs[side.commodity, name] = side.account
        before, debited, credited = found[side.commodity].get(name, (0, 0, 0))
        more = _figures(side)
        found[side.commodity][name] = (
            before + more[0], debited + more[1], credited + more[2],
        )  # fmt: skip
    codes = sorted(found, key=lambda code: (not taken.is_money(code), code))
    return tuple(
        _part(code, found[code], proofs, is_money=taken.is_money(code))
        for code in codes
        if any(any(one) for one in found[code].values())
    )


def _figures(side: Side) -> Figures:
    return side.before, max(0, side.within), max(0, -side.within)


def _part(
    code: str,
    accounts: dict[str, Figures],
    proofs: dict[tuple[str, str], str],
    *,
    is_money: bool,
) -> Part:
    lines, sums = [], [0] * 5
    for name in sorted(accounts):
        before, debited, credited = accounts[name]
        after = before + debited - credited
        row = (before, debited, credited, max(0, after), max(0, -after))
        if any(row):
            lines.append(
                Line(
                    label=line_label(name),
                    cells=_cells(code, row),
                    account=proofs[code, name],
                )
            )
            sums = [a + b for a, b in zip(sums, row, strict=True)]
    cells = tuple(Cell(code, count) for count in sums)
    lines.append(Line(label=label("total.trial"), cells=cells, sort="total"))
    title = (
        label("part.currency", currency=code) if is_money else label("item", item=code)
    )
    columns = tuple(label(name) for name in COLUMNS)
    return Part(title=title, columns=columns, lines=tuple(lines))


def _cells(code: str, row: tuple[int, ...]) -> tuple[Cell | None, ...]:
    return tuple(Cell(code, count) if count else None for count in row)
