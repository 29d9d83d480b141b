# SPDX-License-Identifier: Apache-2.0
"""Everything with a name is found, save what is held."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from django.test import Client

from gungho.actions.keep_card import make_card
from gungho.doors.cli.main import cli
from tests.store.test_papers import OpenNode
from tests.support.goods import Desk
from tests.support.homes import FreshHome
from tests.support.pages import CLIENT, told
from tests.support.trade import exporter, order


@pytest.fixture
def desk(fresh_home: FreshHome) -> Desk:
    """An exporter with an order, and letters: one open, one that is held."""
    cards = [
        make_card(text, subject="t", salts=lambda: b"s" * 16)
        for text in ("From Paoki · 宝鸡来信", "A secret of Shandan 山丹")
    ]
    fresh_home.books.keep_cards(cards)
    desk = exporter(fresh_home.books)
    desk.tell("order.placed", **order())
    for name, card, about in zip(("l1", "l2"), cards, ([], ["p1"]), strict=True):
        desk.tell("letter.kept", letter=name, way="received", partner="london",
                  language="en", text=card.commitment, about=about,
                  answers="")  # fmt: skip
    return desk


def test_names_and_texts_are_found_in_either_script(
    desk: Desk, fresh_home: FreshHome
) -> None:
    """By pinyin or signs; a held letter is not found by its text."""

    def ask(*words: str) -> list[str]:
        answer = CliRunner().invoke(
            cli, ["search", *words, "--json"], obj=OpenNode(fresh_home)
        )
        return [one["title"] for one in json.loads(answer.output)]

    assert "l1" in ask("Pao-chi")
    assert "l1" in ask("宝鸡")
    assert ask("or1") == ["or1"]
    assert ask("Shandan") == []
    words = CliRunner().invoke(cli, ["search", "nowhere"], obj=OpenNode(fresh_home))
    assert "another spelling" in words.output
    words = CliRunner().invoke(cli, ["search", "or1"], obj=OpenNode(fresh_home))
    assert "/trade/or1/" in words.output


def test_search_has_a_page_in_both_languages(desk: Desk) -> None:
    """Empty, with findings, and without."""
    assert "What do you look for?" in told(CLIENT.get("/search/"))
    page = CLIENT.get("/search/?q=or1").content.decode()
    assert 'href="/trade/or1/"' in page
    assert "Nothing fits" in told(CLIENT.get("/search/?q=qqqq"))
    chinese = Client(headers={"host": "127.0.0.1", "accept-language": "zh-hans"})
    assert "订单" in told(chinese.get("/search/?q=or1"))
