# SPDX-License-Identifier: Apache-2.0
"""The table of kinds: every sort of entry, by name, with its frozen permitted pairs."""

from __future__ import annotations

from itertools import chain

from gungho.flows import (
    appeals,
    assets,
    authority,
    ballots,
    bank_lines,
    bills,
    bridges,
    buyers,
    confirmations,
    coops,
    corrections,
    costs,
    custody,
    deliveries,
    descriptions,
    exports,
    friendship,
    funds,
    gift_ends,
    gifts,
    givers,
    goods_passages,
    help,
    invoices,
    joint,
    keeping,
    loan_changes,
    loan_payments,
    loan_products,
    loans,
    losses,
    money,
    money_passages,
    needs,
    offers,
    offices,
    orders,
    packages,
    papers,
    passages,
    payments,
    periods,
    plans,
    pledges,
    quotations,
    receipts,
    reconciling,
    registry,
    restrictions,
    settling,
    sharing,
    society,
    sorting,
    stock,
    thanks,
    tills,
    unwanted,
    workshops,
)
from gungho.flows.kind import Kind
from gungho.ledger import balances
from gungho.ledger.booking import Pairs
from gungho.ledger.state import Row

_PARTS = (
    keeping,
    registry,
    funds,
    gifts,
    money,
    passages,
    money_passages,
    goods_passages,
    settling,
    losses,
    coops,
    workshops,
    needs,
    plans,
    help,
    loan_products,
    loans,
    loan_payments,
    loan_changes,
    corrections,
    papers,
    offices,
    authority,
    periods,
    restrictions,
    stock,
    assets,
    thanks,
    unwanted,
    appeals,
    pledges,
    gift_ends,
    receipts,
    givers,
    tills,
    bank_lines,
    reconciling,
    descriptions,
    sorting,
    packages,
    custody,
    costs,
    bills,
    joint,
    bridges,
    society,
    ballots,
    friendship,
    buyers,
    offers,
    quotations,
    orders,
    confirmations,
    deliveries,
    exports,
    invoices,
    payments,
    sharing,
)

KINDS: dict[str, Kind] = {
    kind.name: kind for kind in chain.from_iterable(part.KINDS for part in _PARTS)
}
ROWS: tuple[type[Row], ...] = tuple(
    chain(balances.ROWS, chain.from_iterable(part.ROWS for part in _PARTS))
)


def permitted_for(kind: Kind, corrected: str = "") -> Pairs:
    """Return the pairs a kind may post; a correction may post its mirror image."""
    if not corrected or kind.name != "correction.made":
        return kind.permitted
    return frozenset((credit, debit) for debit, credit in KINDS[corrected].permitted)
