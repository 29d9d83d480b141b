# SPDX-License-Identifier: Apache-2.0
"""Beyond this machine a node listens with accounts and a closed wire, or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory, override_settings

from gungho.doors.listening import Door, door_of
from gungho.errors import Refusal
from tests.demo.conftest import run_gungho

PROXY = "10.0.0.9"
BEHIND = Door(address="10.0.0.1", names=("books.example",), proxy=PROXY)


@pytest.fixture
def key(tmp_path: Path) -> dict[str, str]:
    """Two files that can be read."""
    found = {"tls_cert": str(tmp_path / "c.pem"), "tls_key": str(tmp_path / "k.pem")}
    for path in found.values():
        Path(path).write_text("-", "ascii")
    return found


def test_this_machine_alone_needs_nothing() -> None:
    """As simple as ever, with or without accounts."""
    for accounts in (False, True):
        Door().check(accounts=accounts)
        Door(address="::1", port=9).check(accounts=accounts)


def test_beyond_it_both_are_needed(key: dict[str, str]) -> None:
    """Accounts, and either a certificate with its key or a named proxy."""
    for more, accounts, code in (
        ({}, True, "serve.open-wire"),
        ({}, False, "serve.open-wire"),
        (key, False, "serve.no-accounts"),
        ({"proxy": PROXY}, False, "serve.no-accounts"),
        ({"tls_cert": key["tls_cert"]}, True, "serve.tls-half"),
        (key | {"tls_key": "/there/is/none"}, True, "serve.tls-half"),
        ({"proxy": "proxy.example"}, True, "serve.address"),
    ):
        door = Door(address="0.0.0.0", **more)  # type: ignore[arg-type]
        with pytest.raises(Refusal) as refused:
            door.check(accounts=accounts)
        assert refused.value.code == code, more
    for good in (key, {"proxy": PROXY}):
        Door(address="0.0.0.0", **good).check(accounts=True)  # type: ignore[arg-type]


def test_a_proxy_on_this_machine_asks_for_accounts_too() -> None:
    """What a proxy passes on came from beyond."""
    with pytest.raises(Refusal, match=r"serve\.no-accounts"):
        Door(proxy="127.0.0.1").check(accounts=False)


def test_a_door_is_told_to_the_serving_process_and_read_back() -> None:
    """Nothing of it is lost on the way."""
    assert door_of(BEHIND.text()) == BEHIND
    assert door_of("") == Door()


def asked(door: Door, **meta: str) -> tuple[int, str]:
    """Return the status of a call, and whose address the pages see."""
    from gungho.doors.web.middleware import OnlyByTheDoor  # noqa: PLC0415

    def answer(request: HttpRequest) -> HttpResponse:
        return HttpResponse(request.META["REMOTE_ADDR"])

    with override_settings(GUNGHO_DOOR=door):
        told: Any = {"HTTP_HOST": "books.example", **meta}
        page = OnlyByTheDoor(answer)(RequestFactory().get("/", **told))
    assert isinstance(page, HttpResponse)
    return page.status_code, page.content.decode()


FROM_PROXY = {
    "REMOTE_ADDR": PROXY,
    "HTTP_X_FORWARDED_FOR": "6.6.6.6, 203.0.113.5",
    "HTTP_X_FORWARDED_PROTO": "https",
}


@pytest.mark.usefixtures("_django")
def test_behind_a_proxy_only_it_is_answered() -> None:
    """The address is the last that the proxy saw, not what a caller made up."""
    assert asked(BEHIND, **FROM_PROXY) == (200, "203.0.113.5")
    for odd in (
        {"REMOTE_ADDR": "203.0.113.5"},
        {"REMOTE_ADDR": "127.0.0.1"},
        {"HTTP_X_FORWARDED_PROTO": "http"},
        {"HTTP_X_FORWARDED_FOR": ""},
        {"HTTP_X_FORWARDED_FOR": "203.0.113.5, <b>"},
        {"HTTP_HOST": "elsewhere.example"},
        {"HTTP_HOST": ""},
    ):
        assert asked(BEHIND, **(FROM_PROXY | odd))[0] == 403, odd


@pytest.mark.usefixtures("_django")
def test_with_a_certificate_an_open_call_is_refused() -> None:
    """The wire itself says whether it is closed; a header does not."""
    door = Door(address="10.0.0.1", names=("books.example",), tls_cert="c", tls_key="k")
    assert asked(door, **{"wsgi.url_scheme": "https"})[0] == 200
    assert asked(door)[0] == 403
    assert asked(door, HTTP_X_FORWARDED_PROTO="https")[0] == 403


@pytest.mark.usefixtures("_django")
def test_here_a_forwarded_header_changes_nothing() -> None:
    """Without a proxy nobody is believed to be somebody else."""
    here = {"HTTP_HOST": "127.0.0.1:8000", "REMOTE_ADDR": "127.0.0.1"}
    told = asked(Door(), **here, HTTP_X_FORWARDED_FOR="9.9.9.9")
    assert told == (200, "127.0.0.1")
    assert asked(Door(), **(here | {"REMOTE_ADDR": "10.0.0.2"}))[0] == 403
    assert asked(Door(), **(here | {"HTTP_HOST": "evil.example"}))[0] == 403


def test_accounts_at_a_terminal(tmp_path: Path) -> None:
    """Invite, list and refuse, with the exit codes of the house."""
    home = tmp_path / "home"

    def gungho(*words: str, code: int = 0) -> str:
        done = run_gungho(*words, home=home)
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr

    gungho("init", "hk", "--form", "hub", "--currency", "GBP")
    assert "not-served" in gungho(
        "serve", "--listen", "0.0.0.0", code=1
    ).lower().replace(" ", "-")
    assert "first is invited as keeper" in gungho(
        "account", "invite", "--role", "auditor", code=1
    )
    assert "/account/join/" in gungho("account", "invite")
    assert "no role" in gungho("account", "invite", "--role", "king", code=1)
    assert gungho("account", "list", "--json").strip() == "[]"
    for words in (
        ("disable", "x"),
        ("reset", "x"),
        ("role", "x", "auditor"),
        ("end", "x", "auditor"),
    ):
        assert "no account" in gungho("account", *words, code=1)
