# SPDX-License-Identifier: Apache-2.0
"""A share divides a whole so that the parts add up to it, to the last unit (law 10).

The method is that of the largest remainder (Hamilton); ``share_table`` in ``table`` is
its twin for rows and columns at once.
"""

from __future__ import annotations

from collections.abc import Sequence

from gungho.errors import Refusal


def share(total: int, weights: Sequence[int]) -> tuple[int, ...]:
    """Return integer parts of ``total`` in proportion to ``weights``.

    Ties go to the lower index. Raises Refusal ``share.no-weight`` when nothing can
    carry a whole that is not zero, ``share.negative`` for a negative weight.
    """
    least = min(weights, default=0)
    if least < 0:
        raise Refusal("share.negative", weight=str(least))
    whole = sum(weights)
    if total == 0:
        return (0,) * len(weights)
    if whole == 0:
        raise Refusal("share.no-weight", total=str(total))
    sign = -1 if total < 0 else 1
    parts, rests = [], []
    for weight in weights:
        part, rest = divmod(abs(total) * weight, whole)
        parts.append(part)
        rests.append(rest)
    left = abs(total) - sum(parts)
    order = sorted(range(len(weights)), key=lambda index: (-rests[index], index))
    for index in order[:left]:
        parts[index] += 1
    return tuple(sign * part for part in parts)
