# SPDX-License-Identifier: Apache-2.0
"""Every page against every role, as docs/reference/rights.md says and not otherwise."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from gungho.actions.acting import Acting, Held
from gungho.actions.ports import Command
from gungho.doors.desks import DESKS
from gungho.doors.rights import OPEN, Page, may_open, rights, signed
from gungho.errors import Refusal
from gungho.flows.kinds import KINDS
from gungho.store.reads.query import fetch
from tests.support.goods import Desk, given, movement
from tests.support.homes import FreshHome
from tests.support.people import (
    HOST,
    PASSWORD,
    OneWriter,
    account,
    holds,
    signed_in,
)

TABLE = Path(__file__).parents[2] / "docs" / "reference" / "rights.md"
PARTS = {"ident": "hk@hk",
    "committee": "hk", "body": "hk", "gift": "g1", "coop": "baoji.0001",
    "fund": "hk:general", "book": "hk", "seq": "1", "place": "1", "till": "main",
    "currency": "GBP",
    "kind": "meeting.held", "form": "pdf", "name": "balance", "commitment": "0" * 64,
}  # fmt: skip
NOBODY = "anyone"
# What is open by what the address leads to: tried apart.
BY_WHAT = frozenset(
    {"form", "bank-line", "entry", "entry-raw", "entry-proof", "undo-entry"}
)


def told() -> tuple[list[str], dict[str, tuple[str, list[str]]]]:
    """Return the roles, and page to its address and cells, as the document says."""
    text = TABLE.read_text("utf-8").partition("## Pages")[2]
    lines = [line for line in text.splitlines() if line.startswith("| ")]
    cells = [[cell.strip(" `") for cell in line.split("|")[1:-1]] for line in lines]
    return cells[0][2:-1], {row[0]: (row[1], row[2:-1]) for row in cells[2:]}


def address_of(pattern: str) -> str:
    """Return an address of a page, its parts filled in."""
    return re.sub(r"<\w+:(\w+)>", lambda part: PARTS.get(part[1], "none"), pattern)


def is_denied(page: Any) -> bool:
    """Return whether the gate turned the asker away."""
    away = page.status_code == 302 and page["Location"].startswith("/account/sign-in/")
    return away or page.status_code == 403


@pytest.mark.usefixtures("_django")
def test_every_address_has_its_row() -> None:
    """A new page without a row is denied to all, and found here."""
    from gungho.doors.web.urls import urlpatterns  # noqa: PLC0415 - after Django

    _roles, pages = told()
    assert {str(one.name) for one in urlpatterns} == pages.keys()
    assert pages.keys() == rights().pages.keys()


def test_every_kind_of_entry_lies_in_an_area() -> None:
    """Nothing can be recorded that no role may record, and no line is idle."""
    table = rights()
    for kind in KINDS:
        assert table.of_kind(kind), kind
        assert table.of_kind(kind) <= table.areas.keys(), kind
    firsts = {kind.partition(".")[0] for kind in KINDS}
    assert table.kinds.keys() <= firsts | KINDS.keys()


def test_each_desk_is_for_who_does_its_work() -> None:
    """Who sits at a desk may open its pages and record what it offers."""
    table = rights()
    assert table.desks.keys() == DESKS.keys()
    sitting = {"committee": "treasurer", "hub": "supply", "co-op": "bookkeeper"}
    for name, one in DESKS.items():
        role = table.roles[sitting.get(name, name)]
        assert table.desks[name] in role.sees, name
        for kind in one.acts:
            assert table.of_kind(kind) & role.does, (name, kind)


@pytest.fixture
def desk(fresh_home: FreshHome, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A hub with one gift, and pages that record into it."""
    from gungho.node import wiring  # noqa: PLC0415 - after Django

    books = fresh_home.books
    monkeypatch.setattr(wiring, "writer", lambda _: OneWriter(books))
    monkeypatch.setattr(wiring, "make_parcel", lambda book, **_: book.encode())
    monkeypatch.setattr(wiring, "keep_cards", books.keep_cards)
    monkeypatch.setattr(wiring, "now", fresh_home.clock)
    hub = movement(books)[0]
    lines = [given("9.00 GBP @ main", "hk:general")]
    hub.tell("gift.received", gift="g1", lines=lines)
    return hub


