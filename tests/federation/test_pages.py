# SPDX-License-Identifier: Apache-2.0
"""The pages of what far nodes heard: books, what waits, what is wrong, all as one."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import msgspec
from django.test import Client

from gungho.federation.fork import Fork, check_fork
from tests.support.nodes import reading
from tests.support.sayings import ahead, gives, sends

if TYPE_CHECKING:
    from tests.federation.conftest import Three
    from tests.support.nodes import FarNode

CLIENT = Client(headers={"host": "127.0.0.1"})


def told(node: FarNode, address: str, language: str = "en") -> str:
    """Return the words of a node's page."""
    with reading(node):
        page = CLIENT.get(address, headers={"accept-language": language})
    assert page.status_code == 200, address
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page.content.decode()))


def forked(three: Three) -> None:
    """London seals two versions; the hub hears both."""
    saved = three.london.backup()
    gives(three.london, "to-the-hub", count=700)
    three.hub.read(three.london.make("hk"))
    three.london.restore(saved)
    three.london.witness.seen.clear()
    gives(three.london, "to-new-york", count=900)
    three.hub.read(three.london.make("hk"))


def test_the_page_says_whose_books_stand_here_and_how_old_they_are(
    three: Three,
) -> None:
    """Kept and heard books, who recognised them; the filter keeps one sort."""
    gives(three.london, "a")
    three.hub.read(three.london.make("hk"))
    page = told(three.hub, "/nodes/")
    for word in ("3 books", "kept here", "heard", "days old", "Recognised by"):
        assert word in page, word
    assert "1 book " in told(three.hub, "/nodes/?standing=kept")
    assert "No book stands here in this way" in told(
        three.hub, "/nodes/?standing=frozen"
    )
    assert "本处有谁的账簿" in told(three.hub, "/nodes/", "zh-hans")


def test_a_fork_is_shown_with_a_proof_that_a_stranger_can_check(three: Three) -> None:
    """The page says what to do and gives the proof; the statement leaves it out."""
    forked(three)
    page = told(three.hub, "/nodes/")
    for word in ("1 thing was found wrong", "frozen: two versions", "The proof"):
        assert word in page, word
    with reading(three.hub):
        html = CLIENT.get("/nodes/").content.decode()
        (href,) = re.findall(r'href="(/nodes/[^"]*\.json)"', html)
        proof = CLIENT.get(href)
        assert CLIENT.get("/nodes/london/fork/99999.json").status_code == 404
    check_fork(
        msgspec.json.decode(proof.content, type=Fork),
        verifiers=[three.london.key.verifier],
    )
    assert json.loads(proof.content)
    assert "two versions: not added up" in told(three.hub, "/consolidated/")


def test_what_came_too_early_waits_on_the_page(three: Three) -> None:
    """With what it waits for and who brought it."""
    three.hub.read(three.london.make("hk"))
    three.london.read(three.hub.make("london"))
    gives(three.london, "a")
    three.hub.read(ahead(three.london, three.hub, "b"))
    page = told(three.hub, "/nodes/")
    assert "What waits" in page
    assert "brought by london" in page


def test_all_books_as_one_closes_and_names_the_age_of_each(three: Three) -> None:
    """Money on the way stays; a fund's line and the picture add up to the whole."""
    gives(three.london, "a", count=900)
    sends(three.london, "m1", to="hk", count=500)
    three.hub.read(three.london.make("hk"))
    page = told(three.hub, "/consolidated/")
    for word in ("every line closes", "GBP", "days old", "By kind"):
        assert word in page, word
    one = told(three.hub, "/consolidated/?commodity=GBP")
    assert "By fund" in one
    assert "On the way" in one
    assert "5.00" in one
    assert "各账簿合为一表" in told(three.hub, "/consolidated/", "zh-hans")
