# SPDX-License-Identifier: Apache-2.0
"""Reading committees: what each was given, holds and has sent, and its conditions."""

from __future__ import annotations

from dataclasses import dataclass

from gungho.store.reads.query import fetch, one


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitteeLine:
    """A committee in the list; ``given`` are ``(commodity, standing, count)``."""

    body: str
    form: str
    place: str
    currency: str
    standing: str
    gifts: int
    news: str
    given: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FundLine:
    """A fund with its terms as text, the giver's words, and what blocks it."""

    fund: str
    sort: str
    terms: str
    words: str
    blocked: str
    standing: str
    seq: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FundEvent:
    """A use that was blocked, or a consent that was asked; ``ended`` when settled."""

    fund: str
    matter: str
    on: str
    seq: int
    ended: str


def committees() -> list[CommitteeLine]:
    """Return the committees and the hub, each with what it was given."""
    given: dict[str, list[tuple[str, str, int]]] = {}
    for body, code, standing, count in fetch(
        "SELECT h.body, g.commodity, g.standing, SUM(g.count) FROM p_gift_sum g "
        "JOIN journal_head h ON h.book = g.book "
        "WHERE g.status = 'received' GROUP BY 1, 2, 3 "
        "HAVING SUM(g.lines) > 0 ORDER BY 1, 2, 3"
    ):
        given.setdefault(body, []).append((code, standing, int(count)))
    counts = dict(
        fetch(
            "SELECT h.body, g.gifts FROM p_gift_count g JOIN journal_head h "
            "ON h.book = g.book WHERE g.sort = 'received'"
        )
    )
    news = dict(fetch("SELECT body, recorded FROM journal_head"))
    return [
        CommitteeLine(
            body=body,
            form=form,
            place=place,
            currency=currency,
            standing=standing,
            gifts=counts.get(body, 0),
            news=news.get(body, "")[:10],
            given=tuple(given.get(body, ())),
        )
        for body, form, place, currency, standing in fetch(
            "SELECT body, form, place, currency, standing FROM p_body "
            "WHERE form IN ('committee', 'hub', 'headquarters') ORDER BY body"
        )
    ]


def committee(body: str) -> CommitteeLine | None:
    """Return one committee, or None."""
    return next((line for line in committees() if line.body == body), None)


def funds_of(body: str) -> list[FundLine]:
    """Return the funds a committee opened, the restricted ones first."""
    return [
        FundLine(
            fund=fund,
            sort=sort,
            terms=terms,
            words=words,
            blocked=blocked,
            standing=standing,
            seq=seq,
        )
        for fund, sort, terms, words, blocked, standing, seq in fetch(
            "SELECT f.fund, f.sort, f.terms, f.words, f.blocked, f.standing, f.seq "
            "FROM p_fund f JOIN journal_head h ON h.book = f.book "
            "WHERE h.body = %s AND f.mirrored = 0 AND f.sort <> 'own' "
            "ORDER BY f.sort DESC, f.seq",
            (body,),
        )
    ]


def fund_events(body: str) -> list[FundEvent]:
    """Return the blocks and consents of a committee's funds, oldest first.

    A block's ``matter`` is ``block``, a consent's is what was asked.
    """
    return [
        FundEvent(fund=fund, matter=matter, on=on, seq=seq, ended=ended)
        for fund, matter, on, seq, ended in fetch(
            "SELECT b.fund, 'block', b.\"on\", b.seq, b.ended_on FROM p_block b "
            "JOIN journal_head h ON h.book = b.book WHERE h.body = %s UNION ALL "
            'SELECT c.of, c.matter, c."on", c.seq, c.given_on FROM p_consent c '
            "JOIN journal_head h ON h.book = c.book WHERE h.body = %s ORDER BY 4",
            (body, body),
        )
    ]


def form_entry(body: str, number: str) -> str:
    """Return the gift that a form with this number recorded, "" if none."""
    found = one(
        "SELECT e.subject FROM p_entry_row e JOIN journal_head h ON h.book = e.book "
        "WHERE h.body = %s AND e.entry = %s",
        (body, f"form.{number}.gift"),
    )
    return str(found[0]) if found else ""


def next_gift(body: str) -> str:
    """Return the next number for a gift of this committee."""
    found = one(
        "SELECT COUNT(*) FROM p_gift g JOIN journal_head h ON h.book = g.book "
        "WHERE h.body = %s",
        (body,),
    )
    number = (int(found[0]) if found else 0) + 1
    while one("SELECT 1 FROM p_gift WHERE gift = %s", (f"{body}-{number:04d}",)):
        number += 1
    return f"{body}-{number:04d}"


def items_given() -> list[tuple[str, str, int, str]]:
    """Return ``(item, form, scale, hazard)`` of every commodity, money first."""
    found = fetch("SELECT item, form, scale, hazard FROM p_item ORDER BY form, item")
    return [(item, form, scale, hazard) for item, form, scale, hazard in found]


def raised_by() -> dict[str, frozenset[str]]:
    """Return committee to what it can raise: its own currency and what it was given."""
    return {
        line.body: frozenset((line.currency, *(code for code, _, _ in line.given)))
        for line in committees()
        if line.form == "committee"
    }
