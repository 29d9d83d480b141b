# SPDX-License-Identifier: Apache-2.0
"""The first hour of an auditor, a donor, the public and a committee, in Chromium."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest

from tests.demo.conftest import run_gungho
from tests.demo.first_hours import Walker, once_or_all
from tests.demo.test_browser import Told, browser, pytestmark, served
from tests.support.manned import man, sign_in
from tests.support.printing import text_of_pdf

if TYPE_CHECKING:
    from playwright.sync_api import Browser

__all__ = ["browser", "pytestmark"]
GIFT = "baguio-0002"
COOP = "baoji.0001"
ENDS = {
    ("zh", 360): ("1941-12.2", "1941-12-02"),
    ("zh", 1440): ("1941-12.3", "1941-12-03"),
    ("en", 360): ("1941-12.4", "1941-12-04"),
}
# What an auditor must find, and what a committee's thanks rest on.
LATE = {
    "form": "cash", "commodity": "GBP", "count": "500", "fund": "london:general",
    "at": "main",
}  # fmt: skip
BEFORE = (
    {"book": "london", "id": "late", "kind": "gift.received", "happened": "1941-01-05",
     "facts": {"gift": "london-late", "giver": "", "words": "", "standing": "kept",
               "cited": "", "lines": [LATE]}},
    {"book": "london", "id": "undo.late", "kind": "correction.made",
     "happened": "1941-12-07", "corrects": "late",
     "facts": {"reason": "entered-twice"}},
    {"book": "london", "id": "asked", "kind": "consent.asked",
     "happened": "1941-12-01",
     "facts": {"consent": "c1", "matter": "letter", "of": COOP, "asked": "baoji"}},
    {"book": "london", "id": "given", "kind": "consent.given",
     "happened": "1941-12-02",
     "facts": {"consent": "c1", "giver": "baoji", "evidence": "", "standing": "kept",
               "cited": ""}},
)  # fmt: skip


@pytest.fixture(scope="module")
def site(told: Told, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve a copy of the told home in which each role has an account."""
    home = tmp_path_factory.mktemp("manned") / "home"
    shutil.copytree(told[0], home)
    before = home.parent / "before.jsonl"
    before.write_text("\n".join(json.dumps(one) for one in BEFORE), "utf-8")
    done = run_gungho("record", str(before), home=home)
    assert done.returncode == 0, done.stderr
    man(home)
    yield from served(home)


@once_or_all(1)
def test_a_stranger_learns_what_the_movement_is_and_does(
    site: str, browser: Browser, language: str, width: int
) -> None:
    """Totals, appeals and how to give, the map by month, the archive with sources."""
    who = Walker.at(browser, language=language, width=width)
    who.open(f"{site}/")
    assert "330,440.89" in who.text()
    assert "baoji" not in who.page.content().lower()
    who.press(who.word("Open appeals"))
    assert who.word("How to give") in who.text()
    who.press(who.word("The movement"), within="main")
    who.press(who.word("Month by month"))
    held = who.page.inner_text("#played")
    assert "1941" in held
    assert who.page.locator("main svg").count() > 1
    who.press(who.word("Month before"))
    assert who.page.inner_text("#played") != held
    assert who.word("What is withheld here") in who.page.inner_text("main .note")
    who.press(who.word("What is withheld here"))
    who.press(who.word("Archive"), within="main")
    who.page.fill("#q", "Alley" if language == "en" else "艾黎")
    who.button(who.word("Show"))
    who.press(who.page.locator("main ul.bare li a").first)
    who.press(who.page.locator("main a[href*='/archive/sources/']").first)
    assert who.word("What rests on this source") in who.text()
    assert "baoji" not in who.page.content().lower()
    who.page.context.close()


def _receipt(browser: Browser, site: str, gift: str) -> tuple[str, str]:
    """Return what a giver gets from the treasurer: the address, and the secret."""
    page = browser.new_context(locale="en-GB").new_page()
    sign_in(page, site, "keeper")
    page.goto(f"{site}/gifts/{gift}/receipt/")
    if page.get_by_role("button", name="Give the receipt").count():
        page.get_by_role("button", name="Give the receipt").click()
        page.wait_for_load_state()
    address = str(page.locator("section a[href*='secret=']").get_attribute("href"))
    secret = page.locator("section code", has_text=re.compile("^[A-Z2-7-]{19}$"))
    told = address, secret.inner_text()
    page.context.close()
    return told


