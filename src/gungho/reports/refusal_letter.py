# SPDX-License-Identifier: Apache-2.0
"""A refusal letter declines a gift with courtesy, in the giver's own language.

It thanks first, says plainly what cannot be taken and why, and says what would help.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

REASONS: dict[str, tuple[str, str]] = {
    "stock-full": (
        "we hold more of it than our co-ops can use",
        "此物我处存量已多，合作社一时用不完",
    ),
    "cannot-carry": (
        "we have no way to carry it to the workshops",
        "目前无法运往各工场",
    ),
    "not-usable": (
        "none of our workshops can put it to use",
        "各工场均无法使用此物",
    ),
    "weapons": (
        "our movement takes and handles no weapons of any kind",
        "本运动一概不收受、不经手武器",
    ),
    "conditions": (
        "we could not keep the conditions that come with it",
        "所附条件我们无法做到",
    ),
    "cost": (
        "carrying and keeping it would cost more than it would help",
        "运送与保管所费将超过其用处",
    ),
}
OTHER = ("we cannot put it to the use you wish", "我们无法照您的心意加以使用")


@dataclass(frozen=True, slots=True, kw_only=True)
class Declined:
    """What is declined, by whom, to whom, and what would be welcome instead."""

    body: str
    giver: str
    thing: str
    reason: str
    on: str
    welcome: Sequence[str] = ()


def refusal_letter(declined: Declined, *, language: str) -> str:
    """Return the letter's text: Chinese for ``zh`` and its kin, else English."""
    if language.startswith("zh"):
        return _chinese(declined)
    return _english(declined)


def _english(told: Declined) -> str:
    reason, _ = REASONS.get(told.reason, OTHER)
    lines = [
        f"{told.on}",
        f"Dear {told.giver or 'friend'},",
        f"Thank you for offering us {told.thing}. It tells us that our friends are "
        "many, and we have read your offer with gratitude.",
        f"With regret we cannot accept it: {reason}. We would rather tell you so than "
        "let it lie unused, and we hope that you will find it a good home.",
    ]
    if told.welcome:
        named = ", ".join(told.welcome)
        lines.append(f"What would help our co-ops most just now: {named}.")
    lines += ["With our thanks and in friendship,", told.body]
    return "\n\n".join(lines)


def _chinese(told: Declined) -> str:
    _, reason = REASONS.get(told.reason, OTHER)
    lines = [
        f"{told.giver or '朋友'}台鉴：",
        f"承蒙惠赠{told.thing}，盛情可感，谨致谢忱。",
        f"惟{reason}，未能拜领，至为抱歉。与其搁置不用，不如据实奉告，"
        "尚祈另觅合用之处。",
    ]
    if told.welcome:
        lines.append(f"目前合作社最需要的是：{'、'.join(told.welcome)}。")
    lines += ["谨此致谢，并颂时祺。", told.body, told.on]
    return "\n\n".join(lines)
