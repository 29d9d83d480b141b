# SPDX-License-Identifier: Apache-2.0
"""A real Chromium walks home, gift, entry and proof, in both languages and schemes."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

playwright = pytest.importorskip("playwright.sync_api")
axe = pytest.importorskip("axe_playwright_python.sync_playwright")

Told = tuple[Path, dict[str, Any]]
PAGES = (
    "/",
    "/gifts/",
    "/gifts/baguio-0001/",
    "/needs/",
    "/plans/",
    "/plans/hk:plan-1940q2/",
    "/consignments/",
    "/consignments/baguio:m1940q1/",
    "/committees/",
    "/committees/baguio/",
    "/committees/london/gift/",
    "/co-ops/",
    "/co-ops/baoji.0001/",
    "/journal/",
    "/journal/baguio/15/",
    "/journal/check/",
    "/bank/",
    "/bank/london/main/GBP/",
    "/bills/",
    "/funds/baguio:northwest-centre/desk/",
    "/desks/",
    "/desks/committee/",
    "/desks/hub/",
    "/desks/depot/",
    "/desks/co-op/",
    "/desks/organiser/",
    "/desks/trader/",
    "/desks/secretary/",
    "/desks/auditor/",
    "/audit/sample/?book=london&way=money&currency=GBP&size=6&seed=abc&at=200",
    "/audit/late/",
    "/audit/corrected/",
    "/audit/unmatched/",
    "/audit/parcel/",
    "/movement/?month=1940-05",
    "/archive/?q=members",
    "/archive/sources/NW-870/",
    "/appeals/",
    "/jobs/",
    "/siting/",
    "/formation/",
    "/enter/goods.arrived/?book=baoji",
    "/members/",
    "/friends/",
    "/trade/",
    "/trade/blankets-1941/",
    "/search/?q=Paoki",
    "/formation/",
    "/enter/",
    "/enter/order.placed/?book=baoji",
    "/enter/ballot.counted/?book=hk",
    "/nodes/",
    "/consolidated/",
    "/consolidated/?commodity=CNC",
    "/register/?book=baguio&account=baguio/cash",
    "/openness/",
    "/account/first/",
    "/people/",
    "/people/invite/",
    "/people/cards/",
    "/gifts/there-is-none/",
)
ARGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("demo")]


def _chromium() -> str:
    named = os.environ.get("GUNGHO_CHROMIUM", "")
    found = named or shutil.which("chromium") or shutil.which("chromium-browser")
    if found:
        return found
    if os.environ.get("CI"):
        pytest.fail("No Chromium here: install Debian's, or set GUNGHO_CHROMIUM.")
    pytest.skip("no Chromium here; set GUNGHO_CHROMIUM to walk the pages")


@pytest.fixture(scope="module")
def site(told: Told, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve a copy of the told home; give its address."""
    home = tmp_path_factory.mktemp("served") / "home"
    shutil.copytree(told[0], home)
    yield from served(home)


def served(home: Path) -> Iterator[str]:
    """Serve a home for the time of some tests; give its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = [sys.executable, "-m", "gungho.node.main", "serve"]
    server = subprocess.Popen(
        [*words, "--home", str(home), "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address, server)
        yield address
    finally:
        os.killpg(server.pid, 15)
        server.wait(timeout=20)


def _wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if server.poll() is not None:
            pytest.fail("the server stopped")
        try:
            urllib.request.urlopen(f"{address}/journal/check/", timeout=30).close()
        except OSError:
            time.sleep(0.3)
        else:
            return
    pytest.fail("the server did not answer")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Return a Chromium."""
    with playwright.sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=_chromium(), args=list(ARGS))
        yield chromium
        chromium.close()


def _page(browser: Browser, *, language: str, scheme: str, width: int) -> Page:
    context = browser.new_context(
        locale="zh-CN" if language == "zh" else "en-GB",
        color_scheme="dark" if scheme == "dark" else "light",
        viewport={"width": width, "height": 900},
    )
    return context.new_page()


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_giver_walks_from_home_to_the_proof(
    site: str, browser: Browser, language: str, scheme: str
) -> None:
    """Home, the gift by its number, its entry, its proof."""
    page = _page(browser, language=language, scheme=scheme, width=1440)
    page.goto(site)
    assert page.locator("html").get_attribute("lang") == (
        "zh-Hans" if language == "zh" else "en"
    )
    page.fill("#find", "baguio-0001")
    page.keyboard.press("Enter")
    page.wait_for_url("**/gifts/baguio-0001/")
    assert "25,440.89" in page.inner_text("h1")
    page.click("ol.steps li:first-child a")
    page.wait_for_url("**/journal/baguio/*/")
    proof = page.locator("section[aria-labelledby=proof]")
    assert proof.locator(".st-arrived").count() == 1
    page.click("text=" + ("核对方法" if language == "zh" else "How checking works"))
    page.wait_for_url("**/journal/check/")
    page.context.close()


