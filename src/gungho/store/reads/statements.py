# SPDX-License-Identifier: Apache-2.0
"""Reading what statements are made from: postings added up, rates, what lots cost."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Set
from dataclasses import dataclass, replace

from gungho.errors import Refusal
from gungho.flows.periods import Period
from gungho.reports.capital import parted
from gungho.reports.changed import Late, changed
from gungho.reports.sheet import Cell, Rated, Sheet, Stamp, label
from gungho.reports.sheets import CHANGED, COSTED, NAMES, notes_on, sheet
from gungho.reports.sides import Flow, sides_of
from gungho.reports.statements import Taken
from gungho.reports.worth import Index, Money
from gungho.store.reads.query import fetch, one, rows
from gungho.store.reads.spans import Asked, Span, periods_of, span_of

# "+ 0" keeps SQLite from looking entries up by the bound in place of their number.
ENTRIES = (
    "JOIN p_entry_row e ON e.book = p.book AND e.seq = p.seq "
    "LEFT JOIN p_entry_row o ON e.corrects <> '' "
    "AND o.book = e.book AND o.entry = e.corrects"
)


def taken(asked: Asked, *, costed: bool = False) -> tuple[Taken, Stamp]:
    """Return what a body's statements are made from, and what they must state.

    What the goods held have cost is read only if it is asked for.
    """
    span = span_of(asked)
    money = _money(asked, span)
    flows = list(flows_of(span))
    told = Taken(
        sides=tuple(sides_of(flows, body=asked.body, fund=asked.fund)),
        money=money,
        costs=_costs(asked, span) if costed else {},
        sent=_sent(span),
        until=span.until,
    )
    met = {side.commodity for side in told.sides}
    return told, _stamp(asked, span, money, met=met)


def flows_of(span: Span) -> Iterator[Flow]:
    """Yield a book's postings added up by kind, pair, commodity and fund.

    A correction counts with the kind of what it corrects.
    """
    place, values = span.clause()
    found = fetch(
        f"SELECT COALESCE(o.kind, e.kind), p.debit, p.credit, p.commodity, p.fund, "
        f"{place}, SUM(p.amount) FROM p_posting_row p "
        f"{ENTRIES} WHERE p.book = %s AND p.seq + 0 < %s GROUP BY 1, 2, 3, 4, 5, 6",
        [*values, span.book, span.size],
    )
    names = _names(span.book)
    sums: dict[tuple[str, int, int, int, int], list[int]] = {}
    for kind, debit, credit, code, fund, when, count in found:
        if when < 2:
            key = (kind, debit, credit, code, fund)
            sums.setdefault(key, [0, 0])[when] += int(count)
    for (kind, debit, credit, code, fund), (before, within) in sums.items():
        yield Flow(
            kind=kind,
            debit=names["account", debit],
            credit=names["account", credit],
            commodity=names["commodity", code],
            fund=names["fund", fund],
            before=before,
            within=within,
        )


def _sent(span: Span) -> dict[str, tuple[str, str]]:
    """Return when each document left, and for whom."""
    found = fetch(
        'SELECT document, "on", receiver FROM p_passage WHERE book = %s', (span.book,)
    )
    return {document: (on, receiver) for document, on, receiver in found}


def _names(book: int) -> dict[tuple[str, int], str]:
    found = fetch("SELECT sort, number, name FROM p_name WHERE book = %s", (book,))
    return {(sort, number): name for sort, number, name in found}


def _costs(asked: Asked, span: Span) -> dict[tuple[str, str, str], int]:
    """Return what the lots that a body holds at the end of a span cost it."""
    place, values = span.clause()
    starts = tuple(f"{asked.body}/{role}/" for role in ("stock", "transit"))
    ours = {
        number
        for (sort, number), name in _names(span.book).items()
        if sort == "account" and name.startswith(starts)
    }
    held: Counter[str] = Counter()
    for side, sign in (("debit", 1), ("credit", -1)):
        found = fetch(
            f"SELECT p.lot, p.{side}, SUM(p.amount) FROM p_posting_row p {ENTRIES} "
            f"WHERE p.book = %s AND p.seq + 0 < %s AND p.lot <> '' AND {place} < 2 "
            f"GROUP BY p.lot, p.{side}",
            [span.book, span.size, *values],
        )
        for lot, account, count in found:
            if account in ours:
                held[lot] += sign * int(count)
    known = fetch(
        "SELECT lot, item, fund, currency, cost, count FROM p_lot "
        "WHERE book = %s AND cost > 0",
        (span.book,),
    )
    costs: Counter[tuple[str, str, str]] = Counter()
    for lot, item, fund, currency, cost, count in known:
        if held[lot] > 0 and asked.fund in ("", fund):
            costs[item, fund, currency] += parted(cost * held[lot], count)
    return dict(costs)


def _money(asked: Asked, span: Span) -> Money:
    scales = dict(fetch("SELECT item, scale FROM p_item WHERE form = 'currency'"))
    currency = asked.currency or _closed_in(span) or currency_of(asked.body)
    return Money(
        currency=currency,
        scales=scales,
        closing=_rates(span, span.period, currency=currency, day=span.until),
        opening=_rates(span, span.before, currency=currency, day=span.since)
        if span.since
        else {},
        index=_index(asked.index, span),
    )


def currency_of(body: str) -> str:
    """Return the currency in which a body, or else its keeper, reports."""
    for name in (body, body.partition(".")[0]):
        found = one("SELECT currency FROM p_body WHERE body = %s", (name,))
        if found:
            return str(found[0])
    raise Refusal("statement.no-currency", body=body)


def _closed_in(span: Span) -> str:
    """Return the currency that a period was closed in, or nothing."""
    where = "SELECT currency FROM p_period WHERE book = %s AND period = %s"
    found = one(where, (span.book, span.period))
    return str(found[0]) if found else ""


def _rates(span: Span, period: str, *, currency: str, day: str) -> dict[str, Rated]:
    """Return the rates of a close, and beside them those last observed by its day."""
    found = _observed(currency, day)
    if period:
        closed = fetch(
            "SELECT r.currency, r.numerator, r.denominator, p.until, r.cited "
            "FROM p_period_rate r "
            "JOIN p_period p ON p.book = r.book AND p.period = r.period "
            "WHERE r.book = %s AND r.period = %s AND p.currency = %s",
            (span.book, period, currency),
        )
        for code, above, below, on, cited in closed:
            found[code] = Rated(
                currency=code, numerator=above, denominator=below, on=on, cited=cited
            )
    return found


def _observed(currency: str, day: str) -> dict[str, Rated]:
    rows = fetch(
        'SELECT source, target, numerator, denominator, "on", cited FROM p_rate_row '
        'WHERE "on" <= %s AND (source = %s OR target = %s) ORDER BY "on", book, seq',
        (day, currency, currency),
    )
    found = {}
    for source, target, above, below, on, cited in rows:
        is_into = target == currency
        other = source if is_into else target
        found[other] = Rated(
            currency=other,
            numerator=above if is_into else below,
            denominator=below if is_into else above,
            on=on,
            cited=cited,
        )
    return found


def _index(name: str, span: Span) -> Index | None:
    """Return an index as it was first observed and as it stood by a span's end."""
    if not name:
        return None
    found = fetch(
        'SELECT "on", low FROM p_price WHERE item = %s AND "on" <= %s '
        'AND low > 0 ORDER BY "on", book, seq',
        (name, span.until),
    )
    if not found:
        raise Refusal("statement.index", index=name, until=span.until)
    (base_on, base), (on, value) = found[0], found[-1]
    return Index(name=name, base_on=base_on, base=base, on=on, value=value)


