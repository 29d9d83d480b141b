# SPDX-License-Identifier: Apache-2.0
"""Escaped SVG markup, element by element.

Colours are named by tone, so that a chart speaks the same words as the statuses:
each tone is a custom property of ``tokens.css``.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

Tone = Literal[
    "promised",
    "received",
    "transit",
    "overdue",
    "arrived",
    "lost",
    "held",
    "indigo",
    "flow",
    "ink",
    "mark",
]
Attribute = str | int | float | None


def element(name: str, *inside: str, **attributes: Attribute) -> SafeString:
    """One element; text is escaped, markup made here is not escaped twice.

    ``class_`` gives ``class`` and an underscore inside a name gives a hyphen; an
    attribute that is ``None`` is left out.
    """
    told = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{conditional_escape(written(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    body = "".join(conditional_escape(part) for part in inside)
    close = f">{body}</{name}>" if body else "/>"
    return mark_safe(f"<{name}{told}{close}")


def written(value: str | int | float) -> str:
    """A number with at most one decimal and no trailing zero; text as it is."""
    if isinstance(value, str):
        return value
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def joined(parts: Iterable[str]) -> SafeString:
    """Many pieces of markup as one; plain text among them is escaped."""
    return mark_safe("".join(conditional_escape(part) for part in parts))


def picture(
    *inside: str, width: float, height: float, label: str, class_: str = "pic"
) -> SafeString:
    """An ``svg`` with its sentence; an empty label hides it from readers.

    One that holds links is a group, for a picture may not hold what can be opened.
    """
    role = "group" if any("<a " in part for part in inside) else "img"
    hidden = {"aria_hidden": "true"} if not label else {}
    spoken = {"role": role, "aria_label": label} if label else {}
    return element(
        "svg",
        *inside,
        class_=class_,
        viewBox=f"0 0 {written(width)} {written(height)}",
        **spoken,
        **hidden,
    )


def ink(tone: Tone) -> str:
    """The custom property that holds a tone's colour."""
    return f"var(--{tone})"


def text_width(text: str, size: float = 12.0) -> float:
    """A guess of a text's width: Chinese signs are square, Latin letters narrow."""
    return sum(size if ord(sign) > 0x2E7F else size * 0.57 for sign in text)
