# SPDX-License-Identifier: Apache-2.0
"""The front page, gifts, committees and the form: what they show and what they add."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client

from gungho.actions.record import record
from gungho.store.reads.query import fetch
from tests.support.goods import Desk, fund, given, movement, opened, served
from tests.support.homes import FreshHome

FORM = "/committees/london/gift/"
Get = Callable[[str], HttpResponse]


class Typist:
    """Someone at the form who types, sends and looks at what comes back."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.last = ""
        self.status = 0
        self.typed = {
            "number": "",
            "commodity": "GBP",
            "amount": "18.00",
            "happened": "1940-04-01",
            "giver": "Hull Dockers",
            "words": "For blankets if you can.",
            "fund": "london:general",
            "region": "",
            "trade": "",
            "item": "",
            "purpose": "",
        }

    def open(self) -> Typist:
        """Open the form afresh."""
        self.last = self.client.get(FORM).content.decode()
        return self

    def send(self, **typed: str) -> str:
        """Send what the shown form holds with changes; return where it leads, or ""."""
        found = re.search(r'name="number" value="(\w*)"', self.last)
        self.typed |= {"number": found[1] if found else "", **typed}
        return self.again()

    def again(self) -> str:
        """Send the very same form once more."""
        answer = self.client.post(FORM, self.typed)
        self.status, self.last = answer.status_code, answer.content.decode()
        return str(answer.headers.get("Location", ""))


@pytest.fixture
def london(fresh_home: FreshHome) -> Desk:
    """A committee with one gift to its general fund."""
    movement(fresh_home.books)
    desk = opened(fresh_home.books, "london", "committee")
    fund(desk, "general")
    desk.tell(
        "gift.received",
        gift="london-0001",
        giver="",
        lines=[given("5.00 GBP @ main", "london:general")],
        standing="documented",
    )
    return desk


@pytest.fixture
def get(london: Desk) -> Get:
    """Ask this installation for a page."""
    return Client(headers={"host": "127.0.0.1"}).get  # type: ignore[return-value]


@pytest.fixture
def typist(
    london: Desk, fresh_home: FreshHome, monkeypatch: pytest.MonkeyPatch
) -> Typist:
    """Someone at London's form, whose gifts go into these books."""
    from gungho.node import wiring  # noqa: PLC0415

    books = fresh_home.books
    assert london.books is books
    monkeypatch.setattr(wiring, "submit", lambda command: record(books, command))
    monkeypatch.setattr(wiring, "keep_cards", books.keep_cards)
    monkeypatch.setattr(wiring, "now", fresh_home.clock)
    return Typist(Client(headers={"host": "127.0.0.1"})).open()


def entries() -> int:
    """Return how many entries the books hold."""
    return int(fetch("SELECT COUNT(*) FROM p_entry_row")[0][0])


def cards() -> int:
    """Return how many cards are kept."""
    return int(fetch("SELECT COUNT(*) FROM private_card")[0][0])


def test_the_front_page_shows_parts_that_add_up_to_the_whole(get: Get) -> None:
    """What has a rate is added; the page stands before anything was planned."""
    from gungho.store.reads.home import worth  # noqa: PLC0415

    page = get("/")
    assert page.status_code == 200
    assert "Every gift of money so far" in page.content.decode()
    assert sum(worth().ended.values()) == worth().total


def test_only_figures_with_entries_behind_them_are_marked_as_proved(get: Get) -> None:
    """Where gifts ended is reckoned by rates: it is no sum of entries."""
    told = get("/").content.decode()
    total = 'class="n proof big" href="/gifts/?form=cash&amp;standing=documented"'
    assert total in told
    parts = told.partition('<dl class="figs">')[2].partition("</dl>")[0]
    assert "proof" not in parts


