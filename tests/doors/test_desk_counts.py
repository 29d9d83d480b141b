# SPDX-License-Identifier: Apache-2.0
"""Every count of a desk is the number of rows that it leads to, of one body or all."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from gungho.doors.desks import DESKS, LISTS
from gungho.store.jobs import ask_for
from gungho.store.reads.desks import QUEUES, books_of
from tests.support.desk_counts import counted, listed
from tests.support.goods import Desk, given, line
from tests.support.homes import FreshHome
from tests.support.pages import CLIENT, told
from tests.support.people import PASSWORD, account, holds, signed_in
from tests.support.rows_many import grow, movement_of
from tests.support.trade import GENERAL, confirmed, invoiced

BODIES = ("", "hk", "baoji", "elsewhere")
COMPLAINT = {"complaint": "c1", "invoice": "in1", "line": 0, "count": "20",
             "defect": "moth"}  # fmt: skip


def put(home: FreshHome, table: str, **values: Any) -> None:
    """Put down a row of what no entry tells."""
    names, marks = (
        ", ".join(f'"{one}"' for one in values),
        ", ".join("%s" for _ in values),
    )
    home.rows(f"INSERT INTO {table} ({names}) VALUES ({marks})", *values.values())


def wait_in_books(home: FreshHome, hub: Desk) -> None:
    """Let something wait in each queue that entries fill."""
    depot = hub.at("baoji")
    invoiced(confirmed(depot))
    grow(home, hub, range(3))
    depot.tell("complaint.raised", **COMPLAINT)
    lines = [given("9.00 CNC @ main", GENERAL), given("2 hand-loom @ hk", GENERAL)]
    hub.tell("gift.received", gift="two-lines", giver="giver-1", lines=lines)
    hub.tell("goods.dispatched", document="hk:later", receiver="baoji", place="hk",
             lines=[line("1 hand-loom", GENERAL)], due="1940-12-01")  # fmt: skip
    hub.tell("membership.asked", person="giver-9", recommended=[])
    depot.tell("gift.received", gift="lamps", lines=[
        given("5 hand-loom @ yard", GENERAL)])  # fmt: skip
    lot = home.rows("SELECT lot FROM p_lot WHERE source = 'lamps'")[0][0]
    depot.tell("lot.described", lot=lot, expires="1940-06-01")
    depot.tell("asset.lent", lending="k1", coop="baoji.0001", at="yard",
               due="1940-04-15", lines=[line("3 hand-loom", GENERAL)])  # fmt: skip
    depot.tell("cost.paid", cost="fee", cause="bank", currency="CNC", till="main",
               count="9900000", fund="hk:general", document="")  # fmt: skip
    depot.tell("need.withdrawn", need="open-1", reason="found")
    depot.tell("order.confirmed", order="order-1", parts=[], agent="", commission_ppm=0,
               levy_fund="", levy_ppm=0, difference="coops")  # fmt: skip
    home.clock.at("1940-05-10")


def wait_here(home: FreshHome) -> None:
    """Let something wait in each queue of this installation's own tables."""
    place = home.rows("SELECT book, body FROM journal_head ORDER BY body")
    for number, (book, body) in enumerate(place):
        put(home, "private_bank_line", mark=f"mark-{number}", salt=b"s", other="Lin",
            fingerprint=f"{number}", body=body, till="main", currency="CNC", text="in",
            day="1940-05-01", amount=900, reference="", taken="1940-05-01",
            place=number)  # fmt: skip
        put(home, "intake_finding", book=book, code="forked", place=number, body=body,
            sender="hk", proof="{}", learned="1940-05-01T00:00:00.000Z")  # fmt: skip
        put(home, "p_breach", book=book, seq=1, account=1, commodity=1, fund=1, lot="",
            count=1)  # fmt: skip
        put(home, "private_plan_draft", draft=f"draft-{number}", body=body,
            on="1940-05-01", made="1940-05-01", request='{"body": "hk"}',
            facts="", policy="{}",
            plan="", chosen="", told="", parent="",
            state="ready" if number else "making")  # fmt: skip
    now = datetime(1940, 5, 1, tzinfo=UTC)
    for job in ("one", "two"):
        ask_for(job, sort="plan", facts="{}", now=now)


