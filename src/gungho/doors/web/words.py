# SPDX-License-Identifier: Apache-2.0
"""The words for the codes in the books: regions, trades, kinds of workshop, causes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.functional import lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from gungho.doors.reasons import codes, sentence


def _in_language(code: str) -> str:
    return sentence(code, {}, get_language() or "en")


_said = lazy(_in_language, str)

REGIONS: Final[dict[str, Any]] = {
    "northwest": _("North-West"),
    "sichuan-xikang": _("Sichuan and Xikang"),
    "southeast": _("South-East"),
    "southwest": _("South-West"),
    "yunnan-guizhou": _("Yunnan and Guizhou"),
    "zhe-wan": _("Zhejiang and Anhui"),
    "jin-yu": _("Shanxi and Henan"),
    "border-region": _("Border region"),
    "central": _("Central China"),
    "hub": _("Hub"),
}
TRADES: Final[dict[str, Any]] = {
    "machine-and-metal": _("Machines and metal"),
    "textiles": _("Textiles"),
    "culture": _("Printing and stationery"),
    "chemicals": _("Chemicals"),
    "tailoring": _("Tailoring"),
    "mining": _("Mining"),
    "food": _("Food"),
    "transport": _("Transport"),
    "carpentry-and-building": _("Carpentry and building"),
    "umbrellas-and-bamboo": _("Umbrellas and bamboo"),
    "pottery-and-glass": _("Pottery and glass"),
}
ACTIVITIES: Final[dict[str, Any]] = {
    code.removeprefix("activity."): _said(code)
    for code in sorted(codes())
    if code.startswith("activity.")
}
CAUSES: Final[dict[str, Any]] = {
    code.removeprefix("cause."): _said(code)
    for code in sorted(codes())
    if code.startswith("cause.")
}


def word(words: Mapping[str, Any], code: str) -> str:
    """The word for a code, or the code where there is none."""
    return str(words.get(code, code))


def choices(words: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Codes and words, in the order of the words."""
    found = [(code, str(told)) for code, told in words.items()]
    return sorted(found, key=lambda pair: pair[1])
