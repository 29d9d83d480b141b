# SPDX-License-Identifier: Apache-2.0
"""The people's tables, and Django's own of signing in without what nobody reads."""

from __future__ import annotations

from django.apps import AppConfig
from django.contrib.auth.apps import AuthConfig
from django.contrib.contenttypes.apps import ContentTypesConfig


class PeopleConfig(AppConfig):
    """Accounts, invitations, roles, and who opened which card."""

    name = "gungho.store.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"


class SigningIn(AuthConfig):
    """Django's signing in, without a row of permissions for each of our tables.

    Rights are a table in ``doors/rights/rights.toml``; Django's are not asked.
    """

    def ready(self) -> None:
        """Connect nothing that writes after each migration."""


class NoContentTypes(ContentTypesConfig):
    """What Django's signing in stands on, without a row for each of our tables."""

    def ready(self) -> None:
        """Connect nothing that writes after each migration."""
