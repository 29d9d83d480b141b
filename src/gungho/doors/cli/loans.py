# SPDX-License-Identifier: Apache-2.0
"""``loans``: the loan book on a day, one loan, what is late."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, TypedDict, Unpack

import click

from gungho.doors.cli.frame import (
    Node,
    home_option,
    json_option,
    say,
    say_json,
    told_errors,
)
from gungho.errors import Refusal
from gungho.flows.schedules import PPM
from gungho.measure import decimal_text, parse_day
from gungho.reports.loans import (
    RATES,
    BookLine,
    LoanOn,
    PartOn,
    ageing,
    book_by,
    provisions,
)
from gungho.store.reads.loans import loans
from gungho.store.reads.movement import item_scales

PERCENT = PPM // 100
SUMS = ("lent", "repaid", "written_off", "left", "late")


class Words:
    """Counts as decimals, by what the books say of their currency."""

    def __init__(self) -> None:
        self.scales = item_scales()

    def __call__(self, count: int, currency: str) -> str:
        """Return a count of money as a decimal."""
        return decimal_text(count, self.scales.get(currency, 0))


class Asked(TypedDict):
    """What is asked of the loan book."""

    loan: str
    arrears: bool
    rates: tuple[str, ...]
    day: str


@click.command("loans")
@home_option
@json_option
@click.option("--loan", default="", help="Show this loan: its schedule and history.")
@click.option("--arrears", is_flag=True, help="Show what is late, and its provision.")
@click.option("--rate", "rates", multiple=True, help="Set aside, as 31-60=25.")
@click.option("--on", "day", default="", help="As it stood on this day; today.")
@click.pass_obj
@told_errors
def loans_command(
    node: Node, home: Path, *, as_json: bool, **asked: Unpack[Asked]
) -> None:
    """List the loans: what is left of each, what is late, when the next part is due."""
    opened = node.open(home)
    day, loan = asked["day"], asked["loan"]
    on = str(parse_day(day)) if day else str(opened.books.clock().date())
    words = Words()
    found = loans(day=on, loan=loan)
    if loan:
        if not found:
            raise Refusal("loan.unknown", loan=loan)
        told = [_whole(one, words) for one in found]
        tell(told, _loan_lines(found, words), as_json=as_json)
    elif asked["arrears"]:
        rates = _rates(asked["rates"])
        tell(*_arrears(found, words, rates=rates), as_json=as_json)
    else:
        tell(_list(found, words), _list_lines(found, words), as_json=as_json)


def tell(value: Any, lines: Iterable[str], *, as_json: bool) -> None:
    """Write a value as JSON, or its lines."""
    if as_json:
        say_json(value)
        return
    for line in lines:
        say(line)


def _rates(said: Iterable[str]) -> dict[str, int]:
    """Return the rates of provision, those that are said in place of the stated."""
    found = dict(RATES)
    for one in said:
        age, _, percent = one.partition("=")
        whole, _, part = percent.partition(".")
        digits = whole + part
        if age not in found or not digits.isdecimal() or len(part) > 4:
            raise Refusal("provision.rate", age=one)
        found[age] = int(whole or 0) * PERCENT + int(part.ljust(4, "0"))
    return found


def _told(one: LoanOn, words: Words) -> dict[str, Any]:
    told = one.told
    counts = ("repaid", "written_off", "left", "late", "late_interest",
              "interest_paid", "interest_left")  # fmt: skip
    return {
        "loan": told.loan,
        "book": told.body,
        "seq": told.seq,
        "coop": told.coop,
        "fund": told.fund,
        "product": told.product,
        "currency": told.currency,
        "made": told.on,
        "interest_ppm": told.interest_ppm,
        "standing": told.standing,
        "lent": words(told.count, told.currency),
        **{name: words(getattr(one, name), told.currency) for name in counts},
        "state": one.stands,
        "days_late": one.days,
        "next_due": one.next_due,
    }


def _whole(one: LoanOn, words: Words) -> dict[str, Any]:
    currency = one.told.currency
    return {
        **_told(one, words),
        "schedule": [_part(part, currency, words=words) for part in one.parts],
        "history": [
            {
                "seq": deed.seq,
                "on": deed.on,
                "deed": deed.sort,
                "part": deed.part,
                "principal": words(deed.principal, currency),
                "interest": words(deed.interest, currency),
                "reason": deed.reason,
                "resolution": deed.cited,
            }
            for deed in one.told.deeds
        ],
    }


def _part(part: PartOn, currency: str, *, words: Words) -> dict[str, Any]:
    counts = ("principal", "interest", "principal_left", "interest_left")
    return {
        "part": part.part,
        "due": part.due,
        "agreed": part.agreed,
        **{name: words(getattr(part, name), currency) for name in counts},
        "days_late": part.late,
        "age": part.age,
    }


def _list(found: Sequence[LoanOn], words: Words) -> dict[str, Any]:
    return {
        "loans": [_told(one, words) for one in found],
        "by_fund": [_line(line, words) for line in book_by(found, "fund")],
        "by_coop": [_line(line, words) for line in book_by(found, "coop")],
    }


def _line(line: BookLine, words: Words) -> dict[str, Any]:
    amounts = (*SUMS, "interest_paid")
    return {
        "name": line.name,
        "currency": line.currency,
        "loans": line.loans,
        **{name: words(getattr(line, name), line.currency) for name in amounts},
    }


def _list_lines(found: Sequence[LoanOn], words: Words) -> Iterable[str]:
    for one in found:
        yield from _loan_head(one, words)
    for title, lines in (
        ("fund", book_by(found, "fund")),
        ("co-op", book_by(found, "coop")),
    ):
        for line in lines:
            yield f"{title} {line.name}  {line.currency}: {_sums(line, words)}"
    if not found:
        yield "No loan is kept here by that day."


def _sums(line: BookLine, words: Words) -> str:
    told = (
        f"{name.replace('_', ' ')} {words(getattr(line, name), line.currency)}"
        for name in SUMS
    )
    return f"{line.loans} loans, {', '.join(told)}"


def _loan_head(one: LoanOn, words: Words) -> Iterable[str]:
    told = one.told

    def money(count: int) -> str:
        return words(count, told.currency)

    yield f"{told.loan}  {told.body} -> {told.coop}  of {told.fund}: {one.stands}"
    yield (
        f"    {told.currency} {money(told.count)} on {told.on}; repaid "
        f"{money(one.repaid)}, written off {money(one.written_off)}, left "
        f"{money(one.left)}; interest paid {money(one.interest_paid)}, open "
        f"{money(one.interest_left)}"
    )
    if one.days:
        yield (
            f"    late: {money(one.late)} and {money(one.late_interest)} of interest, "
            f"for {one.days} days"
        )
    elif one.next_due:
        yield f"    next due {one.next_due}"


def _loan_lines(found: Iterable[LoanOn], words: Words) -> Iterable[str]:
    for one in found:
        yield from _loan_head(one, words)
        currency = one.told.currency
        for part in one.parts:
            late = f", {part.late} days late ({part.age})" if part.late else ""
            was = f" (agreed {part.agreed})" if part.agreed != part.due else ""
            yield (
                f"    part {part.part} due {part.due or 'without a day'}{was}: "
                f"{words(part.principal, currency)} and "
                f"{words(part.interest, currency)} of interest; open "
                f"{words(part.principal_left, currency)} and "
                f"{words(part.interest_left, currency)}{late}"
            )
        for deed in one.told.deeds:
            of = f" of part {deed.part}" if deed.part else ""
            why = f" ({deed.reason})" if deed.reason else ""
            by = f" by {deed.cited}" if deed.cited else ""
            yield (
                f"    {deed.on} {deed.sort}{why}{by}{of}: "
                f"{words(deed.principal, currency)} and "
                f"{words(deed.interest, currency)} of interest"
            )


def _arrears(
    found: Iterable[LoanOn], words: Words, *, rates: dict[str, int]
) -> tuple[dict[str, Any], list[str]]:
    loans_told = [one for one in found if one.days]
    late = ageing(loans_told)
    aside = provisions(late, rates)
    classes = [
        {
            "currency": one.currency,
            "age": one.age,
            "parts": one.parts,
            "principal": words(one.principal, one.currency),
            "interest": words(one.interest, one.currency),
            "rate_ppm": held.rate_ppm,
            "provision": words(held.count, held.currency),
        }
        for one, held in zip(late, aside, strict=True)
    ]
    lines = [line for one in loans_told for line in _loan_head(one, words)]
    lines += [
        f"{one['age']} days  {one['currency']}: {one['principal']} and "
        f"{one['interest']} of interest in {one['parts']} parts; set aside "
        f"{one['provision']} ({decimal_text(held.rate_ppm, 4)} per cent)"
        for one, held in zip(classes, aside, strict=True)
    ]
    told = {"loans": [_told(one, words) for one in loans_told], "classes": classes}
    return told, lines or ["Nothing is late."]
