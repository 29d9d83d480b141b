# SPDX-License-Identifier: Apache-2.0
"""The first hour at a desk: depot, co-op, trader and secretary, each by what is seen.

Each is signed in with the one role of that desk for one body, starts at the desks, and
goes by links, buttons and forms alone. Every page on the way is sound (axe), as wide as
its window and in one language. The co-op's hour is by keyboard alone.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.demo.test_browser import browser, pytestmark, served
from tests.demo.walking import Walker, act, hire
from tests.support.printing import text_of_pdf

if TYPE_CHECKING:
    from playwright.sync_api import Browser

__all__ = ["browser", "pytestmark"]
Told = tuple[Path, dict[str, Any]]
WINDOWS = ("en-1440", "zh-360", "en-360", "zh-1440")
# By window: a wool shed that offers blankets abroad, and one that still owes a loan.
SHEDS = dict(
    zip(WINDOWS, ("baoji.0032", "baoji.0038", "baoji.0039", "baoji.0045"), strict=True)
)
SHOPS = dict(
    zip(WINDOWS, ("baoji.0290", "baoji.0441", "baoji.0444", "baoji.0447"), strict=True)
)
PEOPLE = (
    ("chen", "depot", "hk"),
    ("rao", "trader", "baoji"),
    ("wang", "secretary", "hk"),
    *((f"liu-{window}", "bookkeeper", shop) for window, shop in SHOPS.items()),
)
DAY = "1941-12-07"
# By window: what is on its way to Hong Kong and is counted in there.
ARRIVALS = {
    "en-1440": "manila:c1941q4",
    "zh-360": "new-york:c1941q4",
    "en-360": "london:c1941q4",
    "zh-1440": "toronto:c1941q4",
}
WRITE = {"en": "Write it down", "zh": "记入"}
WRITTEN = {"en": "Written and signed.", "zh": "已写入并签名。"}
BACK = {"en": "Back to the desk", "zh": "回到办公桌"}
WITHDRAWN = {"en": "Withdrawn", "zh": "已撤回"}
PRICE = "2.10"
TERMS = {"due": "1942-03-31", "lines__count__0": "20", "lines__price__0": PRICE}
# What each co-op did the day before: wool bought with its own money, blankets made.
BEFORE = tuple(
    (kind, {"coop": coop, **facts} if kind != "goods.bought" else facts)
    for coop in (*SHEDS.values(), *SHOPS.values())
    for kind, facts in (
        ("goods.bought", {
            "purchase": f"wool.{coop}", "party": coop, "place": "shop", "item": "wool",
            "count": "30000", "currency": "CNC", "cost": "60000", "till": "main",
            "fund": "baoji:own", "plan": "", "standing": "kept",
        }),
        ("materials.used", {
            "order": f"before.{coop}", "standing": "kept",
            "lines": [{"item": "wool", "count": "10000", "fund": "baoji:own"}],
        }),
        ("goods.made", {
            "order": f"before.{coop}", "item": "woollen-blanket", "count": "90",
            "part_ppm": 1_000_000, "standing": "kept",
        }),
    )
)  # fmt: skip
# By make test one hour each is walked; the other windows are for make test-all.
SPREAD = [
    pytest.param("en", 1440),
    pytest.param("zh", 360),
    pytest.param("en", 360, marks=pytest.mark.long),
    pytest.param("zh", 1440, marks=pytest.mark.long),
]
FIRST_EN = pytest.mark.parametrize(("language", "width"), [
    SPREAD[0], pytest.param("zh", 360, marks=pytest.mark.long), *SPREAD[2:],
])  # fmt: skip
FIRST_ZH = pytest.mark.parametrize(("language", "width"), [
    SPREAD[1], pytest.param("en", 1440, marks=pytest.mark.long), *SPREAD[2:],
])  # fmt: skip


@pytest.fixture(scope="module")
def site(told: Told, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve a copy of the told home with an account for each; give its address."""
    home = tmp_path_factory.mktemp("desks") / "home"
    shutil.copytree(told[0], home)
    prepare(home)
    yield from served(home)


def prepare(home: Path) -> None:
    """Let the sheds have wool and blankets, and the people their roles."""
    act(home, "baoji", DAY, BEFORE)
    hire(home, PEOPLE)


