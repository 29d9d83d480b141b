# SPDX-License-Identifier: Apache-2.0
"""Where depots should open, asked on a page: refused on the field, made, read, kept."""

from __future__ import annotations

import csv
import io
from typing import Any

import msgspec
import pytest
from django.test import Client

from gungho.doors import siting
from gungho.doors.siting import Asked, asked_of, outcome_of
from gungho.doors.working import SitingFacts, StoppedJob, pulse, work
from gungho.errors import Refusal
from gungho.store import jobs
from gungho.store.jobs import ALIVE
from gungho.store.sitings import siting_of, sitings
from tests.support.goods import Desk
from tests.support.homes import FreshHome
from tests.support.pages import CLIENT, told
from tests.support.people import account, holds, signed_in
from tests.support.planned import planned

CHINESE = Client(headers={"host": "127.0.0.1", "accept-language": "zh-hans"})
ASKED = {
    "day": "", "demand": "members", "kg": "10", "by": "cost", "each": "place",
    "capacity": "", "opening": "0", "depots": "", "whole": "no", "others": "",
    "seconds": "10", "at": ["hong-kong", "baoji"],
}  # fmt: skip


@pytest.fixture
def hub(fresh_home: FreshHome, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Two co-ops, a depot at Baoji, the hub, roads; jobs are done at once."""
    from gungho.node import wiring  # noqa: PLC0415 - after Django

    def done(job: str) -> None:
        work(job, clock=fresh_home.clock, witnessed=fresh_home.witness.seen())

    monkeypatch.setattr(wiring, "now", fresh_home.clock)
    monkeypatch.setattr(wiring, "start_job", done)
    hub = planned(fresh_home.books)
    hub.tell("place.noted", place="shuangshipu", lat_e4=2, lon_e4=2, role="town",
             region="northwest")  # fmt: skip
    hub.tell("route.opened", route="baoji-shuangshipu", source="baoji",
             target="shuangshipu", mode="road", days=2, capacity_kg=10_000, loss_ppm=0,
             cost_per_tonne=1000)  # fmt: skip
    return hub


def sent(client: Client = CLIENT, **typed: Any) -> Any:
    """Send the form, filled in as usual but for what is given."""
    return client.post("/siting/", ASKED | typed)


def asked(**typed: Any) -> str:
    """Ask for a siting; return the address where its outcome stands."""
    answer = sent(**typed)
    assert answer.status_code == 302, told(answer)
    job = CLIENT.get(answer.headers["Location"])
    assert job.status_code == 302, told(job)
    return str(job.headers["Location"])


def test_a_small_home_is_sited_to_its_proof(hub: Desk) -> None:
    """Baoji is nearer than the hub; the page says so in both languages."""
    address = asked()
    page = CLIENT.get(address)
    words = told(page)
    for one in (
        "One depot opens", "no choice costs less (proved)", "opens nothing by itself",
        "shuangshipu is served from baoji", "hong-kong stays closed",
        "What opens", "Who is served from where", "10 kg for each member",
    ):  # fmt: skip
        assert one in words, one
    assert "<svg" in page.content.decode()
    chinese = told(CHINESE.get(address))
    for one in ("没有更省的选择（已证明）", "不会自行开设", "由何处供应", "不设"):
        assert one in chinese, one
    row = siting_of(address.split("/")[-2])
    outcome = outcome_of(row)
    assert outcome.siting.open == ("baoji",)
    assert outcome.siting.proved
    assert str(outcome.siting.objective) == row.cost == "170"
    assert hub


def test_a_map_and_its_table_say_the_same(hub: Desk) -> None:
    """Each line of the table that crosses a road is a line of the map."""
    address = asked()
    page = CLIENT.get(address).content.decode()
    drawn = (
        page[page.index('<svg class="pic map"') :] if "<svg class=" in page else page
    )
    picture = drawn[: drawn.index("</svg>")]
    answer: Any = CLIENT.get(f"{address}?served.as=csv")
    heads, *rows = csv.reader(io.StringIO(b"".join(answer.streaming_content).decode()))
    assert heads[0].lstrip("\ufeff") == "Who is served"
    assert [(row[0], row[2], row[3]) for row in rows] == [
        ("shuangshipu", "baoji", "170"),
    ]  # fmt: skip
    assert picture.count('stroke="var(--indigo)"') == 1
    assert hub


def test_lists_of_a_siting_sort_and_are_taken_along(hub: Desk) -> None:
    """Each of the three, with its sentence of why."""
    address = asked(depots="1")
    for name, said in (("", "opens"), ("served.", "is served from"),
                       ("closed.", "stays closed")):  # fmt: skip
        assert CLIENT.get(f"{address}?{name}sort=-why").status_code == 200
        answer: Any = CLIENT.get(f"{address}?{name}as=csv")
        raw = b"".join(answer.streaming_content).decode()
        assert said in raw
        assert CLIENT.get(f"{address}?{name}as=xlsx").status_code == 200
    listed: Any = CLIENT.get("/siting/?as=csv")
    assert "exactly 1 depot" in b"".join(listed.streaming_content).decode()
    assert hub


@pytest.mark.parametrize(
    ("typed", "where", "said", "chinese"),
    [
        ({"day": "yesterday"}, "day", "yesterday", "yesterday"),
        ({"day": "1930-01-01"}, "demand", "nobody to serve", "没有要供应的对象"),
        ({"kg": "many"}, "kg", "from 1 to 1,000,000", "写一个整数"),
        ({"kg": "0"}, "kg", "from 1 to", "写一个整数"),
        ({"kg": "9" * 30}, "kg", "from 1 to", "写一个整数"),
        ({"capacity": "-5"}, "capacity", "from 1 to", "写一个整数"),
        ({"capacity": "5"}, "capacity", "have room for 10", "只容 10"),
        (
            {"capacity": "100", "whole": "yes", "others": "shuangshipu"},
            "capacity",
            "largest depot",
            "最大仓库",
        ),
        ({"opening": "much"}, "opening", "much", "much"),
        ({"opening": "1.555"}, "opening", "1.555", "1.555"),
        ({"opening": "-1"}, "opening", "zero or more", "零或更大"),
        ({"depots": "3"}, "depots", "from 1 to 2", "1 到 2"),
        ({"depots": "1.5"}, "depots", "from 1 to", "写一个整数"),
        ({"others": "atlantis"}, "others", "atlantis", "atlantis"),
        ({"at": []}, "others", "no place where a depot", "没有可设仓库"),
        ({"seconds": "0"}, "seconds", "from 1 to 3,600", "写一个整数"),
        ({"by": "luck"}, "by", "Choose one", "请从列表中选择"),
        ({"demand": "hope"}, "demand", "Choose one", "请从列表中选择"),
    ],
)
@pytest.mark.engines("sqlite")
def test_bad_input_is_refused_on_its_field(
    hub: Desk, typed: dict[str, Any], where: str, said: str, chinese: str
) -> None:
    """In both languages; no job is put down, and what was typed stands there still."""
    for client, words in ((CLIENT, said), (CHINESE, chinese)):
        answer = sent(client, **typed)
        page = answer.content.decode()
        assert answer.status_code == 422
        at = page.index(f'id="{where}-error"')
        assert words in page[at : page.index("</span>", at)]
        for name, value in typed.items():
            if isinstance(value, str) and name not in ("by", "demand", "whole"):
                assert f'name="{name}" type="text" value="{value}"' in page
    assert page.count(" checked") == len(ASKED["at"] if "at" not in typed else [])
    assert jobs.jobs() == []
    assert hub


def test_what_only_the_roads_tell_fails_the_job(hub: Desk) -> None:
    """A place without a way is found out later, and said in both languages."""
    hub.tell("coop.founded", coop="hk.7", trade="textiles", place="macau",
             region="south", members=9, currency="CNC")  # fmt: skip
    answer = sent()
    assert answer.status_code == 302
    for client, words in ((CLIENT, "No candidate has a way to “macau”"),
                          (CHINESE, "没有一处候选地点能通到 “macau”")):  # fmt: skip
        assert words in told(client.get(answer.headers["Location"]))
    assert sitings() == []


def test_places_are_typed_by_id_or_name(hub: Desk) -> None:
    """With either comma; one that is ticked too stands once."""
    ident = asked(at=["baoji"], others="Shuangshipu， baoji、hong-kong").split("/")[-2]
    wanted = asked_of(siting_of(ident))
    assert wanted.candidates == ("baoji", "shuangshipu", "hong-kong")
    page = CLIENT.get(f"/siting/?again={ident}").content.decode()
    assert 'name="others" type="text" value="shuangshipu"' in page
    assert page.count(" checked") == 2
    assert CLIENT.get("/siting/?again=none").status_code == 200
    assert hub


def test_needs_days_and_each_coop_are_asked_for(hub: Desk) -> None:
    """Co-ops by themselves, what their needs weigh, days for money."""
    address = asked(demand="needs", each="co-op", by="days", opening="0.5", whole="yes")
    words = told(CLIENT.get(address))
    assert "what the needs ask, by weight" in words
    assert "0.50 tonne-days" in words
    assert "baoji.0001 shuangshipu" in words
    assert "吨日" in told(CHINESE.get(address))
    row = siting_of(address.split("/")[-2])
    coops = ("baoji.0001", "baoji.0002")
    assert outcome_of(row).places == dict.fromkeys(coops, "shuangshipu")
    assert hub


def test_a_siting_that_was_stopped_or_cut_short_is_made_again(
    hub: Desk, fresh_home: FreshHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It keeps nothing; asked for again it keeps one, under the same id."""
    from gungho.node import wiring  # noqa: PLC0415

    monkeypatch.setattr(wiring, "start_job", lambda _job: None)
    assert sent().status_code == 302
    (job,) = jobs.jobs()
    jobs.stop(job.job, now=fresh_home.clock())
    with pytest.raises(Refusal, match=r"job\.taken"):
        work(job.job, clock=fresh_home.clock, witnessed={})
    assert jobs.again(job.job, now=fresh_home.clock())
    facts = msgspec.json.decode(job.facts, type=SitingFacts)
    late = fresh_home.clock() + 2 * ALIVE
    jobs.take(job.job, now=fresh_home.clock())
    assert jobs.offer_again(now=late) == [job.job]
    done = work(job.job, clock=fresh_home.clock, witnessed={})
    assert done.result == f"/siting/{facts.ident}/"
    assert [row.siting for row in sitings()] == [facts.ident]
    siting.made(facts.ident, facts.asked, now=fresh_home.clock(), tell=print)
    assert [row.siting for row in sitings()] == [facts.ident]
    assert hub


def test_who_stops_a_siting_is_heard_while_it_settles(hub: Desk) -> None:
    """What the telling raises ends it, and nothing is kept."""

    def stopped(_code: str, _done_ppm: int) -> None:
        raise StoppedJob

    wanted = Asked(day="1942-01-01", candidates=("baoji",))
    with pytest.raises(StoppedJob):
        siting.made("siting-1", wanted, now=pulse(), tell=stopped)
    assert sitings() == []
    assert hub


def test_a_siting_that_is_gone_is_not_found(hub: Desk) -> None:
    """Nor is one that never was."""
    assert CLIENT.get("/siting/none/").status_code == 404
    assert CLIENT.get(asked()).status_code == 200
    assert hub


@pytest.mark.engines("sqlite")
def test_only_who_proposes_plans_asks_for_sitings(hub: Desk) -> None:
    """A bookkeeper sees them and has no form; a stranger sees nothing of them."""
    address = asked()
    officer, clerk, trader = account("lin"), account("wang"), account("zhao")
    holds(officer, "supply")
    holds(clerk, "bookkeeper")
    holds(trader, "trader")
    assert 'id="ask"' in signed_in(officer).get("/siting/").content.decode()
    assert sent(signed_in(officer)).status_code == 302
    reader = signed_in(clerk)
    assert 'id="ask"' not in reader.get("/siting/").content.decode()
    assert reader.get(address).status_code == 200
    assert sent(reader).status_code == 403
    assert signed_in(trader).get(address).status_code == 403
    assert hub
