# SPDX-License-Identifier: Apache-2.0
"""A schedule is the days on which a loan falls due: how much of it, with what interest.

The principal is parted evenly, to the last unit; interest is owed on what is left of
the principal for each month, a twelfth of the year's rate, and is rounded once, down,
for the whole loan. Both are parted by the largest remainder (law 10).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from gungho.errors import Refusal
from gungho.flows.wire import Day, MaybeAmount, Natural, Part
from gungho.measure import MAX_COUNT, months_on, parse_day, share, whole_months

PPM = 1_000_000
RATE_MOST = PPM  # a hundred per cent a year
MONTHS_MOST = 600
PARTS_MOST = 600
YEAR = 12


class Due(Part, frozen=True, kw_only=True):
    """What of a loan falls due on one day; nothing of one sort is left out."""

    due: Day
    principal: MaybeAmount = ""
    interest: MaybeAmount = ""


class Settled(Part, frozen=True, kw_only=True):
    """What of one part of a schedule is settled, counted from 1."""

    part: Natural
    principal: MaybeAmount = ""
    interest: MaybeAmount = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """What of one part of a schedule is still open."""

    part: int
    principal: int
    interest: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """Over how many months a loan runs, in how many parts, after how many of grace."""

    months: int
    instalments: int
    grace: int


def number(count: str) -> int:
    """Return a count that may be left out."""
    return int(count or 0)


def text(count: int) -> str:
    """Return a count as it is written, nothing for none."""
    return str(count) if count else ""


def require_pace(pace: Pace, *, product: str) -> None:
    """Refuse months, parts and grace that do not fit together: ``product.pace``."""
    paying = pace.months - pace.grace
    if not 0 < pace.months <= MONTHS_MOST or not 0 < pace.instalments <= paying:
        raise Refusal(
            "product.pace", product=product, months=pace.months,
            instalments=pace.instalments, grace=pace.grace,
        )  # fmt: skip


def require_rate(interest_ppm: int) -> None:
    """Refuse interest above a hundred per cent a year: ``loan.rate``."""
    if interest_ppm > RATE_MOST:
        raise Refusal("loan.rate", rate=interest_ppm, most=RATE_MOST)


def spread(*, count: int, on: str, interest_ppm: int, pace: Pace) -> tuple[Due, ...]:
    """Return the schedule of a loan made on a day, its principal in equal parts."""
    day, paying = parse_day(on), pace.months - pace.grace
    parts = share(count, [1] * pace.instalments)
    ends = [
        pace.grace + paying * (part + 1) // pace.instalments
        for part in range(pace.instalments)
    ]
    starts = [0, *ends[:-1]]
    months = [end - start for start, end in zip(starts, ends, strict=True)]
    interest = _interest(_owed(parts, months), interest_ppm)
    return tuple(
        Due(
            due=months_on(day, end).isoformat(),
            principal=text(part),
            interest=text(add),
        )
        for end, part, add in zip(ends, parts, interest, strict=True)
        if part or add
    )


def at_once(*, count: int, on: str, due: str, interest_ppm: int) -> tuple[Due, ...]:
    """Return the schedule of a loan that falls due as a whole, on one day."""
    months = whole_months(parse_day(on), parse_day(due))
    (interest,) = _interest([count * months], interest_ppm)
    return (Due(due=due, principal=str(count), interest=text(interest)),)


def _owed(parts: Sequence[int], months: Sequence[int]) -> list[int]:
    """Return what is owed times how many months, before each part is paid."""
    left, found = sum(parts), []
    for part, span in zip(parts, months, strict=True):
        found.append(left * span)
        left -= part
    return found


def _interest(owed: Sequence[int], interest_ppm: int) -> tuple[int, ...]:
    total = sum(owed) * interest_ppm // (YEAR * PPM)
    return share(total, owed)


def require_schedule(
    dues: Sequence[Due], *, count: int, on: str, interest_ppm: int, running: int = 0
) -> None:
    """Refuse a schedule that is not one of this principal from this day on.

    ``running`` is interest that is owed already. Raises Refusal ``schedule.long``,
    ``schedule.empty-part``, ``schedule.order``, ``schedule.sum``,
    ``schedule.interest`` or ``booking.too-large``.
    """
    if len(dues) > PARTS_MOST:
        raise Refusal("schedule.long", parts=len(dues), most=PARTS_MOST)
    before = ""
    for due in dues:
        parse_day(due.due)
        if not due.principal and not due.interest:
            raise Refusal("schedule.empty-part", due=due.due)
        if due.due <= before or due.due < on:
            raise Refusal("schedule.order", due=due.due, before=before or on)
        before = due.due
    total = sum(number(due.principal) for due in dues)
    if total != count:
        raise Refusal("schedule.sum", total=str(total), count=str(count))
    interest = sum(number(due.interest) for due in dues)
    most = running + _most(dues, on=on, interest_ppm=interest_ppm)
    if interest > most:
        raise Refusal("schedule.interest", interest=str(interest), most=str(most))
    if interest >= MAX_COUNT:
        raise Refusal("booking.too-large", kind="loan", amount=str(interest))


def _most(dues: Sequence[Due], *, on: str, interest_ppm: int) -> int:
    """Return the most interest that a rate brings, each month begun counted whole."""
    parts = [number(due.principal) for due in dues]
    owed = sum(_owed(parts, list(_begun(dues, on=on))))
    return -(-owed * interest_ppm // (YEAR * PPM))


def _begun(dues: Sequence[Due], *, on: str) -> Iterator[int]:
    before = parse_day(on)
    for due in dues:
        day = parse_day(due.due)
        whole = whole_months(before, day)
        yield whole + (months_on(before, whole) < day)
        before = day


def split(count: int, parts: Iterable[Open]) -> tuple[Settled, ...]:
    """Return what a payment settles: the oldest part first, interest before principal.

    What has been paid together therefore settles the same, in whatever order it came.
    """
    left, found = count, []
    for part in parts:
        interest = min(left, part.interest)
        principal = min(left - interest, part.principal)
        left -= interest + principal
        if interest or principal:
            found.append(_settled(part, principal=principal, interest=interest))
    return tuple(found)


def taken_off(
    parts: Iterable[Open], *, principal: int, interest: int
) -> tuple[Settled, ...]:
    """Return what is given up of each part, the oldest part first."""
    found = []
    for part in parts:
        off = min(principal, part.principal)
        add = min(interest, part.interest)
        principal, interest = principal - off, interest - add
        if off or add:
            found.append(_settled(part, principal=off, interest=add))
    return tuple(found)


def _settled(part: Open, *, principal: int, interest: int) -> Settled:
    return Settled(part=part.part, principal=text(principal), interest=text(interest))


def moved(dues: Iterable[str], spans: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Return the days on which parts fall due when moratoria are held to.

    A day inside one moves by its length, and so do the days that follow: the order is
    kept, no two come nearer, and nothing depends on the order of declaring. A loan
    without a day keeps none.
    """
    held, carried = _joined(spans), timedelta(0)
    if not held:
        return tuple(dues)
    found: list[str] = []
    for due in dues:
        if not due:
            found.append(due)
            continue
        day = _later(parse_day(due), carried)
        for first, last in held:
            if first <= day <= last:
                length = last - first + timedelta(1)
                day, carried = _later(day, length), carried + length
        found.append(day.isoformat())
    return tuple(found)


def _joined(spans: Iterable[tuple[str, str]]) -> list[tuple[date, date]]:
    """Return the spans in order, those that meet or overlap as one."""
    found: list[tuple[date, date]] = []
    for first, last in sorted((parse_day(a), parse_day(b)) for a, b in spans):
        if found and first <= _later(found[-1][1], timedelta(1)):
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return found


def _later(day: date, length: timedelta) -> date:
    return day + length if length <= date.max - day else date.max
