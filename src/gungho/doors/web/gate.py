# SPDX-License-Identifier: Apache-2.0
"""The gate finds who asks, and lets nobody through to what the rights do not say.

Where no account exists the one operator of this machine asks, and everything is open.
A page without a row in ``rights.toml`` is denied.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from gungho.actions.acting import Acting, Held, acting_as
from gungho.doors.rights import CARDS, FORMING, Page, holds_page, may_open, rights, sees
from gungho.doors.web.context import today
from gungho.doors.web.pages.open_pages import OPEN_VIEWS
from gungho.errors import Refusal
from gungho.store.people.accounts import accounts_exist
from gungho.store.people.opened import note
from gungho.store.people.roles import held_on
from gungho.store.reads.bank import line_named
from gungho.store.reads.entries import kind_at

Answer = Callable[[HttpRequest], HttpResponseBase]
View = Callable[..., HttpResponseBase]


class Gate:
    """Sets who acts for the time of an answer, and checks each page before it runs."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer in the name of who asks."""
        acting = acting_of(request)
        request.acting = acting  # type: ignore[attr-defined]
        with acting_as(acting):
            return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        _view: View,
        _args: tuple[Any, ...],
        parts: dict[str, Any],
    ) -> HttpResponseBase | None:
        """Let the page run, show what anyone may see of it, or turn the asker away."""
        acting: Acting | None = request.acting  # type: ignore[attr-defined]
        match = request.resolver_match
        if acting is None or match is None:
            return None
        name = match.url_name or ""
        named = _looked_up(parts)
        page = Page(name=name, parts=parts | named, method=request.method or "GET")
        if holds_page(acting, page):
            _note_cards(acting, page)
            return None
        if name in OPEN_VIEWS:
            return OPEN_VIEWS[name](request, **parts)
        if may_open(acting, page):
            return None
        return denied(request, acting)


def acting_of(request: HttpRequest) -> Acting | None:
    """Return who asks: a person, nobody (""), or None where no account exists."""
    account = request.user
    if account.is_authenticated:
        return acting_person(str(account.pk), day=today())
    return Acting(person="") if accounts_exist() else None


def acting_person(person: str, *, day: str) -> Acting:
    """Return a person with the roles they hold on a day."""
    table = rights()
    held = []
    for sort, word, body in held_on(person, day):
        role = table.offices.get(word, "") if sort == "office" else word
        if role in table.roles:
            held.append(Held(role=role, body=body, office=word))
    return Acting(person=person, held=tuple(held))


def _note_cards(acting: Acting, page: Page) -> None:
    """Note that somebody opens a page with a personal card."""
    part = rights().noted.get(page.name)
    if part is None:
        return
    if sees(CARDS) or FORMING in rights().of_page(page):
        whose = str(page.parts.get(part, ""))
        note(acting.person, card=whose, page=page.name)


def _looked_up(parts: dict[str, Any]) -> dict[str, Any]:
    """Return what an address does not say itself: a line's body, an entry's kind."""
    if "mark" in parts:
        return {"body": _line_body(str(parts["mark"]))}
    if "seq" in parts:
        return {"kind": kind_at(str(parts["book"]), int(parts["seq"]))}
    return {}


def _line_body(mark: str) -> str:
    """Return whose bank line a mark names, "" for none."""
    try:
        return line_named(mark).body
    except Refusal:
        return ""


def denied(request: HttpRequest, acting: Acting) -> HttpResponse:
    """Turn away: to the sign-in page first, then with a plain word."""
    if not acting.person:
        asked = f"?{urlencode({'next': request.get_full_path()})}"
        back = asked if request.method in ("GET", "HEAD") else ""
        return redirect(reverse("account_login") + back)
    return render(request, "gungho/denied.html", status=403)
