# SPDX-License-Identifier: Apache-2.0
"""The papers that givers get: receipt, letter of thanks, statement of all their gifts.

A receipt can be carried blank, with its number and code, and filled by pen where there
is no machine; typed back by its code, it becomes the receipt of the gift.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from gungho.doors.donor_secrets import secret_of
from gungho.doors.paper_words import BOX, NO_SUM, PaperWords, grouped
from gungho.errors import Refusal
from gungho.flows.gifts import Gift, GiftLineRow
from gungho.flows.receipts import code_of
from gungho.formats.paper import (
    Paper,
    PaperCell,
    PaperLine,
    PaperMark,
    PaperPart,
    PaperText,
)
from gungho.reports.journey import Part
from gungho.store.cards import card_texts
from gungho.store.reads.givers import giver_cards
from gungho.store.reads.giving import GiftTold, gift_told, receipt_gift
from gungho.store.reads.marks import head_of
from gungho.store.reads.printed import (
    gift_of_number,
    giver_told,
    journey_of,
    next_number,
    series_with,
    thanks_told,
)

BLANK_LINES = 3
DIGITS_MOST = 16
GIFTS_MOST = 24
PARTS_MOST = 12
PUBLIC = "public"


def receipt(gift: str, words: PaperWords) -> Paper:
    """Return the newest receipt of a gift; ``gift`` may be a receipt's own code."""
    told = gift_told(gift) or gift_told(receipt_gift(gift.upper()))
    if told is None or not told.receipts:
        raise Refusal("print.none", sort="receipt", id=gift[:80])
    row = told.receipts[-1]
    is_void = row.status == "void" or told.gift.status != "received"
    return words.paper(
        "receipt",
        told.body,
        stated=[
            ("received-from", _giver(told, words)),
            ("received-on", words.day(told.gift.on)),
            ("gift", told.gift.gift),
            ("given-on", words.day(row.on)),
        ],
        parts=_given(told.lines, words),
        notes=(*(("void",) if is_void else ()), "thanks", "follow"),
        sheet=words.sheet(
            str(row.number),
            _follow(row.code, told.body, words=words, gift=told.gift.gift),
            name="receipt-number",
            signers=("treasurer", "witness"),
            summed=_summed(told.lines, words),
            texts=_wish(told.gift, words),
        ),
    )


def blank_receipt(number: str, words: PaperWords) -> Paper:
    """Return a receipt to be filled by pen; a body's name stands for its next number.

    Raises Refusal ``print.none``, and ``receipt.used`` for a number with a gift.
    """
    is_number = number.isdecimal() and len(number) <= DIGITS_MOST
    wanted = int(number) if is_number else next_number(number)
    body, series = series_with(wanted)
    if series is None:
        raise Refusal("print.none", sort="blank-receipt", id=number[:80])
    used = gift_of_number(wanted)
    if used:
        raise Refusal("receipt.used", number=wanted, gift=used)
    boxes = PaperLine(name="", cells=(BOX, BOX))
    lines = [boxes] * BLANK_LINES
    return words.paper(
        "receipt",
        body,
        stated=(),
        parts=(
            words.part(
                "",
                ("received-on",),
                lines=[PaperLine(name="", cells=(BOX,))],
                first="received-from",
            ),
            words.part("given", ("amount", "fund"), lines=lines, first="what-given"),
            words.part(
                "", (), lines=[PaperLine(name="", cells=())], first="sum-in-words"
            ),
            words.part("", (), lines=[PaperLine(name="", cells=())], first="wish"),
        ),
        notes=("thanks", "follow", "type-receipt"),
        sheet=words.sheet(
            str(wanted),
            _follow(code_of(wanted), body, words=words),
            name="receipt-number",
            signers=("treasurer", "giver"),
        ),
    )


def thanks(thanks: str, words: PaperWords) -> Paper:
    """Return a letter of thanks: as it was written, then as it was translated."""
    body, row, gifts = thanks_told(thanks)
    if row is None:
        raise Refusal("print.none", sort="thanks", id=thanks[:80])
    english, _, chinese = card_texts([row.letter]).get(row.letter, "").partition("\n")
    texts = [
        PaperText(name=words.word(name), text=text, language=language)
        for name, text, language in (
            ("letter.original", chinese, "zh"),
            ("letter.translation", english, "en"),
        )
        if text
    ]
    return words.paper(
        "thanks",
        row.coop,
        stated=[
            ("dated", words.day(row.on)),
            ("sent-by", words.body(body)),
            ("gifts", ", ".join(gifts[:6]) + (" …" if len(gifts) > 6 else "")),
        ],
        parts=(),
        notes=("letter",) if texts else ("erased",),
        sheet=words.sheet(
            row.thanks, words.mark(body, row.seq), name="letter", texts=texts
        ),
    )


