# SPDX-License-Identifier: Apache-2.0
"""The projections' tables, made from the rows the flows declare, so nothing is twice.

Each row type is one table with the same fields and the same key; a tuple of fields that
the row looks up becomes an index.
"""

from __future__ import annotations

import re
from typing import Any, get_type_hints

from django.db import models

from gungho.flows.kinds import ROWS
from gungho.ledger.state import Row


def table_of(kind: type[Row]) -> str:
    """Return the table's name for a row type: ``Balance`` is ``p_balance``."""
    return "p_" + re.sub(r"(?<!^)(?=[A-Z])", "_", kind.__name__).lower()


def columns_of(kind: type[Row]) -> tuple[str, ...]:
    """Return a row type's columns, in the row's order."""
    return kind.__struct_fields__


def _model(kind: type[Row]) -> type[models.Model]:
    hints = get_type_hints(kind)
    fields: dict[str, Any] = {
        name: models.BigIntegerField() if hints[name] is int else models.TextField()
        for name in kind.__struct_fields__
    }
    indexes = [
        models.Index(fields=list(names), name=f"{table_of(kind)[2:24]}_{index}"[:30])
        for index, names in kind.indexes.items()
        if names != kind.key[: len(names)]
    ]
    meta = type("Meta", (), {"db_table": table_of(kind), "indexes": indexes, "app_label": "store"})
    return type(
        kind.__name__,
        (models.Model,),
        {
            **fields,
            "pk": models.CompositePrimaryKey(*kind.key),
            "Meta": meta,
            "__module__": __name__,
            "__doc__": kind.__doc__,
        },
    )


PROJECTIONS: dict[type[Row], type[models.Model]] = {kind: _model(kind) for kind in ROWS}
