# SPDX-License-Identifier: Apache-2.0
"""The reference pages are written from the code, so that they cannot lag behind it.

``reference.py write`` writes ``docs/reference``; ``reference.py check`` fails when a
page differs from what the code says now.
"""

from __future__ import annotations

import inspect
import os
import re
import sys
import typing
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import click
import msgspec

ROOT = Path(__file__).resolve().parent.parent
PAGES = ROOT / "docs" / "reference"
MAYBE = "Maybe"  # how the name of a word begins that may be empty
NOTE = "<!-- Written by tools/reference.py from the code; change the code. -->"

NOBODY = "anyone"
BODY = "a-body"
SEES, DOES, NOT = "sees", "does", "·"

# Every variable of the environment that the code reads, and what it means.
SETTINGS = {
    "GUNGHO_CASES": "Tests only: the folder of published vectors; without it the tests "
    "that read them are skipped, with a reason.",
    "GUNGHO_CHROMIUM": "Tests only: the Chromium that walks the pages; without it the "
    "one on the PATH.",
    "GUNGHO_DATABASE_URL": "The PostgreSQL database that keeps the books, as "
    "`postgresql://USER:PASSWORD@HOST:PORT/NAME`; without it the one that the home "
    "remembers (`database.url`), else the home's own file. See "
    "[postgresql.md](../postgresql.md).",
    "GUNGHO_DOOR": "Where the serving process listens, as JSON; `gungho serve` sets it "
    "from its options.",
    "GUNGHO_HOME": "The installation's folder; the command line sets it from `--home`.",
    "GUNGHO_PEERS": "Tests only: set, `ledger`, `hledger` and Beancount must be there; "
    "without it the tests that need one that is not are skipped.",
}


def main(words: list[str]) -> int:
    """Write the pages, or return 1 if one is out of date."""
    if words == ["write"]:
        PAGES.mkdir(parents=True, exist_ok=True)
        for name, text in pages().items():
            (PAGES / name).write_text(text, "utf-8")
        return 0
    if words != ["check"]:
        print("Say `reference.py write` or `reference.py check`.")
        return 2
    late = [name for name, text in pages().items() if _held(name) != text]
    for name in late:
        print(f"docs/reference/{name} is out of date; run tools/reference.py write.")
    return 1 if late else 0


def pages() -> dict[str, str]:
    """Return the text of every page, by file name."""
    return {name: page(name) for name in WRITERS}


def page(name: str) -> str:
    """Return the text of one page."""
    return "\n".join([NOTE, "", *WRITERS[name]()]) + "\n"


def _held(name: str) -> str:
    path = PAGES / name
    return path.read_text("utf-8") if path.exists() else ""


def _module(name: str) -> ModuleType:
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        raise SystemExit(f"{name} cannot be read: {error}.") from error


# --- the command line


def commands() -> dict[str, click.Command]:
    """Return every command by its full name, the whole first."""
    return dict(_walk(_module("gungho.doors.cli.main").cli, "gungho"))


def _walk(command: click.Command, name: str) -> Iterator[tuple[str, click.Command]]:
    yield name, command
    if isinstance(command, click.Group):
        context = click.Context(command, info_name=name)
        for part in command.list_commands(context):
            inner = command.get_command(context, part)
            if inner is not None and not inner.hidden:
                yield from _walk(inner, f"{name} {part}")


def command_lines() -> Iterator[str]:
    """Yield the page of commands."""
    yield "# Commands"
    yield ""
    yield "Exit codes: 0 done, 1 refused, 2 wrong usage, 3 corruption, 4 unavailable."
    for name, command in commands().items():
        context = click.Context(command, info_name=name)
        yield from ("", f"## {name}", "", _paragraphs(command.help or ""), "")
        yield from (
            "```",
            " ".join([name, *command.collect_usage_pieces(context)]),
            "```",
        )
        yield from _options(command, context)


def _options(command: click.Command, context: click.Context) -> Iterator[str]:
    records = (option.get_help_record(context) for option in command.params)
    rows = [record for record in records if record]
    if rows:
        yield from ("", "| option | what it does |", "| --- | --- |")
        yield from (f"| `{_cell(name)}` | {_cell(told)} |" for name, told in rows)


# --- the kinds of entry


def kinds() -> dict[str, Any]:
    """Return the table of kinds."""
    return dict(_module("gungho.flows.kinds").KINDS)


