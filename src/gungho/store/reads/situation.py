# SPDX-License-Identifier: Apache-2.0
"""Reading the situation that a plan stands on, now or as it was on a day.

On a day that has passed, what lay where is added up from the postings until then, and
needs, help, prices, rates and roads are those known by then.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction

from gungho.actions.situation import (
    Asked,
    Held,
    Priced,
    Promised,
    Rated,
    Road,
    Situation,
    Thing,
)
from gungho.flows.plans import PolicyRow
from gungho.ledger.accounts import body_of, role_of
from gungho.ledger.terms import Terms, terms_of
from gungho.store.reads.commitments import open_lines
from gungho.store.reads.ledger import NAMED_BALANCES
from gungho.store.reads.query import fetch, rows
from gungho.store.reads.stock import HELD, LENT

PLANNING = ("hub", "headquarters", "depot")
_UNTIL = """
SELECT a.name, c.name, f.name, SUM(m.count) FROM (
  SELECT p.book, p.debit AS account, p.commodity, p.fund, p.amount AS count
  FROM p_posting_row p JOIN p_entry_row e ON e.book = p.book AND e.seq = p.seq
  WHERE e."on" <= %s
  UNION ALL
  SELECT p.book, p.credit, p.commodity, p.fund, -p.amount
  FROM p_posting_row p JOIN p_entry_row e ON e.book = p.book AND e.seq = p.seq
  WHERE e."on" <= %s
) m
JOIN p_name a ON a.book = m.book AND a.sort = 'account' AND a.number = m.account
JOIN p_name c ON c.book = m.book AND c.sort = 'commodity' AND c.number = m.commodity
JOIN p_name f ON f.book = m.book AND f.sort = 'fund' AND f.number = m.fund
GROUP BY a.name, c.name, f.name HAVING SUM(m.count) > 0
"""
_NEEDS = """
SELECT n.need, n.coop, c.keeper, k.place, c.place, c.region, c.trade, n.purpose,
  n.units, c.currency
