# SPDX-License-Identifier: Apache-2.0
"""A formation of the movement's first winter, from a reconstructed register.

``first_winter.py [DOCS]`` writes ``formation-first-winter.md`` and its map;
``first_winter.py register DIR`` writes the register as spreadsheets. Everything in the
register is reconstructed by this file and one seed, shaped by what the sources say; no
real person stands in it.
"""

from __future__ import annotations

import csv
import io
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from pictures import alone

ROOT = Path(__file__).resolve().parent.parent
PAGE, MAP = "formation-first-winter.md", "maps/formation-first-winter.svg"
SEED, SECONDS, GAP = 1938, 900.0, 0.005
PEOPLE = 1_200

# How many people look for work where: reconstructed (rule W1). The towns are those of
# the North-West office (towns.csv); refugees came up the Longhai railway to Baoji.
TOWNS = {"baoji": 430, "xian": 330, "shuangshipu": 110, "tianshui": 130,
         "nanzheng": 110, "lanzhou": 90}  # fmt: skip
# What people can do, in per cent: rule W2, after the societies of 1942 by trade
# (textiles 36, chemicals 20, tailoring 10: OWI), with many of no trade among refugees.
TRADES = {
    "weaver": 14, "spinner": 9, "wool-worker": 7, "knitter": 2, "tailor": 9,
    "shoemaker": 4, "soap-maker": 4, "tanner": 4, "paper-maker": 4, "smith": 4,
    "machinist": 5, "carpenter": 6, "brick-maker": 3, "miller": 4, "printer": 2,
    "none": 19,
}  # fmt: skip
# Machines without work (rule W3): most looms and wheels are wooden and local, the
# lathes and presses came by rail from Hankow and Zhengzhou.
MACHINES = {
    "baoji": "hand loom 18, lathe 3, sewing machine 10, hand tools 24, "
    "printing press 1",
    "xian": "hand loom 14, sewing machine 12, knitting machine 6, printing press 2, "
    "hand tools 14, lathe 1",
    "shuangshipu": "hand tools 10, hand loom 4, millstone 1",
    "tianshui": "spinning wheel 20, hand loom 8, hand tools 6, millstone 2",
    "nanzheng": "hand loom 8, spinning wheel 12, hand tools 6",
    "lanzhou": "spinning wheel 16, hand loom 4, hand tools 4",
}
FIXED = frozenset({"lathe", "printing press", "millstone"})
# Sites (rule W4): temples, barracks and caves lent to the first co-ops; danger is how
# often the town was bombed, 0 to 9.
SITES = (
    ("Baoji, east bank", "baoji", 1400, 5_000, 4),
    ("Baoji, caves", "baoji", 700, 0, 1),
    ("Shuangshipu, temple", "shuangshipu", 700, 2_000, 1),
    ("Xi'an, south suburb", "xian", 1100, 4_000, 5),
    ("Tianshui, old barracks", "tianshui", 800, 0, 2),
    ("Nanzheng, river side", "nanzheng", 700, 0, 3),
    ("Lanzhou, ferry", "lanzhou", 500, 0, 4),
)
MATERIALS = {
    "baoji": "cotton yarn 500, wool 200, raw cotton 400",
    "xian": "cotton yarn 600, raw cotton 900",
    "shuangshipu": "wool 300",
    "tianshui": "wool 900",
    "nanzheng": "cotton yarn 200, raw cotton 300",
    "lanzhou": "wool 1200",
}
MARKET = (
    "cotton cloth 4000, blankets 240, cotton-yarn 400, socks 800, uniforms 450, "
    "shoes 480, soap 4000, leather 240, paper 1000, tools 90, looms 12, furniture 80, "
    "bricks 30000, flour 9000, printed-matter 12000"
)


def register(seed: int = SEED) -> dict[str, str]:
    """Return the register as CSV texts by name: people, machines, sites."""
    draw = Random(seed)
    return {
        "people": _csv(_people(draw)),
        "machines": _csv(_machines()),
        "sites": _csv(_sites()),
    }


