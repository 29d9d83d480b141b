# SPDX-License-Identifier: Apache-2.0
"""Second factors, to be carried to another database; sessions are not: sign in anew."""

from __future__ import annotations

from datetime import datetime
from typing import Any

Factor = tuple[str, str, Any, datetime, datetime | None]
FIELDS = ("user_id", "type", "data", "created_at", "last_used_at")


def factors() -> list[Factor]:
    """Return every second factor, without the numbers of their rows."""
    from allauth.mfa.models import Authenticator  # noqa: PLC0415 - once Django is set up

    found = Authenticator.objects.order_by("user_id", "type", "pk")
    return list(found.values_list(*FIELDS))


def keep_factors(found: list[Factor]) -> None:
    """Keep second factors in the database that is in use now."""
    from allauth.mfa.models import Authenticator  # noqa: PLC0415 - once Django is set up

    Authenticator.objects.bulk_create(
        [Authenticator(**dict(zip(FIELDS, one, strict=True))) for one in found]
    )
