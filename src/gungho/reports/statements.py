# SPDX-License-Identifier: Apache-2.0
"""Statements of one body over one span of its book, each made from the same postings.

Income and spending explain how what a body has grew or shrank; cash flow does so for
its tills alone; the balance sheet tells what it has, owes and for which funds. In the
reporting currency the difference of rates is what the closing figures come to beyond
the opening ones and all that happened between, fund by fund: nothing is posted for it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from gungho.ledger.accounts import ROLES, class_of
from gungho.reports.sheet import Cell, Label, Line, Part, label
from gungho.reports.sides import Side
from gungho.reports.tally import CLOSING, EXCHANGED, OPENING, Pot, Tally
from gungho.reports.worth import Money

TRADED = {
    "goods.bought": "bought",
    "goods.sold": "sold",
    "money.exchanged": EXCHANGED,
    "money.arrived": EXCHANGED,
}
SPENT = frozenset({"bought", "given"})
LENT = {"loan.made": "lent"}
DETAIL = {"cash": "till", "stock": "place", "costs": "cause", "losses": "cause"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What a body's statements are made from.

    ``costs`` are what held lots cost, ``(item, fund, currency) -> count``; ``sent`` are
    the days on which documents left and their receivers; ``until`` is the last day.
    """

    sides: Sequence[Side]
    money: Money
    costs: Mapping[tuple[str, str, str], int]
    sent: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    until: str = ""

    def is_money(self, code: str) -> bool:
        """True for a currency."""
        return code in self.money.scales


def change_of(side: Side) -> str:
    """Return the line of income and spending that a side belongs to."""
    if side.role == "trading":
        return TRADED.get(side.kind, "turned")
    return name_of(side)


def flow_of(side: Side) -> str:
    """Return the line of the cash flow that a side of a till belongs to."""
    if side.other == "trading":
        return TRADED.get(side.kind, "turned")
    if side.other == "loans":
        return LENT.get(side.kind, "repaid")
    return side.other


def income_and_spending(taken: Taken) -> Part:
    """Return how a body's money grew and shrank, and what it has for it."""
    tally = changes(taken)
    spent = [name for name in tally.lines if is_spending(name)]
    got = [name for name in tally.lines if name not in (*spent, *_ENDS)]
    groups = (("income", sorted(got)), ("spending", sorted(spent)))
    return _movement(tally, groups, title="income-and-spending")


def cash_flow(taken: Taken) -> Part:
    """Return how the money in a body's tills came and went."""
    tally = Tally(money=taken.money)
    for side in taken.sides:
        if side.role == "cash":
            _note_ends(tally, side)
            if side.other != "cash":
                tally.add(
                    flow_of(side),
                    (side.fund, "", side.commodity),
                    count=side.within,
                    account=side.account,
                )
    moved = [name for name in tally.lines if name not in _ENDS]
    came = sorted(name for name in moved if tally.nominal(name) >= 0)
    went = sorted(name for name in moved if tally.nominal(name) < 0)
    return _movement(tally, (("came", came), ("went", went)), title="cash-flow")


def changes(taken: Taken) -> Tally:
    """Return what a body's money was, what changed it, and what it is."""
    tally = Tally(money=taken.money)
    for side in taken.sides:
        if not taken.is_money(side.commodity):
            continue
        if side.is_own:
            _note_ends(tally, side)
        else:
            tally.add(
                change_of(side),
                (side.fund, "", side.commodity),
                count=-side.within,
                account=side.account,
            )
    return tally


_ENDS = (OPENING, EXCHANGED, CLOSING)


def _note_ends(tally: Tally, side: Side) -> None:
    tally.add(OPENING, pot_of(side), count=side.before)
    tally.add(CLOSING, pot_of(side), count=side.after)


def name_of(side: Side) -> str:
    """Return the line of the balance sheet that a side belongs to."""
    return f"{side.role}.{side.detail}" if side.detail else side.role


def pot_of(side: Side) -> Pot:
    """Return the fund, account and currency that are turned and rounded as one."""
    return (side.fund, name_of(side), side.commodity)


def exchange_difference(tally: Tally, *, fund: str | None = None) -> int:
    """Return what rates alone have made of a fund's money, or of all.

    It is the closing worth less the opening worth and all that happened between.
    """
    known = sum(
        tally.nominal(name, fund=fund) for name in tally.lines if name not in _ENDS
    )
    opening = tally.nominal(OPENING, fund=fund)
    return tally.nominal(CLOSING, fund=fund) - opening - known


def _movement(
    tally: Tally, groups: Iterable[tuple[str, list[str]]], *, title: str
) -> Part:
    lines = [tally.line(OPENING, label("opening"), sort="total")]
    for group, names in groups:
        told = [
            tally.line(name, line_label(name)) for name in names if tally.is_moved(name)
        ]
        if told:
            lines += [tally.group(label(f"group.{group}")), *told]
            lines.append(tally.sum_of(names, label(f"total.{group}")))
    difference = exchange_difference(tally)
    if difference or tally.is_moved(EXCHANGED):
        told_as = line_label(EXCHANGED)
        lines.append(tally.line(EXCHANGED, told_as, nominal=difference))
    lines.append(tally.line(CLOSING, label("closing"), sort="total"))
    return Part(
        title=label(f"part.{title}"), columns=tally.columns(), lines=tuple(lines)
    )


def line_label(name: str) -> Label:
    """Return what a line is called."""
    head, _, detail = name.partition(".")
    if not detail:
        return label(f"line.{head}")
    return label(f"line.{head}.of", **{DETAIL[head]: detail})


def is_spending(name: str) -> bool:
    """True for a line that says where money went: any expense, purchase or grant."""
    head = name.partition(".")[0]
    return head in SPENT or ROLES.get(head) == "expense"


