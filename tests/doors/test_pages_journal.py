# SPDX-License-Identifier: Apache-2.0
"""Following a gift, the journal, an entry, a register: words, sums and proofs."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gungho.flows.kinds import KINDS
from gungho.journal import decode, leaf_hash
from gungho.store.reads.home import parts_ended, worth
from tests.support.goods import Desk, fund, given, line, mirror, movement, opened
from tests.support.homes import FreshHome
from tests.support.pages import told

CENTRE = "london:centre"
VERIFIER = Path(__file__).parents[2] / "src/gungho/doors/verifier/gungho_verify.py"
Get = Callable[[str], HttpResponse]
QUERIES_MOST = 120


@pytest.fixture
def desks(fresh_home: FreshHome) -> tuple[Desk, Desk, Desk]:
    """London's 100 yuan for looms reach a hub, a depot, and in part two co-ops."""
    hub, depot = movement(fresh_home.books)
    london = opened(fresh_home.books, "london", "committee")
    terms = {"regions": ["northwest"]}
    fund(london, "centre", **terms)
    lines = [given("100.00 CNC @ main", CENTRE)]
    london.tell("gift.received", gift="london-0001", lines=lines, standing="documented")
    _send(london, hub, "100.00 CNC", "london:m1", fee="0.50", terms=terms)
    _send(hub, depot, "99.00 CNC", "hk:m1", fee="0.40", terms=terms)
    depot.tell(
        "loan.made",
        loan="l1",
        coop="baoji.0001",
        currency="CNC",
        count="3000",
        fund=CENTRE,
        till="main",
        need="",
        plan="",
        due="1940-12-01",
    )
    depot.tell(
        "grant.made",
        grant="g1",
        coop="baoji.0001",
        at="main",
        lines=[line("20.00 CNC", CENTRE)],
        need="",
        plan="",
    )
    return london, hub, depot


def _send(
    source: Desk, target: Desk, text: str, document: str, *, fee: str, terms: Any
) -> None:
    """Send money on; a part of it is kept by banks."""
    mirror(target, CENTRE, **terms)
    sent = line(text, CENTRE)
    source.tell(
        "money.sent",
        document=document,
        receiver=target.body,
        till="main",
        due="1940-05-01",
        lines=[sent],
    )
    kept = str(round(float(fee) * 100))
    left = str(int(sent["count"]) - int(kept))
    target.tell(
        "money.arrived",
        document=document,
        sender=source.body,
        till="main",
        lines=[{**sent, "count": left, "fee": kept}],
    )


@pytest.fixture
def get(desks: tuple[Desk, Desk, Desk]) -> Get:
    """Ask this installation for a page."""
    assert desks
    return Client(headers={"host": "127.0.0.1"}).get  # type: ignore[return-value]


def test_the_table_of_a_gift_adds_up_to_the_gift(get: Get) -> None:
    """Reached, lent, held and charges; to the last fen."""
    text = get("/gifts/london-0001/").content.decode()
    table = text.partition("<tbody>")[2].partition("</tbody>")[0]
    counts = [float(n) for n in re.findall(r"</i> ([0-9.]+)<", table)]
    assert len(counts) == 4
    assert round(sum(counts), 2) == 100.00
    assert "100.0%" in text


def test_the_drawing_shows_the_figures_of_the_table(get: Get) -> None:
    """Each end is a row of the table; what hub and depot hold is drawn at each."""
    text = get("/gifts/london-0001/").content.decode()
    drawing = text.partition('<svg class="pic sk"')[2].partition("</svg>")[0]
    for count in ("30.00", "20.00"):
        assert f"CNC\xa0{count}" in drawing
        assert f"</i> {count}</span>" in text
    assert "</i> 49.10</span>" in text
    assert "CNC\xa048.60" in drawing
    assert "CNC\xa00.50" in drawing


