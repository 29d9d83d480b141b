# SPDX-License-Identifier: Apache-2.0
"""A stranger enters a gift, prints its receipt and follows it within five minutes.

The time is a person's: each page is read, each press and key takes what the
keystroke-level model says (Card, Moran and Newell, 1980), and what the pages themselves
take is measured. No address is typed: the way is found by what is seen.
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.demo.test_browser import _page, axe, browser, pytestmark, served, site
from tests.support.printing import text_of_pdf

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

__all__ = ["browser", "pytestmark", "site"]
README = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
FIVE_MINUTES = 300.0
# Seconds: a key, pointing, a press, the hand to mouse or keys, making up the mind.
KEY, POINT, PRESS, HAND, MIND = 0.28, 1.1, 0.2, 0.4, 1.35
KEYS_A_SIGN = 4  # a Chinese sign as it is typed by its sound
WORDS_A_SECOND = 200 / 60
SIGNS_A_SECOND = 260 / 60
WORDS = {
    "en": {
        "begin": "Enter a gift", "save": "Save the gift", "give": "Give the receipt",
        "print": "Receipt (PDF)", "follow": "Follow it", "giver": "Giver",
        "amount": "Amount", "wish": "The giver’s wish, in their own words",
        "find": "Gift number on your receipt", "story": "Where it went",
        "empty": "Found the body, with empty books", "on": "Keep and go on",
        "later": "Later: leave it in the folder for now", "code": "Code",
        "name": "Name in English", "currency": "Currency of the books",
        "language": "English", "missing": "No gifts yet.",
    },
    "zh": {
        "begin": "登记捐助", "save": "保存捐助", "give": "开具收据",
        "print": "收据（PDF）", "follow": "追踪", "giver": "捐助人",
        "amount": "数额", "wish": "捐助人的愿望（原话）",
        "find": "收据上的捐助号码", "story": "去向",
        "empty": "成立组织，账簿从空开始", "on": "保存并继续",
        "later": "以后再说：暂留在文件夹", "code": "代码",
        "name": "英文名称", "currency": "记账货币",
        "language": "简体中文", "missing": "尚无捐助。",
    },
}  # fmt: skip


def reading(text: str) -> float:
    """Return the seconds that reading takes: words, and Chinese signs."""
    signs = len(re.findall(r"[\u4e00-\u9fff]", text))
    words = len(re.findall(r"[A-Za-z0-9][\w’'-]*", text))
    return words / WORDS_A_SECOND + signs / SIGNS_A_SECOND


def typing(text: str) -> int:
    """Return how many keys a text takes."""
    return sum(KEYS_A_SIGN if "\u4e00" <= one <= "\u9fff" else 1 for one in text)


@dataclass(slots=True, kw_only=True)
class Stranger:
    """A person who sees a page for the first time, and a clock beside them."""

    page: Page
    words: dict[str, str]
    seconds: float = 0.0
    loads: int = 0
    told: list[str] = field(default_factory=list)

    def open(self, address: str) -> None:
        """Open what README and the command say to open."""
        self._typed(address)
        self._waited(lambda: self.page.goto(address))
        self._read()

    def press(self, what: Locator) -> None:
        """Find what is seen, and press it; read the page that comes."""
        what.scroll_into_view_if_needed()
        assert what.is_visible()
        self.seconds += MIND + POINT + PRESS
        self._waited(what.click)
        self._read()

    def write(self, label: str, text: str) -> None:
        """Write into the field that is so labelled."""
        box = self.page.get_by_label(label, exact=False).first
        assert box.is_visible()
        self.seconds += MIND + POINT + PRESS
        self._typed(text)
        box.fill(text)

    def choose(self, label: str, value: str) -> None:
        """Choose from a list: open it, type its first letters, take it."""
        self.page.get_by_label(label, exact=False).first.select_option(value)
        self.seconds += 2 * MIND + POINT + PRESS + 4 * KEY

    def link(self, name: str) -> Locator:
        """Return a link by what it says."""
        return self.page.get_by_role("link", name=name).first

    def button(self, name: str) -> Locator:
        """Return a button by what it says."""
        return self.page.get_by_role("button", name=name).first

    def _typed(self, text: str) -> None:
        self.seconds += 2 * HAND + KEY * typing(text)

    def _waited(self, deed: object) -> None:
        began = time.perf_counter()
        deed()  # type: ignore[operator]
        self.page.wait_for_load_state()
        self.seconds += time.perf_counter() - began

    def _read(self) -> None:
        """Read the headings, the notes and what can be pressed in sight."""
        self.loads += 1
        seen = self.page.evaluate(
            "() => [...document.querySelectorAll("
            "'main h1, main h2, main label, main .note, main .btn, main .crumb')]"
            ".filter(e => e.getBoundingClientRect().top < innerHeight)"
            ".map(e => e.innerText).join(' ')"
        )
        self.seconds += reading(seen)
        self.told.append(f"{self.page.url} {self.seconds:.0f} s")


def _enters_and_saves(who: Stranger, language: str) -> str:
    """Fill the form of a gift from the committee's page; return its number."""
    words = who.words
    who.press(who.link(words["begin"]))
    who.write(words["giver"], "Hull Dockers" if language == "en" else "赫尔码头工人")
    who.write(words["amount"], "18.00")
    who.write(words["wish"], "For looms" if language == "en" else "用于织机")
    who.press(who.button(words["save"]))
    found = re.search(r"/gifts/([a-z0-9-]+)/", who.page.url)
    assert found, who.page.url
    return found[1]


