# SPDX-License-Identifier: Apache-2.0
"""A commodity is a currency or an item kind, with its smallest unit."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from gungho.errors import Refusal

MAX_COUNT = 2**53
SCALE_MAX = 6
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,39}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Commodity:
    """A currency or an item kind; ``scale`` is how many decimals its smallest unit has.

    Raises Refusal ``commodity.code`` or ``commodity.scale``.
    """

    code: str
    scale: int
    form: Literal["currency", "item"]
    unit: str = ""

    def __post_init__(self) -> None:
        if not _CODE.fullmatch(self.code):
            raise Refusal("commodity.code", code=self.code[:40])
        if not 0 <= self.scale <= SCALE_MAX:
            raise Refusal("commodity.scale", code=self.code, scale=self.scale)
