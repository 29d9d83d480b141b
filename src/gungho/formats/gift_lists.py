# SPDX-License-Identifier: Apache-2.0
"""A list of gifts is a spreadsheet with a row for each gift, as a treasurer kept it.

Headings in English or Chinese, in any order. Each row is read, or told as a fault with
its reason; nothing is guessed where a day or an amount could mean two things.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from gungho.errors import Fact, Refusal
from gungho.formats.pasted_cells import (
    Days,
    count_of,
    day_order,
    decimal_mark,
    figure_of,
    plain,
)
from gungho.formats.sheets import read_sheets
from gungho.measure import MAX_COUNT

LIST_BYTES_MOST = 2 * 2**20
ROWS_MOST = 2_000
LOOKED_AT = 15
GIVER_MOST = 200
WORDS_MOST = 2_000
NUMBERED = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}")
UNCLEAR = re.compile(r"\D*\d{1,3}[.,]\d{3}\D*")
UNIT = re.compile(r"\s*[(\[（].*")
HEADS: Mapping[str, tuple[str, ...]] = {
    "giver": (
        "giver", "donor", "name", "from", "given by",
        "捐赠人", "捐助人", "捐款人", "姓名", "户名",
    ),
    "amount": (
        "amount", "sum", "gift", "given", "value", "total",
        "金额", "数额", "捐款", "捐款金额",
    ),
    "currency": ("currency", "cur", "币种", "货币"),
    "day": (
        "date", "day", "received", "received on", "gift date",
        "日期", "收到日期", "捐赠日期", "捐款日期",
    ),
    "words": (
        "wish", "purpose", "for", "note", "notes", "remarks", "designation",
        "意愿", "用途", "备注", "附言", "说明",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftRow:
    """A gift that was read; ``mark`` is the same whenever the same row comes again."""

    row: int
    mark: str
    giver: str
    day: str
    currency: str
    count: int
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftFault:
    """A row that was not read: the code of its reason, and its facts."""

    row: int
    code: str
    facts: tuple[tuple[str, Fact], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftList:
    """What a file held: the gifts, the faults, and which heading was taken for what."""

    gifts: tuple[GiftRow, ...]
    faults: tuple[GiftFault, ...]
    heads: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """How a list is read: its own currency, the scale of each, the present day."""

    currency: str
    scales: Mapping[str, int]
    today: str


class _Fault(Exception):
    """Why a row is not read."""

    def __init__(self, code: str, **facts: Fact) -> None:
        super().__init__(code)
        self.code, self.facts = code, tuple(facts.items())


def read_gift_list(raw: bytes, wanted: Wanted) -> GiftList:
    """Return the gifts of the first sheet that has headings.

    Raises Refusal ``gifts.too-large``, ``gifts.no-headings`` or ``gifts.too-long``, and
    those of ``read_sheets``.
    """
    if len(raw) > LIST_BYTES_MOST:
        raise Refusal("gifts.too-large", most=LIST_BYTES_MOST // 2**20)
    for sheet in read_sheets(raw):
        for place, (_number, row) in enumerate(sheet.rows[:LOOKED_AT]):
            heads = _heads(row)
            if {"amount", "day"} <= heads.keys():
                shown = tuple((head, row[at]) for head, at in heads.items())
                told = [
                    (number, _Cells(heads=heads, cells=cells))
                    for number, cells in sheet.rows[place + 1 :]
                ]
                return replace(_read(told, wanted), heads=shown)
    raise Refusal("gifts.no-headings")


def _heads(row: Sequence[str]) -> dict[str, int]:
    cells = [UNIT.sub("", plain(cell).lower()).strip(":. ") for cell in row]
    found = {}
    for head, words in HEADS.items():
        for word in words:
            if word in cells:
                found[head] = cells.index(word)
                break
    return found


def _read(told: Sequence[tuple[int, _Cells]], wanted: Wanted) -> GiftList:
    if len(told) > ROWS_MOST:
        raise Refusal("gifts.too-long", most=ROWS_MOST)
    order = day_order(one.of("day") for _, one in told)
    figures = [figure_of(one.of("amount")) for _, one in told]
    mark = decimal_mark(one.digits for one in figures if one)
    gifts, faults = list[GiftRow](), list[GiftFault]()
    seen = Counter[tuple[str, ...]]()
    for number, one in told:
        try:
            gift = one.read(number, wanted, order=order, mark=mark, seen=seen)
        except _Fault as fault:
            faults.append(GiftFault(row=number, code=fault.code, facts=fault.facts))
        else:
            gifts.append(gift)
    return GiftList(gifts=tuple(gifts), faults=tuple(faults))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cells:
    heads: Mapping[str, int]
    cells: Sequence[str]

    def of(self, head: str) -> str:
        place = self.heads.get(head)
        within = place is not None and place < len(self.cells)
        return self.cells[place].strip() if place is not None and within else ""

    def read(
        self,
        row: int,
        wanted: Wanted,
        *,
        order: str,
        mark: str,
        seen: Counter[tuple[str, ...]],
    ) -> GiftRow:
        day = self._day(wanted, order)
        currency = plain(self.of("currency")).upper() or wanted.currency
        if currency not in wanted.scales:
            raise _Fault("giftfault.currency", currency=currency[:20])
        count = self._count(wanted.scales[currency], mark)
        giver, words = self.of("giver"), self.of("words")
        if len(giver) > GIVER_MOST or len(words) > WORDS_MOST:
            raise _Fault("giftfault.long", most=GIVER_MOST)
        same = (day, currency, str(count), giver, words)
        seen[same] += 1
        said = "\0".join((*same, str(seen[same]))).encode()
        return GiftRow(
            row=row, mark=sha256(b"gungho gift list\n" + said).hexdigest()[:16],
            giver=giver, day=day, currency=currency, count=count, words=words,
        )  # fmt: skip

    def _day(self, wanted: Wanted, order: str) -> str:
        text = self.of("day")
        if not text:
            raise _Fault("giftfault.no-day")
        if not order and NUMBERED.fullmatch(plain(text)):
            raise _Fault("giftfault.day-order", day=text[:40])
        read = Days(order=order, near=int(wanted.today[:4])).read(text)
        if not read:
            raise _Fault("giftfault.day", day=text[:40])
        if read > wanted.today:
            raise _Fault("giftfault.later", day=read)
        return read

    def _count(self, scale: int, mark: str) -> int:
        text = self.of("amount")
        figure = figure_of(text)
        if figure is None:
            raise _Fault("giftfault.amount", amount=text[:40])
        if not mark and UNCLEAR.fullmatch(text):
            raise _Fault("giftfault.amount-unclear", amount=text[:40])
        count = count_of(figure.digits, mark=mark or ".", scale=scale)
        if count is None or figure.is_out or not 0 < count <= MAX_COUNT:
            raise _Fault("giftfault.amount", amount=text[:40])
        return count
