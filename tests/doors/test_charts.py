# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import json
from datetime import date
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gungho.doors.web.charts import bars, land, lanes, maps, roads, sankey, wholebar
from gungho.doors.web.charts.svg import element, picture, written

NASTY = "<script>alert('x')</script> & \"quoted\""


def node(ident: str, column: int, label: str = "Yarn") -> sankey.Node:
    """A node of the flow."""
    return sankey.Node(id=ident, column=column, label=label, detail="HKD 1.00")


def link(source: str, target: str, value: int) -> sankey.Link:
    """A link of the flow."""
    return sankey.Link(source=source, target=target, value=value)


def parsed(markup: str) -> ElementTree.Element:
    """The markup as a tree; fails on what a page must not hold."""
    assert "nan" not in markup.lower()
    assert "style=" not in markup
    assert "<script" not in markup
    return ElementTree.fromstring(markup)


@st.composite
def flows(draw: st.DrawFn) -> tuple[list[sankey.Node], list[sankey.Link]]:
    """Three columns of nodes and links from each column to the next."""
    columns = [draw(st.integers(1, 6)) for _ in range(3)]
    nodes = [node(f"{c}.{i}", c) for c in range(3) for i in range(columns[c])]
    links = [
        link(f"{c}.{i}", f"{c + 1}.{j}", draw(st.integers(0, 10**9)))
        for c in range(2)
        for i in range(columns[c])
        for j in range(columns[c + 1])
        if draw(st.booleans())
    ]
    return nodes, links


@given(flows())
def test_bands_at_a_node_lie_beside_each_other_and_inside_it(
    flow: tuple[list[sankey.Node], list[sankey.Link]],
) -> None:
    """No two bands overlap at either end, and none leaves its node."""
    plan = sankey.layout(*flow, frame=sankey.WIDE)
    for bar in plan.bars:
        for end in ("source", "target"):
            spans = sorted(
                (y - band.width / 2, y + band.width / 2)
                for band in plan.bands
                if getattr(band.link, end) == bar.node.id
                for y in [band.y0 if end == "source" else band.y1]
            )
            for before, after in pairwise(spans):
                assert before[1] <= after[0] + 1e-6
            if spans:
                assert spans[0][0] >= bar.y - 1e-6
                assert spans[-1][1] <= bar.y + bar.height + 1e-6


@given(flows())
def test_bars_of_a_column_never_overlap_and_stay_in_the_drawing(
    flow: tuple[list[sankey.Node], list[sankey.Link]],
) -> None:
    """Bars keep their distance, and the drawing grows when they need room."""
    plan = sankey.layout(*flow, frame=sankey.PHONE)
    for column in range(3):
        here = sorted(
            (bar for bar in plan.bars if bar.node.column == column), key=lambda b: b.y
        )
        for before, after in pairwise(here):
            assert before.y + before.height < after.y
        if here:
            assert here[0].y >= 0
            assert here[-1].y + here[-1].height <= plan.height


@given(flows())
def test_every_sankey_is_well_formed(
    flow: tuple[list[sankey.Node], list[sankey.Link]],
) -> None:
    """Any flow gives XML that parses, on a wide page and on a phone."""
    for frame in (sankey.WIDE, sankey.PHONE):
        assert parsed(sankey.sankey(*flow, label="Flow", frame=frame)).tag == "svg"


def test_width_shows_value() -> None:
    """Twice the value is twice the width."""
    plan = sankey.layout(
        [node("a", 0), node("b", 1), node("c", 1)],
        [link("a", "b", 200), link("a", "c", 100)],
        frame=sankey.WIDE,
    )
    wide, narrow = (band.width for band in plan.bands)
    assert wide == pytest.approx(2 * narrow)
    assert plan.bars[0].height == pytest.approx(wide + narrow)


def test_nodes_are_ordered_so_that_bands_do_not_cross() -> None:
    """Two straight flows given crosswise are laid straight."""
    plan = sankey.layout(
        [node("a", 0), node("b", 0), node("d", 1), node("c", 1)],
        [link("a", "c", 5), link("b", "d", 5)],
        frame=sankey.WIDE,
    )
    at = {bar.node.id: bar.y for bar in plan.bars}
    assert (at["a"] < at["b"]) == (at["c"] < at["d"])


