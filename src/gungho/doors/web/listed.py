# SPDX-License-Identifier: Apache-2.0
"""A list of gifts as the first run shows it before anything is written."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language

from gungho.doors.beginning import Walk, scaled
from gungho.doors.reasons import sentence
from gungho.errors import Refusal
from gungho.formats.gift_lists import Wanted, read_gift_list

GIFTS_SHOWN = 8
FAULTS_SHOWN = 40


def preview(raw: bytes, said: Walk, *, today: str) -> dict[str, Any]:
    """Return what was understood of a list, and each refused row with its reason.

    Raises Refusal as ``read_gift_list`` does, and ``gifts.none`` for no rows at all.
    """
    language = get_language() or "en"
    scales = dict(scaled((said.currency, *said.others)))
    wanted = Wanted(currency=said.currency, scales=scales, today=today)
    found = read_gift_list(raw, wanted)
    if not found.gifts and not found.faults:
        raise Refusal("gifts.none")
    sums: dict[str, int] = {}
    for gift in found.gifts:
        sums[gift.currency] = sums.get(gift.currency, 0) + gift.count
    return {
        "count": len(found.gifts),
        "heads": [
            (cell, sentence(f"begin.head.{head}", {}, language))
            for head, cell in found.heads
        ],
        "sums": [(code, count, scales[code]) for code, count in sorted(sums.items())],
        "gifts": [(gift, scales[gift.currency]) for gift in found.gifts[:GIFTS_SHOWN]],
        "more": max(0, len(found.gifts) - GIFTS_SHOWN),
        "faults": [
            (one.row, sentence(one.code, dict(one.facts), language))
            for one in found.faults[:FAULTS_SHOWN]
        ],
        "fault_count": len(found.faults),
        "more_faults": max(0, len(found.faults) - FAULTS_SHOWN),
    }
