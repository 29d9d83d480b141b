# SPDX-License-Identifier: Apache-2.0
"""What has a form of its own kind: one line for each kind that a person writes.

Kinds that need more than one step or a choice of their own (a gift, a receipt, a bank
line, a fund's end, a plan) have pages of their own and are not here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True, kw_only=True)
class Formed:
    """One kind that has a form: its group, the field that is a new id, who writes it.

    ``also`` are fields with a default that a person may fill; all others with a default
    are worked out when deciding.
    """

    kind: str
    group: str
    new: str = ""
    office: str = "secretary"
    also: tuple[str, ...] = ()


FORMS: Mapping[str, Formed] = MappingProxyType({
    one.kind: one
    for one in (
        Formed(kind="appeal.opened", group="giving", new="appeal",
               office="treasurer"),
        Formed(kind="appeal.closed", group="giving", office="treasurer"),
        Formed(kind="pledge.made", group="giving", new="pledge",
               office="treasurer", also=("due", "privacy")),
        Formed(kind="pledge.released", group="giving", new="release",
               office="treasurer"),
        Formed(kind="item.unwanted", group="giving", office="supply"),
        Formed(kind="item.wanted", group="giving", office="supply"),
        Formed(kind="gift.valued", group="giving", new="valuation",
               office="treasurer"),
        Formed(kind="gift.refused", group="giving",
               office="treasurer", also=("letter",)),
        Formed(kind="gift.returned", group="giving", new="back", office="treasurer"),
        Formed(kind="gift.passed_on", group="giving", new="back", office="treasurer"),
        Formed(kind="deposit.taken", group="money", new="deposit", office="treasurer"),
        Formed(kind="deposit.returned", group="money", office="treasurer"),
        Formed(kind="bill.received", group="money", new="bill",
               office="treasurer", also=("due", "document", "purpose", "coop")),
        Formed(kind="bill.settled", group="money", office="treasurer"),
        Formed(kind="loan.asked", group="help", new="application", office="treasurer"),
        Formed(kind="loan.offered", group="help", new="product", office="treasurer"),
        Formed(kind="loan.rescheduled", group="help", office="treasurer"),
        Formed(kind="loan.written_off", group="help", office="treasurer"),
        Formed(kind="moratorium.declared", group="help", new="moratorium",
               office="treasurer"),
        Formed(kind="stock.sorted", group="goods", new="sorting",
               office="supply", also=("lot",)),
        Formed(kind="lot.described", group="goods",
               office="supply", also=("expires", "serial", "weight_g", "volume_cm3",
                                      "condition")),
        Formed(kind="place.noted", group="registry"),
        Formed(kind="consent.refused", group="friendship"),
        Formed(kind="terms.fulfilled", group="money", office="treasurer"),
        Formed(kind="discrepancy.raised", group="goods", new="discrepancy",
               office="supply"),
        Formed(kind="goods.dispatched", group="goods", new="document",
               office="supply"),
        Formed(kind="goods.arrived", group="goods", office="supply", also=("lot",)),
        Formed(kind="dispatch.settled", group="goods", office="supply",
               also=("lot",)),
        Formed(kind="loss.accepted", group="goods", new="loss", office="supply",
               also=("lot",)),
        Formed(kind="goods.bought", group="goods", new="purchase", office="supply"),
        Formed(kind="stock.moved", group="goods", new="move", office="supply"),
        Formed(kind="stock.counted", group="goods", new="count", office="supply",
               also=("counted", "cause", "fund")),
        Formed(kind="asset.lent", group="goods", new="lending", office="supply"),
        Formed(kind="asset.returned", group="goods", office="supply"),
        Formed(kind="goods.unpacked", group="goods", office="supply"),
        Formed(kind="paper.chased", group="goods", new="chase", office="supply"),
        Formed(kind="paper.disputed", group="goods", new="dispute", office="supply"),
        Formed(kind="dispute.ended", group="goods", office="supply"),
        Formed(kind="money.exchanged", group="money", new="exchange",
               office="treasurer"),
        Formed(kind="money.sent", group="money", new="document", office="treasurer"),
        Formed(kind="money.arrived", group="money", office="treasurer",
               also=("fee",)),
        Formed(kind="money.moved", group="money", new="move", office="treasurer"),
        Formed(kind="cost.paid", group="money", new="cost", office="treasurer",
               also=("purpose", "coop")),
        Formed(kind="need.stated", group="help", new="need", office="organiser"),
        Formed(kind="need.verified", group="help", office="organiser"),
        Formed(kind="need.withdrawn", group="help", office="organiser"),
        Formed(kind="grant.made", group="help", new="grant", office="supply"),
        Formed(kind="loan.made", group="help", new="loan", office="treasurer"),
        Formed(kind="loan.repaid", group="help", office="treasurer"),
        Formed(kind="plan.cancelled", group="help", office="supply"),
        Formed(kind="policy.set", group="help", new="policy", office="supply"),
        Formed(kind="coop.founded", group="co-op", new="coop", office="organiser"),
        Formed(kind="coop.closed", group="co-op", office="organiser"),
        Formed(kind="member.joined", group="co-op", office="bookkeeper"),
        Formed(kind="member.left", group="co-op", office="bookkeeper"),
        Formed(kind="materials.used", group="co-op", office="bookkeeper"),
        Formed(kind="goods.made", group="co-op", office="bookkeeper"),
        Formed(kind="goods.sold", group="co-op", new="sale", office="bookkeeper"),
        Formed(kind="body.registered", group="registry", new="body"),
        Formed(kind="person.noted", group="registry", new="person"),
        Formed(kind="item.defined", group="registry", new="item", office="supply"),
        Formed(kind="route.opened", group="registry", new="route", office="supply"),
        Formed(kind="route.closed", group="registry", office="supply"),
        Formed(kind="price.observed", group="registry", office="supply"),
        Formed(kind="rate.observed", group="registry", office="treasurer"),
        Formed(kind="limits.set", group="registry"),
        Formed(kind="membership.asked", group="society"),
        Formed(kind="membership.granted", group="society"),
        Formed(kind="membership.ended", group="society"),
        Formed(kind="dues.paid", group="society", new="payment", office="treasurer"),
        Formed(kind="meeting.held", group="society", new="meeting"),
        Formed(kind="ballot.counted", group="society", new="resolution",
               also=("cast", "proxy", "evidence")),
        Formed(kind="resolution.passed", group="society", new="resolution"),
        Formed(kind="office.assumed", group="society"),
        Formed(kind="office.left", group="society"),
        Formed(kind="agreement.made", group="friendship", new="agreement"),
        Formed(kind="agreement.renewed", group="friendship"),
        Formed(kind="agreement.ended", group="friendship"),
        Formed(kind="visit.made", group="friendship", new="visit"),
        Formed(kind="letter.kept", group="friendship", new="letter"),
        Formed(kind="letter.translated", group="friendship"),
        Formed(kind="consent.asked", group="friendship", new="consent"),
        Formed(kind="consent.given", group="friendship"),
        Formed(kind="letter.shown", group="friendship"),
        Formed(kind="thanks.sent", group="friendship", new="thanks"),
        Formed(kind="buyer.noted", group="trade", new="buyer"),
        Formed(kind="buyer.refused", group="trade"),
        Formed(kind="buyer.admitted", group="trade"),
        Formed(kind="offer.published", group="trade", new="offer"),
        Formed(kind="offer.withdrawn", group="trade"),
        Formed(kind="enquiry.received", group="trade", new="enquiry"),
        Formed(kind="quotation.made", group="trade", new="quotation"),
        Formed(kind="order.placed", group="trade", new="order"),
        Formed(kind="order.confirmed", group="trade"),
        Formed(kind="order.cancelled", group="trade"),
        Formed(kind="materials.advanced", group="trade", new="advance",
               office="treasurer"),
        Formed(kind="goods.delivered", group="trade", new="delivery"),
        Formed(kind="goods.packed", group="trade", new="package",
               also=("net_g", "owner")),
        Formed(kind="shipment.exported", group="trade", new="shipment"),
        Formed(kind="invoice.issued", group="trade", new="invoice"),
        Formed(kind="payment.received", group="trade", new="payment",
               office="treasurer"),
        Formed(kind="proceeds.shared", group="trade", new="sharing",
               office="treasurer"),
        Formed(kind="complaint.raised", group="trade", new="complaint"),
        Formed(kind="complaint.settled", group="trade"),
    )
})  # fmt: skip
GROUPS = ("giving", "goods", "money", "help", "co-op", "society", "friendship", "trade",
          "registry")  # fmt: skip
