# SPDX-License-Identifier: Apache-2.0
"""Accounts by invitation: the first, signing in, a second factor, what attacks get."""

from __future__ import annotations

import re
import time
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from gungho.doors.rights import rights
from gungho.errors import Refusal
from tests.support.goods import movement
from tests.support.homes import FreshHome
from tests.support.pages import told
from tests.support.people import HOST, PASSWORD, account, holds, signed_in

IN = "/account/sign-in/"


@pytest.fixture(autouse=True)
def home(fresh_home: FreshHome) -> FreshHome:
    """A movement without accounts, and no attempt remembered."""
    movement(fresh_home.books)
    cache.clear()
    return fresh_home


def browser(**more: Any) -> Client:
    """Return a browser in which nobody is signed in."""
    return Client(headers=HOST, **more)


def signs_in(client: Client, name: str, password: str = PASSWORD, **more: str) -> Any:
    """Send the sign-in form."""
    return client.post(IN, {"login": name, "password": password, **more})


def first_account(client: Client) -> Any:
    """Make the first account by its page."""
    typed = {"name": "Lin", "password": PASSWORD, "again": PASSWORD}
    return client.post("/account/first/", typed)


def token_of(page: Any) -> str:
    """Return the word of an invitation from the page that shows it."""
    found = re.search(r"/account/join/([0-9a-f]{32})/", page.content.decode())
    assert found, told(page)
    return found[1]


def test_without_accounts_everyone_at_the_machine_is_the_operator() -> None:
    """Everything is open, and the page says so."""
    page = browser().get("/journal/")
    assert page.status_code == 200
    assert "No accounts yet" in told(page)


def test_the_first_account_keeps_the_installation() -> None:
    """From then on nobody else gets past the sign-in page."""
    client = browser()
    assert first_account(client).status_code == 302
    assert "Keeper of the installation" in told(client.get("/account/"))
    assert client.get("/journal/").status_code == 200
    assert client.get("/people/").status_code == 200
    away = browser().get("/journal/?book=hk")
    assert away.status_code == 302
    assert away["Location"] == "/account/sign-in/?next=%2Fjournal%2F%3Fbook%3Dhk"


def test_there_is_one_first_account_only() -> None:
    """A second one is refused, by its page and below it."""
    from gungho.store.people.accounts import make_first  # noqa: PLC0415

    first_account(browser())
    assert first_account(browser())["Location"] == "/account/"
    with pytest.raises(Refusal, match=r"account\.first-exists"):
        make_first(name="wang", password=PASSWORD, day="1940-01-01")


def test_a_weak_or_mistyped_password_is_told_and_nothing_is_made() -> None:
    """What is wrong stands beside its field, in the reader's language."""
    for typed in (
        {"name": "lin", "password": "short", "again": "short"},
        {"name": "lin", "password": PASSWORD, "again": PASSWORD + "x"},
        {"name": "", "password": PASSWORD, "again": PASSWORD},
        {"name": "<b>", "password": PASSWORD, "again": PASSWORD},
    ):
        page = browser().post("/account/first/", typed)
        assert page.status_code == 422, typed
    assert browser().get("/journal/").status_code == 200


def invited(keeper: Client, **more: str) -> str:
    """Let the keeper invite a treasurer of the hub; return the word."""
    typed = {"role": "treasurer", "body": "hk", "since": "", "until": "", **more}
    page = keeper.post("/people/invite/", typed)
    assert page.status_code == 200, told(page)
    return token_of(page)


def test_an_invitation_lets_in_once_and_gives_its_role() -> None:
    """The link is used up by the account that it makes."""
    keeper = browser()
    first_account(keeper)
    token = invited(keeper)
    guest, link = browser(), f"/account/join/{token}/"
    assert guest.get(link).status_code == 200
    typed = {"name": "wang", "password": PASSWORD, "again": PASSWORD}
    assert guest.post(link, typed).status_code == 302
    assert "Committee treasurer" in told(guest.get("/account/"))
    assert guest.get("/bank/").status_code == 200
    assert guest.get("/people/").status_code == 403
    assert browser().get(link).status_code == 410
    assert browser().post(link, typed).status_code == 410


def test_an_invitation_is_kept_as_a_hash_and_ends() -> None:
    """Whoever reads the table cannot use it; a late one is refused."""
    from gungho.store.people import accounts  # noqa: PLC0415
    from gungho.store.people.models import Invitation  # noqa: PLC0415

    first_account(browser())
    past = timezone.now() - timedelta(days=8)
    token = accounts.invite([], by="p-1", now=past)
    row = Invitation.objects.get()
    assert token not in repr(row.__dict__)
    assert len(token) * 4 >= 80
    assert browser().get(f"/account/join/{token}/").status_code == 410
    assert browser().get("/account/join/none/").status_code == 410


