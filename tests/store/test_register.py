# SPDX-License-Identifier: Apache-2.0
"""From a spreadsheet to a founded co-op: nothing twice, nobody unasked, no trace."""

from __future__ import annotations

import json
from itertools import count
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.db import connection

from gungho.actions.found_coop import Registrar
from gungho.actions.record import record
from gungho.doors import forming
from gungho.doors.cli.main import cli
from gungho.errors import Refusal
from gungho.store.forming import keep_answer, proposal_of
from gungho.store.reads.query import fetch
from gungho.store.reads.register import (
    kept_proposals,
    last_run,
    left_over,
    register,
    worker_names,
)
from gungho.store.register import erase_worker
from tests.store.test_papers import OpenNode
from tests.support.goods import Desk, movement
from tests.support.homes import FreshHome

NOW = "1940-05-01T12:00:00Z"
SECRET = "王秀英"
PEOPLE = "姓名,工种,等级,现住地,户号,愿迁移,带头,会记账\n" + "".join(
    f"{name},织布,熟练,宝鸡,{home},是,{'会' if at == 0 else ''},"
    f"{'会' if at == 1 else ''}\n"
    for at, (name, home) in enumerate(
        [(SECRET, "1"), ("李大", "1"), *((f"张{n}", "") for n in range(7))]
    )
)
MACHINES = "machine,count,place,can be moved\nloom,3,Baoji,yes\n"
SITES = (
    "site,place,room,danger,materials,market\n"
    "Temple,Baoji,100,low,yarn 50,cloth 900\nCave,Baoji,200,low,yarn 10,cloth 900\n"
)


@pytest.fixture
def depot(fresh_home: FreshHome) -> Desk:
    """A depot at Baoji whose register was read."""
    _, depot = movement(fresh_home.books)
    fresh_home.clock.at("1940-06-01")
    depot.tell(
        "place.noted", place="baoji", lat_e4=343600, lon_e4=1072400, role="town",
        region="northwest", card="", standing="kept", cited="",
    )  # fmt: skip
    for text in (PEOPLE, MACHINES, SITES):
        forming.take_file(text.encode(), now=NOW)
    return depot


def said(home: FreshHome, *told: str, code: int = 0) -> str:
    """Return what a command says."""
    found = CliRunner().invoke(cli, ["form", *told], obj=OpenNode(home))
    assert found.exit_code == code, found.output
    return found.output


def proposed(home: FreshHome) -> str:
    """Form, and return the first proposal's id."""
    said(home, "propose", "--seconds", "10")
    return kept_proposals()[0].proposal


def all_say_yes(proposal: str) -> None:
    """Let everyone named say yes for themselves."""
    for seat in proposal_of(proposal).seats:
        keep_answer(
            proposal, seat.worker, answer="yes", how="in-person", witness="", now=NOW
        )


def test_the_same_file_again_adds_nothing(depot: Desk) -> None:
    """Not a person, not a machine, not a site; a changed row changes."""
    for text in (PEOPLE, MACHINES, SITES):
        ((_, took),) = forming.take_file(text.encode(), now=NOW)
        assert (took.new, took.changed) == (0, 0)
        assert took.known > 0
    better = PEOPLE.replace("张0,织布,熟练", "张0,织布,师傅")
    ((_, took),) = forming.take_file(better.encode(), now=NOW)
    assert (took.new, took.changed, took.known) == (0, 1, 8)
    assert len(register().workers) == 9


def test_the_journal_never_hears_a_name(depot: Desk, fresh_home: FreshHome) -> None:
    """Reading, forming, answering and founding write counts only."""
    proposal = proposed(fresh_home)
    all_say_yes(proposal)
    said(fresh_home, "found", proposal, "--keeper", "baoji", "--name", "Weavers")
    journal = json.dumps([str(row) for row in fresh_home.journal()], ensure_ascii=False)
    for name in worker_names().values():
        assert name not in journal
        assert name.encode().hex() not in journal
    for worker in worker_names():
        assert worker not in journal


