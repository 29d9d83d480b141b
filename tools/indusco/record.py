# SPDX-License-Identifier: Apache-2.0
"""What is on record: needs stated, figures side by side, single happenings, sources."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

from indusco.coops import Life
from indusco.growth import END, QUARTERS, quarter_end
from indusco.tables import Inputs, Row, chance, documented, reconstructed
from indusco.work import MEMBERS_MIN

UNITS_MAX = 4
AGAIN_PPT = 150
AGAIN_FOR = {"materials": 55, "machines": 30, "school": 7, "relief": 5, "depot": 3}
PURPOSES = ("start", *AGAIN_FOR)


def need_rows(lives: Sequence[Life]) -> list[Row]:
    """Return needs.csv: a start for every co-op, and for some a second (rule N1)."""
    dice = chance("needs")
    rows = []
    for one in lives:
        rows.append(_need(one, number=1, day=one.founded, purpose="start"))
    old = [one for one in lives if _again_on(one) < (one.closed or END)]
    wanted = len(lives) * AGAIN_PPT // 1000
    for one in sorted(dice.sample(old, wanted), key=lambda one: one.id):
        purpose = _purpose(dice)
        rows.append(_need(one, number=2, day=_again_on(one), purpose=purpose))
    return rows


def _again_on(one: Life) -> date:
    return one.founded + timedelta(days=365)


def _purpose(dice: Random) -> str:
    return dice.choices(list(AGAIN_FOR), list(AGAIN_FOR.values()))[0]


def _need(one: Life, *, number: int, day: date, purpose: str) -> Row:
    place = next(n for n, quarter in enumerate(QUARTERS) if day <= quarter_end(quarter))
    members = one.members[min(max(place, one.born), max(one.members))]
    return {
        "id": f"{one.id}-n{number}",
        "coop": one.id,
        "stated": day.isoformat(),
        "activity": one.recipe["id"],
        "units": str(min(UNITS_MAX, 1 + (members - MEMBERS_MIN) // 8)),
        "purpose": purpose,
    } | reconstructed("rule N1")


def series_rows(inputs: Inputs) -> list[Row]:
    """Return series.csv: every figure found, also those that disagree."""
    rows = [_figure(row, region="") for row in inputs.sources["national_series"]]
    for row in inputs.sources["regional_series"]:
        rows.append(_figure(row, region=row["region_or_place"]))
    for row in inputs.sources["prices_exchange"]:
        rows.append(_figure(row, region=""))
    for row in inputs.sources["funds"]:
        given = {
            "as_of": row["when"],
            "measure": "giving",
            "value": row["amount"],
            "unit": row["currency"],
            "source": row["source"],
            "confidence": row["confidence"],
            "note": ". ".join(filter(None, (row["purpose_or_earmark"], row["note"]))),
        }
        rows.append(_figure(given, region=row["giver"]))
    return rows


def _figure(row: Row, *, region: str) -> Row:
    return {
        "as_of": row["as_of"],
        "region": region,
        "measure": row["measure"],
        "value": row["value"],
        "unit": row["unit"],
    } | documented(row["source"], row["confidence"], note=row.get("note", ""))


def source_rows(inputs: Inputs) -> list[Row]:
    """Return sources.csv: the sources as found, and this package's own rules."""
    own = {
        "id": "RULE",
        "what": "This package's own rules of reconstruction",
        "where": "README.md",
        "kind": "rule",
        "how_read": "made, not read",
    }
    return [*inputs.sources["sources"], own]
