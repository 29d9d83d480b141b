# SPDX-License-Identifier: Apache-2.0
"""What a kind of entry says happened, in the page's language."""

from __future__ import annotations

from django.utils.translation import get_language

from gungho.doors.reasons import sentence


def kind_word(kind: str) -> str:
    """Return the words for a kind of entry, its first letter large."""
    said = sentence(f"kind.{kind}", {}, get_language() or "en")
    return said[:1].upper() + said[1:]
