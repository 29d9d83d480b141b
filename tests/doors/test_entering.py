# SPDX-License-Identifier: Apache-2.0
"""Any step of the society, of friendship and of trade is typed at a form."""

from __future__ import annotations

import json
import re
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from gungho.actions.record import record
from gungho.doors.cli.main import cli
from gungho.doors.entering import slots_of
from gungho.doors.forms import FORMS
from gungho.doors.reasons import codes
from gungho.errors import Refusal
from gungho.flows.kinds import KINDS
from gungho.store.cards import erase_card
from gungho.store.reads.choosing import (
    CHOSEN,
    KNOWN,
    SEVERAL,
    chosen,
    known_here,
    several,
)
from gungho.store.reads.trade import deal, offers, orders
from tests.store.test_papers import OpenNode
from tests.support.goods import Desk
from tests.support.homes import FreshHome
from tests.support.pages import CLIENT, told
from tests.support.planned import GENERAL
from tests.support.trade import BUYER, FIRST, confirmed, exporter, invoiced

NUMBER = re.compile(r'name="number" value="([0-9a-f]{16})"')
ORDER = {
    "book": "baoji", "happened_on": "1940-04-01", "order": "or7", "quotation": "",
    "buyer": BUYER, "currency": "GBP", "incoterm": "FOB", "place": "rangoon",
    "due": "1940-09-30", "licence": "", "lines.item.0": "cotton-cloth",
    "lines.count.0": "30.0", "lines.price.0": "1.00",
}  # fmt: skip