def test_a_name_is_taken_once_in_any_case() -> None:
    """The second person is asked for another one, and the link stays good."""
    keeper = browser()
    first_account(keeper)
    link = f"/account/join/{invited(keeper)}/"
    typed = {"name": "LIN", "password": PASSWORD, "again": PASSWORD}
    assert browser().post(link, typed).status_code == 422
    assert browser().post(link, {**typed, "name": "wang"}).status_code == 302


def test_signing_in_changes_the_session_and_goes_on_inside_only() -> None:
    """No session from before is taken over; an address elsewhere is not gone to."""
    account("lin", password=PASSWORD)
    client = browser()
    client.get(IN)
    client.session["planted"] = "1"
    client.cookies["session"] = "planted0planted0planted0planted0"
    answer = signs_in(client, "LIN", next="https://example.org/")
    assert answer.status_code == 302
    assert answer["Location"] == "/"
    assert client.cookies["session"].value != "planted0planted0planted0planted0"
    assert client.cookies["session"]["httponly"]
    for odd in ("//example.org/", "\\\\example.org", "javascript:alert(1)"):
        assert signs_in(browser(), "lin", next=odd)["Location"] == "/"
    assert signs_in(browser(), "lin", next="/bank/?a=b")["Location"] == "/bank/?a=b"


def test_wrong_passwords_are_throttled_even_for_the_right_one_after() -> None:
    """After five wrong ones the account rests for some minutes."""
    account("lin", password=PASSWORD)
    for _ in range(5):
        assert signs_in(browser(), "lin", "wrong").status_code == 200
    assert signs_in(browser(), "lin").status_code in (200, 429)
    assert browser().get("/journal/").status_code == 302


def test_a_wrong_name_and_a_wrong_password_are_told_alike() -> None:
    """Nobody learns who has an account here."""
    account("mr.lin", password=PASSWORD)

    def said(name: str) -> str:
        text = signs_in(browser(), name, "wrong").content.decode()
        return re.sub(r'csrfmiddlewaretoken" value="\w+"', "", text).replace(name, "")

    assert said("mr.lin") == said("mr.wang")


def test_a_form_without_its_token_is_refused_with_a_plain_page() -> None:
    """A page elsewhere cannot send our forms."""
    strict = browser(enforce_csrf_checks=True)
    account("lin", password=PASSWORD)
    page = signs_in(strict, "lin")
    assert page.status_code == 403
    assert "This form is stale" in told(page)
    keeper = account("keeper")
    holds(keeper, "keeper")
    sent = signed_in(keeper, enforce_csrf_checks=True).post("/people/invite/")
    assert sent.status_code == 403


def test_a_closed_account_is_out_at_once() -> None:
    """Its sessions end, and its password lets nobody in."""
    keeper, other = account("keeper"), account("lin", password=PASSWORD)
    holds(keeper, "keeper")
    holds(other, "auditor")
    client = browser()
    signs_in(client, "lin")
    assert client.get("/journal/").status_code == 200
    closed = signed_in(keeper).post("/people/close/", {"name": "lin"})
    assert closed.status_code == 302
    assert client.get("/journal/").status_code == 302
    assert signs_in(browser(), "lin")["Location"] == "/account/closed/"


def test_the_last_keeper_stays() -> None:
    """Nobody can lock everybody out of the accounts."""
    keeper = account("keeper")
    holds(keeper, "keeper")
    client = signed_in(keeper)
    for address, more in (
        ("/people/close/", {}),
        ("/people/roles/end/", {"role": "keeper", "body": ""}),
    ):
        page = client.post(address, {"name": "keeper", **more})
        assert page.status_code == 409
        assert "last keeper" in told(page)
    assert client.get("/people/").status_code == 200


def test_a_new_password_by_a_link_ends_other_sessions() -> None:
    """And asks for it: the link itself signs nobody in."""
    keeper, other = account("keeper"), account("lin", password=PASSWORD)
    holds(keeper, "keeper")
    holds(other, "auditor")
    client = browser()
    signs_in(client, "lin")
    page = signed_in(keeper).post("/people/reset/", {"name": "lin"})
    link = f"/account/join/{token_of(page)}/"
    fresh = {"password": PASSWORD + " again", "again": PASSWORD + " again"}
    assert browser().post(link, fresh)["Location"] == IN
    assert client.get("/journal/").status_code == 302
    assert signs_in(browser(), "lin").status_code == 200
    assert signs_in(browser(), "lin", PASSWORD + " again").status_code == 302