def kind_lines() -> Iterator[str]:
    """Yield the page of kinds."""
    words = _words()
    yield "# Kinds of entry"
    yield ""
    yield "A decision may not overspend; a fact that happened is always recorded."
    yield ""
    yield "| word | what it holds |"
    yield "| --- | --- |"
    strict = [row for row in words if not row[1].startswith(MAYBE)]
    yield from (f"| {name} | {_shape(word)} |" for word, name in strict)
    for name, kind in sorted(kinds().items()):
        sort = "a decision" if kind.spends else "a fact"
        yield from ("", f"## {name}", "", _first(kind.payload), "")
        yield f"Version {kind.version}; {sort}."
        yield from _fields(kind.payload)
        for part in _parts(kind.payload):
            yield from ("", f"Each *{_spoken(part)}*: {_first(part)}")
            yield from _fields(part)
        yield from ("", _permitted(kind.permitted))


def _permitted(pairs: frozenset[tuple[str, str]]) -> str:
    if not pairs:
        return "It books nothing."
    told = ", ".join(f"{debit} ← {credit}" for debit, credit in sorted(pairs))
    return f"May post (debit ← credit): {told}."


def _fields(struct: type[msgspec.Struct]) -> Iterator[str]:
    fields = msgspec.structs.fields(struct)
    if not fields:
        return
    hints = typing.get_type_hints(struct, include_extras=True)
    yield from ("", "| field | holds |", "| --- | --- |")
    for field in fields:
        may = "" if field.required else "; may be left out"
        yield f"| `{field.encode_name}` | {_cell(_told(hints[field.name]))}{may} |"


def _parts(struct: type[msgspec.Struct]) -> list[type[msgspec.Struct]]:
    """Return the structs that a payload's fields hold, each once, in order."""
    found: dict[type[msgspec.Struct], None] = {}
    for hint in typing.get_type_hints(struct, include_extras=True).values():
        for part in _structs(hint):
            found[part] = None
            found.update(dict.fromkeys(_parts(part)))
    return list(found)


def _structs(hint: Any) -> Iterator[type[msgspec.Struct]]:
    if inspect.isclass(hint) and issubclass(hint, msgspec.Struct):
        yield hint
    for inner in typing.get_args(hint):
        yield from _structs(inner)


def _words() -> list[tuple[Any, str]]:
    """Return the named field types, in the order in which they are written."""
    wire = vars(_module("gungho.flows.wire"))
    return [
        (word, name)
        for name, word in wire.items()
        if name[0].isupper() and typing.get_origin(word) is typing.Annotated
    ]


def _shape(word: Any) -> str:
    for meta in typing.get_args(word)[1:]:
        if getattr(meta, "pattern", None):
            return f"text like `{_cell(meta.pattern)}`"
        if isinstance(meta, msgspec.Meta):
            least = meta.ge if meta.ge is not None else meta.gt
            return f"a whole number between {least} and {meta.lt}"
    return "text"


def _told(hint: Any) -> str:
    names: dict[Any, str] = dict(reversed(_words()))
    if hint in names:
        name = names[hint]
        return f"{name[len(MAYBE) :]} or nothing" if name.startswith(MAYBE) else name
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Literal:
        return " or ".join(f'"{value}"' if value else "nothing" for value in inner)
    if origin is tuple:
        return f"a list of {_told(inner[0])}"
    if origin is dict:
        return f"{_told(inner[0])} to {_told(inner[1])}"
    if origin is typing.Annotated:
        return _shape(hint)
    if inner:
        return " or ".join(_told(part) for part in inner)
    if inspect.isclass(hint) and issubclass(hint, msgspec.Struct):
        return f"*{_spoken(hint)}*"
    plain = {bool: "yes or no", int: "a whole number", str: "text"}
    return "nothing" if hint is type(None) else plain.get(hint, str(hint))


def _spoken(struct: type[msgspec.Struct]) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", struct.__name__).lower()


# --- refusals and settings


def refusal_lines() -> Iterator[str]:
    """Yield the page of refusals."""
    yield "# Refusals"
    yield ""
    yield "Every sentence with which something is refused, by its code."
    yield "The command line exits with 1 for a refusal, 3 for corruption, 4 for what is"
    yield "unavailable; nothing is changed by any of them."
    for code, sentence in sorted(_module("gungho.doors.refusals").table().items()):
        yield from ("", f"## {code}", "", sentence.en, "", sentence.zh)


