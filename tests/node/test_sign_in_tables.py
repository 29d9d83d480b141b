# SPDX-License-Identifier: Apache-2.0
"""The tables of signing in are what Django and allauth ask for, and hold no secret."""

from __future__ import annotations

import pytest

from tests.support.homes import FreshHome
from tests.support.people import PASSWORD, account


@pytest.mark.usefixtures("_django")
def test_our_steps_make_what_their_makers_ask_for() -> None:
    """A newer allauth with another column is found here, before anybody's home."""
    from django.apps import apps  # noqa: PLC0415 - after Django is set up
    from django.db.migrations.autodetector import (  # noqa: PLC0415
        MigrationAutodetector,
    )
    from django.db.migrations.loader import MigrationLoader  # noqa: PLC0415
    from django.db.migrations.state import ProjectState  # noqa: PLC0415
    from django.utils import translation  # noqa: PLC0415

    loader = MigrationLoader(None, ignore_no_migrations=True)
    with translation.override(None):  # as `migrate` does: names are told in English
        found = MigrationAutodetector(
            loader.project_state(), ProjectState.from_apps(apps)
        ).changes(graph=loader.graph)
    assert found == {}


def test_no_row_is_made_for_each_of_our_tables(fresh_home: FreshHome) -> None:
    """Permissions and content types of Django are nobody's business here."""
    for table in ("auth_permission", "django_content_type", "auth_group"):
        assert fresh_home.rows(f"SELECT COUNT(*) FROM {table}") == [(0,)]


def test_a_password_is_kept_as_argon2_only(fresh_home: FreshHome) -> None:
    """And nothing of it lies in the table."""
    account("lin", password=PASSWORD)
    ((kept,),) = fresh_home.rows("SELECT password FROM private_account")
    assert kept.startswith("argon2$argon2id$")
    assert PASSWORD not in kept
