# SPDX-License-Identifier: Apache-2.0
"""Help is a grant or a loan to a co-op, under the terms of the fund it comes from.

A grant at a co-op's door stays under its fund until it is used as meant. Loans have a
book of their own (``loans``); what help means to a fund is said here for both.
"""

from __future__ import annotations

from typing import ClassVar

from msgspec.structs import replace

from gungho.errors import Refusal
from gungho.flows.coops import CASH, SHOP, Coop, coop_row
from gungho.flows.kind import Asking, At, Decision, Kind, pairs, row_from
from gungho.flows.needs import NeedRow
from gungho.flows.passages import Line, with_lots
from gungho.flows.registry import Item, item_row
from gungho.flows.spending import require_held, require_terms
from gungho.flows.wire import Id, MaybeId, Payload, Standing
from gungho.ledger.booking import Posting
from gungho.ledger.state import Row, State
from gungho.ledger.terms import Use


class GrantMade(Payload, frozen=True, kw_only=True):
    """Goods or money are granted to a co-op; they need not be returned."""

    grant: Id
    coop: Id
    need: MaybeId
    plan: MaybeId
    at: Id
    lines: tuple[Line, ...]
    standing: Standing


class Grant(Row, frozen=True, kw_only=True):
    """One line of a grant."""

    book: int
    grant: str
    line: int
    coop: str
    need: str
    plan: str
    commodity: str
    fund: str
    lot: str
    count: int
    on: str
    seq: int
    standing: str
    key: ClassVar = ("book", "grant", "line")
    indexes: ClassVar = {"coop": ("coop",), "need": ("need",), "plan": ("plan",)}


def help_use(
    asking: Asking, coop: Coop, *, item: Item | None, need: str, gives: str
) -> Use:
    """Return what help means to a fund; help without a need serves no purpose."""
    row = asking.state.get(NeedRow, asking.book, need) if need else None
    if need and (row is None or row.coop != coop.coop):
        raise Refusal("need.other", need=need, coop=coop.coop)
    return Use(
        on=asking.happened,
        place=coop.place,
        region=coop.region,
        trade=coop.trade,
        item=item.item if item else None,
        purpose=row.purpose if row else "",
        body=coop.coop,
        military=item is not None and item.end_use == "military",
        gives_away=gives == "grant",
    )


def _grant(asking: Asking, facts: GrantMade) -> Decision:
    coop = coop_row(asking.state, asking.book, facts.coop, at_work=True)
    lines: list[Line] = []
    postings: list[Posting] = []
    if asking.state.get(Grant, asking.book, facts.grant, 0):
        raise Refusal("grant.exists", grant=facts.grant)
    for asked in facts.lines:
        item = item_row(asking.state, asked.commodity)
        goods = item.form == "item"
        use = help_use(
            asking, coop, item=item if goods else None, need=facts.need, gives="grant"
        )
        require_terms(asking, asked.fund, use)
        source = f"{asking.body}/{'stock' if goods else 'cash'}/{facts.at}"
        target = f"{facts.coop}/{SHOP if goods else CASH}"
        for line in with_lots(asking, asked, account=source) if goods else [asked]:
            lines.append(line)
            postings.append(
                Posting(
                    debit=target,
                    credit=source,
                    commodity=line.commodity,
                    fund=line.fund,
                    amount=int(line.count),
                    lot=line.lot,
                )
            )
    require_held(asking, tuple(postings))
    return Decision(replace(facts, lines=tuple(lines)), tuple(postings))


def _granted(state: State, at: At, facts: GrantMade) -> None:
    for number, line in enumerate(facts.lines):
        state.put(
            row_from(
                Grant, at, facts, line=number, commodity=line.commodity,
                fund=line.fund, lot=line.lot, count=int(line.count),
            )
        )  # fmt: skip


ROWS: tuple[type[Row], ...] = (Grant,)
KINDS = (
    Kind(
        name="grant.made",
        payload=GrantMade,
        decide=_grant,
        evolve=_granted,
        permitted=pairs("stock<stock", "cash<cash"),
        spends=True,
        subject="coop",
    ),
)
