# SPDX-License-Identifier: Apache-2.0
"""Totals: documented and reconstructed sums, always apart, written into the README."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal

from indusco.market import cnc_per_unit
from indusco.tables import Inputs, Row

START, STOP = "<!-- totals -->", "<!-- /totals -->"
PARTS = ("documented", "reconstructed")


def with_totals(readme: str, *, inputs: Inputs, tables: dict[str, list[Row]]) -> str:
    """Return the README with the tables of totals between its two marks."""
    head, _, rest = readme.partition(START)
    _, _, tail = rest.partition(STOP)
    text = "\n\n".join(
        (_rows(tables), _gifts(tables["gifts"]), _worth(inputs, tables["gifts"]))
    )
    return f"{head}{START}\n{text}\n{STOP}{tail}"


def _rows(tables: dict[str, list[Row]]) -> str:
    lines = [
        "| table | documented rows | reconstructed rows |",
        "| --- | ---: | ---: |",
    ]
    for name, rows in tables.items():
        if name == "sources":
            continue
        counts = [sum(row["standing"] == part for row in rows) for part in PARTS]
        lines.append(f"| {name} | {counts[0]:,} | {counts[1]:,} |")
    return "\n".join(lines)


def _gifts(gifts: list[Row]) -> str:
    sums: defaultdict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
    for row in gifts:
        part = (
            "government"
            if row["giver"] == "chongqing.executive-yuan"
            else row["standing"]
        )
        sums[row["form"], row["commodity"], part] += Decimal(row["quantity"])
    lines = [
        "| given | documented gifts | government promise (documented), "
        "in reconstructed parts | reconstructed gifts |",
        "| --- | ---: | ---: | ---: |",
    ]
    for form, commodity in sorted({key[:2] for key in sums}):
        cells = [
            sums.get((form, commodity, part), Decimal(0))
            for part in ("documented", "government", "reconstructed")
        ]
        lines.append(
            f"| {commodity} ({form}) | "
            + " | ".join(f"{cell:,}" for cell in cells)
            + " |"
        )
    return "\n".join(lines)


def _worth(inputs: Inputs, gifts: list[Row]) -> str:
    total = 0.0
    for row in gifts:
        if row["form"] == "cash" and row["committee"] != "chongqing":
            rate = cnc_per_unit(
                inputs, row["commodity"], day=date.fromisoformat(row["happened"])
            )
            total += float(row["quantity"]) * rate
    return (
        "All gifts of money from abroad, documented and reconstructed, come to about "
        f"{round(total, -4):,.0f} CNC at the market rate of each day "
        "(a sum over an inflation: to compare with the government's 5,000,000 only)."
    )
