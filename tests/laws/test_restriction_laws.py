# SPDX-License-Identifier: Apache-2.0
"""Law 5: a restriction cannot be broken, and nothing is overspent."""

from __future__ import annotations

from collections import Counter
from typing import Any

import msgspec
from hypothesis import given as examples
from hypothesis import strategies as st

from gungho.actions.record import read_payload, read_postings
from gungho.errors import Refusal
from gungho.flows.kinds import KINDS
from gungho.journal import Entry, decode
from gungho.ledger.accounts import class_of
from gungho.ledger.balances import overdrawn
from gungho.ledger.terms import Terms
from tests.support.doings import DEEDS, TERMS, Doing, Story, doings
from tests.support.memory import MemoryBooks

FUNDS = st.lists(st.sampled_from(TERMS), min_size=1, max_size=3)
COOP = {"place": "shuangshipu", "region": "northwest", "trade": "textiles"}
PURPOSES = {"n0": "start", "n1": "relief", "": ""}


def clauses_met(terms: Terms, entry: Entry, payload: Any) -> bool:
    """Tell, from the entry alone, whether a spending keeps its fund's terms.

    Written apart from the code that decides: by kind, as a person would read it.
    """
    if terms.until_day and entry.happened > terms.until_day:
        return False
    items = {
        posting.commodity
        for posting in read_postings(entry)
        if posting.commodity.islower()
    }
    if terms.items and items - set(terms.items):
        return False
    if terms.forbid_military and "helmet" in items:
        return False
    if entry.kind in ("money.sent", "goods.dispatched"):
        return not terms.regions or "northwest" in terms.regions
    if entry.kind in ("grant.made", "loan.made", "materials.used"):
        return _for_the_co_op(terms, entry, payload)
    return True


def _for_the_co_op(terms: Terms, entry: Entry, payload: Any) -> bool:
    asked = {
        **COOP,
        "body": "baoji.0001",
        "purpose": PURPOSES.get(getattr(payload, "need", "n0"), ""),
    }
    allowed = {
        "place": terms.places,
        "region": terms.regions,
        "trade": terms.trades,
        "body": terms.bodies,
    }
    if entry.kind != "materials.used":
        allowed["purpose"] = terms.purposes
    if entry.kind == "grant.made" and terms.revolving:
        return False
    return all(not said or asked[name] in said for name, said in allowed.items())


def entries(books: MemoryBooks) -> list[tuple[str, Entry]]:
    """Return every entry of both books, each book in its order."""
    return [
        (body, decode(one.raw)) for body, made in books.entries.items() for one in made
    ]


@examples(FUNDS, st.lists(doings(), max_size=40))
def test_no_decision_breaks_a_clause_or_overspends(
    funds: list[dict[str, Any]], story: list[Doing]
) -> None:
    """Whatever is tried: every entry that spends keeps its terms and has the means."""
    telling = Story(funds, books=(books := MemoryBooks()))
    for doing in story:
        telling.tell(doing)
    terms = {
        fund: msgspec.convert(said, Terms)
        for fund, said in zip(telling.funds[1:], funds, strict=True)
    }
    held: Counter[tuple[str, str, str, str]] = Counter()
    for _, entry in entries(books):
        touched = set()
        for posting in read_postings(entry):
            what = (posting.commodity, posting.fund, posting.lot)
            held[(posting.debit, *what)] += posting.amount
            held[(posting.credit, *what)] -= posting.amount
            touched |= {(posting.debit, *what), (posting.credit, *what)}
        for key in touched:
            assert class_of(key[0]) != "asset" or held[key] >= 0, (entry.kind, key)
        if KINDS[entry.kind].spends and entry.kind not in UNBOUND:
            payload = read_payload(entry)
            for fund in {posting.fund for posting in read_postings(entry)}:
                assert clauses_met(terms.get(fund, Terms()), entry, payload), entry


# These give nothing away: a loss, a reversal, a payment back to the fund, a sale of
# the co-op's own goods.
UNBOUND = {
    "loss.accepted",
    "correction.made",
    "loan.repaid",
    "loan.written_off",
    "goods.sold",
}


@examples(FUNDS, st.lists(doings(), max_size=25), st.lists(doings(), max_size=10))
def test_a_fact_is_recorded_and_blocks_what_would_be_spent_next(
    funds: list[dict[str, Any]], story: list[Doing], after: list[Doing]
) -> None:
    """A bank's fee beyond what is there: overdrawn, seen, and spent no further."""
    telling = Story(funds, books=(books := MemoryBooks()))
    for doing in story:
        telling.tell(doing)
    took = telling.tell(Doing("bank", 0, 0, 10_000))
    assert not isinstance(took, Refusal)
    number = telling.books.bodies()["hk"]
    assert overdrawn(telling.books.state, number, "hk:general")
    for doing in after:
        answer = telling.tell(doing)
        sound = not overdrawn(telling.books.state, number, "hk:general")
        if isinstance(answer, Refusal) or sound or answer.book != "hk":
            continue
        entry = decode(books.entries["hk"][answer.seq].raw)
        spent = {posting.fund for posting in read_postings(entry)}
        bound = KINDS[entry.kind].spends and entry.kind not in UNBOUND
        assert not (bound and "hk:general" in spent), entry.kind


def test_most_deeds_can_succeed() -> None:
    """The stories above are no empty show: each deed goes through in some story."""
    telling = Story([{}])
    done: Counter[str] = Counter()
    plain = (
        "give:0:0:60 give:0:1:60 give:0:2:60 give:0:3:60 dispatch:0:0:40 send:0:0:50 "
        "arrive:0:0:30 arrive:1:1:40 settle:0:0:30 lose:0:0:5 grant:0:2:4 lend:0:1:9 "
        "repay:12:0:2 buy:3:1:2 buy:2:1:5 use:2:1:3 make:0:0:3 sell:0:0:2 "
        "exchange:0:0:5 pay:0:0:1 give:1:2:7 correct:4:0:1 offer:0:1:1 lend_on:0:1:5 "
        "repay:12:0:1 write_off:12:0:1 reschedule:12:0:1 stay:0:0:1"
    )
    for words in plain.split():
        deed, *numbers = words.split(":")
        which, what, count = map(int, numbers)
        answer = telling.tell(Doing(deed, which, what, count))
        done[deed] += not isinstance(answer, Refusal)
    assert {deed for deed in DEEDS if not done[deed]} == set(), telling.number
