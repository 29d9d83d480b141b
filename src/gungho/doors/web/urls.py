# SPDX-License-Identifier: Apache-2.0
"""The addresses of the pages."""

from __future__ import annotations

from django.urls import path

from gungho.doors.web import language
from gungho.doors.web.pages import (
    appeals,
    authority,
    checking,
    committees,
    consignments,
    consolidated,
    coop,
    coops,
    correct_gift,
    enter_gift,
    entry,
    gift,
    gifts,
    givers,
    home,
    journal,
    loans,
    needs,
    nodes,
    papers,
    parcels,
    plans,
    problems,
    receipt,
    register,
    statements,
)

urlpatterns = [
    path("", home.home, name="home"),
    path("language/", language.switch, name="language"),
    path("gifts/", gifts.gifts, name="gifts"),
    path("gifts/<str:gift>/", gift.gift, name="gift"),
    path("gifts/<str:gift>/entries.jsonl", gift.entries, name="gift-entries"),
    path("gifts/<str:gift>/receipt/", receipt.receipt, name="receipt"),
    path("gifts/<str:gift>/undo/", correct_gift.undo_gift, name="undo-gift"),
    path("appeals/", appeals.appeals, name="appeals"),
    path("appeals/<path:appeal>/", appeals.appeal, name="appeal"),
    path("pledges/", appeals.pledges, name="pledges"),
    path("givers/duplicates/", givers.duplicates, name="duplicates"),
    path("needs/", needs.needs, name="needs"),
    path("plans/", plans.plans, name="plans"),
    path("plans/<str:plan>/", plans.plan, name="plan"),
    path("consignments/", consignments.consignments, name="consignments"),
    path("consignments/<path:document>/", consignments.consignment, name="consignment"),
    path("papers/", papers.papers, name="papers"),
    path("loans/", loans.loans, name="loans"),
    path("loans/<path:loan>/", loans.loan, name="loan"),
    path("parcels/", parcels.parcels, name="parcels"),
    path("nodes/", nodes.nodes, name="nodes"),
    path("nodes/<str:book>/<str:code>/<int:place>.json", nodes.proof, name="proof"),
    path("consolidated/", consolidated.consolidated, name="consolidated"),
    path("authority/", authority.authority, name="authority"),
    path("committees/", committees.committees, name="committees"),
    path("committees/<str:committee>/", committees.committee, name="committee"),
    path("committees/<str:committee>/gift/", enter_gift.enter_gift, name="enter-gift"),
    path("co-ops/", coops.coops, name="coops"),
    path("co-ops/<str:coop>/", coop.coop, name="coop"),
    path("journal/", journal.journal, name="journal"),
    path("journal/check/", checking.checking, name="checking"),
    path("journal/check/gungho_verify.py", checking.verifier, name="verifier"),
    path("journal/<str:book>/<int:seq>/", entry.entry, name="entry"),
    path("journal/<str:book>/<int:seq>.json", entry.raw, name="entry-raw"),
    path("journal/<str:book>/<int:seq>/proof.json", entry.proof, name="entry-proof"),
    path("register/", register.register, name="register"),
    path("statements/", statements.statements, name="statements"),
    path("statements/<str:body>/<str:name>/", statements.statement, name="statement"),
]
handler404 = problems.not_found
handler500 = problems.broken
