# SPDX-License-Identifier: Apache-2.0
"""The plain words of the screens for the exact words of the code.

The code says node, bundle, terms; a page says this installation, parcel of books,
the giver's conditions.  One word, one meaning, in one table.
"""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

TERMS: Final = {
    "node": _("this installation"),
    "bundle": _("parcel of books"),
    "terms": _("the giver’s conditions"),
    "projection": _("summary"),
    "checkpoint": _("seal"),
    "fork": _("two versions of one book"),
    "shadow-price": _("what one more would bring"),
    "price-of-fairness": _("the cost of equal shares"),
    "learned": _("news reached us"),
    "body": _("organisation"),
    "fund": _("fund"),
    "lot": _("lot"),
    "gift": _("gift"),
    "need": _("need"),
    "plan": _("plan"),
    "consignment": _("consignment"),
    "discrepancy": _("difference"),
    "entry": _("entry"),
    "book": _("book"),
    "documented": _("documented"),
    "reconstructed": _("reconstructed"),
    "kept": _("kept in this book"),
}
