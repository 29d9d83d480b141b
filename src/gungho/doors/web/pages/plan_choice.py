# SPDX-License-Identifier: Apache-2.0
"""What a reader chooses on a plan's page: a depot, a line on the map; wishes kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest

from gungho.doors.names import Names
from gungho.doors.web.conditions import conditions
from gungho.doors.web.ways import Way, way
from gungho.store.cards import card_texts
from gungho.store.reads.plans import PlanLine, plan_funds


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The depot whose lines are shown, "" for all, and the line on the map or -1."""

    depot: str
    line: int

    def query(self, start: int) -> str:
        """The address of this choice from a place in the list, open for a line."""
        kept = {"depot": self.depot, "start": str(start)}
        return "?" + urlencode({name: told for name, told in kept.items() if told})


def choice(request: HttpRequest, lines: Sequence[PlanLine]) -> Choice:
    """Read what was chosen; the unknown chooses nothing."""
    depot, line = request.GET.get("depot", ""), request.GET.get("line", "")
    known = any(one.depot == depot for one in lines)
    number = int(line) if line.isdecimal() and len(line) < 7 else -1
    return Choice(depot=depot if known else "", line=number)


def depots(lines: Sequence[PlanLine], names: Names) -> list[dict[str, Any]]:
    """Return the depots of a plan with how many lines each has."""
    counts = Counter(one.depot for one in lines)
    return [
        {"depot": depot, "name": names.body(depot), "lines": count}
        for depot, count in sorted(counts.items())
    ]


def line_way(route: str, *, source: str, target: str, names: Names) -> Way:
    """Draw the way of one line; money goes straight, by wire."""
    return way(
        route.split(), source=source, target=target, names=names, ident="line-front"
    )


def wishes(plan: str, names: Names) -> list[dict[str, Any]]:
    """Return the givers' conditions that the plan draws on and keeps."""
    funds = plan_funds(plan)
    words = card_texts(fund.words for fund in funds)
    return [
        {
            "fund": fund,
            "name": names.fund(fund.fund),
            "opener": names.body(fund.fund.partition(":")[0]),
            "words": words.get(fund.words, ""),
            "conditions": conditions(fund.terms, names),
            "href": f"/gifts/?fund={fund.fund}",
        }
        for fund in funds
    ]
