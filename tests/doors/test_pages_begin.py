# SPDX-License-Identifier: Apache-2.0
"""The first run leads from an empty folder to books, keeps what was said, and ends."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory, override_settings

from gungho.doors import beginning, example, working
from gungho.doors.cli.main import cli
from gungho.doors.cli.serve import is_blank
from gungho.doors.listening import Door
from gungho.errors import Refusal
from gungho.journal import NodeKey, paper_text
from gungho.node.home import Home
from gungho.store import jobs
from gungho.store.reads.query import fetch
from gungho.store.settings import setting
from tests.support.homes import FreshHome
from tests.support.pages import told

HOST = {"host": "127.0.0.1"}
LIST = b"""Date,Donor,Amount,Currency,Wish
2024-01-03,Mary Lee,10.00,GBP,wool
2024-02-03,Li Wei,1000,INR,
03/04/2024,X,5,INR,
2024-05-05,Y,many,INR,
2024-05-05,Z,5,EUR,
"""
BODY = {
    "name_en": "Calcutta committee", "name_zh": "加尔各答委员会", "body": "calcutta",
    "form": "committee", "country": "IN", "currency": "INR", "others": "gbp, usd",
    "step": "body", "do": "body",
}  # fmt: skip


@pytest.fixture
def home(
    fresh_home: FreshHome, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Home:
    """An empty installation, as serving an empty folder makes it."""
    from gungho.node import wiring  # noqa: PLC0415 - after Django
    from gungho.node.opened import OpenedHome  # noqa: PLC0415

    home = Home(tmp_path / "begun")
    home.prepare()
    monkeypatch.setattr(wiring, "opened", lambda: OpenedHome(home))
    monkeypatch.setattr(wiring, "with_books", lambda do: do(OpenedHome(home).books))
    monkeypatch.setattr(wiring, "start_job", lambda _job: None)
    assert fresh_home
    return home


def worked(home: Home, job: str) -> jobs.Job:
    """Do a job as its own process would."""
    from gungho.node.opened import OpenedHome  # noqa: PLC0415 - after Django

    here = OpenedHome(home)
    return working.work(job, clock=here.books.clock, witnessed={}, here=here)


def client(language: str = "en") -> Client:
    """Return a browser that was just opened."""
    return Client(headers=HOST | {"accept-language": language})


def reached(step: str) -> Client:
    """Return a browser in which the walk has come to a step."""
    browser = client()
    browser.post("/begin/", {"do": "language", "to": "en"})
    if step in ("key", "fill"):
        browser.post("/begin/", BODY)
    if step == "fill":
        browser.post("/begin/", {"do": "folder", "step": "key"})
    return browser


def here(page: Any) -> str:
    """Return the heading of the step that a page has open."""
    text = page.content.decode()
    found = re.search(r'aria-current="step">.*?<h2[^>]*>([^<]+)', text, re.DOTALL)
    assert found
    return found[1].strip()


def sent(raw: bytes, name: str = "gifts.csv") -> dict[str, object]:
    """Return a form that sends a list."""
    return {"do": "list", "gifts": SimpleUploadedFile(name, raw)}


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_an_empty_home_leads_through_four_steps_to_books(
    home: Home, language: str
) -> None:
    """Each step in a browser of its own: nothing is lost between them."""
    assert client().get("/")["Location"] == "/begin/"
    first = client(language)
    assert first.get("/begin/").status_code == 200
    kept = first.post("/begin/", {"do": "language", "to": language})
    assert kept.cookies["language"].value == language
    named = client(language)
    assert here(named.get("/begin/")) in ("Name your committee, hub or co-op",
                                          "为委员会、总会或合作社定名")  # fmt: skip
    assert named.post("/begin/", BODY).status_code == 302
    page = client(language).get("/begin/")
    digits = beginning.fingerprint_of(_walk(), _opened())
    assert digits in told(page)
    paper = client(language).get("/begin/recovery.pdf")
    assert (paper["Content-Type"], paper.content[:5]) == ("application/pdf", b"%PDF-")
    assert "no-store" in paper["Cache-Control"]
    letters = paper_text(NodeKey.load(home.recovery_path).seed)
    wrong = client(language).post("/begin/", {"do": "paper", "letters": "AAAA"})
    assert wrong.status_code == 422
    assert home.recovery_path.exists()
    right = {"do": "paper", "step": "key", "letters": letters[-4:].lower()}
    assert client(language).post("/begin/", right).status_code == 302
    assert not home.recovery_path.exists()
    assert client(language).get("/begin/recovery.pdf").status_code == 404
    assert here(client(language).get("/begin/")) in ("Begin the books", "开始记账")
    assert fetch("SELECT body FROM journal_head") == []
    done = client(language).post("/begin/", {"do": "empty"})
    assert done["Location"] == "/committees/calcutta/"
    shown = told(client(language).get("/committees/calcutta/"))
    assert "Calcutta committee" in shown
    assert "加尔各答委员会" in shown
    assert fetch("SELECT item FROM p_item ORDER BY 1") == [("GBP",), ("INR",), ("USD",)]
    assert fetch("SELECT region, currency FROM p_body") == [("in", "INR")]
    assert setting("node.body") == "calcutta"
    _is_over()


def _walk() -> beginning.Walk:
    said = beginning.walk()
    assert said is not None
    return said


def _opened() -> Any:
    from gungho.node import wiring  # noqa: PLC0415 - after Django

    return wiring.opened()


def _is_over() -> None:
    """Nothing is left of the walk, and nobody begins again."""
    assert beginning.walk() is None
    assert client().get("/begin/")["Location"] == "/"
    assert client().post("/begin/", BODY).status_code == 404
    assert client().get("/begin/recovery.pdf").status_code == 404
    assert client().get("/begin/keys.json").status_code == 404
    assert client().get("/").status_code == 200
    assert (setting(beginning.WALK), setting(beginning.LIST)) == ("", "")


WRONG: tuple[tuple[dict[str, str], str], ...] = (
    ({"body": "Cal cutta!"}, "small letters, digits and hyphens"),
    ({"body": "", "name_en": ""}, "has no code"),
    ({"name_en": "", "name_zh": ""}, "has no name"),
    ({"currency": ""}, "in which currency"),
    ({"currency": "XYZ"}, "no currency in use"),
    ({"others": "usd pounds"}, "“POUNDS” is no currency"),
    ({"country": "ZZ"}, "not in the list"),
    ({"form": "bank"}, "Choose one"),
    ({"name_en": "x" * 200}, "at most 120"),
)


@pytest.mark.engines("sqlite")
def test_what_is_typed_wrong_is_kept_and_explained(home: Home) -> None:
    """Beside its field, and the rest is still there."""
    browser = reached("body")
    for wrong, says in WRONG:
        page = browser.post("/begin/", BODY | wrong)
        assert page.status_code == 422, says
        assert says in told(page)
        assert 'aria-invalid="true"' in page.content.decode()
        kept = (BODY | wrong)["others"]
        assert f'value="{kept}"' in page.content.decode()
    assert _walk().body == ""
    assert home.recovery_path.exists()


@pytest.mark.engines("sqlite")
def test_no_step_is_taken_before_its_time(home: Home) -> None:
    """The books cannot begin without a name, nor a paper be taken away."""
    for deed in ("empty", "example", "sheet", "list", "folder", "paper", "another"):
        page = client().post("/begin/", {"do": deed})
        assert page.status_code == 422, deed
        assert "not reached yet" in told(page), deed
    assert client().post("/begin/", {"do": "nothing"}).status_code == 404
    assert client().get("/begin/recovery.pdf").status_code == 404
    assert home.recovery_path.exists()


@pytest.mark.engines("sqlite")
def test_a_step_may_be_changed_until_the_books_begin(home: Home) -> None:
    """Another code gives another fingerprint; a lost paper another key."""
    browser = reached("fill")
    before = beginning.fingerprint_of(_walk(), _opened())
    assert here(browser.get("/begin/?step=body")).startswith("Name your")
    browser.post("/begin/", BODY | {"body": "calcutta-2"})
    assert beginning.fingerprint_of(_walk(), _opened()) != before
    letters = paper_text(NodeKey.load(home.recovery_path).seed)
    browser.post("/begin/", {"do": "paper", "step": "key", "letters": letters[-4:]})
    browser.post("/begin/", {"do": "another", "step": "key"})
    assert paper_text(NodeKey.load(home.recovery_path).seed) != letters
    browser.post("/begin/", {"do": "folder", "step": "key"})
    assert _opened().recovery == NodeKey.load(home.recovery_path).public


FILES: tuple[tuple[str, bytes, str], ...] = (
    ("gifts.csv", b"%PDF-1.7\n%...", "no spreadsheet, whatever it is called (PDF)"),
    ("gifts.xlsx", b"\x89PNG\r\n\x1a\n" + bytes(99), "(PNG)"),
    ("gifts.csv", b"MZ" + bytes(200), "(EXE)"),
    ("gifts.csv", bytes(range(256)) * 9, "(binary)"),
    ("gifts.xlsx", b"PK\x03\x04 not a workbook", "no spreadsheet that can be read"),
    ("gifts.csv", b"", "holds no rows"),
    ("gifts.csv", b"one,two\n3,4\n", "No row has headings"),
    ("gifts.csv", b"date,amount\n" * 200_000, "larger than 2 MB"),
    ("gifts.csv", b"date,amount\n" + b"2024-01-01,1\n" * 2_001, "more than 2000 rows"),
)


@pytest.mark.engines("sqlite")
def test_a_file_of_the_wrong_sort_is_told_so(home: Home) -> None:
    """By what is in it, not by its name; the step stays open."""
    browser = reached("fill")
    for name, raw, says in FILES:
        page = browser.post("/begin/", sent(raw, name))
        assert page.status_code == 422, says
        assert says in told(page)
    assert _walk().list_name == ""
    assert home


def test_a_list_is_shown_before_it_is_written_and_loads_once(home: Home) -> None:
    """Two rows are understood, three refused with their reasons."""
    browser = reached("fill")
    browser.post("/begin/", sent(LIST))
    page = told(browser.get("/begin/"))
    assert "2 gifts understood" in page
    assert "3 rows refused" in page
    for reason in ("could be two days", "no amount", "none of your currencies"):
        assert reason in page
    assert "Mary Lee" in page
    assert fetch("SELECT body FROM journal_head") == []
    begun = browser.post("/begin/", {"do": "sheet"})
    job = begun["Location"].split("/")[2]
    assert client().get("/")["Location"] == "/begin/"
    assert "See how far it is" in told(client().get("/begin/"))
    late = client().post("/begin/", BODY | {"body": "another"})
    assert late.status_code == 422
    done = worked(home, job)
    assert (done.state, done.result) == (jobs.DONE, "/committees/calcutta/")
    gifts = fetch("SELECT gift FROM p_gift ORDER BY 1")
    assert gifts == [("calcutta-0001",), ("calcutta-0002",)]
    _is_over()


@pytest.mark.engines("sqlite")
def test_a_list_cut_off_goes_on_where_it_was(home: Home) -> None:
    """The same job again adds what is missing, and nothing twice."""
    browser = reached("fill")
    browser.post("/begin/", sent(LIST))
    job = browser.post("/begin/", {"do": "sheet"})["Location"].split("/")[2]
    here_now = _opened()
    found = working.gift_lists.read_list(
        beginning.kept_list(), body="calcutta", today="2024-12-31"
    )
    half = type(found)(gifts=found.gifts[:1], faults=(), heads=())
    working.gift_lists.take_list(here_now.books, half, body="calcutta")
    assert len(fetch("SELECT gift FROM p_gift")) == 1
    assert worked(home, job).state == jobs.DONE
    assert len(fetch("SELECT gift FROM p_gift")) == 2


@pytest.mark.engines("sqlite")
def test_the_example_is_loaded_apart_and_the_body_founded_in_it(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By its clock; a job that failed is asked for again, and nothing else is."""
    tellings: list[str] = []

    def tell(here: Any, folder: Path, *, progress: example.Telling) -> dict[str, Any]:
        tellings.append(folder.name)
        progress("1939Q1 world", 10)
        here.set_clock(datetime(1941, 12, 7, 18, tzinfo=UTC))
        here.keep_clock()
        if len(tellings) == 1:
            raise Refusal("job.sort", sort="cut")
        return {}

    monkeypatch.setattr(example, "tell_example", tell)
    browser = reached("body")
    browser.post("/begin/", BODY | {"body": "london"})
    browser.post("/begin/", {"do": "folder", "step": "key"})
    taken = browser.post("/begin/", {"do": "example"})
    assert "has the code “london” already" in told(taken)
    browser.post("/begin/", BODY | {"body": "hull-friends"})
    job = browser.post("/begin/", {"do": "example"})["Location"].split("/")[2]
    assert worked(home, job).state == jobs.FAILED
    assert client().get("/")["Location"] == "/begin/"
    assert "could not be done" in told(client().get("/begin/"))
    again = browser.post("/begin/", {"do": "example"})["Location"].split("/")[2]
    done = worked(home, again)
    assert (done.state, done.done_ppm) == (jobs.DONE, 1_000_000)
    assert tellings == ["indusco", "indusco"]
    assert fetch("SELECT recorded FROM journal_head")[0][0][:10] == "1941-12-07"
    _is_over()


