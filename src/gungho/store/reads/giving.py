# SPDX-License-Identifier: Apache-2.0
"""Reading appeals, pledges, receipts, what was said of a gift, and what is unwanted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from gungho.flows.appeals import Appeal, AppealSum
from gungho.flows.gift_ends import GiftBack, Valuation
from gungho.flows.gift_sums import GiftReceipt
from gungho.flows.gifts import Gift, GiftLineRow
from gungho.flows.pledges import Pledge, PledgeDeed, PledgePart
from gungho.flows.receipts import ReceiptSeries
from gungho.flows.unwanted import Unwanted
from gungho.reports.giving import (
    AppealOn,
    PledgeOn,
    appeal_on,
    late_first,
    pledge_on,
)
from gungho.store.reads.query import fetch, one, rows


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftTold:
    """One gift, and what was said of it and still stands."""

    body: str
    gift: Gift
    lines: tuple[GiftLineRow, ...]
    values: tuple[Valuation, ...]
    back: tuple[GiftBack, ...]
    receipts: tuple[GiftReceipt, ...]

    def worth_of(self, line: int) -> Valuation | None:
        """Return the newest valuation of a line: the last day's, then the last told."""
        found = [row for row in self.values if row.line == line]
        return max(found, key=lambda row: (row.on, row.seq), default=None)


def bodies() -> dict[int, str]:
    """Return the body of each book."""
    return dict(fetch("SELECT book, body FROM journal_head"))


def gift_told(gift: str) -> GiftTold | None:
    """Return all that was said of a gift, or None."""
    found = rows(Gift, "LOWER(gift) = LOWER(%s)", [gift], limit=1)
    if not found:
        return None
    row = found[0]
    where, key = "book = %s AND gift = %s", (row.book, row.gift)
    return GiftTold(
        body=bodies().get(row.book, ""),
        gift=row,
        lines=tuple(rows(GiftLineRow, where, key, order="line")),
        values=tuple(
            rows(Valuation, f"{where} AND undone = 0", key, order="line, seq")
        ),
        back=tuple(rows(GiftBack, f"{where} AND undone = 0", key, order="seq, number")),
        receipts=tuple(rows(GiftReceipt, where, key, order="number")),
    )


def receipt_gift(code: str) -> str:
    """Return the gift whose receipt has this code, or ""."""
    found = one("SELECT gift FROM p_gift_receipt WHERE code = %s", (code,))
    return str(found[0]) if found else ""


def series_of(book: int, series: str) -> ReceiptSeries | None:
    """Return a series of receipts."""
    found = rows(ReceiptSeries, "book = %s AND series = %s", (book, series))
    return found[0] if found else None


def unwanted(*, day: str, body: str = "") -> list[tuple[str, Unwanted]]:
    """Return the not-wanted lists, ``(body, row)``, of what stands on them."""
    named = bodies()
    found = rows(Unwanted, "until = '' AND since <= %s", [day], order="book, item")
    return [
        (named.get(row.book, ""), row)
        for row in found
        if body in ("", named.get(row.book, ""))
    ]


def appeals(*, day: str, appeal: str = "") -> list[AppealOn]:
    """Return the appeals with their progress, those that run first."""
    where, values = _asked("appeal", appeal)
    sums: dict[str, list[AppealSum]] = defaultdict(list)
    for row in rows(AppealSum, where, values, order="appeal, book, commodity"):
        sums[row.appeal].append(row)
    promised: dict[str, list[Pledge]] = defaultdict(list)
    for pledge in rows(Pledge, where or "appeal <> ''", values):
        promised[pledge.appeal].append(pledge)
    named = bodies()
    found = [
        appeal_on(
            row, sums[row.appeal], pledges=promised[row.appeal],
            body=named.get(row.book, ""), day=day,
        )
        for row in rows(Appeal, where, values, order="from_day DESC, appeal")
    ]  # fmt: skip
    order = ("running", "past", "coming", "closed")
    return sorted(found, key=lambda one: order.index(one.stands))


def pledges(*, day: str, pledge: str = "", appeal: str = "") -> list[PledgeOn]:
    """Return the pledges that stand, those with late parts first."""
    where, values = _asked("pledge", pledge)
    parts: dict[tuple[int, str], list[PledgePart]] = defaultdict(list)
    deeds: dict[tuple[int, str], list[PledgeDeed]] = defaultdict(list)
    for part in rows(PledgePart, where, values, order="book, pledge, part"):
        parts[part.book, part.pledge].append(part)
    for deed in rows(PledgeDeed, where, values, order="book, seq, part"):
        deeds[deed.book, deed.pledge].append(deed)
    named = bodies()
    found = [
        pledge_on(
            row, parts[row.book, row.pledge], deeds=deeds[row.book, row.pledge],
            body=named.get(row.book, ""), day=day,
        )
        for row in rows(Pledge, where, values, order="book, pledge")
        if row.status == "made" and appeal in ("", row.appeal)
    ]  # fmt: skip
    return late_first(found)


def _asked(name: str, value: str) -> tuple[str, Sequence[str]]:
    return (f"{name} = %s", [value]) if value else ("", [])


def gifts_for(appeal: str, *, most: int = 50) -> list[tuple[str, str, str]]:
    """Return ``(gift, body, day)`` of the newest gifts for an appeal."""
    return [
        (gift, body, on)
        for gift, body, on in fetch(
            'SELECT g.gift, h.body, g."on" FROM p_gift g '
            "JOIN journal_head h ON h.book = g.book "
            "WHERE g.appeal = %s AND g.status = 'received' "
            'ORDER BY g."on" DESC, g.gift DESC LIMIT %s',
            [appeal, most],
        )
    ]
