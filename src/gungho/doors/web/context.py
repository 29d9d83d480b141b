# SPDX-License-Identifier: Apache-2.0
"""What every page knows: where the journal stands, and which day it is here."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.module_loading import import_string

from gungho.doors.rights import Page, holds_page
from gungho.store.reads.query import one
from gungho.store.reads.trails import movement_root


def movement(_request: HttpRequest) -> dict[str, Any]:
    """Return the journal's head, for the foot of each page."""
    return {"journal_head": SimpleLazyObject(_head)}


def acting(request: HttpRequest) -> dict[str, Any]:
    """Return who is signed in, and whether anybody can be."""
    who = getattr(request, "acting", None)
    name = request.user.get_username() if who and who.person else ""
    invites = Page(name="invite", method="POST")
    return {
        "acting": who,
        "account_name": name,
        "sees_people": who is None or holds_page(who, Page(name="people")),
        "sees_watch": who is None or holds_page(who, Page(name="cards-opened")),
        "may_people": who is None or holds_page(who, invites),
    }


def _head() -> dict[str, str]:
    last = one("SELECT MAX(recorded) FROM journal_head")
    return {"root": movement_root(), "day": (last[0] or "")[:10] if last else ""}


def today() -> str:
    """Return the present day by this installation's clock."""
    return str(import_string(settings.GUNGHO_NOW)().date())
