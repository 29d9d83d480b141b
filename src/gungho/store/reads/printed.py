# SPDX-License-Identifier: Apache-2.0
"""Reading what a few papers state that no page lists by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gungho.flows.gifts import Gift, GiftLineRow
from gungho.flows.help import Grant
from gungho.flows.needs import NeedRow
from gungho.flows.receipts import ReceiptSeries
from gungho.flows.thanks import Thanks
from gungho.reports.journey import Journey, journey
from gungho.store.reads.given import followed, given_by
from gungho.store.reads.giving import bodies
from gungho.store.reads.query import fetch, one, rows
from gungho.store.reads.trails import trail

NUMBER_END = 2**53  # no receipt has a number from here on


@dataclass(frozen=True, slots=True, kw_only=True)
class GiverTold:
    """All gifts of one giver that stand, with their lines, and the book they are in."""

    body: str
    giver: str
    gifts: tuple[tuple[Gift, tuple[GiftLineRow, ...]], ...]

    @property
    def last(self) -> Gift:
        """The newest of them."""
        return self.gifts[-1][0]


def grant_lines(grant: str) -> tuple[str, list[Grant]]:
    """Return the body that granted and its lines; none for an unknown one."""
    found = rows(Grant, '"grant" = %s', [grant], order="book, line")
    first = found[0].book if found else 0
    return bodies().get(first, ""), [row for row in found if row.book == first]


def thanks_told(thanks: str) -> tuple[str, Thanks | None, list[str]]:
    """Return the body that sent a letter of thanks, the letter, and to which gifts."""
    found = rows(Thanks, "thanks = %s", [thanks])
    if not found:
        return "", None, []
    gifts = fetch(
        "SELECT gift FROM p_thanks_gift WHERE book = %s AND thanks = %s ORDER BY gift",
        [found[0].book, thanks],
    )
    return bodies().get(found[0].book, ""), found[0], [gift for (gift,) in gifts]


def need_told(need: str) -> tuple[str, NeedRow | None]:
    """Return the body in whose book a need stands, and the need."""
    found = rows(NeedRow, "need = %s", [need])
    return (bodies().get(found[0].book, ""), found[0]) if found else ("", None)


def giver_told(giver: str) -> GiverTold | None:
    """Return all gifts of a giver that stand, the oldest first, or None."""
    where = "giver = %s AND status = 'received'"
    found = rows(Gift, where, [giver], order='"on", seq')
    if not found:
        return None
    book = found[0].book
    lines: dict[str, list[GiftLineRow]] = {}
    theirs = "SELECT gift FROM p_gift WHERE book = %s AND giver = %s"
    for row in rows(
        GiftLineRow,
        f"book = %s AND gift IN ({theirs})",
        [book, book, giver],
        order="gift, line",
    ):
        lines.setdefault(row.gift, []).append(row)
    return GiverTold(
        body=bodies().get(book, ""),
        giver=giver,
        gifts=tuple((row, tuple(lines.get(row.gift, ()))) for row in found),
    )


def journey_of(body: str, gifts: Sequence[str]) -> Journey:
    """Return what was sent, arrived and bought of several gifts together."""
    woven = trail()
    return journey(woven, followed(woven, *given_by(woven, gifts, body=body)))


def used_in(order: str) -> list[tuple[str, str, int]]:
    """Return ``(item, fund, count)`` of the materials of a work order, in its order."""
    return [
        (item, fund, int(count))
        for item, fund, count in fetch(
            "SELECT item, fund, SUM(count) FROM p_work "
            "WHERE \"order\" = %s AND way = 'in' AND count > 0 GROUP BY item, fund "
            "ORDER BY MIN(line)",
            [order],
        )
    ]


def series_with(number: int) -> tuple[str, ReceiptSeries | None]:
    """Return the body and the series of receipts that a number belongs to."""
    if not 0 < number < NUMBER_END:
        return "", None
    where = "first_number <= %s AND last_number >= %s"
    found = rows(ReceiptSeries, where, [number, number], order="seq DESC")
    return (bodies().get(found[0].book, ""), found[0]) if found else ("", None)


def gift_of_number(number: int) -> str:
    """Return the gift that a receipt's number was used for, or ""."""
    found = one("SELECT gift FROM p_gift_receipt WHERE number = %s", [number])
    return str(found[0]) if found else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbering:
    """What a body's receipts can be numbered from.

    ``series`` has numbers left; ``block`` was given by a hub; ``hub`` is a hub whose
    book is kept here, and ``newest`` the last number it gave away. ``is_kept`` if the
    body's own book is kept here too.
    """

    is_kept: bool = False
    series: str = ""
    opened: int = 0
    block: tuple[int, int] | None = None
    hub: str = ""
    newest: int = 0


def numbering(body: str) -> Numbering:
    """Return what the receipts of a body can be numbered from."""
    series = fetch(
        "SELECT s.series, s.newest < s.last_number FROM p_receipt_series s "
        "JOIN journal_head h ON h.book = s.book WHERE h.body = %s ORDER BY s.seq",
        [body],
    )
    block = one(
        "SELECT first_number, last_number FROM p_recognition "
        "WHERE body = %s AND last_number > 0 ORDER BY book",
        [body],
    )
    hub = one(
        "SELECT h.body, (SELECT MAX(r.last_number) FROM p_recognition r "
        "WHERE r.book = h.book) FROM journal_head h "
        "JOIN p_keeping k ON k.book = h.book AND k.seq = 0 "
        "WHERE h.standing = 'kept' AND k.form = 'hub' ORDER BY h.body LIMIT 1"
    )
    kept = one(
        "SELECT 1 FROM journal_head WHERE body = %s AND standing = 'kept'", [body]
    )
    return Numbering(
        is_kept=kept is not None,
        series=next((name for name, left in series if left), ""),
        opened=len(series),
        block=(int(block[0]), int(block[1])) if block else None,
        hub=str(hub[0]) if hub else "",
        newest=int(hub[1] or 0) if hub else 0,
    )


def next_number(body: str) -> int:
    """Return the number of a body's next receipt, 0 where it has no series."""
    found = one(
        "SELECT s.newest + 1 FROM p_receipt_series s JOIN journal_head h "
        "ON h.book = s.book WHERE h.body = %s AND s.newest < s.last_number "
        "ORDER BY s.seq LIMIT 1",
        [body],
    )
    return int(found[0]) if found else 0


def order_of_shipment(shipment: str) -> str:
    """Return the order that a shipment to a buyer belongs to, or ""."""
    found = one('SELECT "order" FROM p_shipment WHERE shipment = %s', [shipment])
    return str(found[0]) if found else ""
