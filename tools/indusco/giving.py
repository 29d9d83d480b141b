# SPDX-License-Identifier: Apache-2.0
"""Gifts: the documented ones as found, and single gifts behind known totals.

The totals run to 1946; a rising time-share gives what falls before December 1941
(rules F1-F4). No giver is invented: a reconstructed gift has none.
"""

from __future__ import annotations

from datetime import date, timedelta
from math import isqrt
from random import Random

from gungho.measure import Quarter, share
from indusco.growth import END, QUARTERS, quarter_end
from indusco.market import cnc_per_unit
from indusco.tables import Inputs, Row, chance, documented, reconstructed

# Parts in a hundred of the promise of 1938 arriving in each quarter (rule F3).
GOVERNMENT = (4, 6, 8, 9, 10, 11, 10, 9, 8, 7, 6, 5, 4, 3)
CASH_MIN = 1
TERMS = (
    "places", "regions", "trades", "items", "purposes", "bodies", "from_day",
    "until_day", "forbid_military", "forbid_resale", "revolving", "asset_lock",
    "left_over",
)  # fmt: skip


def fund_rows(inputs: Inputs) -> list[Row]:
    """Return funds.csv: each book's general fund, the depots' own, the restricted."""
    rows = []
    for body in inputs.rules["bodies"]:
        if body["form"] in {"committee", "hub", "headquarters"}:
            rows.append(_free(body, "general", "General fund", "普通款项"))
        if body["form"] == "depot":
            rows.append(_free(body, "general", "General fund", "普通款项"))
            rows.append(_free(body, "own", "Co-ops' own", "合作社自有"))
    names = ("id", "opener", "name_en", "name_zh", "words", *TERMS)
    for row in inputs.rules["funds"]:
        closing = {
            name: row[name] for name in ("standing", "source", "confidence", "note")
        }
        rows.append({name: row[name] for name in names} | closing)
    return rows


def _free(body: Row, local: str, name_en: str, name_zh: str) -> Row:
    row = dict.fromkeys(TERMS, "")
    return (
        {
            "id": f"{body['id']}:{local}",
            "opener": body["id"],
            "name_en": name_en,
            "name_zh": name_zh,
            "words": "",
        }
        | row
        | {"left_over": "general"}
        | reconstructed("rule F1: a fund of the books, not of the sources")
    )


def gift_rows(inputs: Inputs) -> list[Row]:
    """Return gifts.csv."""
    dice = chance("gifts")
    rows = [_found(row) for row in inputs.rules["documented_gifts"]]
    taken = {row["id"]: 0 for row in inputs.rules["bodies"]}
    for row in rows:
        taken[row["committee"]] += 1
    made = _government(inputs)
    for line in inputs.rules["giving"]:
        cash = _cash(inputs, line, dice=dice)
        goods = _goods(inputs, line["committee"], dice=dice)
        made += sorted(cash + goods, key=lambda row: row["happened"])
    for row in made:
        taken[row["committee"]] += 1
        row["id"] = f"{row['committee']}-{taken[row['committee']]:04d}"
    return rows + made


def _found(row: Row) -> Row:
    names = (
        "id",
        "committee",
        "giver",
        "happened",
        "form",
        "commodity",
        "quantity",
        "fund",
    )
    return (
        {name: row[name] for name in names}
        | {"words": row["history_purpose"]}
        | documented(row["source"], row["confidence"], note=row["note"])
    )


def _gift(
    committee: str, day: date, *, what: tuple[str, str, str], fund: str, giver: str = ""
) -> Row:
    form, commodity, quantity = what
    return {
        "id": "",
        "committee": committee,
        "giver": giver,
        "happened": day.isoformat(),
        "form": form,
        "commodity": commodity,
        "quantity": quantity,
        "fund": fund,
        "words": "",
    }


def _government(inputs: Inputs) -> list[Row]:
    promise = next(
        row
        for row in inputs.sources["funds"]
        if row["giver"].startswith("Chinese Government")
    )
    parts = share(int(promise["amount"]), GOVERNMENT)
    rows = []
    for quarter, part in zip(QUARTERS, parts, strict=True):
        day = min(quarter.first + timedelta(days=55), END)
        gift = _gift(
            "chongqing", day, what=("cash", "CNC", f"{part}.00"),
            fund="chongqing:government", giver="chongqing.executive-yuan",
        )  # fmt: skip
        note = "rule F3: a part of the documented promise of 5,000,000"
        rows.append(
            gift
            | {"words": promise["purpose_or_earmark"]}
            | reconstructed(note, promise["source"])
        )
    return rows


def _totals(inputs: Inputs) -> dict[str, float]:
    """Return the known totals to 1946, in US dollars, or pounds for the UK."""
    found = {
        row["giver"].split(":")[0].split()[0]: row
        for row in inputs.sources["funds"]
        if row["when"] == "to 1946"
    }
    pound = next(row for row in inputs.rules["parities"] if row["currency"] == "GBP")
    usa, uk, everyone = (
        float(found[name]["amount"]) for name in ("USA", "United", "All")
    )
    return {
        "usa": usa,
        "uk": uk,
        "others": everyone - usa - uk * int(pound["usd_ppm"]) / 1e6,
    }


def quarter_sums(inputs: Inputs, line: Row) -> dict[Quarter, int]:
    """Return a committee's gifts in each quarter, in whole units (rule F2)."""
    body = _body(inputs, line["committee"])
    total = _totals(inputs)[line["total"]] * int(line["total_share_ppt"]) / 1000
    if line["total"] == "others":
        parity = {
            row["currency"]: int(row["usd_ppm"]) for row in inputs.rules["parities"]
        }
        total = total * 1_000_000 / parity[body["currency"]]
    first = Quarter.of(_begins(body))
    span = list(Quarter.span(first, Quarter.parse(line["last_quarter"])))
    ramp = [isqrt(number**3 * 10**6) for number in range(1, len(span) + 1)]
    sums = dict(zip(span, share(round(total), ramp), strict=True))
    inside = {quarter: sums[quarter] for quarter in span if quarter <= QUARTERS[-1]}
    last = QUARTERS[-1]
    days = (last.last - last.first).days + 1
    inside[last] = inside[last] * ((END - last.first).days + 1) // days
    return _less_found(inputs, body=body, sums=inside)


def _less_found(
    inputs: Inputs, *, body: Row, sums: dict[Quarter, int]
) -> dict[Quarter, int]:
    found = 0.0
    for row in inputs.rules["documented_gifts"]:
        if row["committee"] == body["id"]:
            day = date.fromisoformat(row["happened"])
            rate = cnc_per_unit(inputs, row["commodity"], day=day)
            found += (
                float(row["quantity"])
                * rate
                / cnc_per_unit(inputs, body["currency"], day=day)
            )
    left = max(sum(sums.values()) - round(found), 0)
    return dict(zip(sums, share(left, list(sums.values())), strict=True))


def _body(inputs: Inputs, name: str) -> Row:
    return next(row for row in inputs.rules["bodies"] if row["id"] == name)


def _cash(inputs: Inputs, line: Row, *, dice: Random) -> list[Row]:
    body = _body(inputs, line["committee"])
    sums = quarter_sums(inputs, line)
    if not any(sums.values()):
        return []
    spare = int(line["rows"]) - len(sums)
    counts = share(spare, [isqrt(amount) for amount in sums.values()])
    rows = []
    for (quarter, amount), more in zip(sums.items(), counts, strict=True):
        sizes = [round(1000 * dice.lognormvariate(0.0, 1.1)) for _ in range(1 + more)]
        for part in share(amount, sizes):
            day = _day(quarter, body, dice=dice)
            fund = _fund(inputs, body["id"], dice=dice)
            if part >= CASH_MIN:
                what = ("cash", body["currency"], f"{part}.00")
                note = "rule F2: a single gift behind a known total"
                rows.append(
                    _gift(body["id"], day, what=what, fund=fund)
                    | reconstructed(note, "CSW99")
                )
    return rows


def _day(quarter: Quarter, body: Row, *, dice: Random) -> date:
    start = max(quarter.first, _begins(body))
    return start + timedelta(
        days=dice.randrange((quarter_end(quarter) - start).days + 1)
    )


def _begins(body: Row) -> date:
    return date.fromisoformat(body["founded"]) + timedelta(days=7)


def _fund(inputs: Inputs, committee: str, *, dice: Random) -> str:
    throw = dice.randrange(1000)
    for row in inputs.rules["funds"]:
        if row["opener"] == committee and row["chance_ppt"] != "0":
            throw -= int(row["chance_ppt"])
            if throw < 0:
                return row["id"]
    return f"{committee}:general"


def _goods(inputs: Inputs, committee: str, *, dice: Random) -> list[Row]:
    body = _body(inputs, committee)
    first = Quarter.of(_begins(body))
    span = [quarter for quarter in QUARTERS if quarter >= first]
    scales = {row["id"]: int(row["scale"]) for row in inputs.rules["items"]}
    rows = []
    for line in inputs.rules["goods"]:
        if line["committee"] != committee:
            continue
        for _ in range(int(line["rows"])):
            count = dice.randint(int(line["low"]), int(line["high"]))
            text = f"{count}.00" if scales[line["item"]] else str(count)
            day = _day(dice.choice(span), body, dice=dice)
            gift = _gift(
                committee, day, what=("goods", line["item"], text), fund=line["fund"]
            )
            rows.append(gift | reconstructed("rule F4", line["source"]))
    return rows
