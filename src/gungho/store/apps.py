# SPDX-License-Identifier: Apache-2.0
"""The store is one Django application: the journal, intake, projections, cards."""

from __future__ import annotations

from django.apps import AppConfig


class StoreConfig(AppConfig):
    """The tables of one installation."""

    name = "gungho.store"
    label = "store"
    default_auto_field = "django.db.models.BigAutoField"
