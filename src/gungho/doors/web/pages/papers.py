# SPDX-License-Identifier: Apache-2.0
"""Papers that wait: how old, for whom, how often chased, and what is disputed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gungho.doors.names import Names
from gungho.doors.web.context import today
from gungho.doors.web.goods import Amount, Goods
from gungho.doors.web.pages.lists import of_body, register_link, wanted
from gungho.doors.web.tables.goods import PAPERS
from gungho.doors.web.tables.listing import InHand, Listing, shown
from gungho.reports.papers import AGES, OLDEST, Paper, counts
from gungho.store.reads.papers import open_papers

STATUS = {
    "sent": "transit",
    "unheard": "received",
    "differs": "held",
    "unsettled": "promised",
}
SHOWN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One paper with its names; ``more`` counts commodities that are not shown."""

    paper: Paper
    sender: str
    receiver: str
    body: str
    status: str
    state: str
    whys: list[str]
    amounts: list[tuple[Amount, Amount]]
    every: list[tuple[Amount, Amount]]
    more: int
    age: str
    asked: list[str]
    doubts: list[tuple[str, str, str]]
    href: str


def states() -> list[tuple[str, str]]:
    """What a paper may wait for, in words."""
    return [
        ("sent", _("Sent, not counted")),
        ("unheard", _("Counted, sending not heard")),
        ("differs", _("Counted, but it differs")),
        ("unsettled", _("Counted, not settled")),
    ]


def why_words() -> dict[str, str]:
    """How two sides differ, in words."""
    return {
        "short": _("less came"),
        "found": _("found after its loss was accepted"),
        "more": _("more came than was sent"),
        "other": _("something came that was not sent"),
    }


def age_words() -> dict[str, str]:
    """The age classes in words."""
    words = {age: _("%(age)s days") % {"age": age} for _most, age in AGES}
    return {**words, OLDEST: _("over %(n)s days") % {"n": AGES[-1][0]}}


@require_safe
def papers(request: HttpRequest) -> HttpResponseBase:
    """List the papers that wait, the oldest first, with their ages."""
    names, day = Names.load(get_language() or "en"), today()
    goods = Goods.load(names)
    every = open_papers(today=day)
    ends = {end for one in every for end in _ends(one)}
    filters = [
        wanted(request, "state", _("State"), states()),
        of_body(request, ends, names=names),
        wanted(request, "age", _("Age"), list(age_words().items())),
    ]
    state, body, age = (one.value for one in filters)
    found = [
        one
        for one in every
        if state in ("", one.state)
        and age in ("", one.age)
        and (not body or body in _ends(one))
    ]
    rows = InHand(
        lines=found,
        columns=PAPERS,
        make=lambda some: [_row(one, goods) for one in some],
    )
    told = {
        "filters": filters,
        "rows": Listing(request, PAPERS, rows=rows, title=_("Papers that wait")),
        "ages": list(age_words().values()),
        "table": _table(every),
        "every": len(every),
        "today": day,
    }
    return shown(request, "gungho/papers.html", told=told)


def _ends(paper: Paper) -> tuple[str, str]:
    return paper.sides.sender, paper.sides.receiver


def _table(every: Sequence[Paper]) -> list[dict[str, Any]]:
    """Return how many papers wait, by state and age, each a link to its list."""
    found = counts(every)
    return [
        {
            "status": STATUS[state],
            "word": word,
            "ages": [
                (age_words()[age], count, f"?state={state}&age={age}")
                for age, count in found[state].items()
            ],
            "together": sum(found[state].values()),
            "href": f"?state={state}",
        }
        for state, word in states()
    ]


def _row(paper: Paper, goods: Goods) -> Row:
    sides, names = paper.sides, goods.names
    amounts = _amounts(paper, goods)
    words = why_words()
    return Row(
        paper=paper,
        sender=names.body(sides.sender),
        receiver=names.body(sides.receiver),
        body=names.body(paper.body),
        status="overdue" if paper.late else STATUS[paper.state],
        state=dict(states())[paper.state],
        whys=[words[why] for why in paper.whys],
        amounts=amounts[:SHOWN],
        every=amounts,
        more=max(0, len(amounts) - SHOWN),
        age=age_words()[paper.age],
        asked=[
            _("%(by)s asked %(body)s, round %(n)s")
            % {
                "by": names.body(one.by),
                "body": names.body(one.body),
                "n": one.rounds,
            }
            for one in sides.asked
        ],
        doubts=[
            (names.body(one.by), one.reason, f"/journal/?find={one.entry}")
            for one in sides.doubts
        ],
        href=f"/consignments/{sides.document}/" if sides.on else "",
    )


def _amounts(paper: Paper, goods: Goods) -> list[tuple[Amount, Amount]]:
    """Return what was sent and what came of each commodity that waits."""
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for line in paper.lines:
        sums[line.commodity][0] += line.sent
        sums[line.commodity][1] += line.came
    sides, found = paper.sides, []
    for code, (sent, came) in sums.items():
        left = f"{sides.sender}/transit/{sides.document}"
        counted = f"{sides.receiver}/arrived/{sides.document}"
        found.append(
            (
                goods.amount(code, sent, register_link(sides.sender, left)),
                goods.amount(code, came, register_link(sides.receiver, counted)),
            )
        )
    return found