def test_a_number_in_any_case_leads_straight_to_its_gift(get: Get) -> None:
    """A part of one lists what fits; nothing that fits teaches."""
    assert get("/gifts/?find=LONDON-0001").headers["Location"] == "/gifts/london-0001/"
    assert "/gifts/london-0001/" in get("/gifts/?find=london").content.decode()
    assert "No gift fits" in get("/gifts/?find=nowhere").content.decode()
    odd = get("/gifts/?standing=nonsense&page=-4&form=%27%22%3Cb%3E")
    assert odd.status_code == 200
    assert b"<b>" not in odd.content.partition(b"<main")[2].partition(b"<table")[0]


def test_gifts_are_added_by_standing_and_never_together(london: Desk, get: Get) -> None:
    """Documented and reconstructed sums stand in two lists."""
    london.tell(
        "gift.received",
        gift="london-0002",
        giver="",
        lines=[given("7.00 GBP @ main", "london:general")],
        standing="reconstructed",
    )
    told = get("/gifts/").content.decode()
    assert "Documented by the sources" in told
    assert "Reconstructed by a stated rule" in told
    sums = told.partition('id="sums"')[2].partition("</section>")[0]
    assert "5.00" in sums
    assert "7.00" in sums
    assert "12.00" not in sums
    assert "london-0002" not in get("/gifts/?standing=documented").content.decode()


def test_a_committee_shows_its_gifts_balances_and_conditions(
    london: Desk, get: Get
) -> None:
    """A balance leads to the entries it adds up; an unknown body is not found."""
    fund(london, "looms", regions=["northwest"], forbid_military=True)
    told = get("/committees/london/").content.decode()
    assert "/gifts/london-0001/" in told
    assert "/register/?" in told
    assert "Not for military use" in told
    assert 'href="/committees/london/"' in get("/committees/").content.decode()
    assert get("/committees/nowhere/").status_code == 404
    assert get("/committees/nowhere/gift/").status_code == 404


def test_a_blocked_use_and_its_consent_are_shown(london: Desk, get: Get) -> None:
    """What was blocked, who was asked, and what they answered."""
    centre = fund(london, "centre", regions=["northwest"])
    london.tell(
        "use.blocked", block="london:b1", fund=centre, reason="machines-refused"
    )
    london.tell(
        "consent.asked",
        consent="london:c1",
        matter="terms",
        of=centre,
        asked="london.sponsors",
        terms={"regions": ["southwest"]},
    )
    told = get("/committees/london/").content.decode()
    assert "Blocked; the givers are asked" in told
    assert "Use blocked" in told
    assert "Consent asked" in told
    assert "not answered yet" in told
    london.tell("consent.given", consent="london:c1", giver="london.sponsors")
    assert "consent given" in get("/committees/london/").content.decode()


