# SPDX-License-Identifier: Apache-2.0
"""Reading funds over all books heard: how each stands, its gifts, whom it reached."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from gungho.flows.bridges import Bridge
from gungho.flows.funds import Consent
from gungho.reports.consolidated import Line
from gungho.store.reads.consolidated import consolidated
from gungho.store.reads.query import (
    OF_BODY,
    Order,
    fetch,
    one,
    ordered,
    part_of,
    rows,
)

FUND_GIFT_ORDERS = {
    "gift": "g.gift",
    "on": 'g."on", g.gift',
    "amount": "l.commodity, l.count, g.gift",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FundHere:
    """A fund as its opener keeps it, and what other books have said of it.

    ``overdrawn`` are the bodies where it is below zero; ``owners`` who answers for
    that, ``(body, person, day)``; ``ends`` are ``(body, how, into, day)``.
    """

    fund: str
    opener: str
    sort: str
    terms: str
    words: str
    blocked: str
    standing: str
    cited: str
    on: str
    seq: int
    overdrawn: tuple[str, ...]
    owners: tuple[tuple[str, str, str], ...] = ()
    ends: tuple[tuple[str, str, str, str], ...] = ()

    @property
    def bodies(self) -> set[str]:
        """The body that opened it, and those where it is below zero."""
        return {self.opener, *self.overdrawn}

    def is_so(self, state: str) -> bool:
        """True if it stands so; what is overdrawn may be blocked as well."""
        return bool(self.blocked) if state == "blocked" else self.state == state

    @property
    def state(self) -> str:
        """How it stands: ``overdrawn``, ``blocked``, ``ended``, ... the worst first."""
        if self.overdrawn:
            return "overdrawn"
        if self.blocked:
            return "blocked"
        if self.ends:
            return "ended"
        return "free" if self.terms == "{}" else "restricted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """What a fund has brought to a co-op: granted, and lent less repaid."""

    coop: str
    commodity: str
    granted: int
    lent: int
    repaid: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FundGift:
    """One line of a gift to a fund."""

    gift: str
    book: str
    giver: str
    is_public: bool
    on: str
    standing: str
    commodity: str
    count: int


def funds_here() -> list[FundHere]:
    """Return every fund that a book here opened, restricted ones first."""
    below = defaultdict(set)
    for body, fund in fetch(
        "SELECT h.body, n.name FROM p_overdraft o "
        "JOIN journal_head h ON h.book = o.book "
        "JOIN p_name n ON n.book = o.book AND n.sort = 'fund' AND n.number = o.fund "
        "WHERE o.below > 0"
    ):
        below[fund].add(body)
    owners, ends = _owners(), _ends()
    found = fetch(
        "SELECT f.fund, h.body, f.sort, f.terms, f.words, f.blocked, f.standing, "
        'f.cited, f."on", f.seq FROM p_fund f JOIN journal_head h ON h.book = f.book '
        "WHERE f.mirrored = 0 ORDER BY f.terms = '{}', f.fund"
    )
    names = (
        "fund", "opener", "sort", "terms", "words", "blocked", "standing", "cited",
        "on", "seq",
    )  # fmt: skip
    return [
        FundHere(
            **dict(zip(names, row, strict=True)),
            overdrawn=tuple(sorted(below.get(row[0], ()))),
            owners=tuple(owners.get(row[0], ())),
            ends=tuple(ends.get(row[0], ())),
        )
        for row in found
    ]


_BELOW = (  # SQLite reads the tables of a cross join in this order: few are below zero
    "SELECT n.name FROM p_overdraft o CROSS JOIN journal_head h CROSS JOIN p_name n "
    "WHERE h.book = o.book AND n.book = o.book AND n.sort = 'fund' "
    "AND n.number = o.fund AND o.below > 0"
)
_STANDS = {"blocked": "q.blocked <> ''", "overdrawn": f"q.fund IN ({_BELOW})"}


def count_funds(stands: str, *, body: str = "") -> int:
    """Return how many funds are blocked or overdrawn, of one body or of all.

    A fund is of the body that opened it, and of those where it is below zero.
    """
    asked = f"SELECT COUNT(*) FROM p_fund q WHERE mirrored = 0 AND {_STANDS[stands]}"
    if not body:
        return int(fetch(asked)[0][0])
    here = f"({OF_BODY.format('q')} OR q.fund IN ({_BELOW} AND h.body = %s))"
    return int(fetch(f"{asked} AND {here}", [body, body])[0][0])


def _owners() -> dict[str, list[tuple[str, str, str]]]:
    found = defaultdict(list)
    for fund, body, person, until in fetch(
        "SELECT o.fund, h.body, o.person, o.until FROM p_overdraft_owner o "
        "JOIN journal_head h ON h.book = o.book ORDER BY o.until"
    ):
        found[fund].append((body, person, until))
    return found


def _ends() -> dict[str, list[tuple[str, str, str, str]]]:
    found = defaultdict(list)
    for fund, body, sort, into, on in fetch(
        'SELECT e.fund, h.body, e.sort, e.target, e."on" FROM p_fund_end e '
        'JOIN journal_head h ON h.book = e.book ORDER BY e."on", e.seq'
    ):
        found[fund].append((body, sort, into, on))
    return found


def fund_here(fund: str) -> FundHere | None:
    """Return one fund, or None."""
    return next((one for one in funds_here() if one.fund == fund), None)


def stands(*, today: str) -> dict[str, tuple[Line, ...]]:
    """Return what came into each fund and where it is now, over all books heard."""
    found: dict[str, list[Line]] = defaultdict(list)
    for line in consolidated(today=today).lines:
        found[line.fund].append(line)
    return {fund: tuple(lines) for fund, lines in found.items()}


def gifts_to(fund: str) -> list[FundGift]:
    """Return the gifts to a fund that stand, in their order."""
    found = fetch(
        'SELECT g.gift, h.body, g.giver, g.privacy, g."on", g.standing, l.commodity, '
        "SUM(l.count) FROM p_gift g JOIN journal_head h ON h.book = g.book "
        "JOIN p_gift_line_row l ON l.book = g.book AND l.gift = g.gift "
        "WHERE l.fund = %s AND g.status = 'received' "
        'GROUP BY g.book, g.gift, h.body, g.giver, g.privacy, g."on", g.standing, '
        'g.seq, l.commodity ORDER BY g."on", g.seq',
        (fund,),
    )
    return list(_fund_gifts(found))


def count_gifts_to(fund: str) -> int:
    """Return how many lines of gifts to a fund stand."""
    found = one(
        "SELECT COALESCE(SUM(lines), 0) FROM p_gift_sum "
        "WHERE fund = %s AND status = 'received'",
        (fund,),
    )
    return int(found[0]) if found else 0


def gifts_part(
    fund: str, order: Order | None, *, start: int, most: int | None
) -> Iterator[FundGift]:
    """Yield a part of many gifts to a fund, line by line, in their order or another."""
    by = ordered(
        order, FUND_GIFT_ORDERS, usual='g."on", g.gift, l.line', last="g.gift, l.line"
    )
    return _fund_gifts(part_of(
        'SELECT g.gift, h.body, g.giver, g.privacy, g."on", g.standing, l.commodity, '
        "l.count FROM p_gift g CROSS JOIN p_gift_line_row l CROSS JOIN journal_head h "
        "WHERE l.book = g.book AND l.gift = g.gift AND h.book = g.book "
        f"AND l.fund = %s AND g.status = 'received' {by}",
        (fund,), start=start, most=most,
    ))  # fmt: skip


def _fund_gifts(rows: Iterable[tuple[Any, ...]]) -> Iterator[FundGift]:
    for gift, body, giver, privacy, on, standing, code, count in rows:
        yield FundGift(
            gift=gift, book=body, giver=giver, is_public=privacy == "public", on=on,
            standing=standing, commodity=code, count=int(count),
        )  # fmt: skip


def reached_by(fund: str) -> list[Reached]:
    """Return the co-ops that a fund has granted or lent to."""
    sums: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    for coop, code, count in fetch(
        "SELECT coop, commodity, SUM(count) FROM p_grant WHERE fund = %s "
        "GROUP BY coop, commodity",
        (fund,),
    ):
        sums[coop, code][0] += int(count)
    for coop, code, count, repaid in fetch(
        "SELECT coop, currency, SUM(count), SUM(repaid) FROM p_loan WHERE fund = %s "
        "GROUP BY coop, currency",
        (fund,),
    ):
        sums[coop, code][1] += int(count)
        sums[coop, code][2] += int(repaid)
    return [
        Reached(coop=coop, commodity=code, granted=one[0], lent=one[1], repaid=one[2])
        for (coop, code), one in sorted(sums.items())
    ]


def thanks_for(fund: str) -> list[tuple[str, str, str, int, str]]:
    """Return ``(co-op, day, book, place, letter)`` of thanks for gifts to a fund."""
    return [
        (coop, on, body, seq, letter)
        for coop, on, body, seq, letter in fetch(
            'SELECT DISTINCT t.coop, t."on", h.body, t.seq, t.letter FROM p_thanks t '
            "JOIN journal_head h ON h.book = t.book "
            "JOIN p_thanks_gift g ON g.book = t.book AND g.thanks = t.thanks "
            "JOIN p_gift_line_row l ON l.gift = g.gift WHERE l.fund = %s "
            'ORDER BY t."on"',
            (fund,),
        )
    ]


def consents_of(fund: str, *, book: str) -> list[Consent]:
    """Return what was asked about a fund's terms in a book, the newest first."""
    return rows(
        Consent,
        "matter = 'terms' AND of = %s "
        "AND book = (SELECT book FROM journal_head WHERE body = %s)",
        (fund, book),
        order="seq DESC",
    )


def bridges_of(fund: str, *, book: str) -> list[Bridge]:
    """Return the loans between a fund and others that are not all paid back."""
    return rows(
        Bridge,
        "(source = %s OR target = %s) AND count > repaid "
        "AND book = (SELECT book FROM journal_head WHERE body = %s)",
        (fund, fund, book),
        order="due, bridge",
    )


def known_funds(book: str) -> list[tuple[str, str]]:
    """Return ``(fund, sort)`` of the funds that a book knows, its own first."""
    return fetch(
        "SELECT f.fund, f.sort FROM p_fund f JOIN journal_head h ON h.book = f.book "
        "WHERE h.body = %s ORDER BY f.mirrored, f.fund",
        (book,),
    )


def terms_texts() -> dict[str, str]:
    """Return fund to its terms as text, as its opener wrote them where that is here."""
    return dict(fetch("SELECT fund, terms FROM p_fund ORDER BY mirrored DESC"))