@FIRST_EN
def test_a_depot_keeper_counts_in_corrects_and_sends_on(
    site: str, browser: Browser, language: str, width: int
) -> None:
    """What is missing is told; a wrong count is taken back with its reason."""
    who = Walker.arrive(browser, site, name="chen", language=language, width=width)
    depot(who, f"{language}-{width}")
    who.leave()


def depot(who: Walker, own: str) -> None:
    """Receive, count, correct, dispatch."""
    desk = who.word("Depot keeper", "仓库保管人")
    who.press(desk)
    receives(who, ARRIVALS[own])
    who.open_desk(desk)
    recounts(who)
    sends_on(who)
    for address in ("/bank/", "/journal/", "/people/", "/enter/cost.paid/", "/trade/"):
        assert who.closed(address), address


def receives(who: Walker, document: str) -> None:
    """Count what came line by line, three short of the most; that is told."""
    who.press(who.page.locator("nav.queue li:first-child a"))
    who.press(who.page.locator("main tbody a", has_text=document))
    who.press(who.word("Count what came", "点收来货"))
    hints = who.page.locator("main .help").all_inner_texts()
    sent = [int(re.sub(r"\D", "", re.split("[;；]", one)[0])) for one in hints]
    short = sent.index(max(sent))
    counts = {
        f"line__{at + 1}": str(count - 3 if at == short else count)
        for at, count in enumerate(sent)
    }
    who.write(**counts)
    who.press(WRITE[who.language])
    assert who.sees(WRITTEN[who.language])
    who.press(who.page.locator("dl.kv a", has_text=document))
    assert who.sees(who.word("Short, in question", "短少，待查"))
    assert who.page.locator("main a[href^='/enter/loss.accepted/']").count() == 0


def recounts(who: Walker) -> None:
    """Take back a count of the shelf that was typed wrongly, with its reason."""
    who.press(who.kind("stock.counted"))
    who.write(
        place="hong-kong",
        lines__item__0="lathe",
        lines__counted__0="1",
        lines__cause__0="spoilage",
    )
    who.press(WRITE[who.language])
    who.press(who.word("Correct this entry", "更正此分录"))
    who.press(who.word("Write the correction", "写入更正"))
    assert who.sees(who.word("Choose what was wrong.", "请选择何处有误。"))
    who.write(reason="wrong-amount")
    who.press(who.word("Write the correction", "写入更正"))
    told = ("A later entry corrects this one:", "后来的一条更正了此条：")
    assert who.sees(who.word(*told))
    who.press(BACK[who.language])


def sends_on(who: Walker) -> None:
    """What goes on is signed, stands on the road, and has its waybill."""
    who.press(who.kind("goods.dispatched"))
    who.write(
        receiver="baoji",
        place="hong-kong",
        due="1942-01-20",
        lines__commodity__0="medicine",
        lines__fund__0="manila:general",
        lines__count__0="2",
    )
    document = who.page.input_value("#document")
    who.press(WRITE[who.language])
    who.press(who.page.locator("dl.kv a", has_text=document))
    assert who.sees(who.word("On the way", "在途"))
    assert document in text_of_pdf(who.paper("/print/waybill/"))


@FIRST_ZH
def test_a_bookkeeper_fills_in_one_sheet_a_day_by_keyboard(
    site: str, browser: Browser, language: str, width: int
) -> None:
    """Materials, goods, sales, loan and need in one form; the need is taken back."""
    who = Walker.arrive(browser, site, name=f"liu-{language}-{width}",
                        language=language, width=width)  # fmt: skip
    coop(who, f"{language}-{width}")
    who.leave()


