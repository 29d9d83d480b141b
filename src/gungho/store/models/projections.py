# SPDX-License-Identifier: Apache-2.0
"""The projections' tables, made from the rows the flows declare, so nothing is twice.

Each row type is one table with the same fields and the same key; a tuple of fields that
the row looks up, or that readers do, becomes an index.
"""

from __future__ import annotations

from typing import Any, get_type_hints

from django.db import models

from gungho.flows.kinds import ROWS
from gungho.ledger.state import Row
from gungho.store.tables import table_of


def _model(kind: type[Row]) -> type[models.Model]:
    hints = get_type_hints(kind)
    fields: dict[str, Any] = {
        name: models.BigIntegerField() if hints[name] is int else models.TextField()
        for name in kind.__struct_fields__
    }
    indexes = [
        models.Index(
            fields=list(names),
            name=f"{table_of(kind)[2:24]}_{index}"[:30],
            condition=(
                models.Q(**{f"{names[0]}__gt": 0}) if index in kind.sparse else None
            ),
        )
        for index, names in (kind.indexes | kind.sought).items()
        if names != kind.key[: len(names)]
    ]
    options = {
        "db_table": table_of(kind),
        "indexes": indexes,
        "app_label": "store",
    }
    meta = type("Meta", (), options)
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
