# SPDX-License-Identifier: Apache-2.0
"""A sheet filled by pen is typed back by its code: what it opens, what it asks.

The code leads to the entry that the sheet was printed from; a wrong sign in it is told
apart from a code that no paper here has. Pages and the command line share this.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from gungho.actions.ports import Command
from gungho.actions.receive_gift import GiftAsked
from gungho.doors.paper_words import DAY_SIGNS
from gungho.doors.papers_coop import Workshop, workshop
from gungho.doors.papers_giving import DIGITS_MOST
from gungho.doors.papers_goods import consignment_told
from gungho.errors import Refusal
from gungho.flows.receipts import ReceiptSeries, code_of
from gungho.measure import count_of
from gungho.measure.check_code import digits_number, typed_code
from gungho.reports.loans import LoanOn
from gungho.store.reads.committees import items_given, next_gift
from gungho.store.reads.consignments import Consignment, Sent
from gungho.store.reads.giving import receipt_gift
from gungho.store.reads.loans import loans
from gungho.store.reads.marks import SIGNS, Marked, marked_by
from gungho.store.reads.needs import need_lines
from gungho.store.reads.places import body_places
from gungho.store.reads.printed import gift_of_number, series_with, used_in

Sort = Literal["arrival", "production", "blank-receipt", "gift", "entry"]
PPM = 1_000_000
LOANS_MOST = 4
SHEETS: Mapping[str, Sort] = {
    "goods.dispatched": "arrival",
    "coop.founded": "production",
}
Scales = Mapping[str, int]
GIFT_FACTS = ("commodity", "amount", "giver", "words", "fund", "privacy")
COLUMNS = ("used", "made", "sold", "proceeds", "wages", "needed")
PAID = "paid"
GOODS_COUNTED = frozenset({"used", "made", "sold", "needed"})
TILL, TO_WORK_ON = "main", "materials"


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What a code opens: a sort of form, or an entry or gift to look at.

    ``ident`` is the consignment, the co-op, the receipt's number or the gift.
    """

    sort: Sort
    code: str
    ident: str
    body: str
    seq: int = 0
    day: str = ""


def opened_by(said: str) -> Opened:
    """Return what a code opens, however it was written.

    Raises Refusal ``code.wrong`` for a wrong sign, and ``code.none``.
    """
    code = typed_code(said)
    if not code:
        raise Refusal("code.wrong", code=said.strip()[:40] or "-")
    digits = code.partition("-")[0]
    if len(digits) in (SIGNS, SIGNS + DAY_SIGNS):
        for found in marked_by(digits_number(digits[:SIGNS])):
            return _entry(found, code, day=_day(digits[SIGNS:]))
    return _receipt(code, digits_number(digits))


def _entry(found: Marked, code: str, *, day: str) -> Opened:
    sort = SHEETS.get(found.kind, "entry")
    if sort == "production" and not day:
        sort = "entry"
    return Opened(
        sort=sort,
        code=code,
        ident=found.subject,
        body=found.body,
        seq=found.seq,
        day=day,
    )


def _day(digits: str) -> str:
    if not digits:
        return ""
    text = f"{digits_number(digits):08d}"
    day = f"{text[:-4]}-{text[-4:-2]}-{text[-2:]}"
    try:
        return date.fromisoformat(day).isoformat()
    except ValueError:
        return ""