def test_a_gift_with_new_conditions_becomes_a_giver_a_fund_and_a_gift(
    typist: Typist,
) -> None:
    """Names and words are on cards; the same form sent again adds nothing."""
    before = entries()
    assert typist.send(fund="new", trade="textiles").startswith("/gifts/london-0002/")
    assert (entries(), cards()) == (before + 3, 3)
    assert typist.again().startswith("/gifts/london-0002/")
    assert (entries(), cards()) == (before + 3, 3)
    raw = b"".join(bytes(one) for (one,) in fetch("SELECT raw FROM journal_entry"))
    assert b"Hull" not in raw
    assert b"blankets" not in raw
    (terms,) = fetch("SELECT terms FROM p_fund WHERE sort = 'restricted'")[0]
    assert '"trades":["textiles"]' in terms


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"amount": "18.o0"}, "Write the amount in figures, such as 18.00"),
        ({"amount": "1.234"}, "at most 2"),
        ({"amount": "0"}, "Write an amount above zero."),
        ({"amount": "-5"}, "amount"),
        ({"happened": "1 May"}, "Write the day as year, month, day"),
        ({"happened": "1950-01-01"}, "but today is 1940-05-01"),
        ({"commodity": "nothing"}, "Choose a currency or a kind of goods."),
        ({"commodity": "rifle", "amount": "5"}, "never takes or handles such goods"),
        ({"fund": "hk:general"}, "Choose what the gift is for."),
        ({"fund": "new"}, "New conditions need at least one choice below."),
        ({"number": "x"}, "The form is damaged."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(
    typist: Typist, typed: dict[str, str], told: str
) -> None:
    """What was typed stays, and the box above links to the field."""
    before = entries()
    assert typist.send(**typed) == ""
    assert typist.status == 422
    assert told in typist.last
    assert 'role="alert"' in typist.last
    assert 'value="Hull Dockers"' in typist.last
    assert "For blankets if you can." in typist.last
    assert (entries(), cards()) == (before, 0)


def test_a_mended_form_is_taken(typist: Typist) -> None:
    """An error in one field costs no other."""
    assert typist.send(amount="18.o0") == ""
    assert typist.send(amount="18.00").startswith("/gifts/london-0002/")


def test_a_form_refused_by_the_books_can_be_mended_and_sent(
    typist: Typist, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The giver stands recorded already; the mended form comes under a new number."""
    from gungho.store.reads import committees  # noqa: PLC0415

    with monkeypatch.context() as taken:
        taken.setattr(committees, "next_gift", lambda _body: "london-0001")
        assert typist.send() == ""
    assert "Not written." in typist.last
    first = typist.typed["number"]
    assert typist.send().startswith("/gifts/london-0002/")
    assert typist.typed["number"] != first


def test_what_could_not_be_answered_keeps_its_number(
    typist: Typist, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A writer that did not answer may have written: sent again, it adds nothing."""
    from gungho.errors import Unavailable  # noqa: PLC0415
    from gungho.node import wiring  # noqa: PLC0415

    def busy(_command: object) -> None:
        raise Unavailable("store.busy")

    with monkeypatch.context() as silent:
        silent.setattr(wiring, "submit", busy)
        assert typist.send() == ""
    first = typist.typed["number"]
    assert typist.send().startswith("/gifts/london-0002/")
    assert typist.typed["number"] == first


def test_labour_is_taken_at_the_form_and_its_giver_may_stay_unshown(
    london: Desk, typist: Typist
) -> None:
    """What is counted in days is used as it is given; an anonymous gift has no name."""
    served(london.at("hk"))
    labour = {"commodity": "labour-day", "amount": "2.5", "form": "labour"}
    assert typist.send(**labour, privacy="anonymous") == ""
    assert "names nobody" in typist.last
    assert typist.open().send(commodity="labour-day", amount="2.5") == ""
    assert typist.open().send(**labour, privacy="private").endswith("/?entered=1")
    assert fetch("SELECT privacy FROM p_gift ORDER BY gift DESC")[0] == ("private",)
    assert fetch("SELECT form FROM p_gift_line_row WHERE gift = 'london-0002'") == [
        ("labour",)
    ]
    for name in ("form", "privacy"):
        assert typist.open().send(**{name: "other"}) == ""


def test_goods_become_a_lot_in_store(london: Desk, typist: Typist) -> None:
    """Goods are counted in their own unit and lie at the committee's place."""
    london.at("hk").tell(
        "body.registered",
        body="london",
        form="committee",
        keeper="london",
        place="london",
        currency="GBP",
    )
    assert typist.send(commodity="hand-loom", amount="2").startswith(
        "/gifts/london-0002/"
    )
    assert fetch("SELECT item, count FROM p_lot") == [("hand-loom", 2)]


@pytest.mark.parametrize("path", ["/", "/gifts/", "/committees/london/", FORM])
def test_every_page_speaks_chinese_without_a_script(london: Desk, path: str) -> None:
    """The policy allows no script and no style inside a page."""
    client = Client(headers={"host": "127.0.0.1", "accept-language": "zh-hans"})
    client.get("/language/?to=zh-hans&next=/")
    told = client.get(path).content.decode()
    assert 'lang="zh-Hans"' in told
    assert "<script" not in told
    assert " style=" not in told
