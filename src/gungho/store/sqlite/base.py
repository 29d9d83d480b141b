# SPDX-License-Identifier: Apache-2.0
"""Django's SQLite without a check that calls a function from the schema.

With ``trusted_schema`` off SQLite before 3.41 refuses ``JSON_VALID`` in a check, and
the tables of second factors and sessions would have one.
"""

from __future__ import annotations

from typing import ClassVar

from django.db.backends.sqlite3 import base


class DatabaseWrapper(base.DatabaseWrapper):
    """The same, and JSON is checked by who writes it."""

    data_type_check_constraints: ClassVar[dict[str, str]] = {  # type: ignore[misc]
        kind: check
        for kind, check in base.DatabaseWrapper.data_type_check_constraints.items()
        if kind != "JSONField"
    }