@pytest.mark.parametrize(
    ("language", "scheme", "width"),
    [("en", "light", 1440), ("zh", "dark", 390)],
)
def test_every_page_is_accessible_and_fits(
    site: str, browser: Browser, language: str, scheme: str, width: int
) -> None:
    """Axe finds nothing, nothing overflows, nothing is said to the console."""
    page = _page(browser, language=language, scheme=scheme, width=width)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    faults = []
    for path in PAGES:
        page.goto(site + path)
        found = axe.Axe().run(page)
        faults += [
            (path, fault["id"], fault["nodes"][0]["html"][:120])
            for fault in found.response["violations"]
        ]
        wide = page.evaluate(
            "(e => e.scrollWidth - e.clientWidth)(document.documentElement)"
        )
        if wide > 0:
            faults.append((path, "overflow", str(wide)))
    page.context.close()
    assert faults == []
    assert [text for text in said if "404" not in text] == []


def test_a_treasurer_enters_a_gift_and_follows_it(site: str, browser: Browser) -> None:
    """What was typed wrong is kept and explained; then the gift is there, once."""
    page = _page(browser, language="en", scheme="light", width=390)
    page.goto(f"{site}/committees/london/gift/")
    page.fill("#giver", "Hull Dockers")
    page.fill("#amount", "18.o0")
    page.fill("#words", "For looms in the North-West")
    page.select_option("#fund", "new")
    page.select_option("#region", "northwest")
    page.click("button.go")
    assert "in figures" in page.inner_text("#amount-error")
    assert page.input_value("#giver") == "Hull Dockers"
    page.fill("#amount", "18.00")
    page.click("button.go")
    page.wait_for_url(re.compile(r"/gifts/london-\d+/"))
    assert "18.00" in page.inner_text("h1")
    assert "For looms in the North-West" in page.inner_text("main")
    page.context.close()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_supply_officer_proposes_asks_and_adopts(
    site: str, browser: Browser, language: str
) -> None:
    """From the desk to a draft made apart from its page, a question, and the plan."""
    page = _page(browser, language=language, scheme="light", width=1440)
    page.goto(f"{site}/desks/hub/")
    page.click("main a[href='/plans/']")
    page.select_option("#n-promises", "free")
    page.click("form[action='/plans/propose/'] button.go")
    page.wait_for_url(re.compile(r"/plans/drafts/draft-[0-9a-f]+/"), timeout=120_000)
    draft = page.url
    assert page.locator("input[name=take]").count() > 0
    found = axe.Axe().run(page).response["violations"]
    assert [fault["id"] for fault in found] == []
    page.select_option("#q-road", index=1)
    page.click("#what-if form .btn")
    page.wait_for_url("**road=**")
    assert page.locator("#what-if div[role=status] tr").count() > 3
    page.goto(draft)
    page.uncheck("input[name=take] >> nth=0")
    page.click("button[value=keep]")
    page.wait_for_load_state()
    assert not page.is_checked("input[name=take] >> nth=0")
    page.click("button[value=adopt]")
    page.wait_for_url(re.compile(r"/plans/hk:plan-"), timeout=60_000)
    assert page.locator("#left tbody tr").count() > 0
    page.context.close()


@pytest.mark.parametrize(("language", "width"), [("en", 1440), ("zh", 360)])
def test_a_supply_officer_asks_where_depots_should_open(
    site: str, browser: Browser, language: str, width: int
) -> None:
    """A place that is unknown is refused on its field; then the proof and the map."""
    page = _page(browser, language=language, scheme="light", width=width)
    page.goto(f"{site}/desks/hub/")
    page.click("main a[href='/siting/']")
    page.fill("#day", "1940-06-01")
    page.fill("#opening", "2,000")
    page.fill("#others", "Atlantis")
    page.click("#ask button.go")
    assert "Atlantis" in page.inner_text("#others-error")
    assert page.input_value("#opening") == "2,000"
    page.fill("#others", "Guangyuan，衡阳")
    page.click("#ask button.go")
    page.wait_for_url(re.compile(r"/siting/siting-[0-9a-f]+/"), timeout=120_000)
    assert page.locator("h1 + .row .st-arrived").count() == 1
    assert page.locator("#served tbody tr").count() > 30
    assert page.locator("svg.map path[stroke-width]").count() > 20
    found = axe.Axe().run(page).response["violations"]
    assert [fault["id"] for fault in found] == []
    wide = "(e => e.scrollWidth - e.clientWidth)(document.documentElement)"
    assert page.evaluate(wide) <= 0
    page.context.close()
