# SPDX-License-Identifier: Apache-2.0
"""The list of co-ops: how many are at work and with how many members, and where."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gungho.doors.figures import figure
from gungho.doors.names import Names
from gungho.doors.web.charts import maps
from gungho.doors.web.charts.land import CHINA
from gungho.doors.web.pages.lists import entry_link, wanted
from gungho.doors.web.tables.helping import COOPS
from gungho.doors.web.tables.listing import FromBooks, Listing, shown
from gungho.doors.web.words import REGIONS, TRADES, choices, word
from gungho.store.reads import coops as reads
from gungho.store.reads.coops import CoopLine, Together
from gungho.store.reads.needs import depots
from gungho.store.reads.places import spots

STRONG = 60


@require_safe
def coops(request: HttpRequest) -> HttpResponseBase:
    """List the co-ops, with totals of those at work and a map."""
    names = Names.load(get_language() or "en")
    kept = [(depot, names.body(depot)) for depot in depots()]
    states = [("open", _("At work")), ("closed", _("Closed"))]
    filters = [
        wanted(request, "region", _("Region"), choices(REGIONS)),
        wanted(request, "trade", _("Trade"), choices(TRADES)),
        wanted(request, "keeper", _("Depot"), kept),
        wanted(request, "state", _("State"), states),
    ]
    where = [(one.name, one.value) for one in filters]
    total = reads.count_coops(where)
    rows = FromBooks(
        total=total,
        read=lambda order, start, most: reads.each_coop(
            where=where, start=start, most=most, order=order
        ),
        names=frozenset(reads.COOP_ORDERS),
        make=lambda some: [_row(line, names) for line in some],
    )
    base = [pair for pair in where if pair[0] != "state"]
    at_work = [*base, ("state", "open")]
    places = reads.together("place", at_work)
    told = {
        "filters": filters,
        "told": figure(total, 0),
        "rows": Listing(request, COOPS, rows=rows, title=_("Co-ops")),
        "standings": _standings(at_work),
        "closed": sum(
            one.coops for one in reads.together("region", [*base, ("state", "closed")])
        ),
        "regions": _regions(reads.together("region", at_work)),
        "members": sum(one.members for one in places),
        "coops": sum(one.coops for one in places),
        "map": _map(places, names),
    }
    return shown(request, "gungho/coops.html", told=told)


def _row(line: CoopLine, names: Names) -> dict[str, Any]:
    return {
        "line": line,
        "name": names.both(line.coop),
        "place": names.place(line.place),
        "region": word(REGIONS, line.region),
        "trade": word(TRADES, line.trade),
        "entry": entry_link(line.keeper, line.seq),
    }


def _standings(where: Sequence[tuple[str, str]]) -> list[dict[str, Any]]:
    """Return documented and reconstructed co-ops at work, apart."""
    found = {one.key: one for one in reads.together("standing", where)}
    words = [
        ("documented", _("Documented by the sources")),
        ("reconstructed", _("Reconstructed by a stated rule")),
        ("kept", _("Entered here")),
    ]
    return [
        {"word": said, "coops": found[key].coops, "members": found[key].members}
        for key, said in words
        if key in found
    ]


def _regions(lines: Sequence[Together]) -> list[dict[str, Any]]:
    return [
        {
            "word": word(REGIONS, line.key),
            "coops": line.coops,
            "members": line.members,
            "href": f"?region={line.key}&state=open",
        }
        for line in lines
    ]


def _map(lines: Sequence[Together], names: Names) -> SafeString | str:
    where = spots()
    shown = [line for line in lines if line.key in where]
    if not shown:
        return ""
    pins = [
        maps.Place(
            lon=where[line.key].lon,
            lat=where[line.key].lat,
            label=f"{names.place(line.key)} {figure(line.coops, 0)}",
            symbol="depot" if where[line.key].role == "depot" else "coop",
            rank="plain" if line.coops >= STRONG else "minor",
            tone="arrived",
        )
        for line in shown
    ]
    told = ", ".join(pin.label for pin in pins)
    label = _("Map of the co-ops at work: %(places)s") % {"places": told}
    points = [(pin.lon, pin.lat) for pin in pins]
    frame = maps.fitted(CHINA, points)
    return maps.china_map(label=label, places=pins, frame=frame, front="coops-front")
