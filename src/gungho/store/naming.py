# SPDX-License-Identifier: Apache-2.0
"""A line of the inbox is booked by its name and matched with the entry, once.

Where that entry was corrected, the line can be named anew under another id.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256

from gungho.actions.name_line import Line, Sort, name_line
from gungho.actions.receive_gift import KeepCards, Submit
from gungho.errors import Refusal
from gungho.store.bank import Till, is_matched, match
from gungho.store.reads.bank import InboxLine
from gungho.store.reads.query import fetch

ROUNDS_MOST = 100


def book_line(
    found: InboxLine,
    sort: Sort,
    facts: Mapping[str, str],
    *,
    submit: Submit,
    keep_cards: KeepCards,
) -> int:
    """Book a line, match it, and return the entry's number.

    Raises Refusal ``bank.line-matched`` for a line that is in a match with something
    else, or as ``name_line``.
    """
    mark, is_booked = _free_mark(found.body, found.line.mark)
    if is_matched(found.line.mark) and not is_booked:
        raise Refusal("bank.line-matched", line=found.line.mark[:12])
    line = Line(
        body=found.body,
        till=found.till,
        currency=found.currency,
        mark=mark,
        salt=found.salt,
        on=found.line.on,
        amount=found.line.amount,
    )
    receipt = name_line(line, sort, facts, submit=submit, keep_cards=keep_cards)
    till = Till(body=found.body, till=found.till, currency=found.currency)
    match(till, [([found.line.mark], [receipt.seq])])
    return receipt.seq


def _free_mark(body: str, mark: str) -> tuple[str, bool]:
    """Return the mark that ids follow from, and whether it is booked and stands."""
    for number in range(ROUNDS_MOST):
        told = sha256(f"{mark} {number}".encode()).hexdigest() if number else mark
        found = fetch(
            "SELECT e.corrected_by FROM p_entry_row e "
            "JOIN journal_head h ON h.book = e.book "
            "WHERE h.body = %s AND e.entry IN (%s, %s)",
            (body, f"bank.{told[:32]}", f"form.{told[:16]}.gift"),
        )
        if any(not corrected for (corrected,) in found):
            return told, True
        if not found:
            return told, False
    raise Refusal("bank.line-matched", line=mark[:12])