def clients(roles: list[str]) -> list[tuple[str, Client]]:
    """Return a browser for each role at the hub, and one in which nobody is."""
    found = []
    for role in roles:
        if role == NOBODY:
            found.append((role, Client(headers=HOST)))
            continue
        who = account(role, password=PASSWORD)
        holds(who, role, body="" if role == "keeper" else "hk")
        found.append((role, signed_in(who)))
    return found


@pytest.mark.engines("sqlite")
def test_each_role_opens_and_sends_what_the_table_says(desk: Desk) -> None:
    """Every page, asked for and posted to, by every role: denied unless allowed."""
    assert desk
    roles, pages = told()
    wrong = []
    for role, client in clients(roles):
        at = roles.index(role)
        for name, (pattern, cells) in pages.items():
            if _skipped(name, role):
                continue
            wrong += [(role, *told) for told in wrongly(client, pattern, cells[at])]
            if name in ("account_logout", "usersessions_list", "close-account"):
                client = signed_in_as(role)  # noqa: PLW2901 - it was signed out
    assert wrong == []


def wrongly(client: Client, pattern: str, cell: str) -> list[tuple[Any, ...]]:
    """Return where a page answers otherwise than its cell says."""
    found = []
    for method, words in (("get", ("sees", "does")), ("post", ("does",))):
        page = getattr(client, method)(address_of(pattern))
        # What takes no form at all says so, to anyone who may look.
        if page.status_code != 405 and is_denied(page) == (cell in words):
            found.append((method, pattern, page.status_code))
    return found


def signed_in_as(role: str) -> Client:
    """Return a fresh browser of an account, or of nobody."""
    from gungho.store.people.models import Account  # noqa: PLC0415 - after Django

    found = Account.objects.filter(name=role).first()
    return signed_in(found) if found else Client(headers=HOST)


def _skipped(name: str, role: str) -> bool:
    """Return whether a page asks for more than a role, so that it is tried apart."""
    is_stage = name in ("mfa_authenticate", "mfa_reauthenticate")
    is_secret = name in ("gift", "gift-entries") and "gifts" not in _sees(role)
    return is_stage or is_secret or name in BY_WHAT


def _sees(role: str) -> frozenset[str]:
    return rights().roles[role].sees if role in rights().roles else frozenset()


def test_a_form_opens_for_who_may_record_its_kind(desk: Desk) -> None:
    """A secretary writes minutes and no invoice; a trader the other way round."""
    assert desk
    for role, kind, status in (
        ("secretary", "meeting.held", 200),
        ("secretary", "invoice.issued", 403),
        ("trader", "invoice.issued", 200),
        ("trader", "meeting.held", 403),
        ("auditor", "meeting.held", 200),
    ):
        who = account(f"{role}-{kind}")
        holds(who, role, body="hk")
        client = signed_in(who)
        assert client.get(f"/enter/{kind}/").status_code == status, (role, kind)
        if role == "auditor":
            assert client.post(f"/enter/{kind}/").status_code == 403


