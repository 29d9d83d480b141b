# SPDX-License-Identifier: Apache-2.0
"""The tree of commands."""

from __future__ import annotations

import click

from gungho.doors.cli.lazily import LazyGroup

COMMANDS = {
    "demo": "demo:demo_command",
    "serve": "serve:serve_command",
    "account": "account:account_group",
    "load": "load:load_command",
    "record": "load:record_command",
    "import": "import_list:import_command",
    "enter": "enter:enter_command",
    "trace": "trace:trace_group",
    "balances": "books:balances_command",
    "register": "books:register_command",
    "funds": "funds:funds_command",
    "stock": "stock:stock_command",
    "lot": "stock:lot_command",
    "bills": "stock:bills_command",
    "statement": "statement:statement_command",
    "close": "statement:close_command",
    "bank": "bank:bank_group",
    "papers": "papers:papers_command",
    "paper": "paper:paper_command",
    "type-back": "paper:type_back_command",
    "authority": "authority:authority_command",
    "members": "members:members_command",
    "minutes": "minutes:minutes_command",
    "friends": "friends:friends_command",
    "search": "search:search_command",
    "trade": "trade:trade_group",
    "site": "site:site_command",
    "plan": "plan:plan_group",
    "replan": "adopt:replan_command",
    "adopt": "adopt:adopt_command",
    "jobs": "work:jobs_command",
    "work": "work:work_command",
    "form": "form:form_group",
    "approve": "authority:approve_command",
    "appeals": "giving:appeals_command",
    "pledges": "giving:pledges_command",
    "unwanted": "giving:unwanted_command",
    "gift": "gift:gift_group",
    "givers": "givers:givers_group",
    "loans": "loans:loans_command",
    "capital": "capital:capital_command",
    "verify": "books:verify_command",
    "rebuild": "books:rebuild_command",
    "bundle": "bundle:bundle_group",
    "init": "founding:init_command",
    "fingerprint": "founding:fingerprint_command",
    "recognise": "founding:recognise_command",
    "suspend": "founding:suspend_command",
    "reinstate": "founding:reinstate_command",
    "prove": "prove:prove_command",
    "move-store": "move_store:move_store_command",
    "clock": "clock:clock_command",
    "consolidated": "consolidated:consolidated_command",
    "nodes": "nodes:nodes_command",
    "findings": "nodes:findings_command",
    "recovered": "recovered:recovered_command",
    "key": "keeping:key_group",
    "book": "keeping:book_group",
    "export": "export:export_group",
    "card": "card:card_group",
    "audit": "audit:audit_group",
    "archive": "archive:archive_command",
    "timeline": "archive:timeline_command",
}


@click.group(
    cls=LazyGroup,
    named=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(package_name="gungho")
def cli() -> None:
    """Work together, and see where every gift goes."""
