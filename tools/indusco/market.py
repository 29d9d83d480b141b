# SPDX-License-Identifier: Apache-2.0
"""The market: items, prices, the price index and the rates, each with its date."""

from __future__ import annotations

from datetime import date

from indusco.growth import (
    END,
    QUARTERS,
    Points,
    between,
    geometric,
    index_points,
    month_end,
    quarter_end,
)
from indusco.tables import Inputs, Row, documented, reconstructed

INDEX = "price_index_free_china"
DOLLAR = "market_cnc_per_usd"
START = date(1938, 8, 5)
ALL_DAYS = (
    START, date(1938, 12, 31), date(1939, 6, 30), date(1939, 12, 31),
    date(1940, 6, 30), date(1940, 12, 31), date(1941, 6, 30), END,
)  # fmt: skip
DEPOT_DAYS = (date(1940, 12, 31),)
CAPITAL = "chongqing"
SPREAD = (8, 9, 10)
POUND_KG = 0.45359237
GOODS_FOUND = {
    "woollen_blanket_price": "woollen-blanket",
    "uniform_price": "uniform",
}


def item_rows(inputs: Inputs) -> list[Row]:
    """Return items.csv."""
    names = ("id", "form", "scale", "unit", "weight_g", "name_en", "name_zh")
    return [
        {name: row[name] for name in names}
        | {"end_use": "civil"}
        | reconstructed("rule P1")
        for row in inputs.rules["items"]
    ]


def recipe_rows(inputs: Inputs) -> list[Row]:
    """Return recipes.csv."""
    names = (
        "id", "trade", "guild_en", "guild_zh", "output", "output_quantity", "inputs",
        "start_up", "labour_days",
    )  # fmt: skip
    return [
        {name: row[name] for name in names} | reconstructed("rule P2")
        for row in inputs.rules["recipes"]
    ]


def wanted_items(inputs: Inputs) -> set[str]:
    """Return the items that some co-op uses or asks for."""
    return {
        part.split(":")[0]
        for row in inputs.rules["recipes"]
        for part in f"{row['inputs']} {row['start_up']}".split()
    }


def price_rows(inputs: Inputs) -> list[Row]:
    """Return prices.csv: what is documented, then rule P1's prices."""
    index = index_points(inputs, INDEX)
    wanted = wanted_items(inputs)
    rows = _found_prices(inputs)
    goods = [row for row in inputs.rules["items"] if row["price_1937_cnc"]]
    for day in ALL_DAYS:
        level = between(index, day, rule=geometric)
        rows += [_price(row, day, place=CAPITAL, level=level) for row in goods]
        rows += _hong_kong(goods, day)
        if day not in DEPOT_DAYS:
            continue
        for region in inputs.rules["regions"]:
            here = level * int(region["price_pct"]) / 100
            rows += [
                _price(row, day, place=region["depot"], level=here)
                for row in goods
                if row["id"] in wanted
            ]
    return rows


def _found_prices(inputs: Inputs) -> list[Row]:
    found = {row["measure"]: row for row in inputs.sources["prices_exchange"]}
    rows = []
    for measure, item in GOODS_FOUND.items():
        low, high = found[f"{measure}_low"], found[f"{measure}_high"]
        rows.append(
            _seen_1940(item, low=float(low["value"]), high=float(high["value"]))
            | documented(
                low["source"], low["confidence"], note="source says 1940; rule D1"
            )
        )
    cotton = found["medicated_cotton_price"]
    per_kg = float(cotton["value"]) / POUND_KG
    rows.append(
        _seen_1940("medicated-cotton", low=per_kg, high=per_kg)
        | documented(
            cotton["source"],
            cotton["confidence"],
            note="source says 1.2 CNC per lb, 1940; rule D1",
        )
    )
    return rows


def _seen_1940(item: str, *, low: float, high: float) -> Row:
    return {
        "as_of": "1940-07-01",
        "item": item,
        "place": "",
        "low": f"{low:.2f}",
        "high": f"{high:.2f}",
        "currency": "CNC",
    }


