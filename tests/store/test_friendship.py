# SPDX-License-Identifier: Apache-2.0
"""Friendship as it is read: letters beside their translations, held ones without."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from django.test import Client

from gungho.actions.keep_card import make_card
from gungho.doors.cli.main import cli
from gungho.store.cards import erase_card
from tests.flows.test_friendship import letter, made
from tests.store.test_papers import OpenNode
from tests.support.goods import Desk, movement
from tests.support.homes import FreshHome
from tests.support.pages import CLIENT, told


@pytest.fixture
def hub(fresh_home: FreshHome) -> Desk:
    """A hub with a twinning, a visit and three letters, one of them about someone."""
    hub, _ = movement(fresh_home.books)
    fresh_home.clock.at("1940-12-01")
    texts = {"zh": "谢谢你们的织机。", "en": "Thank you for the looms.",
             "secret": "Mrs Wang is ill.", "report": "Ten workshops seen."}  # fmt: skip
    cards = {
        name: make_card(text, subject=f"x/{name}", salts=lambda: b"s" * 16)
        for name, text in texts.items()
    }
    fresh_home.books.keep_cards(list(cards.values()))
    marks = {name: card.commitment for name, card in cards.items()}
    hub.tell("agreement.made", **made(text=""))
    hub.tell("visit.made", visit="v1", partner="london", host="baoji",
             delegates=["p1", "p2"], places=["shuangshipu"], purpose="see-workshops",
             until="1940-04-20", costs=[], report=marks["report"])  # fmt: skip
    hub.tell("letter.kept", **letter(about=[], text=marks["zh"]))
    hub.tell("letter.translated", letter="l1", language="en", state="checked",
             translation=marks["en"])  # fmt: skip
    hub.tell("letter.kept", **letter(letter="l2", way="received", answers="l1",
                                     text=marks["secret"]))  # fmt: skip
    return hub


def test_letters_are_read_with_their_translation_and_held_ones_without_text(
    hub: Desk, fresh_home: FreshHome
) -> None:
    """On the page, in words and as data; what was erased is gone."""
    found = CliRunner().invoke(cli, ["friends", "--json"], obj=OpenNode(fresh_home))
    read = json.loads(found.output)
    by_name = {one["letter"]: one for one in read["letters"]}
    assert by_name["l1"]["original"] == "谢谢你们的织机。"
    assert by_name["l1"]["translation_state"] == "checked"
    assert (by_name["l2"]["shown"], by_name["l2"]["original"]) == ("held", "")
    assert [one["stands"] for one in read["agreements"]] == [True]
    words = CliRunner().invoke(cli, ["friends"], obj=OpenNode(fresh_home)).output
    assert "(held)" in words
    page = told(CLIENT.get("/friends/"))
    for word in ("谢谢你们的织机。", "Thank you for the looms.", "translation, checked",
                 "Ten workshops seen.", "2 delegates", "Twinning"):  # fmt: skip
        assert word in page, word
    assert "Mrs Wang" not in page
    chinese = Client(headers={"host": "127.0.0.1", "accept-language": "zh-hans"})
    assert "尚未同意展示" in told(chinese.get("/friends/?body=hk"))


def test_a_letter_whose_card_was_erased_says_so(
    hub: Desk, fresh_home: FreshHome
) -> None:
    """The entry stands; the text is gone."""
    (row,) = (
        one for one in fresh_home.rows("SELECT text FROM p_letter WHERE letter = 'l1'")
    )
    erase_card(row[0])
    assert "The text is not here, or was erased." in told(CLIENT.get("/friends/"))
