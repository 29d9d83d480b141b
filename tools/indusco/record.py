# SPDX-License-Identifier: Apache-2.0
"""What is on record: needs stated, figures side by side, single happenings, sources."""

from __future__ import annotations

import json
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
TERMS_BEFORE = "baguio:northwest-centre"
TERMS_AFTER = {"regions": ["northwest"], "forbid_military": True, "left_over": "return"}


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
    } | documented(row["source"], row["confidence"], row.get("note", ""))


def event_rows(lives: Sequence[Life]) -> list[Row]:
    """Return events.csv: single happenings, each the facts of one command."""
    first = next(one.id for one in lives if one.given and one.given["key"] == "first")
    baguio = [
        ("1940-04-15", "use.blocked", "baguio-blocked-at-wutai", _blocked(), "machines for Wutai refused by the local army; day reconstructed (rule E1)", "documented"),
        ("1940-05-01", "consent.asked", "baguio-asked", _asked(), "that the givers were asked, and the day, are reconstructed (rule E1)", "reconstructed"),
        ("1940-06-15", "consent.given", "baguio-agreed", _agreed(), "that they agreed, and the day, are reconstructed (rule E1)", "reconstructed"),
        ("1940-06-16", "terms.changed", "baguio-changed", _changed(), "purpose changed; day reconstructed (rule E1)", "documented"),
    ]  # fmt: skip
    rows = [
        _event(("1939-04-16", "chongqing", "money.sent", "yanan-opening-loan"), _opening(), "NW-870", "the source calls it an opening loan; sent between bodies. Source says 1939-04; the office opened on the 16th"),
        _event(("1939-10-31", "baoji", "loss.accepted", "baoji-air-raid"), _raid(first), "NW-845", "air raid loss of the first co-op, 100 yuan"),
    ]  # fmt: skip
    for day, kind, name, facts, note, standing in baguio:
        row = _event((day, "baguio", kind, name), facts, "NW-870", note)
        rows.append(row | {"standing": standing, "confidence": "low" if standing == "reconstructed" else "medium"})
    return rows


def _event(head: tuple[str, str, str, str], facts: dict[str, object], source: str, note: str) -> Row:
    day, book, kind, name = head
    text = json.dumps(facts, ensure_ascii=False, sort_keys=True)
    return {"day": day, "book": book, "kind": kind, "id": name, "facts": text} | documented(source, "medium", note)


def _opening() -> dict[str, object]:
    line = {"commodity": "CNC", "fund": "chongqing:government", "count": "2000000"}
    return {
        "document": "chongqing:yanan-opening-loan", "receiver": "yanan", "till": "main",
        "due": "", "lines": [line], "standing": "documented",
    }  # fmt: skip


def _raid(coop: str) -> dict[str, object]:
    line = {"commodity": "CNC", "fund": "baoji:own", "count": "10000"}
    return {
        "loss": "baoji:air-raid-1939-10-31", "document": "", "body": coop,
        "source": "cash", "at": "main", "cause": "air-raid", "custodian": coop,
        "lines": [line], "standing": "documented", "cited": "nw-845",
    }  # fmt: skip


def _blocked() -> dict[str, object]:
    return {
        "block": "baguio:wutai", "fund": TERMS_BEFORE, "place": "wutai",
        "reason": "machines-refused", "standing": "documented", "cited": "nw-870",
    }  # fmt: skip


def _asked() -> dict[str, object]:
    return {
        "consent": "baguio:northwest-centre-terms", "matter": "terms",
        "of": TERMS_BEFORE, "asked": "baguio.sponsors", "terms": TERMS_AFTER,
    }  # fmt: skip


def _agreed() -> dict[str, object]:
    return {
        "consent": "baguio:northwest-centre-terms", "giver": "baguio.sponsors",
        "evidence": "", "standing": "reconstructed", "cited": "nw-870",
    }  # fmt: skip


def _changed() -> dict[str, object]:
    return {
        "fund": TERMS_BEFORE, "terms": TERMS_AFTER,
        "consent": "baguio:northwest-centre-terms",
    }  # fmt: skip


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
