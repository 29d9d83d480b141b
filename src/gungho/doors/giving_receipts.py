# SPDX-License-Identifier: Apache-2.0
"""Giving a receipt: its number comes from the body's own series, opened where needed.

A body that has no block of numbers yet gets one from the hub, if both books are kept
on this installation; else the hub has to be asked. The installation hands the block
out: whoever may give the receipt need not hold an office at the hub. It recognises the
body's book by that, which is right for a book that is kept here and for no other: of
one that was only heard, a person compares the fingerprint first. Nothing is handed out
for a receipt that would be refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from gungho.actions.acting import acting_as, acting_now
from gungho.actions.found_body import introduced_by, recognition
from gungho.actions.ports import Command, Receipt
from gungho.doors.rights import signed
from gungho.errors import Refusal
from gungho.store.reads import journal
from gungho.store.reads.giving import GiftTold
from gungho.store.reads.printed import Numbering, numbering

BLOCK = 10_000
WORTH = "unstated"
Submit = Callable[[Command], Receipt]


def give_receipt(
    told: GiftTold, *, submit: Submit, today: str, series: str = "", valuation: str = ""
) -> Receipt:
    """Issue the next receipt of a gift.

    Raises Refusal ``right.none`` for whoever may not, ``receipts.no-block`` for a body
    that no hub has given numbers or that has used them up, and those of
    ``receipt.issued``.
    """
    facts = {"series": series, "gift": told.gift.gift, "valuation": valuation}
    issued = Command(
        book=told.body,
        id=f"receipt.{told.gift.gift}.{len(told.receipts)}",
        kind="receipt.issued",
        happened=today,
        facts=facts,
        office="treasurer",
    )
    if not series:
        signed(issued, acting_now())
        found = numbering(told.body)
        if not found.series:
            _require_due(told, valuation=valuation)
        for command in _before(told.body, found, today=today):
            with acting_as(acting_now() if command.book == told.body else None):
                submit(command)
        facts["series"] = numbering(told.body).series
    return submit(issued)


def _require_due(told: GiftTold, *, valuation: str) -> None:
    """Refuse what ``receipt.issued`` would, before any number is handed out for it."""
    gift = told.gift
    if gift.status != "received":
        raise Refusal("gift.not-here", gift=gift.gift, book=told.body)
    if gift.agency:
        raise Refusal("receipt.agency", gift=gift.gift, principal=gift.agency)
    for row in told.receipts:
        if row.book == gift.book and row.status == "issued":
            raise Refusal("receipt.exists", gift=gift.gift, number=row.number)
    if valuation:  # a series that is opened here states no worth
        raise Refusal("receipt.no-worth", series=f"{told.body} ({WORTH})")


def _before(body: str, found: Numbering, *, today: str) -> Iterator[Command]:
    """Yield what has to be recorded first: a block of numbers, then a series in it."""
    if found.series:
        return
    if not found.is_kept or found.opened:
        raise Refusal("receipts.no-block", body=body)
    block = found.block
    if body == found.hub:
        block = (1, BLOCK - 1)
    if block is None:
        if not found.hub:
            raise Refusal("receipts.no-block", body=body)
        first = max(found.newest, BLOCK - 1) + 1
        block = (first, first + BLOCK - 1)
        introduced = introduced_by(journal.entry(body, 0)[0])
        yield recognition(introduced, by=found.hub, numbers=block, day=today)
    first, last = block
    yield Command(
        book=body,
        id=f"receipts.{first}",
        kind="receipt.series_opened",
        happened=today,
        facts={
            "series": f"receipts-{first}",
            "first_number": first,
            "last_number": last,
            "worth": WORTH,
            "country": "",
        },
        office="treasurer",
    )
