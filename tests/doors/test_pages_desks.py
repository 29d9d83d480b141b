# SPDX-License-Identifier: Apache-2.0
"""Desks tell what waits and lead to it, in both languages."""

from __future__ import annotations

import pytest
from django.test import Client

from gungho.doors.desks import DESKS, LISTS
from gungho.doors.forms import FORMS
from gungho.doors.reasons import codes
from gungho.store.reads.desks import QUEUES, Asked, waiting
from tests.support.goods import Desk, given
from tests.support.homes import FreshHome
from tests.support.pages import CLIENT, told
from tests.support.planned import planned

CHINESE = Client(headers={"host": "127.0.0.1", "accept-language": "zh-hans"})


@pytest.fixture
def hub(fresh_home: FreshHome) -> Desk:
    """A hub with a gift that has no receipt, and goods on the way."""
    hub = planned(fresh_home.books)
    hub.tell("gift.received", gift="g9", giver="p.giver",
             lines=[given("5.00 GBP @ main", "hk:general")])  # fmt: skip
    line = {"commodity": "spindle", "count": "5", "fund": "hk:general"}
    hub.tell("goods.dispatched", document="d1", receiver="baoji", place="hong-kong",
             due="1940-04-20", lines=[line])  # fmt: skip
    return hub


def test_every_desk_has_words_lists_and_forms() -> None:
    """Nothing leads nowhere, and nothing is a bare code."""
    for one in DESKS.values():
        assert {f"desk.{one.desk}", f"desk.told.{one.desk}"} <= codes()
        assert set(one.acts) <= set(FORMS)
        for queue in one.queues:
            assert queue in LISTS
            assert f"queue.{queue}" in codes()
            assert queue in QUEUES
        assert {f"desk.page.{page}" for page, _ in one.pages} <= codes()


def test_what_waits_is_counted(hub: Desk) -> None:
    """Until their day goods are on the way, after it they are overdue."""
    before = {one: waiting(one, Asked(today="1940-04-10")) for one in QUEUES}
    after = {one: waiting(one, Asked(today="1940-05-01")) for one in QUEUES}
    assert (before["on-the-way"], before["overdue"]) == (1, 0)
    assert (after["on-the-way"], after["overdue"]) == (0, 1)
    assert after["receipts-due"] == 1
    assert after["needs-open"] == 2
    hub.at("baoji").tell("need.withdrawn", need="n1", reason="found")
    assert waiting("needs-open", Asked(today="1940-05-01")) == 1


def test_desks_open_in_both_languages_and_lead_on(hub: Desk) -> None:
    """Each list that a queue names is there."""
    assert "Hub supply officer" in told(CLIENT.get("/desks/"))
    assert "things wait" in told(CLIENT.get("/desks/"))
    for one in DESKS.values():
        page = CLIENT.get(f"/desks/{one.desk}/")
        assert page.status_code == 200
        assert "待您办理" in told(CHINESE.get(f"/desks/{one.desk}/"))
    lists = {one.href() for one in LISTS.values()}
    for href in {*lists, *(href for one in DESKS.values() for _, href in
                                    one.pages)}:  # fmt: skip
        assert CLIENT.get(href).status_code == 200, href
    assert CLIENT.get("/desks/king/").status_code == 404
    assert hub