def code_of(secret: str) -> str:
    """Return the six figures that an app shows now."""
    from allauth.mfa.totp.internal.auth import (  # noqa: PLC0415
        format_hotp_value,
        hotp_value,
    )

    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def with_second_factor(client: Client) -> tuple[str, list[str]]:
    """Set up the app for who is signed in; return its secret and recovery codes."""
    client.post("/account/again/", {"password": PASSWORD})
    page = client.get("/account/second/on/")
    text = page.content.decode()
    assert page.status_code == 200, page.headers
    assert "<svg" in text
    secret = re.findall(r'<code class="hash">(\w+)</code>', text)[0]
    answer = client.post("/account/second/on/", {"code": code_of(secret)})
    assert answer["Location"] == "/account/codes/"
    told_codes = client.get("/account/codes/").content.decode()
    return secret, re.findall(r"<li><code>(\w+)</code>", told_codes)


def test_a_second_factor_is_asked_for_and_its_code_counts_once() -> None:
    """The password alone is not enough, nor a code that was used."""
    holds(account("lin", password=PASSWORD), "auditor")
    client = browser()
    signs_in(client, "lin")
    secret, codes = with_second_factor(client)
    assert len(codes) == 10
    cache.clear()  # the code that set it up would count as used
    code = code_of(secret)
    for again, status in (("", 302), ("again", 200)):
        other = browser()
        assert signs_in(other, "lin")["Location"] == "/account/second/asked/"
        assert other.get("/journal/").status_code == 302, again
        sent = other.post("/account/second/asked/", {"code": code})
        assert sent.status_code == status
        assert (other.get("/journal/").status_code == 200) == (status == 302)


def test_a_recovery_code_lets_in_once() -> None:
    """When the phone is lost."""
    holds(account("lin", password=PASSWORD), "auditor")
    client = browser()
    signs_in(client, "lin")
    _secret, codes = with_second_factor(client)
    for status in (302, 200):
        other = browser()
        signs_in(other, "lin")
        sent = other.post("/account/second/asked/", {"code": codes[0]})
        assert sent.status_code == status


def test_the_secret_of_a_second_factor_is_closed_at_rest(home: FreshHome) -> None:
    """Whoever reads the table has no second factor by it."""
    account("lin", password=PASSWORD)
    client = browser()
    signs_in(client, "lin")
    secret, codes = with_second_factor(client)
    rows = str(home.rows("SELECT data FROM mfa_authenticator"))
    assert secret not in rows
    assert codes[0] not in rows


def test_sessions_are_listed_and_the_others_ended() -> None:
    """Whoever forgot to sign out elsewhere does it from here."""
    holds(account("lin", password=PASSWORD), "auditor")
    here, elsewhere = browser(), browser()
    signs_in(elsewhere, "lin")
    signs_in(here, "lin")
    assert told(here.get("/account/sessions/")).count("127.0.0.1") >= 2
    assert here.post("/account/sessions/").status_code == 302
    assert elsewhere.get("/journal/").status_code == 302
    assert here.get("/journal/").status_code == 200


def test_signing_out_ends_the_session() -> None:
    """The cookie that was is worth nothing after."""
    holds(account("lin", password=PASSWORD), "auditor")
    client = browser()
    signs_in(client, "lin")
    kept = client.cookies["session"].value
    client.post("/account/sign-out/")
    client.cookies["session"] = kept
    assert client.get("/journal/").status_code == 302


def test_what_touches_signing_in_asks_for_the_password_again() -> None:
    """Whoever finds an open browser changes nothing of how its owner signs in."""
    account("lin", password=PASSWORD)
    client = browser()
    signs_in(client, "lin")
    away = client.get("/account/second/on/")
    assert away["Location"].startswith("/account/again/?next=")
    wrong = client.post("/account/again/", {"password": "wrong"})
    assert wrong.status_code == 200
    assert client.get("/account/second/on/").status_code == 302


def test_own_pages_speak_both_languages() -> None:
    """Every page of an account is there in English and in Chinese."""
    holds(account("lin", password=PASSWORD), "keeper")
    client = browser()
    signs_in(client, "lin")
    client.post("/account/again/", {"password": PASSWORD})
    for address in (
        "/account/", "/account/password/", "/account/sessions/", "/account/second/",
        "/account/second/on/", "/account/sign-out/", "/people/", "/people/invite/",
        "/people/cards/", "/openness/",
    ):  # fmt: skip
        for language in ("en", "zh-hans"):
            page = client.get(address, headers={"accept-language": language})
            assert page.status_code == 200, address
            title = page.content.decode().partition("<h1>")[2].partition("</h1>")[0]
            is_chinese = bool(re.search(r"[\u4e00-\u9fff]", title))
            assert is_chinese == (language != "en"), (address, title)


def test_every_role_has_a_name_and_known_areas() -> None:
    """The table names no area that is not there."""
    table = rights()
    for role in table.roles.values():
        assert role.name.en
        assert role.name.zh
        assert role.sees | role.does <= set(table.areas)
    assert set(table.offices.values()) <= set(table.roles)
