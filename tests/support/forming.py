# SPDX-License-Identifier: Apache-2.0
"""Small registers for tests of forming."""

from __future__ import annotations

from gungho.planning.forming import (
    FormProblem,
    Limits,
    Machine,
    Seat,
    ShedRecipe,
    Site,
    Tool,
    Way,
    Weights,
    Worker,
)

WEAVING = ShedRecipe(
    id="weaving",
    trade="weaver",
    least=7,
    most=9,
    seats=(
        Seat(role="leader", trade="weaver", leads=True, least=1, most=1),
        Seat(role="bookkeeper", keeps_books=True, least=1, most=1, may_miss=1),
        Seat(role="weaver", trade="weaver", grade=2, least=3, most=6),
        Seat(role="hand", least=0, most=3),
    ),
    tools=(Tool(kind="loom", count=2, may_miss=1),),
    room=50,
    materials={"yarn": 10},
    product="cloth",
    makes=20,
    loan=100_00,
)


def people(count: int, *, place: str = "baoji", **facts: object) -> list[Worker]:
    """Return weavers of the second grade, the first a leader, the next a clerk."""
    return [
        Worker(
            id=f"{place}.{at}",
            trade="weaver",
            place=place,
            grade=2,
            leads=at == 0,
            keeps_books=at == 1,
            **facts,  # type: ignore[arg-type]
        )
        for at in range(count)
    ]


def site(name: str = "temple", **facts: object) -> Site:
    """Return a site at Baoji with enough of everything for two sheds."""
    usual: dict[str, object] = {
        "place": "baoji",
        "room": 100,
        "materials": {"yarn": 20},
        "market": {"cloth": 40},
    }
    return Site(id=name, **(usual | facts))  # type: ignore[arg-type]


def looms(count: int, *, place: str = "baoji", **facts: object) -> list[Machine]:
    """Return looms."""
    return [
        Machine(id=f"loom.{place}.{at}", kind="loom", place=place, **facts)  # type: ignore[arg-type]
        for at in range(count)
    ]


def problem(
    workers: list[Worker] | None = None,
    machines: list[Machine] | None = None,
    sites: tuple[Site, ...] = (),
    recipes: tuple[ShedRecipe, ...] = (WEAVING,),
    ways: tuple[Way, ...] = (),
    **facts: object,
) -> FormProblem:
    """Return a register of eight weavers, two looms and one site, unless told."""
    return FormProblem(
        workers=tuple(people(8) if workers is None else workers),
        machines=tuple(looms(2) if machines is None else machines),
        sites=sites or (site(),),
        recipes=recipes,
        ways=ways,
        weights=facts.pop("weights", Weights()),  # type: ignore[arg-type]
        limits=facts.pop("limits", Limits(missing={"loom": 1, "yarn": 10})),  # type: ignore[arg-type]
    )
