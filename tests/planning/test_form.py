# SPDX-License-Identifier: Apache-2.0
"""Forming proposes sheds that can live, and says why of everyone left over."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from gungho.errors import Refusal
from gungho.planning.forming import (
    Limits,
    Machine,
    Seat,
    Site,
    Way,
    Worker,
    check_formation,
    form,
)
from tests.support.forming import WEAVING, looms, people, problem, site


def left(formation: object, sort: str = "worker") -> Counter[str]:
    """Count the reasons of who is left."""
    rows = formation.left  # type: ignore[attr-defined]
    return Counter(
        row.reason.code.removeprefix("form.left.") for row in rows if row.sort == sort
    )


def test_eight_weavers_and_two_looms_make_a_shed() -> None:
    """Everyone sits, the looms stand there, and the first order is the shed's month."""
    found = form(problem(), seed=1)
    (shed,) = found.proposals
    assert len(shed.members) == 8
    assert shed.machines == ("loom.baoji.0", "loom.baoji.1")
    assert shed.order == ("cloth", 20)
    assert shed.spare == 1
    assert [(one.sort, one.piece, one.count) for one in shed.missing] == [
        ("loan", "loan", 100_00)
    ]
    assert found.points == found.bound == 8000
    assert found.gap_ppm == 0
    assert found.complete


def test_six_are_too_few_and_are_told_so() -> None:
    """Seven is the fewest that the rules allow."""
    found = form(problem(people(6)), seed=1)
    assert found.proposals == ()
    assert left(found) == {"people": 6}
    assert left(found, "machine") == {"people": 2}


def test_a_bookkeeper_may_be_asked_for_and_a_leader_may_not() -> None:
    """What may be missing is missing; what may not be keeps the shed away."""
    clerkless = [replace(row, keeps_books=False) for row in people(8)]
    (shed,) = form(problem(clerkless), seed=1).proposals
    assert ("role", "bookkeeper", 1) in [
        (one.sort, one.piece, one.count) for one in shed.missing
    ]
    leaderless = [replace(row, leads=False) for row in people(8)]
    found = form(problem(leaderless), seed=1)
    assert found.proposals == ()
    assert left(found) == {"seat": 8}


def test_one_loom_may_be_asked_for_within_the_limit() -> None:
    """The second loom is missing; where none may be asked for, no shed is proposed."""
    (shed,) = form(problem(machines=looms(1)), seed=1).proposals
    assert ("machine", "loom", 1) in [
        (one.sort, one.piece, one.count) for one in shed.missing
    ]
    strict = problem(machines=looms(1), limits=Limits(missing={"loom": 0}))
    assert form(strict, seed=1).proposals == ()
    assert left(form(strict, seed=1)) == {"machine": 8}


def test_a_household_goes_whole_or_stays_whole() -> None:
    """A couple of which one will not move is not parted."""
    near = people(8)
    far = [
        Worker(id=name, trade="weaver", place="xian", grade=2, household="wang",
               moves=moves)
        for name, moves in (("one", True), ("two", False))
    ]  # fmt: skip
    ways = (Way(source="xian", target="baoji", days=3),)
    found = form(problem([*near, *far], ways=ways), seed=1)
    assert {"one", "two"}.isdisjoint(
        member.worker for row in found.proposals for member in row.members
    )
    assert left(found)["stays"] == 2
    willing = [replace(row, moves=True) for row in far]
    found = form(problem([*near[:7], *willing], ways=ways), seed=1)
    assert found.placed == 9


def test_nobody_is_sent_into_danger_or_too_far() -> None:
    """A site past the limit is closed, and a way past the limit is none."""
    risky = form(problem(sites=(site(danger=7),)), seed=1)
    assert risky.proposals == ()
    assert left(risky) == {"danger": 8}
    far = problem(
        people(8, place="xian"), ways=(Way(source="xian", target="baoji", days=8),)
    )
    assert left(form(far, seed=1)) == {"no-site": 8}


def test_fewer_days_on_the_road_are_better() -> None:
    """Of two places with weavers the nearer ones are asked."""
    ways = (
        Way(source="xian", target="baoji", days=6),
        Way(source="fengxiang", target="baoji", days=1),
    )
    rows = [*people(8, place="xian"), *people(8, place="fengxiang")]
    small = replace(WEAVING, most=8)
    found = form(
        problem(rows, sites=(site(room=50),), recipes=(small,), ways=ways), seed=1
    )
    (shed,) = found.proposals
    assert all(one.worker.startswith("fengxiang") for one in shed.members)


def test_a_machine_that_cannot_be_moved_is_used_where_it_stands() -> None:
    """A fixed loom elsewhere stays, with its reason."""
    ways = (Way(source="xian", target="baoji", days=2),)
    fixed = [*looms(1), *looms(1, place="xian", portable=False)]
    found = form(problem(machines=fixed, ways=ways), seed=1)
    assert found.proposals[0].machines == ("loom.baoji.0",)
    assert left(found, "machine") == {"machine-fixed": 1}
    other = Machine(id="press", kind="press", place="baoji")
    found = form(problem(machines=[*looms(2), other]), seed=1)
    assert left(found, "machine") == {"no-recipe": 1}


