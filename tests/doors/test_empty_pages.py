# SPDX-License-Identifier: Apache-2.0
"""Each page of a founded home with no rows says what will stand there, and leads on."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from gungho.actions.open_book import Founding
from gungho.doors.beginning import found
from gungho.doors.desks import DESKS
from tests.support.goods import KEY
from tests.support.homes import FreshHome

HOST = {"host": "127.0.0.1"}
EMPTY = re.compile(r'<div class="empty">(.*?)</div>', re.DOTALL)
BARE = re.compile(r"<(tbody|ul|ol|dl)\b[^>]*>\s*</\1>")
PLAIN = re.compile(r"[\u4e00-\u9fff]|[A-Za-z]{3}")
# What is nobody's list: an account's own pages, and what is downloaded or asked for.
NO_LIST = ("account", "language/", "parcels/", "begin/", "journal/check/gungho",
           "register/", "audit/parcel/check/", "nodes/parcels/make/",
           "nodes/parcels/take/")  # fmt: skip
# Pages that are a form, a table of what there always is, or a way on by themselves.
NEVER_EMPTY = {
    "openness/", "people/invite/", "type-back/", "nodes/", "search/", "desks/",
    "enter/", "funds/", "committees/", "journal/", "journal/check/", "statements/",
    "committees/calcutta/gift/", "movement/", "archive/", "audit/sample/",
    "audit/late/", "audit/corrected/", "audit/unmatched/", "audit/parcel/",
}  # fmt: skip


def _addresses() -> list[str]:
    """Return every address without a part to fill in, and a new body's own pages."""
    from gungho.doors.web.urls import urlpatterns  # noqa: PLC0415 - after Django

    routes = [str(one.pattern) for one in urlpatterns]
    plain = [one for one in routes if "<" not in one and not one.startswith(NO_LIST)]
    own = ["committees/calcutta/", "committees/calcutta/gift/",
           "funds/calcutta:general/", "funds/calcutta:general/desk/"]  # fmt: skip
    return [*plain, *own, *(f"desks/{desk}/" for desk in DESKS)]


@pytest.fixture
def founded(fresh_home: FreshHome) -> FreshHome:
    """A committee that was founded a moment ago, and nothing more."""
    from gungho.actions.found_body import Named  # noqa: PLC0415

    founding = Founding(
        body="calcutta", form="committee", currency="INR", key=KEY.public,
        recovery=KEY.public, nonce=bytes(32),
    )  # fmt: skip
    named = Named(names="Calcutta committee\n加尔各答委员会", salt=bytes(16))
    found(fresh_home.books, founding, named=named)
    return fresh_home


@pytest.mark.engines("sqlite")
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_empty_page_teaches(founded: FreshHome, language: str) -> None:
    """It says what will stand there, and one link begins it; no table stands bare."""
    client = Client(headers=HOST | {"accept-language": language})
    faults, taught = [], 0
    for address in _addresses():
        page = client.get(f"/{address}")
        text = page.content.decode()
        if page.status_code == 405:  # only for what a form sends
            continue
        if page.status_code != 200:
            faults.append((address, page.status_code))
            continue
        main = text[text.index("<main") : text.index("</main>")]
        if bare := BARE.search(main):
            faults.append((address, bare[0]))
        empties = EMPTY.findall(main)
        if address in NEVER_EMPTY:
            if not re.search(r"<form|<a ", main):
                faults.append((address, "no way on"))
            continue
        taught += len(empties)
        links = [href for one in empties for href in re.findall(r'href="([^"]+)"', one)]
        if not links or not all(PLAIN.search(one) for one in empties):
            faults.append((address, f"{len(empties)} empty, no way on"))
        for href in links:
            if href.startswith("/") and client.get(href).status_code != 200:
                faults.append((address, f"leads to {href}"))
    assert faults == []
    assert taught >= 30
    assert founded
