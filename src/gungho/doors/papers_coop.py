# SPDX-License-Identifier: Apache-2.0
"""The sheet of one day at a co-op: materials, goods made, sales, loan and needs.

It is filled by pen in the workshop and typed back by its code, which holds the co-op
and the day, so that one day is typed once.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from gungho.doors.paper_words import BOX, PaperWords
from gungho.doors.papers_help import coop_told
from gungho.formats.paper import Paper, PaperCell, PaperLine
from gungho.measure import parse_day
from gungho.store.reads.coops import CoopLine, sales_of, work_of
from gungho.store.reads.ledger import balances
from gungho.store.reads.loans import loans
from gungho.store.reads.needs import asked_for, need_lines

SHOP = "shop"
ROWS_MOST = 9
ROWS_FREE = 2
NEEDS_MOST = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Workshop:
    """What a co-op works with: materials it has or uses, goods it makes, its needs.

    ``stock`` maps an item to what lies in the workshop, ``funds`` to the funds it is
    of: what was granted before the co-op's own.
    """

    line: CoopLine
    materials: tuple[str, ...]
    goods: tuple[str, ...]
    stock: dict[str, int]
    funds: dict[str, list[tuple[str, int]]]


def workshop(coop: str) -> Workshop:
    """Return what a co-op's sheet has rows for, or refuse ``print.none``."""
    line = coop_told(coop, sort="production")
    own = f"{line.keeper}:own"
    stock: Counter[str] = Counter()
    funds: dict[str, Counter[str]] = defaultdict(Counter)
    for one in balances(book=line.keeper, account=f"{coop}/stock/{SHOP}"):
        stock[one.commodity] += one.count
        funds[one.commodity][one.fund] += one.count
    work = work_of(coop)
    used = [one.item for one in work if one.way == "in"]
    made = [one.item for one in work if one.way == "out"]
    sold = [one.item for one in sales_of(coop)]
    goods = dict.fromkeys([*made, *sold])
    held = [item for item, count in stock.items() if count and item not in goods]
    return Workshop(
        line=line,
        materials=tuple(dict.fromkeys([*used, *held]))[:ROWS_MOST],
        goods=tuple(goods)[:ROWS_MOST],
        stock=dict(+stock),
        funds={
            item: sorted(held.items(), key=lambda one: (one[0] == own, one[0]))
            for item, held in funds.items()
        },
    )


def production_sheet(ident: str, words: PaperWords) -> Paper:
    """Return the sheet of a co-op for a day: ``COOP`` for today, or ``COOP@DAY``."""
    coop, _, said = ident.partition("@")
    day = said or words.today
    parse_day(day)
    shop = workshop(coop)
    line = shop.line
    return words.paper(
        "production",
        coop,
        stated=[
            ("day", words.day(day)),
            ("place", words.place(line.place)),
            ("books", words.body(line.keeper)),
            ("money", line.currency),
        ],
        parts=(
            words.part(
                "materials",
                ("in-store", "unit", "used"),
                lines=_rows(shop.materials, shop, words=words, boxes=1),
            ),
            words.part(
                "made",
                ("in-store", "unit", "made-today", "sold-today", "sold-for", "wages"),
                lines=_rows(shop.goods, shop, words=words, boxes=4),
            ),
            words.part(
                "loan",
                ("left-to-pay", "falls-due", "paid-today"),
                lines=_loans(coop, words),
                first="loan-number",
            ),
            words.part(
                "needs", ("asked", "still"), lines=_needs(coop, words), first="need"
            ),
        ),
        notes=("type-production",),
        sheet=words.sheet(
            coop,
            words.mark(line.keeper, line.seq, day=day),
            name="coop-number",
            signers=("bookkeeper", "head"),
        ),
    )


def _rows(
    items: Iterable[str], shop: Workshop, *, words: PaperWords, boxes: int
) -> list[PaperLine]:
    """Return a row for each item, and some free ones."""
    known = [
        PaperLine(
            name=words.item(item),
            cells=(
                words.amount(item, shop.stock.get(item, 0)),
                words.unit(item),
                *((BOX,) * boxes),
            ),
        )
        for item in items
    ]
    free = PaperLine(name="", cells=(None, BOX, *((BOX,) * boxes)))
    return [*known, *([free] * ROWS_FREE)]


def _loans(coop: str, words: PaperWords) -> list[PaperLine]:
    running = [one for one in loans(day=words.today, coop=coop) if one.left]
    return [
        PaperLine(
            name=one.told.loan,
            cells=(
                words.amount(one.told.currency, one.left),
                PaperCell(text=words.day(one.next_due) if one.next_due else ""),
                BOX,
            ),
        )
        for one in running[:NEEDS_MOST]
    ] or [PaperLine(name="–", cells=(None, None, None))]


def _needs(coop: str, words: PaperWords) -> list[PaperLine]:
    found, _ = need_lines(where=[("coop", coop), ("state", "open")], limit=NEEDS_MOST)
    asked = asked_for([one.need for one in found])
    rows = [
        PaperLine(
            name=words.known(f"activity.{one.activity}"),
            cells=(
                PaperCell(
                    text="; ".join(
                        f"{words.item(part.commodity).replace(chr(10), ' ')} "
                        f"{words.figure(part.commodity, part.count)}"
                        for part in asked[one.need]
                    )
                ),
                BOX,
            ),
        )
        for one in found
    ]
    return [*rows, PaperLine(name="", cells=(BOX, BOX))]
