# SPDX-License-Identifier: Apache-2.0
"""A person at a page: presses what is seen, by pointer or by keys, and checks it."""

from __future__ import annotations

import gettext
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from gungho.doors.reasons import sentence
from gungho.doors.web import apps
from tests.demo.walking import TABS_MOST, WIDE, axe_faults
from tests.support.people import PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Download, Locator, Page

CODES = {"en": "en", "zh": "zh-hans"}
# By `make test` each walk goes once; the rest of the matrix is left to `make test-all`.
ONCE, TWICE = (("en", 1440), ("zh", 360)), (("zh", 1440), ("en", 360))
# What has the focus, as it is read out; a mark tells that it can be seen to have it.
FOCUSED = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const style = getComputedStyle(e);
  return {
    tag: e.tagName, id: e.id, value: e.value ?? "",
    text: (e.innerText || "").trim().replace(/\\s+/g, " "),
    seen: style.outlineStyle !== "none" || style.boxShadow !== "none",
  };
}"""


def once_or_all(first: int) -> pytest.MarkDecorator:
    """Return the matrix of languages and widths, all but one place in it long."""
    every = [*ONCE, *TWICE]
    return pytest.mark.parametrize(
        ("language", "width"),
        [
            pytest.param(*one, marks=[] if at == first else pytest.mark.long)
            for at, one in enumerate(every)
        ],
    )


@cache
def _catalogue() -> gettext.NullTranslations:
    folder = Path(apps.__file__).parent / "locale"
    return gettext.translation("django", folder, ["zh_Hans"])


@dataclass(slots=True, kw_only=True)
class Walker:
    """A person at one page after another; each is checked as it comes."""

    page: Page
    language: str
    said: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    quiet: tuple[str, ...] = ()

    @classmethod
    def at(cls, browser: Browser, *, language: str, width: int) -> Walker:
        """Open a browser of their own."""
        context = browser.new_context(
            locale="zh-CN" if language == "zh" else "en-GB",
            viewport={"width": width, "height": 900},
            accept_downloads=True,
        )
        page = context.new_page()
        one = cls(page=page, language=language)
        page.on("console", lambda message: one.said.append(message.text))
        return one

    def word(self, text: str, **facts: object) -> str:
        """Return a screen's words in this person's language."""
        told = text if self.language == "en" else _catalogue().gettext(text)
        assert self.language == "en" or told != text, f"no Chinese for {text!r}"
        return told % facts if facts else told

    def reason(self, code: str) -> str:
        """Return a sentence by its code, as a title begins."""
        told = sentence(code, {}, CODES[self.language])
        return told[:1].upper() + told[1:]

    def open(self, address: str) -> None:
        """Open an address that was given to this person on paper."""
        self.page.goto(address)
        self.check()

    def link(self, text: str, *, within: str = "body") -> Locator:
        """Return the first link that says just this."""
        return (
            self.page.locator(within).get_by_role("link", name=text, exact=True).first
        )

    def press(self, what: str | Locator, *, within: str = "body") -> None:
        """Press a link that is in sight, and check the page that comes."""
        found = self.link(what, within=within) if isinstance(what, str) else what
        found.scroll_into_view_if_needed(timeout=5_000)
        found.click()
        self.page.wait_for_load_state()
        self.check()

    def button(self, text: str, *, within: str = "main") -> None:
        """Press a button, and check the page that comes."""
        self.press(
            self.page.locator(within).get_by_role("button", name=text, exact=True).first
        )

    def check(self) -> None:
        """Axe finds nothing, nothing overflows, nothing is said to the console."""
        where = self.page.url
        path = urlsplit(where).path
        if path not in self.seen:
            self.seen.add(path)
            assert axe_faults(self.page) == [], where
        assert self.page.evaluate(WIDE) <= 0, where
        said = [one for one in self.said if not any(word in one for word in self.quiet)]
        assert said == [], (where, self.text())

    def text(self) -> str:
        """Return what the page says."""
        return self.page.inner_text("main").replace("\u00a0", " ")

    def keeps(self, deed: Callable[[], None]) -> Path:
        """Return the file that a deed brings home."""
        with self.page.expect_download() as coming:
            deed()
        download: Download = coming.value
        return Path(download.path())

    # By keys alone.

    def skip(self) -> None:
        """Leave the head of a page that has just come behind by its own first link."""
        if self.page.evaluate(FOCUSED):
            return
        self.page.keyboard.press("Tab")
        first = self.page.evaluate(FOCUSED)
        assert first, self.page.url
        assert first["text"] == self.word("Skip to the work")
        self.page.keyboard.press("Enter")

    def tab_to(self, wanted: Callable[[dict[str, str]], bool]) -> dict[str, str]:
        """Press Tab until what is wanted has the focus, and can be seen to have it."""
        for _ in range(TABS_MOST):
            self.page.keyboard.press("Tab")
            now = self.page.evaluate(FOCUSED)
            if now and wanted(now):
                assert now["seen"], (self.page.url, now)
                return dict(now)
        pytest.fail(f"by keys it cannot be reached on {self.page.url}")

    def enter(self) -> None:
        """Press Enter on what has the focus; check the page that comes."""
        before = self.page.url.partition("#")[0]
        self.page.keyboard.press("Enter")
        self.page.wait_for_url(lambda url: url.partition("#")[0] != before)
        self.check()

    def keys_in(self, name: str) -> None:
        """Sign in from the first page."""
        self.key(self.word("Sign in"))
        self.page.wait_for_url("**/account/sign-in/**")
        for ident, typed in (("id_login", name), ("id_password", PASSWORD)):
            self.tab_to(lambda one, ident=ident: one["id"] == ident)  # type: ignore[misc]
            self.page.keyboard.type(typed)
        self.enter()

    def key(self, text: str) -> None:
        """Go by Tab to a link or button that says this, and press Enter."""
        self.tab_to(lambda one: one["text"] == text)
        self.page.keyboard.press("Enter")
        self.page.wait_for_load_state()

    def key_on(self, text: str) -> None:
        """The same, skipping the head of the page; check the page that comes."""
        self.skip()
        self.tab_to(lambda one: one["text"] == text)
        self.enter()

    def choose(self, ident: str, value: str) -> None:
        """Go by Tab to a list, and by the arrow to a value."""
        now = self.tab_to(lambda one: one["id"] == ident)
        for _ in range(TABS_MOST):
            if now["value"] == value:
                return
            self.page.keyboard.press("ArrowDown")
            now = self.page.evaluate(FOCUSED)
        pytest.fail(f"{value} is not in {ident}")
