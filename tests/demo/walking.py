# SPDX-License-Identifier: Apache-2.0
"""A person at a desk in a real Chromium, who goes by what is seen on each page."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gungho.doors.figures import upper_first
from gungho.doors.reasons import sentence
from tests.demo.test_browser import _page, axe
from tests.support.people import PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

ROOT = Path(__file__).parents[2]
HIRE = (
    "import sys, django; django.setup()\n"
    "from tests.support.people import PASSWORD, account, holds\n"
    "for told in sys.argv[1:]:\n"
    "    name, role, body = told.split(',')\n"
    "    holds(account(name, password=PASSWORD), role, body=body)\n"
)
ACT = (
    "import json, sys, django; django.setup()\n"
    "from gungho.actions.ports import Command\n"
    "from gungho.node.wiring import submit\n"
    "for at, (kind, facts) in enumerate(json.load(sys.stdin)):\n"
    "    submit(Command(book=sys.argv[1], id=f'before.{at}', kind=kind,\n"
    "                   happened=sys.argv[2], facts=facts))\n"
)
# How far a page is wider than its window.
WIDE = "(e => e.scrollWidth - e.clientWidth)(document.documentElement)"
# What a page says of itself; ids, codes and another language's words stand apart.
SAID = (
    "() => [...document.querySelectorAll('h1, h2, h3, label, legend, button, "
    "th[scope=col], dt, .help, .btn, .note, .err, .crumb a')]"
    ".filter(e => !e.closest('[lang=en]') && e.offsetParent)"
    ".map(e => [...e.childNodes].filter(n => n.nodeType === 3)"
    ".map(n => n.textContent.trim()).join(' ')).filter(t => t)"
)
LINKS = (
    "() => [...document.querySelectorAll('main a[href^=\"/\"]')]"
    ".map(e => e.getAttribute('href'))"
)
# What is long to make, or is looked at by a walk of its own.
UNTRIED = ("/print/", "/language/")
# Where the keyboard is, and whether that can be seen.
FOCUS = (
    "() => { const e = document.activeElement, s = getComputedStyle(e), "
    "r = e.getBoundingClientRect(); return {id: e.id, tag: e.tagName, "
    "text: e.innerText || '', href: e.getAttribute('href') || '', "
    "place: [...document.querySelectorAll('*')].indexOf(e), "
    "seen: e.type === 'date' || e.matches(':focus-visible') && r.width > 0 && "
    "s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0 } }"
)
ENGLISH = re.compile(r"\b[A-Za-z]{4,}\b")
IDS = re.compile(r"[\w-]+[:.@][\w:.@-]+|[\w-]*\d[\w-]*", re.ASCII)
TABS_MOST = 400


def axe_faults(page: Page) -> list[tuple[str, str]]:
    """Return what axe finds wrong with a page: the rule, and the first place."""
    found = axe.Axe().run(page).response["violations"]
    return [(one["id"], one["nodes"][0]["html"][:160]) for one in found]


def hire(home: Path, people: Sequence[tuple[str, str, str]]) -> None:
    """Make accounts in a home: each a name, a role and the body it is for."""
    _in_home(home, HIRE, *(",".join(one) for one in people))


def act(
    home: Path, book: str, day: str, deeds: Sequence[tuple[str, dict[str, Any]]]
) -> None:
    """Record entries in a home, each a kind and its facts."""
    _in_home(home, ACT, book, day, told=json.dumps(deeds))


def _in_home(home: Path, script: str, *words: str, told: str = "") -> None:
    done = subprocess.run(
        [sys.executable, "-c", script, *words],
        check=False,
        capture_output=True,
        text=True,
        input=told,
        env={
            **os.environ,
            "GUNGHO_HOME": str(home),
            "DJANGO_SETTINGS_MODULE": "gungho.node.settings",
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        },
    )
    assert done.returncode == 0, done.stderr


@dataclass(slots=True, kw_only=True)
class Walker:
    """Somebody signed in, who goes by what is seen and looks at each page once.

    ``plain`` are English words that may stand on a Chinese page.
    """

    page: Page
    site: str
    language: str
    plain: frozenset[str] = frozenset({"Gungho", "Incoterms"})
    faults: list[tuple[str, str, str]] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    tried: set[str] = field(default_factory=set)

    @classmethod
    def arrive(
        cls, browser: Browser, site: str, *, name: str, language: str, width: int
    ) -> Walker:
        """Sign somebody in by keyboard, and come to their desks."""
        page = _page(browser, language=language, scheme="light", width=width)
        who = cls(page=page, site=site, language=language)
        page.on("console", lambda message: who.said.append(message.text))
        page.goto(f"{site}/account/sign-in/?next=/desks/")
        for ident, typed in (("id_login", name), ("id_password", PASSWORD)):
            who.type_in(ident, typed)
        page.keyboard.press("Enter")
        page.wait_for_url(f"{site}/desks/")
        return who

    def word(self, en: str, zh: str) -> str:
        """Return what is said in the language of the walk."""
        return zh if self.language == "zh" else en

    def kind(self, kind: str) -> str:
        """Return what a kind of entry is called, as its button says."""
        language = "zh-hans" if self.language == "zh" else "en"
        return upper_first(sentence(f"kind.{kind}", {}, language))

    def press(self, what: Locator | str) -> None:
        """Press a link or button that is seen, by its words; look at what comes."""
        found = self.named(what) if isinstance(what, str) else what.first
        assert found.is_visible(), what
        found.click()
        self.look()

    def named(self, words: str) -> Locator:
        """Return the link or button of these words in the page's work."""
        main = self.page.locator("main")
        link = main.get_by_role("link", name=words, exact=True)
        button = main.get_by_role("button", name=words, exact=True)
        return link.or_(button).first

    def open_desk(self, name: str) -> None:
        """Go to a desk: by the head of the page to all desks, then by its name."""
        self.page.click("header nav a[href='/desks/']")
        self.press(name)

    def write(self, **typed: str) -> None:
        """Fill fields: choose where there is a choice, a name's ``__`` is a dot."""
        for name, text in typed.items():
            box = self.page.locator(f"main [name='{name.replace('__', '.')}']").first
            if box.evaluate("e => e.tagName") == "SELECT":
                box.select_option(text)
            else:
                box.fill(text)

    def look(self) -> None:
        """Look at the page: sound, as wide as the window, in one language, open on."""
        page = self.page
        page.wait_for_load_state()
        at = page.url.removeprefix(self.site)
        shape = re.sub(r"\d+|[0-9a-f]{8,}", "#", at)
        if shape in self.seen:
            return
        self.seen.add(shape)
        self.faults += [(at, *fault) for fault in axe_faults(page)]
        wide = page.evaluate(WIDE)
        if wide > 0:
            self.faults.append((at, "overflow", str(wide)))
        self._try_links(at)
        if self.language == "zh":
            for text in page.evaluate(SAID):
                if set(ENGLISH.findall(IDS.sub("", text))) - self.plain:
                    self.faults.append((at, "english", text[:80]))

    def _try_links(self, at: str) -> None:
        """Find links that lead who is signed in to a closed door, or nowhere."""
        for href in self.page.evaluate(LINKS):
            path = href.partition("#")[0].partition("?")[0]
            shape = re.sub(r"[^/]*\d[^/]*", "#", path)
            if shape in self.tried or path.startswith(UNTRIED):
                continue
            self.tried.add(shape)
            status = self.page.request.get(self.site + href).status
            if status not in (200, 422):
                self.faults.append((at, href, str(status)))

    def sees(self, text: str) -> bool:
        """Tell whether the page's work says this."""
        return text in self.page.inner_text("main")

    def paper(self, start: str) -> bytes:
        """Return the paper that a link on the page leads to."""
        link = self.page.locator(f"main a[href^='{start}']").first
        told = self.page.request.get(self.site + str(link.get_attribute("href")))
        assert told.headers["content-type"] == "application/pdf"
        return told.body()

    def closed(self, address: str) -> bool:
        """Tell whether an address is closed to who is signed in."""
        return self.page.request.get(self.site + address).status == 403

    def tab_to(self, href: str = "", ident: str = "", text: str = "") -> None:
        """Come to a link, field or button by Tab alone.

        The focus is always seen (a day's field shows it within), and goes in order.
        """
        last = 0
        for _ in range(TABS_MOST):
            self.page.keyboard.press("Tab")
            here = self.page.evaluate(FOCUS)
            if here["tag"] == "BODY":
                last = 0
                continue
            assert here["seen"], here
            # In order; at the end of the page it begins again with the first link.
            assert here["place"] >= last or here["href"] == "#main", here
            last = here["place"]
            if ident and here["id"] == ident:
                return
            if text and here["tag"] in ("A", "BUTTON") and here["text"] == text:
                return
            if href and here["href"].startswith(href):
                return
        raise AssertionError((self.page.url, href, ident, text))

    def type_in(self, ident: str, text: str) -> None:
        """Come to a field by Tab, and type."""
        self.tab_to(ident=ident)
        self.page.keyboard.type(text)

    def enter(self, href: str = "", text: str = "") -> None:
        """Come to a link or button by Tab, press Enter, and look at what comes."""
        self.tab_to(href=href, text=text)
        before = self.page.url
        self.page.keyboard.press("Enter")
        self.page.wait_for_url(lambda url: url != before)
        self.look()

    def leave(self) -> None:
        """Say what was wrong on the way."""
        self.page.context.close()
        assert self.faults == [], self.faults
        # A form that says what is missing answers 422, which Chromium tells as well.
        assert [one for one in self.said if "422" not in one] == []