def test_forming_keeps_drafts_with_reasons(depot: Desk, fresh_home: FreshHome) -> None:
    """One shed of nine; the third loom, and a loom still missing, are told."""
    told = json.loads(said(fresh_home, "propose", "--json"))
    (shed,) = told["proposals"]
    assert len(shed["members"]) == 9
    assert {"sort": "machine", "piece": "hand-loom", "count": 1} in shed["missing"]
    assert {one["answer"] for one in shed["members"]} == {""}
    assert told["placed"] == 9
    assert told["gap_ppm"] == 0
    assert SECRET not in json.dumps(told, ensure_ascii=False)
    assert last_run() is not None
    shown = said(fresh_home, "show", "1")
    assert SECRET in shown
    assert "Skill: 9 of 9 people know the trade." in shown


def test_nothing_is_founded_before_all_have_said_yes(
    depot: Desk, fresh_home: FreshHome
) -> None:
    """Each for themselves; then the books hear of a co-op, and of what it lacks."""
    proposal = proposed(fresh_home)
    before = len(fresh_home.journal())
    said(fresh_home, "found", proposal, "--keeper", "baoji", code=1)
    seats = proposal_of(proposal).seats
    for seat in seats[:-1]:
        said(fresh_home, "answer", proposal, seat.worker, "yes")
    said(fresh_home, "found", proposal, "--keeper", "baoji", code=1)
    assert len(fresh_home.journal()) == before
    said(fresh_home, "answer", proposal, seats[-1].worker, "yes", "--how", "witness",
         "--witness", "Elder Li")  # fmt: skip
    told = said(fresh_home, "found", proposal, "--keeper", "baoji", "--json")
    coop = json.loads(told)["coop"]
    ((members, trade, region),) = fetch(
        "SELECT members, trade, region FROM p_coop WHERE coop = %s", [coop]
    )
    assert (members, trade, region) == (9, "textiles", "northwest")
    needs = dict(fetch("SELECT commodity, count FROM p_need_input"))
    assert needs["hand-loom"] == 1
    assert needs["cotton-yarn"] == 70 * 10
    assert needs["CNC"] == 1200_00
    assert set(register().member_of.values()) == {coop}
    said(fresh_home, "answer", proposal, seats[0].worker, "no", code=1)
    assert fresh_home.verify() == len(fresh_home.journal())


def test_refusing_costs_nothing(depot: Desk, fresh_home: FreshHome) -> None:
    """Who says no stays in the register; the rest may go on while they are enough."""
    proposal = proposed(fresh_home)
    row = proposal_of(proposal)
    hands = [seat.worker for seat in row.seats if seat.role in ("hand", "skilled")]
    refusing = hands[-2:]
    for worker in refusing:
        said(fresh_home, "answer", proposal, worker, "no")
    for seat in row.seats:
        if seat.worker not in refusing:
            said(fresh_home, "answer", proposal, seat.worker, "yes")
    said(fresh_home, "found", proposal, "--keeper", "baoji")
    assert {row.id for row in register().workers} >= set(refusing)
    assert not set(refusing) & register().member_of.keys()
    assert not fetch("SELECT 1 FROM private_form_seat WHERE answer = 'no'")


def test_too_many_refusals_and_it_falls(depot: Desk, fresh_home: FreshHome) -> None:
    """Six are no co-op, and the desk says so."""
    proposal = proposed(fresh_home)
    row = proposal_of(proposal)
    for number, seat in enumerate(row.seats):
        answer = "no" if number < 3 else "yes"
        said(fresh_home, "answer", proposal, seat.worker, answer)
    assert "As it stands" in said(fresh_home, "show", proposal).replace(
        "as it", "As it"
    )
    said(fresh_home, "found", proposal, "--keeper", "baoji", code=1)


def test_forming_anew_leaves_those_who_said_yes(
    depot: Desk, fresh_home: FreshHome
) -> None:
    """A proposal with a yes stays; its people and looms are not given away."""
    proposal = proposed(fresh_home)
    seat = proposal_of(proposal).seats[0]
    said(fresh_home, "answer", proposal, seat.worker, "yes")
    said(fresh_home, "propose")
    assert [row.proposal for row in kept_proposals()] == [proposal]
    said(fresh_home, "answer", proposal, seat.worker, "open")
    said(fresh_home, "propose")
    assert [row.proposal for row in kept_proposals()] != [proposal]


