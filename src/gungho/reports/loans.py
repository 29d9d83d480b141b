# SPDX-License-Identifier: Apache-2.0
"""The loan book on a day: what is left of each loan, what is late, and how long.

A part is late from the day after the one on which it falls due, moratoria held to.
Everything is a function of what was known to have happened by that day; the newest
schedule by then is the one in force.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from gungho.errors import Refusal
from gungho.flows.schedules import PPM, Open, moved, number, taken_off
from gungho.measure import parse_day
from gungho.reports.papers import AGES, OLDEST, age_of

Stands = Literal["running", "late", "repaid", "written-off"]
STATES: tuple[Stands, ...] = ("late", "running", "repaid", "written-off")
AGE_WORDS = (*(word for _, word in AGES), OLDEST)
# What is set aside of late principal, in millionths: stated, and stated with figures.
RATES: Mapping[str, int] = dict(
    zip(AGE_WORDS, (10_000, 100_000, 250_000, 500_000, PPM), strict=True)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DueTold:
    """One part of one of a loan's schedules, as it was agreed on a day."""

    series: int
    part: int
    due: str
    principal: int
    interest: int
    on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeedTold:
    """What an entry did to one part of a loan."""

    seq: int
    series: int
    part: int
    sort: str
    principal: int
    interest: int
    reason: str
    cited: str
    on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StayTold:
    """A moratorium: for a region or for all, between two days, as declared on one."""

    region: str
    first: str
    last: str
    on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LoanTold:
    """A loan with all its schedules, its deeds, and its book's moratoria."""

    body: str
    loan: str
    coop: str
    region: str
    product: str
    currency: str
    fund: str
    count: int
    interest_ppm: int
    on: str
    seq: int
    standing: str
    dues: tuple[DueTold, ...] = field(repr=False)
    deeds: tuple[DeedTold, ...] = field(repr=False, default=())
    stays: tuple[StayTold, ...] = field(repr=False, default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class PartOn:
    """One part on a day: as agreed, when it falls due, what is open, how late."""

    part: int
    agreed: str
    due: str
    principal: int
    interest: int
    principal_left: int
    interest_left: int
    late: int

    @property
    def open(self) -> bool:
        """True if something of it is not settled."""
        return bool(self.principal_left or self.interest_left)

    @property
    def age(self) -> str:
        """The class of how late it is, "" if it is not."""
        return age_of(self.late) if self.late else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoanOn:
    """A loan on a day; counts are of principal but for the interest."""

    told: LoanTold
    series: int
    repaid: int
    written_off: int
    interest_paid: int
    parts: tuple[PartOn, ...] = field(repr=False)

    @property
    def left(self) -> int:
        """The principal that is still owed."""
        return self.told.count - self.repaid - self.written_off

    @property
    def late_parts(self) -> tuple[PartOn, ...]:
        """The parts that are late."""
        return tuple(part for part in self.parts if part.late)

    @property
    def late(self) -> int:
        """The principal that is late."""
        return sum(part.principal_left for part in self.late_parts)

    @property
    def late_interest(self) -> int:
        """The interest that is late."""
        return sum(part.interest_left for part in self.late_parts)

    @property
    def interest_left(self) -> int:
        """The interest of the schedule that is not settled."""
        return sum(part.interest_left for part in self.parts)

    @property
    def days(self) -> int:
        """For how many days the oldest late part has been late."""
        return max((part.late for part in self.late_parts), default=0)

    @property
    def next_due(self) -> str:
        """The day on which the first open part falls due, "" where none has a day."""
        return next((part.due for part in self.parts if part.open), "")

    @property
    def stands(self) -> Stands:
        """How the loan stands."""
        if self.late_parts:
            return "late"
        if self.left or self.interest_left:
            return "running"
        return "written-off" if self.written_off else "repaid"


def loan_on(told: LoanTold, day: str) -> LoanOn:
    """Return how a loan stood on a day."""
    deeds = [one for one in told.deeds if one.on <= day]
    series = max((due.series for due in told.dues if due.on <= day), default=0)
    dues = [due for due in told.dues if due.series == series]
    left = {due.part: [due.principal, due.interest] for due in dues}
    ahead = [0, 0]  # what had come by this day and was put to a later schedule
    for deed in deeds:
        if deed.sort == "rescheduled":
            continue
        if deed.series == series and deed.part in left:
            left[deed.part][0] -= deed.principal
            left[deed.part][1] -= deed.interest
        elif deed.series > series:
            ahead[0] += deed.principal
            ahead[1] += deed.interest
    opens = [Open(part=part, principal=a, interest=b) for part, (a, b) in left.items()]
    for line in taken_off(opens, principal=ahead[0], interest=ahead[1]):
        left[line.part][0] -= number(line.principal)
        left[line.part][1] -= number(line.interest)
    repaid = [one for one in deeds if one.sort == "repaid"]
    off = [one for one in deeds if one.sort == "written-off"]
    return LoanOn(
        told=told,
        series=series,
        repaid=sum(one.principal for one in repaid),
        written_off=sum(one.principal for one in off),
        interest_paid=sum(one.interest for one in repaid),
        parts=_parts(told, dues, left=left, day=day),
    )


def _parts(
    told: LoanTold, dues: Sequence[DueTold], *, left: Mapping[int, list[int]], day: str
) -> tuple[PartOn, ...]:
    spans = [
        (stay.first, stay.last)
        for stay in told.stays
        if stay.on <= day and stay.region in ("", told.region)
    ]
    days = moved([due.due for due in dues], spans)
    found = []
    for due, at in zip(dues, days, strict=True):
        principal, interest = left[due.part]
        late = at and at < day and (principal or interest)
        found.append(
            PartOn(
                part=due.part, agreed=due.due, due=at, principal=due.principal,
                interest=due.interest, principal_left=principal,
                interest_left=interest,
                late=(parse_day(day) - parse_day(at)).days if late else 0,
            )
        )  # fmt: skip
    return tuple(found)


def loans_on(told: Iterable[LoanTold], day: str) -> tuple[LoanOn, ...]:
    """Return every loan made by a day, the latest first, then by its lender."""
    found = [loan_on(one, day) for one in told if one.on <= day]
    return tuple(
        sorted(found, key=lambda one: (-one.days, one.told.body, one.told.loan))
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Late:
    """What is late in one currency and age class: principal, interest, parts."""

    currency: str
    age: str
    principal: int
    interest: int
    parts: int


def ageing(loans: Iterable[LoanOn]) -> tuple[Late, ...]:
    """Return what is late by currency and age, each part in its own class."""
    sums: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    for loan in loans:
        for part in loan.late_parts:
            row = sums[loan.told.currency, part.age]
            row[0] += part.principal_left
            row[1] += part.interest_left
            row[2] += 1
    currencies = sorted({currency for currency, _ in sums})
    return tuple(
        Late(currency=currency, age=age, principal=a, interest=b, parts=n)
        for currency in currencies
        for age in AGE_WORDS
        for a, b, n in (sums.get((currency, age), [0, 0, 0]),)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Provision:
    """What is set aside of the late principal of one class, at a stated rate."""

    currency: str
    age: str
    principal: int
    rate_ppm: int
    count: int


def provisions(
    late: Iterable[Late], rates: Mapping[str, int] = RATES
) -> tuple[Provision, ...]:
    """Return what to set aside by class, rounded up to the last unit.

    Raises Refusal ``provision.rate`` where a class has no rate from none to all.
    """
    found = []
    for one in late:
        rate = rates.get(one.age, -1)
        if not 0 <= rate <= PPM:
            raise Refusal("provision.rate", age=one.age)
        found.append(
            Provision(
                currency=one.currency, age=one.age, principal=one.principal,
                rate_ppm=rate, count=-(-one.principal * rate // PPM),
            )
        )  # fmt: skip
    return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class BookLine:
    """The loans of one fund or one co-op in one currency, added up."""

    name: str
    currency: str
    loans: int
    lent: int
    repaid: int
    written_off: int
    left: int
    late: int
    interest_paid: int


def book_by(
    loans: Iterable[LoanOn], sort: Literal["fund", "coop"]
) -> tuple[BookLine, ...]:
    """Return the loan book by fund or by co-op."""
    groups: dict[tuple[str, str], list[LoanOn]] = defaultdict(list)
    for loan in loans:
        groups[getattr(loan.told, sort), loan.told.currency].append(loan)
    return tuple(
        BookLine(
            name=name, currency=currency, loans=len(group),
            lent=sum(one.told.count for one in group),
            repaid=sum(one.repaid for one in group),
            written_off=sum(one.written_off for one in group),
            left=sum(one.left for one in group),
            late=sum(one.late for one in group),
            interest_paid=sum(one.interest_paid for one in group),
        )
        for (name, currency), group in sorted(groups.items())
    )  # fmt: skip