def test_an_entry_opens_where_its_kind_lies_and_who_writes_it_takes_it_back(
    desk: Desk,
) -> None:
    """A depot keeper sees and corrects what was moved, and no gift."""
    desk.tell("gift.received", gift="g2", lines=[
        given("4 cotton-yarn @ hong-kong", "hk:general")])  # fmt: skip
    line = {"commodity": "cotton-yarn", "count": "1", "fund": "hk:general"}
    desk.tell("stock.moved", move="m1", source="hong-kong", target="shed",
              lines=[line])  # fmt: skip
    places = dict(fetch(
        "SELECT e.kind, e.seq FROM p_entry_row e JOIN journal_head h ON "
        "h.book = e.book WHERE h.body = 'hk' ORDER BY e.seq"))  # fmt: skip
    moved = f"/journal/hk/{places['stock.moved']}/"
    gift = f"/journal/hk/{places['gift.received']}/"
    for body in ("hk", "baoji"):
        holds(account(body), "depot", body=body)
    here, there = signed_in_as("hk"), signed_in_as("baoji")
    for client in (here, there):
        assert client.get(moved).status_code == 200
        assert client.get(gift).status_code == 403
        assert client.post(f"{gift}undo/").status_code == 403
    assert "Correct this entry" not in told_on(there.get(moved))
    assert there.get(f"{moved}undo/").status_code == 404
    assert f"{moved}undo/" in told_on(here.get(moved))
    assert here.get(f"{moved}undo/").status_code == 200
    assert here.post(f"{moved}undo/", {"reason": "none"}).status_code == 422
    assert here.post(f"{moved}undo/", {"reason": "wrong-place"}).status_code == 302
    assert "A later entry corrects this one" in told_on(here.get(moved))
    assert here.get(f"{moved}undo/").status_code == 302


def told_on(page: Any) -> str:
    """Return a page's text."""
    return str(page.content.decode())


def test_who_may_not_record_a_kind_does_not_correct_it(desk: Desk) -> None:
    """However it is sent; an entry that there is not is nobody's."""
    assert desk
    (entry,) = next(iter(fetch(
        "SELECT entry FROM p_entry_row WHERE kind = 'gift.received'")))  # fmt: skip
    made = replace(command("correction.made", reason="wrong-day"), corrects=entry)
    assert signed(made, acting("treasurer", "hk")).by == "p-1"
    for who in (acting("depot", "hk"), acting("treasurer", "london")):
        with pytest.raises(Refusal, match=r"right\.none"):
            signed(made, who)


def test_another_bodys_desk_is_closed(desk: Desk) -> None:
    """The treasurer of one body neither opens nor fills another's till."""
    assert desk
    who = account("london")
    holds(who, "treasurer", body="london")
    client = signed_in(who)
    for address in (
        "/bank/hk/main/GBP/", "/bank/hk/sheet/s1/", "/committees/hk/gift/",
        "/statements/hk/balance/", "/print/minutes/m1@hk.pdf",
        "/print/month/hk@1940-04.pdf",
    ):  # fmt: skip
        assert client.get(address).status_code == 403, address
        assert client.post(address).status_code == 403, address
    assert client.get("/committees/london/gift/").status_code in (200, 404)


def test_a_bank_line_lies_at_the_desk_of_its_body(desk: Desk) -> None:
    """Its address names no body; whose it is is looked up."""
    assert desk
    page = "Date\tDetails\tPaid out\tPaid in\tBalance\n5 Apr 1940\tx\t\t1.00\t1.00\n"
    for body in ("hk", "london"):
        who = account(body)
        holds(who, "treasurer", body=body)
    keeper = signed_in_as("hk")
    keeper.post("/bank/hk/main/GBP/", {"do": "paste", "paste": page})
    told_page = keeper.get("/bank/hk/main/GBP/").content.decode()
    found = re.search(r"/bank/line/[^/]+/", told_page)
    assert found, told_page
    assert keeper.get(found[0]).status_code == 200
    assert signed_in_as("london").get(found[0]).status_code == 403
    assert signed_in_as("london").post(found[0]).status_code == 403


def test_a_role_that_ended_yesterday_opens_nothing(desk: Desk) -> None:
    """Nor does one that begins tomorrow; today's does."""
    day = desk.books.clock().date()  # type: ignore[attr-defined]
    from datetime import timedelta  # noqa: PLC0415

    for name, since, until, status in (
        ("over", day - timedelta(9), day - timedelta(1), 403),
        ("today", day - timedelta(9), day, 200),
        ("coming", day + timedelta(1), day + timedelta(9), 403),
    ):
        from gungho.store.people.roles import GivenRole, give_roles  # noqa: PLC0415

        who = account(name)
        one = GivenRole(
            role="auditor", body="", since=since.isoformat(), until=until.isoformat()
        )
        give_roles(who.person, [one], by="p-test")
        assert signed_in(who).get("/journal/").status_code == status, name