def test_a_change_is_checked_and_explained(depot: Desk, fresh_home: FreshHome) -> None:
    """What breaks is said and nothing is kept; what holds is kept; a move asks anew."""
    proposal = proposed(fresh_home)
    row = proposal_of(proposal)
    leader = next(seat.worker for seat in row.seats if seat.role == "leader")
    told = said(fresh_home, "change", proposal, "--remove", leader, code=1)
    assert "As “leader” there are 0" in told
    assert proposal_of(proposal) == row
    alone = next(seat.worker for seat in row.seats
                 if seat.role in ("skilled", "hand")
                 and not worker_names()[seat.worker].startswith("李"))  # fmt: skip
    said(fresh_home, "answer", proposal, leader, "yes")
    assert "8 people" in said(fresh_home, "change", proposal, "--remove", alone)
    assert proposal_of(proposal).yes == 1
    said(fresh_home, "change", proposal, "--add", f"{alone}:hand")
    other = next(
        site.id for site in register().sites if site.id != proposal_of(proposal).site
    )
    said(fresh_home, "change", proposal, "--site", other)
    assert proposal_of(proposal).yes == 0
    assert proposal_of(proposal).site == other
    said(fresh_home, "change", proposal, "--site", other, code=1)
    said(fresh_home, "change", proposal, "--add", f"{alone}:king", code=1)
    said(fresh_home, "change", proposal, "--add", alone, code=1)


def test_a_household_is_not_parted_by_hand(depot: Desk, fresh_home: FreshHome) -> None:
    """Taking one of a couple out says whose home would be parted."""
    proposal = proposed(fresh_home)
    second = next(n for n, name in worker_names().items() if name == "李大")
    told = said(fresh_home, "change", proposal, "--remove", second, "--try")
    assert "would be parted" in told


def traces(home: FreshHome, *texts: str) -> list[str]:
    """Return where any of these stand: in a file of the home, or in a table."""
    if home.url:
        return [
            name
            for name in connection.introspection.table_names()
            for row in home.rows(f'SELECT * FROM "{name}"')
            if any(text in str(row) for text in texts)
        ]
    return [
        path.name
        for path in sorted(home.folder.rglob("*"))
        if path.is_file() and any(text.encode() in path.read_bytes() for text in texts)
    ]


def test_an_erased_person_leaves_no_trace(depot: Desk, fresh_home: FreshHome) -> None:
    """Not in the register, in no proposal, not as a witness, not in the file."""
    proposal = proposed(fresh_home)
    person = next(n for n, name in worker_names().items() if name == SECRET)
    other = next(n for n, name in worker_names().items() if name == "李大")
    keep_answer(proposal, other, answer="yes", how="witness", witness=SECRET, now=NOW)
    assert traces(fresh_home, SECRET, person)
    said(fresh_home, "erase", person)
    assert traces(fresh_home, SECRET, person) == []
    assert person not in {seat.worker for seat in proposal_of(proposal).seats}
    ((_, took),) = forming.take_file(PEOPLE.encode(), now=NOW)
    assert (took.new, took.erased) == (0, 1)
    assert SECRET not in worker_names().values()
    said(fresh_home, "erase", person, code=1)


def test_a_member_is_erased_from_a_founded_co_op_too(
    depot: Desk, fresh_home: FreshHome
) -> None:
    """The journal keeps the count; who it was is gone."""
    proposal = proposed(fresh_home)
    all_say_yes(proposal)
    said(fresh_home, "found", proposal, "--keeper", "baoji")
    person = next(n for n, name in worker_names().items() if name == SECRET)
    erase_worker(person)
    assert traces(fresh_home, SECRET, person) == []
    assert fresh_home.verify() == len(fresh_home.journal())


class Killed(BaseException):
    """The process ends here."""


