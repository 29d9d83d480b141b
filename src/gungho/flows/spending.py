# SPDX-License-Identifier: Apache-2.0
"""Spending asks three things: is it there, is the fund sound, do the terms allow it.

No decision may overspend; the restriction travels with the fund, and the clause that
says no is named (law 5). Lots are picked here, when deciding (law 6).
"""

from __future__ import annotations

from gungho.errors import Refusal
from gungho.flows.descriptions import last_days
from gungho.flows.funds import Fund, fund_row
from gungho.flows.kind import Asking
from gungho.ledger.accounts import class_of
from gungho.ledger.balances import balance, overdrawn, shelf
from gungho.ledger.booking import Posting
from gungho.ledger.terms import Use, breaches, terms_of

NEVER = "9999-12-31"
_ASKED = {
    "places": "place",
    "regions": "region",
    "trades": "trade",
    "items": "item",
    "purposes": "purpose",
    "bodies": "body",
    "forbid_military": "item",
    "forbid_resale": "item",
    "revolving": "body",
}


def require_terms(asking: Asking, fund: str, use: Use) -> Fund:
    """Refuse a use that the fund's terms do not allow; return the fund.

    Raises Refusal ``terms.broken`` naming the first clause, ``fund.blocked`` or
    ``fund.overdrawn``.
    """
    row = require_clauses(asking, fund, use)
    if row.blocked:
        raise Refusal("fund.blocked", fund=fund, block=row.blocked)
    if overdrawn(asking.state, asking.book, fund):
        raise Refusal("fund.overdrawn", fund=fund, book=asking.body)
    return row


def require_clauses(asking: Asking, fund: str, use: Use) -> Fund:
    """Refuse a use that one of the fund's clauses forbids; return the fund."""
    row = fund_row(asking.state, asking.book, fund)
    broken = breaches(terms_of(row.terms), use)
    if broken:
        asked = getattr(use, _ASKED.get(broken[0], "on"), None) or "-"
        raise Refusal(
            "terms.broken", fund=fund, clause=broken[0], asked=asked, more=len(broken)
        )
    return row


def require_held(asking: Asking, postings: tuple[Posting, ...]) -> None:
    """Refuse postings that would take more from an asset than it holds.

    Raises Refusal ``balance.short``.
    """
    taken: dict[tuple[str, str, str, str], int] = {}
    for posting in postings:
        for account, sign in ((posting.credit, 1), (posting.debit, -1)):
            if class_of(account) == "asset":
                key = (account, posting.commodity, posting.fund, posting.lot)
                taken[key] = taken.get(key, 0) + sign * posting.amount
    for (account, commodity, fund, lot), count in taken.items():
        if count <= 0:
            continue
        held = balance(asking.state, asking.book, account, commodity, fund, lot)
        if held < count:
            raise Refusal(
                "balance.short",
                account=account,
                commodity=commodity,
                fund=fund,
                lot=lot,
                held=str(held),
                asked=str(count),
            )


def pick_lots(
    asking: Asking, *, account: str, item: str, count: int, fund: str
) -> tuple[tuple[str, int], ...]:
    """Pick lots of one item and fund: what expires first, then the oldest.

    What has expired is not picked. Raises Refusal ``stock.short`` when the shelf holds
    less. Returns ``(lot, count)`` lines.
    """
    left, picked = count, []
    days = last_days(asking.state, asking.book, item)
    held_there = [
        (lot, held)
        for shelf_fund, lot, held in shelf(asking.state, asking.book, account, item)
        if shelf_fund == fund and days.get(lot, NEVER) >= asking.happened
    ]
    held_there.sort(key=lambda one: days.get(one[0], NEVER))
    for lot, held in held_there:
        if not left:
            break
        taken = min(held, left)
        picked.append((lot, taken))
        left -= taken
    if left:
        raise Refusal(
            "stock.short",
            account=account,
            item=item,
            fund=fund,
            held=str(count - left),
            asked=str(count),
        )
    return tuple(picked)
