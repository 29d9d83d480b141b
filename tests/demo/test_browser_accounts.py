# SPDX-License-Identifier: Apache-2.0
"""A real Chromium makes the first account by keyboard, and each page is clean after."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from tests.demo.test_browser import _page, axe, browser, pytestmark, site
from tests.support.people import PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

__all__ = ["browser", "pytestmark", "site"]
OWN = (
    "/account/", "/account/second/", "/account/second/on/", "/account/sessions/",
    "/account/password/", "/account/sign-out/", "/people/", "/people/invite/",
)  # fmt: skip
OPEN = ("/", "/openness/", "/account/sign-in/", "/gifts/baguio-0001/")


def _clean(page: Page, address: str) -> None:
    page.goto(address)
    assert axe.Axe().run(page).violations_count == 0, address
    wide = "document.documentElement.scrollWidth > innerWidth"
    assert not page.evaluate(wide), address


def _is_account(url: str) -> bool:
    """Tell the account's own page from one that only names it as the next."""
    return urlsplit(url).path == "/account/"


def _signed_in(page: Page, site: str) -> None:
    """Make the first account, or sign in where it is made, by keyboard alone."""
    page.goto(f"{site}/account/first/")
    if page.url.endswith("/account/first/"):
        page.locator("#name").focus()
        for typed in ("lin", PASSWORD, PASSWORD):
            page.keyboard.type(typed)
            page.keyboard.press("Tab")
    else:
        page.goto(f"{site}/account/sign-in/?next=/account/")
        page.locator("#id_login").focus()
        for typed in ("lin", PASSWORD):
            page.keyboard.type(typed)
            page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(_is_account, wait_until="load")
    page.goto(f"{site}/account/again/?next=/account/")
    page.locator("#id_password").focus()
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(_is_account, wait_until="commit")


@pytest.mark.parametrize(("language", "scheme", "width"), [
    ("en", "light", 360), ("zh", "dark", 1440), ("zh", "light", 360),
])  # fmt: skip
def test_accounts_are_made_by_keyboard_and_their_pages_are_clean(
    site: str, browser: Browser, language: str, scheme: str, width: int
) -> None:
    """Then a stranger's pages too; nothing overflows."""
    page = _page(browser, language=language, scheme=scheme, width=width)
    _signed_in(page, site)
    for address in OWN:
        _clean(page, site + address)
    stranger = _page(browser, language=language, scheme=scheme, width=width)
    for address in OPEN:
        _clean(stranger, site + address)