@once_or_all(0)
def test_a_donor_follows_their_gift_and_checks_it_at_home(
    site: str, browser: Browser, tmp_path: Path, language: str, width: int
) -> None:
    """Path, letter and proof by the secret; what came home is checked without us."""
    address, secret = _receipt(browser, site, GIFT)
    who = Walker.at(browser, language=language, width=width)
    who.open(address)
    assert GIFT in who.text()
    assert "2,447.69" in who.text()
    assert who.page.locator("ol.steps li").count() > 3
    assert who.page.locator("section.letter").count() > 0
    assert "baoji" not in who.page.content().lower()
    entry = who.keeps(who.link(who.word("Download the entry with its proof")).click)
    who.press(who.word("How checking works"))
    verifier = who.keeps(who.link("gungho_verify.py").click)
    done = _checked_at_home(tmp_path, verifier, entry)
    assert done.returncode == 0, done.stdout + done.stderr
    told = json.loads(entry.read_text("utf-8"))
    told["entry"]["raw"] = told["entry"]["raw"].replace("244769", "244768")
    entry.write_text(json.dumps(told), "utf-8")
    assert _checked_at_home(tmp_path, verifier, entry).returncode != 0
    # Another day, by the number on the receipt from the first page.
    who.press(who.page.locator("header a.brand"))
    who.page.fill("#find", GIFT.upper())
    who.quiet = ("403",)
    who.button(who.word("Follow it"))
    who.page.fill("#secret", secret.lower().replace("-", " "))
    who.button(who.word("Follow my gift"))
    assert "2,447.69" in who.text()
    who.page.context.close()


def _checked_at_home(
    folder: Path, verifier: Path, entry: Path
) -> subprocess.CompletedProcess[str]:
    program = folder / "gungho_verify.py"
    shutil.copy(verifier, program)
    return subprocess.run(
        [sys.executable, "-I", str(program), str(entry)],
        capture_output=True, text=True, timeout=60, check=False, cwd=folder,
    )  # fmt: skip


@once_or_all(0)
def test_an_auditor_checks_the_books_by_keys_alone(
    site: str, browser: Browser, tmp_path: Path, language: str, width: int
) -> None:
    """Desk, journal, a proof, a sample, the lists, and a sealed parcel checked."""
    who = Walker.at(browser, language=language, width=width)
    who.page.goto(f"{site}/")
    who.keys_in("auditor")
    _to_desk(who, "auditor")
    _proves_an_entry(who, tmp_path)
    _to_desk(who, "auditor")
    # A sample of a book, drawn by money and taken home.
    who.key_on(who.reason("desk.page.sample"))
    who.skip()
    who.choose("book", "london")
    who.choose("currency", "GBP")
    who.tab_to(lambda one: one["id"] == "size")
    who.page.keyboard.type("4")
    who.key(who.word("Draw"))
    who.page.wait_for_url("**seed=**")
    who.check()
    drawn = who.page.locator("main tbody input[type=checkbox]").count()
    assert drawn > 0
    who.skip()
    sheet = openpyxl.load_workbook(
        BytesIO(who.keeps(lambda: who.key("XLSX")).read_bytes())
    )
    assert sheet.active is not None
    assert sheet.active.max_row > 4
    # What came late, was corrected, or has no other side.
    who.key_on(who.word("Recorded late"))
    assert "london" in who.page.inner_html("main tbody")
    who.key_on(who.word("Corrected"))
    assert who.page.locator("main tbody tr").count() >= 1
    who.key_on(who.word("Unmatched"))
    assert who.page.locator("main tbody tr").count() >= 17
    # A sealed parcel is taken away, and checked as it came and with one bit flipped.
    who.key_on(who.word("Sealed parcels"))
    who.skip()
    parcel = who.keeps(lambda: who.key("london.bundle"))
    raw = parcel.read_bytes()
    at = raw.index(b"GBP")
    flipped = raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :]
    _sends(who, raw)
    assert who.page.locator("main [role=status] tbody tr").count() == 1
    assert who.word("the same, as far as this parcel goes") in who.text()
    who.quiet = ("422",)
    _sends(who, flipped)
    assert who.page.locator("main [role=alert]").count() == 1
    assert who.page.locator("main [role=status]").count() == 0
    who.page.context.close()


