# SPDX-License-Identifier: Apache-2.0
"""What is counted as entries are recorded is what counting all the rows would give."""

from __future__ import annotations

from gungho.store.rebuild import rebuild
from tests.support.homes import FreshHome
from tests.support.rows_many import grow, movement_of

PAIRS = (
    (
        "SELECT book, kind, entries, corrected FROM p_entry_count ORDER BY 1, 2",
        "SELECT book, kind, COUNT(*), SUM(CASE WHEN corrected_by <> '' THEN 1 ELSE 0 "
        "END) FROM p_entry_row GROUP BY 1, 2 ORDER BY 1, 2",
    ),
    (
        "SELECT book, gifts FROM p_gift_count WHERE sort = 'received' ORDER BY 1",
        "SELECT book, COUNT(*) FROM p_gift WHERE status = 'received' "
        "GROUP BY 1 ORDER BY 1",
    ),
    (
        "SELECT book, gifts FROM p_gift_count WHERE sort = 'due' ORDER BY 1",
        "SELECT book, COUNT(*) FROM p_gift g WHERE g.status = 'received' "
        "AND g.giver <> '' AND NOT EXISTS (SELECT 1 FROM p_gift_receipt r "
        "WHERE r.book = g.book AND r.gift = g.gift) GROUP BY 1 ORDER BY 1",
    ),
    (
        "SELECT book, status, standing, form, commodity, fund, lines, count "
        "FROM p_gift_sum WHERE lines > 0 ORDER BY 1, 2, 3, 4, 5, 6",
        "SELECT g.book, g.status, g.standing, l.form, l.commodity, l.fund, COUNT(*), "
        "SUM(l.count) FROM p_gift g JOIN p_gift_line_row l ON l.book = g.book "
        "AND l.gift = g.gift GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 2, 3, 4, 5, 6",
    ),
    (
        "SELECT e.book, e.seq FROM p_entry_row e WHERE e.closed = 1 ORDER BY 1, 2",
        "SELECT e.book, e.seq FROM p_entry_row e JOIN p_period p ON p.book = e.book "
        'AND e.seq > p.seq AND e."on" <= p.until ORDER BY 1, 2',
    ),
)


def test_the_counts_are_those_of_the_rows(fresh_home: FreshHome) -> None:
    """As recorded and as folded again: corrected, receipted, late, into closed days."""
    hub = movement_of(fresh_home)
    grow(fresh_home, hub, range(2))
    hub.tell("period.closed", period="march", until="1940-03-31", currency="CNC",
             rates=[])  # fmt: skip
    grow(fresh_home, hub, range(2, 3))
    told = [fresh_home.rows(kept) for kept, _counted in PAIRS]
    assert all(told)
    for kept, counted in PAIRS:
        assert fresh_home.rows(kept) == [
            tuple(map(_plain, row)) for row in fresh_home.rows(counted)
        ], kept
    rebuild(told=lambda *_: None)
    assert [fresh_home.rows(kept) for kept, _counted in PAIRS] == told
    late = fresh_home.rows("SELECT DISTINCT late FROM p_entry_row WHERE late > 90")
    assert late == [(182,)]  # from 1 November to the clock of the tests


def _plain(value: object) -> object:
    """Return a sum as the whole number that it is."""
    return value if isinstance(value, str) else int(value)  # type: ignore[call-overload]