def balance_sheet(taken: Taken) -> tuple[Part, ...]:
    """Return what a body has and owes in money, its goods, and its funds."""
    return (_position(taken), *goods_held(taken), _funds(taken))


def _position(taken: Taken) -> Part:
    tally = Tally(money=taken.money)
    classes: dict[str, list[str]] = {"asset": [], "liability": []}
    for side in taken.sides:
        if taken.is_money(side.commodity) and side.is_own:
            name = name_of(side)
            tally.add(name, pot_of(side), count=side.after, account=side.account)
            names = classes[class_of(f"any/{side.role}")]
            if name not in names:
                names.append(name)
    lines: list[Line] = []
    for group in ("asset", "liability"):
        names = sorted(classes[group])
        told = [
            tally.line(name, line_label(name)) for name in names if tally.is_moved(name)
        ]
        if told:
            lines += [tally.group(label(f"group.{group}")), *told]
            lines.append(tally.sum_of(names, label(f"total.{group}")))
    lines.append(tally.sum_of(list(tally.lines), label("net")))
    return Part(
        title=label("part.position"), columns=tally.columns(), lines=tuple(lines)
    )


def _funds(taken: Taken) -> Part:
    tally = Tally(money=taken.money)
    costs: Counter[str] = Counter()
    for (_, fund, code), count in taken.costs.items():
        costs[fund] += taken.money.worth(code, count) or 0
        tally.add(fund, (fund, "", code), count=0)
    for side in taken.sides:
        if taken.is_money(side.commodity) and side.is_own:
            tally.add(side.fund, pot_of(side), count=side.after)
    currency = taken.money.currency
    lines = []
    for fund in sorted(tally.lines):
        if tally.is_moved(fund) or costs[fund]:
            row = tally.line(fund, label("fund", fund=fund))
            cells = (*row.cells, *_cost(currency, costs, [fund]))
            lines.append(Line(label=row.label, cells=cells, fund=fund))
    total = tally.sum_of(list(tally.lines), label("total.funds"))
    cells = (*total.cells, *_cost(currency, costs, costs))
    lines.append(Line(label=total.label, cells=cells, sort="total"))
    columns = list(tally.columns())
    if costs:
        columns.append(label("column.cost", currency=currency))
    return Part(
        title=label("part.funds"),
        first=label("first.fund"),
        columns=tuple(columns),
        lines=tuple(lines),
    )


def goods_held(taken: Taken) -> tuple[Part, ...]:
    """Return each item kind in stock and on the way, and what it cost if known."""
    held: dict[str, Counter[str]] = {}
    for side in taken.sides:
        if not taken.is_money(side.commodity) and side.is_own:
            held.setdefault(side.commodity, Counter())[side.role] += side.after
    costs: Counter[str] = Counter()
    for (item, _, code), count in taken.costs.items():
        costs[item] += taken.money.worth(code, count) or 0
    roles = sorted({role for one in held.values() for role, n in one.items() if n})
    if not roles:
        return ()
    currency = taken.money.currency
    lines = [
        Line(
            label=label("item", item=item),
            cells=(
                *(Cell(item, one[role]) if one[role] else None for role in roles),
                *_cost(currency, costs, [item]),
            ),
        )
        for item, one in sorted(held.items())
        if any(one.values())
    ]
    columns = [label(f"line.{role}") for role in roles]
    if costs:
        columns.append(label("column.cost", currency=currency))
        cells = (*(None for _ in roles), *_cost(currency, costs, costs))
        lines.append(Line(label=label("total.goods"), cells=cells, sort="total"))
    part = Part(
        title=label("part.goods"),
        first=label("first.item"),
        columns=tuple(columns),
        lines=tuple(lines),
    )
    return (part,)


def _cost(
    currency: str, costs: Mapping[str, int], keys: Iterable[str]
) -> tuple[Cell | None, ...]:
    """Return what some goods or funds' goods cost, as the last cell of a line."""
    if not costs:
        return ()
    count = sum(costs.get(key, 0) for key in keys)
    return (Cell(currency, count) if count else None,)


def by_fund(taken: Taken) -> Part:
    """Return each fund's own movement in the reporting currency."""
    tally = changes(taken)
    names = [name for name in tally.lines if name not in _ENDS]
    spent = [name for name in names if is_spending(name)]
    got = [name for name in names if name not in spent]
    funds = sorted({fund for one in tally.lines.values() for fund, _, _ in one})
    lines, sums = [], [0] * 5
    for fund in funds:
        figures = [
            tally.nominal(OPENING, fund=fund),
            sum(tally.nominal(name, fund=fund) for name in got),
            sum(tally.nominal(name, fund=fund) for name in spent),
            exchange_difference(tally, fund=fund),
            tally.nominal(CLOSING, fund=fund),
        ]
        if any(figures):
            told = label("fund", fund=fund)
            lines.append(_figures(told, figures, taken.money.currency, fund=fund))
            sums = [a + b for a, b in zip(sums, figures, strict=True)]
    total = _figures(label("total.funds"), sums, taken.money.currency)
    lines.append(Line(label=total.label, cells=total.cells, sort="total"))
    names = ["opening", "group.income", "group.spending", "line.exchanged", "closing"]
    columns = tuple(label(name) for name in names)
    return Part(
        title=label("part.by-fund"),
        first=label("first.fund"),
        columns=columns,
        lines=tuple(lines),
    )


def _figures(
    told: Label, figures: Sequence[int], currency: str, *, fund: str = ""
) -> Line:
    cells = tuple(Cell(currency, count) if count else None for count in figures)
    return Line(label=told, cells=cells, fund=fund)