def setting_lines() -> Iterator[str]:
    """Yield the page of settings."""
    yield "# Settings"
    yield ""
    yield "An installation is a folder, and needs no settings to start."
    yield "These variables of the environment are read:"
    yield ""
    yield "| variable | what it means |"
    yield "| --- | --- |"
    yield from (f"| `{name}` | {told} |" for name, told in sorted(SETTINGS.items()))
    yield ""
    yield "The words of the Makefile read `PORT` (8000), `HOME_DIR` (`home`),"
    yield "`PYTHON` (`python3`) and `PARTS` (how many tests run side by side: 2)."


def _first(thing: Any) -> str:
    return (inspect.getdoc(thing) or "").split("\n\n")[0].replace("\n", " ")


def _paragraphs(text: str) -> str:
    whole = inspect.cleandoc(text).replace("\b\n", "").split("\f")[0]
    return whole.strip()


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


# --- rights


def rights_lines() -> Iterator[str]:
    """Yield the page of rights."""
    table = _rights().rights()
    yield "# Rights"
    yield ""
    yield "Where no account exists, the one operator of the machine may do everything."
    yield "From the first account on, a page or form not said here is denied."
    yield from ("", "## Roles", "", "| role | name | 名称 | sees | acts in |")
    yield "| --- | --- | --- | --- | --- |"
    for key, role in table.roles.items():
        sees, does = ", ".join(sorted(role.sees)), ", ".join(sorted(role.does))
        yield f"| {key} | {role.name.en} | {role.name.zh} | {sees} | {does or '–'} |"
    yield from (
        "",
        "## Areas",
        "",
        "| area | what lies in it | 内容 | kinds of entry |",
    )
    yield "| --- | --- | --- | --- |"
    for area, words in table.areas.items():
        kinds = ", ".join(f"`{k}`" for k, areas in table.kinds.items() if area in areas)
        yield f"| {area} | {words.en} | {words.zh} | {kinds or '–'} |"
    yield from ("", "## Offices", "")
    yield "Who holds one of these in a book has the role for its body."
    yield from ("", "| office | role |", "| --- | --- |")
    yield from (f"| {office} | {role} |" for office, role in table.offices.items())
    yield from _pages()


def _pages() -> Iterator[str]:
    table = _rights().rights()
    yield from ("", "## Pages", "")
    yield f"*{SEES}* is opening the page, *{DOES}* is sending its form too."
    yield "*Own body* is open only for the body, or all bodies, that the role is for."
    names = [NOBODY, *table.roles]
    yield from ("", "| page | address | " + " | ".join(names) + " | |")
    yield "| --- " * (len(names) + 3) + "|"
    for name, address in routes():
        cells = [_allowed(name, role) for role in names]
        note = "own body" if name in table.bodies else _note(name)
        told = " | ".join([f"`{name}`", f"`{address}`", *cells, note])
        yield f"| {told} |"


def routes() -> list[tuple[str, str]]:
    """Return every page's name and address, in the order of the addresses."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gungho.node.settings")
    import django  # noqa: PLC0415 - only this page needs the addresses

    django.setup()
    from gungho.doors.web.urls import urlpatterns  # noqa: PLC0415 - after set-up

    found = [(str(one.name), f"/{one.pattern}") for one in urlpatterns]
    return sorted(found, key=lambda one: one[1])


def _allowed(name: str, role: str) -> str:
    told, people = _rights(), _module("gungho.actions.acting")
    parts: dict[str, Any] = {"kind": ""}
    part = told.rights().bodies.get(name)
    if part:
        told_as = {"@ident": f"{BODY}@", "ident@": f"@{BODY}"}
        parts[part.strip("@")] = told_as.get(part, BODY)
    acting = people.Acting(person="")
    if role != NOBODY:
        held = people.Held(role=role, body=BODY, office=role)
        acting = people.Acting(person="p", held=(held,))
    sees = told.may_open(acting, told.Page(name=name, parts=parts))
    does = told.may_open(acting, told.Page(name=name, parts=parts, method="POST"))
    return DOES if does else SEES if sees else NOT


def _note(name: str) -> str:
    told = _rights()
    areas = told.rights().pages.get(name, frozenset())
    if told.KIND in areas:
        return "by the kind of entry"
    if told.DESK in areas:
        return "by the desk"
    if told.OPEN in areas:
        return "coarse without a role" if len(areas) > 1 else "open"
    return "whoever is signed in" if told.OWN in areas else ""


def _rights() -> ModuleType:
    return _module("gungho.doors.rights")


WRITERS: dict[str, Callable[[], Iterator[str]]] = {
    "cli.md": command_lines,
    "kinds.md": kind_lines,
    "refusals.md": refusal_lines,
    "rights.md": rights_lines,
    "settings.md": setting_lines,
}

if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
