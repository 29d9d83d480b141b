# SPDX-License-Identifier: Apache-2.0
"""The emblem, the seven status shapes and two signs for buttons, as inline SVG."""

from __future__ import annotations

from typing import Final

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

STROKE = 'fill="none" stroke="currentColor"'
SHAPES: Final[dict[str, str]] = {
    "promised": f'<circle cx="8" cy="8" r="6" {STROKE} stroke-width="2" '
    'stroke-dasharray="2.6 2.1"/>',
    "received": f'<circle cx="8" cy="8" r="6" {STROKE} stroke-width="2"/>'
    '<circle cx="8" cy="8" r="2.6" fill="currentColor"/>',
    "transit": f'<path d="M1.5 8h12M9.5 3.5 14 8l-4.5 4.5" {STROKE} stroke-width="2"/>',
    "overdue": f'<circle cx="8" cy="8" r="6.2" {STROKE} stroke-width="2"/>'
    f'<path d="M8 4.2V8.4l2.8 1.8" {STROKE} stroke-width="2"/>',
    "arrived": f'<path d="m2 8.6 4 4L14 4" {STROKE} stroke-width="2.4"/>',
    "lost": f'<path d="m3 3 10 10M13 3 3 13" {STROKE} stroke-width="2.4"/>',
    "held": f'<path d="M5 2.5v11M11 2.5v11" {STROKE} stroke-width="3"/>',
    "exchange": '<path d="M2.5 6.5A6 6 0 0 1 13 5M13.5 9.5A6 6 0 0 1 3 11'
    f'M13.4 1.8V5.2H10M2.6 14.2v-3.4H6" {STROKE} stroke-width="1.8"/>',
    "print": '<path d="M4 6V1.8h8V6M4 11.5H1.8V6h12.4v5.5H12M4 9.5h8v4.7H4z" '
    f'{STROKE} stroke-width="1.7"/>',
}
STATUS_WORDS: Final = {
    "promised": _("Promised"),
    "received": _("Received"),
    "transit": _("In transit"),
    "overdue": _("Overdue"),
    "arrived": _("Arrived"),
    "lost": _("Lost"),
    "held": _("Held"),
}
EMBLEM: Final = mark_safe(
    '<svg viewBox="0 0 64 64" aria-hidden="true">'
    '<path fill="var(--mark)" d="M32 5.5 61 57.5H3z"/>'
    '<path fill="none" stroke="var(--on-mark)" stroke-width="4.2" '
    'd="M20.6 37.4 32 17l11.4 20.4"/>'
    '<path fill="var(--on-mark)" '
    'd="M25.2 33.2h13.6v4.2H34v10h11.6v4.2H18.4v-4.2H30v-10h-4.8z"/></svg>'
)


def icon(name: str) -> SafeString:
    """One sign of sixteen units, hidden from readers: a word stands beside it."""
    return mark_safe(
        f'<svg class="ic" viewBox="0 0 16 16" aria-hidden="true">{SHAPES[name]}</svg>'
    )
