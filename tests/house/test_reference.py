# SPDX-License-Identifier: Apache-2.0
"""The reference says what the code says, for code of any shape it has."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Literal

import click
import msgspec
import pytest

from gungho.flows.wire import Amount, Day, Id, MaybeDay, Part, Payload
from tools import reference


class Crate(Part, frozen=True, kw_only=True):
    """One crate."""

    item: Id
    count: Amount


class CratesSeen(Payload, frozen=True, kw_only=True):
    """Crates were seen."""

    on: Day
    until: MaybeDay = ""
    crates: tuple[Crate, ...]
    sort: Literal["full", "empty"]
    open: bool = False


@click.group()
def whole() -> None:
    """Do all of it."""


@whole.command("look")
@click.argument("place")
@click.option("--json", "as_json", is_flag=True, help="Say it | as JSON.")
def look(place: str, *, as_json: bool) -> None:
    """Look at a place."""


def test_a_command_shows_its_usage_and_options(monkeypatch: pytest.MonkeyPatch) -> None:
    """A group's commands follow it, and a bar in a help text cannot break the table."""
    monkeypatch.setattr(reference, "_module", lambda _: SimpleNamespace(cli=whole))
    page = "\n".join(reference.command_lines())
    assert "## gungho look" in page
    assert "gungho look [OPTIONS] PLACE" in page
    assert "| `--json` | Say it \\| as JSON. |" in page
    assert list(reference.commands()) == ["gungho", "gungho look"]


def test_a_payload_shows_its_fields_and_parts() -> None:
    """Named field types by name; lists, choices and what may be left out."""
    rows = "\n".join(reference._fields(CratesSeen))
    assert "| `on` | Day |" in rows
    assert "| `until` | Day or nothing; may be left out |" in rows
    assert "| `crates` | a list of *crate* |" in rows
    assert '| `sort` | "full" or "empty" |' in rows
    assert "| `open` | yes or no; may be left out |" in rows
    assert reference._parts(CratesSeen) == [Crate]


def test_permitted_pairs_are_read_debit_first() -> None:
    """In a stated order; a kind without pairs books nothing."""
    pairs = frozenset({("stock", "gifts"), ("cash", "gifts")})
    told = "May post (debit ← credit): cash ← gifts, stock ← gifts."
    assert reference._permitted(pairs) == told
    assert reference._permitted(frozenset()) == "It books nothing."


def test_what_is_not_there_yet_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """A missing module stops the writer with its name, not with a trace."""
    with pytest.raises(SystemExit, match=r"gungho\.nowhere cannot be read"):
        reference._module("gungho.nowhere")


def test_check_names_the_page_that_lags(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """And says how to write it anew."""
    monkeypatch.setattr(reference, "pages", lambda: {"none.md": "text\n"})
    assert reference.main(["check"]) == 1
    assert "docs/reference/none.md is out of date" in capsys.readouterr().out
    assert reference.main([]) == 2


def test_a_struct_without_fields_has_no_table() -> None:
    """An empty payload is told by its sentence alone."""
    assert list(reference._fields(msgspec.defstruct("Empty", []))) == []
