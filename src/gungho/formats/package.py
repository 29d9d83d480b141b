# SPDX-License-Identifier: Apache-2.0
"""A movement package is a Frictionless tabular data package: datapackage.json and CSV.

A spreadsheet user can make one. Each table has the columns its class below names (more
are kept aside unread); a bad value is refused by file, row and column.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar

import msgspec

from gungho.errors import Refusal
from gungho.formats.package_cells import check_cells

Flag = Literal["", "0", "1"]
Standing = Literal["documented", "reconstructed", "kept"]
ROWS_MAX = 200_000
FILE_BYTES_MAX = 64 * 2**20


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """What every row says of itself: standing, source, confidence."""

    standing: Standing
    source: str
    confidence: str


class BodyFact(Fact, frozen=True, kw_only=True):
    """A committee, hub, headquarters, depot, co-op or giver."""

    id: str
    form: Literal[
        "committee", "hub", "headquarters", "depot", "federation", "coop", "giver"
    ]
    keeper: str
    name_en: str
    name_zh: str
    place: str
    region: str
    trade: str
    currency: str
    founded: str
    closed: str
    members: str
    activity: str = ""


class PlaceFact(Fact, frozen=True, kw_only=True):
    """A place with its position in degrees."""

    id: str
    name_en: str
    name_zh: str
    lat: float
    lon: float
    role: str
    region: str


class RouteFact(Fact, frozen=True, kw_only=True):
    """A route with the days between which it was open."""

    id: str
    source_place: str
    target_place: str
    mode: str
    opened: str
    closed: str
    days: int
    capacity_kg: int
    loss_ppm: int
    cost_per_tonne: str


class ItemFact(Fact, frozen=True, kw_only=True):
    """A commodity."""

    id: str
    form: Literal["currency", "item"]
    scale: int
    unit: str
    weight_g: int
    end_use: Literal["civil", "military"]
    name_en: str
    name_zh: str
    hazard: str = "none"


class PriceFact(Fact, frozen=True, kw_only=True):
    """A price seen at a date, low and high."""

    as_of: str
    item: str
    place: str
    low: str
    high: str
    currency: str


class IndexFact(Fact, frozen=True, kw_only=True):
    """A price index at a date."""

    as_of: str
    index: str
    value: str


class RateFact(Fact, frozen=True, kw_only=True):
    """An exchange rate at a date."""

    as_of: str
    source_currency: str
    target_currency: str
    value: str
    kind: Literal["official", "market", "realised"]


class SeriesFact(Fact, frozen=True, kw_only=True):
    """A figure somebody printed, beside others that may disagree."""

    as_of: str
    region: str
    measure: str
    value: str
    unit: str
    note: str


class FundFact(Fact, frozen=True, kw_only=True):
    """A fund with its giver's words and the conditions they mean."""

    id: str
    opener: str
    name_en: str
    name_zh: str
    words: str
    places: str
    regions: str
    trades: str
    items: str
    purposes: str
    bodies: str
    from_day: str
    until_day: str
    forbid_military: Flag
    forbid_resale: Flag
    revolving: Flag
    asset_lock: Flag
    left_over: str


class GiftFact(Fact, frozen=True, kw_only=True):
    """A gift."""

    id: str
    committee: str
    giver: str
    happened: str
    form: Literal["cash", "goods"]
    commodity: str
    quantity: str
    fund: str
    words: str


class RecipeFact(Fact, frozen=True, kw_only=True):
    """What an activity makes, of what, and what a new shed of it needs."""

    id: str
    trade: str
    output: str
    output_quantity: str
    inputs: str
    start_up: str
    labour_days: str


class NeedFact(Fact, frozen=True, kw_only=True):
    """A need a co-op states."""

    id: str
    coop: str
    stated: str
    activity: str
    units: int
    purpose: str


class ProductionFact(Fact, frozen=True, kw_only=True):
    """What a co-op made in a quarter, in the money of the day."""

    coop: str
    quarter: str
    members: int
    output_cnc: str


class EventFact(Fact, frozen=True, kw_only=True):
    """A single documented happening, as a command's facts."""

    day: str
    book: str
    kind: str
    id: str
    facts: str


class DealFact(Fact, frozen=True, kw_only=True):
    """One export, told from the offers to the sharing of its proceeds."""

    id: str
    book: str
    agent: str
    buyer: str
    buyer_en: str
    buyer_zh: str
    country: str
    item: str
    hs: str
    origin: str
    text_en: str
    text_zh: str
    count: str
    currency: str
    price: str
    incoterm: str
    place: str
    quarter: str
    commission_percent: str
    levy_percent: str
    standing: Literal["documented", "reconstructed"]


