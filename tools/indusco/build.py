# SPDX-License-Identifier: Apache-2.0
"""The build makes every table in order and writes the package."""

from __future__ import annotations

from pathlib import Path

from indusco import geography, giving, market, record
from indusco.coops import live
from indusco.growth import monthly_output
from indusco.package import COLUMNS, described
from indusco.tables import Inputs, Row, read_inputs, table_text
from indusco.totals import with_totals
from indusco.trades import deal_trades
from indusco.work import coop_rows, production_rows, work


def build(package: Path, target: Path) -> dict[str, int]:
    """Write the package into a folder; return the rows of each table."""
    inputs = read_inputs(package)
    tables = make(inputs)
    target.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        _write(target / f"{name}.csv", table_text(COLUMNS[name], rows))
    _write(target / "datapackage.json", described())
    readme = (package / "README.md").read_text("utf-8")
    _write(target / "README.md", with_totals(readme, inputs=inputs, tables=tables))
    return {name: len(rows) for name, rows in tables.items()}


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def make(inputs: Inputs) -> dict[str, list[Row]]:
    """Return every table of the package."""
    lives = live(inputs)
    deal_trades(inputs, lives)
    work(inputs, lives)
    return {
        "sources": record.source_rows(inputs),
        "regions": geography.region_rows(inputs),
        "trades": geography.trade_rows(inputs),
        "places": geography.place_rows(inputs),
        "routes": list(inputs.rules["routes"]),
        "items": market.item_rows(inputs),
        "recipes": market.recipe_rows(inputs),
        "bodies": geography.body_rows(inputs) + coop_rows(lives),
        "prices": market.price_rows(inputs),
        "indexes": market.index_rows(inputs),
        "rates": market.rate_rows(inputs),
        "series": record.series_rows(inputs),
        "months": list(monthly_output(inputs)),
        "funds": giving.fund_rows(inputs),
        "gifts": giving.gift_rows(inputs),
        "needs": record.need_rows(lives),
        "production": production_rows(lives),
        "events": list(inputs.rules["events"]),
        "deals": list(inputs.rules["deals"]),
        "people": list(inputs.rules["people"]),
    }
