# SPDX-License-Identifier: Apache-2.0
"""What every answer carries, and who may ask.

Until accounts exist an installation has one local operator, so nobody beyond this
machine is answered: both the caller's address and the name it called must be
loopback (the name too, or a page elsewhere could be pointed here by its DNS).
The language of a page is Django's own ``LocaleMiddleware``: cookie, then
Accept-Language.
"""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import ip_address

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from gungho.doors.refusals import sentence
from gungho.errors import Refusal

Answer = Callable[[HttpRequest], HttpResponseBase]

POLICY = "; ".join((
    "default-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "object-src 'none'",
))  # fmt: skip
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class SecurityHeaders:
    """Sets the strict policy on every answer; a page may not loosen it."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, then set every header."""
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response[name] = value
        return response


class OnlyThisMachine:
    """Refuses callers and names that are not loopback, with a plain sentence."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer only what was asked from here by a name of here."""
        address = str(request.META.get("REMOTE_ADDR", ""))
        host = str(request.META.get("HTTP_HOST", ""))
        if is_loopback(address) and is_loopback(host_name(host)):
            return self.get_response(request)
        refusal = Refusal("web.not-this-machine", address=address, host=host)
        told = f"{sentence(refusal, 'en')}\n{sentence(refusal, 'zh')}\n"
        return HttpResponse(told, "text/plain; charset=utf-8", status=403)


def host_name(host: str) -> str:
    """The name without its port; an IPv6 address stands in brackets."""
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0]


def is_loopback(name: str) -> bool:
    """Whether a name or address means this machine."""
    if name.lower() == "localhost":
        return True
    try:
        address = ip_address(name)
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback
