# SPDX-License-Identifier: Apache-2.0
"""The giver's conditions in plain words, clause by clause."""

from __future__ import annotations

from django.utils.translation import gettext as _

from gungho.doors.names import Names
from gungho.doors.web.words import REGIONS, TRADES
from gungho.ledger.terms import terms_of


def conditions(text: str, names: Names) -> list[str]:
    """Return what a fund's terms say, a sentence a clause; empty when free."""
    terms = terms_of(text)
    regions = [str(REGIONS.get(one, one)) for one in terms.regions]
    trades = [str(TRADES.get(one, one)) for one in terms.trades]
    said = [
        (_("Only at: %(what)s"), [names.place(one) for one in terms.places]),
        (_("Only in: %(what)s"), regions),
        (_("Only for these trades: %(what)s"), trades),
        (_("Only as: %(what)s"), [names.item(one) for one in terms.items]),
        (_("Only for: %(what)s"), [purpose_word(one) for one in terms.purposes]),
        (_("Only for these co-ops: %(what)s"), [names.body(b) for b in terms.bodies]),
        (_("Not before %(what)s"), [terms.from_day] if terms.from_day else []),
        (_("Not after %(what)s"), [terms.until_day] if terms.until_day else []),
    ]
    told = [words % {"what": ", ".join(what)} for words, what in said if what]
    for flag, words in (
        (terms.forbid_military, _("Not for military use")),
        (terms.forbid_resale, _("Not to be sold on")),
        (terms.revolving, _("Only lent, and lent again when it comes back")),
        (terms.asset_lock, _("Machines stay with the co-op for good")),
        (terms.left_over == "return", _("What is left over goes back to the giver")),
    ):
        if flag:
            told.append(words)
    return told


def purpose_word(purpose: str) -> str:
    """Return a purpose in words."""
    words = {
        "start": _("starting work"),
        "materials": _("materials"),
        "machines": _("machines"),
        "school": _("schools"),
        "relief": _("relief"),
        "depot": _("depots"),
    }
    return words.get(purpose, purpose)
