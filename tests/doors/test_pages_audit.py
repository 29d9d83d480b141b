# SPDX-License-Identifier: Apache-2.0
"""What an auditor draws, lists, takes away and checks, on both engines."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import Any

import pytest
from click.testing import CliRunner, Result
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from gungho.actions.make_bundle import make_bundle
from gungho.doors.cli.main import cli
from gungho.doors.web.pages import audit_parcels
from tests.support.goods import Desk, given, movement
from tests.support.homes import FreshHome
from tests.support.pages import CLIENT, told
from tests.support.people import HOST, account, holds, signed_in

CHINESE = {"accept-language": "zh-hans"}
DRAWN = "/audit/sample/?book=hk&way=money&currency=GBP&size=3&seed=s1&at={at}"


@pytest.fixture
def hub(fresh_home: FreshHome, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A hub with nine small gifts, a large one, one corrected, one told too late."""
    from gungho.node import wiring  # noqa: PLC0415 - after Django

    shelves = fresh_home.shelves
    monkeypatch.setattr(
        wiring, "make_parcel", lambda book: make_bundle(shelves(), book=book).raw
    )
    hub, _depot = movement(fresh_home.books, day="1940-01-02")
    fresh_home.clock.at("1940-06-01")
    for number in range(9):
        lines = [given("1.00 GBP @ main", "hk:general")]
        hub.tell("gift.received", gift=f"small-{number}", lines=lines,
                 _happened="1940-05-31")  # fmt: skip
    lines = [given("900.00 GBP @ main", "hk:general")]
    hub.tell("gift.received", gift="large", lines=lines, _happened="1940-05-30")
    lines = [given("7.00 GBP @ main", "hk:general")]
    wrong = hub.tell("gift.received", gift="wrong", lines=lines, _id="wrong-entry",
                     _happened="1940-01-02")  # fmt: skip
    hub.tell("correction.made", reason="entered-twice", _corrects=wrong.id,
             _happened="1940-06-01")  # fmt: skip
    return hub


def get(address: str, **headers: str) -> Any:
    """Return a page."""
    return CLIENT.get(address, headers=headers)


def test_a_sample_says_its_seed_and_is_drawn_again(hub: Desk) -> None:
    """Without a seed one is made and put into the address, which is the sample."""
    sent = get("/audit/sample/?book=hk&way=money&currency=GBP&size=3")
    assert sent.status_code == 302
    address = sent["Location"]
    seed = re.search(r"seed=([0-9a-f]{8})", address)
    assert seed
    once = told(get(f"/audit/sample/{address}"))
    assert seed[1] in once
    lines = [given("5.00 GBP @ main", "hk:general")]
    hub.tell("gift.received", gift="later", lines=lines, _happened="1940-06-01")
    again = get(f"/audit/sample/{address}")
    assert _table(again) == _table(get(f"/audit/sample/{address}"))
    assert once.split("Drawn Entry")[0].split("Journal head")[0] in told(again)


def _table(page: Any) -> str:
    return page.content.decode().partition("<table")[2]


def test_what_is_larger_than_the_step_is_drawn_and_corrections_stand_apart(
    hub: Desk,
) -> None:
    """With its proof, what it names and boxes to tick; the same on both engines."""
    assert hub
    at = _size()
    page = get(DRAWN.format(at=at))
    text = told(page)
    assert "900.00" in text
    assert "Below zero, to be looked at by themselves" in text
    assert "-7.00" in text or "−7.00" in text
    assert f'href="/journal/hk/{at - 3}/proof.json"' in page.content.decode()
    assert page.content.decode().count('type="checkbox"') >= 4
    proof = CLIENT.get(f"/journal/hk/{at - 3}/proof.json")
    assert proof.status_code == 200
    drawn = list(csv.reader(io.StringIO(get(f"{DRAWN}&form=csv".format(at=at))
                                        .content.decode("utf-8-sig"))))  # fmt: skip
    amounts = [row[5] for row in drawn if row[6] == "GBP"]
    assert "900.00" in amounts
    assert "-7.00" in amounts
    assert get(f"{DRAWN}&form=xlsx".format(at=at)).content.startswith(b"PK")