def test_each_step_of_the_story_says_who_what_and_where_it_is_signed(get: Get) -> None:
    """Sentences with facts, in the order of the days, each a link to its entry."""
    text = told(get("/gifts/london-0001/"))
    for said in (
        "london received CNC 100.00 for the fund",
        "hk counted CNC 99.50 from london ; the banks on the way kept CNC 0.50",
        "baoji lent CNC 30.00 to",
        "baoji gave CNC 20.00 to",
    ):
        assert said.lower().replace(" ;", ";") in text.lower().replace(" ;", ";"), said
    links = re.findall(
        r'href="(/journal/[a-z]+/\d+/)"',
        get("/gifts/london-0001/").content.decode(),
    )
    assert len(set(links)) >= 7
    assert all(get(link).status_code == 200 for link in set(links))


def test_what_befell_its_fund_stands_in_the_story(
    desks: tuple[Desk, Desk, Desk], get: Get
) -> None:
    """A blocked use, the question, the answer and the change are told."""
    london = desks[0]
    london.tell("use.blocked", block="b", fund=CENTRE, place="", reason="closed")
    london.tell(
        "consent.asked",
        consent="c",
        matter="terms",
        of=CENTRE,
        asked="london",
        terms={"regions": ["southeast"]},
    )
    london.tell("consent.given", consent="c", giver="london")
    text = told(get("/gifts/london-0001/"))
    order = [
        "became impossible",
        "whether their conditions may change",
        "givers agreed",
    ]
    places = [text.index(part) for part in order]
    assert places == sorted(places)


def test_downloaded_entries_can_be_checked_without_this_installation(
    get: Get, tmp_path: Path
) -> None:
    """By the one file that the pages hand out; one changed sign is found."""
    answer = get("/gifts/LONDON-0001/entries.jsonl")
    assert "london-0001.jsonl" in answer.headers["Content-Disposition"]
    assert answer.content.count(b"\n") >= 7
    file = tmp_path / "entries.jsonl"
    file.write_bytes(answer.content)
    done = run_verifier(file)
    assert done.returncode == 0, done.stdout
    assert done.stdout.count("stands in gungho/") == answer.content.count(b"\n")
    file.write_bytes(answer.content.replace(b"CNC", b"CNB", 1))
    assert run_verifier(file).returncode == 3


def run_verifier(file: Path) -> subprocess.CompletedProcess[str]:
    """Check a file by the program that the pages hand out."""
    return subprocess.run(
        [sys.executable, str(VERIFIER), str(file)],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/gifts/none-0001/", "No gift is known here under none-0001"),
        ("/gifts/none-0001/entries.jsonl", "none-0001"),
        ("/journal/london/9999/", "The book of london has no entry 9999"),
        ("/register/?book=paris", "No book is kept here for paris"),
        ("/nowhere/", "/nowhere/"),
    ],
)
def test_what_is_not_there_is_said_with_its_number(
    get: Get, path: str, said: str
) -> None:
    """What, where and what to do, on our own page."""
    page = get(path)
    assert page.status_code == 404
    assert said in told(page)
    assert 'id="main"' in page.content.decode()


def test_gifts_can_be_listed_by_where_their_parts_are(get: Get) -> None:
    """The parts of the list add up to the front page's figure."""
    assert parts_ended("lent") == {("london-0001", "CNC", CENTRE): 3000}
    assert worth("documented").ended["lent"] == 3000
    assert worth("reconstructed").total == 0
    text = told(get("/gifts/?form=cash&standing=documented&ended=lent"))
    assert "CNC 30.00" in text
    assert "attributed to each gift pro rata" in text
    assert "No gift fits" in told(get("/gifts/?ended=lost"))


def test_the_front_page_never_adds_documented_to_reconstructed(
    desks: tuple[Desk, Desk, Desk], get: Get
) -> None:
    """Each standing has a total and parts of its own."""
    lines = [given("7.00 CNC @ main", CENTRE)]
    desks[0].tell(
        "gift.received", gift="london-0002", lines=lines, standing="reconstructed"
    )
    text = told(get("/"))
    assert "CNC 100.00" in text
    assert "CNC 7.00" in text
    assert "107.00" not in text