@pytest.fixture
def waiting_home(fresh_home: FreshHome, monkeypatch: pytest.MonkeyPatch) -> FreshHome:
    """A home where something waits in every queue."""
    from gungho.node import wiring  # noqa: PLC0415 - after Django

    monkeypatch.setattr(wiring, "now", fresh_home.clock)
    wait_in_books(fresh_home, movement_of(fresh_home))
    wait_here(fresh_home)
    return fresh_home


def test_every_queue_has_a_list() -> None:
    """What can be counted is listed, and what is listed can be counted."""
    assert LISTS.keys() == QUEUES
    for one in DESKS.values():
        assert {*one.queues, *one.shared} <= QUEUES


@pytest.mark.usefixtures("waiting_home")
def test_every_count_is_the_number_of_rows_of_its_list() -> None:
    """Of each queue: of all that is heard, of two bodies, and of one unheard of."""
    found = {
        (queue, body): (counted(queue, body), listed(CLIENT, queue, body))
        for queue in LISTS
        for body in BODIES
        if body != "elsewhere"
    }
    assert {key: pair for key, pair in found.items() if pair[0] != pair[1]} == {}
    empty = {queue for queue in LISTS if not found[queue, ""][0]}
    assert empty <= {"late-entries"}, empty


@pytest.mark.usefixtures("waiting_home")
def test_what_waits_for_one_body_waits_for_all() -> None:
    """No body's count is above that of all, and the two bodies' are not the same."""
    for queue, told_at in LISTS.items():
        every, hub, depot = (counted(queue, body) for body in ("", "hk", "baoji"))
        assert max(hub, depot) <= every, queue
        if not told_at.body:
            assert hub == depot == every, queue
    assert counted("needs-open", "hk") == 0 < counted("needs-open", "baoji")
    assert counted("receipts-due", "baoji") == 0 < counted("receipts-due", "hk")


@pytest.mark.usefixtures("waiting_home")
def test_a_desk_tells_of_the_body_that_is_chosen() -> None:
    """The choice stands in the address, and every link of the desk keeps it."""
    every = told(CLIENT.get("/desks/committee/?body="))
    page = CLIENT.get("/desks/committee/?body=baoji")
    assert "All that is heard here" in every
    assert 'href="/gifts/?receipt=due&amp;committee=baoji"' in page.content.decode()
    assert 'href="/enter/pledge.made/?book=baoji"' in page.content.decode()
    assert "Receipts due 4" in every
    assert "Receipts due 0" in told(page)
    assert "of the whole movement" in told(CLIENT.get("/desks/hub/?body=hk"))
    assert 'href="/needs/?state=open"' in CLIENT.get(
        "/desks/hub/?body=hk"
    ).content.decode()  # fmt: skip


@pytest.mark.usefixtures("waiting_home")
def test_whoever_holds_an_office_finds_the_desk_of_that_body() -> None:
    """A role for a body opens its desk; one for a co-op that of its keeper's book."""
    who = account("clerk", password=PASSWORD)
    holds(who, "treasurer", body="baoji.0001")
    page = signed_in(who).get("/desks/committee/").content.decode()
    assert 'value="baoji" selected' in page
    assert books_of(["baoji.0001", "hk", "baoji", "nobody"]) == ["baoji", "hk"]


def test_a_loan_under_a_moratorium_is_late_from_its_moved_day(
    fresh_home: FreshHome,
) -> None:
    """The count reads the schedules of such loans, of one body as of all."""
    hub = movement_of(fresh_home)
    grow(fresh_home, hub, range(2))
    from gungho.store.reads.loans import count_late, loans  # noqa: PLC0415

    def late(day: str) -> list[int]:
        every = [one for one in loans(day=day) if one.stands == "late"]
        assert len(every) == count_late(today=day)
        return [len(every), count_late(today=day, body="hk")]

    assert late("1940-05-01") == [2, 0]
    hub.at("baoji").tell("moratorium.declared", moratorium="m", cause="campaign",
                         from_day="1940-04-10", until_day="1940-05-31")  # fmt: skip
    assert late("1940-05-02") == [0, 0]
    assert late("1940-07-01") == [2, 0]