def test_words_in_charts_are_escaped() -> None:
    """What a giver wrote can never become markup."""
    markup = sankey.sankey([node("a", 0, NASTY)], [], label=NASTY)
    assert parsed(markup).attrib["aria-label"] == NASTY
    assert NASTY not in markup


def test_a_phone_shows_letters_in_reading_order() -> None:
    """Letters run down the columns, and go on after Z."""
    nodes = [node("a", 0), node("b", 1), node("c", 1)]
    links = [link("a", "b", 1), link("a", "c", 1)]
    assert sankey.letters(nodes, links) == {"a": "A", "b": "B", "c": "C"}
    assert sankey.letter(25) == "Z"
    assert sankey.letter(26) == "AA"


def test_folding_keeps_the_sum() -> None:
    """Small ends joined into one keep every unit."""
    nodes = [node("a", 0)] + [node(f"n{i}", 1) for i in range(9)]
    links = [link("a", f"n{i}", i + 1) for i in range(9)]
    kept, joined = sankey.folded(
        nodes, links, column=1, most=4, rest=node("rest", 1, "Others")
    )
    assert len(kept) == 5
    assert sum(one.value for one in joined) == sum(one.value for one in links)
    assert {one.target for one in joined} == {one.id for one in kept if one.column}


@given(st.lists(st.integers(0, 10**12), max_size=8))
def test_parts_of_the_whole_bar_fill_it(values: list[int]) -> None:
    """Widths and gaps add up to the whole width."""
    parts = [wholebar.Part(label="x", value=v, tone="arrived") for v in values]
    widths = wholebar.widths(parts)
    if widths:
        gaps = wholebar.GAP * (len(widths) - 1)
        assert sum(widths) + gaps == pytest.approx(wholebar.WIDTH)
        assert min(widths) > 0
    parsed(wholebar.whole_bar(parts, label="Whole"))


def test_small_bars_share_one_scale() -> None:
    """The tallest of all series fills its box; half as much is half as tall."""
    rows = [
        bars.Series(label="A", values=(5, 10), figure="15"),
        bars.Series(label=NASTY, values=(0, 5)),
    ]
    tree = parsed(bars.small_multiples(rows, ticks=("J", "F")))
    heights = [float(rect.attrib["height"]) for rect in tree.iter("rect")]
    assert heights == [50.0, 100.0, 0.0, 50.0]


def test_empty_charts_are_still_well_formed() -> None:
    """No input divides by nothing."""
    parsed(sankey.sankey([], [], label="Nothing"))
    parsed(sankey.sankey([node("a", 0)], [link("a", "a", 0)], label="Nothing"))
    parsed(wholebar.whole_bar([], label="Nothing"))
    parsed(bars.small_multiples([], ticks=()))
    parsed(bars.paired(bars.Pair(upper=0, lower=0), top=0))
    parsed(maps.world_map(label="Nothing", places=()))
    parsed(maps.china_map(label="Nothing", places=(), front="a"))
    day = date(1940, 7, 2)
    parsed(roads.roads([], first=day, last=day, today=day, label="x", today_word="x"))


def test_the_land_is_small_and_knows_no_border() -> None:
    """The file is under 120 KB and holds rings of land and lines of rivers only."""
    path = Path(land.__file__).with_name("land.json")
    assert path.stat().st_size < 120_000
    assert set(json.loads(path.read_text("ascii"))) == {"world", "china", "rivers"}


def test_a_place_lies_where_its_degrees_say() -> None:
    """West is left, north is up, the corner is the corner."""
    assert land.CHINA.xy((land.CHINA.west, land.CHINA.north)) == (0, 0)
    x, y = land.CHINA.xy((land.CHINA.east, land.CHINA.south))
    assert x == pytest.approx(land.CHINA.width)
    assert y == pytest.approx(land.CHINA.height, abs=1)