def _csv(rows: list[list[Any]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def _people(draw: Random) -> list[list[Any]]:
    rows: list[list[Any]] = [
        ["number", "name", "trade", "grade", "place", "household", "will move",
         "leader", "keeps books"]
    ]  # fmt: skip
    # The one group that a source names: nine refugee blacksmiths at Baoji (NW-845).
    for at in range(9):
        rows.append(_person(len(rows), "smith", place="baoji", home="smiths", grade=2,
                            leads=at == 0, books=False, moves=False))  # fmt: skip
    for town, count in TOWNS.items():
        left = count - (9 if town == "baoji" else 0)
        while left:
            size = min(left, draw.choices((1, 2, 3, 4), (62, 22, 10, 6))[0])
            left -= size
            moves = draw.random() < (0.75 if size == 1 else 0.45)
            for _ in range(size):
                (trade,) = draw.choices(list(TRADES), list(TRADES.values()))
                skilled = trade != "none"
                rows.append(_person(len(rows), trade, place=town,
                    home=f"{town} {len(rows) - (count - left)}" if size > 1 else "",
                    grade=draw.choices((1, 2, 3), (30, 50, 20))[0] if skilled else 1,
                    leads=skilled and draw.random() < 0.14,
                    books=draw.random() < 0.05, moves=moves,
                ))  # fmt: skip
    homes = [row[5] for row in rows]
    for row in rows[1:]:
        row[5] = row[5] if homes.count(row[5]) > 1 else ""
    return rows


def _person(number: int, trade: str, *, place: str, **facts: Any) -> list[Any]:
    said = {True: "yes", False: "no"}
    return [
        number, f"Reconstructed {number:04}", trade, facts["grade"], place,
        facts["home"], said[facts["moves"]], said[facts["leads"]],
        said[facts["books"]],
    ]  # fmt: skip


def _machines() -> list[list[Any]]:
    rows: list[list[Any]] = [["machine", "count", "place", "can be moved"]]
    for town, told in MACHINES.items():
        for one in told.split(", "):
            kind, _, count = one.rpartition(" ")
            rows.append([kind, count, town, "no" if kind in FIXED else "yes"])
    return rows


def _sites() -> list[list[Any]]:
    heads = ["site", "place", "room", "power", "danger", "materials", "market"]
    return [heads] + [
        [name, town, room, power, danger, MATERIALS[town], MARKET]
        for name, town, room, power, danger in SITES
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Winter:
    """The register, its problem, and what was formed of it."""

    problem: Any
    formation: Any
    words: Any
    spots: dict[str, tuple[float, float]]


def winter() -> Winter:
    """Read the register as an office would, and form."""
    from gungho.actions.form_coops import Register, whole_problem
    from gungho.doors.form_words import FormWords
    from gungho.doors.names import Names
    from gungho.formats.registers import read_register
    from gungho.formats.sheds import read_sheds, usual_text
    from gungho.planning.forming import form

    with (ROOT / "movements/indusco/places.csv").open(encoding="utf-8") as file:
        places = {row["id"]: row for row in csv.DictReader(file)}
    with (ROOT / "movements/indusco/items.csv").open(encoding="utf-8") as file:
        items = {row["id"]: row for row in csv.DictReader(file)}
    spots = {
        one: (float(places[one]["lat"]), float(places[one]["lon"])) for one in TOWNS
    }
    known = {one: (places[one]["name_en"], places[one]["name_zh"]) for one in TOWNS}
    sheds = read_sheds(usual_text())
    things: dict[str, list[Any]] = {"workers": [], "machines": [], "sites": []}
    for text in register().values():
        for sheet in read_register(text.encode(), sheds=sheds, places=known):
            if sheet.faults:
                raise ValueError(sheet.faults[0])
            things[sheet.sort] += [row.thing for row in sheet.rows]
    names = Names(
        language="en",
        pairs={f"place/{one}": known[one] for one in known}
        | {f"item/{one}": (row["name_en"], row["name_zh"])
           for one, row in items.items()},
        place_of={},
    )  # fmt: skip
    site_names = {f"site-{at + 1}": row[0] for at, row in enumerate(SITES)}
    problem = whole_problem(
        Register(
            workers=tuple(_numbered(things["workers"], "person")),
            machines=tuple(_numbered(things["machines"], "machine")),
            sites=tuple(_numbered(things["sites"], "site")),
            ways=(), member_of={}, used_by={},
        ),
        sheds,
        spots=spots,
    )  # fmt: skip
    return Winter(
        problem=problem,
        formation=form(problem, seed=SEED, seconds=SECONDS, gap=GAP),
        words=FormWords(names=names, people={}, sites=site_names),
        spots=spots,
    )


def _numbered(things: list[Any], sort: str) -> Iterator[Any]:
    from dataclasses import replace

    for at, thing in enumerate(things, start=1):
        yield replace(thing, id=f"{sort}-{at}")


def page(one: Winter) -> str:
    """Return the page."""
    return "\n".join([*_opening(one), *_by_town(one), *_by_trade(one), *_left(one)])


def _opening(one: Winter) -> Iterator[str]:
    found, people = one.formation, len(one.problem.workers)
    homes = sum(bool(row.household) for row in one.problem.workers)
    yield from [
        "# Forming co-ops in the first winter, 1938-39",
        "",
        "What the sources say is little.",
        "The first co-op was founded at Baoji in August 1938 by nine refugee "
        "blacksmiths (NW-845, high confidence).",
        "At the end of 1938 there were 69 societies in all of China, with "
        "1,049 members by one count and 1,149 by another (OWI, CARP: one of the two "
        "is a misprint).",
        "Seven is the fewest members that the rules allowed (OWI).",
        "",
        "Everything below is **reconstructed**: no register of that winter is known to "
        "us.",
        "`tools/first_winter.py` makes one of "
        f"{people:,} people in six towns of the North-West with one seed, shaped by "
        "the towns (`towns.csv`), the trades (`trades.csv`) and what the first co-ops "
        "were; nobody in it is a real person.",
        "The nine blacksmiths are in it as one household that stays together.",
        "",
        "`gungho form` reads it from three spreadsheets, as an organiser would bring "
        "them, and proposes:",
        "",
        f"* {len(found.proposals)} co-ops for {found.placed:,} of the {people:,} "
        f"people; {homes:,} of them live in households, and none is parted.",
        f"* No forming of this register is better by more than {_percent(found)} % by "
        "the weights stated (a person placed 1,000 points; a day on the road −5, a "
        "degree of danger −20, a missing member or machine −300 unless said "
        "otherwise).",
        "* Each proposal has a leader who was there; "
        f"{_missing(one)['bookkeeper']} bookkeepers are still to be trained, as R25 "
        "says they had to be.",
        "",
        "These proposals are no history, and are never added to the documented "
        "figures.",
        "",
        f"![Who could meet where]({MAP})",
        "",
    ]


def _percent(found: Any) -> str:
    return f"{-(-found.gap_ppm // 100) / 100:.2f}"


def _missing(one: Winter) -> Counter[str]:
    counts: Counter[str] = Counter()
    for row in one.formation.proposals:
        for gone in row.missing:
            counts[gone.piece] += gone.count
    return counts


def _by_town(one: Winter) -> Iterator[str]:
    at = {site.id: site.place for site in one.problem.sites}
    home = {row.id: row.place for row in one.problem.workers}
    people = Counter(home.values())
    placed: Counter[str] = Counter()
    came: Counter[str] = Counter()
    sheds = Counter(at[row.site] for row in one.formation.proposals)
    for row in one.formation.proposals:
        for member in row.members:
            placed[home[member.worker]] += 1
            came[at[row.site]] += home[member.worker] != at[row.site]
    yield "## Where"
    yield ""
    yield "| town | people | with a place | co-ops there | members from elsewhere |"
    yield "| --- | ---: | ---: | ---: | ---: |"
    for town in TOWNS:
        name = one.words.place(town)
        yield (f"| {name} | {people[town]} | {placed[town]} | {sheds[town]} | "
               f"{came[town]} |")  # fmt: skip
    yield ""


def _by_trade(one: Winter) -> Iterator[str]:
    sheds = Counter(row.recipe for row in one.formation.proposals)
    members: Counter[str] = Counter()
    for row in one.formation.proposals:
        members[row.recipe] += len(row.members)
    yield "## What they would do"
    yield ""
    yield "| guild | co-ops | members |"
    yield "| --- | ---: | ---: |"
    for recipe, count in sorted(sheds.items(), key=lambda x: (-x[1], x[0])):
        yield f"| {one.words.word('guild', recipe)} | {count} | {members[recipe]} |"
    yield ""
    first = next(
        row for row in one.formation.proposals
        if row.recipe == "smithy" and row.site in ("site-1", "site-2")
    )  # fmt: skip
    yield f"One of them, {one.words.title(first, one.problem)}, and why it could be:"
    yield ""
    yield from (f"* {one.words.say(reason)}" for reason in first.why)
    yield ""
    yield "What all of them lack, and what would be appealed for:"
    yield ""
    for piece, count in sorted(_missing(one).items()):
        if piece == "loan":
            yield f"* CNC {count:,}.00 of start loans"
        else:
            yield f"* {one.words.thing(piece)} × {count:,}"
    yield ""


def _left(one: Winter) -> Iterator[str]:
    counts: Counter[tuple[str, str]] = Counter()
    for row in one.formation.left:
        counts[row.sort, one.words.say(row.reason)] += 1
    yield "## Who is left without a place, and why"
    yield ""
    for (sort, told), count in sorted(counts.items(), key=lambda x: (-x[1], x[0])):
        if sort == "worker":
            yield f"* {count} people: {told}"
    yield ""
    machines = sum(n for (sort, _), n in counts.items() if sort == "machine")
    yield f"{machines} machines stay idle, each with its reason too."
    yield ""


def drawn(one: Winter) -> str:
    """Return the map as a picture that stands by itself."""
    from gungho.doors.web.charts import maps
    from gungho.doors.web.charts.land import CHINA

    at = {site.id: site.place for site in one.problem.sites}
    home = {row.id: row.place for row in one.problem.workers}
    people = Counter(home.values())
    sheds = Counter(at[row.site] for row in one.formation.proposals)
    moves: Counter[tuple[str, str]] = Counter()
    for row in one.formation.proposals:
        for member in row.members:
            if home[member.worker] != at[row.site]:
                moves[home[member.worker], at[row.site]] += 1
    points = {town: (lon, lat) for town, (lat, lon) in one.spots.items()}
    svg = maps.china_map(
        label="Six towns of the North-West: people without work and the co-ops "
        "proposed; lines show who would come from where.",
        places=[
            maps.Place(
                lon=points[town][0], lat=points[town][1], rank="strong",
                label=f"{one.words.place(town)} · {people[town]} → {sheds[town]}",
                symbol="coop" if sheds[town] else "port", tone="indigo",
            )
            for town in TOWNS
        ],
        routes=[
            maps.Route(points=(points[a], points[b]), state="plan",
                       width=1.0 + min(4.0, count / 10))
            for (a, b), count in sorted(moves.items())
        ],
        frame=maps.fitted(CHINA, list(points.values())),
    )  # fmt: skip
    return alone(str(svg))


def main(words: list[str]) -> None:
    """Write the page and its map, or the register, into a folder."""
    if words[:1] == ["register"]:
        for name, text in register().items():
            (Path(words[1]) / f"{name}.csv").write_text(text, "utf-8")
        return
    docs = Path(words[0]) if words else ROOT / "docs"
    one = winter()
    (docs / MAP).parent.mkdir(parents=True, exist_ok=True)
    (docs / MAP).write_text(drawn(one), "utf-8")
    (docs / PAGE).write_text(page(one), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
