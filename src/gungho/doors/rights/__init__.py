# SPDX-License-Identifier: Apache-2.0
"""A right is what a role may see or do; whatever the table does not say is denied.

The table is ``rights.toml``: roles, the areas they see and act in, and where each page
and each kind of entry lies.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from gungho.actions.acting import Acting, Held, acting_now
from gungho.actions.ports import Command
from gungho.doors.sentences import Sentence
from gungho.errors import Refusal
from gungho.store.reads.entries import coop_behind, written_as

OPEN, OWN, KIND, DESK = "open", "own", "kind", "desk"
CARDS, FORMING = "cards", "forming"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
ANYWHERE = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """A role: its name, the areas it sees, and those it acts in."""

    name: Sentence
    sees: frozenset[str]
    does: frozenset[str]

    def areas(self, *, acts: bool) -> frozenset[str]:
        """Return the areas it acts in, or those it sees."""
        return self.does if acts else self.sees


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """The whole table."""

    areas: Mapping[str, Sentence]
    roles: Mapping[str, Role]
    offices: Mapping[str, str]
    kinds: Mapping[str, frozenset[str]]
    pages: Mapping[str, frozenset[str]]
    bodies: Mapping[str, str]
    noted: Mapping[str, str]
    desks: Mapping[str, str]

    def of_kind(self, kind: str) -> frozenset[str]:
        """Return the areas that a kind of entry lies in; none if it is not said."""
        first = kind.partition(".")[0]
        return self.kinds.get(kind, self.kinds.get(first, frozenset()))

    def of_page(self, page: Page) -> frozenset[str]:
        """Return the areas that a page lies in."""
        areas = self.pages.get(page.name, frozenset())
        if KIND in areas:
            return (areas - {KIND}) | self.of_kind(str(page.parts.get("kind", "")))
        if DESK in areas:
            area = self.desks.get(str(page.parts.get("desk", "")), "")
            return frozenset({area} if area else ())
        return areas


@cache
def rights() -> Rights:
    """Return the table as the file says it."""
    text = (Path(__file__).parent / "rights.toml").read_text("utf-8")
    told = tomllib.loads(text)
    pages: dict[str, set[str]] = {}
    for area, names in told["pages"].items():
        for name in names:
            pages.setdefault(name, set()).add(area)
    return Rights(
        areas={area: Sentence(**words) for area, words in told["areas"].items()},
        roles={
            name: Role(
                name=Sentence(en=role["en"], zh=role["zh"]),
                sees=frozenset(role["sees"]),
                does=frozenset(role["does"]),
            )
            for name, role in told["roles"].items()
        },
        offices=told["offices"],
        kinds={kind: frozenset(areas) for kind, areas in told["kinds"].items()},
        pages={name: frozenset(areas) for name, areas in pages.items()},
        bodies=told["bodies"],
        noted=told["noted"],
        desks=told["desks"],
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page that is asked for: its name, what its address says, and the method."""

    name: str
    parts: Mapping[str, Any] = field(default_factory=dict)
    method: str = "GET"


def may_open(acting: Acting, page: Page) -> bool:
    """Return whether a page may be opened, or its form sent.

    A page that is open to anyone is no more than that: what else lies in an area of its
    own asks for a role (``holds_page``).
    """
    areas = rights().of_page(page)
    if OPEN in areas and (areas == {OPEN} or page.method in SAFE):
        return True
    if OWN in areas:
        return bool(acting.person)
    return holds_page(acting, page)


def holds_page(acting: Acting, page: Page) -> bool:
    """Return whether a role that is held opens the page."""
    table = rights()
    areas = table.of_page(page)
    part = table.bodies.get(page.name, "")
    body = _body(page, part) if part else ANYWHERE
    acts = page.method not in SAFE
    return any(
        areas & table.roles[one.role].areas(acts=acts)
        for one in acting.held
        if not part or one.body in (ANYWHERE, body)
    )


def may_do(page: str, **parts: str) -> bool:
    """Return whether who asks now may send the form of a page."""
    acting = acting_now()
    asked = Page(name=page, parts=parts, method="POST")
    return acting is None or may_open(acting, asked)


def _body(page: Page, part: str) -> str:
    """Return the body that an address names: a part of it, or a side of its "@"."""
    told = str(page.parts.get(part.strip("@"), ""))
    if part.startswith("@"):
        return told.partition("@")[0]
    return told.rpartition("@")[2]


def sees(area: str) -> bool:
    """Return whether who asks now sees an area; the operator without accounts does."""
    acting = acting_now()
    if acting is None:
        return True
    return any(area in rights().roles[one.role].sees for one in acting.held)


def signed(command: Command, acting: Acting | None) -> Command:
    """Return a command in the name of who acts, or refuse what they may not record.

    Who may record a kind may correct it. Raises Refusal ``right.none``.
    """
    if acting is None:
        return command
    facts = command.facts if isinstance(command.facts, dict) else {}
    if command.corrects:
        kind, coop = written_as(command.book, command.corrects)
    else:
        kind, coop = command.kind, coop_behind(facts)
    held = _recording(acting, kind, book=command.book, coop=coop)
    if held is None:
        raise Refusal("right.none", kind=command.kind, body=command.book)
    return replace(command, by=acting.person, office=held.office)


def may_record(kind: str, *, book: str, coop: str = "") -> bool:
    """Return whether who asks now may record a kind for a body or a co-op it keeps."""
    acting = acting_now()
    return acting is None or _recording(acting, kind, book=book, coop=coop) is not None


def _recording(acting: Acting, kind: str, *, book: str, coop: str) -> Held | None:
    """Return the role in which a kind is recorded for a body, or for its co-op."""
    table = rights()
    areas = table.of_kind(kind)
    for one in _for_bodies(acting.held, (book, coop) if coop else (book,)):
        if areas & table.roles[one.role].does:
            return one
    return None


def _for_bodies(held: Iterable[Held], bodies: tuple[str, ...]) -> list[Held]:
    """Return what is held for one of these bodies first, then what is held for all."""
    own = [one for one in held if one.body in bodies and one.body]
    return own + [one for one in held if one.body == ANYWHERE]
