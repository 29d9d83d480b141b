# SPDX-License-Identifier: Apache-2.0
"""The Chinese glyphs that the pages carry, cut from Noto Sans SC.

``make_font.py FONT LICENSE`` reads a whole Noto Sans SC (regular, SIL Open Font
License 1.1) and writes ``gungho-hans.woff2`` for pages and ``gungho-hans.ttf`` for
printed papers, the licence beside them.  Pages get only the signs that our own words
and the movement packages use: a machine that has a Chinese font never fetches them.
Papers get the whole of GB 2312 besides, since names and letters that people type are
printed where no other font is; a paper carries only the signs that stand on it.
Needs fonttools and brotli, which nothing else here does.

``make_font.py check`` needs neither: it fails when our words use a sign that the
list beside the font does not hold.

Source: Noto Sans SC, notofonts.github.io, copyright Google and Adobe.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
FONTS = ROOT / "src/gungho/doors/web/static/gungho/fonts"
TARGET = FONTS / "gungho-hans.woff2"
PAPERS = ROOT / "src/gungho/formats/fonts"
SIGNS = FONTS / "signs.txt"
FAMILY = "Gungho Hans"
LARGEST = 400_000
# Signs that no table of ours holds yet and a page may still need: figures of
# account, calendar, measure words, common surnames and place endings.
ALWAYS = (
    "零一二三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟圆整元角分"
    "年月日时季度周星期上中下午前后左右东西南北省市县区乡镇村街路号楼"
    "件箱台副卷包捆匹尺丈斤两吨公里米个人名户家间所厂社会部处科组队"
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘"
    "〇、。〈〉《》「」『』【】〔〕！（），．：；？～—…·“”‘’％＋－／"
)


def main(arguments: list[str]) -> int:
    """Check the list of signs, or write the font and the list."""
    needed = "".join(sorted(signs()))
    if arguments == ["check"]:
        lacking = sorted(set(needed) - set(SIGNS.read_text("utf-8")))
        if lacking:
            print(f"{TARGET.name} lacks {''.join(lacking)}: run tools/make_font.py")
        return 1 if lacking else 0
    if len(arguments) != 2:
        print("usage: make_font.py FONT LICENSE | check", file=sys.stderr)
        return 2
    for folder in (FONTS, PAPERS):
        folder.mkdir(exist_ok=True)
        shutil.copyfile(arguments[1], folder / "OFL.txt")
    write_subset(Path(arguments[0]), needed)
    printed = "".join(sorted(set(needed) | set(standard())))
    write_printed(Path(arguments[0]), printed)
    SIGNS.write_text(needed + "\n", "utf-8")
    size = TARGET.stat().st_size
    print(f"{TARGET.name}: {len(needed)} signs, {size} bytes")
    return 0 if size < LARGEST else 1


def signs() -> set[str]:
    """Every Chinese sign and full-width mark of our own words and packages."""
    found = set(ALWAYS)
    for path in worded():
        found |= {sign for sign in path.read_text("utf-8") if is_chinese(sign)}
    return found


def worded() -> Iterator[Path]:
    """The files whose Chinese can come to stand on a page."""
    source = ROOT / "src/gungho"
    for pattern in ("*.po", "*.toml", "*.html", "*.py"):
        yield from sorted(source.rglob(pattern))
    yield from sorted((ROOT / "movements").rglob("*.csv"))


def is_chinese(sign: str) -> bool:
    """Whether a sign lies in the ranges that the style sheet asks the font for."""
    point = ord(sign)
    return (
        0x3000 <= point <= 0x303F
        or 0x4E00 <= point <= 0x9FFF
        or 0xFF00 <= point <= 0xFFEF
    )


def standard() -> Iterator[str]:
    """Every ideograph of GB 2312: rows 16 to 87 of its table."""
    for row in range(0xB0, 0xF8):
        for cell in range(0xA1, 0xFF):
            yield bytes((row, cell)).decode("gb2312", "ignore")


def write_subset(source: Path, needed: str) -> None:
    """Cut, rename and pack the font of the pages."""
    subset = import_module("fontTools.subset")
    options = subset.Options(
        flavor="woff2",
        layout_features=["locl", "ccmp"],
        hinting=False,
        notdef_outline=True,
    )
    subset.save_font(_cut(source, needed, options=options), str(TARGET), options)


def write_printed(source: Path, needed: str) -> None:
    """Cut and rename the font of the papers."""
    subset = import_module("fontTools.subset")
    options = subset.Options(layout_features=["locl", "ccmp"], hinting=False)
    _cut(source, needed, options=options).save(str(PAPERS / "gungho-hans.ttf"))


def _cut(source: Path, needed: str, *, options: Any) -> Any:
    subset = import_module("fontTools.subset")
    font = subset.load_font(str(source), options)
    cutter = subset.Subsetter(options)
    cutter.populate(text=needed)
    cutter.subset(font)
    for number in (1, 4, 16):
        font["name"].setName(FAMILY, number, 3, 1, 0x409)
    font["name"].setName(FAMILY.replace(" ", ""), 6, 3, 1, 0x409)
    return font


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
