# SPDX-License-Identifier: Apache-2.0
"""The tree of commands."""

from __future__ import annotations

import click

from gungho.doors.cli.account import account_group
from gungho.doors.cli.adopt import adopt_command, replan_command
from gungho.doors.cli.authority import approve_command, authority_command
from gungho.doors.cli.bank import bank_group
from gungho.doors.cli.bank_name import name_command, rule_group
from gungho.doors.cli.bank_statement import (
    drop_command,
    erase_command,
    reconcile_command,
    reopen_command,
    sheet_command,
)
from gungho.doors.cli.books import (
    balances_command,
    rebuild_command,
    register_command,
    verify_command,
)
from gungho.doors.cli.bundle import bundle_group
from gungho.doors.cli.capital import capital_command
from gungho.doors.cli.card import card_group
from gungho.doors.cli.clock import clock_command
from gungho.doors.cli.consolidated import consolidated_command
from gungho.doors.cli.demo import demo_command
from gungho.doors.cli.enter import enter_command
from gungho.doors.cli.export import export_group
from gungho.doors.cli.form import form_group
from gungho.doors.cli.founding import (
    fingerprint_command,
    init_command,
    recognise_command,
    reinstate_command,
    suspend_command,
)
from gungho.doors.cli.friends import friends_command
from gungho.doors.cli.funds import funds_command
from gungho.doors.cli.gift import gift_group
from gungho.doors.cli.givers import givers_group
from gungho.doors.cli.giving import (
    appeals_command,
    pledges_command,
    unwanted_command,
)
from gungho.doors.cli.import_list import import_command
from gungho.doors.cli.keeping import book_group, key_group
from gungho.doors.cli.load import load_command, record_command
from gungho.doors.cli.loans import loans_command
from gungho.doors.cli.members import members_command
from gungho.doors.cli.minutes import minutes_command
from gungho.doors.cli.move_store import move_store_command
from gungho.doors.cli.nodes import findings_command, nodes_command
from gungho.doors.cli.paper import paper_command, type_back_command
from gungho.doors.cli.papers import papers_command
from gungho.doors.cli.plan import plan_group
from gungho.doors.cli.plan_more import appeals_of_command, terms_command
from gungho.doors.cli.prove import prove_command
from gungho.doors.cli.recovered import recovered_command
from gungho.doors.cli.search import search_command
from gungho.doors.cli.serve import serve_command
from gungho.doors.cli.site import site_command
from gungho.doors.cli.statement import close_command, statement_command
from gungho.doors.cli.stock import bills_command, lot_command, stock_command
from gungho.doors.cli.trace import trace_group
from gungho.doors.cli.trade import trade_group
from gungho.doors.cli.work import jobs_command, work_command


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="gungho")
def cli() -> None:
    """Work together, and see where every gift goes."""


for command in (
    demo_command,
    serve_command,
    account_group,
    load_command,
    record_command,
    import_command,
    enter_command,
    trace_group,
    balances_command,
    register_command,
    funds_command,
    stock_command,
    lot_command,
    bills_command,
    statement_command,
    close_command,
    bank_group,
    papers_command,
    paper_command,
    type_back_command,
    authority_command,
    members_command,
    minutes_command,
    friends_command,
    search_command,
    trade_group,
    site_command,
    plan_group,
    replan_command,
    adopt_command,
    jobs_command,
    work_command,
    form_group,
    approve_command,
    appeals_command,
    pledges_command,
    unwanted_command,
    gift_group,
    givers_group,
    loans_command,
    capital_command,
    verify_command,
    rebuild_command,
    bundle_group,
    init_command,
    fingerprint_command,
    recognise_command,
    suspend_command,
    reinstate_command,
    prove_command,
    move_store_command,
    clock_command,
    consolidated_command,
    nodes_command,
    findings_command,
    recovered_command,
    key_group,
    book_group,
    export_group,
    card_group,
):
    cli.add_command(command)
plan_group.add_command(appeals_of_command)
plan_group.add_command(terms_command)
for command in (
    name_command,
    rule_group,
    reconcile_command,
    reopen_command,
    sheet_command,
    drop_command,
    erase_command,
):
    bank_group.add_command(command)
