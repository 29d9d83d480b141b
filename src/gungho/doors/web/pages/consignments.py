# SPDX-License-Identifier: Apache-2.0
"""Consignments: what is on the way, what is overdue, what was short or lost and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gungho.doors.names import Names
from gungho.doors.paper_words import entry_code
from gungho.doors.rights import may_record
from gungho.doors.web.context import today
from gungho.doors.web.goods import Amount, Goods
from gungho.doors.web.kinds import kind_word
from gungho.doors.web.pages.lists import entry_link, of_body, wanted
from gungho.doors.web.pages.lots import package_told
from gungho.doors.web.tables.goods import CONSIGNMENTS
from gungho.doors.web.tables.listing import FromBooks, Listing, shown
from gungho.doors.web.ways import Way, way
from gungho.doors.web.words import CAUSES, word
from gungho.measure import parse_day
from gungho.store.reads import consignments as reads
from gungho.store.reads.consignments import Consignment, Gone, Sent
from gungho.store.reads.lots import packages
from gungho.store.reads.marks import marked_at
from gungho.store.reads.places import body_places

STATUS = {
    "way": "transit",
    "overdue": "overdue",
    "short": "held",
    "lost": "lost",
    "arrived": "arrived",
}
SHOWN = 3
PAPER_TONES = {
    "money.sent": "transit",
    "goods.dispatched": "transit",
    "discrepancy.raised": "overdue",
    "loss.accepted": "lost",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One consignment of the list; ``more`` counts commodities that are not shown."""

    line: Consignment
    sender: str
    receiver: str
    amounts: list[Amount]
    every: list[Amount]
    more: int
    status: str
    state: str
    href: str
    entry: str


def states() -> list[tuple[str, str]]:
    """The states of a consignment, in words."""
    return [
        ("way", _("On the way")),
        ("overdue", _("Overdue")),
        ("short", _("Short, in question")),
        ("lost", _("Arrived, part lost")),
        ("arrived", _("Arrived")),
    ]


def days_late(due: str, day: str) -> int:
    """How many days a due day has passed, 0 when it has not."""
    return max(0, (parse_day(day) - parse_day(due)).days) if due else 0


def state_word(line: Consignment, day: str) -> str:
    """The state in words; what is late says by how much."""
    if line.state == "overdue":
        return _("%(n)s days late") % {"n": days_late(line.due, day)}
    return dict(states())[line.state]


def rows_of(lines: Sequence[Consignment], *, goods: Goods, day: str) -> list[Row]:
    """Consignments with their names and what was sent under each."""
    sent = reads.sent_lines([line.document for line in lines])
    found = []
    for line in lines:
        sums: dict[str, int] = defaultdict(int)
        for part in sent[line.document]:
            sums[part.commodity] += part.sent
        href = f"/consignments/{line.document}/"
        entry = entry_link(line.sender, line.seq)
        amounts = [goods.amount(item, count, entry) for item, count in sums.items()]
        found.append(
            Row(
                line=line,
                sender=goods.names.body(line.sender),
                receiver=goods.names.body(line.receiver),
                amounts=amounts[:SHOWN],
                every=amounts,
                more=max(0, len(amounts) - SHOWN),
                status=STATUS[line.state],
                state=state_word(line, day),
                href=href,
                entry=entry,
            )
        )
    return found


@require_safe
def consignments(request: HttpRequest) -> HttpResponseBase:
    """List what was sent from one book to another, with filters."""
    names, day = Names.load(get_language() or "en"), today()
    goods = Goods.load(names)
    senders, receivers = reads.ends()
    filters = [
        wanted(request, "state", _("State"), states()),
        wanted(
            request, "form", _("What"), [("goods", _("Goods")), ("money", _("Money"))]
        ),
        wanted(request, "sender", _("From"), [(b, names.body(b)) for b in senders]),
        wanted(request, "receiver", _("To"), [(b, names.body(b)) for b in receivers]),
        of_body(request, (*senders, *receivers), names=names),
    ]
    where = [(one.name, one.value) for one in filters]
    counts = reads.states(day)
    told = {
        "filters": filters,
        "rows": Listing(
            request,
            CONSIGNMENTS,
            rows=consigned(where, goods=goods, day=day),
            title=_("On the road"),
        ),
        "counts": [
            (STATUS[code], said, counts.get(code, 0), f"?state={code}")
            for code, said in states()
        ],
        "gone": _gone_by_cause(reads.gone(), goods),
        "today": day,
    }
    return shown(request, "gungho/consignments.html", told=told)


def consigned(where: Sequence[tuple[str, str]], *, goods: Goods, day: str) -> FromBooks:
    """Return consignments as a list's rows."""
    return FromBooks(
        total=reads.count_consignments(today=day, where=where),
        read=lambda order, start, most: reads.each_consignment(
            today=day, where=where, start=start, most=most, order=order
        ),
        names=frozenset(reads.CONSIGNMENT_ORDERS),
        make=lambda some: rows_of(some, goods=goods, day=day),
    )


