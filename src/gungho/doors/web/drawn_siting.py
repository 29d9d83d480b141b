# SPDX-License-Identifier: Apache-2.0
"""A siting on a map: depots that open, candidates that stay closed, who is served."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from gungho.doors.names import Names
from gungho.doors.siting import Outcome
from gungho.doors.web.charts import maps
from gungho.doors.web.charts.land import CHINA, WORLD, Point
from gungho.store.reads.places import Spot

THIN, BROAD = 1.5, 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SitingMap:
    """The map of an outcome; what has no noted position is not on it."""

    outcome: Outcome
    spots: dict[str, Spot]
    names: Names

    @property
    def unplaced(self) -> list[str]:
        """The names of places that are not on the map."""
        return sorted(
            self.names.place(one) for one in self._shown() if one not in self.spots
        )

    def svg(self) -> SafeString:
        """Return the map, "" where no place has a position."""
        places = [self._place(one) for one in self._shown() if one in self.spots]
        points = [(one.lon, one.lat) for one in places]
        if not points:
            return SafeString()
        inside = all(CHINA.holds(point) for point in points)
        frame = maps.fitted(CHINA if inside else WORLD, points)
        chart = maps.china_map if inside else maps.world_map
        label = _(
            "Map of the depots that open, the candidates that stay closed, and a line "
            "from each place to the depot that serves it; the tables say the same."
        )
        return chart(label=label, places=places, routes=self._lines(), frame=frame)

    def _opened(self) -> dict[str, bool]:
        """Return each candidate and whether it opens, those that open last."""
        rows = sorted(self.outcome.siting.chosen, key=lambda row: row.open)
        return {row.candidate: row.open for row in rows}

    def _shown(self) -> list[str]:
        """Return the places to show, the depots that open above all others."""
        opened = self._opened()
        served = dict.fromkeys(pair[0] for pair, _count in self._served())
        return [*(one for one in served if one not in opened), *opened]

    def _place(self, place: str) -> maps.Place:
        spot, opens = self.spots[place], self._opened().get(place)
        symbol: maps.Symbol = "coop"
        if opens is not None:
            symbol = "hub" if opens else "port"
        return maps.Place(
            lon=spot.lon,
            lat=spot.lat,
            label=self.names.place(place),
            symbol=symbol,
            rank="strong" if opens else "plain" if opens is not None else "minor",
            tone="arrived" if symbol == "coop" else "ink",
        )

    def _lines(self) -> list[maps.Route]:
        """Return a line for each place and its depot, broader for a larger part."""
        loads = self._loads()
        most = max(loads.values(), default=1)
        return [
            maps.Route(
                points=(self._point(place), self._point(depot)),
                state="plan",
                width=THIN + (BROAD - THIN) * count / most,
            )
            for (place, depot), count in sorted(loads.items())
        ]

    def _loads(self) -> dict[tuple[str, str], int]:
        loads: dict[tuple[str, str], int] = defaultdict(int)
        for pair, count in self._served():
            if pair[0] != pair[1] and set(pair) <= self.spots.keys():
                loads[pair] += count
        return loads

    def _served(self) -> Iterator[tuple[tuple[str, str], int]]:
        for row in self.outcome.siting.served:
            place = self.outcome.places.get(row.demand, row.demand)
            yield (place, row.candidate), row.count

    def _point(self, place: str) -> Point:
        spot = self.spots[place]
        return spot.lon, spot.lat


def siting_key() -> SafeString:
    """What the signs of the map mean."""
    return maps.key(
        [
            ("hub", _("Depot that opens")),
            ("port", _("Candidate that stays closed")),
            ("coop", _("Place that is served")),
            ("plan", _("Served from there; broader for more")),
        ]
    )
