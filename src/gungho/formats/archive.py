# SPDX-License-Identifier: Apache-2.0
"""An archive is what a movement package knows of history, each fact with its source.

Every fact keeps its standing, source and confidence. What only a rule of the package
gives is marked reconstructed; rows that are no more than that are left out where there
are thousands of them (co-ops, needs, production).
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from typing import Any

import msgspec

from gungho.formats.package import Package

SORTS = ("people", "bodies", "places", "events", "letters", "series", "funds", "gifts",
         "routes", "sources")  # fmt: skip
INLAND = frozenset({"depot", "coop", "headquarters"})
INLAND_ROLES = frozenset({"committee", "hub"})


class ArchiveFact(msgspec.Struct, frozen=True, kw_only=True):
    """One fact of the archive.

    ``key`` is its id in the books, where it has one; ``near`` is set where it tells of
    a place inland, of a road or of one workshop, which not everyone is shown;
    ``near_note`` where only its note does.
    """

    sort: str
    key: str
    name_en: str
    name_zh: str = ""
    text_en: str = ""
    text_zh: str = ""
    day: str = ""
    kind: str = ""
    region: str = ""
    bodies: tuple[str, ...] = ()
    value: str = ""
    unit: str = ""
    standing: str = ""
    source: str = ""
    confidence: str = ""
    note: str = ""
    near: bool = False
    near_note: bool = False


def archive_of(package: Package) -> tuple[ArchiveFact, ...]:
    """Return a package's facts, by sort and in the order of its tables."""
    tables = {
        name: _rows(package, name)
        for name in ("people", "bodies", "places", "events", "series", "funds",
                     "gifts", "routes", "sources")
    }  # fmt: skip
    inland = {row["id"] for row in tables["bodies"] if row.get("form") in INLAND}
    near = {row["id"] for row in tables["funds"] if row["places"] or row["regions"]}
    found = [
        *_people(tables["people"]),
        *_bodies(tables["bodies"]),
        *_places(tables["places"]),
        *_events(tables["events"], inland),
        *_series(tables["series"]),
        *_funds(tables["funds"], near),
        *_gifts(tables["gifts"], near),
        *_routes(tables["routes"]),
        *_sources(tables["sources"]),
    ]
    inside = [
        name
        for row in tables["places"]
        if row["role"] not in INLAND_ROLES
        for name in (row["name_en"], row["name_zh"])
        if name
    ]
    return tuple(
        _marked(fact, inside)
        for fact in sorted(found, key=lambda fact: SORTS.index(fact.sort))
    )


def _marked(fact: ArchiveFact, inside: list[str]) -> ArchiveFact:
    """Mark a fact as near where its words name a place inland."""
    if fact.sort == "sources":
        return fact
    told = " ".join(
        (fact.name_en, fact.name_zh, fact.text_en, fact.text_zh, fact.region)
    )
    return msgspec.structs.replace(
        fact,
        near=fact.near or any(name in told for name in inside),
        near_note=any(name in fact.note for name in inside),
    )


def _rows(package: Package, name: str) -> list[dict[str, str]]:
    """Return a table's rows as they stand, notes too; none where it has no table.

    ``read_package`` has read the same file and checked where it lies.
    """
    path = package.folder / f"{name}.csv"
    if not path.is_file():
        return []
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def _stated(row: dict[str, str]) -> dict[str, Any]:
    return {
        name: row.get(name) or ""
        for name in ("standing", "source", "confidence", "note")
    }


def _people(rows: list[dict[str, str]]) -> Iterator[ArchiveFact]:
    for row in rows:
        yield ArchiveFact(
            sort="people", key=row["id"], name_en=row["name_en"],
            name_zh=row["name_zh"], text_en=row["what_en"], text_zh=row["what_zh"],
            bodies=tuple(row["bodies"].split()), **_stated(row),
        )  # fmt: skip


def _bodies(rows: list[dict[str, str]]) -> Iterator[ArchiveFact]:
    for row in rows:
        if row["form"] == "coop" and row["standing"] != "documented":
            continue
        yield ArchiveFact(
            sort="bodies", key=row["id"], name_en=row["name_en"],
            name_zh=row["name_zh"], day=row["founded"], kind=row["form"],
            region=row["region"], bodies=(row["id"],), near=row["form"] in INLAND,
            **_stated(row),
        )  # fmt: skip


