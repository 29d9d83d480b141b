# SPDX-License-Identifier: Apache-2.0
"""A small movement package: a hub, a committee, a depot, two co-ops, three gifts."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import msgspec

from gungho.formats.package import TABLES

Row = dict[str, Any]
ROWS: dict[str, list[Row]] = {
    "bodies": [
        {"id": "hk", "form": "hub", "keeper": "hk", "place": "hong-kong"},
        {"id": "manila", "form": "committee", "keeper": "manila", "place": "manila"},
        {
            "id": "baoji",
            "form": "depot",
            "keeper": "baoji",
            "place": "baoji",
            "region": "northwest",
        },
        *(
            {
                "id": f"baoji.000{number}",
                "form": "coop",
                "keeper": "baoji",
                "place": "baoji",
                "region": "northwest",
                "trade": "textiles",
                "activity": "weaving-shed",
                "founded": "1938-08-20",
                "members": "9",
            }
            for number in (1, 2)
        ),
    ],
    "places": [
        {"id": "hong-kong", "lat": "22.28", "lon": "114.16", "role": "hub"},
        {"id": "manila", "lat": "14.59", "lon": "120.98", "role": "committee"},
        {"id": "baoji", "lat": "34.36", "lon": "107.15", "role": "depot"},
    ],
    "routes": [
        {
            "id": "r1",
            "source_place": "manila",
            "target_place": "hong-kong",
            "mode": "sea",
            "opened": "1938-08-05",
            "days": "9",
            "capacity_kg": "1000",
            "loss_ppm": "0",
            "cost_per_tonne": "10.00",
        }
    ],
    "items": [
        {"id": "CNC", "form": "currency", "scale": "2", "unit": "CNC"},
        {"id": "hand-loom", "form": "item", "scale": "0", "unit": "H87"},
        {"id": "cotton-yarn", "form": "item", "scale": "1", "unit": "KGM"},
        {"id": "cotton-cloth", "form": "item", "scale": "1", "unit": "MTR"},
    ],
    "prices": [
        {
            "as_of": "1938-08-05",
            "item": "cotton-yarn",
            "low": "8.00",
            "high": "10.00",
            "currency": "CNC",
        }
    ],
    "indexes": [{"as_of": "1938-08-05", "index": "prices", "value": "1.4966"}],
    "rates": [],
    "funds": [
        {
            "id": "manila:northwest",
            "opener": "manila",
            "words": "for the Northwest",
            "regions": "northwest",
            "left_over": "general",
        }
    ],
    "gifts": [
        {
            "id": "manila-0001",
            "committee": "manila",
            "happened": "1938-08-10",
            "form": "cash",
            "commodity": "CNC",
            "quantity": "120.50",
            "fund": "manila:northwest",
            "words": "from a class of eleven-year-olds",
        },
        {
            "id": "manila-0002",
            "committee": "manila",
            "happened": "1938-11-10",
            "form": "goods",
            "commodity": "hand-loom",
            "quantity": "3",
        },
        {
            "id": "hk-0001",
            "committee": "hk",
            "happened": "1938-12",
            "form": "cash",
            "commodity": "CNC",
            "quantity": "1000",
            "fund": "hk:general",
        },
    ],
    "recipes": [
        {
            "id": "weaving-shed",
            "trade": "textiles",
            "output": "cotton-cloth",
            "output_quantity": "160",
            "inputs": "cotton-yarn:24",
            "start_up": "CNC:1200.00 hand-loom:4",
            "labour_days": "20",
        }
    ],
    "needs": [
        {
            "id": "baoji.0001-n1",
            "coop": "baoji.0001",
            "stated": "1938-09-01",
            "activity": "weaving-shed",
            "units": "1",
            "purpose": "start",
        }
    ],
    "production": [
        {
            "coop": "baoji.0001",
            "quarter": "1938Q4",
            "members": "9",
            "output_cnc": "500.00",
        }
    ],
}
PLAIN = {
    "standing": "reconstructed",
    "source": "RULE",
    "confidence": "low",
    "currency": "CNC",
    "weight_g": "0",
    "end_use": "civil",
    "name_en": "A name",
    "name_zh": "名称",
}


def columns(table: str) -> list[str]:
    """Return a table's columns."""
    return [field.name for field in msgspec.structs.fields(TABLES[table])]


def write_table(folder: Path, table: str, rows: list[Row]) -> Path:
    """Write one table; what a row leaves out is plain or empty."""
    path = folder / f"{table}.csv"
    names = columns(table)
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, names)
        writer.writeheader()
        for row in rows:
            plain = {name: PLAIN.get(name, "") for name in names}
            if table == "items":
                plain["hazard"] = "none"
            writer.writerow({**plain, **row})
    return path


def write_package(folder: Path, **changed: list[Row]) -> Path:
    """Write the whole package, some tables with other rows; return its folder."""
    folder.mkdir(exist_ok=True)
    tables = {**ROWS, **changed}
    for table, rows in tables.items():
        write_table(folder, table, rows)
    resources = [{"name": table, "path": f"{table}.csv"} for table in tables]
    described = {"name": "small", "title": "A small one", "resources": resources}
    (folder / "datapackage.json").write_text(json.dumps(described), "utf-8")
    return folder


def with_cell(table: str, column: str, value: str, *, row: int = 0) -> list[Row]:
    """Return a table's rows with one cell changed."""
    rows = [dict(one) for one in ROWS[table]]
    rows[row][column] = value
    return rows
