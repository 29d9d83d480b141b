# SPDX-License-Identifier: Apache-2.0
"""The pages as a Django application: templates, static files, words."""

from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Brings the templates, the static files and both catalogs of words."""

    name = "gungho.doors.web"
    label = "web"