@pytest.fixture
def desk(fresh_home: FreshHome, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """An exporter whose pages write into these books."""
    from gungho.node import wiring  # noqa: PLC0415 - after Django

    books = fresh_home.books
    monkeypatch.setattr(wiring, "submit", lambda command: record(books, command))
    monkeypatch.setattr(wiring, "keep_cards", books.keep_cards)
    monkeypatch.setattr(wiring, "now", fresh_home.clock)
    return exporter(books)


def sent(kind: str, **typed: Any) -> Any:
    """Open a form and send it."""
    page = CLIENT.get(f"/enter/{kind}/?book=baoji").content.decode()
    (number,) = NUMBER.findall(page)
    return CLIENT.post(f"/enter/{kind}/", {"number": number, **typed})


@pytest.mark.parametrize("kind", FORMS)
def test_every_form_asks_for_what_its_kind_needs(kind: str) -> None:
    """In words; a kind that changes is asked for anew, not by hand."""
    assert kind in KINDS
    for slot in slots_of(kind):
        for one in (slot, *slot.columns):
            assert f"fact.{one.name}" in codes(), one.name
            for choice in one.choices:
                assert f"choice.{one.name}.{choice}" in codes(), choice
    with pytest.raises(Refusal, match=r"enter\.no-form"):
        slots_of("book.opened")


def test_every_form_opens_in_both_languages(desk: Desk) -> None:
    """Reached from the list."""
    listed = CLIENT.get("/enter/").content.decode()
    chinese = Client(headers={"host": "127.0.0.1", "accept-language": "zh-hans"})
    for kind in FORMS:
        assert f"/enter/{kind}/" in listed
        assert "In the books of" in told(CLIENT.get(f"/enter/{kind}/")), kind
        page = told(chinese.get(f"/enter/{kind}/?book=baoji"))
        assert "记入" in page
        assert "fact." not in page


def test_an_order_is_typed_in_decimals_and_lands_at_its_entry(desk: Desk) -> None:
    """Counts of smallest units stand in the entry; sent twice it is one."""
    answer = sent("order.placed", **ORDER)
    assert answer.status_code == 302, told(answer)
    assert answer["Location"].startswith("/journal/baoji/")
    ((_, _, lines),) = orders()
    assert [(line.count, line.price, line.amount) for line in lines] == [
        (300, 100, 3000)
    ]
    rule = {"book": "baoji", "happened_on": "1940-04-01", "order": "or7",
            "agent": "london", "commission_ppm": "5", "levy_fund": "hk:revolving",
            "levy_ppm": "12.5", "difference": "agent"}  # fmt: skip
    page = CLIENT.get("/enter/order.confirmed/?book=baoji&order=or7").content.decode()
    (number,) = NUMBER.findall(page)
    assert '<option value="or7" selected' in page
    for _ in range(2):
        answer = CLIENT.post("/enter/order.confirmed/", {"number": number, **rule})
        assert answer.status_code == 302, told(answer)
    found = deal("or7")
    assert found is not None
    assert (found.row.commission_ppm, found.row.levy_ppm) == (50_000, 125_000)
    assert [one.count for one in found.shares] == [150, 150]


def test_what_is_refused_keeps_what_was_typed(desk: Desk) -> None:
    """Beside its field where it is one field's, else above the form."""
    for changed, words in (
        ({"lines.count.0": "810.0"}, "the sheds can make"),
        ({"lines.count.0": "a few"}, "a few"),
        ({"due": ""}, "is empty"),
        ({"lines.count.0": "0"}, "not a number above zero"),
        ({"lines.price.0": "1.005"}, "1.005"),
    ):
        answer = sent("order.placed", **{**ORDER, **changed})
        assert answer.status_code == 422, changed
        assert words in told(answer), (changed, told(answer))
        assert 'value="rangoon"' in answer.content.decode()
    damaged = CLIENT.post("/enter/order.placed/", {**ORDER, "number": "x"})
    assert "damaged" in told(damaged)
    assert CLIENT.get("/enter/book.opened/").status_code == 404


def enter(home: FreshHome, *words: str) -> Result:
    """Run the command."""
    return CliRunner().invoke(cli, ["enter", *words], obj=OpenNode(home))


def test_the_command_line_asks_and_writes_the_same(
    desk: Desk, fresh_home: FreshHome
) -> None:
    """Names with values; rows begin anew where a name comes again."""
    assert "order.placed" in enter(fresh_home).output
    listed = json.loads(enter(fresh_home, "--json").output)
    assert {one["kind"] for one in listed} == set(FORMS)
    asked = enter(fresh_home, "offer.published").output
    assert "spans.until" in asked
    assert "HS heading" in asked
    assert json.loads(enter(fresh_home, "letter.kept", "--json").output)
    enter(fresh_home, "offer.withdrawn", "--book", "baoji", f"offer=o.{FIRST}",
          "reason=sold-out", "--on", "1940-04-01")  # fmt: skip
    answer = enter(
        fresh_home, "--book", "baoji", "--on", "1940-04-01", "--id", "of", "--json",
        "offer.published", "offer=o7", f"coop={FIRST}", "item=cotton-cloth",
        "hs=520819", "origin=CN", "currency=GBP", "price=0.95",
        "text=Cotton cloth\n棉布", "spans.since=1940-04-01", "spans.until=1940-06-30",
        "spans.count=20.0", "spans.since=1940-07-01", "spans.until=1940-09-30",
        "spans.count=5.5",
    )  # fmt: skip
    assert json.loads(answer.output)["id"] == "of"
    (line,) = (one for one in offers(today="1940-04-01") if one.row.offer == "o7")
    assert (line.row.price, line.text, line.free) == (95, "Cotton cloth\n棉布", 255)
    wrong = enter(fresh_home, "--book", "baoji", "offer.withdrawn", "offer")
    assert wrong.exit_code == 1
    fresh_home.verify()


def test_a_payment_is_typed_in_two_currencies(desk: Desk) -> None:
    """What is settled in the invoice's, what came in the other."""
    invoiced(confirmed(desk))
    answer = sent("payment.received", book="baoji", happened_on="1940-04-01",
                  payment="p1", invoice="in1", count="30.00", currency="CNC",
                  came="470.00", fee="5.00", till="main")  # fmt: skip
    assert answer.status_code == 302, told(answer)
    answer = sent("proceeds.shared", **{
        "book": "baoji", "happened_on": "1940-04-01", "sharing": "sh1",
        "payment": "p1", "charges.cause.0": "freight", "charges.count.0": "20.00",
        "charges.fund.0": "hk:general"})  # fmt: skip
    assert answer.status_code == 302, told(answer)
    found = deal("or1")
    assert found is not None
    ((sharing, parts),) = found.billed[0].sharings
    assert (sharing.charges, [part.net for part in parts]) == (2000, [18937, 18938])


def test_an_offer_shows_its_picture_until_its_card_is_erased(
    desk: Desk, fresh_home: FreshHome
) -> None:
    """Kept when another field is wrong; handed out for an offer alone."""
    desk.tell("offer.withdrawn", offer=f"o.{FIRST}", reason="renewed")
    out = BytesIO()
    Image.new("RGB", (1200, 600), (40, 80, 140)).save(out, "PNG")
    file = SimpleUploadedFile("cloth.png", out.getvalue(), "image/png")
    facts = {
        "book": "baoji", "happened_on": "1940-05-01", "offer": "o.pictured",
        "coop": FIRST, "item": "cotton-cloth", "hs": "520819", "origin": "CN",
        "currency": "GBP", "price": "", "text": "Blue cloth", "controlled": "",
        "spans.since.0": "1940-05-01", "spans.until.0": "1940-06-30",
        "spans.count.0": "5.0",
    }  # fmt: skip
    refused = sent("offer.published", **facts, picture=file)
    assert refused.status_code == 422
    (kept,) = re.findall(r'name="picture" value="([^"]+)"', refused.content.decode())
    (number,) = NUMBER.findall(refused.content.decode())
    facts |= {"price": "1.10", "picture": kept, "number": number}
    answer = CLIENT.post("/enter/offer.published/", facts)
    assert answer.status_code == 302, told(answer)
    (line,) = [one for one in offers(today="1940-05-01") if one.row.price == 110]
    address = f"/trade/pictures/{line.row.picture}.jpg"
    assert address in CLIENT.get("/trade/").content.decode()
    shown = CLIENT.get(address)
    assert Image.open(BytesIO(shown.content)).size == (1000, 500)
    assert CLIENT.get(f"/trade/pictures/{line.row.text}.jpg").status_code == 404
    erase_card(line.row.picture)
    assert CLIENT.get(address).status_code == 404
    assert address not in CLIENT.get("/trade/").content.decode()
    fresh_home.verify()


def test_what_is_no_picture_is_refused_beside_the_form(desk: Desk) -> None:
    """Nothing is written down."""
    file = SimpleUploadedFile("cloth.png", b"not a picture", "image/png")
    answer = sent("offer.published", book="baoji", picture=file)
    assert answer.status_code == 422
    assert "This is not a picture that can be read" in told(answer)
    assert desk


def test_a_picture_is_read_from_a_file_at_the_command_line(
    desk: Desk, fresh_home: FreshHome, tmp_path: Path
) -> None:
    """And one that is not there is refused."""
    desk.tell("offer.withdrawn", offer=f"o.{FIRST}", reason="renewed")
    path = tmp_path / "cloth.jpg"
    Image.new("RGB", (30, 20)).save(path)
    facts = ["offer=o.cli", f"coop={FIRST}", "item=cotton-cloth", "hs=520819",
             "origin=CN", "currency=GBP", "price=1.20", "spans.since=1940-05-01",
             "spans.until=1940-06-30", "spans.count=5.0"]  # fmt: skip
    words = ("--book", "baoji", "--on", "1940-05-01", "offer.published", *facts)
    assert enter(fresh_home, *words, f"picture={path}.gone").exit_code == 1
    assert enter(fresh_home, *words, f"picture={path}").exit_code == 0
    assert [one.has_picture for one in offers(today="1940-05-01")].count(True) == 1


def test_goods_go_out_and_are_counted_in_by_form(desk: Desk) -> None:
    """A dispatch names its lots by itself; what came is typed and settled."""
    desk.at("hk").tell("gift.received", gift="hg", lines=[
        {"commodity": "hand-loom", "count": "4", "form": "goods",
         "fund": "hk:general", "at": "hk"}])  # fmt: skip

    def typed(kind: str, book: str, **facts: str) -> None:
        page = CLIENT.get(f"/enter/{kind}/?book={book}").content.decode()
        (number,) = NUMBER.findall(page)
        facts |= {"number": number, "book": book, "happened_on": "1940-04-02"}
        answer = CLIENT.post(f"/enter/{kind}/", facts)
        assert answer.status_code == 302, told(answer)

    row = {"lines.commodity.0": "hand-loom", "lines.fund.0": "hk:general"}
    typed("goods.dispatched", "hk", document="d7", receiver="baoji", place="hk",
          **row, **{"lines.count.0": "4"})  # fmt: skip
    from gungho.flows.passages import PassageLine  # noqa: PLC0415
    from gungho.store.reads.query import rows  # noqa: PLC0415

    (sent_line,) = rows(PassageLine, "document = 'd7'")
    came = {**row, "lines.count.0": "3", "lines.lot.0": sent_line.lot}
    typed("goods.arrived", "baoji", document="d7", sender="hk", place="baoji", **came)
    typed("stock.counted", "baoji", count="k1", place="baoji",
          **{"lines.item.0": "hand-loom", "lines.counted.0": "3",
             "lines.cause.0": "theft"})  # fmt: skip
    assert desk.holds("baoji/stock/baoji", "hand-loom", "hk:general",
                      sent_line.lot) == "3"  # fmt: skip


def test_what_a_need_lacks_is_appealed_for_in_one_press(desk: Desk) -> None:
    """The form comes filled with what is still missing, and opens the appeal."""
    answer = sent("need.stated", **{
        "book": "baoji", "happened_on": "1940-04-01", "need": "start7",
        "coop": "baoji.0001", "activity": "weaving", "units": "1", "purpose": "start",
        "standing": "kept", "inputs.commodity.0": "hand-loom", "inputs.count.0": "4",
    })  # fmt: skip
    assert answer.status_code == 302, told(answer)
    page = CLIENT.get("/needs/").content.decode()
    (way,) = re.findall(r'href="(/enter/appeal\.opened/[^"]*start7[^"]*)"', page)
    filled = CLIENT.get(way.replace("&amp;", "&") + "&book=hk").content.decode()
    (number,) = NUMBER.findall(filled)
    assert re.search(r'name="goal\.count\.0"[^>]*value="4"', filled)
    answer = CLIENT.post("/enter/appeal.opened/", {
        "number": number, "book": "hk", "happened_on": "1940-04-02",
        "appeal": "appeal.start7", "fund": GENERAL, "goal.commodity.0": "hand-loom",
        "goal.count.0": "4", "from_day": "1940-04-02", "left_over": "general",
        "need": "start7", "standing": "kept",
    })  # fmt: skip
    assert answer.status_code == 302, told(answer)
    assert "appeal.start7" in told(CLIENT.get("/appeals/"))


def options(page: str, name: str) -> list[str]:
    """Return the values that a field of a form lets choose."""
    found = re.search(rf'<select id="{name}".*?</select>', page, re.DOTALL)
    assert found, name
    return re.findall(r'<option value="([^"]*)"', found[0])


def test_what_stands_in_the_books_is_chosen_and_not_typed(desk: Desk) -> None:
    """A consent by whoever gave it, a bill by its creditor; what is over is not there.

    What was typed and is not among them is kept.
    """
    for consent, matter, of in (
        ("c1", "letter", FIRST), ("c2", "letter", FIRST), ("c3", "terms", GENERAL)
    ):  # fmt: skip
        terms = {} if matter == "letter" else {"terms": {"purposes": ["relief"]}}
        desk.tell("consent.asked", consent=consent, matter=matter, of=of, asked="p.1",
                  **terms)  # fmt: skip
    desk.tell("consent.given", consent="c1", giver="p.1", evidence="")
    for bill, currency in (("b1", "CNC"), ("b2", "CNC")):
        desk.tell("bill.received", bill=bill, creditor="carrier", cause="freight",
                  currency=currency, count="100", fund=GENERAL)  # fmt: skip
    thanks = CLIENT.get("/enter/thanks.sent/?book=baoji").content.decode()
    assert options(thanks, "consent") == ["", "c1"]
    assert "c1 · baoji.0001" in thanks
    given = CLIENT.get("/enter/consent.given/?book=baoji").content.decode()
    assert options(given, "consent") == ["", "c3", "c2"]
    assert "p.1" in options(given, "giver")
    kept = CLIENT.get("/enter/consent.given/?book=baoji&consent=old").content.decode()
    assert options(kept, "consent") == ["", "c3", "c2", "old"]
    settled = CLIENT.get("/enter/bill.settled/?book=baoji").content.decode()
    assert options(settled, "bill") == ["", "b2", "b1"]
    assert "b1 · carrier" in settled
    verified = told(CLIENT.get("/enter/need.verified/?book=baoji"))
    assert "Several, with a space between" in verified


def test_every_choice_is_of_a_field_that_a_form_has(desk: Desk) -> None:
    """Each statement runs, and none is about a field that nobody is asked for."""
    assert desk
    fields = {
        f"{kind}.{slot.name}"
        for kind in FORMS
        for one in slots_of(kind)
        for slot in (one, *one.columns)
    }
    assert {*CHOSEN, *SEVERAL} <= fields
    bare = {one.rpartition(".")[2] for one in fields}
    assert KNOWN.keys() <= fields | bare
    for name in (*CHOSEN, *SEVERAL, *KNOWN):
        kind, _, field = name.rpartition(".")
        for look in (chosen, known_here, several):
            assert not any(
                len(one) != 2 for one in look(kind, field, body="baoji") or ()
            )