def _gone_by_cause(lines: Sequence[Gone], goods: Goods) -> list[dict[str, Any]]:
    """Return accepted losses by cause and kind of goods."""
    sums: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for line in lines:
        if line.sort == "lost":
            sums[line.cause, line.commodity][0] += line.count
            sums[line.cause, line.commodity][1] += 1
    return [
        {
            "cause": word(CAUSES, cause),
            "times": times,
            "amount": goods.amount(code, count, "/journal/?kind=loss.accepted"),
        }
        for (cause, code), (count, times) in sorted(sums.items())
    ]


@require_safe
def consignment(request: HttpRequest, document: str) -> HttpResponse:
    """Show one consignment line by line, so that its sums close on the page."""
    day = today()
    found, _total = reads.consignments(
        today=day, where=[("document", document)], limit=1
    )
    if not found:
        raise Http404
    line, names = found[0], Names.load(get_language() or "en")
    goods, sent = Goods.load(names), reads.sent_lines([document])[document]
    drawn = _way(line, names)
    told = {
        "line": line,
        "sender": names.body(line.sender),
        "receiver": names.body(line.receiver),
        "status": STATUS[line.state],
        "state": state_word(line, day),
        "lines": [_line(part, line=line, names=names, goods=goods) for part in sent],
        "sums": _sums(sent, goods),
        "has_fee": any(part.fee for part in sent),
        "has_lot": any(part.lot for part in sent),
        "packages": [package_told(one, goods) for one in packages(document=document)],
        "papers": _papers(document, names),
        "gone": _gone(document, goods),
        "way": drawn.svg,
        "passed": " → ".join(names.place(one) for one in drawn.places),
        **_next(line),
    }
    return render(request, "gungho/consignment.html", told)


def _next(line: Consignment) -> dict[str, str]:
    """Return where what came is counted, and where the sender gives up the rest."""
    if line.form != "goods" or line.state in ("arrived", "lost"):
        return {}
    left = marked_at(line.sender, line.seq)
    asked = urlencode(
        {"book": line.sender, "body": line.sender, "document": line.document}
    )
    counts = left and may_record("goods.arrived", book=line.receiver)
    loses = line.state != "way" and may_record("loss.accepted", book=line.sender)
    return {
        "count_href": reverse("typed-sheet", args=[entry_code(left)])
        if left and counts
        else "",
        "loss_href": f"{reverse('form', args=['loss.accepted'])}?{asked}"
        if loses
        else "",
    }


def _way(line: Consignment, names: Names) -> Way:
    places = body_places()
    return way(
        line.route.split(),
        source=places.get(line.sender, ""),
        target=places.get(line.receiver, ""),
        names=names,
        ident="way-front",
    )


def _line(
    part: Sent, *, line: Consignment, names: Names, goods: Goods
) -> dict[str, Any]:
    def at(body: str, account: str) -> str:
        return (
            f"/register/?book={body}&account={body}/{account}/{line.document}"
            f"&commodity={part.commodity}&fund={part.fund}"
        )

    return {
        "part": part,
        "item": names.item(part.commodity),
        "fund": names.fund(part.fund),
        "sent": goods.amount(part.commodity, part.sent, at(line.sender, "transit")),
        "counted": goods.amount(
            part.commodity,
            part.counted,
            at(line.receiver, "arrived") if part.counted else "",
        ),
        "fee": goods.amount(part.commodity, part.fee),
        "lost": goods.amount(part.commodity, part.lost),
        "left": goods.amount(part.commodity, part.left),
        "opener": names.body(part.fund.partition(":")[0]),
    }


def _sums(sent: Sequence[Sent], goods: Goods) -> list[dict[str, Any]]:
    """Return the totals by commodity: sent is counted, fee, lost and left."""
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0, 0])
    for part in sent:
        for at, count in enumerate(
            (part.sent, part.counted, part.fee, part.lost, part.left)
        ):
            sums[part.commodity][at] += count
    return [
        {
            name: goods.amount(code, count)
            for name, count in zip(
                ("sent", "counted", "fee", "lost", "left"), counts, strict=True
            )
        }
        for code, counts in sums.items()
    ]


def _papers(document: str, names: Names) -> list[dict[str, Any]]:
    return [
        {
            "on": paper.on,
            "body": names.body(paper.book),
            "says": kind_word(paper.kind),
            "tone": PAPER_TONES.get(paper.kind, "arrived"),
            "href": entry_link(paper.book, paper.seq),
            "at": f"{paper.book}/{paper.seq}",
        }
        for paper in reads.papers(document)
    ]


def _gone(document: str, goods: Goods) -> list[dict[str, Any]]:
    """Return short counts and losses, one row an entry and commodity."""
    sums: dict[tuple[str, ...], int] = defaultdict(int)
    for one in reads.gone(document):
        at = (one.sort, one.cause, one.book, one.custodian, one.on, one.commodity)
        sums[*at, entry_link(one.book, one.seq)] += one.count
    words = {"lost": _("Accepted as lost"), "short": _("Counted short")}
    return [
        {
            "state": "lost" if sort == "lost" else "overdue",
            "word": words[sort],
            "cause": word(CAUSES, cause),
            "signed": goods.names.body(book),
            "custodian": goods.names.body(custodian) if custodian else "",
            "on": on,
            "amount": goods.amount(code, count, href),
        }
        for (sort, cause, book, custodian, on, code, href), count in sums.items()
    ]