def coop(who: Walker, own: str) -> None:
    """One sheet, by Tab, Enter and typing alone."""
    who.enter(href="/desks/co-op/")
    who.enter(href=f"/co-ops/{SHOPS[own]}/today/")
    assert who.sees(who.word("In store: 200 kg", "库存：200 公斤"))
    typed = {
        "used.wool": "80", "made.woollen-blanket": "70", "sold.woollen-blanket": "55",
        "proceeds.woollen-blanket": "4400", "wages.woollen-blanket": "1800",
    }  # fmt: skip
    for name, text in typed.items():
        who.type_in(name, text)
    loan = who.page.locator("main input[name^='paid.']").first.get_attribute("id")
    who.type_in(str(loan), "250.00")
    who.type_in("needed.wool", "300")
    who.enter(text=WRITE[who.language])
    assert who.sees(WRITTEN[who.language])
    assert who.sees("300")

    # The need was typed too high: it is withdrawn with its reason.
    who.enter(text=who.kind("need.withdrawn"))
    who.type_in("reason", "typed-wrong")
    who.enter(text=WRITE[who.language])
    assert who.sees("typed-wrong")

    # What was written stands on the co-op's own page, by way of its desk.
    who.enter(text=BACK[who.language])
    who.enter(href=f"/co-ops/{SHOPS[own]}/today/")
    who.enter(href=f"/co-ops/{SHOPS[own]}/")
    for said in ("750.00", who.word("120 kg", "120 公斤"), WITHDRAWN[who.language]):
        assert who.sees(said), said
    for address in ("/bank/", "/journal/", "/trade/", "/enter/meeting.held/"):
        assert who.closed(address), address


@FIRST_EN
def test_a_trader_goes_from_an_offer_to_its_payment(
    site: str, browser: Browser, language: str, width: int
) -> None:
    """Order, delivery, shipment, invoice; an offer at a wrong price is withdrawn."""
    who = Walker.arrive(browser, site, name="rao", language=language, width=width)
    trader(who, f"{language}-{width}")
    who.leave()


def trader(who: Walker, own: str) -> None:
    """From an offer to a payment, by the order's own page."""
    who.press(who.word("Trader", "贸易员"))
    offers(who, SHEDS[own])
    order = sells(who)
    delivers(who, SHEDS[own], order=order)
    assert who.sees(who.word("Paid in full", "已付清"))
    assert "42.00" in text_of_pdf(who.paper("/print/invoice/"))
    for address in ("/bank/", "/journal/", "/members/", "/enter/meeting.held/"):
        assert who.closed(address), address


def offers(who: Walker, shed: str) -> None:
    """Publish an offer; a slip in the price is withdrawn, and offered anew."""
    for price in ("2.90", PRICE):
        who.press(who.kind("offer.published"))
        who.write(
            coop=shed, item="woollen-blanket", hs="630120", origin="CN",
            currency="USD", price=price, spans__since__0=DAY,
            spans__until__0="1942-03-31", spans__count__0="20",
        )  # fmt: skip
        who.press(WRITE[who.language])
        if price != PRICE:
            who.press(who.kind("offer.withdrawn"))
            who.write(reason="wrong-price")
            who.press(WRITE[who.language])
            assert who.sees("wrong-price")
        who.press(BACK[who.language])


def sells(who: Walker) -> str:
    """Take an enquiry, quote, take the order; each fills in the next."""
    who.press(who.kind("enquiry.received"))
    who.write(
        buyer="buyer.new-york-1",
        wanted="1942-03-31",
        lines__item__0="woollen-blanket",
        lines__count__0="20",
    )
    who.press(WRITE[who.language])
    who.press(who.kind("quotation.made"))
    assert who.page.input_value("#buyer") == "buyer.new-york-1"
    who.write(currency="USD", incoterm="FOB", place="rangoon", until="1942-01-31")
    who.write(**TERMS)
    who.press(WRITE[who.language])
    who.press(who.kind("order.placed"))
    who.write(**TERMS)
    order = who.page.input_value("#order")
    who.press(WRITE[who.language])
    who.press(who.word("Open the order", "打开订单"))
    assert who.sees("42.00")
    return order


def delivers(who: Walker, shed: str, *, order: str) -> None:
    """Confirm, count in, pack, send, invoice, be paid: each step from the order."""
    for step, typed in (
        (("Confirm and split over the sheds", "确认并分派各社"),
         {"commission_ppm": "0", "levy_ppm": "0"}),
        (("Count a delivery", "点收交货"),
         {"coop": shed, "place": "baoji", "item": "woollen-blanket", "count": "20"}),
        (("Pack", "包装"),
         {"place": "baoji", "code": "BL", "weight_g": "38000", "volume_cm3": "140000",
          "net_g": "36000", "owner": shed, "lines__commodity__0": "woollen-blanket",
          "lines__fund__0": "baoji:own", "lines__count__0": "20"}),
        (("Send a shipment", "装运"), {"place": "baoji", "carrier": "highway"}),
        (("Invoice the shipment", "开发票"), {"due": "1942-05-31"}),
        (("Record a payment", "记入货款"),
         {"count": "42.00", "currency": "USD", "came": "42.00"}),
    ):  # fmt: skip
        who.press(who.word(*step))
        who.write(**typed)
        who.press(WRITE[who.language])
        assert who.sees(WRITTEN[who.language])
        link = who.page.locator("dl.kv a", has_text=order)
        if not link.count():  # a package is no order's yet: by way of the desk
            who.press(BACK[who.language])
            who.press(who.page.locator("main a[href='/trade/']"))
            link = who.page.locator("main tbody a", has_text=order)
        who.press(link)


