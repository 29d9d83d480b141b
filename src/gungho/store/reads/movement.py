# SPDX-License-Identifier: Apache-2.0
"""Reading the movement as a whole: what was given, arrived, bought, made and lost."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from gungho.measure import decimal_text
from gungho.reports.conservation import Conservation, conserve
from gungho.store.reads.ledger import NAMED_BALANCES
from gungho.store.reads.query import fetch, one

Amounts = dict[str, str]


@dataclass(slots=True, kw_only=True)
class Movement:
    """The movement in figures; amounts are decimal texts by commodity."""

    bodies: int
    co_ops: int
    members: int
    gifts: int
    entries: int
    given: Amounts = field(default_factory=dict)
    given_documented: Amounts = field(default_factory=dict)
    given_reconstructed: Amounts = field(default_factory=dict)
    arrived: Amounts = field(default_factory=dict)
    bought: Amounts = field(default_factory=dict)
    made: Amounts = field(default_factory=dict)
    lost: dict[str, Amounts] = field(default_factory=dict)
    on_the_way: Amounts = field(default_factory=dict)
    lent: Amounts = field(default_factory=dict)
    repaid: Amounts = field(default_factory=dict)
    thanks: int = 0

    def told(self) -> dict[str, Any]:
        """Return the figures as plain values."""
        return {name: getattr(self, name) for name in self.__slots__}


def item_scales() -> dict[str, int]:
    """Return how many decimals each commodity has."""
    return dict(fetch("SELECT item, scale FROM p_item"))


def _amounts(statement: str, scales: dict[str, int]) -> Amounts:
    return {
        code: decimal_text(int(count), scales.get(code, 0))
        for code, count in fetch(statement)
        if count
    }


def _count(statement: str) -> int:
    found = one(statement)
    return int(found[0] or 0) if found else 0


_GIVEN = (
    "SELECT l.commodity, SUM(l.count) FROM p_gift_line_row l "
    "JOIN p_gift g ON g.book = l.book AND g.gift = l.gift "
    "WHERE g.status = 'received' {} GROUP BY 1 ORDER BY 1"
)


def movement() -> Movement:
    """Return the movement's figures as this installation knows them now."""
    scales = item_scales()
    return Movement(
        bodies=_count("SELECT COUNT(*) FROM p_body WHERE form <> 'giver'"),
        co_ops=_count("SELECT COUNT(*) FROM p_coop WHERE closed = ''"),
        members=_count("SELECT SUM(members) FROM p_coop WHERE closed = ''"),
        gifts=_count("SELECT COUNT(*) FROM p_gift WHERE status = 'received'"),
        entries=_count("SELECT SUM(size) FROM journal_head"),
        given=_amounts(_GIVEN.format(""), scales),
        given_documented=_amounts(
            _GIVEN.format("AND g.standing = 'documented'"), scales
        ),
        given_reconstructed=_amounts(
            _GIVEN.format("AND g.standing <> 'documented'"), scales
        ),
        arrived=_amounts(
            "SELECT commodity, SUM(count) FROM ("
            "SELECT commodity, count FROM p_arrival_line "
            "UNION ALL SELECT commodity, -of_count FROM p_arrival_change "
            "UNION ALL SELECT became, count FROM p_arrival_change"
            ") came GROUP BY 1 ORDER BY 1",
            scales,
        ),
        bought=_amounts(
            "SELECT item, SUM(count) FROM p_purchase GROUP BY 1 ORDER BY 1", scales
        ),
        made=_amounts(
            "SELECT item, SUM(count) FROM p_work WHERE way = 'out' GROUP BY 1 "
            "ORDER BY 1",
            scales,
        ),
        lost=_lost(scales),
        on_the_way=_on_the_way(scales),
        lent=_amounts(
            "SELECT currency, SUM(count) FROM p_loan GROUP BY 1 ORDER BY 1", scales
        ),
        repaid=_amounts(
            "SELECT currency, SUM(repaid) FROM p_loan GROUP BY 1 ORDER BY 1", scales
        ),
        thanks=_count("SELECT COUNT(*) FROM p_thanks"),
    )


def _lost(scales: dict[str, int]) -> dict[str, Amounts]:
    found: dict[str, Amounts] = defaultdict(dict)
    for cause, code, count in fetch(
        "SELECT cause, commodity, SUM(count) FROM p_loss GROUP BY 1, 2 ORDER BY 1, 2"
    ):
        found[cause][code] = decimal_text(int(count), scales.get(code, 0))
    return dict(found)


def _on_the_way(scales: dict[str, int]) -> Amounts:
    left: dict[str, int] = defaultdict(int)
    for _, code, _, sent, counted, fee, lost in passages():
        left[code] += sent - counted - fee - lost
    return {
        code: decimal_text(count, scales.get(code, 0))
        for code, count in sorted(left.items())
        if count
    }


def passages() -> list[tuple[str, str, str, int, int, int, int]]:
    """Return ``(document, commodity, fund, sent, counted, fee, lost)`` by line.

    Arrivals in several books are added up first, so that no line is told twice.
    """
    return [
        (document, code, fund, sent, int(counted), int(fee), lost)
        for document, code, fund, sent, counted, fee, lost in fetch(
            "SELECT l.document, l.commodity, l.fund, l.sent, "
            "COALESCE(SUM(a.count), 0), COALESCE(SUM(a.fee), 0), l.lost "
            "FROM p_passage_line l "
            "JOIN p_passage p ON p.book = l.book AND p.document = l.document "
            "LEFT JOIN p_arrival_line a "
            "ON a.document = l.document AND a.sender = p.sender "
            "AND a.commodity = l.commodity AND a.fund = l.fund AND a.lot = l.lot "
            "GROUP BY l.book, l.document, l.commodity, l.fund, l.lot, l.sent, l.lost "
            "ORDER BY l.book, l.document, l.commodity, l.fund, l.lot"
        )
    ]


def conservation() -> Conservation:
    """Return whether every unit in these books has one holder or one end."""
    balances = fetch(
        f"SELECT a.name, c.name, f.name, b.count {NAMED_BALANCES} AND b.count <> 0"
    )
    return conserve(balances, passages())
