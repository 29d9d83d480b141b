# SPDX-License-Identifier: Apache-2.0
"""No page has script or style within, and no log has a secret."""

from __future__ import annotations

import logging
import re
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client

from gungho.doors.web.middleware import POLICY
from tests.support.goods import given, movement
from tests.support.homes import FreshHome
from tests.support.people import HOST, PASSWORD, account, holds

WITHIN = re.compile(
    r"""<style|\sstyle\s*=|<script(?![^>]*\ssrc=)|\son[a-z]+\s*=|javascript:""", re.I
)
ROOT = Path(__file__).parents[2]


def crawled(client: Client, *starts: str, most: int = 150) -> dict[str, str]:
    """Follow the links of pages; return address to text."""
    found: dict[str, str] = {}
    waiting = list(starts)
    while waiting and len(found) < most:
        address = waiting.pop(0)
        page = client.get(address)
        if "text/html" not in page["Content-Type"]:
            continue
        found[address] = page.content.decode()
        assert page["Content-Security-Policy"] == POLICY
        for link in re.findall(r'href="(/[^"#]*)"', found[address]):
            plain = link.replace("&amp;", "&")
            skip = plain.startswith(("/static/", "/language/", "/account/sign-out/"))
            if not skip and plain not in found and plain not in waiting:
                waiting.append(plain)
    return found


def test_no_page_has_script_or_style_within(fresh_home: FreshHome) -> None:
    """Every page that a keeper reaches, and those of a stranger, obey the policy."""
    cache.clear()
    hub, _depot = movement(fresh_home.books)
    lines = [given("9.00 GBP @ main", "hk:general")]
    hub.tell("gift.received", gift="g1", lines=lines)
    holds(account("lin", password=PASSWORD), "keeper")
    client = Client(headers=HOST)
    client.post("/account/sign-in/", {"login": "lin", "password": PASSWORD})
    client.post("/account/again/", {"password": PASSWORD})
    starts = ("/", "/account/", "/account/second/on/", "/people/invite/", "/enter/",
              "/nowhere/")  # fmt: skip
    pages = crawled(client, *starts)
    assert len(pages) > 60
    strangers = crawled(Client(headers=HOST), "/", "/gifts/g1/", "/account/sign-in/")
    for address, text in {**pages, **strangers}.items():
        assert not WITHIN.search(text), (address, WITHIN.search(text))


def test_no_template_has_script_or_style_within() -> None:
    """Nor has a page that no link of the small movement leads to."""
    for path in (ROOT / "src/gungho/doors/web/templates").rglob("*.html"):
        text = re.sub(r"{%.*?%}", "", path.read_text("utf-8"), flags=re.DOTALL)
        assert not WITHIN.search(text), path


def test_no_log_has_a_secret(
    fresh_home: FreshHome, caplog: pytest.LogCaptureFixture
) -> None:
    """Passwords, links, codes and session keys stay out of what is written down."""
    cache.clear()
    movement(fresh_home.books)
    caplog.set_level(logging.DEBUG)
    client = Client(headers=HOST)
    typed = {"name": "lin", "password": PASSWORD, "again": PASSWORD}
    client.post("/account/first/", typed)
    made = client.post("/people/invite/", {"role": "auditor", "body": ""})
    found = re.search(r"/account/join/(\w{32})/", made.content.decode())
    assert found
    guest = Client(headers=HOST)
    guest.post(found[0], typed | {"name": "wang"})
    guest.post("/account/again/", {"password": PASSWORD})
    guest.post("/account/sign-in/", {"login": "wang", "password": "not this"})
    secrets = (PASSWORD, found[1], "not this", client.cookies["session"].value)
    text = "\n".join(_without_sql(record) for record in caplog.records)
    for secret in secrets:
        assert secret not in text, secret


def _without_sql(record: logging.LogRecord) -> str:
    """Return a record's words; what the database is asked is never written down."""
    return "" if record.name == "django.db.backends" else record.getMessage()
