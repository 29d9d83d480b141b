# SPDX-License-Identifier: Apache-2.0
"""One siting: the whole first, then the map, what opens, who is served, what stays.

It is a proposal. It opens nothing, and nothing of it stands in the journal.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gungho.doors.names import Names
from gungho.doors.site_words import SiteWords, whole_told
from gungho.doors.siting import Asked, Outcome, asked_of, outcome_of, words_of
from gungho.doors.web.drawn_siting import SitingMap, siting_key
from gungho.doors.web.pages.sitings import may_ask
from gungho.doors.web.siting_words import (
    asked_rows,
    cost_amount,
    cost_told,
    decimals,
    kg_amount,
)
from gungho.doors.web.tables.helping import SITED_CLOSED, SITED_OPEN, SITED_SERVED
from gungho.doors.web.tables.listing import InHand, Listing, shown
from gungho.errors import Refusal
from gungho.measure import count_of
from gungho.planning import Served
from gungho.store.reads.places import spots
from gungho.store.sitings import siting_of


@require_safe
def siting(request: HttpRequest, siting: str) -> HttpResponseBase:
    """Show a siting: its sentence, its map, and a sentence of why on every line."""
    try:
        row = siting_of(siting)
    except Refusal as refusal:
        raise Http404 from refusal
    names = Names.load(get_language() or "en")
    asked, outcome = asked_of(row), outcome_of(row)
    one = _Shown(asked=asked, outcome=outcome, names=names)
    drawn = SitingMap(outcome=outcome, spots=spots(), names=names)
    told = {
        "row": row,
        "asked": asked_rows(asked, names),
        "whole": whole_told(outcome.siting, one.words),
        "figures": one.figures(),
        "is_proved": outcome.siting.proved,
        "map": drawn.svg(),
        "key": siting_key(),
        "unplaced": drawn.unplaced,
        "may": may_ask(request),
        "opens": Listing(
            request, SITED_OPEN, rows=one.chosen(opens=True), title=_("What opens")
        ),
        "served": Listing(
            request,
            SITED_SERVED,
            rows=InHand(
                lines=outcome.siting.served, columns=SITED_SERVED, make=one.served
            ),
            title=_("Who is served from where"),
            name="served",
        ),
        "closed": Listing(
            request,
            SITED_CLOSED,
            rows=one.chosen(opens=False),
            title=_("What stays closed"),
            name="closed",
        ),
    }
    return shown(request, "gungho/siting.html", told=told)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shown:
    """An outcome in a reader's words."""

    asked: Asked
    outcome: Outcome
    names: Names

    @property
    def words(self) -> SiteWords:
        """The words of this page, figures as pages write them."""
        return words_of(
            self.asked, self.names.language, named=self.named, figure=decimals
        )

    def named(self, key: str) -> str:
        """Return what a candidate, or who is served, is called."""
        if self.asked.each and key in self.outcome.places:
            return self.names.body(key)
        return self.names.place(key)

    def chosen(self, *, opens: bool) -> list[dict[str, Any]]:
        """Return the candidates that open, or those that stay closed."""
        words = self.words
        count = count_of(self.asked.opening, self.asked.cost_scale)
        paid = cost_amount(count, self.asked)
        served = Counter(row.candidate for row in self.outcome.siting.served)
        return [
            {
                "place": self.names.place(row.candidate),
                "load": kg_amount(row.load),
                "room": kg_amount(row.room),
                "opening": paid,
                "opening_told": cost_told(count, self.asked),
                "served": served[row.candidate],
                "why": words.say(row.reason),
            }
            for row in self.outcome.siting.chosen
            if row.open == opens
        ]

    def served(self, lines: Sequence[Served]) -> list[dict[str, Any]]:
        """Return who is served from where, with how much, at what cost."""
        words = self.words
        return [
            {
                "demand": self.named(row.demand),
                "place": self._place(row.demand),
                "depot": self.names.place(row.candidate),
                "count": kg_amount(row.count),
                "cost": cost_amount(row.cost, self.asked),
                "cost_told": cost_told(row.cost, self.asked),
                "why": words.say(row.reason),
            }
            for row in lines
        ]

    def _place(self, demand: str) -> str:
        place = self.outcome.places.get(demand, demand)
        return self.names.place(place) if place != demand else ""

    def figures(self) -> list[tuple[str, str]]:
        """Return what it costs, by part, and the bound."""
        siting = self.outcome.siting
        way = sum((row.cost for row in siting.served), Fraction(0))
        return [
            (_("Opening"), cost_told(siting.objective - way, self.asked)),
            (_("Serving"), cost_told(way, self.asked)),
            (_("In all"), cost_told(siting.objective, self.asked)),
            (_("No choice costs less than"), cost_told(siting.bound, self.asked)),
        ]
