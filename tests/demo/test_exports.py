# SPDX-License-Identifier: Apache-2.0
"""ledger, hledger and Beancount take every book of the demo and agree exactly."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from gungho.formats.beancount_text import Names
from gungho.formats.ledger_text import account_text, commodity_text
from tests.demo.conftest import run_gungho

Told = tuple[Path, dict[str, Any]]
Sums = dict[tuple[str, str], Decimal]
WAIT_SECONDS = 300
LEDGER_AMOUNT = re.compile(r'(?P<count>-?[0-9.]+) (?P<code>"[^"]+"|[A-Za-z]+)\Z')


def peer(name: str) -> str:
    """Return where another program lies; where all must be there, its lack fails."""
    found = shutil.which(name) or ""
    if not found and not os.environ.get("GUNGHO_PEERS"):
        pytest.skip(f"{name} is not on this machine")
    assert found, f"{name} is not on this machine"
    return found


def ran(*words: str) -> str:
    """Run another program, which must accept what it is given."""
    done = subprocess.run(
        words, capture_output=True, text=True, timeout=WAIT_SECONDS, check=False
    )
    assert done.returncode == 0, (words[0], done.stdout[-400:], done.stderr[-400:])
    assert not done.stderr.strip(), (words[0], done.stderr[-400:])
    return done.stdout


@pytest.fixture(scope="module")
def ours(told: Told) -> list[dict[str, Any]]:
    """Return every balance that ``gungho balances`` tells."""
    said = run_gungho("balances", "--json", home=told[0])
    assert said.returncode == 0, said.stderr
    lines: list[dict[str, Any]] = json.loads(said.stdout)
    assert len(lines) > 10_000
    return lines


@pytest.fixture(scope="module")
def texts(told: Told, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return all books as texts for the other programs."""
    folder = tmp_path_factory.mktemp("texts")
    found = {}
    for form in ("ledger", "beancount"):
        said = run_gungho("export", form, home=told[0])
        assert said.returncode == 0, said.stderr
        found[form] = folder / f"all.{form}"
        found[form].write_text(said.stdout, "utf-8")
    return found


def expected(ours: list[dict[str, Any]]) -> Sums:
    """Return our balances under the names of a ledger journal."""
    return {
        (account_text(one["account"], one["fund"]), commodity_text(one["commodity"])):
            Decimal(one["amount"])
        for one in ours
    }  # fmt: skip


def held(sums: Iterator[tuple[str, str, str]]) -> Sums:
    """Return what another program says is not zero."""
    return {
        (account, code): Decimal(count)
        for account, code, count in sums
        if Decimal(count)
    }


def of_ledger(text: str) -> Iterator[tuple[str, str, str]]:
    """Yield account, commodity and count; an account's later lines bear no name."""
    account = ""
    for line in text.splitlines():
        name, bar, amount = line.rpartition("|")
        account = name if bar else account
        found = LEDGER_AMOUNT.match(amount.strip())
        if found:
            yield account, found["code"], found["count"]


def test_ledger_agrees_with_every_balance(
    ours: list[dict[str, Any]], texts: dict[str, Path]
) -> None:
    """Each account, fund and commodity, to the last unit."""
    said = ran(
        peer("ledger"), "-f", str(texts["ledger"]), "bal", "--flat", "--no-total",
        "--balance-format", "%(account)|%(scrub(display_total))\n",
    )  # fmt: skip
    assert held(of_ledger(said)) == expected(ours)


def test_hledger_agrees_with_every_balance(
    ours: list[dict[str, Any]], texts: dict[str, Path]
) -> None:
    """It reads the same text and checks it more strictly."""
    said = ran(
        peer("hledger"), "-f", str(texts["ledger"]), "bal", "--flat", "-N",
        "-O", "csv", "--layout=bare",
    )  # fmt: skip
    rows = csv.DictReader(said.splitlines())
    sums = held(
        (row["account"], commodity_text(row["commodity"]), row["balance"])
        for row in rows
    )
    assert sums == expected(ours)


def test_beancount_accepts_and_agrees_with_every_balance(
    ours: list[dict[str, Any]], texts: dict[str, Path]
) -> None:
    """The metadata of each account says which of ours it is."""
    bean = texts["beancount"]
    assert ran(peer("bean-check"), "--no-cache", str(bean)) == ""
    said = ran(
        peer("bean-query"), "-q", "-f", "csv", str(bean),
        "SELECT account, currency, sum(number) GROUP BY account, currency",
    )  # fmt: skip
    ours_of = named(bean.read_text("utf-8"))
    sums: Sums = {}
    for account, code, count in list(csv.reader(said.splitlines()))[1:]:
        if Decimal(count.strip()):
            name, fund = ours_of[account.strip()]
            sums[f"{name}|{fund}", ours_of[code.strip()][0]] = Decimal(count.strip())
    told = {
        (f"{one['account']}|{one['fund']}", one["commodity"]): Decimal(one["amount"])
        for one in ours
    }
    assert sums == told


def named(text: str) -> dict[str, tuple[str, str]]:
    """Return what each of Beancount's names stands for: account and fund, or code."""
    found = re.findall(
        r'^\S+ (?:open|commodity) (\S+)\n  gungho: "([^"]*)"\n(?:  fund: "([^"]*)"\n)?',
        text,
        re.MULTILINE,
    )
    assert len({name for name, *_ in found}) == len(found)
    return {name: (ours, fund) for name, ours, fund in found}


def test_two_names_never_become_one() -> None:
    """Ids that differ only in what Beancount does not allow stay apart."""
    names = Names()
    accounts = [("a.b/cash/x", "a:b"), ("a-b/cash/x", "a-b"), ("a_b/cash/x", "a:b")]
    assert len({names.account(*one) for one in accounts}) == len(accounts)
    codes = ["a.b", "a-b", "7", "a", "x" * 39 + "1", "x" * 39 + "2"]
    told = [names.code(code) for code in codes]
    assert len(set(told)) == len(codes)
    assert all(re.fullmatch(r"[A-Z][A-Z0-9'._-]{0,22}[A-Z0-9]", one) for one in told)
    assert [names.code(code) for code in codes] == told