def _size() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT size FROM journal_head WHERE body = 'hk'")
        return int(cursor.fetchone()[0])


def test_a_sample_by_number_takes_every_entry_in(hub: Desk) -> None:
    """All of them, if as many are asked for; in Chinese too."""
    assert hub
    at = _size()
    asked = f"/audit/sample/?book=hk&way=simple&size={at}&seed=x&at={at}"
    body = get(asked, **CHINESE).content.decode()
    assert body.count('href="/journal/hk/') >= 2 * at
    assert "按笔数" in body
    assert "同一种子" in body


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ("&currency=HKD", "nothing to draw from"),
        ("&size=0", "at least 1"),
        ("&size=501", "at most 500"),
        ("&size=-3", "at least 1"),
        ("&at=999999", "cannot be taken at 999999"),
        ("&interval=0", "at least one smallest unit"),
        ("&way=guess", "Choose one of the two"),
        ("&from=1940-13-01", "1940-13-01"),
        ("&book=nobody", "nobody"),
    ],
)
def test_a_senseless_sample_is_refused_in_words(
    hub: Desk, more: str, words: str
) -> None:
    """What was typed stands in the form again."""
    assert hub
    asked = {"book": "hk", "way": "money", "currency": "GBP", "seed": "s", "at": "12"}
    name, _, value = more.removeprefix("&").partition("=")
    page = CLIENT.get("/audit/sample/", asked | {name: value})
    assert page.status_code == 422
    assert words in told(page)


def test_late_is_counted_from_a_chosen_number_of_days(hub: Desk) -> None:
    """151 days are late by 30 and by 90, not by 180."""
    assert hub
    for days, is_late in (("30", True), ("90", True), ("180", False)):
        body = get(f"/audit/late/?book=hk&days={days}").content.decode()
        assert ("151" in body) == is_late, days
        assert f'value="{days}" selected' in body
    assert "No entry came so late." in told(get("/audit/late/?book=hk&days=365"))


def test_a_correction_stands_beside_its_original(hub: Desk) -> None:
    """With the reason in words, in both languages."""
    assert hub
    page = get("/audit/corrected/")
    text = told(page)
    seq = _size() - 1
    assert f"hk/{seq - 1}" in text
    assert f"hk/{seq}" in text
    assert "it was entered twice" in text
    assert "重复记录" in told(get("/audit/corrected/", **CHINESE))


def test_what_is_sent_and_not_counted_is_unmatched(hub: Desk) -> None:
    """And where nothing waits, the page says so."""
    assert "Everything is matched" in told(get("/audit/unmatched/"))
    hub.tell("money.sent", document="hk:m1", receiver="baoji", till="main",
             lines=[{"commodity": "GBP", "count": "500", "fund": "hk:general"}],
             _happened="1940-06-01")  # fmt: skip
    page = get("/audit/unmatched/")
    assert "sent, not counted" in told(page)
    assert 'href="/consignments/hk:m1/"' in page.content.decode()


def test_a_book_is_taken_away_sealed_and_checked(hub: Desk) -> None:
    """The very bytes hold, and are the book here; a changed one is found."""
    assert hub
    taken = get("/audit/parcel/hk.bundle")
    assert taken["Content-Disposition"].startswith("attachment")
    raw = taken.content
    page = _checked(raw)
    assert page.status_code == 200, told(page)
    assert f"{_size()} entries were checked" in told(page)
    assert "the same, as far as this parcel goes" in told(page)
    at = raw.index(b"small-3")
    bad = _checked(raw[:at] + b"smell-3" + raw[at + 7 :])
    assert bad.status_code == 422
    assert "entries were checked" not in told(bad)
    assert get("/audit/parcel/nobody.bundle").status_code == 404


