# SPDX-License-Identifier: Apache-2.0
"""What cannot be recovered of a book whose installation is gone, by name and amount.

Three lists: entries that others know to have been sealed and that stand nowhere; papers
in others' books that point to what is missing; and what the book held when it was last
heard, which is gone with the place unless somebody says otherwise.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from gungho.store.reads import journal
from gungho.store.reads.query import fetch

HELD = ("cash", "stock")


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """Entries sealed after the last one that was recovered."""

    recovered: int
    sealed: int
    known_from: str

    @property
    def entries(self) -> int:
        """How many entries are known to have been and are nowhere."""
        return max(0, self.sealed - self.recovered)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A paper in another's book whose other side is missing."""

    sort: str
    book: str
    document: str
    commodity: str
    fund: str
    count: int
    scale: int
    on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """What an account of the book held when it was last heard."""

    account: str
    commodity: str
    fund: str
    lot: str
    count: int
    scale: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovery:
    """What is missing of one book."""

    body: str
    missing: Missing
    papers: tuple[Paper, ...]
    holdings: tuple[Holding, ...]


def recovery(body: str) -> Recovery:
    """Return what cannot be recovered of a body's book, or refuse ``book.unknown``."""
    line = journal.book(body)
    return Recovery(
        body=body,
        missing=_missing(line),
        papers=(*_uncounted(body), *_unsent(body)),
        holdings=tuple(_holdings(line)),
    )


def _missing(line: journal.BookLine) -> Missing:
    """Ask every node that was heard, and every checkpoint, for the largest size."""
    sealed, known_from = line.size, ""
    for peer, stands in fetch("SELECT body, stands FROM private_peer ORDER BY body"):
        size = json.loads(stands).get(str(line.number), [0])[0]
        if size > sealed:
            sealed, known_from = size, peer
    for sender, note in fetch("SELECT sender, note FROM intake_checkpoint"):
        for told in note.split("\n\n")[0].split("\n")[3:]:
            number, size, _ = told.split(" ")
            if number == str(line.number) and int(size) > sealed:
                sealed, known_from = int(size), sender
    return Missing(recovered=line.size, sealed=sealed, known_from=known_from)


_SCALE = "COALESCE((SELECT MAX(i.scale) FROM p_item i WHERE i.item = {0}.commodity), 0)"


def _uncounted(body: str) -> list[Paper]:
    """Return what was sent to the body and is nowhere counted."""
    found = fetch(
        "SELECT p.sender, l.document, l.commodity, l.fund, "
        f'SUM(l.sent - l.settled - l.lost), {_SCALE.format("l")}, p."on" '
        "FROM p_passage p JOIN p_passage_line l "
        "ON l.book = p.book AND l.document = p.document "
        "WHERE p.receiver = %s AND NOT EXISTS (SELECT 1 FROM p_arrival_line a "
        "WHERE a.document = l.document AND a.count + a.fee > 0) "
        'GROUP BY p.sender, l.document, l.commodity, l.fund, p."on" '
        "HAVING SUM(l.sent - l.settled - l.lost) > 0 ORDER BY 7, 2, 3",
        (body,),
    )
    return [_paper("not-counted", row) for row in found]


def _unsent(body: str) -> list[Paper]:
    """Return what was counted as sent by the body, whose sending is missing."""
    found = fetch(
        "SELECT h.body, a.document, a.commodity, a.fund, SUM(a.count + a.fee), "
        f'{_SCALE.format("a")}, a."on" '
        "FROM p_arrival_line a JOIN journal_head h ON h.book = a.book "
        "WHERE a.sender = %s AND a.count + a.fee > 0 "
        "AND NOT EXISTS (SELECT 1 FROM p_passage p "
        "WHERE p.document = a.document) "
        'GROUP BY h.body, a.document, a.commodity, a.fund, a."on" ORDER BY 7, 2, 3',
        (body,),
    )
    return [_paper("not-sent", row) for row in found]


def _paper(sort: str, row: tuple[object, ...]) -> Paper:
    book, document, commodity, fund, count, scale, on = row
    return Paper(
        sort=sort,
        book=str(book),
        document=str(document),
        commodity=str(commodity),
        fund=str(fund),
        count=int(str(count)),
        scale=int(str(scale)),
        on=str(on),
    )


def _holdings(line: journal.BookLine) -> list[Holding]:
    found = fetch(
        "SELECT a.name, c.name, f.name, b.lot, b.count, c.scale FROM p_balance b "
        "JOIN p_name a ON a.book = b.book AND a.sort = 'account' "
        "AND a.number = b.account "
        "JOIN p_name c ON c.book = b.book AND c.sort = 'commodity' "
        "AND c.number = b.commodity "
        "JOIN p_name f ON f.book = b.book AND f.sort = 'fund' AND f.number = b.fund "
        "WHERE b.book = %s AND b.count > 0 ORDER BY 1, 2, 3, 4",
        (line.number,),
    )
    return [
        Holding(
            account=account,
            commodity=commodity,
            fund=fund,
            lot=lot,
            count=count,
            scale=scale,
        )
        for account, commodity, fund, lot, count, scale in found
        if account.split("/")[0] == line.body and account.split("/")[1] in HELD
    ]