def _receipt(code: str, number: int) -> Opened:
    gift = receipt_gift(code)
    if gift:
        return Opened(sort="gift", code=code, ident=gift, body="")
    body, series = series_with(number)
    if series is None or code_of(number) != code:
        raise Refusal("code.none", code=code)
    return Opened(sort="blank-receipt", code=code, ident=str(number), body=body)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counting:
    """An arrival sheet: the consignment, and its lines as they are numbered on it."""

    line: Consignment
    sent: tuple[Sent, ...]

    @classmethod
    def load(cls, document: str, *, today: str) -> Counting:
        """Return the sheet of a consignment, or refuse ``print.none``."""
        line, sent = consignment_told(document, today=today)
        return cls(line=line, sent=tuple(sent))

    def command(
        self,
        typed: Mapping[str, str],
        *,
        day: str,
        ident: str,
        scales: Scales,
    ) -> Command:
        """Return the arrival that was counted: a line for each number above nought.

        Raises Refusal ``typed.missing``, ``typed.nothing``, ``typed.unknown`` or
        ``quantity.*``.
        """
        numbers = [str(number) for number in range(1, len(self.sent) + 1)]
        _require_known(typed, numbers)
        counted = [
            (
                one,
                _count(
                    typed.get(number, ""), one.commodity, scales=scales, line=number
                ),
            )
            for number, one in zip(numbers, self.sent, strict=True)
        ]
        lines = [
            {
                "commodity": one.commodity,
                "count": str(count),
                "fund": one.fund,
                "lot": one.lot,
            }
            for one, count in counted
            if count
        ]
        if not lines:
            raise Refusal("typed.nothing")
        receiver = self.line.receiver
        return Command(
            book=receiver,
            id=ident,
            kind="goods.arrived",
            happened=day,
            facts={
                "document": self.line.document,
                "sender": self.line.sender,
                "place": body_places().get(receiver) or receiver,
                "lines": lines,
                "standing": "kept",
            },
            office="storekeeper",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Producing:
    """A production sheet: a co-op and a day, which its entries are named after."""

    shop: Workshop
    day: str
    loans: tuple[LoanOn, ...] = ()
    activity: str = ""

    @classmethod
    def load(cls, coop: str, *, day: str) -> Producing:
        """Return the sheet of a co-op for a day, or refuse ``print.none``.

        It asks for needs where the co-op has stated before what it works at.
        """
        shop = workshop(coop)
        running = [
            one
            for one in loans(day=day, coop=coop)
            if one.left and one.told.body == shop.line.keeper
        ]
        asked, _ = need_lines(where=[("coop", coop)], limit=1)
        return cls(
            shop=shop,
            day=day,
            loans=tuple(running[:LOANS_MOST]),
            activity=asked[0].activity if asked else "",
        )

    @property
    def items(self) -> tuple[str, ...]:
        """Everything the sheet has a row for."""
        return tuple(dict.fromkeys([*self.shop.materials, *self.shop.goods]))

    def commands(self, typed: Mapping[str, str], *, scales: Scales) -> list[Command]:
        """Return what the day's sheet says: materials, goods, sales, loan, needs.

        ``typed`` maps ``used.ITEM`` and the like to its text. The same sheet typed
        again adds nothing; typed otherwise it is refused. Raises Refusal ``typed.*``
        or ``quantity.*``.
        """
        found = self._counts(typed, scales)
        used, made = found["used"], found["made"]
        if made and not used:
            raise Refusal("typed.no-materials")
        commands = [
            *self._work(used, made),
            *self._sales(found),
            *self._repaid(found[PAID]),
            *self._needs(found["needed"]),
        ]
        if not commands:
            raise Refusal("typed.nothing")
        return commands

    def _counts(
        self, typed: Mapping[str, str], scales: Scales
    ) -> dict[str, dict[str, int]]:
        columns = (*COLUMNS, PAID)
        found: dict[str, dict[str, int]] = {column: {} for column in columns}
        owed = {one.told.loan: one.told.currency for one in self.loans}
        for name, text in typed.items():
            column, _, item = name.partition(".")
            known = owed if column == PAID else scales
            if column not in found or item not in known:
                raise Refusal("typed.unknown", line=name[:40], lines=", ".join(columns))
            code = item if column in GOODS_COUNTED else owed.get(item, self._money)
            count = _count(text or "0", code, scales=scales, line=name)
            if count:
                found[column][item] = count
        return found

    @property
    def _money(self) -> str:
        return self.shop.line.currency

    def _command(self, part: str, kind: str, **facts: Any) -> Command:
        coop = self.shop.line
        told = {"coop": coop.coop, **facts, "standing": "kept"}
        return Command(
            book=coop.keeper,
            id=f"sheet.{coop.coop}.{self.day}.{part}",
            kind=kind,
            happened=self.day,
            facts=told,
            office="bookkeeper",
        )

    def _work(
        self, used: Mapping[str, int], made: Mapping[str, int]
    ) -> Iterator[Command]:
        order = f"{self.shop.line.coop}:{self.day}"
        if used:
            lines = [
                {"item": item, "count": str(count), "fund": fund}
                for item, fund, count in self._funded(order, used)
            ]
            yield self._command("used", "materials.used", order=order, lines=lines)
        for number, (item, count) in enumerate(made.items()):
            # Each takes its equal part of what is then left in the order.
            yield self._command(
                f"made.{item}",
                "goods.made",
                order=order,
                item=item,
                count=str(count),
                part_ppm=PPM // (len(made) - number),
            )

    def _funded(
        self, order: str, used: Mapping[str, int]
    ) -> Iterable[tuple[str, str, int]]:
        """Return of which funds the materials are: granted ones before the co-op's own.

        A day that was typed before keeps the funds that were chosen then.
        """
        before = used_in(order)
        sums = Counter[str]()
        for item, _, count in before:
            sums[item] += count
        return before if sums == used else self._chosen(used)

    def _chosen(self, used: Mapping[str, int]) -> Iterator[tuple[str, str, int]]:
        for item, count in used.items():
            left = count
            for fund, held in self.shop.funds.get(item, []):
                part = min(left, held)
                if part > 0:
                    yield item, fund, part
                    left -= part
            if left:
                yield item, "", left

    def _sales(self, found: Mapping[str, Mapping[str, int]]) -> Iterator[Command]:
        sold, proceeds, wages = found["sold"], found["proceeds"], found["wages"]
        for item in dict.fromkeys([*sold, *proceeds, *wages]):
            if item not in sold or item not in proceeds:
                raise Refusal("typed.half-sale", item=item)
            paid = wages.get(item, 0)
            yield self._command(
                f"sold.{item}",
                "goods.sold",
                sale=f"{self.shop.line.coop}:{self.day}.{item}",
                item=item,
                count=str(sold[item]),
                currency=self._money,
                proceeds=str(proceeds[item]),
                wages=str(paid) if paid else "",
            )

    def _repaid(self, paid: Mapping[str, int]) -> Iterator[Command]:
        for loan, count in paid.items():
            yield replace(
                self._command("paid", "loan.repaid"),
                id=f"sheet.{self.day}.paid.{loan}",
                facts={
                    "loan": loan,
                    "count": str(count),
                    "till": TILL,
                    "standing": "kept",
                },
            )

    def _needs(self, needed: Mapping[str, int]) -> Iterator[Command]:
        if not needed:
            return
        if not self.activity:
            raise Refusal("typed.no-activity", coop=self.shop.line.coop)
        yield self._command(
            "needed",
            "need.stated",
            need=f"{self.shop.line.coop}:{self.day}",
            activity=self.activity,
            units=1,
            purpose=TO_WORK_ON,
            inputs=[
                {"commodity": item, "count": str(count)}
                for item, count in needed.items()
            ],
        )


def gift_asked(found: Opened, typed: Mapping[str, str], *, day: str) -> GiftAsked:
    """Return the gift that a receipt filled by pen tells of.

    Raises Refusal ``typed.unknown``, ``typed.missing``, ``commodity.unknown`` or
    ``quantity.*``.
    """
    _require_known(typed, list(GIFT_FACTS))
    code = typed.get("commodity", "")
    items = {item: (form, scale) for item, form, scale, _ in items_given()}
    if code not in items:
        raise Refusal("commodity.unknown", commodity=code[:40] or "-")
    form, scale = items[code]
    is_money = form == "currency"
    place = body_places().get(found.body) or found.body
    return GiftAsked(
        number=f"receipt.{found.ident}",
        committee=found.body,
        gift=next_gift(found.body),
        happened=day,
        form="cash" if is_money else "goods",
        commodity=code,
        count=_count(
            typed.get("amount", ""), code, scales={code: scale}, line="amount"
        ),
        at="main" if is_money else place,
        fund=typed.get("fund") or f"{found.body}:general",
        giver=typed.get("giver", ""),
        words=typed.get("words", ""),
        privacy=typed.get("privacy") or "public",
    )


def receipt_command(asked: GiftAsked, number: str) -> Command:
    """Return the receipt of a gift, under the number that its paper already had.

    Raises Refusal ``print.none`` for a number of no series of the body.
    """
    series = _series(number, body=asked.committee)
    return Command(
        book=asked.committee,
        id=f"receipt.{number}",
        kind="receipt.issued",
        happened=asked.happened,
        facts={"series": series.series, "gift": asked.gift, "number": int(number)},
        office="treasurer",
    )


def require_unused(number: str, *, body: str) -> None:
    """Refuse a receipt's number that is used, or not of the body.

    Raises Refusal ``receipt.used`` or ``print.none``.
    """
    _series(number, body=body)
    used = gift_of_number(int(number))
    if used:
        raise Refusal("receipt.used", number=int(number), gift=used)


def _series(number: str, *, body: str) -> ReceiptSeries:
    is_number = number.isdecimal() and len(number) <= DIGITS_MOST
    known, series = series_with(int(number)) if is_number else ("", None)
    if series is None or known != body:
        raise Refusal("print.none", sort="blank-receipt", id=number[:80])
    return series


def _require_known(typed: Mapping[str, str], lines: list[str]) -> None:
    for name in typed:
        if name not in lines:
            raise Refusal("typed.unknown", line=name[:40], lines=", ".join(lines))


def _count(text: str, code: str, *, scales: Scales, line: str) -> int:
    """Return a typed count; an empty box of a sheet that must be full is missing."""
    plain = re.sub(r"[\s,]", "", text)
    if not plain:
        raise Refusal("typed.missing", line=line)
    count = count_of(plain, scales.get(code, 0), code)
    if count < 0:
        raise Refusal("enter.wrong", field=line, typed=text[:40])
    return count
