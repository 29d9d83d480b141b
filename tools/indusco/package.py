# SPDX-License-Identifier: Apache-2.0
"""The descriptor of the package: each table's fields, keys and references.

Source: Frictionless Data, Tabular Data Package and Table Schema, version 1.
"""

from __future__ import annotations

import json
from typing import Any

STANDING = "standing source confidence note"
# A field is name[:type[:>table.column]]; a star marks the primary key, ? may be empty.
TABLES = {
    "sources": "id* what where? kind how_read?",
    "regions": f"id* name_en name_zh depot>bodies {STANDING}",
    "trades": f"id* name_en name_zh examples share_pct:number {STANDING}",
    "places": f"id* name_en name_zh lat:number lon:number role region? {STANDING}",
    "routes": "id* source_place>places target_place>places mode opened:date"
    " closed:date? days:integer capacity_kg:integer loss_ppm:integer"
    f" cost_per_tonne:number {STANDING}",
    "items": "id* form scale:integer unit weight_g:integer end_use name_en name_zh"
    f" {STANDING}",
    "recipes": "id* trade>trades guild_en guild_zh output>items output_quantity:number"
    f" inputs start_up labour_days:integer {STANDING}",
    "bodies": "id* form keeper>bodies name_en name_zh place>places region?"
    " trade>trades? activity>recipes? currency>items founded:date closed:date?"
    f" members:integer? {STANDING}",
    "prices": "as_of:date item>items place>places? low:number high:number"
    f" currency>items {STANDING}",
    "indexes": f"as_of:date* index* value:number {STANDING}",
    "rates": "as_of:date* source_currency>items* target_currency>items* value:number"
    f" kind* {STANDING}",
    "series": f"as_of region? measure value? unit {STANDING}",
    "months": f"month* output_cnc:number counted_cnc:number {STANDING}",
    "funds": "id* opener>bodies name_en name_zh words? places? regions? trades? items?"
    " purposes? bodies? from_day:date? until_day:date? forbid_military? forbid_resale?"
    f" revolving? asset_lock? left_over {STANDING}",
    "gifts": "id* committee>bodies giver>bodies? happened:date form commodity>items"
    f" quantity:number fund>funds words? {STANDING}",
    "needs": "id* coop>bodies stated:date activity>recipes units:integer purpose"
    f" {STANDING}",
    "production": f"coop>bodies* quarter* members:integer output_cnc:number {STANDING}",
    "events": f"day:date book>bodies kind id* facts {STANDING}",
    "people": f"id* name_en name_zh? what_en what_zh bodies? {STANDING}",
    "deals": "id* book>bodies agent>bodies? buyer buyer_en buyer_zh country item>items"
    " hs origin text_en text_zh count:number currency>items price:number incoterm"
    " place>places quarter commission_percent:number levy_percent:number"
    f" {STANDING}",
}
CLOSED = {
    "standing": ["documented", "reconstructed"],
    "confidence": ["low", "medium", "high"],
    "form": ["cash", "goods", "currency", "item", "committee", "hub", "headquarters",
             "depot", "coop", "giver"],
    "purpose": ["start", "materials", "machines", "school", "relief", "depot"],
    "left_over": ["general", "return", "nearest"],
}  # fmt: skip


def _field(word: str) -> tuple[dict[str, Any], bool, str]:
    key = word.endswith("*")
    word = word.removesuffix("*")
    empty = word.endswith("?") or word == "note"
    word = word.removesuffix("?")
    name, _, target = word.partition(">")
    name, _, kind = name.partition(":")
    limits: dict[str, Any] = {"required": not empty}
    if name in CLOSED:
        limits["enum"] = CLOSED[name]
    field = {"name": name, "type": kind or "string", "constraints": limits}
    return field, key, "sources" if name == "source" else target


COLUMNS = {
    name: [_field(word)[0]["name"] for word in words.split()]
    for name, words in TABLES.items()
}


def schema(name: str) -> dict[str, Any]:
    """Return the table schema of one table."""
    found = [_field(word) for word in TABLES[name].split()]
    keys = [field["name"] for field, key, _ in found if key]
    schema: dict[str, Any] = {
        "fields": [field for field, _, _ in found],
        "missingValues": [""],
        "foreignKeys": [
            {
                "fields": field["name"],
                "reference": {
                    "resource": "" if target == name else target,
                    "fields": "id",
                },
            }
            for field, _, target in found
            if target
        ],
    }
    return schema | ({"primaryKey": keys} if keys else {})


def described() -> str:
    """Return datapackage.json."""
    package = {
        "profile": "tabular-data-package",
        "name": "indusco",
        "title": "Indusco: the Chinese Industrial Co-operatives, 1938-08 to 1941-12-07",
        "description": "Documented facts and marked reconstructions; see README.md.",
        "version": "1.0.0",
        "licenses": [{"name": "Apache-2.0", "title": "Apache License 2.0"}],
        "resources": [
            {
                "name": name,
                "path": f"{name}.csv",
                "profile": "tabular-data-resource",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "schema": schema(name),
            }
            for name in TABLES
        ],
    }
    return json.dumps(package, ensure_ascii=False, indent=1) + "\n"
