# SPDX-License-Identifier: Apache-2.0
"""The plan desk in a reader's hands: propose, choose, ask, prove, adopt."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from gungho.actions.record import record
from gungho.doors import drafting
from gungho.doors.working import work
from gungho.store import jobs
from gungho.store.drafts import drafts
from gungho.store.reads.commitments import commitments
from gungho.store.reads.plans import plan_heads
from tests.support.goods import Desk
from tests.support.homes import FreshHome
from tests.support.pages import CLIENT, told
from tests.support.planned import asks, planned

CHINESE = Client(headers={"host": "127.0.0.1", "accept-language": "zh-hans"})


@pytest.fixture
def hub(fresh_home: FreshHome, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A hub whose pages write here and whose jobs are done at once."""
    from gungho.node import wiring  # noqa: PLC0415 - after Django

    books = fresh_home.books

    def done(job: str) -> None:
        work(job, clock=fresh_home.clock, witnessed=fresh_home.witness.seen())

    monkeypatch.setattr(wiring, "submit", lambda command: record(books, command))
    monkeypatch.setattr(wiring, "now", fresh_home.clock)
    monkeypatch.setattr(wiring, "start_job", done)
    return planned(books, spindles=20, sold=False)


def proposed(**typed: str) -> str:
    """Ask for a draft and return its address."""
    answer = CLIENT.post("/plans/propose/", {"body": "hk", **typed})
    assert answer.status_code == 302
    job = CLIENT.get(answer.headers["Location"])
    assert job.status_code == 302, told(job)
    return str(job.headers["Location"])


def ticked(page: str) -> dict[str, Any]:
    """Return what a form would send as it stands."""
    return {
        "shown": re.findall(r'name="shown" value="(\d+)"', page),
        "take": re.findall(r'name="take" value="(\d+)" checked', page),
    }


def test_a_draft_is_proposed_apart_from_the_page_and_read(hub: Desk) -> None:
    """In both languages; with what is unmet, the supplies, and what it stands on."""
    address = proposed()
    page = CLIENT.get(address)
    words = told(page)
    for one in ("Draft, nothing has moved", "Proposed", "What stays unmet", "Spindle"
                if "Spindle" in words else "spindle", "Is it fair?"):  # fmt: skip
        assert one in words, one
    assert "草案，尚未动用" in told(CHINESE.get(address))
    listed = told(CLIENT.get("/plans/"))
    assert "ready to be looked at" in listed
    assert CLIENT.get("/plans/drafts/none/").status_code == 404
    assert told(CLIENT.get(f"{address}?line=0&start=x")).count("Proposed")
    assert hub


def test_a_choice_is_kept_checked_and_adopted(hub: Desk) -> None:
    """What is left out stays left out; what cannot be is said, not adopted."""
    address = proposed()
    form = ticked(CLIENT.get(address).content.decode())
    assert form["take"] == form["shown"]
    least = {**form, "take": form["take"][:1], "do": "keep"}
    assert CLIENT.post(address, least).status_code == 302
    (row,) = drafts()
    kept = drafting.kept(row.draft)
    assert kept.choice.left_out
    assert "lines accepted" in told(CLIENT.get(address))
    number = next(
        n for n, line in enumerate(kept.plan.lines) if line.commodity == "spindle"
    )
    wild = {**form, "do": "adopt", f"count.{number}": "999"}
    refused = CLIENT.post(address, wild)
    assert refused.status_code == 422
    assert "spindle" in told(refused)
    money = next(n for n, row in enumerate(kept.plan.lines) if row.commodity == "CNC")
    waste = CLIENT.post(address, {**form, "do": "adopt", f"count.{money}": "999"})
    assert "more CNC than it asked" in told(waste)
    assert not plan_heads()
    nonsense = {**form, "do": "keep", f"count.{number}": "many"}
    assert CLIENT.post(address, nonsense).status_code == 422
    adopted = CLIENT.post(address, {**form, "do": "adopt"})
    assert adopted.status_code == 302
    (head,) = plan_heads()
    assert (head.left_out, head.by_hand) == (0, 0)
    assert commitments(head.plan)
    page = told(CLIENT.get(str(adopted.headers["Location"])))
    assert "Still to be done" in page
    again = CLIENT.post(address, {**form, "do": "adopt"})
    assert again.status_code == 422
    assert len(plan_heads()) == 1
    assert hub


