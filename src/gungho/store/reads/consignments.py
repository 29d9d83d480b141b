# SPDX-License-Identifier: Apache-2.0
"""Reading consignments: what was sent, counted, kept by banks, lost, and what is left.

A consignment is overdue when its day has passed and nobody has counted it; short when
it was counted and a part is neither there nor accepted as lost.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gungho.store.reads.query import Order, fetch, ordered, part_of

STATES = ("way", "overdue", "short", "lost", "arrived")
_TOLD = """
WITH counted AS (
  SELECT document, sender, commodity, fund, lot, SUM(count) AS count, SUM(fee) AS fee,
    MAX("on") AS day
  FROM p_arrival_line WHERE count + fee > 0
  GROUP BY document, sender, commodity, fund, lot
), line AS (
  SELECT l.book, l.document, l.lost, c.day,
    l.sent - l.lost - COALESCE(c.count, 0) - COALESCE(c.fee, 0) AS open
  FROM p_passage_line l JOIN p_passage p
    ON p.book = l.book AND p.document = l.document
  LEFT JOIN counted c ON c.document = l.document AND c.sender = p.sender
    AND c.commodity = l.commodity AND c.fund = l.fund AND c.lot = l.lot
), whole AS (
  SELECT book, document, MAX(lost) AS lost, MAX(open) AS open, MAX(day) AS day
  FROM line GROUP BY book, document
), told AS (
  SELECT p.document, p.form, p.sender, p.receiver, p.route, p.plan, p."on", p.due,
    p.seq, p.standing, COALESCE(w.day, '') AS day,
    CASE WHEN w.open <= 0 AND w.lost > 0 THEN 'lost'
      WHEN w.open <= 0 THEN 'arrived'
      WHEN w.day IS NOT NULL THEN 'short'
      WHEN p.due <> '' AND p.due < %s THEN 'overdue' ELSE 'way' END AS state
  FROM p_passage p JOIN whole w ON w.book = p.book AND w.document = p.document
)
"""
_COLUMNS = (
    'document, form, sender, receiver, route, plan, "on", due, seq, standing, '
    "day, state"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Consignment:
    """One passage of money or goods; ``day`` is when it was last counted."""

    document: str
    form: str
    sender: str
    receiver: str
    route: str
    plan: str
    on: str
    due: str
    seq: int
    standing: str
    day: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """One line of a consignment: sent is counted, kept by banks, lost and left."""

    commodity: str
    fund: str
    lot: str
    sent: int
    counted: int
    fee: int
    settled: int
    lost: int

    @property
    def left(self) -> int:
        """What is still on the way, or in question; below zero: more came."""
        return self.sent - self.counted - self.fee - self.lost


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One entry about a consignment, in the book of either side."""

    book: str
    seq: int
    kind: str
    on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """A short count or an accepted loss; ``custodian`` may be unknown."""

    sort: str
    cause: str
    custodian: str
    commodity: str
    fund: str
    lot: str
    count: int
    on: str
    book: str
    seq: int


def consignments(
    *,
    today: str,
    where: Sequence[tuple[str, str]] = (),
    first: int = 0,
    limit: int = 50,
) -> tuple[list[Consignment], int]:
    """Return one part of the consignments, newest first, and how many there are.

    ``where`` pairs a column (form, state, sender, receiver, document) with its value;
    ``body`` is either end.
    """
    found = list(each_consignment(today=today, where=where, start=first, most=limit))
    return found, count_consignments(today=today, where=where)


def count_consignments(*, today: str, where: Sequence[tuple[str, str]] = ()) -> int:
    """Return how many consignments there are."""
    test, values = _test(where)
    found = fetch(f"{_TOLD} SELECT COUNT(*) FROM told WHERE {test}", [today, *values])
    return int(found[0][0])


CONSIGNMENT_ORDERS = {
    "document": "document",
    "sender": "sender",
    "receiver": "receiver",
    "on": '"on"',
    "due": "due",
    "state": "state",
}