def test_an_office_gives_its_role_until_it_is_left(desk: Desk) -> None:
    """The journal's office needs no second list; leaving it takes the role at once."""
    who = account("wang", person="p-77")
    client = signed_in(who)
    assert client.get("/bank/").status_code == 403
    desk.tell("office.assumed", office="treasurer", person="p-77", until="",
              resolution="")  # fmt: skip
    assert client.get("/bank/").status_code == 200
    assert client.get("/bank/hk/main/GBP/").status_code == 200
    desk.tell("office.left", office="treasurer", person="p-77", reason="resigned")
    assert client.get("/bank/").status_code == 403


def test_an_entry_names_the_person_by_number_and_their_office(desk: Desk) -> None:
    """``by`` is the opaque id, ``office`` the office or role acted in."""
    who = account("wang", person="p-77")
    holds(who, "treasurer", body="hk")
    typed = {
        "number": "0123456789abcdef", "commodity": "GBP", "amount": "3.00",
        "happened": "1940-05-01", "fund": "hk:general", "privacy": "public",
    }  # fmt: skip
    page = signed_in(who).post("/committees/hk/gift/", typed)
    assert page.status_code == 302, page.content.decode()
    from gungho.journal import decode  # noqa: PLC0415
    from gungho.store.reads import journal  # noqa: PLC0415

    entry = decode(list(journal.raw_entries(journal.book("hk").number))[-1][1])
    assert (entry.by, entry.office) == ("p-77", "treasurer")
    assert b"wang" not in b"".join(
        raw for _seq, raw, _leaf in journal.raw_entries(journal.book("hk").number)
    )


def command(kind: str, *, book: str = "hk", **facts: Any) -> Command:
    """Return a command as a page would submit it."""
    return Command(book=book, id="c1", kind=kind, happened="1940-05-01", facts=facts)


def acting(role: str, body: str) -> Acting:
    """Return somebody with one role."""
    return Acting(person="p-1", held=(Held(role=role, body=body, office=role),))


def test_what_a_role_may_not_record_is_refused_below_the_pages() -> None:
    """However it is sent: by another page, another book, or a reader."""
    for kind, book, who in (
        ("cost.paid", "hk", acting("secretary", "hk")),
        ("cost.paid", "hk", acting("treasurer", "london")),
        ("cost.paid", "hk", acting("auditor", "")),
        ("cost.paid", "hk", Acting(person="")),
        ("no.such-kind", "hk", acting("keeper", "")),
    ):
        with pytest.raises(Refusal, match=r"right\.none"):
            signed(command(kind, book=book), who)
    assert signed(command("cost.paid"), acting("treasurer", "hk")).by == "p-1"
    assert signed(command("cost.paid"), None).by == "operator"


def test_a_bookkeeper_writes_for_their_co_op_in_the_book_that_keeps_it() -> None:
    """A co-op without a book of its own has its affairs in a depot's."""
    who = acting("bookkeeper", "baoji.0001")
    done = signed(command("materials.used", book="baoji", coop="baoji.0001"), who)
    assert done.office == "bookkeeper"
    with pytest.raises(Refusal, match=r"right\.none"):
        signed(command("materials.used", book="baoji", coop="baoji.0002"), who)


def test_what_is_open_is_read_only_where_a_role_sees_more() -> None:
    """Nobody sends a form to a page that is open only in part."""
    nobody = Acting(person="")
    for name, areas in rights().pages.items():
        if OPEN in areas and len(areas) > 1:
            assert may_open(nobody, Page(name=name))
            assert not may_open(nobody, Page(name=name, method="POST"))
