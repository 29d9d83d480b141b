# SPDX-License-Identifier: Apache-2.0
"""``balances``, ``register``, ``verify`` and ``rebuild``."""

from __future__ import annotations

import time
from pathlib import Path

import click

from gungho.actions.check_bundle import check_bundle
from gungho.doors.cli.frame import (
    Node,
    Progress,
    home_option,
    json_option,
    say,
    say_json,
    told_errors,
)
from gungho.errors import Corruption
from gungho.measure import decimal_text
from gungho.store.checking import verify_store
from gungho.store.reads.ledger import balances, register
from gungho.store.rebuild import digests, rebuild


@click.command("balances")
@home_option
@json_option
@click.option("--book", default="", help="Only this body's book.")
@click.option("--account", default="", help="Only this account and what lies below it.")
@click.option("--commodity", default="", help="Only this commodity.")
@click.option("--fund", default="", help="Only this fund.")
@click.pass_obj
@told_errors
def balances_command(
    node: Node,
    home: Path,
    *,
    as_json: bool,
    book: str,
    account: str,
    commodity: str,
    fund: str,
) -> None:
    """Show what every account holds, by commodity and fund."""
    node.open(home)
    lines = balances(book=book, account=account, commodity=commodity, fund=fund)
    if as_json:
        say_json(
            [
                {
                    "book": line.book,
                    "account": line.account,
                    "commodity": line.commodity,
                    "fund": line.fund,
                    "amount": decimal_text(line.count, line.scale),
                }
                for line in lines
            ]
        )
        return
    for line in lines:
        amount = decimal_text(line.count, line.scale)
        say(f"{amount:>20} {line.commodity:<16} {line.account:<48} {line.fund}")


@click.command("register")
@home_option
@json_option
@click.argument("book")
@click.option("--account", default="", help="Only this account and what lies below it.")
@click.option("--commodity", default="", help="Only this commodity.")
@click.option("--fund", default="", help="Only this fund.")
@click.option("--lot", default="", help="Only this lot.")
@click.pass_obj
@told_errors
def register_command(
    node: Node,
    home: Path,
    book: str,
    *,
    as_json: bool,
    account: str,
    commodity: str,
    fund: str,
    lot: str,
) -> None:
    """List a book's postings in order, with what an account holds after each."""
    node.open(home)
    lines = register(
        book=book, account=account, commodity=commodity, fund=fund, lot=lot
    )
    if as_json:
        say_json(
            [
                {
                    "book": line.book,
                    "seq": line.seq,
                    "entry": line.entry,
                    "kind": line.kind,
                    "happened": line.on,
                    "debit": line.debit,
                    "credit": line.credit,
                    "commodity": line.commodity,
                    "fund": line.fund,
                    "lot": line.lot,
                    "amount": decimal_text(line.amount, line.scale),
                    "running": decimal_text(line.running, line.scale),
                }
                for line in lines
            ]
        )
        return
    for line in lines:
        amount = decimal_text(line.amount, line.scale)
        running = decimal_text(line.running, line.scale)
        say(
            f"{line.on} {line.seq:>6} {line.kind:<18} {amount:>16} {line.commodity:<14}"
            f" {running:>18}  {line.debit} < {line.credit}  {line.fund}"
        )


@click.command("verify")
@home_option
@json_option
@click.option("--book", default="", help="Only this body's book.")
@click.option(
    "--bundle",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="Check a bundle file instead of this installation.",
)
@click.pass_obj
@told_errors
def verify_command(
    node: Node, home: Path, *, as_json: bool, book: str, bundle: Path | None
) -> None:
    """Check every hash, proof, signature and balance, from the bytes up."""
    began = time.perf_counter()
    if bundle:
        found = check_bundle(bundle.read_bytes())
    else:
        opened = node.open(home)
        progress = Progress()
        found = verify_store(body=book, witnessed=opened.witnessed(), told=progress)
        progress.done()
    seconds = time.perf_counter() - began
    if as_json:
        say_json(
            {
                "verified": True,
                "books": [
                    {
                        "book": one.body,
                        "entries": one.entries,
                        "postings": one.postings,
                        "seals": one.seals,
                        "root": one.root.hex(),
                    }
                    for one in found
                ],
                "seconds": round(seconds, 3),
            }
        )
        return
    for one in found:
        say(
            f"{one.body:<14} {one.entries:>8,} entries  {one.postings:>8,} postings  "
            f"{one.seals:>5,} seals  root {one.root.hex()[:16]}"
        )
    total = sum(one.entries for one in found)
    say(f"Every hash, seal and balance holds: {total:,} entries in {seconds:.1f} s.")


@click.command("rebuild")
@home_option
@json_option
@click.pass_obj
@told_errors
def rebuild_command(node: Node, home: Path, *, as_json: bool) -> None:
    """Drop every summary and fold the journal again; the rows must be equal."""
    node.open(home)
    progress = Progress()
    before = digests()
    began = time.perf_counter()
    folded = rebuild(told=progress)
    seconds = time.perf_counter() - began
    progress.done()
    after = digests()
    changed = sorted(name for name in after if after[name] != before[name])
    if as_json:
        say_json({"entries": folded, "changed": changed, "seconds": round(seconds, 3)})
    else:
        say(f"{folded:,} entries folded again in {seconds:.1f} s.")
    if changed:
        raise Corruption("rebuild.differed", tables=" ".join(changed))
    if not as_json:
        say(f"All {len(after)} summaries have equal rows.")