FROM p_need_row n
JOIN p_coop c ON c.book = n.book AND c.coop = n.coop
JOIN p_body k ON k.body = c.keeper
WHERE n.verified_on <> '' AND n.verified_on <= %s
AND (n.withdrawn_on = '' OR n.withdrawn_on > %s) AND (c.closed = '' OR c.closed > %s)
AND n."on" >= %s
ORDER BY n."on", n.need
"""
_GIVEN = """
SELECT need, commodity, SUM(count) FROM (
  SELECT need, commodity, count FROM p_grant WHERE need <> '' AND "on" <= %s
  UNION ALL
  SELECT need, currency, count FROM p_loan WHERE need <> '' AND "on" <= %s
) g GROUP BY need, commodity
"""


def situation(*, body: str, on: str = "", today: str, since: str = "") -> Situation:
    """Return what a plan of a body for a day stands on; ``on`` "" is now.

    ``since`` leaves out needs that were stated before that day.
    """
    day = on or today
    asked = list(_asked(day, since=since))
    terms = _terms()
    held = tuple(_held(on, terms=terms))
    return Situation(
        on=day,
        held=held,
        asked=tuple(one for one in asked if one.got < one.units),
        roads=tuple(_roads(day)),
        prices=tuple(_prices(day)),
        rates=tuple(_rates(day)),
        promised=tuple(_promised(body, day)),
        terms=terms,
        things=_things(),
        got=_got(asked),
        stood=_stood(),
        policy=_policy(body, day),
    )


def _held(on: str, *, terms: dict[str, Terms]) -> Iterator[Held]:
    """Yield what bodies that plan hold, of funds that are known and not blocked."""
    homes = {
        body: place
        for body, place, form in fetch("SELECT body, place, form FROM p_body")
        if form in PLANNING
    }
    places = {place for (place,) in fetch("SELECT DISTINCT place FROM p_place")}
    found = fetch(_UNTIL, [on, on]) if on else fetch(
        f"SELECT a.name, c.name, f.name, SUM(b.count) {NAMED_BALANCES} "
        "AND b.count <> 0 GROUP BY a.name, c.name, f.name HAVING SUM(b.count) > 0"
    )  # fmt: skip
    sums: dict[tuple[str, str, str, str], int] = defaultdict(int)
    for account, code, fund, count in found:
        role, owner = role_of(account), body_of(account)
        if role not in ("cash", "stock") or owner not in homes or fund not in terms:
            continue
        detail = account.split("/", 2)[2]
        if not detail.startswith((LENT, HELD)):
            place = detail if detail in places else homes[owner]
            sums[owner, place, code, fund] += int(count)
    for (owner, place, code, fund), count in sorted(sums.items()):
        yield Held(body=owner, place=place, commodity=code, fund=fund, count=count)


def _terms() -> dict[str, Terms]:
    """Return the terms of every fund that can be planned: neither own nor blocked."""
    found: dict[str, Terms] = {}
    barred: set[str] = set()
    for fund, text, sort, blocked in fetch(
        "SELECT fund, terms, sort, blocked FROM p_fund ORDER BY fund, mirrored DESC"
    ):
        found[fund] = terms_of(text)
        if sort == "own" or blocked:
            barred.add(fund)
    return {fund: terms for fund, terms in found.items() if fund not in barred}


def _asked(day: str, *, since: str) -> Iterator[Asked]:
    inputs: dict[str, dict[str, int]] = defaultdict(dict)
    for need, code, count in fetch("SELECT need, commodity, count FROM p_need_input"):
        inputs[need][code] = count
    given: dict[str, dict[str, int]] = defaultdict(dict)
    for need, code, count in fetch(_GIVEN, [day, day]):
        given[need][code] = int(count)
    for need, coop, depot, place, home, *rest in fetch(_NEEDS, [day, day, day, since]):
        region, trade, purpose, units, currency = rest
        if inputs[need] and units:
            yield Asked(
                need=need, coop=coop, depot=depot, place=place, home=home,
                region=region, trade=trade, purpose=purpose, units=units,
                currency=currency, inputs=inputs[need], given=given.get(need, {}),
            )  # fmt: skip


def _got(asked: list[Asked]) -> dict[str, int]:
    """Return the units that each co-op which still asks got before."""
    waiting = {one.coop for one in asked if one.got < one.units}
    found: dict[str, int] = defaultdict(int)
    for one in asked:
        if one.coop in waiting and one.got:
            found[one.coop] += one.got
    return dict(found)


def _roads(day: str) -> Iterator[Road]:
    for route, source, target, days, capacity, loss, cost in fetch(
        "SELECT route, source, target, days, capacity_kg, loss_ppm, cost_per_tonne "
        "FROM p_route WHERE opened <= %s AND (closed = '' OR closed > %s) "
        "ORDER BY route",
        [day, day],
    ):
        yield Road(
            route=route, source=source, target=target, days=days,
            capacity_kg=capacity, loss_ppm=loss, cost=cost,
        )  # fmt: skip


def _prices(day: str) -> Iterator[Priced]:
    """Yield the newest price of each item by place, and by currency for anywhere."""
    scales = dict(fetch("SELECT item, scale FROM p_item WHERE form = 'item'"))
    newest: dict[tuple[str, str, str], Priced] = {}
    for item, place, currency, low, high in fetch(
        'SELECT item, place, currency, low, high FROM p_price WHERE "on" <= %s '
        'ORDER BY "on", seq',
        [day],
    ):
        if item not in scales or low + high <= 0:
            continue
        for where in {place, ""}:
            newest[item, where, currency if not where else ""] = Priced(
                item=item, place=where, currency=currency,
                cost=low + high, per=2 * 10 ** scales[item],
            )  # fmt: skip
    yield from newest.values()


def _rates(day: str) -> Iterator[Rated]:
    scales = dict(fetch("SELECT item, scale FROM p_item WHERE form = 'currency'"))
    newest: dict[tuple[str, str], Fraction] = {}
    for source, target, above, below in fetch(
        "SELECT source, target, numerator, denominator FROM p_rate_row "
        'WHERE "on" <= %s AND sort <> \'realised\' ORDER BY "on", seq',
        [day],
    ):
        if source in scales and target in scales:
            whole = Fraction(above, below)
            power = Fraction(10 ** scales[target], 10 ** scales[source])
            newest[source, target] = whole * power
    for (source, target), rate in newest.items():
        yield Rated(source=source, target=target, rate=rate)


def _promised(body: str, day: str) -> Iterator[Promised]:
    homes = dict(fetch("SELECT body, place FROM p_body"))
    for line in open_lines(body=body, until=day):
        taken = line.currency or line.commodity
        place = homes.get(line.source, "")
        yield Promised(
            plan=line.plan, line=line.line, need=line.need, commodity=line.commodity,
            supply="|".join((line.source, place, taken, line.fund)),
            reserved=line.to_send, arrives=line.to_give,
        )  # fmt: skip


def _things() -> dict[str, Thing]:
    return {
        item: Thing(
            form=form, scale=scale, weight_g=weight, is_military=end_use == "military"
        )
        for item, form, scale, weight, end_use in fetch(
            "SELECT item, form, scale, weight_g, end_use FROM p_item ORDER BY book DESC"
        )
    }


def _stood() -> tuple[tuple[str, int, str], ...]:
    return tuple(
        (body, size, bytes(root).hex())
        for body, size, root in fetch(
            "SELECT h.body, h.size, s.root FROM journal_head h JOIN journal_seal s "
            "ON s.book = h.book AND s.size = h.size ORDER BY h.body"
        )
    )


def _policy(body: str, day: str) -> PolicyRow | None:
    found = rows(
        PolicyRow,
        'book = (SELECT book FROM journal_head WHERE body = %s) AND "on" <= %s',
        [body, day],
        order="seq DESC",
        limit=1,
    )
    return found[0] if found else None
