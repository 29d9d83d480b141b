# SPDX-License-Identifier: Apache-2.0
"""Saying what a line of a bank is: only then is it booked, by an ordinary entry.

Every id follows from the line's mark, so that a line named twice is booked once. The
salts of its cards follow from the line's own, which lies in the private inbox.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

from gungho.actions.ports import Command, Receipt
from gungho.actions.receive_gift import (
    GiftAsked,
    KeepCards,
    Submit,
    receive_gift,
)
from gungho.errors import Refusal

Sort = Literal["gift", "cost", "moved"]
SORTS: tuple[Sort, ...] = ("gift", "cost", "moved")
FACTS: Mapping[Sort, tuple[str, ...]] = {
    "gift": ("fund", "giver", "privacy"),
    "cost": ("fund", "cause"),
    "moved": ("fund", "till"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line to be named: whose till it is of, its day, amount with a sign and salt."""

    body: str
    till: str
    currency: str
    mark: str
    salt: bytes
    on: str
    amount: int


def name_line(
    line: Line,
    sort: Sort,
    facts: Mapping[str, str],
    *,
    submit: Submit,
    keep_cards: KeepCards,
) -> Receipt:
    """Book a line as a gift, a cost or money moved from or to another till.

    Raises Refusal ``bank.wrong-way``, or as the kinds do.
    """
    if line.amount > 0 if sort == "cost" else line.amount < 0 and sort == "gift":
        raise Refusal("bank.wrong-way", sort=sort, amount=str(line.amount))
    if sort == "gift":
        return _gift(line, facts, submit=submit, keep_cards=keep_cards)
    told = {"currency": line.currency, "count": str(abs(line.amount))}
    told["fund"] = facts.get("fund", "")
    if sort == "cost":
        told |= {
            "cost": f"{line.body}-b{line.mark[:8]}",
            "cause": facts.get("cause", ""),
            "till": line.till,
            "document": "",
            "standing": "kept",
        }
        return submit(_command(line, "cost.paid", told))
    ways = [line.till, facts.get("till", "")]
    source, target = ways if line.amount < 0 else reversed(ways)
    told |= {"move": f"{line.body}-b{line.mark[:8]}"}
    told |= {"source": source, "target": target}
    return submit(_command(line, "money.moved", told))


def _gift(
    line: Line, facts: Mapping[str, str], *, submit: Submit, keep_cards: KeepCards
) -> Receipt:
    giver = facts.get("giver", "").strip()
    asked = GiftAsked(
        number=line.mark[:16],
        committee=line.body,
        gift=f"{line.body}-b{line.mark[:8]}",
        happened=line.on,
        form="cash",
        commodity=line.currency,
        count=line.amount,
        at=line.till,
        fund=facts.get("fund", ""),
        giver=giver,
        privacy=facts.get("privacy", "") or ("private" if giver else "anonymous"),
    )
    salt = sha256(b"gungho bank line\n" + line.salt).digest()[:16]
    return receive_gift(asked, submit=submit, keep_cards=keep_cards, salts=lambda: salt)


def _command(line: Line, kind: str, facts: Mapping[str, str]) -> Command:
    return Command(
        book=line.body,
        id=f"bank.{line.mark[:32]}",
        kind=kind,
        happened=line.on,
        facts=facts,
        office="treasurer",
    )