def test_a_question_is_answered_at_once_and_then_settled(hub: Desk) -> None:
    """A road that closes, a gift that comes; and the new draft says what it asks."""
    address = proposed()
    asked = CLIENT.get(f"{address}?road=hk-baoji&item=spindle&amount=10&place=baoji")
    words = told(asked)
    assert "At once, not settled yet" in words
    changes = re.findall(r'name="change" value="([^"]+)"', asked.content.decode())
    assert changes == ["close hk-baoji", "gift baoji spindle 10"]
    settled = CLIENT.post(address, {"do": "settle", "change": changes})
    job = CLIENT.get(str(settled.headers["Location"]))
    page = told(CLIENT.get(str(job.headers["Location"])))
    assert "close hk-baoji" in page
    limited = f"{address}?road=hk-baoji&limit=50&floor=1&region=northwest&weight=3"
    assert "If so" in told(CLIENT.get(limited))
    wrong = told(CLIENT.get(f"{address}?road=nowhere"))
    assert "There is no" in wrong
    assert hub


def test_why_is_proved_when_it_is_opened(hub: Desk) -> None:
    """For a need that lacks something; a full one has nothing to prove."""
    asks(hub.at("baoji"), "n3", "baoji.0002", units=2, purpose="start")
    address = proposed()
    kept = drafting.kept(address.rstrip("/").rpartition("/")[2])
    lacking = next(row.need for row in kept.plan.unmet if row.short)
    assert "Proved" in told(CLIENT.get(f"{address}why/{lacking}/"))
    assert CLIENT.get(f"{address}why/nobody/").status_code == 404
    assert CLIENT.get("/plans/drafts/none/why/n1/").status_code == 404


def test_a_draft_is_dropped(hub: Desk) -> None:
    """And is gone from the list."""
    address = proposed()
    assert CLIENT.post(address, {"do": "drop"}).status_code == 302
    assert not drafts()
    assert CLIENT.get(address).status_code == 404
    assert hub


def test_a_job_is_told_stopped_and_tried_again(
    hub: Desk, fresh_home: FreshHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its page looks again by itself while it is open, and leads on once it is done."""
    from gungho.node import wiring  # noqa: PLC0415

    started: list[str] = []
    monkeypatch.setattr(wiring, "start_job", started.append)
    answer = CLIENT.post("/plans/propose/", {"body": "hk"})
    address = str(answer.headers["Location"])
    page = CLIENT.get(address)
    assert (page.status_code, page.headers["Refresh"]) == (200, "2")
    assert "waiting" in told(page)
    draft = drafts()[0].draft
    assert CLIENT.get(f"/plans/drafts/{draft}/").status_code == 409
    CLIENT.post(address, {"do": "stop"})
    stopped = CLIENT.get(address)
    assert "Refresh" not in stopped.headers
    assert "stopped" in told(stopped)
    assert CLIENT.post(address, {"do": "stop"}).status_code == 302
    CLIENT.post(address, {"do": "again"})
    assert started == [started[0]] * 2
    ended = work(started[0], clock=fresh_home.clock, witnessed={})
    assert ended.state == "done"
    assert CLIENT.get(address).headers["Location"] == f"/plans/drafts/{draft}/"
    assert CLIENT.get(f"{address}?stay=1").status_code == 200
    assert "已完成" in told(CHINESE.get("/jobs/"))
    assert CLIENT.get("/jobs/none/").status_code == 404
    assert hub


def test_a_job_that_cannot_be_done_says_why(hub: Desk, fresh_home: FreshHome) -> None:
    """In both languages; the draft says so too."""
    request = drafting.Request(body="hk", changes=("close nowhere",))
    from gungho.doors.working import ask_for_draft  # noqa: PLC0415

    job = ask_for_draft(request, now=fresh_home.clock())
    assert work(job.job, clock=fresh_home.clock, witnessed={}).state == "failed"
    assert "nowhere" in told(CLIENT.get(f"/jobs/{job.job}/"))
    assert "nowhere" in told(CHINESE.get(f"/jobs/{job.job}/"))
    assert drafts()[0].state == "failed"
    assert "could not be made" in told(CLIENT.get("/plans/"))
    assert hub


def test_every_book_is_checked_as_a_job(hub: Desk, fresh_home: FreshHome) -> None:
    """And a sort that nobody knows is refused, not run."""
    jobs.ask_for("j1", sort="verify", facts="{}", now=fresh_home.clock())
    ended = work("j1", clock=fresh_home.clock, witnessed=fresh_home.witness.seen())
    assert (ended.state, ended.result) == ("done", "/journal/")
    jobs.ask_for("j2", sort="dance", facts="{}", now=fresh_home.clock())
    assert work("j2", clock=fresh_home.clock, witnessed={}).state == "failed"
    assert hub
