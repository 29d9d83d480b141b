# SPDX-License-Identifier: Apache-2.0
"""Bodies, places and routes: who the movement was, where, and which roads were open."""

from __future__ import annotations

from indusco.tables import Inputs, Row, documented, reconstructed

CLOSING = ("standing", "source", "confidence", "note")


def place_rows(inputs: Inputs) -> list[Row]:
    """Return places.csv: the towns as found, and the places the rules add."""
    towns = {row["name"]: row for row in inputs.sources["towns"]}
    cities = {row["city"]: row for row in inputs.sources["committees"]}
    return [_place(row, towns=towns, cities=cities) for row in inputs.rules["places"]]


def _place(row: Row, *, towns: dict[str, Row], cities: dict[str, Row]) -> Row:
    town = towns.get(row["history_name"])
    city = cities.get(row["name_en"])
    if town:
        closing = documented(town["source"], town["confidence_role"], note=town["role"])
    elif city:
        closing = documented(city["source"], city["confidence"], note=city["note"])
    else:
        closing = reconstructed("on a route; position from general geography")
    return {
        "id": row["id"],
        "name_en": row["name_en"] or row["history_name"],
        "name_zh": town["name_zh"] if town else row["name_zh"],
        "lat": town["lat"] if town else row["lat"],
        "lon": town["lon"] if town else row["lon"],
        "role": row["role"],
        "region": row["region"],
    } | closing


def body_rows(inputs: Inputs) -> list[Row]:
    """Return the bodies that are no co-ops."""
    found = {row["name"]: row for row in inputs.sources["committees"]}
    return [
        _body(row, found.get(row["history_name"])) for row in inputs.rules["bodies"]
    ]


def _body(row: Row, found: Row | None) -> Row:
    closing = {name: row[name] for name in CLOSING}
    if found:
        note = f"{row['note']}. {found['note']}"
        closing = documented(found["source"], found["confidence"], note=note)
    return {
        "id": row["id"],
        "form": row["form"],
        "keeper": row["keeper"],
        "name_en": row["name_en"],
        "name_zh": row["name_zh"],
        "place": row["place"],
        "region": row["region"],
        "trade": "",
        "activity": "",
        "currency": row["currency"],
        "founded": row["founded"],
        "closed": "",
        "members": "",
    } | closing


def trade_rows(inputs: Inputs) -> list[Row]:
    """Return trades.csv with the share of societies, found or set by rule C5."""
    found = {row["trade"]: row for row in inputs.sources["trades"]}
    rows = []
    for row in inputs.rules["trades"]:
        given = found[row["history_trade"]]
        closing = documented(
            given["source"], given["confidence"], note="share of mid 1942"
        )
        if not given["share_of_societies_pct_1942"]:
            closing = reconstructed(
                "trade documented, share by rule C5", given["source"]
            )
        rows.append(
            {
                "id": row["id"],
                "name_en": given["trade"],
                "name_zh": row["name_zh"],
                "examples": given["examples"],
                "share_pct": f"{int(row['share_ppt']) / 10:.1f}",
            }
            | closing
        )
    return rows


def region_rows(inputs: Inputs) -> list[Row]:
    """Return regions.csv."""
    return [
        {name: row[name] for name in ("name_en", "name_zh", "depot")}
        | {"id": row["region"]}
        | reconstructed("the division of the towns as the sources name it")
        for row in inputs.rules["regions"]
    ]
