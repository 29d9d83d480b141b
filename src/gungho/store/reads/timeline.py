# SPDX-License-Identifier: Apache-2.0
"""Reading the movement month by month: counts by (month, standing), co-ops by place."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import lru_cache

from gungho.journal import decode
from gungho.store.reads.query import fetch, one
from gungho.store.reads.trails import movement_root

HOME_CURRENCY = "CNC"
MEMBERS = {"coop.founded": ("members", 1), "member.joined": ("count", 1),
           "member.left": ("count", -1)}  # fmt: skip
Counts = dict[tuple[str, str], int]
# What happened, by measure: month, standing, how many.
HAPPENED = {
    "gifts": 'SELECT substr("on", 1, 7), standing, COUNT(*) FROM p_gift '
    "WHERE status = 'received' GROUP BY 1, 2",
    "sent": 'SELECT substr("on", 1, 7), standing, COUNT(*) FROM p_passage '
    "GROUP BY 1, 2",
    "arrived": "SELECT substr(c.came, 1, 7), c.standing, COUNT(*) FROM ("
    'SELECT DISTINCT a.document, a."on" AS came, '
    "COALESCE(p.standing, 'kept') AS standing FROM p_arrival_line a "
    "LEFT JOIN p_passage p ON p.document = a.document AND p.sender = a.sender "
    "WHERE a.count + a.fee > 0) c "
    "GROUP BY 1, 2",
    "made": "SELECT substr(m.made, 1, 7), m.standing, COUNT(*) FROM ("
    'SELECT DISTINCT book, "order", "on" AS made, standing FROM p_work '
    "WHERE way = 'out' AND count > 0) m GROUP BY 1, 2",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stood:
    """A co-op with the days between which it was at work."""

    coop: str
    place: str
    region: str
    opened: str
    closed: str
    standing: str

    def at_work(self, day: str) -> bool:
        """Return whether it was at work on a day."""
        return self.opened <= day and not "" < self.closed <= day


def first_day() -> str:
    """Return the day of the first gift, co-op or consignment, "" for none."""
    found = one(
        'SELECT MIN(d) FROM (SELECT MIN("on") AS d FROM p_gift '
        "UNION ALL SELECT MIN(opened) FROM p_coop "
        'UNION ALL SELECT MIN("on") FROM p_passage) days'
    )
    return str(found[0] or "") if found else ""


def happened_by_month(measure: str) -> Counts:
    """Return how often something happened, by month and standing."""
    return _happened(movement_root(), measure)


@lru_cache(maxsize=8)
def _happened(_root: str, measure: str) -> Counts:
    found: Counts = Counter()
    for month, standing, count in fetch(HAPPENED[measure]):
        found[month, standing] += int(count)
    return found


def coops_known() -> tuple[Stood, ...]:
    """Return every co-op, with when it was at work."""
    return _coops_known(movement_root())


@lru_cache(maxsize=2)
def _coops_known(_root: str) -> tuple[Stood, ...]:
    return tuple(
        Stood(coop=coop, place=place, region=region, opened=opened, closed=closed,
              standing=standing)
        for coop, place, region, opened, closed, standing in fetch(
            "SELECT coop, place, region, opened, closed, standing FROM p_coop "
            "ORDER BY coop"
        )
    )  # fmt: skip


def coop_changes() -> Counts:
    """Return how many more co-ops were at work, by month and standing."""
    found: Counts = Counter()
    for one_coop in coops_known():
        found[one_coop.opened[:7], one_coop.standing] += 1
        if one_coop.closed:
            found[one_coop.closed[:7], one_coop.standing] -= 1
    return found


def member_changes() -> Counts:
    """Return how many more members co-ops at work had, by month and standing."""
    return dict(_member_changes(movement_root()))


@lru_cache(maxsize=2)
def _member_changes(_root: str) -> tuple[tuple[tuple[str, str], int], ...]:
    coops = {one_coop.coop: one_coop for one_coop in coops_known()}
    found: Counts = Counter()
    held: dict[str, int] = defaultdict(int)
    for (raw,) in fetch(
        "SELECT j.raw FROM p_entry_row e "
        "JOIN journal_entry j ON j.book = e.book AND j.seq = e.seq "
        "WHERE e.kind IN ('coop.founded', 'member.joined', 'member.left') "
        "AND e.corrected_by = ''"
    ):
        entry = decode(bytes(raw))
        name, sign = MEMBERS[entry.kind]
        coop = coops.get(str(entry.payload["coop"]))
        if coop is None:
            continue
        count = sign * int(entry.payload[name])
        found[entry.happened[:7], coop.standing] += count
        held[coop.coop] += count
    for coop in coops.values():
        if coop.closed:
            found[coop.closed[:7], coop.standing] -= held[coop.coop]
    return tuple(found.items())


def money_by_month() -> Counts:
    """Return money given in the home currency, at the market rate of its month.

    In smallest units of the home currency; a currency without a rate is left out.
    """
    return _money(movement_root())


@lru_cache(maxsize=2)
def _money(_root: str) -> Counts:
    scales = {
        code: int(scale) for code, scale in fetch("SELECT item, scale FROM p_item")
    }
    rates: dict[str, list[tuple[str, int, int]]] = defaultdict(list)
    for code, above, below, on in fetch(
        'SELECT source, numerator, denominator, "on" FROM p_rate_row '
        "WHERE target = %s AND sort = 'market' ORDER BY \"on\"",
        (HOME_CURRENCY,),
    ):
        rates[code].append((on[:7], int(above), int(below)))
    found: Counts = Counter()
    for month, standing, code, count in fetch(
        'SELECT substr(g."on", 1, 7), g.standing, l.commodity, SUM(l.count) '
        "FROM p_gift g JOIN p_gift_line_row l ON l.book = g.book AND l.gift = g.gift "
        "WHERE g.status = 'received' AND l.form = 'cash' GROUP BY 1, 2, 3 "
        "ORDER BY 1, 2, 3"
    ):
        if code == HOME_CURRENCY:
            found[month, standing] += int(count)
        elif rates[code] and code in scales:
            seen = [rate for rate in rates[code] if rate[0] <= month] or rates[code][:1]
            _on, above, below = seen[-1]
            shift = scales.get(HOME_CURRENCY, 0) - scales[code]
            worth = int(count) * above * 10 ** max(0, shift)
            found[month, standing] += worth // (below * 10 ** max(0, -shift))
    return found