def _places(rows: list[dict[str, str]]) -> Iterator[ArchiveFact]:
    for row in rows:
        yield ArchiveFact(
            sort="places", key=row["id"], name_en=row["name_en"],
            name_zh=row["name_zh"], kind=row["role"], region=row["region"],
            near=row["role"] not in INLAND_ROLES, **_stated(row),
        )  # fmt: skip


def _events(rows: list[dict[str, str]], inland: set[str]) -> Iterator[ArchiveFact]:
    texts = _translations(rows)
    for row in rows:
        if row["kind"] == "letter.translated":
            continue
        facts = json.loads(row["facts"])
        is_letter = row["kind"] == "letter.kept"
        letter = str(facts.get("letter", ""))
        placed = any(facts.get(name) for name in ("place", "places"))
        near = placed or row["book"] in inland or row["kind"] == "loss.accepted"
        if is_letter:
            near = near or row["standing"] != "documented"
        partner = str(facts.get("partner", ""))
        yield ArchiveFact(
            sort="letters" if is_letter else "events", key=row["id"],
            name_en=letter or row["id"], day=row["day"], kind=row["kind"],
            text_en=_card(facts.get("text")), text_zh=texts.get(letter, ""),
            bodies=tuple(one for one in (row["book"], partner) if one),
            near=near, **_stated(row),
        )  # fmt: skip


def _translations(rows: list[dict[str, str]]) -> dict[str, str]:
    found = {}
    for row in rows:
        if row["kind"] == "letter.translated":
            facts = json.loads(row["facts"])
            if facts.get("language") == "zh":
                found[str(facts["letter"])] = _card(facts.get("translation"))
    return found


def _card(value: object) -> str:
    return str(value.get("card", "")) if isinstance(value, dict) else ""


def _series(rows: list[dict[str, str]]) -> Iterator[ArchiveFact]:
    for row in rows:
        yield ArchiveFact(
            sort="series", key="", name_en=row["measure"].replace("_", " "),
            kind=row["measure"], day=row["as_of"], region=row["region"],
            value=row["value"], unit=row["unit"], near=":" in row["region"],
            **_stated(row),
        )  # fmt: skip


def _funds(rows: list[dict[str, str]], inside: set[str]) -> Iterator[ArchiveFact]:
    for row in rows:
        if row["standing"] == "documented":
            yield ArchiveFact(
                sort="funds", key=row["id"], name_en=row["name_en"],
                name_zh=row["name_zh"], text_en=row["words"], bodies=(row["opener"],),
                near=row["id"] in inside, **_stated(row),
            )  # fmt: skip


def _gifts(rows: list[dict[str, str]], inside: set[str]) -> Iterator[ArchiveFact]:
    for row in rows:
        if row["standing"] == "documented":
            yield ArchiveFact(
                sort="gifts", key=row["id"], name_en=row["id"], text_en=row["words"],
                day=row["happened"], value=row["quantity"], unit=row["commodity"],
                bodies=(row["committee"],), near=row["fund"] in inside, **_stated(row),
            )  # fmt: skip


def _routes(rows: list[dict[str, str]]) -> Iterator[ArchiveFact]:
    for row in rows:
        if row["standing"] == "documented":
            yield ArchiveFact(
                sort="routes", key=row["id"], name_en=row["id"].replace("-", " "),
                kind=row["mode"], day=row["opened"], near=True, **_stated(row),
            )  # fmt: skip


def _sources(rows: list[dict[str, str]]) -> Iterator[ArchiveFact]:
    for row in rows:
        yield ArchiveFact(
            sort="sources", key=row["id"], name_en=row["what"], text_en=row["where"],
            kind=row["kind"], note=row["how_read"], source=row["id"],
            standing="documented",
        )  # fmt: skip


def archive_text(package: Package) -> str:
    """Return a package's archive as one text to keep."""
    return msgspec.json.encode(archive_of(package)).decode()


def facts_in(text: str) -> tuple[ArchiveFact, ...]:
    """Return the facts in a text that was kept."""
    return tuple(msgspec.json.decode(text, type=list[ArchiveFact])) if text else ()
