# SPDX-License-Identifier: Apache-2.0
"""The formation desk: read, propose, answer, change, found, erase, without a script."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import override

from gungho.doors import forming, working
from gungho.store import jobs
from gungho.store.forming import proposal_of
from gungho.store.reads.query import fetch
from gungho.store.reads.register import kept_proposals, register, worker_names
from tests.store.test_register import MACHINES, NOW, PEOPLE, SECRET, SITES
from tests.support.goods import Desk, movement
from tests.support.homes import FreshHome
from tests.support.pages import CLIENT, told

# What has no name of its own in these books stands as its code.
NAMES = set("baoji Temple Cave hand loom cotton yarn cloth CNC hub CSV Excel".split())
pytestmark = pytest.mark.engines("sqlite")


@pytest.fixture
def depot(fresh_home: FreshHome, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A depot at Baoji, at a machine without accounts."""
    _, depot = movement(fresh_home.books)
    fresh_home.clock.at("1940-06-01")
    for place, lat, lon in (("baoji", 343600, 1072400), ("xian", 342700, 1089500)):
        depot.tell(
            "place.noted", place=place, lat_e4=lat, lon_e4=lon, role="town",
            region="northwest", card="", standing="kept", cited="",
        )  # fmt: skip
    from gungho.node import wiring  # noqa: PLC0415 - after Django is set up

    monkeypatch.setattr(wiring, "clock_of", lambda: fresh_home.clock)
    monkeypatch.setattr(wiring, "start_job", lambda _job: None)
    monkeypatch.setattr(wiring, "_make_books", lambda: fresh_home.books)
    return depot


def sent(text: str) -> Any:
    """Send a file to the desk."""
    file = SimpleUploadedFile("people.csv", text.encode())
    return CLIENT.post("/formation/", {"do": "read", "register": file})


def proposed() -> str:
    """Read the register, propose, and return the proposal."""
    for text in (PEOPLE, MACHINES, SITES):
        assert sent(text).status_code == 200
    forming.propose(seed=1, seconds=10, now=NOW, tell=lambda _: None)
    return kept_proposals()[0].proposal


def act(proposal: str, do: str, **facts: str) -> Any:
    """Press a button of a proposal."""
    return CLIENT.post(f"/formation/{proposal}/", {"do": do, **facts})


def test_an_empty_desk_teaches(depot: Desk) -> None:
    """It says what will stand here, and offers the next step."""
    page = told(CLIENT.get("/formation/"))
    assert "Proposed co-operatives will stand here." in page
    assert "Read a spreadsheet" in page


def test_a_file_is_read_and_its_faults_are_told(depot: Desk) -> None:
    """What was taken, what was not and why; a broken file is refused plainly."""
    page = told(sent(PEOPLE + "小孩,织布,,宝鸡,,,,\n,织布,,宝鸡,,,,\n"))
    assert "10 new" in page
    assert "no name" in page
    assert "0 new, 9 known already" in told(sent(PEOPLE))
    refused = sent("nothing,here\n1,2\n")
    assert refused.status_code == 422
    assert "No sheet says what it is" in told(refused)
    assert CLIENT.post("/formation/", {"do": "read"}).status_code == 422


def test_proposals_are_asked_for_as_long_work(
    depot: Desk, fresh_home: FreshHome
) -> None:
    """The page answers at once; the job forms, and leads back to the desk."""
    for text in (PEOPLE, MACHINES, SITES):
        sent(text)
    answer = CLIENT.post("/formation/", {"do": "propose"})
    assert answer.status_code == 302
    (job,) = jobs.jobs()
    done = working.work(job.job, clock=fresh_home.clock, witnessed={})
    assert done.result == "/formation/"
    assert len(kept_proposals()) == 1


