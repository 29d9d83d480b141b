# SPDX-License-Identifier: Apache-2.0
"""The consolidated statement of every book that stands here and is not frozen."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from gungho.reports.consolidated import Consolidated, Line, News, consolidate
from gungho.store.reads.ledger import NAMED_BALANCES
from gungho.store.reads.query import fetch
from gungho.store.reads.trails import movement_root

_WHOLE = "(SELECT book FROM journal_head WHERE standing <> 'frozen')"
_SENT = (
    "EXISTS (SELECT 1 FROM p_passage p WHERE p.document = a.document "
    f"AND p.sender = a.sender AND p.book IN {_WHOLE})"
)


def consolidated(*, today: str) -> Consolidated:
    """Return the statement, with the age of each body's news on a day."""
    news = tuple(_news(today))
    standings = tuple((one.body, one.standing) for one in news)
    return Consolidated(
        news=news, lines=_lines(movement_root(), standings), missing=_missing()
    )


@lru_cache(maxsize=1)
def _lines(_root: str, _standings: tuple[tuple[str, str], ...]) -> tuple[Line, ...]:
    """Return the lines, kept until any book grows or is frozen."""
    balances = fetch(
        f"SELECT a.name, c.name, f.name, b.count {NAMED_BALANCES} "
        f"AND b.count <> 0 AND b.book IN {_WHOLE}"
    )
    return consolidate(
        balances, _passages(), met=_counted(_SENT), unheard=_counted(f"NOT {_SENT}")
    )


def _news(today: str) -> list[News]:
    found = fetch(
        "SELECT h.body, h.standing, h.size, s.root, h.recorded, "
        "(SELECT MAX(i.learned) FROM intake i WHERE i.book = h.book) "
        "FROM journal_head h "
        "JOIN journal_seal s ON s.book = h.book AND s.size = h.size ORDER BY h.body"
    )
    day = date.fromisoformat(today)
    return [
        News(
            body=body,
            standing=standing,
            size=size,
            root=bytes(root).hex(),
            recorded=recorded,
            learned=learned,
            days=(day - date.fromisoformat(recorded[:10])).days,
        )
        for body, standing, size, root, recorded, learned in found
    ]


def _passages() -> list[tuple[str, str, str, int, int, int, int]]:
    found = fetch(
        "SELECT l.document, l.commodity, l.fund, l.sent, "
        "COALESCE(SUM(a.count), 0), COALESCE(SUM(a.fee), 0), l.lost "
        "FROM p_passage_line l "
        "JOIN p_passage p ON p.book = l.book AND p.document = l.document "
        "LEFT JOIN p_arrival_line a "
        "ON a.document = l.document AND a.sender = p.sender "
        "AND a.commodity = l.commodity AND a.fund = l.fund AND a.lot = l.lot "
        f"AND a.book IN {_WHOLE} WHERE l.book IN {_WHOLE} "
        "GROUP BY l.book, l.document, l.commodity, l.fund, l.lot, l.sent, l.lost"
    )
    return [
        (document, code, fund, int(sent), int(counted), int(fee), int(lost))
        for document, code, fund, sent, counted, fee, lost in found
    ]


def _counted(where: str) -> dict[tuple[str, str], int]:
    """Return what was counted under a condition, by commodity and fund."""
    found = fetch(
        "SELECT a.commodity, a.fund, SUM(a.count + a.fee) FROM p_arrival_line a "
        f"WHERE a.book IN {_WHOLE} AND {where} GROUP BY a.commodity, a.fund"
    )
    return {(code, fund): int(count) for code, fund, count in found}


def _missing() -> tuple[str, ...]:
    """Return the keepers of registered bodies whose books are not heard here."""
    found = fetch(
        "SELECT DISTINCT keeper FROM p_body WHERE form <> 'giver' "
        "AND keeper NOT IN (SELECT body FROM journal_head) ORDER BY keeper"
    )
    return tuple(str(keeper) for (keeper,) in found)
