# SPDX-License-Identifier: Apache-2.0
"""The statements by name, each made from what was taken from a book at one position."""

from __future__ import annotations

from collections.abc import Callable

from gungho.reports.holdings import loan_book, on_the_way, stock_held
from gungho.reports.sheet import Label, Part, Sheet, Stamp, label
from gungho.reports.statements import (
    Taken,
    balance_sheet,
    by_fund,
    cash_flow,
    changes,
    income_and_spending,
)
from gungho.reports.trial import trial_balance

SHEETS: dict[str, Callable[[Taken], tuple[Part, ...]]] = {
    "balance": balance_sheet,
    "income": lambda taken: (income_and_spending(taken),),
    "cash": lambda taken: (cash_flow(taken),),
    "funds": lambda taken: (by_fund(taken),),
    "trial": trial_balance,
    "transit": on_the_way,
    "loans": loan_book,
    "stock": stock_held,
}
COSTED = frozenset({"balance"})
CHANGED = "changed"
NAMES = (*SHEETS, CHANGED)


def sheet(name: str, taken: Taken, stamp: Stamp) -> Sheet:
    """Return one statement with what it was taken from."""
    return Sheet(
        title=label(f"title.{name}"),
        stamp=stamp,
        parts=SHEETS[name](taken),
        notes=notes_on(taken),
    )


def notes_on(taken: Taken) -> tuple[Label, ...]:
    """Return what a reader must know: currencies that no rate is known for."""
    return tuple(
        label("note.no-rate", currency=code) for code in changes(taken).missing()
    )