@FIRST_ZH
def test_a_secretary_admits_meets_votes_and_writes(
    site: str, browser: Browser, language: str, width: int
) -> None:
    """A member, a meeting with its quorum, a ballot, an office, a letter, a visit."""
    who = Walker.arrive(browser, site, name="wang", language=language, width=width)
    secretary(who, f"{language}-{width}")
    who.leave()


def secretary(who: Walker, own: str) -> None:
    """The society's and the friends' papers."""
    desk = who.word("Secretary", "秘书")
    who.press(desk)
    person = admits(who)
    decides(who, person)
    appoints(who, person, office=f"auditor-{own}")
    words = f"Three looms came, and all of them run. {own}"
    befriends(who, words)
    who.press(who.page.locator("main a[href='/friends/']"))
    assert who.sees(words)
    who.open_desk(desk)
    who.press(who.page.locator("main a[href='/authority/']"))
    assert who.sees(f"auditor-{own}")
    for address in ("/bank/", "/stock/", "/trade/", "/enter/cost.paid/"):
        assert who.closed(address), address


def admits(who: Walker) -> str:
    """Note a person on a card, and admit them; return their number."""
    who.press(who.kind("person.noted"))
    who.write(card="Soong Mei\n宋梅")
    person = who.page.input_value("#person")
    who.press(WRITE[who.language])
    who.press(who.kind("membership.granted"))
    assert who.page.input_value("#person") == person
    who.press(WRITE[who.language])
    who.press(BACK[who.language])
    return person


def decides(who: Walker, person: str) -> None:
    """Hold a meeting with its quorum, count a ballot of four, pass what it decided."""
    who.press(who.kind("meeting.held"))
    who.write(form="general", entitled="8", present="6", quorum="5")
    who.press(WRITE[who.language])
    who.press(who.kind("ballot.counted"))
    who.press(who.word("More lines", "增加行数"))
    who.write(votes_for="3", votes_against="1", abstained="0")
    voters = ("hk.member-1", "hk.member-2", "hk.member-3", person)
    who.write(**{f"voters__member__{at}": one for at, one in enumerate(voters)})
    who.press(WRITE[who.language])
    who.press(who.kind("resolution.passed"))
    who.write(matter="officers")
    who.press(WRITE[who.language])


def appoints(who: Walker, person: str, *, office: str) -> None:
    """Give an office to the wrong member, take it back with its reason, give it."""
    terms = {"office": office, "until": "1943-07-20"}
    who.press(who.kind("office.assumed"))
    who.write(person="hk.member-4", **terms)
    who.press(WRITE[who.language])
    who.press(who.kind("office.left"))
    who.write(reason="wrong-person")
    who.press(WRITE[who.language])
    assert who.sees("wrong-person")
    who.press(BACK[who.language])
    who.press(who.kind("office.assumed"))
    who.write(person=person, **terms)
    who.press(WRITE[who.language])
    who.press(BACK[who.language])


def befriends(who: Walker, words: str) -> None:
    """Keep a letter, and record a visit: who went must be said."""
    who.press(who.kind("letter.kept"))
    who.write(way="received", partner="london", language="en", text=words)
    who.press(WRITE[who.language])
    who.press(BACK[who.language])
    who.press(who.kind("visit.made"))
    who.write(partner="london", host="baoji", purpose="study", until="1941-12-20")
    who.press(WRITE[who.language])
    assert who.page.locator("#delegates-error").count() == 1
    who.write(delegates="hk.member-1 hk.member-4", places="baoji")
    who.press(WRITE[who.language])
    who.press(BACK[who.language])
