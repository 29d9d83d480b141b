# SPDX-License-Identifier: Apache-2.0
"""Reading commitments: what adopted lines promise, what was sent and what was given.

A line is fulfilled by what its need was granted or lent under its plan; what was
dispatched under the plan to the need's depot is shared over the plan's lines in their
order. The newest plan of a book takes the place of what older ones left open.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from gungho.store.reads.query import fetch

EVER = "9999-12-31"
Left = Counter[tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitment:
    """One adopted line and how far it has come, in smallest units.

    ``sent`` left its source for its depot, ``given`` reached the co-op; ``paid`` of
    ``currency`` is to buy it where it is not given in kind.
    """

    plan: str
    line: int
    need: str
    coop: str
    depot: str
    source: str
    fund: str
    commodity: str
    count: int
    arrives: int
    currency: str
    paid: int
    route: str
    reason: str
    cancelled: str
    sent: int
    given: int

    @property
    def to_send(self) -> int:
        """What its source still keeps back: of the goods, or of the money to buy."""
        if self.cancelled or not self.to_give:
            return 0
        if self.currency:
            return -(-self.paid * self.to_give // max(1, self.arrives))
        if self.source == self.depot:
            return self.to_give
        return max(0, self.count - self.sent)

    @property
    def to_give(self) -> int:
        """What the co-op is still to get."""
        return 0 if self.cancelled else max(0, self.arrives - self.given)


def commitments(plan: str, *, until: str = EVER) -> list[Commitment]:
    """Return every line of a plan with what was sent and given for it until a day."""
    sent: Left = Counter(dict(_sent(plan, until)))
    given: Left = Counter(dict(_given(plan, until)))
    found = []
    for row in fetch(_LINES, [plan]):
        number, need, coop, depot, source, fund, code, count, arrives, *rest = row
        currency, paid, route, reason, cancelled = rest
        there = source == depot
        key = (source, depot, code, fund)
        gave = _taken(given, (need, code, fund), most=arrives)
        found.append(
            Commitment(
                plan=plan, line=number, need=need, coop=coop, depot=depot,
                source=source, fund=fund, commodity=code, count=count,
                arrives=arrives, currency=currency, paid=paid, route=route,
                reason=reason,
                cancelled=cancelled if cancelled <= until else "",
                sent=0 if there or currency else _taken(sent, key, most=count),
                given=gave,
            )
        )  # fmt: skip
    return found


def open_lines(*, body: str, until: str = EVER) -> list[Commitment]:
    """Return the lines of a body's newest plan that are not fulfilled by a day."""
    newest = fetch(
        "SELECT r.plan FROM p_plan_row r JOIN journal_head h ON h.book = r.book "
        'WHERE h.body = %s AND r."on" <= %s ORDER BY r.seq DESC LIMIT 1',
        [body, until],
    )
    return [
        line
        for (plan,) in newest
        for line in commitments(plan, until=until)
        if line.to_give
    ]


def _taken(left: Left, key: tuple[str, ...], *, most: int) -> int:
    taken = min(left[key], most)
    left[key] -= taken
    return taken


def _sent(plan: str, until: str) -> Iterator[tuple[tuple[str, ...], int]]:
    for sender, receiver, code, fund, count in fetch(
        "SELECT p.sender, p.receiver, l.commodity, l.fund, SUM(l.sent) "
        "FROM p_passage p JOIN p_passage_line l ON l.book = p.book "
        'AND l.document = p.document WHERE p.plan = %s AND p."on" <= %s '
        "GROUP BY p.sender, p.receiver, l.commodity, l.fund",
        [plan, until],
    ):
        yield (sender, receiver, code, fund), int(count)


def _given(plan: str, until: str) -> Iterator[tuple[tuple[str, ...], int]]:
    for need, code, fund, count in fetch(
        "SELECT need, commodity, fund, SUM(count) FROM ("
        "SELECT need, commodity, fund, count FROM p_grant "
        'WHERE plan = %s AND "on" <= %s '
        "UNION ALL SELECT need, currency, fund, count FROM p_loan "
        'WHERE plan = %s AND "on" <= %s) g GROUP BY need, commodity, fund',
        [plan, until, plan, until],
    ):
        yield (need, code, fund), int(count)


_LINES = (
    "SELECT line, need, coop, depot, source, fund, commodity, count, arrives, "
    "currency, paid, route, reason, cancelled FROM p_plan_line_row WHERE plan = %s "
    "ORDER BY line"
)
