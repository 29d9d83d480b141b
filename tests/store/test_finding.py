# SPDX-License-Identifier: Apache-2.0
"""Entries are found by a sum or a day, by an index, and only by who may see them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gungho.actions.acting import Acting, Held, acting_as
from gungho.doors import searching
from gungho.doors.cli.main import cli
from gungho.doors.searching import results
from gungho.store.reads import finding
from gungho.store.reads.query import fetch
from tests.store.test_papers import OpenNode
from tests.support.giving import given_in_full
from tests.support.goods import Desk, given
from tests.support.homes import FreshHome
from tests.support.pages import CLIENT, told

GENERAL = "hk:general"


@pytest.fixture
def hub(fresh_home: FreshHome) -> Desk:
    """A hub with gifts of several sums on two days, a pledge and a need."""
    desk = given_in_full(fresh_home)
    lines = [given("1250.00 HKD @ main", GENERAL)]
    desk.tell("gift.received", gift="g-hk", lines=lines, _happened="1940-02-03")
    lines = [given("1250.00 GBP @ main", GENERAL)]
    desk.tell("gift.received", gift="g-gb", lines=lines, _happened="1940-02-29")
    lines = [given("1250 hand-loom @ hk", GENERAL)]
    desk.tell("gift.received", gift="g-loom", lines=lines, _happened="1940-03-01")
    return desk


def found(asked: str) -> list[str]:
    """Return the subjects of the entries that fit."""
    return [hit.entry.subject for hit in results(asked, language="en").entries]


def test_a_sum_finds_its_entries_in_any_unit(hub: Desk) -> None:
    """Of every commodity, of those a sign may mean, or of the one that is named."""
    assert found("1,250") == ["g-loom", "g-gb", "g-hk"]
    assert found("$1,250") == found("HK$1,250.00") == found("1250 HKD") == ["g-hk"]
    assert found("£1,250.00") == ["g-gb"]
    assert (
        found("1250 hand-loom")
        == found("1,250 pieces")
        == found("1250 件")
        == ["g-loom"]
    )
    assert found("£1,250.01") == found("1250 JPY") == found("1250 ghosts") == []
    assert found("6 CNC") == ["p"]  # a pledge moves nothing, and is found


def test_a_need_is_found_by_what_it_asks_for(hub: Desk) -> None:
    """What is asked for is no booking either."""
    depot = hub.at("baoji")
    coop = fetch("SELECT coop FROM p_coop")[0][0]
    inputs = [{"commodity": "hand-loom", "count": "77"}]
    depot.tell("need.stated", need="n-77", coop=coop, activity="weaving", units=1,
               purpose="production", inputs=inputs)  # fmt: skip
    assert found("77") == ["n-77"] or found("77") == [coop]
    assert found("78") == []


def test_a_day_or_a_month_finds_what_happened(hub: Desk) -> None:
    """To the last day of the month and no further."""
    assert found("3 February 1940") == found("1940-02-03") == ["g-hk"]
    assert found("February 1940") == found("1940年2月") == ["g-gb", "g-hk"]
    assert found("1941-05") == []


def test_more_is_counted_and_not_read_past_a_bound(
    hub: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sixty at most stand there; how many more is told, or that it is a least."""
    every = results("1940-04", language="en", most=5)
    assert len(every.entries) == 5
    total = fetch("""SELECT COUNT(*) FROM p_entry_row WHERE "on" LIKE '1940-04%%'""")
    assert every.more == total[0][0] - 5
    assert not every.is_least
    monkeypatch.setattr(finding, "COUNTED_MOST", 7)
    least = results("1940-04", language="en", most=5)
    assert (len(least.entries), least.more, least.is_least) == (5, 2, True)


def test_queries_do_not_grow_and_go_by_an_index(hub: Desk) -> None:
    """The same few for one entry or many; each is answered by an index."""

    def asked(text: str) -> list[str]:
        results(text, language="en")  # names are read once for each state
        with CaptureQueriesContext(
            connection,
        ) as caught:
            results(text, language="en")
        return [str(one["sql"]) for one in caught.captured_queries]

    assert len(asked("1940-04")) == len(asked("1940-02-03")) <= 10
    assert len(asked("1,250")) == len(asked("HK$1,250.00")) <= 10
    for text, indexes in (
        ("1940-02", ("entry_row_day",)),
        ("1,250", ("posting_row_sum", "pledge_sum", "need_input_sum")),
    ):
        plan = _plan(next(one for one in asked(text) if "h.body, e.seq" in one))
        for index in indexes:
            assert index in plan, plan


def _plan(statement: str) -> str:
    """Return how the engine would answer, were the tables large."""
    if connection.vendor == "sqlite":
        return str(fetch(f"EXPLAIN QUERY PLAN {statement.replace('%', '%%')}"))
    fetch("SELECT set_config('enable_seqscan', 'off', false)")
    try:
        return str(fetch(f"EXPLAIN {statement.replace('%', '%%')}"))
    finally:
        fetch("SELECT set_config('enable_seqscan', 'on', false)")


def test_the_page_and_the_command_say_the_same(
    hub: Desk, fresh_home: FreshHome
) -> None:
    """With the sum, the day and the way to the gift, in both languages."""
    page = CLIENT.get("/search/", {"q": "HK$1,250"})
    assert "3 February 1940" in told(page)
    assert "HKD 1,250.00" in told(page)
    assert 'href="/gifts/g-hk/"' in page.content.decode()
    chinese = Client(headers={"host": "127.0.0.1", "accept-language": "zh-hans"})
    assert "1940年2月3日" in told(chinese.get("/search/", {"q": "1940年2月3日"}))
    answer = CliRunner().invoke(
        cli, ["search", "HK$1,250", "--json"], obj=OpenNode(fresh_home)
    )
    rows: list[dict[str, Any]] = json.loads(answer.output)
    assert [(one["sort"], one["href"]) for one in rows] == [("entry", "/gifts/g-hk/")]
    words = CliRunner().invoke(cli, ["search", "1940-04"], obj=OpenNode(fresh_home))
    assert "1 April 1940" in words.output


def test_a_code_is_found_as_it_is_written(hub: Desk) -> None:
    """Whole or its beginning, its dashes and all."""

    def named(asked: str) -> list[str]:
        return [one.title for one, _ in results(asked, language="en").named]

    assert named("G-HK") == ["g-hk"]
    assert named("g-")[:1] != []
    assert set(named("g-")) >= {"g-hk", "g-gb", "g-loom"}


def test_who_may_not_see_finds_nothing(hub: Desk) -> None:
    """A trader sees no journal and no gift; an auditor sees both."""

    def as_role(role: str, asked: str) -> tuple[int, int]:
        held = (Held(role=role, body="", office=role),)
        with acting_as(Acting(person="p-x", held=held)):
            got = results(asked, language="en")
        return len(got.named), len(got.entries)

    assert as_role("auditor", "1,250") == (0, 3)
    assert as_role("trader", "1,250") == (0, 0)
    assert as_role("auditor", "g-hk")[0] == 1
    assert as_role("trader", "g-hk")[0] == 0
    assert set(searching.PAGES.values()) <= {
        "coop", "committee", "fund", "friends", "order", "trade", "gift"
    }  # fmt: skip