@pytest.mark.parametrize(("language", "width"), [("en", 1440), ("zh", 360)])
def test_a_stranger_enters_a_gift_prints_its_receipt_and_follows_it(
    site: str, browser: Browser, language: str, width: int
) -> None:
    """With README and what is seen alone, in the told movement."""
    page = _page(browser, language=language, scheme="light", width=width)
    who = Stranger(page=page, words=WORDS[language])
    who.seconds += reading(README[: README.index("## Where to look")])
    who.open(f"{site}/")
    words = who.words
    who.press(who.link(words["begin"]))
    who.press(who.page.locator("main tbody th a", has_text="Anglo-Chinese" if
                               language == "en" else "英中发展协会"))  # fmt: skip
    gift = _enters_and_saves(who, language)
    who.press(who.button(words["give"]))
    printed = who.link(words["print"])
    raw = page.request.get(site + str(printed.get_attribute("href")))
    who.seconds += MIND + POINT + PRESS
    assert raw.headers["content-type"] == "application/pdf"
    assert gift in text_of_pdf(raw.body())
    found = axe.Axe().run(page).response["violations"]
    assert [fault["id"] for fault in found] == []
    who.press(who.page.locator("header a.brand"))
    who.write(words["find"], gift)
    who.press(who.button(words["follow"]))
    assert page.url.endswith(f"/gifts/{gift}/")
    assert "18.00" in page.inner_text("h1")
    assert words["story"] in page.inner_text("main")
    assert who.loads <= 8, who.told
    assert who.seconds <= FIVE_MINUTES, who.told
    page.context.close()


@pytest.mark.parametrize(("language", "width"), [("en", 360), ("zh", 1440)])
def test_a_stranger_founds_a_body_and_enters_its_first_gift(
    browser: Browser, tmp_path: Path, language: str, width: int
) -> None:
    """From an empty folder, by what is seen; each step is clean and is kept."""
    for address in served(tmp_path / "new"):
        page = _page(browser, language=language, scheme="light", width=width)
        who = Stranger(page=page, words=WORDS[language])
        words = who.words
        who.open(f"{address}/")
        who.press(page.locator("main").get_by_role("button", name=words["language"]))
        who.write(words["name"], "Hull friends")
        who.write(words["code"], "hull")
        who.choose(words["currency"], "GBP")
        who.press(who.button(words["on"]))
        _clean(page)
        who.press(who.button(words["later"]))
        _clean(page)
        page.context.close()
        again = _page(browser, language=language, scheme="dark", width=width)
        who.page = again
        who.open(f"{address}/")  # another browser comes back to the same step
        who.press(who.button(words["empty"]))
        assert again.url.endswith("/committees/hull/")
        assert words["missing"] in again.inner_text("main")
        gift = _enters_and_saves(who, language)
        assert gift == "hull-0001"
        assert "18.00" in again.inner_text("h1")
        assert who.seconds <= FIVE_MINUTES, who.told
        again.context.close()


def _clean(page: Page) -> None:
    found = axe.Axe().run(page).response["violations"]
    assert [fault["id"] for fault in found] == []
    wide = "(e => e.scrollWidth - e.clientWidth)(document.documentElement)"
    assert page.evaluate(wide) <= 0
