# SPDX-License-Identifier: Apache-2.0
"""People and roles: who has an account here, what they hold, inviting and ending."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from gungho.doors.names import Names
from gungho.doors.refusals import sentence
from gungho.doors.rights import rights
from gungho.doors.web.context import today
from gungho.doors.web.pages.accounts import role_shown
from gungho.doors.web.pages.problems import refused
from gungho.doors.web.templatetags.gungho import Field
from gungho.doors.web.typed import Typed, field_of
from gungho.errors import Refusal
from gungho.store.people import accounts
from gungho.store.people.roles import GivenRole, roles_told
from gungho.store.reads.query import fetch

NAMES = ("role", "body", "since", "until", "person")


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Show every account with what it holds."""
    names = Names.load(get_language() or "en")
    held: dict[str, list[dict[str, Any]]] = {}
    for one in roles_told(day=today()):
        held.setdefault(one.person, []).append(role_shown(one, names))
    shown = {
        "people": [
            {"account": one, "roles": held.get(one.person, [])}
            for one in accounts.listed()
        ],
        "today": today(),
    }
    return render(request, "gungho/people.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def invite_person(request: HttpRequest) -> HttpResponse:
    """Make a one-time link for a new person; it is shown once, to pass on."""
    values = {name: request.POST.get(name, "").strip() for name in NAMES}
    if request.method != "POST":
        values["since"] = today()
    typed = Typed(values=values)
    if request.method == "POST":
        try:
            given = _given(typed)
            token = accounts.invite(
                [given], by=_by(request), now=timezone.now(), person=typed["person"]
            )
        except Refusal as refusal:
            typed.errors[_place(refusal)] = sentence(refusal, get_language() or "en")
        else:
            return _link_shown(request, token, sort=accounts.JOIN)
    shown = {"fields": _fields(typed), "people": accounts.accounts_exist()}
    status = 422 if typed.errors else 200
    return render(request, "gungho/invite.html", shown, status=status)


@require_POST
def reset_person(request: HttpRequest) -> HttpResponse:
    """Make a one-time link that sets a new password for an account."""
    try:
        token = accounts.invite_back(
            request.POST.get("name", ""), by=_by(request), now=timezone.now()
        )
    except Refusal as refusal:
        return refused(request, refusal)
    return _link_shown(request, token, sort=accounts.RESET)


@require_POST
def close_person(request: HttpRequest) -> HttpResponse:
    """Shut an account and end its sessions."""
    try:
        accounts.close_account(request.POST.get("name", ""), day=today())
    except Refusal as refusal:
        return refused(request, refusal)
    return redirect("people")


@require_POST
def end_persons_role(request: HttpRequest) -> HttpResponse:
    """End a role that was given by hand; the journal's offices end by their entry."""
    said = {name: request.POST.get(name, "") for name in ("name", "role", "body")}
    try:
        accounts.end_by_hand(
            said["name"], role=said["role"], body=said["body"], day=today()
        )
    except Refusal as refusal:
        return refused(request, refusal)
    return redirect("people")


def _by(request: HttpRequest) -> str:
    return str(request.user.pk or "operator")


def _given(typed: Typed) -> GivenRole:
    table = rights()
    if typed["role"] not in table.roles:
        known = ", ".join(table.roles)
        raise Refusal("account.role", role=typed["role"][:40], roles=known)
    if typed["body"] and typed["body"] not in dict(_bodies()):
        raise Refusal("account.body", body=typed["body"][:80])
    return GivenRole(
        role=typed["role"], body=typed["body"], since=typed["since"] or today(),
        until=typed["until"],
    )  # fmt: skip


def _place(refusal: Refusal) -> str:
    places = {"account.role": "role", "account.body": "body", "account.term": "until"}
    return places.get(refusal.code, "until")


def _bodies() -> list[tuple[str, str]]:
    names = Names.load(get_language() or "en")
    found = fetch("SELECT DISTINCT body FROM p_body WHERE form <> 'giver' ORDER BY 1")
    return [(body, names.body(body)) for (body,) in found]


def _fields(typed: Typed) -> list[Field]:
    language = get_language() or "en"
    choices = tuple(
        (role, one.name.in_language(language)) for role, one in rights().roles.items()
    )
    everywhere = ("", _("this whole installation"))
    return [
        field_of(typed, "role", _("Role"), kind="select", choices=choices),
        field_of(typed, "body", _("For"), kind="select",
                 choices=(everywhere, *_bodies())),
        field_of(typed, "since", _("First day"), hint=_("Year, month, day")),
        field_of(typed, "until", _("Last day"), needed=False,
                 hint=_("Empty: until it is ended")),
        field_of(typed, "person", _("Number of the person"), needed=False, wide=True,
                 hint=_("Only if the journal knows the person already, by an office.")),
    ]  # fmt: skip


def _link_shown(request: HttpRequest, token: str, *, sort: str) -> HttpResponse:
    link = request.build_absolute_uri(reverse("accept", args=[token]))
    shown = {"link": link, "is_reset": sort == accounts.RESET}
    answer = render(request, "gungho/invited.html", shown)
    answer["Cache-Control"] = "no-store"
    return answer