def each_consignment(
    *,
    today: str,
    where: Sequence[tuple[str, str]] = (),
    start: int = 0,
    most: int | None = None,
    order: Order | None = None,
) -> Iterator[Consignment]:
    """Yield consignments, newest first or in another order."""
    test, values = _test(where)
    by = ordered(
        order, CONSIGNMENT_ORDERS, usual='"on" DESC, document', last="document, seq"
    )
    names = Consignment.__dataclass_fields__
    for row in part_of(
        f"{_TOLD} SELECT {_COLUMNS} FROM told WHERE {test} {by}",
        [today, *values],
        start=start,
        most=most,
    ):
        yield Consignment(**dict(zip(names, row, strict=True)))


def _test(where: Sequence[tuple[str, str]]) -> tuple[str, list[object]]:
    asked = [(name, value) for name, value in where if value]
    tests = [
        "%s IN (sender, receiver)" if name == "body" else f"{name} = %s"
        for name, _ in asked
    ]
    return " AND ".join(tests) or "1 = 1", [value for _, value in asked]


def states(today: str) -> dict[str, int]:
    """Return how many consignments are in each state."""
    return dict(
        fetch(f"{_TOLD} SELECT state, COUNT(*) FROM told GROUP BY state", [today])
    )


def ends() -> tuple[list[str], list[str]]:
    """Return every sender and every receiver."""
    senders = fetch("SELECT DISTINCT sender FROM p_passage ORDER BY 1")
    receivers = fetch("SELECT DISTINCT receiver FROM p_passage ORDER BY 1")
    return [one for (one,) in senders], [one for (one,) in receivers]


def sent_lines(documents: Sequence[str]) -> dict[str, list[Sent]]:
    """Return the lines of each consignment."""
    found: dict[str, list[Sent]] = {document: [] for document in documents}
    if not documents:
        return found
    marks = ", ".join(["%s"] * len(documents))
    for document, *row in fetch(
        "SELECT l.document, l.commodity, l.fund, l.lot, l.sent, "
        "COALESCE(SUM(a.count), 0), COALESCE(SUM(a.fee), 0), l.settled, l.lost "
        "FROM p_passage_line l "
        "JOIN p_passage p ON p.book = l.book AND p.document = l.document "
        "LEFT JOIN p_arrival_line a ON a.document = l.document "
        "AND a.sender = p.sender AND a.commodity = l.commodity "
        f"AND a.fund = l.fund AND a.lot = l.lot WHERE l.document IN ({marks}) "
        "GROUP BY l.book, l.document, l.commodity, l.fund, l.lot, l.sent, l.settled, "
        "l.lost ORDER BY l.document, l.commodity, l.fund, l.lot",
        documents,
    ):
        names = Sent.__dataclass_fields__
        found[document].append(Sent(**dict(zip(names, row, strict=True))))
    return found


def papers(document: str) -> list[Paper]:
    """Return every entry about a consignment, in both books, as it happened."""
    return [
        Paper(book=book, seq=seq, kind=kind, on=on)
        for book, seq, kind, on in fetch(
            'SELECT h.body, e.seq, e.kind, e."on" FROM p_entry_row e '
            "JOIN journal_head h ON h.book = e.book WHERE e.subject = %s "
            "AND e.kind IN ('money.sent', 'money.arrived', 'goods.dispatched', "
            "'goods.arrived', 'dispatch.settled', 'discrepancy.raised', "
            "'loss.accepted', 'paper.chased', 'paper.disputed', 'dispute.ended') "
            'ORDER BY e."on", e.recorded, e.seq',
            (document,),
        )
    ]


def gone(document: str = "") -> list[Gone]:
    """Return short counts and losses, of one consignment or of all, newest first."""
    return [
        Gone(**dict(zip(Gone.__dataclass_fields__, row, strict=True)))
        for row in fetch(
            "SELECT 'short', d.cause, '', d.commodity, d.fund, d.lot, d.count, "
            'd."on", h.body, d.seq FROM p_discrepancy d '
            "JOIN journal_head h ON h.book = d.book WHERE %s IN ('', d.document) "
            "UNION ALL SELECT 'lost', l.cause, l.custodian, l.commodity, l.fund, "
            'l.lot, l.count, l."on", h.body, l.seq FROM p_loss l '
            "JOIN journal_head h ON h.book = l.book WHERE %s IN ('', l.document) "
            "ORDER BY 8 DESC, 1, 4, 6",
            (document, document),
        )
    ]
