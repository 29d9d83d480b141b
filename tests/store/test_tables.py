# SPDX-License-Identifier: Apache-2.0
"""What the tables say of themselves: books in every key, exact counts."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import models

from tests.support.homes import FreshHome

FORBIDDEN = (
    models.AutoField,
    models.BigAutoField,
    models.SmallAutoField,
    models.DecimalField,
    models.FloatField,
    models.UUIDField,
    models.ForeignKey,
)


@pytest.fixture
def tables(_django: None) -> list[Any]:
    """Every table that belongs to books: journal, intake and projections."""
    from gungho.store import models as ours  # noqa: PLC0415 - after Django is set up

    found: list[Any] = [
        *ours.PROJECTIONS.values(),
        ours.JournalEntry,
        ours.Tile,
        ours.Seal,
        ours.BookHead,
        ours.Intake,
        ours.IntakePart,
        ours.IntakeFinding,
    ]
    private = [name for name, kind in ours.CLASSES.items() if kind == "private"]
    private.append("intake_checkpoint")  # it is of a node, not of a book
    assert len(found) == len(ours.CLASSES) - len(private)
    return found


def key_of(model: Any) -> tuple[str, ...]:
    """Return a table's primary key columns."""
    key = model._meta.pk
    if isinstance(key, models.CompositePrimaryKey):
        return tuple(key.field_names)
    return (key.name,)


def test_the_book_is_first_in_every_primary_and_unique_key(tables: list[Any]) -> None:
    """So that the same tables can be sharded by book."""
    for model in tables:
        assert key_of(model)[0] == "book", model
        for constraint in model._meta.constraints:
            if isinstance(constraint, models.UniqueConstraint):
                assert constraint.fields[0] == "book", (model, constraint)
        assert not model._meta.unique_together
        unique = {field.name for field in model._meta.fields if field.unique} - {"pk"}
        allowed = {"book", "body"} if model.__name__ == "BookHead" else set()
        assert unique <= allowed, (model, unique)


def test_no_key_is_a_serial_and_no_count_is_rounded(tables: list[Any]) -> None:
    """DecimalField is REAL on SQLite, UUIDField is text: neither is used."""
    for model in tables:
        for field in model._meta.fields:
            assert not isinstance(field, FORBIDDEN), (model, field)


def test_every_table_has_a_class_and_stands_as_described(
    fresh_home: FreshHome, tables: list[Any]
) -> None:
    """The database's own answer agrees with the models, table by table."""
    from gungho.store.models import CLASSES  # noqa: PLC0415

    if fresh_home.url:
        listed = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
    else:
        listed = "SELECT name FROM sqlite_master WHERE type = 'table'"
    found = {
        name
        for (name,) in fresh_home.rows(listed)
        if not name.startswith("sqlite_") and name != "django_migrations"
    }
    assert found == set(CLASSES)
    for model in tables:
        name = model._meta.db_table
        assert primary_key(fresh_home, name) == key_of(model), name


def primary_key(home: FreshHome, table: str) -> tuple[str, ...]:
    """Return a table's primary key columns as the database tells them."""
    if home.url:
        found = home.rows(
            "SELECT k.column_name, k.ordinal_position "
            "FROM information_schema.table_constraints c "
            "JOIN information_schema.key_column_usage k USING (constraint_name) "
            "WHERE c.table_name = %s AND c.constraint_type = 'PRIMARY KEY'",
            table,
        )
    else:
        found = home.rows(f"SELECT name, pk FROM pragma_table_info('{table}')")
    return tuple(name for name, at in sorted(found, key=lambda c: c[1]) if at)