def test_a_founding_cut_off_anywhere_is_said_again(
    depot: Desk, fresh_home: FreshHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After the co-op, after the need, before the register: again, and once only."""
    proposal = proposed(fresh_home)
    all_say_yes(proposal)
    naming = forming.Naming(keeper="baoji", day="1940-05-02")
    registrar = Registrar(
        submit=lambda command: record(fresh_home.books, command),
        keep_cards=fresh_home.books.keep_cards,
        salts=lambda: b"s" * 16,
    )

    def cut(*_: object, **__: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(forming, "keep_founded", cut)
        with pytest.raises(Killed):
            forming.found(proposal, naming, usual="Weavers", by=registrar)
    assert proposal_of(proposal).state == "draft"
    size = len(fresh_home.journal())
    again = forming.Naming(keeper="baoji", day="1940-05-03")
    made = forming.found(proposal, again, usual="Weavers", by=registrar)
    assert len(fresh_home.journal()) == size
    assert proposal_of(proposal).coop == made.coop


def test_forming_cut_off_leaves_the_drafts_sound(
    depot: Desk, fresh_home: FreshHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All new drafts or the old ones, never half of each."""
    proposed(fresh_home)
    before = kept_proposals(), left_over(), last_run()
    calls = count()
    tell = forming.keep_formation.__globals__["tell"]

    def cut(*told: object) -> int:
        if next(calls) == 6:
            raise Killed
        return int(tell(*told))

    with monkeypatch.context() as patch:
        patch.setitem(forming.keep_formation.__globals__, "tell", cut)
        with pytest.raises(Killed):
            forming.propose(seed=1, seconds=5, now=NOW, tell=lambda _: None)
    assert (kept_proposals(), left_over(), last_run()) == before


def test_answers_are_the_persons_own(depot: Desk, fresh_home: FreshHome) -> None:
    """Who is not named has none; an answer says how it was given."""
    proposal = proposed(fresh_home)
    seat = proposal_of(proposal).seats[0]
    said(fresh_home, "answer", proposal, "p-nobody", "yes", code=1)
    said(fresh_home, "answer", proposal, seat.worker, "maybe", code=2)
    said(fresh_home, "answer", proposal, seat.worker, "yes", "--how", "rumour", code=1)
    said(fresh_home, "answer", proposal, seat.worker, "yes", "--how", "witness", code=1)
    assert proposal_of(proposal).asked == 9


def test_what_is_put_by_waits(depot: Desk, fresh_home: FreshHome) -> None:
    """Not now: nobody is held by it, and it can be taken up again."""
    proposal = proposed(fresh_home)
    said(fresh_home, "put-by", proposal)
    said(fresh_home, "found", proposal, "--keeper", "baoji", code=1)
    said(fresh_home, "change", proposal, "--site", "x", code=1)
    said(fresh_home, "put-by", proposal, "--again")
    assert proposal_of(proposal).state == "draft"


def test_an_empty_register_is_a_plain_answer(fresh_home: FreshHome) -> None:
    """Nothing to form from is said, and so is no time at all."""
    movement(fresh_home.books)
    said(fresh_home, "propose", code=1)
    said(fresh_home, "propose", "--seconds", "0", code=1)
    assert said(fresh_home, "show") == ""
    with pytest.raises(Refusal, match=r"form\.unknown"):
        proposal_of("none")


def test_a_site_whose_place_is_not_noted_is_told(fresh_home: FreshHome) -> None:
    """A village of the register alone may be formed at; it is noted before founding."""
    movement(fresh_home.books)
    fresh_home.clock.at("1940-06-01")
    for text in (PEOPLE, MACHINES, SITES):
        changed = text.replace("宝鸡", "Lijia").replace("Baoji", "Lijia")
        forming.take_file(changed.encode(), now=NOW)
    proposal = proposed(fresh_home)
    all_say_yes(proposal)
    told = said(fresh_home, "found", proposal, "--keeper", "baoji", code=1)
    assert "Lijia" in told


def test_files_are_read_by_the_command_line(
    fresh_home: FreshHome, tmp_path: Path
) -> None:
    """What was taken, what was not and why; as JSON without anybody's name."""
    movement(fresh_home.books)
    file = tmp_path / "people.csv"
    file.write_text(PEOPLE + "小孩,织布,,宝鸡,,,,\n陈七,xx,,宝鸡,,,,\n", "utf-8")
    told = said(fresh_home, "read", str(file))
    assert "10 new" in told
    assert "a trade that is not known" in told
    told = said(fresh_home, "read", str(file), "--json")
    assert json.loads(told)[0]["known"] == 10
    assert SECRET not in told
    said(fresh_home, "read", str(tmp_path / "none.csv"), code=2)
    sheds = tmp_path / "sheds.toml"
    sheds.write_text("currency = 1", "utf-8")
    said(fresh_home, "read", "--sheds", str(sheds), code=1)