@pytest.mark.parametrize(
    ("facts", "bar"),
    [
        ({"room": 49}, "room"),
        ({"market": {"cloth": 19}}, "market"),
        ({"materials": {}}, ""),
    ],
)
def test_a_site_bears_what_it_bears(facts: dict[str, object], bar: str) -> None:
    """Room and market end it; yarn may be asked for up to its limit."""
    found = form(problem(sites=(site(**facts),)), seed=1)
    if bar:
        assert found.proposals == ()
        assert left(found) == {bar: 8}
    else:
        gone = {one.piece: one.count for one in found.proposals[0].missing}
        assert gone["yarn"] == 10


def test_power_ends_it() -> None:
    """A shed that needs power is not proposed where there is none."""
    powered = replace(WEAVING, power=100)
    found = form(problem(recipes=(powered,), sites=(site(power=99),)), seed=1)
    assert left(found) == {"power": 8}
    found = form(problem(recipes=(powered,), sites=(site(power=100),)), seed=1)
    assert len(found.proposals) == 1


def test_a_trade_nobody_asks_for_is_told() -> None:
    """Who fits no seat is told so, and so is who lives with them."""
    strict = replace(WEAVING, seats=WEAVING.seats[:-1])
    smith = Worker(id="smith", trade="smith", place="baoji", household="li")
    wife = Worker(id="wife", trade="weaver", place="baoji", grade=2, household="li")
    found = form(problem([*people(8), smith, wife], recipes=(strict,)), seed=1)
    assert left(found) == {"no-seat": 1, "home-no-seat": 1}


def test_nothing_at_all_is_a_plain_answer() -> None:
    """No people, no machines, no sites, no recipes: no proposals, no bound."""
    found = form(problem([], []), seed=1)
    assert (found.proposals, found.left, found.points, found.bound) == ((), (), 0, 0)
    bare = replace(problem(), sites=(), recipes=())
    found = form(bare, seed=1)
    assert found.proposals == ()
    assert left(found) == {"no-seat": 8}
    assert left(found, "machine") == {"no-recipe": 2}


def test_absurd_numbers_are_borne_or_refused() -> None:
    """A site of a billion square metres is a site; a count past all counts is not."""
    vast = site(room=10**12, power=10**12, market={"cloth": 10**12},
                materials={"yarn": 10**12})  # fmt: skip
    assert form(problem(sites=(vast,)), seed=1).placed == 8
    greedy = replace(WEAVING, materials={"yarn": 10**12})
    assert form(problem(recipes=(greedy,)), seed=1).proposals == ()
    for bad in (-1, 2**53):
        with pytest.raises(Refusal, match=r"form\.count"):
            problem(sites=(site(room=bad),))


def test_a_hundred_thousand_equal_people_are_formed() -> None:
    """Equal people are one party, so their number costs no search."""
    rows = [
        Worker(id=str(at), trade="weaver", place="baoji", grade=2, leads=True)
        for at in range(100_000)
    ]
    wide = site(room=10**7, market={"cloth": 10**7}, materials={"yarn": 10**7})
    limits = Limits(missing={"bookkeeper": 10**6, "loom": 0})
    found = form(problem(rows, looms(30_000), sites=(wide,), limits=limits), seed=1)
    assert found.placed == 100_000
    assert found.complete


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ({"workers": [*people(1), *people(1)]}, "form.duplicate"),
        (
            {"workers": [
                Worker(id="a", trade="weaver", place="baoji", household="li"),
                Worker(id="b", trade="weaver", place="xian", household="li"),
            ]},
            "form.household-apart",
        ),
        ({"recipes": (replace(WEAVING, least=6),)}, "form.members"),
        ({"recipes": (replace(WEAVING, least=10),)}, "form.members"),
        ({"recipes": (replace(WEAVING, seats=WEAVING.seats[:1]),)}, "form.seats"),
        ({"recipes": (replace(WEAVING, seats=WEAVING.seats[1:]),)}, "form.leader"),
        (
            {"recipes": (replace(
                WEAVING, seats=(*WEAVING.seats, Seat(role="x", least=2, most=1))),)},
            "form.seat",
        ),
        (
            {"recipes": (replace(
                WEAVING, tools=(replace(WEAVING.tools[0], may_miss=3),)),)},
            "form.tool",
        ),
        ({"sites": (Site(id="a", place="b", room=1, danger=10),)}, "form.count"),
        ({"workers": [Worker(id="a", trade="b", place="c", grade=10)]}, "form.count"),
    ],
)  # fmt: skip
def test_rows_that_contradict_themselves_are_refused(
    rows: dict[str, object], code: str
) -> None:
    """Nothing is guessed: the row is named."""
    with pytest.raises(Refusal) as told:
        problem(**rows)  # type: ignore[arg-type]
    assert told.value.code == code


def test_out_of_time_the_best_so_far_is_sound() -> None:
    """With no time at all there is an answer that the checker accepts."""
    case = problem(people(40), looms(9))
    found = form(case, seed=1, seconds=0.0)
    assert check_formation(case, found) == ()
    assert found.bound >= found.points