def _checked(raw: bytes) -> Any:
    sent = SimpleUploadedFile("a.bundle", raw)
    return CLIENT.post("/audit/parcel/check/", {"parcel": sent})


def test_what_is_no_parcel_is_not_read(
    hub: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor an empty one, one for another receiver, or one past the limit."""
    assert hub
    assert "is no parcel of books" in told(_checked(b"PK\x03\x04 a workbook\n" * 9))
    closed = told(_checked(b"age-encryption.org/v1\n-> X25519 abc\n"))
    assert "encrypted" in closed or "closed" in closed
    nothing = CLIENT.post("/audit/parcel/check/", {})
    assert nothing.status_code == 422
    monkeypatch.setattr(audit_parcels, "PARCEL_BYTES_MAX", 2**20)
    assert "at most 1 MiB" in told(_checked(b"gungho-bundle" * 90_000))
    assert CLIENT.get("/audit/parcel/check/").status_code == 302


def test_a_long_book_is_made_by_the_command_line(
    hub: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page says how, and hands nothing out."""
    assert hub
    monkeypatch.setattr(audit_parcels, "PAGE_ENTRIES_MOST", 3)
    assert "gungho bundle make hk" in get("/audit/parcel/").content.decode()
    page = get("/audit/parcel/hk.bundle")
    assert page.status_code == 422
    assert "bundle make" in page.content.decode()


def test_only_an_auditor_or_keeper_takes_books_away(hub: Desk) -> None:
    """The treasurer draws samples; a depot keeper does neither."""
    assert hub
    wanted = {
        "auditor": {"sample": 200, "parcel/hk.bundle": 200, "unmatched": 200},
        "treasurer": {"sample": 200, "parcel/hk.bundle": 403, "unmatched": 200},
        "secretary": {"sample": 200, "parcel/hk.bundle": 403, "unmatched": 403},
        "depot": {"sample": 403, "parcel/hk.bundle": 403, "unmatched": 403},
    }
    for role, pages in wanted.items():
        who = account(role)
        holds(who, role, body="hk")
        client: Client = signed_in(who)
        for page, status in pages.items():
            end = "" if "." in page else "/"
            got: HttpResponse = client.get(f"/audit/{page}{end}")
            assert got.status_code == status, (role, page)
    stranger = Client(headers=HOST)
    assert stranger.get("/audit/sample/").status_code == 302


def test_the_command_line_draws_and_lists_the_same(
    hub: Desk, fresh_home: FreshHome
) -> None:
    """One paper behind both doors."""
    assert hub
    at = str(_size())
    words = ["sample", "hk", "--currency", "GBP", "--size", "3", "--seed", "s1"]
    drawn = json.loads(_run(fresh_home, *words, "--at", at, "--json").output)
    names = [line["name"] for line in drawn["parts"][0]["lines"]]
    page = get(DRAWN.format(at=at)).content.decode()
    assert names
    assert all(f">{name}</a>" in page for name in names)
    by_step = _run(fresh_home, "sample", "hk", "--currency", "GBP", "--interval",
                   "100.00", "--json").output  # fmt: skip
    assert json.loads(by_step)["stated"]["Hits"] == "10"
    late = json.loads(
        _run(fresh_home, "late", "--days", "90", "--book", "hk", "--json").output
    )
    assert any(line["cells"][4] == "151" for line in late["parts"][0]["lines"])
    assert "it was entered twice" in _run(fresh_home, "corrected").output
    assert "Papers that wait" in _run(fresh_home, "unmatched").output
    assert _run(fresh_home, "late", "--days", "0").exit_code == 1


def _run(home: FreshHome, *words: str) -> Result:
    """Run a command on the home that is open already."""
    return CliRunner().invoke(cli, ["audit", *words], obj=_OpenNode(home))


class _OpenNode:
    """Stands for the installation: its home is open in this process."""

    def __init__(self, home: FreshHome) -> None:
        self.home = home

    def open(self, _folder: Any, *, create: bool = False) -> FreshHome:
        """Return the home."""
        assert not create
        return self.home
