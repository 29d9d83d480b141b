# SPDX-License-Identifier: Apache-2.0
"""A donor's secret is what the receipt of a gift carries, to follow that gift by.

It is 80 bits of an HMAC over the gift's place in its book, under the home's own key, so
that nothing about a donor is kept.
"""

from __future__ import annotations

import hmac
from base64 import b32encode
from hashlib import sha256

from django.conf import settings

from gungho.store.reads.openness import gift_place

SECRET_BYTES = 10


def secret_of(gift: str) -> str:
    """Return the secret that a gift's receipt carries, "" for an unknown gift."""
    place = gift_place(gift)
    return _secret(*place) if place else ""


def _secret(body: str, seq: int) -> str:
    key = sha256(b"gungho donor\n" + settings.SECRET_KEY.encode()).digest()
    told = hmac.digest(key, f"{body}/{seq}".encode(), "sha256")
    text = b32encode(told[:SECRET_BYTES]).decode()
    return "-".join(text[at : at + 4] for at in range(0, len(text), 4))
