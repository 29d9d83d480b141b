# SPDX-License-Identifier: Apache-2.0
"""Signing in as this house does it: by invitation, second factors closed at rest."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from hashlib import sha256

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody makes an account for themselves, and no mail is sent."""

    def is_open_for_signup(self, _request: HttpRequest) -> bool:
        """Return False: an account begins with an invitation."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the caller's address, which the outermost layer has made sure of."""
        return str(request.META["REMOTE_ADDR"])

    def is_safe_url(self, url: str) -> bool:
        """Return whether an address to go on to lies in this installation."""
        return url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def send_mail(self, *_args: object, **_more: object) -> None:
        """Send nothing."""


class SecondFactor(DefaultMFAAdapter):  # type: ignore[misc]
    """Keeps the secrets of second factors closed with the home's own secret."""

    def encrypt(self, text: str) -> str:
        """Close a secret before it is kept."""
        return _fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Open a secret that was kept."""
        return _fernet().decrypt(encrypted_text.encode()).decode()


def _fernet() -> Fernet:
    secret = sha256(b"gungho second factor\n" + settings.SECRET_KEY.encode()).digest()
    return Fernet(urlsafe_b64encode(secret))
