# SPDX-License-Identifier: Apache-2.0
"""A loan in kind is custody with a duty to return: the goods stay the lender's.

They leave the shelf for an account of the lender's own stock that names the borrower,
under the same fund and lot, so that no unit is anybody else's and the trace goes on.
What does not come back is accepted as lost there, or granted, by the entries for that.
"""

from __future__ import annotations

from collections import Counter
from typing import ClassVar

from msgspec.structs import replace

from gungho.errors import Refusal
from gungho.flows.coops import coop_row
from gungho.flows.gifts import goods_row
from gungho.flows.help import help_use
from gungho.flows.kind import Asking, At, Decision, Kind, pairs, row_from
from gungho.flows.passages import Line
from gungho.flows.spending import require_terms
from gungho.flows.stock import moved
from gungho.flows.wire import Day, Id, MaybeId, Payload, Standing
from gungho.ledger.state import Row, State


class AssetLent(Payload, frozen=True, kw_only=True):
    """Goods are lent to a co-op, to be returned by a day."""

    lending: Id
    coop: Id
    need: MaybeId
    at: Id
    due: Day
    lines: tuple[Line, ...]
    standing: Standing


class AssetReturned(Payload, frozen=True, kw_only=True):
    """Goods that were lent come back to a place: all of them, or some."""

    lending: Id
    at: Id
    lines: tuple[Line, ...]
    standing: Standing


class Lending(Row, frozen=True, kw_only=True):
    """One lot lent in kind: how much of it was lent, and how much has come back."""

    book: int
    lending: str
    commodity: str
    fund: str
    lot: str
    coop: str
    due: str
    lent: int
    returned: int
    on: str
    seq: int
    standing: str
    key: ClassVar = ("book", "lending", "commodity", "fund", "lot")
    indexes: ClassVar = {"lending": ("book", "lending"), "coop": ("coop",)}

    @property
    def left(self) -> int:
        """What has not come back."""
        return self.lent - self.returned


def lent_to(coop: str) -> str:
    """Return where in the lender's stock goods stand that a co-op has in custody."""
    return f"lent.{coop}"


def _lend(asking: Asking, facts: AssetLent) -> Decision:
    coop = coop_row(asking.state, asking.book, facts.coop, at_work=True)
    if asking.state.find(Lending, "lending", asking.book, facts.lending):
        raise Refusal("lending.exists", lending=facts.lending)
    if facts.due < asking.happened:
        raise Refusal("lending.due", lending=facts.lending, due=facts.due)
    for line in facts.lines:
        item = goods_row(asking.state, line.commodity)
        use = help_use(asking, coop, item=item, need=facts.need, gives="loan")
        require_terms(asking, line.fund, use)
    way = (facts.at, lent_to(facts.coop))
    lines, postings = moved(asking, facts.lines, document=facts.lending, way=way)
    return Decision(replace(facts, lines=lines), postings)


def _lent(state: State, at: At, facts: AssetLent) -> None:
    for line in facts.lines:
        what = (line.commodity, line.fund, line.lot)
        before = state.get(Lending, at.book, facts.lending, *what)
        state.put(
            row_from(
                Lending, at, facts, commodity=line.commodity, fund=line.fund,
                lot=line.lot, returned=0,
                lent=int(line.count) + (before.lent if before else 0),
            )
        )  # fmt: skip


def _return(asking: Asking, facts: AssetReturned) -> Decision:
    rows = asking.state.find(Lending, "lending", asking.book, facts.lending)
    if not rows:
        raise Refusal("lending.unknown", lending=facts.lending)
    lines: list[Line] = []
    for line in facts.lines:
        lines += _of_lots(line, rows, taken=lines)
    way = (lent_to(rows[0].coop), facts.at)
    named, postings = moved(asking, lines, document=facts.lending, way=way)
    return Decision(replace(facts, lines=named), postings)


def _of_lots(line: Line, rows: tuple[Lending, ...], *, taken: list[Line]) -> list[Line]:
    """Return which of the lots that were lent come back, in the order of their ids."""
    before: Counter[str] = Counter()
    for one in taken:
        before[one.lot] += int(one.count)
    wanted, found = int(line.count), []
    for row in rows:
        same = (row.commodity, row.fund) == (line.commodity, line.fund)
        if not same or line.lot not in ("", row.lot):
            continue
        part = min(row.left - before[row.lot], wanted)
        if part > 0:
            found.append(replace(line, lot=row.lot, count=str(part)))
            wanted -= part
    if wanted:
        raise Refusal(
            "lending.more", lending=rows[0].lending, commodity=line.commodity,
            asked=line.count, left=str(int(line.count) - wanted),
        )  # fmt: skip
    return found


def _returned(state: State, at: At, facts: AssetReturned) -> None:
    for line in facts.lines:
        what = (line.commodity, line.fund, line.lot)
        row = state.get(Lending, at.book, facts.lending, *what)
        if row:
            state.put(replace(row, returned=row.returned + int(line.count)))


ROWS: tuple[type[Row], ...] = (Lending,)
KINDS = (
    Kind(
        name="asset.lent",
        payload=AssetLent,
        decide=_lend,
        evolve=_lent,
        permitted=pairs("stock<stock"),
        spends=True,
        subject="coop",
    ),
    Kind(
        name="asset.returned",
        payload=AssetReturned,
        decide=_return,
        evolve=_returned,
        permitted=pairs("stock<stock"),
        spends=True,
        subject="lending",
    ),
)