def donor_statement(giver: str, words: PaperWords) -> Paper:
    """Return all gifts of a giver, and what was sent, arrived and bought of them."""
    told = giver_told(giver)
    if told is None:
        raise Refusal("print.none", sort="donor", id=giver[:80])
    name = giver_cards([giver]).get((told.last.book, giver), "") or words.body(giver)
    rows = [
        PaperLine(
            name=gift.gift,
            cells=(
                PaperCell(text=words.day(gift.on)),
                PaperCell(text=words.item(line.commodity)),
                words.amount(line.commodity, line.count),
                PaperCell(text=words.fund(line.fund)),
            ),
        )
        for gift, lines in told.gifts
        for line in lines
    ]
    passed = journey_of(told.body, [gift.gift for gift, _ in told.gifts])
    parts = [
        words.part(
            "gifts",
            ("day", "what-given", "amount", "fund"),
            lines=_folded(rows, words, most=GIFTS_MOST),
            first="gift",
        ),
        *(
            _passed(sort, getattr(passed, sort), words=words)
            for sort in ("sent", "arrived", "bought")
            if getattr(passed, sort)
        ),
    ]
    return words.paper(
        "donor",
        told.body,
        stated=[
            ("giver", name),
            ("gifts-count", str(len(told.gifts))),
            ("printed", words.day(words.today)),
        ],
        parts=parts,
        notes=("attributed",),
        sheet=words.sheet(
            giver, words.mark(told.body, told.last.seq), name="giver-number"
        ),
    )


def _folded(
    rows: Sequence[PaperLine], words: PaperWords, *, most: int
) -> list[PaperLine]:
    """Return as many rows as one sheet bears, and a row that says how many more."""
    if len(rows) <= most:
        return list(rows)
    more = words.word("more", n=str(len(rows) - most))
    width = len(rows[0].cells)
    return [*rows[:most], PaperLine(name=more, cells=(None,) * width, sort="total")]


def _passed(sort: str, parts: Sequence[Part], *, words: PaperWords) -> PaperPart:
    """Return what was sent or arrived by body; what was bought by what it is."""
    sums: Counter[tuple[str, str]] = Counter()
    for one in parts:
        sums["" if sort == "bought" else one.body, one.commodity] += one.count
    lines = [
        PaperLine(
            name=words.body(body) if body else words.item(code),
            cells=(
                *((PaperCell(text=words.item(code)),) if body else ()),
                words.amount(code, count),
                words.unit(code),
            ),
        )
        for (body, code), count in sums.items()
        if count
    ]
    by_body = sort != "bought"
    columns = ("amount", "unit")
    return words.part(
        f"journey.{sort}",
        ("what-given", *columns) if by_body else columns,
        lines=_folded(lines, words, most=PARTS_MOST),
        first="body" if by_body else "goods",
    )


def _giver(told: GiftTold, words: PaperWords) -> str:
    """Return who gave, as they want to be shown."""
    gift = told.gift
    if not gift.giver or gift.privacy != PUBLIC:
        return words.word("unnamed")
    name = giver_cards([gift.giver]).get((gift.book, gift.giver), "")
    return name.split("\n")[0] or words.body(gift.giver)


def _given(lines: Sequence[GiftLineRow], words: PaperWords) -> Iterator[PaperPart]:
    rows = [
        PaperLine(
            name=words.item(line.commodity),
            cells=(
                words.amount(line.commodity, line.count),
                words.unit(line.commodity),
                PaperCell(text=words.fund(line.fund)),
            ),
        )
        for line in lines
    ]
    yield words.part(
        "given", ("amount", "unit", "fund"), lines=rows, first="what-given"
    )


def _summed(
    lines: Sequence[GiftLineRow], words: PaperWords
) -> tuple[str, str, tuple[str, ...]]:
    """Return the sum of a gift of money alone, in figures and words."""
    codes = {line.commodity for line in lines}
    if len(codes) != 1:
        return NO_SUM
    (code,) = codes
    if words.kinds.get(code, (0, "", ""))[2] != "currency":
        return NO_SUM
    return ("sum", *words.sum(code, sum(line.count for line in lines)))


def _wish(gift: Gift, words: PaperWords) -> list[PaperText]:
    text = card_texts([gift.words]).get(gift.words, "")
    return [PaperText(name=words.word("wish"), text=text)] if text else []


def _follow(code: str, body: str, *, words: PaperWords, gift: str = "") -> PaperMark:
    """Return the mark of a receipt: where its giver follows the gift, by the secret.

    A blank one has no gift yet, and leads to it by its code.
    """
    way = f"{gift}/?secret={secret_of(gift)}" if gift else f"?find={code}"
    return PaperMark(
        address=f"{words.root}/gifts/{way}",
        code=grouped(code),
        head=head_of(body),
    )