def _proves_an_entry(who: Walker, folder: Path) -> None:
    """Go from the desk to an entry; its proof is checked by what the pages hand out."""
    who.key_on(who.reason("desk.page.journal"))
    who.skip()
    who.tab_to(lambda one: bool(re.fullmatch(r"[a-z]+/\d+", one["text"])))
    who.enter()
    assert who.word("Signature good") in who.text()
    who.skip()
    proof = who.keeps(lambda: who.key(who.word("Proof to take along")))
    who.key_on(who.word("How checking works"))
    who.skip()
    verifier = who.keeps(lambda: who.key("gungho_verify.py"))
    assert _checked_at_home(folder, verifier, proof).returncode == 0


def _to_desk(who: Walker, desk: str) -> None:
    """Go by keys from any page to a desk."""
    who.key(who.word("Desks"))
    who.page.wait_for_url("**/desks/")
    who.check()
    who.key_on(who.reason(f"desk.{desk}"))


def _sends(who: Walker, raw: bytes) -> None:
    """Come to a file's field by keys, give it the file, and have it checked.

    The window of files is the machine's own: headless, it does not always open.
    """
    who.skip()
    who.tab_to(lambda one: one["id"] == "parcel")
    who.page.set_input_files(
        "#parcel",
        {"name": "london.bundle", "mimeType": "application/jsonl", "buffer": raw},
    )
    who.key(who.word("Check it"))
    who.page.wait_for_url("**/audit/parcel/check/")
    who.check()


@once_or_all(1)
def test_a_committee_takes_a_gift_and_closes_its_month(
    site: str, browser: Browser, language: str, width: int
) -> None:
    """Pledge, gift, receipt, thanks, remittance, parcels, close: each from its desk."""
    who = Walker.at(browser, language=language, width=width)
    sign_in(who.page, site, "treasurer")
    _sits_at(who, "committee")
    # A pledge, and the gift that comes.
    _writes(who, "pledge.made", {
        "commodity": "GBP", "fund": "london:general", "privacy": "public",
        "parts.count.0": "30.00", "parts.due.0": "1942-03-01",
    })  # fmt: skip
    _sits_at(who, "committee")
    who.press(who.page.locator("nav.queue a", has_text=_queue(who, "pledges-open")))
    assert "30.00" in who.text()
    _sits_at(who, "committee")
    who.press(who.reason("desk.page.enter-gift"))
    who.press(who.page.locator("main tbody th a[href='/committees/london/']"))
    who.press(who.word("Enter a gift"))
    who.page.fill("#giver", "Hull Dockers" if language == "en" else "赫尔码头工人")
    who.page.fill("#amount", "18.00")
    who.button(who.word("Save the gift"))
    found = re.search(r"/gifts/(london-\d+)/", who.page.url)
    assert found
    gift = found[1]
    # Its receipt is due, and is given.
    _sits_at(who, "committee")
    who.press(who.page.locator("nav.queue a", has_text=_queue(who, "receipts-due")))
    row = who.page.locator("main tbody tr", has_text=gift)
    who.press(row.get_by_role("link", name=who.word("Receipt")))
    who.button(who.word("Give the receipt"))
    assert who.word("Secret for the giver") in who.text()
    pdf = who.page.request.get(
        site + str(who.link(who.word("Receipt (PDF)")).get_attribute("href"))
    )
    assert gift in text_of_pdf(pdf.body())
    # Thanks to the giver, money to the hub.
    _sits_at(who, "committee")
    _writes(who, "thanks.sent", {
        "coop": COOP, "gifts": gift, "letter": "谢谢！ Thank you.", "consent": "c1",
    })  # fmt: skip
    _sits_at(who, "committee")
    _writes(who, "money.sent", {
        "receiver": "hk", "lines.commodity.0": "GBP",
        "lines.fund.0": "london:general", "lines.count.0": "18.00",
    })  # fmt: skip
    # A parcel of books goes, one comes, and the month is closed.
    _sits_at(who, "committee")
    who.press(who.reason("desk.page.parcels"))
    _sends_and_takes(who)
    _sits_at(who, "committee")
    who.press(who.reason("desk.page.month"))
    who.press(who.page.locator("main a[href='/statements/london/close/']"))
    _closes_a_month(who, otherwise=ENDS.get((language, width), ("", "")))
    who.page.context.close()


