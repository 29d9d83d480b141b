# SPDX-License-Identifier: Apache-2.0
"""How row types are named in the tables."""

from __future__ import annotations

import re

from gungho.ledger.state import Row


def table_of(kind: type[Row]) -> str:
    """Return the table's name for a row type: ``Balance`` is ``p_balance``."""
    return "p_" + re.sub(r"(?<!^)(?=[A-Z])", "_", kind.__name__).lower()


def columns_of(kind: type[Row]) -> tuple[str, ...]:
    """Return a row type's columns, in the row's order."""
    return kind.__struct_fields__
