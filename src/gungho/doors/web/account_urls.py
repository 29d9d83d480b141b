# SPDX-License-Identifier: Apache-2.0
"""The addresses of signing in, of accounts, and of what is open to anyone."""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.usersessions import views as sessions
from django.urls import path

from gungho.doors.web.pages import accounts, cards, open_pages, people

urlpatterns = [
    path("openness/", open_pages.openness, name="openness"),
    path("account/", accounts.my_account, name="my-account"),
    path("account/first/", accounts.first, name="first-account"),
    path("account/join/<str:token>/", accounts.accept, name="accept"),
    path("account/sign-in/", account.login, name="account_login"),
    path("account/sign-out/", account.logout, name="account_logout"),
    path("account/closed/", account.account_inactive, name="account_inactive"),
    path("account/again/", account.reauthenticate, name="account_reauthenticate"),
    path("account/password/", account.password_change, name="account_change_password"),
    path("account/sessions/", sessions.list_usersessions, name="usersessions_list"),
    path("account/second/", factors.index, name="mfa_index"),
    path("account/second/asked/", factors.authenticate, name="mfa_authenticate"),
    path("account/second/again/", factors.reauthenticate, name="mfa_reauthenticate"),
    path("account/second/on/", totp.activate_totp, name="mfa_activate_totp"),
    path("account/second/off/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("account/codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "account/codes/new/",
        codes.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path(
        "account/codes/file/",
        codes.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
    path("people/", people.people, name="people"),
    path("people/invite/", people.invite_person, name="invite"),
    path("people/reset/", people.reset_person, name="reset-account"),
    path("people/close/", people.close_person, name="close-account"),
    path("people/roles/end/", people.end_persons_role, name="end-role"),
    path("people/cards/", cards.opened, name="cards-opened"),
    path("cards/<str:commitment>/", cards.card, name="card"),
    path("cards/<str:commitment>/erase/", cards.erase, name="erase-card"),
]
