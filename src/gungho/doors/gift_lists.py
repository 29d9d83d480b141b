# SPDX-License-Identifier: Apache-2.0
"""Taking in a list of gifts: each row becomes a gift as its form would have made it."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from gungho.actions.ports import Books, Command, Receipt
from gungho.actions.receive_gift import GiftAsked, receive_gift
from gungho.actions.record import record
from gungho.errors import Refusal
from gungho.formats.gift_lists import GiftFault, GiftList, Wanted, read_gift_list
from gungho.store.reads import committees as reads

Told = Callable[[int], None]


def read_list(raw: bytes, *, body: str, today: str) -> GiftList:
    """Return the gifts of a file as this body would take them, and the faults.

    Raises Refusal ``gifts.no-body`` and those of ``read_gift_list``.
    """
    line = reads.committee(body)
    if line is None:
        raise Refusal("gifts.no-body", body=body[:80])
    scales = {
        item: scale
        for item, form, scale, _hazard in reads.items_given()
        if form == "currency"
    }
    wanted = Wanted(currency=line.currency, scales=scales, today=today)
    return read_gift_list(raw, wanted)


def take_list(
    books: Books, found: GiftList, *, body: str, told: Told = lambda _count: None
) -> tuple[int, list[GiftFault]]:
    """Record each gift of a list; return how many were new, and what was refused.

    A row that was taken before adds nothing.
    """
    added, refused = 0, list[GiftFault]()

    def submit(command: Command) -> Receipt:
        return record(books, command)

    for count, gift in enumerate(found.gifts, start=1):
        told(count)
        if reads.form_entry(body, gift.mark):
            continue
        asked = GiftAsked(
            number=gift.mark, committee=body, gift=reads.next_gift(body),
            happened=gift.day, form="cash", commodity=gift.currency, count=gift.count,
            at="main", fund=f"{body}:general", giver=gift.giver, words=gift.words,
        )  # fmt: skip
        try:
            receive_gift(
                asked, submit=submit, keep_cards=books.keep_cards,
                salts=lambda: secrets.token_bytes(16),
            )  # fmt: skip
        except Refusal as refusal:
            facts = tuple(refusal.facts.items())
            refused.append(GiftFault(row=gift.row, code=refusal.code, facts=facts))
        else:
            added += 1
    return added, refused