def test_the_journal_finds_by_subject_place_kind_and_day(get: Get) -> None:
    """A wrong day is explained and not used; a place leads to the entry."""
    assert "london-0001" in told(get("/journal/?find=LONDON-0001"))
    assert get("/journal/?find=london/1").headers["Location"] == "/journal/london/1/"
    assert "No entry fits" in told(get("/journal/?from_day=1999-01-01"))
    wrong = get("/journal/?from_day=yesterday")
    assert "such as 1940-06-28" in told(wrong)
    assert 'aria-invalid="true"' in wrong.content.decode()
    decisions = told(get("/journal/?group=decisions"))
    assert "A gift was received" not in decisions.partition("Entries newest")[2]
    assert "CNC 30.00" in decisions


def test_an_entry_tells_its_facts_with_their_commodity_and_pages(get: Get) -> None:
    """Counts in their unit, names of facts in words, links to what has a page."""
    page = get("/journal/baoji/7/")
    raw = get("/journal/baoji/7.json").content
    assert decode(raw).seq == 7
    text = told(page)
    assert "Signature good" in text
    assert leaf_hash(raw).hex()[:8] in text
    gift = get("/journal/london/2/").content.decode()
    assert '<a href="/gifts/london-0001/">london-0001</a>' in gift
    assert "CNC\xa0100.00" in gift


def test_every_fact_of_every_kind_has_a_word() -> None:
    """No entry shows a bare key."""
    from gungho.doors.reasons import codes  # noqa: PLC0415

    lacking = {
        name
        for kind in KINDS.values()
        for name in kind.payload.__struct_fields__
        if f"fact.{name}" not in codes()
    }
    assert lacking == set()


def test_a_register_runs_to_what_is_held(get: Get) -> None:
    """The last line's running sum is the sum at the head."""
    asked = f"/register/?book=baoji&account=baoji/cash&commodity=CNC&fund={CENTRE}"
    text = told(get(asked))
    head = text.partition("They add up to")[2].partition("Entry")[0]
    assert "CNC 48.60" in head
    assert "CNC 48.60 3 lines" in text


@pytest.mark.parametrize(
    "path", ["/", "/gifts/", "/gifts/london-0001/", "/journal/", "/journal/london/2/"]
)
def test_a_page_asks_the_books_a_bounded_number_of_times(
    desks: tuple[Desk, Desk, Desk], get: Get, path: str
) -> None:
    """Twelve more gifts do not make a page ask more often."""
    get(path)
    with CaptureQueriesContext(connection) as before:
        get(path)
    for number in range(2, 14):
        lines = [given("1.00 CNC @ main", CENTRE)]
        desks[0].tell("gift.received", gift=f"london-{number:04}", lines=lines)
    get(path)
    with CaptureQueriesContext(connection) as after:
        get(path)
    assert len(after) < len(before) + 12
    assert len(after) <= QUERIES_MOST


@pytest.mark.parametrize(
    "path",
    [
        "/gifts/london-0001/",
        "/journal/london/2/",
        "/gifts/?ended=held",
        "/register/?book=hk",
    ],
)
def test_these_pages_speak_chinese(get: Get, path: str) -> None:
    """In Chinese no sentence of ours is left in English."""
    page = Client(headers={"host": "127.0.0.1", "accept-language": "zh-CN"}).get(path)
    text = told(page)
    assert 'lang="zh-Hans"' in page.content.decode()
    for english in ("was received", "counted", "How much", "The facts", "Together"):
        assert english not in text.partition("中文")[2]


def test_a_proof_is_taken_along_and_checked_by_a_stranger(
    get: Get, tmp_path: Path
) -> None:
    """The entry's page links to it; the small verifier accepts it without Gungho."""
    page = told(get("/journal/baoji/3/"))
    assert "Proof to take along" in page
    file = tmp_path / "proof.json"
    file.write_bytes(get("/journal/baoji/3/proof.json").content)
    verifier = tmp_path / "gungho_verify.py"
    verifier.write_bytes(get("/journal/check/gungho_verify.py").content)
    done = subprocess.run(
        [sys.executable, "-I", str(verifier), str(file)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    assert get("/journal/baoji/99999/proof.json").status_code == 404
