# SPDX-License-Identifier: Apache-2.0
"""Reading papers: both sides of every document of which something still waits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from gungho.flows.papers import Tally
from gungho.reports.papers import Asked, Doubt, Paper, Sides, papers
from gungho.store.reads.query import fetch

_CAME = """
WITH came AS (
  SELECT document, sender, commodity, fund, lot, SUM(count + fee) AS came,
    MAX("on") AS day, MIN(book) AS book
  FROM p_arrival_line WHERE count + fee > 0
  GROUP BY document, sender, commodity, fund, lot
), line AS (
  SELECT p.document, p.sender, l.commodity, l.fund, l.lot, l.sent, l.settled, l.lost,
    COALESCE(c.came, 0) AS came, COALESCE(c.day, '') AS day
  FROM p_passage_line l JOIN p_passage p
    ON p.book = l.book AND p.document = l.document
  LEFT JOIN came c ON c.document = l.document AND c.sender = p.sender
    AND c.commodity = l.commodity AND c.fund = l.fund AND c.lot = l.lot
  UNION ALL
  SELECT c.document, c.sender, c.commodity, c.fund, c.lot, 0, 0, 0, c.came, c.day
  FROM came c WHERE NOT EXISTS (
    SELECT 1 FROM p_passage p JOIN p_passage_line l
      ON l.book = p.book AND l.document = p.document
    WHERE p.document = c.document AND p.sender = c.sender
      AND l.commodity = c.commodity AND l.fund = c.fund AND l.lot = c.lot)
), waits AS (
  SELECT DISTINCT document, sender FROM line
  WHERE came + lost <> sent OR settled + lost <> sent
)
"""
_LINES = (
    f"{_CAME} SELECT l.document, l.sender, l.commodity, l.fund, l.lot, l.sent, "
    "l.settled, l.lost, l.came, l.day FROM line l JOIN waits w "
    "ON w.document = l.document AND w.sender = l.sender ORDER BY 1, 2, 3, 4, 5"
)
_SENT = (
    f'{_CAME} SELECT p.document, p.sender, p.form, p.receiver, p."on", p.due '
    "FROM p_passage p JOIN waits w ON w.document = p.document AND w.sender = p.sender"
)
_COUNTED = (
    "SELECT a.document, a.sender, h.body, "
    "CASE WHEN a.lot = '' THEN 'money' ELSE 'goods' END FROM p_arrival_line a "
    "JOIN journal_head h ON h.book = a.book WHERE NOT EXISTS (SELECT 1 "
    "FROM p_passage p WHERE p.document = a.document AND p.sender = a.sender)"
)
_OF_BODY = (
    "WHERE w.sender = %s OR EXISTS (SELECT 1 FROM p_passage p "
    "WHERE p.document = w.document AND p.sender = w.sender AND p.receiver = %s) "
    "OR (NOT EXISTS (SELECT 1 FROM p_passage p WHERE p.document = w.document "
    "AND p.sender = w.sender) AND EXISTS (SELECT 1 FROM p_arrival_line a "
    "JOIN journal_head h ON h.book = a.book WHERE a.document = w.document "
    "AND a.sender = w.sender AND h.body = %s))"
)
Which = tuple[str, str]  # document, sender


@dataclass(slots=True)
class _Heard:
    """What was heard of one document."""

    tallies: list[Tally] = field(default_factory=list)
    day: str = ""


def open_papers(*, today: str, body: str = "", state: str = "") -> list[Paper]:
    """Return every paper that waits, the oldest first; of one body or one state."""
    return [
        paper
        for paper in papers(sides(), today=today)
        if body in ("", paper.sides.sender, paper.sides.receiver)
        and state in ("", paper.state)
    ]


def count_open_papers(*, body: str = "") -> int:
    """Return how many papers wait, of one body at either end or of all."""
    asked, values = (_OF_BODY, [body] * 3) if body else ("", [])
    found = fetch(f"{_CAME} SELECT COUNT(*) FROM waits w {asked}", values)
    return int(found[0][0])


def sides() -> Iterable[Sides]:
    """Yield both sides of every document of which something waits."""
    heard: dict[Which, _Heard] = defaultdict(_Heard)
    for document, sender, *line, day in fetch(_LINES):
        names = ("commodity", "fund", "lot", "sent", "settled", "lost", "came")
        told = dict(zip(names, line, strict=True))
        one = heard[document, sender]
        one.tallies.append(Tally(**{**told, "came": int(told["came"])}))
        one.day = max(one.day, day)
    sent = {(row[0], row[1]): row[2:] for row in fetch(_SENT)}
    counted = {(row[0], row[1]): row[2:] for row in fetch(_COUNTED)}
    asked, doubts = _asked(), _doubts()
    for which, one in sorted(heard.items()):
        document, sender = which
        if which in sent:
            form, receiver, on, due = sent[which]
        else:
            (receiver, form), on, due = counted[which], "", ""
        yield Sides(
            document=document,
            form=form,
            sender=sender,
            receiver=receiver,
            on=on,
            due=due,
            counted_on=one.day,
            tallies=tuple(one.tallies),
            asked=_among(asked, document, ends=(sender, receiver)),
            doubts=tuple(
                doubt
                for doubt in doubts.get(document, ())
                if doubt.by in (sender, receiver)
            ),
        )


def _among(
    asked: Mapping[str, list[Asked]], document: str, *, ends: tuple[str, str]
) -> tuple[Asked, ...]:
    return tuple(
        one for one in asked.get(document, ()) if one.by in ends and one.body in ends
    )


def _asked() -> dict[str, list[Asked]]:
    found: dict[str, list[Asked]] = defaultdict(list)
    for document, by, body, rounds, on in fetch(
        'SELECT c.document, h.body, c.body, COUNT(*), MAX(c."on") FROM p_chase c '
        "JOIN journal_head h ON h.book = c.book GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"
    ):
        found[document].append(Asked(by=by, body=body, rounds=rounds, on=on))
    return found


def _doubts() -> dict[str, list[Doubt]]:
    found: dict[str, list[Doubt]] = defaultdict(list)
    for document, by, book, entry, reason, on in fetch(
        'SELECT d.document, h.body, d.entry_book, d.entry, d.reason, d."on" '
        "FROM p_dispute d JOIN journal_head h ON h.book = d.book "
        "WHERE d.outcome = '' ORDER BY d.document, d.book, d.seq"
    ):
        doubt = Doubt(by=by, book=book, entry=entry, reason=reason, on=on)
        found[document].append(doubt)
    return found