def test_the_desk_shows_who_could_meet_and_why(depot: Desk) -> None:
    """Proposal, why, what is missing, how good it is, and a map by place."""
    proposed()
    answer = CLIENT.get("/formation/")
    page = told(answer)
    for words in (
        "baoji weavers", "Skill: 9 of 9 people know the trade.", "1 hand-loom"
        if "1 hand-loom" in page else "hand-loom", "9 people have a place.",
        "0.00 %", "If 2 say no, the proposal still stands.",
    ):  # fmt: skip
        assert words in page, words
    assert SECRET not in page
    assert "<svg" in answer.content.decode()


def test_answers_and_the_founding_are_one_walk(depot: Desk) -> None:
    """Each says yes; then the co-op stands in the books."""
    proposal = proposed()
    assert act(proposal, "found", keeper="baoji").status_code == 422
    seats = proposal_of(proposal).seats
    answers = {f"answer.{seat.worker}": "yes" for seat in seats}
    assert act(proposal, "answer", how="rumour", **answers).status_code == 422
    assert act(proposal, "answer", how="in-person", **answers).status_code == 302
    page = told(CLIENT.get(f"/formation/{proposal}/"))
    assert "Everyone named has answered." in page
    assert SECRET in page
    done = act(proposal, "found", keeper="baoji", name="Weavers", name_zh="织布社")
    assert done.status_code == 302
    assert fetch("SELECT members FROM p_coop WHERE coop LIKE 'baoji.f-%'") == [(9,)]
    page = told(CLIENT.get(f"/formation/{proposal}/"))
    assert "Founded" in page
    assert "Found it" not in page


def test_a_change_that_breaks_says_what(depot: Desk) -> None:
    """Nothing is kept, and the page says which rule."""
    proposal = proposed()
    leader = next(s.worker for s in proposal_of(proposal).seats if s.role == "leader")
    answer = act(proposal, "change", remove=leader, site="")
    assert answer.status_code == 422
    assert "Nothing was changed. It would break:" in told(answer)
    assert len(proposal_of(proposal).seats) == 9
    other = next(
        site.id for site in register().sites if site.id != proposal_of(proposal).site
    )
    assert act(proposal, "change", site=other).status_code == 302
    assert proposal_of(proposal).site == other


def test_a_proposal_is_put_by_and_taken_up(depot: Desk) -> None:
    """Not now is a state that can be left again."""
    proposal = proposed()
    act(proposal, "put-by")
    assert "Put by" in told(CLIENT.get(f"/formation/{proposal}/"))
    act(proposal, "take-up")
    assert proposal_of(proposal).state == "draft"


def test_a_person_is_erased_from_the_page(depot: Desk) -> None:
    """The name is gone from the list and from the register."""
    proposal = proposed()
    person = next(n for n, name in worker_names().items() if name == SECRET)
    assert act(proposal, "erase", worker=person).status_code == 302
    assert SECRET not in told(CLIENT.get(f"/formation/{proposal}/"))
    assert act(proposal, "erase", worker=person).status_code == 422


def test_no_such_proposal_is_not_found(depot: Desk) -> None:
    """An address that leads nowhere says so."""
    assert CLIENT.get("/formation/none/").status_code == 404


@pytest.mark.parametrize("path", ["/formation/", "/formation/1/"])
def test_the_desk_speaks_chinese(depot: Desk, path: str) -> None:
    """Every sentence of both pages, not a word of English left in the main part."""
    proposed()
    with override("zh-hans"):
        answer = CLIENT.get(path, headers={"accept-language": "zh-CN"})
    main = answer.content.decode().partition("<main")[2].partition("</main>")[0]
    main = re.sub(r"<svg.*?</svg>", " ", main.partition(">")[2], flags=re.DOTALL)
    text = re.sub(r"<[^>]*>|&[a-z#0-9]+;", " ", main)
    english = set(re.findall(r"[A-Za-z]{3,}", text)) - NAMES
    assert {one for one in english if not re.fullmatch("[a-f]+", one)} == set()