def _stamp(asked: Asked, span: Span, money: Money, *, met: Set[str]) -> Stamp:
    """Return what a statement states, with the rates of the currencies it met."""
    index = money.index
    return Stamp(
        book=span.keeper,
        body=asked.body,
        fund=asked.fund,
        period=span.period,
        first=span.first,
        size=span.size,
        root=span.root.hex(),
        since=span.since,
        until=span.until,
        known=span.known,
        currency=money.currency,
        rates=tuple(money.closing[code] for code in sorted(met & money.closing.keys())),
        index=index.name if index else "",
        index_base=index.base_on if index else "",
        index_on=index.on if index else "",
    )


def sheet_for(name: str, asked: Asked) -> Sheet:
    """Return one statement by name.

    Raises Refusal ``statement.unknown``, ``statement.needs-period`` and those of
    ``span_of``.
    """
    if name not in NAMES:
        raise Refusal("statement.unknown", name=name, names=" ".join(NAMES))
    if name != CHANGED:
        return sheet(name, *taken(asked, costed=name in COSTED))
    if not asked.period:
        raise Refusal("statement.needs-period", name=name)
    then, _ = taken(replace(asked, known=False))
    now, stamp = taken(replace(asked, known=True))
    late = list(_late(span_of(replace(asked, known=False))))
    return Sheet(
        title=label(f"title.{CHANGED}"),
        stamp=stamp,
        parts=changed(then, now, late),
        notes=notes_on(now),
    )


