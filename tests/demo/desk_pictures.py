# SPDX-License-Identifier: Apache-2.0
"""The pictures of the desks in docs/desks: whose, of which page, how large."""

from __future__ import annotations

import io
import json
import re
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import Image

from tests.demo.test_browser import _page
from tests.support.manned import sign_in

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

DOCS = Path(__file__).parents[2] / "docs"
FOLDER = DOCS / "desks"
MANIFEST = FOLDER / "pages.json"
BYTES_MOST = 60_000
DESK, PHONE = (960, 640), (360, 640)
GIFT = "baguio-0002"


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One desk: who sits at it, its page, in which language and how large."""

    desk: str
    who: str
    language: str
    size: tuple[int, int] = DESK

    @property
    def file(self) -> Path:
        """Where the picture lies."""
        return FOLDER / f"{self.desk}.webp"


PICTURES = (
    Picture(desk="committee", who="treasurer", language="en"),
    Picture(desk="hub", who="supply", language="zh"),
    Picture(desk="depot", who="depot", language="en", size=PHONE),
    Picture(desk="co-op", who="bookkeeper", language="zh", size=PHONE),
    Picture(desk="organiser", who="organiser", language="en", size=PHONE),
    Picture(desk="trader", who="trader", language="zh"),
    Picture(desk="secretary", who="secretary", language="en"),
    Picture(desk="auditor", who="auditor", language="zh"),
    Picture(desk="donor", who="", language="en"),
    Picture(desk="public", who="", language="zh"),
)  # fmt: skip


def shown(browser: Browser, site: str, picture: Picture) -> Page:
    """Return a desk as who sits at it sees it."""
    page = _page(
        browser, language=picture.language, scheme="light", width=picture.size[0]
    )
    page.set_viewport_size({"width": picture.size[0], "height": picture.size[1]})
    if picture.desk == "donor":
        page.goto(_address(browser, site))
    elif picture.who:
        sign_in(page, site, picture.who)
        page.goto(f"{site}/desks/{picture.desk}/")
    else:
        page.goto(f"{site}/")
    page.evaluate("document.fonts.ready")
    return page


def _address(browser: Browser, site: str) -> str:
    """Return the address that the giver of a gift has on the receipt."""
    page = _page(browser, language="en", scheme="light", width=960)
    sign_in(page, site, "keeper")
    page.goto(f"{site}/gifts/{GIFT}/receipt/")
    give = page.get_by_role("button", name="Give the receipt")
    if give.count():
        give.click()
        page.wait_for_load_state()
    address = page.locator("section a[href*='secret=']").get_attribute("href")
    page.context.close()
    return str(address)


def said(page: Page) -> str:
    """Return the hash of what a page says; hashes of its books are left out."""
    text = re.sub(r"\s+", " ", page.inner_text("main"))
    plain = re.sub(r"\b[0-9a-f]{8}\b", "#", text)
    return sha256(plain.encode()).hexdigest()[:32]


def manifest() -> dict[str, Any]:
    """Return what each page said when its picture was made."""
    return dict(json.loads(MANIFEST.read_text("utf-8"))) if MANIFEST.exists() else {}


def write(page: Page, picture: Picture) -> None:
    """Make a picture anew, and note what its page says."""
    FOLDER.mkdir(exist_ok=True)
    seen = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    seen.save(picture.file, "WEBP", lossless=True, method=6)
    if picture.file.stat().st_size > BYTES_MOST:
        seen.save(picture.file, "WEBP", quality=80, method=6)
    told = manifest() | {picture.desk: said(page)}
    text = json.dumps(dict(sorted(told.items())), indent=1)
    MANIFEST.write_text(text + "\n", "utf-8")
