# SPDX-License-Identifier: Apache-2.0
"""``account``: who may sign in here, by one-time links, roles and terms.

Whoever runs this holds the machine, and may do what its keeper may.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

import click

from gungho.doors.cli.frame import (
    Node,
    home_option,
    json_option,
    say,
    say_json,
    told_errors,
)
from gungho.doors.rights import rights
from gungho.errors import Refusal
from gungho.store.reads.query import one

BY = "operator"
LINK = "/account/join/{}/"


@click.group("account")
def account_group() -> None:
    """Let people sign in: invite, list, close, reset, give and end roles."""


def _people() -> tuple[ModuleType, ModuleType]:
    """Return what is done with accounts and with roles, once Django is set up."""
    from gungho.store.people import accounts, roles  # noqa: PLC0415 - after node.open

    return accounts, roles


def _today(node: Node, home: Path) -> str:
    return node.open(home).books.clock().date().isoformat()


def _given(roles: ModuleType, *, role: str, body: str, term: tuple[str, str]) -> object:
    """Return a role to be given, or refuse ``account.role`` or ``account.body``."""
    table = rights()
    if role not in table.roles:
        raise Refusal("account.role", role=role[:40], roles=", ".join(table.roles))
    if body and one("SELECT 1 FROM p_body WHERE body = %s", (body,)) is None:
        raise Refusal("account.body", body=body[:80])
    return roles.GivenRole(role=role, body=body, since=term[0], until=term[1])


def _say_link(token: str) -> None:
    say("Pass this on by a way you trust, behind the address of the pages. It works")
    say("once, and whoever has it can use it:")
    say(f"    {LINK.format(token)}")


@account_group.command("invite")
@home_option
@click.option("--role", default="keeper", show_default=True, help="What they may do.")
@click.option("--body", default="", help="For this body; left out: for all here.")
@click.option("--until", default="", help="The role's last day; left out: open.")
@click.option("--person", default="", help="The person's id, if the journal knows it.")
@click.pass_obj
@told_errors
def invite_command(
    node: Node, home: Path, *, role: str, body: str, until: str, person: str
) -> None:
    """Make a one-time link for a new person; the first person is a keeper."""
    today = _today(node, home)
    accounts, roles = _people()
    given = _given(roles, role=role, body=body, term=(today, until))
    token = accounts.invite([given], by=BY, now=datetime.now(UTC), person=person)
    _say_link(token)


@account_group.command("list")
@home_option
@json_option
@click.pass_obj
@told_errors
def list_command(node: Node, home: Path, *, as_json: bool) -> None:
    """List the accounts and what each holds."""
    today = _today(node, home)
    accounts, roles = _people()
    found, held = accounts.listed(), roles.roles_told(day=today)
    if as_json:
        say_json(
            [
                {
                    **asdict(account),
                    "roles": [asdict(r) for r in held if r.person == account.person],
                }
                for account in found
            ]
        )
        return
    for account in found:
        state = (
            f"closed {account.closed}" if account.closed else f"since {account.made}"
        )
        factor = ", second factor" if account.has_second_factor else ""
        say(f"{account.name}  {account.person}  {state}{factor}")
        for role in held:
            if role.person == account.person:
                until = f" until {role.until}" if role.until else ""
                word = role.role or f"office {role.office}"
                say(f"    {word} for {role.body or 'all'} from {role.since}{until}")


@account_group.command("disable")
@home_option
@click.argument("name")
@click.pass_obj
@told_errors
def disable_command(node: Node, home: Path, *, name: str) -> None:
    """Close an account and end its sessions; nothing it recorded is lost."""
    today = _today(node, home)
    accounts, _roles = _people()
    accounts.close_account(name, day=today)
    say(f"{name} is closed.")


@account_group.command("reset")
@home_option
@click.argument("name")
@click.option("--second-factor", is_flag=True, help="Forget a lost second factor too.")
@click.pass_obj
@told_errors
def reset_command(node: Node, home: Path, *, name: str, second_factor: bool) -> None:
    """Make a one-time link that sets a new password, and opens a closed account."""
    node.open(home)
    accounts, _roles = _people()
    token = accounts.invite_back(name, by=BY, now=datetime.now(UTC))
    if second_factor:
        accounts.drop_second_factor(accounts.account_named(name).person)
    _say_link(token)


@account_group.command("role")
@home_option
@click.argument("name")
@click.argument("role")
@click.option("--body", default="", help="For this body; left out: for all here.")
@click.option("--until", default="", help="The role's last day; left out: open.")
@click.pass_obj
@told_errors
def role_command(
    node: Node, home: Path, *, name: str, role: str, body: str, until: str
) -> None:
    """Give an account a role from today on, or change its last day."""
    today = _today(node, home)
    accounts, roles = _people()
    account = accounts.account_named(name)
    given = _given(roles, role=role, body=body, term=(today, until))
    roles.give_roles(account.person, [given], by=BY)
    say(f"{name} is {role} for {body or 'all'}.")


@account_group.command("end")
@home_option
@click.argument("name")
@click.argument("role")
@click.option("--body", default="", help="For this body; left out: for all here.")
@click.pass_obj
@told_errors
def end_command(node: Node, home: Path, *, name: str, role: str, body: str) -> None:
    """End a role that was given by hand; the last keeper's stays."""
    today = _today(node, home)
    accounts, _roles = _people()
    accounts.end_by_hand(name, role=role, body=body, day=today)
    say(f"{name} is no longer {role} for {body or 'all'}.")
