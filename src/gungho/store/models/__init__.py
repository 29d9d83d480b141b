# SPDX-License-Identifier: Apache-2.0
"""The tables, in four classes: journal, intake, projections, private."""

from __future__ import annotations

from gungho.store.models.journal import (
    BookHead,
    Intake,
    IntakeCheckpoint,
    IntakeFinding,
    IntakePart,
    JournalEntry,
    Seal,
    Tile,
)
from gungho.store.models.private import (
    BankInboxLine,
    BankPair,
    BankPaste,
    BankRule,
    Card,
    Job,
    KeptSiting,
    Peer,
    PlanDraft,
    Setting,
)
from gungho.store.models.projections import PROJECTIONS
from gungho.store.models.register import (
    FormLeft,
    FormProposal,
    FormRun,
    FormSeat,
    RegisterMachine,
    RegisterSite,
    RegisterWay,
    RegisterWorker,
)

_BANK = (BankPaste, BankInboxLine, BankPair, BankRule)
# People and their signing in; the latter's tables are Django's and allauth's own.
PEOPLE = (
    "private_account",
    "private_invitation",
    "private_role",
    "private_card_opened",
)
SIGNING_IN = (
    "account_emailaddress",
    "account_emailconfirmation",
    "auth_group",
    "auth_group_permissions",
    "auth_permission",
    "django_content_type",
    "django_session",
    "mfa_authenticator",
    "usersessions_usersession",
)
_REGISTER = (RegisterWorker, RegisterMachine, RegisterSite, RegisterWay)
_FORM = (FormRun, FormProposal, FormSeat, FormLeft)
CLASSES: dict[str, str] = {
    **{
        model._meta.db_table: kind
        for kind, models in (
            ("journal", (JournalEntry, Tile, Seal, BookHead)),
            ("intake", (Intake, IntakePart, IntakeFinding, IntakeCheckpoint)),
            ("private", (Card, Setting, Peer, Job, PlanDraft, *_BANK)),
            ("private", (KeptSiting, *_REGISTER, *_FORM)),
        )
        for model in models
    },
    **dict.fromkeys((*PEOPLE, *SIGNING_IN), "private"),
    **{model._meta.db_table: "projection" for model in PROJECTIONS.values()},
}

__all__ = [
    "CLASSES",
    "PEOPLE",
    "PROJECTIONS",
    "SIGNING_IN",
    "BankInboxLine",
    "BankPair",
    "BankPaste",
    "BankRule",
    "BookHead",
    "Card",
    "FormLeft",
    "FormProposal",
    "FormRun",
    "FormSeat",
    "Intake",
    "IntakeCheckpoint",
    "IntakeFinding",
    "IntakePart",
    "Job",
    "JournalEntry",
    "KeptSiting",
    "Peer",
    "PlanDraft",
    "RegisterMachine",
    "RegisterSite",
    "RegisterWay",
    "RegisterWorker",
    "Seal",
    "Setting",
    "Tile",
]
