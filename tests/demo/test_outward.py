# SPDX-License-Identifier: Apache-2.0
"""The demo holds one thread of friendship and one of trade, told to their ends."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.demo.conftest import Gungho

Told = tuple[Path, dict[str, Any]]


def read(gungho: Gungho, home: Path, *words: str) -> Any:
    """Return what a command says as JSON."""
    answer = gungho(*words, "--json", home=home)
    assert answer.returncode == 0, answer.stderr
    return json.loads(answer.stdout)


def test_an_export_is_told_from_the_offer_to_the_sharing(
    told: Told, gungho: Gungho
) -> None:
    """Woollen blankets, marked reconstructed, with gifts behind and uses ahead."""
    deal = read(gungho, told[0], "trade", "show", "blankets-1941")
    assert deal["order"]["standing"] == "reconstructed"
    assert len(deal["shares"]) == 2
    (invoice,) = deal["invoices"]
    assert invoice["left"] == "0.00"
    (sharing,) = invoice["sharings"]
    parts = sum(Decimal(one["net"]) for one in sharing["coops"])
    taken = sum(Decimal(sharing[name]) for name in ("charges", "commission", "levy"))
    assert parts + taken == Decimal(sharing["came"])
    assert invoice["behind"]
    behind = sum(Decimal(one["part"]) for one in invoice["behind"])
    own = sum(map(Decimal, invoice["own"].values()))
    assert behind + own == Decimal(invoice["total"])
    assert {one["role"] for one in invoice["uses"]} >= {"costs", "cash"}


def test_every_paper_of_the_export_can_be_written(told: Told, gungho: Gungho) -> None:
    """In words; the UBL file names its codes."""
    for sort in ("pro-forma", "invoice", "packing-list", "origin"):
        answer = gungho("trade", "paper", sort, "blankets-1941", home=told[0])
        assert answer.returncode == 0, answer.stderr
        assert "Hand-woven woollen blanket" in answer.stdout
    ubl = gungho("trade", "paper", "ubl", "blankets-1941", home=told[0]).stdout
    for code in ('unitCode="H87"', 'listID="HS">630120<', ">FOB<", ">US<"):
        assert code in ubl, code


def test_a_meeting_a_twinning_a_visit_and_letters_are_told(
    told: Told, gungho: Gungho
) -> None:
    """What is documented and what is reconstructed stand apart."""
    society = read(gungho, told[0], "members")
    assert len(society["members"]) == 7
    (ballot,) = society["ballots"]
    assert (ballot["for"], ballot["abstained"]) == (6, 1)
    friends = read(gungho, told[0], "friends")
    assert len(friends["letters"]) == 3
    standing = {one["standing"] for one in friends["letters"]}
    assert standing == {"documented", "reconstructed"}
    (visit,) = friends["visits"]
    assert visit["standing"] == "documented"
    ((cost,),) = ([*one["costs"]] for one in friends["visits"])
    assert (cost["fund"], cost["amount"]) == ("hk:general", "600.00")