def _late(closed: Span) -> Iterator[Late]:
    """Yield what was recorded after a close for the days that it closed."""
    found = fetch(
        'SELECT e.seq, e.kind, e."on", e.recorded, '
        "(SELECT MIN(i.learned) FROM intake i WHERE i.book = e.book "
        "AND i.first <= e.seq AND e.seq <= i.last), o.seq "
        "FROM p_entry_row e LEFT JOIN p_entry_row o ON e.corrects <> '' "
        "AND o.book = e.book AND o.entry = e.corrects "
        'WHERE e.book = %s AND e.seq >= %s AND COALESCE(o."on", e."on") <= %s '
        "ORDER BY e.seq",
        (closed.book, closed.size, closed.until),
    )
    amounts = _amounts(closed) if found else {}
    for seq, kind, on, recorded, learned, corrects in found:
        yield Late(
            seq=seq,
            kind=kind,
            happened=on,
            recorded=recorded,
            learned=learned or "",
            corrects=corrects,
            amounts=tuple(amounts.get(seq, ())),
        )


def _amounts(closed: Span) -> dict[int, list[Cell]]:
    """Return what each entry after a close has booked, by commodity."""
    sums: dict[int, list[Cell]] = defaultdict(list)
    for seq, code, count in fetch(
        "SELECT p.seq, c.name, SUM(p.amount) FROM p_posting_row p JOIN p_name c "
        "ON c.book = p.book AND c.sort = 'commodity' AND c.number = p.commodity "
        "WHERE p.book = %s AND p.seq >= %s GROUP BY p.seq, c.name "
        "ORDER BY p.seq, MIN(p.line)",
        (closed.book, closed.size),
    ):
        sums[seq].append(Cell(code, int(count)))
    return sums


def scales() -> tuple[dict[str, int], dict[str, str]]:
    """Return every commodity's scale, and the units of goods."""
    found = fetch("SELECT item, scale, form, unit FROM p_item")
    units = {item: unit for item, _, form, unit in found if form == "item"}
    return {item: scale for item, scale, _, _ in found}, units


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeper:
    """A book whose statements can be taken, and its closed periods."""

    body: str
    size: int
    periods: tuple[Period, ...]


def keepers() -> list[Keeper]:
    """Return the books that stand here, with the periods that were closed."""
    closed: dict[int, list[Period]] = defaultdict(list)
    for row in rows(Period, order="until"):
        closed[row.book].append(row)
    found = fetch("SELECT body, book, size FROM journal_head ORDER BY body")
    return [
        Keeper(body=body, size=size, periods=tuple(closed[book]))
        for body, book, size in found
    ]


def periods_closed(body: str) -> list[str]:
    """Return the closed periods of the book in which a body's affairs are kept."""
    head = one(
        "SELECT book FROM journal_head WHERE body = %s", (body.partition(".")[0],)
    )
    return [row.period for row in periods_of(head[0])] if head else []


def closing_rates(body: str, *, currency: str, day: str) -> list[Rated]:
    """Return the rates last observed by a day for what a body has and owes."""
    told, _ = taken(Asked(body=body, until=day, currency=currency))
    held = {
        side.commodity
        for side in told.sides
        if side.is_own and side.after and told.is_money(side.commodity)
    }
    found = _observed(currency, day)
    return [found[code] for code in sorted(held & found.keys())]
