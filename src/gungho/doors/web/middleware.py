# SPDX-License-Identifier: Apache-2.0
"""What every answer carries, and who may ask.

An installation answers this machine alone, unless a door was opened beyond it: both
the caller's address and the name it called must be loopback (the name too, or a page
elsewhere could be pointed here by its DNS). Beyond it, the wire is closed by TLS here
or at the one proxy that is named, and the name is one that was given.
The language of a page is Django's own ``LocaleMiddleware``: cookie, then
Accept-Language.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from gungho.doors.letters import MEDIA
from gungho.doors.listening import HTTPS, Door, is_address, is_loopback
from gungho.doors.refusals import sentence
from gungho.errors import Refusal
from gungho.formats.sheets import RAW_MOST

Answer = Callable[[HttpRequest], HttpResponseBase]

POLICY = "; ".join((
    "default-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "object-src 'none'",
))  # fmt: skip
MIB = 2**20
FORM_MOST = 2 * MIB  # as DATA_UPLOAD_MAX_MEMORY_SIZE
FILES_MOST = RAW_MOST + FORM_MOST
PARCEL_PAGES = ("/nodes/parcels/take/", "/audit/parcel/check/")
PARCEL_MOST = 65 * MIB  # its own page tells one that is a little too large
YEAR = 365 * 24 * 60 * 60
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
        if settings.GUNGHO_DOOR.is_beyond:
            response["Strict-Transport-Security"] = f"max-age={YEAR}"
        return response


class OnlyByTheDoor:
    """Answers this machine alone, or by the door that was opened, and nobody else."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response
        self.door: Door = settings.GUNGHO_DOOR

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer what came by the door, in the caller's own address."""
        address = str(request.META.get("REMOTE_ADDR", ""))
        host = str(request.META.get("HTTP_HOST", ""))
        code = self._beyond(request) if self.door.is_beyond else _here(address, host)
        if not code:
            return self.get_response(request)
        refusal = Refusal(code, address=address[:80], host=host[:80])
        told = f"{sentence(refusal, 'en')}\n{sentence(refusal, 'zh')}\n"
        return HttpResponse(told, "text/plain; charset=utf-8", status=403)

    def _beyond(self, request: HttpRequest) -> str:
        """Return why a call from beyond is refused, "" for one that may come in."""
        names = {self.door.address, *self.door.names}
        if host_name(str(request.META.get("HTTP_HOST", ""))) not in names:
            return "web.not-by-door"
        if not self.door.proxy:
            return "" if request.scheme == HTTPS else "web.not-by-door"
        if request.META.get("REMOTE_ADDR") != self.door.proxy:
            return "web.not-by-door"
        if request.META.get("HTTP_X_FORWARDED_PROTO") != HTTPS:
            return "web.not-by-door"
        # The last address is the one that the proxy itself has seen.
        told = str(request.META.get("HTTP_X_FORWARDED_FOR", "")).rpartition(",")[2]
        if not is_address(told.strip()):
            return "web.not-by-door"
        request.META["REMOTE_ADDR"] = told.strip()
        return ""


class OnlySoMuch:
    """Turns a request away that is larger than anything that is taken in here.

    It is told by its length before any of it is read or taken apart.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer what is not too large."""
        most = _most(request)
        length = str(request.META.get("CONTENT_LENGTH") or "0")
        if length.isdecimal() and int(length) <= most:
            return self.get_response(request)
        refusal = Refusal("web.too-much", most=max(1, most // MIB))
        told = f"{sentence(refusal, 'en')}\n{sentence(refusal, 'zh')}\n"
        return HttpResponse(told, "text/plain; charset=utf-8", status=413)


def _most(request: HttpRequest) -> int:
    """Return how many bytes a request may have, by its type and where it is sent."""
    content_type = request.content_type or ""
    if content_type == MEDIA:
        return PARCEL_MOST
    if content_type != "multipart/form-data":
        return FORM_MOST
    return PARCEL_MOST if request.path in PARCEL_PAGES else FILES_MOST


def _here(address: str, host: str) -> str:
    """Return why a call is refused where only this machine is answered."""
    both = is_loopback(address) and is_loopback(host_name(host))
    return "" if both else "web.not-this-machine"


def host_name(host: str) -> str:
    """The name without its port; an IPv6 address stands in brackets."""
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0]