TABLES: dict[str, type[Fact]] = {
    "bodies": BodyFact,
    "places": PlaceFact,
    "routes": RouteFact,
    "items": ItemFact,
    "prices": PriceFact,
    "indexes": IndexFact,
    "rates": RateFact,
    "series": SeriesFact,
    "funds": FundFact,
    "gifts": GiftFact,
    "recipes": RecipeFact,
    "needs": NeedFact,
    "production": ProductionFact,
    "events": EventFact,
    "deals": DealFact,
}
NEEDED = ("bodies", "places", "items", "funds", "gifts")
T = TypeVar("T", bound=Fact)


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """A read package: its name and its tables, row by row."""

    name: str
    title: str
    folder: Path
    tables: dict[str, tuple[Any, ...]]

    def table(self, kind: type[T]) -> tuple[T, ...]:
        """Return the rows of the table with this class."""
        name = next(name for name, held in TABLES.items() if held is kind)
        return self.tables.get(name, ())


def read_package(folder: Path) -> Package:
    """Read a movement package.

    Raises Refusal ``package.not-found``, ``package.malformed``, ``package.no-table``,
    ``package.no-column``, ``package.bad-value``, ``package.twice`` or
    ``package.unknown``.
    """
    described = _describe(folder)
    tables: dict[str, tuple[Any, ...]] = {}
    files: dict[str, str] = {}
    for name, path in _resources(described):
        if name in TABLES:
            files[name] = path
            tables[name] = tuple(_read_table(folder, path, TABLES[name]))
    for name in NEEDED:
        if name not in tables:
            raise Refusal("package.no-table", package=folder.name, table=name)
    check_cells(tables, files)
    return Package(
        name=str(described.get("name", folder.name)),
        title=str(described.get("title", folder.name)),
        folder=folder,
        tables=tables,
    )


def _resources(described: dict[str, Any]) -> Iterator[tuple[str, str]]:
    resources = described.get("resources", [])
    if not isinstance(resources, list):
        resources = [None]
    for resource in resources:
        if not isinstance(resource, dict) or not resource.get("path"):
            raise Refusal(
                "package.malformed",
                file="datapackage.json",
                problem="each resource needs a name and a path",
            )
        yield str(resource.get("name")), str(resource["path"])


def _describe(folder: Path) -> dict[str, Any]:
    path = folder / "datapackage.json"
    try:
        described = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise Refusal("package.not-found", path=str(path)) from None
    except (ValueError, OSError) as error:
        raise Refusal(
            "package.malformed", file=path.name, problem=str(error)[:200]
        ) from None
    if not isinstance(described, dict):
        raise Refusal("package.malformed", file=path.name, problem="not an object")
    return described


def _read_table(folder: Path, name: str, kind: type[T]) -> Iterator[T]:
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()) or not path.is_file():
        raise Refusal("package.not-found", path=name)
    if path.stat().st_size > FILE_BYTES_MAX:
        raise Refusal("package.malformed", file=name, problem="larger than 64 MiB")
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            yield from _read_rows(csv.DictReader(lines, strict=True), name, kind)
    except (UnicodeDecodeError, csv.Error) as error:
        raise Refusal(
            "package.malformed", file=name, problem=str(error)[:200]
        ) from None


def _read_rows(reader: csv.DictReader[str], name: str, kind: type[T]) -> Iterator[T]:
    wanted = msgspec.structs.fields(kind)
    heads = reader.fieldnames or []
    for field in wanted:
        if field.required and field.name not in heads:
            raise Refusal("package.no-column", file=name, column=field.name)
    seen: set[str] = set()
    for number, row in enumerate(reader, start=2):
        if number > ROWS_MAX:
            raise Refusal("package.malformed", file=name, problem="too many rows")
        fact = _convert(row, name, number, kind)
        key = getattr(fact, "id", "")
        if key and key in seen:
            raise Refusal("package.twice", file=name, row=number, id=key)
        seen.add(key)
        yield fact


def _convert(row: dict[str, Any], name: str, number: int, kind: type[T]) -> T:
    if None in row or None in row.values():
        raise Refusal(
            "package.bad-value", file=name, row=number, column="", problem="columns"
        )
    try:
        return msgspec.convert(row, kind, strict=False)
    except msgspec.ValidationError as error:
        problem, _, where = str(error).partition(" - at ")
        column = where.strip("`").removeprefix("$.")
        raise Refusal(
            "package.bad-value", file=name, row=number, column=column, problem=problem
        ) from None
