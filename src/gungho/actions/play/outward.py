# SPDX-License-Identifier: Apache-2.0
"""Telling an export: offered, ordered, made, packed, sent, invoiced, paid and shared.

The goods are those that two co-ops have made and not sold yet; what the buyer pays is
turned into money at the rate of the day, less what banks keep.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from gungho.actions.play.story import HOME_CURRENCY, Story
from gungho.actions.play.workshops import recipe_of
from gungho.formats.package import DealFact
from gungho.measure import Quarter, count_of, share

SHEDS = 2
KEPT_BY_BANKS = 200  # one part of so many
FREIGHT_PERCENT = 4
BALE_G, BALE_CM3 = 2_000, 7_000  # the wrapping, and the volume of one piece
PERCENT = 10_000
DUE = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class _Deal:
    story: Story
    fact: DealFact
    first: date
    coops: tuple[str, ...]

    @property
    def count(self) -> int:
        """How many are ordered, in smallest units."""
        return count_of(self.fact.count, self.story.scale(self.fact.item))

    @property
    def price(self) -> int:
        """The price of one, in smallest units."""
        return count_of(self.fact.price, self.story.scale(self.fact.currency))

    @property
    def parts(self) -> tuple[int, ...]:
        """How many each shed makes: equal parts of what is ordered."""
        return share(self.count, [1] * len(self.coops))

    @property
    def total(self) -> int:
        """What the order comes to."""
        whole: int = 10 ** self.story.scale(self.fact.item)
        return self.count * self.price // whole

    def day(self, number: int) -> date:
        """Return a day of the quarter, by how many after its first."""
        return self.first + timedelta(days=number)

    def say(self, kind: str, *, at: tuple[str, int], **facts: Any) -> None:
        """Tell one step of it: its name, and how many days after the first."""
        name, number = at
        entry = f"deal.{self.fact.id}.{name}"
        self.story.say(self.fact.book, kind, entry, self.day(number), **facts)


def tell_deals(story: Story, quarter: Quarter) -> None:
    """Tell the exports of a quarter, if there are co-ops whose goods are unsold."""
    for fact in story.package.table(DealFact):
        if Quarter.parse(fact.quarter) != quarter:
            continue
        coops = _sheds(story, fact)
        if len(coops) == SHEDS:
            deal = _Deal(story=story, fact=fact, first=quarter.first, coops=coops)
            _offer(deal)
            _order(deal)
            _send(deal)
            _settle(deal)
            story.keep_cards()


def _sheds(story: Story, fact: DealFact) -> tuple[str, ...]:
    """Return the co-ops of a depot that have enough of the goods unsold."""
    wanted = count_of(fact.count, story.scale(fact.item)) // SHEDS + 1
    found = [
        coop
        for coop in story.notes["open"].get(fact.book, ())
        if recipe_of(story, story.bodies[coop]).output == fact.item
        and story.notes["unsold"].get(coop, (0, 0))[0] >= wanted
    ]
    return tuple(found[:SHEDS])


def _offer(deal: _Deal) -> None:
    fact, story = deal.fact, deal.story
    name = f"{fact.buyer_en}\n{fact.buyer_zh}"
    deal.say(
        "buyer.noted", at=("buyer", 1), buyer=fact.buyer, country=fact.country,
        place="", currency=fact.currency, card=story.card(name, fact.buyer),
        standing=fact.standing, cited="",
    )  # fmt: skip
    text = story.card(f"{fact.text_en}\n{fact.text_zh}", f"deal/{fact.id}")
    for coop, part in zip(deal.coops, deal.parts, strict=True):
        span = {"since": deal.first.isoformat(), "until": deal.day(DUE).isoformat(),
                "count": str(2 * part)}  # fmt: skip
        deal.say("offer.published", at=(f"offer.{coop}", 2), offer=f"{fact.id}.{coop}",
            coop=coop, item=fact.item, hs=fact.hs, origin=fact.origin,
            currency=fact.currency, price=str(deal.price), spans=[span], text=text,
            picture="", controlled="", standing=fact.standing, cited="",
        )  # fmt: skip


def _order(deal: _Deal) -> None:
    fact = deal.fact
    line = {"item": fact.item, "count": str(deal.count), "price": str(deal.price)}
    asked = {"item": fact.item, "count": str(deal.count)}
    told = {"standing": fact.standing, "cited": ""}
    due = deal.day(DUE).isoformat()
    where = {"currency": fact.currency, "incoterm": fact.incoterm, "place": fact.place}
    deal.say("enquiry.received", at=("enquiry", 4), enquiry=f"{fact.id}.enquiry",
             buyer=fact.buyer, wanted=due, lines=[asked], text="", **told)  # fmt: skip
    deal.say("quotation.made", at=("quotation", 6), quotation=f"{fact.id}.quotation",
             enquiry=f"{fact.id}.enquiry", buyer=fact.buyer, due=due, lines=[line],
             until=deal.day(30).isoformat(), **where, **told)  # fmt: skip
    deal.say("order.placed", at=("order", 12), order=fact.id, buyer=fact.buyer, due=due,
             quotation=f"{fact.id}.quotation", licence="", lines=[line], **where,
             **told)  # fmt: skip
    fund = _levy_fund(deal)
    levy = int(float(fact.levy_percent) * PERCENT) if fund else 0
    deal.say(
        "order.confirmed", at=("confirmed", 14), order=fact.id, parts=[],
        agent=fact.agent,
        commission_ppm=int(float(fact.commission_percent) * PERCENT) if fact.agent
        else 0,
        levy_fund=fund, levy_ppm=levy, difference="coops",
    )  # fmt: skip


def _levy_fund(deal: _Deal) -> str:
    """Return a revolving fund that the exporter knows, "" if there is none."""
    terms = deal.story.terms
    known = sorted(f for body, f in deal.story.mirrored if body == deal.fact.book)
    return next((fund for fund in known if terms[fund].revolving), "")


def _send(deal: _Deal) -> None:
    fact, story = deal.fact, deal.story
    place = story.place_of(fact.book)
    own, standing = f"{fact.book}:own", fact.standing
    weight = story.items[fact.item].weight_g
    for coop, part in zip(deal.coops, deal.parts, strict=True):
        deal.say(
            "goods.delivered", at=(f"delivered.{coop}", 24),
            delivery=f"{fact.id}.{coop}",
            order=fact.id, coop=coop, place=place, item=fact.item, count=str(part),
            rejected="", defect="", standing=standing,
        )  # fmt: skip
        pieces = part // 10 ** story.scale(fact.item)
        line = {"commodity": fact.item, "count": str(part), "fund": own}
        deal.say("goods.packed", at=(f"packed.{coop}", 27), package=f"{fact.id}.{coop}",
            place=place, code="BL", owner=coop, weight_g=pieces * weight + BALE_G,
            net_g=pieces * weight, volume_cm3=pieces * BALE_CM3, lines=[line],
        )  # fmt: skip
        unsold = story.notes["unsold"][coop]
        unsold[1] -= unsold[1] * part // unsold[0]
        unsold[0] -= part
    deal.say("shipment.exported", at=("shipment", 30), shipment=f"{fact.id}.shipment",
        order=fact.id, place=place, carrier="", route=[fact.place], due="",
        packages=[f"{fact.id}.{coop}" for coop in deal.coops], standing=standing,
        cited="",
    )  # fmt: skip


def _settle(deal: _Deal) -> None:
    fact, story = deal.fact, deal.story
    found = story.rate(fact.currency, HOME_CURRENCY, deal.day(31))
    rate = found[0] if found else 1
    expected = int(deal.total * rate)
    deal.say("invoice.issued", at=("invoice", 31), invoice=f"{fact.id}.invoice",
        shipment=f"{fact.id}.shipment", due="", home=HOME_CURRENCY,
        expected=str(expected), standing=fact.standing,
    )  # fmt: skip
    later = story.rate(fact.currency, HOME_CURRENCY, deal.day(80))
    whole = int(deal.total * (later[0] if later else rate))
    fee = max(1, whole // KEPT_BY_BANKS)
    deal.say("payment.received", at=("payment", 80), payment=f"{fact.id}.payment",
        invoice=f"{fact.id}.invoice", count=str(deal.total), currency=HOME_CURRENCY,
        came=str(whole - fee), fee=str(fee), till="main", standing=fact.standing,
        cited="",
    )  # fmt: skip
    charges = _freight(deal, whole * FREIGHT_PERCENT // 100)
    deal.say("proceeds.shared", at=("shared", 84), sharing=f"{fact.id}.shared",
        payment=f"{fact.id}.payment", charges=charges, standing=fact.standing,
    )  # fmt: skip


def _freight(deal: _Deal, count: int) -> list[dict[str, str]]:
    """Let a free fund pay the freight, if one has so much; return what comes back."""
    story, book = deal.story, deal.fact.book
    funds = sorted(
        fund
        for body, fund in story.mirrored | {(book, f"{book}:general")}
        if body == book and (fund not in story.terms or story.terms[fund].free)
    )
    for fund in funds:
        if count > 0 and story.cash[book, HOME_CURRENCY, fund] >= count:
            cost = f"{deal.fact.id}.freight"
            deal.say("cost.paid", at=("freight", 32), cost=cost, cause="freight",
                currency=HOME_CURRENCY, count=str(count), fund=fund, till="main",
                document=f"{deal.fact.id}.shipment", standing=deal.fact.standing,
            )  # fmt: skip
            return [{"cause": "freight", "count": str(count), "fund": fund,
                     "cost": cost}]  # fmt: skip
    return []
