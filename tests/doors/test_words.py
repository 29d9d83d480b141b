# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import importlib.util
import re
import sys
from gettext import GNUTranslations
from importlib import import_module
from io import BytesIO
from pathlib import Path
from types import ModuleType

import pytest

from gungho.doors.web.icons import STATUS_WORDS

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "src/gungho/doors/web/static/gungho"
TEMPLATES = ROOT / "src/gungho/doors/web/templates"


@pytest.fixture(scope="module")
def words() -> ModuleType:
    """The tool that checks and compiles the catalogs."""
    spec = importlib.util.spec_from_file_location("words", ROOT / "tools/words.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["words"] = module
    spec.loader.exec_module(module)
    return module


def test_every_phrase_of_the_doors_has_chinese_and_none_is_left_over(
    words: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    """The check that the build runs passes."""
    assert words.main("check") == 0, capsys.readouterr().out


def test_a_missing_and_an_unused_phrase_are_both_found(words: ModuleType) -> None:
    """A new phrase without Chinese fails, and so does an entry nobody uses."""
    path = next(words.CATALOGS.glob("zh_Hans/LC_MESSAGES/django.po"))
    catalog = words.read(path)
    used = dict(words.found())
    first = next(iter(used))
    without = {key: value for key, value in used.items() if key != first}
    assert any("no longer used" in fault for fault in words.faults_of(catalog, without))
    more = used | {("", "A new phrase"): "here.html"}
    assert any("A new phrase" in fault for fault in words.faults_of(catalog, more))


def test_phrases_of_templates_and_python_are_read(
    words: ModuleType, tmp_path: Path
) -> None:
    """Tags, blocks with plurals, and calls all count."""
    page = tmp_path / "a.html"
    page.write_text(
        '{% load i18n %}<p>{% translate "One" %}</p>\n'
        "  {% blocktranslate trimmed count n=n %}\n  {{ n }} gift\n"
        "  {% plural %}{{ n }} gifts{% endblocktranslate %}\n",
        "utf-8",
    )
    code = tmp_path / "a.py"
    code.write_text('x = _("Two")\ny = ngettext("gift", "gifts", 2)\n', "utf-8")
    assert list(words.phrases(page)) == [("", "One"), ("", "%(n)s gift")]
    assert list(words.phrases(code)) == [("", "Two"), ("", "gift")]


def test_the_compiled_catalog_speaks_chinese(words: ModuleType) -> None:
    """Babel's binary is what Django reads."""
    path = next(words.CATALOGS.glob("zh_Hans/LC_MESSAGES/django.po"))
    catalog = GNUTranslations(BytesIO(words.compiled(words.read(path))))
    assert catalog.gettext("In transit") == "运送中"


@pytest.mark.parametrize(
    "path", [*TEMPLATES.rglob("*.html"), *STATIC.glob("*.svg")], ids=lambda p: p.name
)
def test_pages_hold_no_inline_style_or_script(path: Path) -> None:
    """A strict policy would drop them without a word."""
    text = path.read_text("utf-8")
    assert "style=" not in text
    assert "<style" not in text
    assert "<script" not in text
    assert re.search(r"\son[a-z]+\s*=", text) is None


@pytest.mark.parametrize("path", [*STATIC.glob("*.css")], ids=lambda p: p.name)
def test_style_sheets_fetch_nothing_from_outside(path: Path) -> None:
    """Pages work on a machine without a connection."""
    text = path.read_text("utf-8")
    assert "http" not in text
    assert "@import" not in text
    assert "data:" not in text


def test_the_carried_font_holds_every_sign_of_the_catalog() -> None:
    """A machine without a Chinese font still shows our own words."""
    held = set((STATIC / "fonts/signs.txt").read_text("utf-8"))
    catalog = ROOT / "src/gungho/doors/web/locale/zh_Hans/LC_MESSAGES/django.po"
    told = {sign for sign in catalog.read_text("utf-8") if "\u4e00" <= sign <= "\u9fff"}
    assert told <= held
    assert (STATIC / "fonts/OFL.txt").read_text("utf-8").count("SIL Open Font") > 0


@pytest.mark.parametrize("page", ["nodes", "papers"])
def test_each_state_of_a_page_has_a_status_that_can_be_drawn(page: str) -> None:
    """A table of states names none but the seven."""
    module = import_module(f"gungho.doors.web.pages.{page}")
    assert set(module.STATUS.values()) <= set(STATUS_WORDS)