def test_labels_never_overlap_while_there_is_room() -> None:
    """Four places close together still read apart."""
    places = [
        maps.Place(lon=107 + i * 0.5, lat=34, label=f"Town {i}", symbol="coop")
        for i in range(4)
    ]
    tree = parsed(maps.china_map(label="Map", places=places))
    spots = [(t.attrib["x"], t.attrib["y"]) for t in tree.iter("text")]
    assert len(set(spots)) == 4


def test_two_of_one_name_in_one_place_share_a_label() -> None:
    """A hub and the committee beside it: both signs stand, the name once."""
    places = [
        maps.Place(lon=lon, lat=lat, label="Hong Kong", symbol=sign, href=f"/{sign}/")
        for lon, lat, sign in (
            (114, 22, "hub"),
            (114, 22, "committee"),
            (106, 40, "coop"),
        )
    ]
    tree = parsed(maps.china_map(label="Map", places=places))
    spots = [(t.attrib["x"], t.attrib["y"]) for t in tree.iter("text")]
    assert len(set(spots)) == len(spots) == 2
    named = [link.get("aria-label") for link in tree.iter("a")]
    assert sorted(named, key=str) == ["Hong Kong", None, None]


def test_a_minor_label_without_room_is_left_out_but_its_place_stays() -> None:
    """Where labels crowd, the place keeps its sign."""
    places = [
        maps.Place(lon=107, lat=34, label="A town of a long name", rank="minor")
        for _ in range(20)
    ]
    tree = parsed(maps.china_map(label="Map", places=places))
    assert len(list(tree.iter("rect"))) == 20
    assert len(list(tree.iter("text"))) < 20


@pytest.mark.parametrize("state", ["open", "risk", "closed", "plan"])
def test_each_state_of_a_road_has_its_own_style(state: roads.RoadState) -> None:
    """The map, its key and the timeline draw a state in the same colour."""
    colour = f"var(--{roads.TONES[state]})"
    route = maps.Route(points=((100, 25), (105, 30)), state=state)
    assert colour in maps.china_map(label="x", places=(), routes=[route])
    assert colour in maps.key([(state, "word")])
    span = roads.Span(first=date(1940, 1, 1), last=date(1940, 3, 1), state=state)
    drawn = roads.roads(
        [roads.Road(label="Road", spans=(span,))],
        first=date(1940, 1, 1),
        last=date(1940, 12, 31),
        today=None,
        label="x",
        today_word="today",
    )
    assert colour in drawn


def test_ships_from_london_go_by_the_cape() -> None:
    """The lane to Hong Kong rounds Africa and never cuts across Asia."""
    way = lanes.sea_lane((-0.13, 51.5), (114.16, 22.28))
    assert lanes.TURNS["cape"] in way
    assert way[0] == (-0.13, 51.5)
    assert way[-1] == (114.16, 22.28)


def test_every_turning_point_can_be_reached() -> None:
    """No port is cut off from Hong Kong by a hole in the net of lanes."""
    assert all(lanes.shortest(name, "kowloon") for name in lanes.TURNS)


def test_markup_is_escaped_once() -> None:
    """Text is escaped, markup made here is not escaped again."""
    inner = element("b", "a < b")
    assert element("p", inner) == "<p><b>a &lt; b</b></p>"
    assert element("i", title=NASTY).count("&lt;") == 2
    assert 'aria-hidden="true"' in picture(width=1, height=1, label="")


@pytest.mark.parametrize(("value", "text"), [(1.0, "1"), (0.25, "0.2"), (-0.01, "0")])
def test_numbers_are_written_short(value: float, text: str) -> None:
    """One decimal, no trailing zero, no minus before nothing."""
    assert written(value) == text


def test_a_drawing_with_links_is_a_group_of_them() -> None:
    """A reader by ear can open what a reader by eye can."""
    linked = sankey.Node(id="a", column=0, label="Co-op", href="/co-ops/baoji.0001/")
    assert parsed(sankey.sankey([linked], [], label="Flow")).attrib["role"] == "group"
    assert (
        parsed(sankey.sankey([node("a", 0)], [], label="Flow")).attrib["role"] == "img"
    )