def _price(row: Row, day: date, *, place: str, level: float) -> Row:
    middle = float(row["price_1937_cnc"]) * level
    low, mid, high = (middle * part / SPREAD[1] for part in SPREAD)
    return {
        "as_of": day.isoformat(),
        "item": row["id"],
        "place": place,
        "low": f"{max(low, 0.01):.2f}",
        "high": f"{max(high, low, mid, 0.01):.2f}",
        "currency": "CNC",
    } | reconstructed("rule P1")


def _hong_kong(goods: list[Row], day: date) -> list[Row]:
    rows = []
    for row in goods:
        if not row["price_hkd"]:
            continue
        price = float(row["price_hkd"]) * (1 + 0.08 * (day - START).days / 365)
        rows.append(
            {
                "as_of": day.isoformat(),
                "item": row["id"],
                "place": "hong-kong",
                "low": f"{price * 0.95:.2f}",
                "high": f"{price * 1.05:.2f}",
                "currency": "HKD",
            }
            | reconstructed("rule P3")
        )
    return rows


def _found_on(inputs: Inputs, measure: str) -> dict[date, Row]:
    return {
        min(month_end(row["as_of"]), END): row
        for row in inputs.sources["prices_exchange"]
        if row["measure"] == measure and "1938-08" <= row["as_of"][:7] <= "1941-12"
        if len(row["as_of"]) == 7
    }


def index_rows(inputs: Inputs) -> list[Row]:
    """Return indexes.csv: the index at the dates found and at quarters' ends."""
    points = index_points(inputs, INDEX)
    return [
        {"as_of": day.isoformat(), "index": INDEX, "value": value} | closing
        for day, value, closing in _dated(inputs, measure=INDEX, points=points)
    ]


def _dated(
    inputs: Inputs, *, measure: str, points: Points
) -> list[tuple[date, str, Row]]:
    found = _found_on(inputs, measure)
    days = {START} | {quarter_end(quarter) for quarter in QUARTERS} | set(found)
    rows = []
    for day in sorted(days):
        if day in found:
            row = found[day]
            note = f"source says {row['as_of']}; rule D1"
            closing = documented(row["source"], row["confidence"], note=note)
            rows.append((day, f"{float(row['value']):.4f}", closing))
        else:
            value = between(points, day, rule=geometric)
            rows.append((day, f"{value:.4f}", reconstructed("rule X1")))
    return rows


def rate_rows(inputs: Inputs) -> list[Row]:
    """Return rates.csv: dollars as found, the rest by fixed parities (rule X2)."""
    points = index_points(inputs, DOLLAR)
    rows = []
    for day, value, closing in _dated(inputs, measure=DOLLAR, points=points):
        for row in inputs.rules["parities"]:
            if row["currency"] == "CNC":
                continue
            cross = float(value) * int(row["usd_ppm"]) / 1_000_000
            dollar = row["currency"] == "USD"
            rows.append(
                _rate(day, row["currency"], target="CNC", value=cross, kind="market")
                | (closing if dollar else reconstructed("rule X2"))
            )
    to_hkd = {row["currency"]: int(row["usd_ppm"]) for row in inputs.rules["parities"]}
    for code, ppm in to_hkd.items():
        if code not in {"CNC", "HKD"}:
            cross = ppm / to_hkd["HKD"]
            rows.append(
                _rate(START, code, target="HKD", value=cross, kind="official")
                | reconstructed("rule X2")
            )
    return rows


def _rate(day: date, source: str, *, target: str, value: float, kind: str) -> Row:
    return {
        "as_of": day.isoformat(),
        "source_currency": source,
        "target_currency": target,
        "value": f"{value:.4f}",
        "kind": kind,
    }


def cnc_per_unit(inputs: Inputs, currency: str, *, day: date) -> float:
    """Return the market rate of a currency on a day, in Chinese yuan."""
    if currency == "CNC":
        return 1.0
    parity = {row["currency"]: int(row["usd_ppm"]) for row in inputs.rules["parities"]}
    dollar = between(index_points(inputs, DOLLAR), day, rule=geometric)
    return dollar * parity[currency] / 1_000_000