@pytest.mark.engines("sqlite")
def test_only_this_machine_reaches_the_first_run(home: Home) -> None:
    """Neither from another address nor where a door was opened beyond loopback."""
    near = RequestFactory().get("/begin/", REMOTE_ADDR="127.0.0.1")
    far = RequestFactory().get("/begin/", REMOTE_ADDR="192.0.2.7")
    from gungho.doors.web.pages.begin import open_walk  # noqa: PLC0415

    assert open_walk(near) is not None
    assert open_walk(far) is None
    with override_settings(GUNGHO_DOOR=Door(address="0.0.0.0", proxy="127.0.0.1")):
        assert open_walk(near) is None
    assert home


@pytest.mark.engines("sqlite")
def test_founding_by_command_ends_the_walk(home: Home, tmp_path: Path) -> None:
    """The command and the pages found by the same deed."""
    reached("key")

    class Node:
        def open(self, folder: Path, *, create: bool = False) -> Any:
            assert (folder, create) == (tmp_path, True)
            return _opened()

    words = ["init", "manila", "--currency", "PHP", "--name-zh", "马尼拉", "--also",
             "USD", "--country", "PH", "--home", str(tmp_path)]  # fmt: skip
    done = CliRunner().invoke(cli, words, obj=Node())
    assert done.exit_code == 0, done.output
    assert fetch("SELECT region FROM p_body") == [("ph",)]
    assert fetch("SELECT item FROM p_item ORDER BY 1") == [("PHP",), ("USD",)]
    assert not home.recovery_path.exists()
    _is_over()


@pytest.mark.engines("sqlite")
def test_only_an_empty_folder_is_begun_in(home: Home, tmp_path: Path) -> None:
    """A folder that holds something else is not taken for a new installation."""
    opened: list[bool] = []
    blank = tmp_path / "blank"
    blank.mkdir()
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "letter.txt").write_text("Dear friends")
    assert [is_blank(tmp_path / name) for name in ("none", "blank", "other")] == [
        True, True, False,
    ]  # fmt: skip

    class Node:
        def open(self, _folder: Path, *, create: bool = False) -> Any:
            opened.append(create)
            return _opened()

        def serve(self, _folder: Path, *, door: Door, told: Any) -> None:
            assert door.port
            told()

    for words in (["--home", str(blank)], ["--home", str(tmp_path / "other")],
                  ["--home", str(blank), "--listen", "192.0.2.1"]):  # fmt: skip
        done = CliRunner().invoke(cli, ["serve", *words], obj=Node())
        assert ("Nothing is founded here yet" in done.output) == (
            "--listen" not in words
        )
    assert opened == [True, False, False]
    assert home
