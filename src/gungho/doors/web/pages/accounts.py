# SPDX-License-Identifier: Apache-2.0
"""One's own account: the first of an installation, one by invitation, and the page."""

from __future__ import annotations

from typing import Any

from allauth.account.utils import perform_login
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gungho.doors.names import Names
from gungho.doors.refusals import sentence
from gungho.doors.rights import rights
from gungho.doors.web.context import today
from gungho.doors.web.templatetags.gungho import Field
from gungho.doors.web.typed import Typed
from gungho.errors import Refusal
from gungho.store.people.accounts import (
    RESET,
    Invited,
    accounts_exist,
    invited,
    make_first,
    password_problems,
)
from gungho.store.people.accounts import accept as accept_invitation
from gungho.store.people.roles import roles_told

NAMES = ("name", "password", "again")


@require_http_methods(["GET", "HEAD", "POST"])
def first(request: HttpRequest) -> HttpResponse:
    """Make the first account, from which on everybody signs in."""
    if accounts_exist():
        return redirect("my-account")
    typed = _typed(request)
    if request.method == "POST" and _is_right(typed, known=""):
        try:
            account = make_first(
                name=typed["name"], password=typed["password"], day=today()
            )
        except Refusal as refusal:
            typed.errors["name"] = sentence(refusal, get_language() or "en")
        else:
            return _let_in(request, account)
    return _form(request, typed, invitation=None)


@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """Use an invitation: choose a name and a password, or a new password."""
    try:
        invitation = invited(token, now=timezone.now())
    except Refusal as refusal:
        return _over(request, refusal)
    typed = _typed(request)
    if request.method == "POST" and _is_right(typed, known=invitation.name):
        try:
            account, sort = accept_invitation(
                token, name=typed["name"], password=typed["password"], day=today(),
                now=timezone.now(),
            )  # fmt: skip
        except Refusal as refusal:
            if refusal.code == "invitation.over":
                return _over(request, refusal)
            typed.errors["name"] = sentence(refusal, get_language() or "en")
        else:
            # A new password is no second factor: who has one is asked for it.
            if sort == RESET:
                return redirect("account_login")
            return _let_in(request, account)
    return _form(request, typed, invitation=invitation)


@require_safe
def my_account(request: HttpRequest) -> HttpResponse:
    """Show one's own account: who one is here, what one may do, and how to keep it."""
    if not request.user.is_authenticated:
        raise Http404
    names = Names.load(get_language() or "en")
    shown = {
        "person": request.user.pk,
        "roles": [
            role_shown(one, names)
            for one in roles_told(day=today())
            if one.person == request.user.pk
        ],
    }
    return render(request, "gungho/my_account.html", shown)


def role_shown(one: Any, names: Names) -> dict[str, Any]:
    """A role as it is shown: its name, for whom, and from where it comes."""
    table = rights()
    role = table.offices.get(one.office, "") if one.office else one.role
    known = table.roles.get(role)
    word = known.name.in_language(get_language() or "en") if known else ""
    return {
        "told": one,
        "role": word or one.office,
        "gives": bool(known),
        "body": names.body(one.body) if one.body else _("this whole installation"),
    }


def _let_in(request: HttpRequest, account: AbstractBaseUser) -> HttpResponse:
    answer: HttpResponse = perform_login(request, account, redirect_url="/account/")
    return answer


def _typed(request: HttpRequest) -> Typed:
    return Typed(values={name: request.POST.get(name, "") for name in NAMES})


def _is_right(typed: Typed, *, known: str) -> bool:
    """Return whether name and password may be taken; say beside each what is wrong."""
    name = known or typed["name"].strip().lower()
    if not name:
        typed.errors["name"] = _("Choose the name to sign in with.")
    problems = password_problems(typed["password"], name=name)
    if problems:
        typed.errors["password"] = " ".join(problems)
    if typed["password"] != typed["again"]:
        typed.errors["again"] = _("The two passwords differ.")
    return not typed.errors


def _form(
    request: HttpRequest, typed: Typed, *, invitation: Invited | None
) -> HttpResponse:
    is_reset = bool(invitation and invitation.sort == RESET)
    shown = {
        "fields": list(_fields(typed, is_reset=is_reset)),
        "invitation": invitation,
        "is_reset": is_reset,
    }
    status = 422 if typed.errors else 200
    return render(request, "gungho/join.html", shown, status=status)


def _fields(typed: Typed, *, is_reset: bool) -> list[Field]:
    name = Field(
        name="name", label=_("Name to sign in with"), value=typed["name"],
        error=typed.errors.get("name", ""), autocomplete="username",
        help=_("Not shown in the books: entries name you by a number without meaning."),
    )  # fmt: skip
    passwords = [
        Field(
            name=part, label=label, kind="password", autocomplete="new-password",
            help=told, error=typed.errors.get(part, ""),
        )
        for part, label, told in (
            ("password", _("Password"), _("At least ten signs; a few words are best.")),
            ("again", _("The same password again"), ""),
        )
    ]  # fmt: skip
    return passwords if is_reset else [name, *passwords]


def _over(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    told = sentence(refusal, get_language() or "en")
    return render(request, "gungho/refused.html", {"told": told}, status=410)