def _sends_and_takes(who: Walker) -> None:
    """Make a parcel for another body, and take in the one that was brought."""
    before = who.page.locator("main tbody tr").count()
    who.page.select_option("#to", "baguio")
    make = who.page.get_by_role("button", name=who.word("Make the parcel"), exact=True)
    raw = who.keeps(make.click).read_bytes()
    assert raw.startswith(b"age-encryption.org/")
    for sent, code in ((raw, "200"), (b"no parcel", "422")):
        who.quiet = (code,)
        file = {"name": "news.bundle", "mimeType": "application/jsonl", "buffer": sent}
        who.page.set_input_files("#parcel", file)
        who.button(who.word("Take it in"))
        said = "[role=status]" if code == "200" else "[role=alert]"
        assert who.page.locator(f"main {said}").count() == 1
    assert who.page.locator("main tbody tr").count() >= min(50, before + 2)
    who.press(who.word("Whose books stand here"))
    assert who.page.locator("main tbody tr").count() > 3
    who.quiet = ("422",)


def _closes_a_month(who: Walker, *, otherwise: tuple[str, str]) -> None:
    """Close the month that is proposed, or another period with its last day."""
    period = who.page.input_value("#period")
    if not period:  # another walk here has closed the month
        period, day = otherwise
        who.page.fill("#period", period)
        who.page.fill("#until", day)
    else:
        assert period == "1941-11"
    who.button(who.word("Close it"))
    assert f"period={period}" in who.page.url
    assert period in who.text()


def _sits_at(who: Walker, desk: str) -> None:
    """Go to a desk by what is seen on any page."""
    who.press(who.word("Desks"), within="header")
    who.press(who.reason(f"desk.{desk}"), within="main")


def _queue(who: Walker, queue: str) -> str:
    return who.reason(f"queue.{queue}")


def _writes(who: Walker, kind: str, facts: dict[str, str]) -> None:
    """Write an entry down at the form that the desk leads to."""
    who.press(who.reason(f"kind.{kind}"))
    book = who.page.locator("#book")
    if book.count():
        book.select_option("london")
        who.button(who.word("Go on"))
    for name, text in facts.items():
        field = who.page.locator(f"[id='{name}']")
        if field.evaluate("e => e.tagName") == "SELECT":
            field.select_option(text)
        else:
            field.fill(text)
    who.button(who.word("Write it down"))
    assert re.search(r"/journal/london/\d+/(\?written=1)?$", who.page.url), who.text()


def test_a_wrong_secret_is_refused_and_soon_throttled(
    site: str, browser: Browser
) -> None:
    """Said in words; the right one waits then as well, so this walk comes last."""
    address, secret = _receipt(browser, site, GIFT)
    who = Walker.at(browser, language="zh", width=360)
    who.quiet = ("403", "429")
    who.open(address.partition("?")[0])
    for _ in range(2):
        who.page.fill("#secret", "AAAA-BBBB-CCCC-DDDD")
        who.button(who.word("Follow my gift"))
        assert who.page.locator("main [role=alert]").count() == 1
        assert "2,447.69" not in who.page.content()
    said = who.page.inner_text("main [role=alert]")
    for _ in range(8):
        who.page.request.get(who.page.url)
    who.page.fill("#secret", secret)
    who.button(who.word("Follow my gift"))
    assert who.page.inner_text("main [role=alert]") != said
    assert "2,447.69" not in who.page.content()
    who.page.context.close()
