# SPDX-License-Identifier: Apache-2.0
"""After the fall of Hong Kong: the movement goes on to June 1942 where its books are.

Told month by month in the books that an installation keeps: headquarters sends money to
the depots, they count it and lend to co-ops, societies close and members come and go,
until the documented figures of 30 June 1942 are met. Single events are reconstructed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from gungho.actions.ports import Books, Command
from gungho.actions.record import record
from gungho.errors import Refusal
from gungho.flows.coops import Coop
from gungho.flows.funds import Fund
from gungho.ledger.balances import shelf

MONTHS = tuple(date(1942, month, 25) for month in range(1, 7))
LAST_DAY = date(1942, 6, 30)
SENT_COUNT, LENT_COUNT, LOANS = 2_000_000, 150_000, 3
CURRENCY = "CNC"


@dataclass(slots=True, kw_only=True)
class Aftermath:
    """The books kept here, the figures to meet, and what has been told."""

    books: Books
    headquarters: str
    depots: tuple[str, ...]
    societies: int
    members: int
    set_clock: Callable[[datetime], None]
    entries: int = 0
    refused: list[str] = field(default_factory=list)


def tell_after(after: Aftermath) -> int:
    """Tell the half year; return how many entries were added."""
    for number, month in enumerate(MONTHS, 1):
        after.set_clock(datetime.combine(month, time(18), tzinfo=UTC))
        for depot in after.depots:
            _send(after, depot, month)
            _lend(after, depot, month)
        _close(after, month, left=len(MONTHS) - number)
    after.set_clock(datetime.combine(LAST_DAY, time(18), tzinfo=UTC))
    _count(after)
    return after.entries


def _say(after: Aftermath, book: str, kind: str, entry: str, **facts: Any) -> bool:
    """Record one command of the story; say whether the rules allowed it."""
    day = after.books.clock().date()
    command = Command(
        book=book,
        id=entry,
        kind=kind,
        happened=day.isoformat(),
        facts=facts,
        office="bookkeeper",
    )
    try:
        after.entries += not record(after.books, command).again
    except Refusal as refusal:
        after.refused.append(f"{entry}: {refusal}")
        return False
    return True


def _number(after: Aftermath, body: str) -> int:
    return after.books.bodies()[body]


def _send(after: Aftermath, depot: str, month: date) -> None:
    """Headquarters sends money of a fund that the depot knows, until it is settled."""
    state, hq = after.books.state, after.headquarters
    fund = next(
        (
            fund
            for fund, _, count in shelf(
                state, _number(after, hq), f"{hq}/cash/main", CURRENCY
            )
            if count >= SENT_COUNT and state.get(Fund, _number(after, depot), fund)
        ),
        "",
    )
    if not fund:
        return
    document = f"{hq}.{depot}.{month:%Y-%m}"
    line = {"commodity": CURRENCY, "count": str(SENT_COUNT), "fund": fund}
    facts: dict[str, Any] = {"document": document, "standing": "reconstructed"}
    sent = _say(
        after, hq, "money.sent", f"sent.{document}", **facts, receiver=depot,
        till="main", due="", lines=[line],
    )  # fmt: skip
    counted = sent and _say(
        after, depot, "money.arrived", f"counted.{document}", **facts, sender=hq,
        till="main", lines=[line],
    )  # fmt: skip
    if counted:
        _say(
            after, hq, "dispatch.settled", f"settled.{document}", document=document,
            arrival_book=depot, arrival=f"counted.{document}", lines=[line],
        )  # fmt: skip


def _lend(after: Aftermath, depot: str, month: date) -> None:
    state, number = after.books.state, _number(after, depot)
    coops = _at_work(after, depot)
    turn = MONTHS.index(month) * LOANS
    for coop in (coops[turn:] + coops)[:LOANS]:
        held = shelf(state, number, f"{depot}/cash/main", CURRENCY)
        fund = next((fund for fund, _, count in held if count >= LENT_COUNT), "")
        if fund:
            loan = f"{coop.coop}.{month:%Y-%m}"
            _say(
                after, depot, "loan.made", f"loan.{loan}", loan=loan, coop=coop.coop,
                need="", plan="", currency=CURRENCY, count=str(LENT_COUNT), fund=fund,
                till="main", interest_ppm=0,
                due=(month + timedelta(days=365)).isoformat(),
                standing="reconstructed",
            )  # fmt: skip


def _at_work(after: Aftermath, depot: str) -> list[Coop]:
    rows = after.books.state.find(Coop, "book", _number(after, depot))
    return [row for row in rows if not row.closed]


def _every(after: Aftermath) -> list[Coop]:
    """Return all co-ops at work, also in books that are only heard here."""
    return [
        row
        for number in after.books.bodies().values()
        for row in after.books.state.find(Coop, "book", number)
        if not row.closed
    ]


def _kept(after: Aftermath) -> Iterator[Coop]:
    """Yield the co-ops at work in the books kept here, smallest and newest first."""
    rows = [row for depot in after.depots for row in _at_work(after, depot)]
    yield from sorted(rows, key=lambda row: (row.members, row.opened, row.coop))


def _close(after: Aftermath, month: date, *, left: int) -> None:
    """Close a month's share of the societies that were gone by the end of June."""
    surplus = len(_every(after)) - after.societies
    share = -(-surplus // (left + 1)) if surplus > 0 else 0
    for row in list(_kept(after))[:share]:
        _say(
            after, row.keeper, "coop.closed", f"closed.{row.coop}.{month:%Y-%m}",
            coop=row.coop, reason="no-materials", standing="reconstructed",
        )  # fmt: skip


def _count(after: Aftermath) -> None:
    """Let members join or leave until the documented number is met."""
    lacking = after.members - sum(row.members for row in _every(after))
    rows = list(_kept(after))
    kind = "member.joined" if lacking > 0 else "member.left"
    each, rest = divmod(abs(lacking), max(1, len(rows)))
    for at, row in enumerate(rows):
        count = each + (at < rest)
        if count:
            _say(
                after, row.keeper, kind, f"members.{row.coop}.1942-06",
                coop=row.coop, count=count, standing="reconstructed",
            )  # fmt: skip
