# SPDX-License-Identifier: Apache-2.0
"""Each desk has a picture in docs/desks that shows what its page says today.

The pages are looked at, not the pixels: fonts differ from machine to machine. With
DESK_PICTURES set (``tools/desk_pictures.py``) the pictures are made anew.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from gungho.doors.desks import DESKS
from tests.demo import desk_pictures as pictures
from tests.demo.desk_pictures import PICTURES, Picture
from tests.demo.test_browser import Told, browser, pytestmark, served
from tests.support.manned import man

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

__all__ = ["browser", "pytestmark"]
WRITING = bool(os.environ.get("DESK_PICTURES"))
# What is cut off, or stands beyond the edge, unless it may be scrolled or is for ears.
CLIPPED = """() => [...document.querySelectorAll('body *')].filter(e => {
  if (e.closest('.vh, .scroll, svg') || !e.getClientRects().length) return false;
  const hides = getComputedStyle(e).overflowX !== 'visible';
  const cut = hides && e.clientWidth > 1 && e.scrollWidth > e.clientWidth;
  return cut || e.getBoundingClientRect().right > innerWidth + 1;
}).map(e => e.outerHTML.slice(0, 120))"""
# Signs that are drawn as the box of a sign that no font has.
TOFU = """() => {
  const font = getComputedStyle(document.querySelector('h1')).fontFamily;
  const box = document.createElement('canvas');
  box.width = box.height = 32;
  const pen = box.getContext('2d', {willReadFrequently: true});
  const drawn = sign => {
    pen.clearRect(0, 0, 32, 32);
    pen.font = `24px ${font}`;
    pen.fillText(sign, 2, 26);
    return pen.getImageData(0, 0, 32, 32).data.join();
  };
  const none = new Set(['\\u0378', '\\ufff0', ' '].map(drawn));
  const signs = new Set(document.body.innerText.match(/\\p{Script=Han}/gu) ?? []);
  return {signs: signs.size, boxes: [...signs].filter(one => none.has(drawn(one)))};
}"""
# Each table's columns of numbers, with what its foot says of them.
SUMS = """() => [...document.querySelectorAll('main table')].map(table => {
  const cells = row => [...row.querySelectorAll('td.r')].map(
    one => one.innerText.replace(/[^0-9.-]/g, ''));
  return {rows: [...table.tBodies[0].rows].map(cells),
          foot: table.tFoot ? cells(table.tFoot.rows[0]) : null};
})"""


@pytest.fixture(scope="module")
def site(told: Told, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve a copy of the told home in which each role has an account."""
    home = tmp_path_factory.mktemp("pictured") / "home"
    shutil.copytree(told[0], home)
    man(home)
    yield from served(home)


def test_every_desk_has_its_picture_and_its_words() -> None:
    """Small, of the stated size, shown in docs/desks.md, and none besides."""
    assert {one.desk for one in PICTURES} == {*DESKS, "donor", "public"}
    page = (pictures.DOCS / "desks.md").read_text("utf-8")
    for one in PICTURES:
        assert one.file.stat().st_size <= pictures.BYTES_MOST, one.desk
        with Image.open(one.file) as seen:
            assert seen.size == one.size
        assert f"](desks/{one.file.name})" in page
    found = {path.name for path in pictures.FOLDER.iterdir()}
    assert found == {one.file.name for one in PICTURES} | {pictures.MANIFEST.name}
    assert pictures.manifest().keys() == {one.desk for one in PICTURES}


@pytest.mark.parametrize("picture", PICTURES, ids=lambda one: one.desk)
def test_a_desk_is_whole_and_its_picture_is_of_today(
    site: str, browser: Browser, picture: Picture
) -> None:
    """Nothing is clipped, no sign is a box, sums close, and the words are the same."""
    page = pictures.shown(browser, site, picture)
    assert page.evaluate(CLIPPED) == []
    signs = page.evaluate(TOFU)
    assert signs["boxes"] == []
    assert signs["signs"] >= (40 if picture.language == "zh" else 2)
    _closes(page, picture)
    if WRITING:
        pictures.write(page, picture)
    assert pictures.manifest()[picture.desk] == pictures.said(page), (
        "this page says something else than when its picture was made;"
        " run tools/desk_pictures.py and look at it"
    )
    page.context.close()


def _closes(page: Page, picture: Picture) -> None:
    """The numbers on the page add up to each other."""
    tables = page.evaluate(SUMS)
    for table in tables:
        for at, whole in enumerate(table["foot"] or ()):
            parts = sum(Decimal(row[at]) for row in table["rows"])
            assert parts == Decimal(whole), (picture.desk, table)
    if picture.desk == "donor":
        assert all(table["foot"] for table in tables)
    elif picture.desk == "public":
        sums = [sum(Decimal(row[0]) for row in one["rows"]) for one in tables]
        assert len(set(sums)) == 1
    else:
        waits = [int(one) for one in page.locator("nav.queue b").all_inner_texts()]
        rows = [int(row[0]) for one in tables for row in one["rows"]]
        assert sum(rows) == sum(waits)
        assert sorted(rows, reverse=True) == rows
