# SPDX-License-Identifier: Apache-2.0
"""What anyone may see: the movement in totals, and what is withheld from them.

Where accounts exist these take the place of the working pages for whoever is not
signed in, or holds no role that sees them.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gungho.doors.names import Names
from gungho.doors.web.context import today
from gungho.doors.web.goods import Goods
from gungho.doors.web.pages import archive, open_appeals, timeline
from gungho.doors.web.pages.donor import donor_entry, donor_find, donor_gift
from gungho.doors.web.words import REGIONS, TRADES, word
from gungho.reports.openness import DELAY, LEAST, merged, told_until
from gungho.store.reads import openness as reads


@require_safe
def movement(request: HttpRequest) -> HttpResponse:
    """Show the movement in totals that give away no place and nobody."""
    day = told_until(date.fromisoformat(today())).isoformat()
    goods = Goods.load(Names.load(get_language() or "en"))
    shown = {
        "day": day,
        "gifts": reads.gifts_until(day),
        "sums": _sums(reads.given_until(day), goods),
        "tables": [
            _table(_("Co-ops by region"), by="region", day=day, words=REGIONS),
            _table(_("Co-ops by trade"), by="trade", day=day, words=TRADES),
        ],
        "least": LEAST,
    }
    return render(request, "gungho/open_movement.html", shown)


@require_safe
def openness(request: HttpRequest) -> HttpResponse:
    """Say which pages anyone may open, and what they withhold."""
    return render(request, "gungho/openness.html", {"least": LEAST, "days": DELAY.days})


def _sums(
    sums: list[tuple[str, str, int]], goods: Goods
) -> list[tuple[str, list[Any]]]:
    """Return the sums by standing; documented and reconstructed are never added."""
    words = {
        "documented": _("Documented by the sources"),
        "reconstructed": _("Reconstructed by a stated rule"),
        "kept": _("Entered here"),
    }
    return [
        (
            words[standing],
            [goods.amount(code, n) for code, held, n in sums if held == standing],
        )
        for standing in words
        if any(held == standing for _code, held, _n in sums)
    ]


def _table(title: str, *, by: str, day: str, words: Any) -> dict[str, Any]:
    told = merged(reads.coops_by(by, day=day))
    return {
        "title": title,
        "rows": [(word(words, name), count) for name, count in told.cells],
        "rest": told.rest,
        "withheld": told.withheld,
    }


OPEN_VIEWS: dict[str, Callable[..., HttpResponseBase]] = {
    "home": movement,
    "movement": timeline.open_movement,
    "archive": archive.open_archive,
    "archive-fact": archive.open_fact,
    "appeals": open_appeals.appeals,
    "appeal": open_appeals.appeal,
    "gifts": donor_find,
    "gift": donor_gift,
    "gift-entries": donor_entry,
}
