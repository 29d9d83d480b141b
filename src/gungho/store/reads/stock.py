# SPDX-License-Identifier: Apache-2.0
"""Reading stock: what lies where, what is on the way, and what plans have promised."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from gungho.ledger.accounts import body_of, role_of
from gungho.store.reads.ledger import NAMED_BALANCES
from gungho.store.reads.query import fetch

LENT = "lent."
HELD = "held."  # by another, for us


@dataclass(frozen=True, slots=True, kw_only=True)
class StockLine:
    """One item and fund of a body at a place, in smallest units.

    ``place`` is "" for what is on the way; ``lots`` is how many lots lie there.
    """

    body: str
    place: str
    item: str
    fund: str
    count: int
    lots: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FourNumbers:
    """One item and fund over all bodies: booked, on hand, promised, on the way.

    ``lent`` is booked and in another's custody; ``promised`` is what adopted plans give
    and nobody has granted yet; ``free`` is what is on hand when it is taken off, below
    zero if more was promised.
    """

    item: str
    fund: str
    booked: int
    lent: int
    on_the_way: int
    promised: int

    @property
    def free(self) -> int:
        """What may be promised to someone else."""
        return self.on_hand - self.promised

    @property
    def on_hand(self) -> int:
        """What lies in the bodies' own hands."""
        return self.booked - self.lent


@dataclass(frozen=True, slots=True, kw_only=True)
class LentLine:
    """Goods of one lot in a co-op's custody, to come back by a day."""

    body: str
    lending: str
    coop: str
    item: str
    fund: str
    lot: str
    left: int
    due: str
    on: str
    seq: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CountLine:
    """One line of a count that was made."""

    body: str
    count: str
    place: str
    item: str
    counted: int
    short: int
    over: int
    on: str
    seq: int


def stock_lines(
    *, body: str = "", place: str = "", item: str = "", fund: str = ""
) -> list[StockLine]:
    """Return what lies where and what is on the way, of bodies that keep a stock."""
    sums: dict[tuple[str, str, str, str], list[int]] = defaultdict(lambda: [0, 0])
    for account, code, pot, count in fetch(
        f"SELECT a.name, c.name, f.name, b.count {NAMED_BALANCES} "
        "AND b.count <> 0 AND b.lot <> ''"
    ):
        role, owner = role_of(account), body_of(account)
        if role not in ("stock", "transit"):
            continue
        at = account.split("/", 2)[2] if role == "stock" else ""
        asked = ((body, owner), (place, at), (item, code), (fund, pot))
        if all(want in ("", told) for want, told in asked):
            one = sums[owner, at, code, pot]
            one[0] += count
            one[1] += 1
    return [
        StockLine(body=owner, place=at, item=code, fund=pot, count=one[0], lots=one[1])
        for (owner, at, code, pot), one in sorted(sums.items())
        if one[0]
    ]


def four_numbers(lines: list[StockLine]) -> list[FourNumbers]:
    """Return stock lines added up by item and fund, beside what plans promised."""
    booked: dict[tuple[str, str], int] = defaultdict(int)
    way: dict[tuple[str, str], int] = defaultdict(int)
    lent: dict[tuple[str, str], int] = defaultdict(int)
    for line in lines:
        if line.place.startswith((LENT, HELD)):
            lent[line.item, line.fund] += line.count
        # What lies at a co-op's own door was given already.
        if line.place and "." not in line.body:
            booked[line.item, line.fund] += line.count
        elif not line.place:
            way[line.item, line.fund] += line.count
    promised = _promised()
    return [
        FourNumbers(
            item=item,
            fund=fund,
            booked=booked[item, fund],
            lent=lent[item, fund],
            on_the_way=way[item, fund],
            promised=promised.get((item, fund), 0),
        )
        for item, fund in sorted(booked.keys() | way.keys() | promised.keys())
    ]


def _promised() -> dict[tuple[str, str], int]:
    """Return what each body's newest plan gives and nobody has granted yet."""
    found: dict[tuple[str, str], int] = defaultdict(int)
    for item, fund, planned, granted in fetch(
        "SELECT l.commodity, l.fund, SUM(l.count), COALESCE((SELECT SUM(g.count) "
        "FROM p_grant g WHERE g.plan = l.plan AND g.need = l.need "
        "AND g.commodity = l.commodity AND g.fund = l.fund), 0) "
        "FROM p_plan_line_row l "
        "JOIN p_item i ON i.item = l.commodity AND i.form = 'item' "
        "AND i.book = (SELECT MIN(j.book) FROM p_item j WHERE j.item = i.item) "
        "WHERE l.cancelled = '' AND (l.book, l.plan) IN ("
        "SELECT r.book, r.plan FROM p_plan_row r "
        "WHERE r.seq = (SELECT MAX(s.seq) FROM p_plan_row s WHERE s.book = r.book)) "
        "GROUP BY l.book, l.plan, l.need, l.commodity, l.fund"
    ):
        left = int(planned) - int(granted)
        if left > 0:
            found[item, fund] += left
    return found


_LENT_OUT = (
    "FROM p_lending l JOIN journal_head h ON h.book = l.book "
    "JOIN p_name a ON a.book = l.book AND a.sort = 'account' "
    "AND a.name = h.body || '/stock/lent.' || l.coop "
    "JOIN p_name f ON f.book = l.book AND f.sort = 'fund' AND f.name = l.fund "
    "JOIN p_name c ON c.book = l.book AND c.sort = 'commodity' "
    "AND c.name = l.commodity "
    "JOIN p_balance b ON b.book = l.book AND b.account = a.number "
    "AND b.commodity = c.number AND b.fund = f.number AND b.lot = l.lot "
    "WHERE l.lent > l.returned AND b.count > 0 AND %s IN ('', h.body)"
)


def count_lent_out(*, body: str = "") -> int:
    """Return how many lines of one body, or of all, are lent and have not come back."""
    return int(fetch(f"SELECT COUNT(*) {_LENT_OUT}", [body])[0][0])


def lent_out(*, body: str = "") -> list[LentLine]:
    """Return what is lent in kind and has not come back, the earliest due first.

    What was accepted as lost in the borrower's hands is not expected any more.
    """
    found = fetch(
        "SELECT h.body, l.lending, l.coop, l.commodity, l.fund, l.lot, "
        f'l.lent - l.returned, b.count, l.due, l."on", l.seq {_LENT_OUT} '
        "ORDER BY l.due, l.lending, l.lot",
        [body],
    )
    return [
        LentLine(
            body=body, lending=lending, coop=coop, item=item, fund=fund, lot=lot,
            left=min(left, held), due=due, on=on, seq=seq,
        )
        for body, lending, coop, item, fund, lot, left, held, due, on, seq in found
    ]  # fmt: skip


def counts_made() -> list[CountLine]:
    """Return the counts that were made, the newest first."""
    return [
        CountLine(
            body=body, count=count, place=place, item=item, counted=counted,
            short=short, over=over, on=on, seq=seq,
        )
        for body, count, place, item, counted, short, over, on, seq in fetch(
            "SELECT h.body, s.count, s.place, s.item, s.counted, s.short, s.\"over\", "
            's."on", s.seq FROM p_stock_count s '
            'JOIN journal_head h ON h.book = s.book ORDER BY s."on" DESC, s.seq DESC'
        )
    ]  # fmt: skip
