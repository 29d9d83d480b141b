# SPDX-License-Identifier: Apache-2.0
"""``bank name`` and ``bank rule``: say what a line is, so that it can be booked."""

from __future__ import annotations

from pathlib import Path

import click

from gungho.actions.name_line import FACTS, SORTS, Sort
from gungho.actions.record import record
from gungho.doors.cli.bank import SHORT, F, till_argument, till_of
from gungho.doors.cli.frame import (
    Node,
    Opened,
    home_option,
    json_option,
    say,
    say_json,
    told_errors,
)
from gungho.measure import decimal_text, instant_text
from gungho.reports.naming import named_by
from gungho.store import bank
from gungho.store.bank import Till
from gungho.store.naming import book_line
from gungho.store.reads import bank as reads
from gungho.store.reads.bank import InboxLine


def _facts_options(command: F) -> F:
    """Give a command what a name needs beside its sort."""
    for name, told in (
        ("fund", "Into or from which fund."),
        ("cause", "What a cost was for, such as bank, freight, rent."),
        ("giver", "The giver's name; it goes to a private card."),
        ("privacy", "public, private or anonymous."),
        ("other-till", "Where the money came from or went."),
    ):
        command = click.option(f"--{name}", default="", help=told)(command)
    return command


@click.command("name")
@home_option
@click.argument("mark")
@click.argument("sort", type=click.Choice(SORTS))
@_facts_options
@click.pass_obj
@told_errors
def name_command(
    node: Node, /, home: Path, *, mark: str, sort: Sort, **told: str
) -> None:
    """Book the line MARK as a gift, a cost, or money moved; it is matched at once."""
    opened = node.open(home)
    found = reads.line_named(mark)
    seq = _named(opened, found, sort, _facts(sort, told))
    say(f"{found.line.mark[:SHORT]} is entry {seq} of {found.body}, and matched.")


def _facts(sort: Sort, told: dict[str, str]) -> dict[str, str]:
    named = {**told, "till": told["other_till"]}
    return {name: named[name] for name in FACTS[sort] if named[name]}


def _named(opened: Opened, found: InboxLine, sort: Sort, facts: dict[str, str]) -> int:
    """Book a line by its name and match it; return the entry's number."""
    return book_line(
        found,
        sort,
        facts,
        submit=lambda command: record(opened.books, command),
        keep_cards=opened.books.keep_cards,
    )


@click.group("rule")
def rule_group() -> None:
    """Rules that name lines by their texts. They post nothing by themselves."""


@rule_group.command("add")
@home_option
@click.argument("words", nargs=3, metavar="BODY CONTAINS SORT")
@click.option("--till", default="", help="Only lines of this till.")
@_facts_options
@click.pass_obj
@told_errors
def add_command(
    node: Node, /, home: Path, *, words: tuple[str, str, str], till: str, **told: str
) -> None:
    """Save a rule: lines of BODY that hold CONTAINS are a gift, a cost or moved."""
    opened = node.open(home)
    body, contains, said = words
    sort = next((one for one in SORTS if one == said), None)
    if sort is None:
        raise click.BadParameter(f"SORT is one of {', '.join(SORTS)}.")
    rule = bank.add_rule(
        Till(body=body, till=till, currency=""),
        contains=contains,
        sort=sort,
        facts=_facts(sort, told),
        now=instant_text(opened.books.clock()),
    )
    say(f"Rule {rule} is kept; bank rule apply shows what it names.")


@rule_group.command("list")
@home_option
@json_option
@click.argument("body", default="")
@click.pass_obj
@told_errors
def list_rules_command(node: Node, /, home: Path, *, as_json: bool, body: str) -> None:
    """List the rules."""
    node.open(home)
    found = reads.rules(body)
    if as_json:
        say_json(
            [
                {
                    "rule": one.rule,
                    "body": one.body,
                    "till": one.till,
                    "contains": one.contains,
                    "sort": one.sort,
                    "facts": one.facts,
                }
                for one in found
            ]
        )
        return
    for one in found:
        facts = ", ".join(f"{name} {value}" for name, value in one.facts.items())
        where = f" at {one.till}" if one.till else ""
        say(f"{one.rule} {one.body}{where}: “{one.contains}” is {one.sort}: {facts}")


@rule_group.command("drop")
@home_option
@click.argument("rule")
@click.pass_obj
@told_errors
def drop_rule_command(node: Node, /, home: Path, *, rule: str) -> None:
    """Take a rule away; what it has named stays as it is."""
    node.open(home)
    bank.drop_rule(rule)
    say("The rule is gone.")


@rule_group.command("apply")
@home_option
@till_argument
@click.option("--yes", is_flag=True, help="Book them; else they are only listed.")
@click.pass_obj
@told_errors
def apply_command(
    node: Node, /, home: Path, *, till: tuple[str, str, str], yes: bool
) -> None:
    """List the open lines that a rule names; with --yes book and match them."""
    opened = node.open(home)
    where, scale = till_of(till)
    rules = reads.rules(where.body)
    for line in reads.desk(*where.key()).open_lines:
        rule = named_by(line, rules, till=where.till)
        if rule is None:
            continue
        told = f"{line.mark[:SHORT]} {line.on} {decimal_text(line.amount, scale)}"
        done = ""
        if yes:
            sort = next(one for one in SORTS if one == rule.sort)
            found = reads.line_named(line.mark)
            done = f", entry {_named(opened, found, sort, rule.facts)}"
        say(f"{told}: {rule.sort} by rule {rule.rule}{done}")
