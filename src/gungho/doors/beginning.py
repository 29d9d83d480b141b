# SPDX-License-Identifier: Apache-2.0
"""The first run is a walk in four steps, from an empty folder to books that are begun.

What was said is kept after each step, so that nobody has to say it twice; the journal
is written at the last step alone. A walk is over once the books are begun.
"""

from __future__ import annotations

import re
import secrets
from base64 import b64decode, b64encode
from collections.abc import Iterable
from functools import cache

import msgspec
from babel import Locale
from babel.numbers import get_currency_precision, get_territory_currencies

from gungho.actions.found_body import Named, found_body, register_body
from gungho.actions.open_book import Founding, opening_of
from gungho.actions.ports import Books
from gungho.doors.example import INDUSCO
from gungho.doors.installation import Installation
from gungho.errors import Refusal
from gungho.formats.package import BodyFact, read_package
from gungho.journal import fingerprint, paper_text
from gungho.store.reads.query import one
from gungho.store.settings import keep_setting, setting

WALK, LIST = "begin.walk", "begin.list"
LANGUAGE, BODY, KEY, FILL = "language", "body", "key", "fill"
STEPS = (LANGUAGE, BODY, KEY, FILL)
FORMS = ("committee", "hub", "headquarters", "depot", "federation", "coop")
EXAMPLE, SHEET, EMPTY = "example", "sheet", "empty"
WAYS = (SHEET, EMPTY, EXAMPLE)
ON_PAPER, IN_FOLDER = "paper", "folder"
CODE = re.compile(r"[a-z][a-z0-9-]{1,38}[a-z0-9]")
NAME_MOST = 120
OTHERS_MOST = 12
NO_COUNTRY = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})


class Walk(msgspec.Struct, frozen=True, kw_only=True):
    """What has been said so far; ``nonce`` and ``salt`` are drawn once, in hex."""

    language: str = ""
    body: str = ""
    form: str = ""
    name_en: str = ""
    name_zh: str = ""
    country: str = ""
    currency: str = ""
    others: tuple[str, ...] = ()
    safe: str = ""
    way: str = ""
    job: str = ""
    list_name: str = ""
    nonce: str = ""
    salt: str = ""

    @property
    def step(self) -> str:
        """The first step that is not done."""
        if not self.language:
            return LANGUAGE
        if not self.body:
            return BODY
        return FILL if self.safe else KEY

    @property
    def names(self) -> str:
        """The names as a card holds them: English, then Chinese."""
        return f"{self.name_en or self.name_zh}\n{self.name_zh or self.name_en}"


def walk() -> Walk | None:
    """Return the walk as it stands, or None where the books are begun."""
    kept = setting(WALK)
    if kept:
        return msgspec.json.decode(kept, type=Walk)
    return None if stands() else Walk()


def stands() -> bool:
    """Whether any book stands here."""
    return one("SELECT 1 FROM journal_head LIMIT 1") is not None


def ways(said: Walk) -> tuple[str, ...]:
    """Return how the books may be begun; once they are, that way is gone on with."""
    if not stands():
        return WAYS
    return (EXAMPLE,) if said.way == EXAMPLE else (SHEET, EMPTY)


def keep(said: Walk) -> None:
    """Keep what was said."""
    if not said.nonce:
        said = msgspec.structs.replace(
            said, nonce=secrets.token_hex(32), salt=secrets.token_hex(16)
        )
    keep_setting(WALK, msgspec.json.encode(said).decode())


def end() -> None:
    """End the walk, and forget the list of gifts that it kept."""
    for name in (WALK, LIST):
        if setting(name):
            keep_setting(name, "")


def keep_list(raw: bytes) -> None:
    """Keep a list of gifts until it is loaded."""
    keep_setting(LIST, b64encode(raw).decode())


def kept_list() -> bytes:
    """Return the list of gifts that is kept."""
    return b64decode(setting(LIST))


def check_body(said: Walk) -> Iterable[Refusal]:
    """Yield what is wrong with what a body says of itself, each with its field.

    The codes are ``begin.code``, ``begin.no-code``, ``begin.no-name``,
    ``begin.long-name``, ``begin.form``, ``begin.country``, ``begin.currency``,
    ``begin.no-currency`` and ``begin.others``.
    """
    if not (said.name_en or said.name_zh):
        yield Refusal("begin.no-name", field="name_en")
    elif not said.body:
        yield Refusal("begin.no-code", field="body")
    if said.body and not CODE.fullmatch(said.body):
        yield Refusal("begin.code", field="body", code=said.body[:40])
    for field, name in (("name_en", said.name_en), ("name_zh", said.name_zh)):
        if len(name) > NAME_MOST:
            yield Refusal("begin.long-name", field=field, most=NAME_MOST)
    if said.form not in FORMS:
        yield Refusal("begin.form", field="form")
    if said.country and said.country not in countries("en"):
        yield Refusal("begin.country", field="country")
    if not said.currency:
        yield Refusal("begin.no-currency", field="currency")
    elif said.currency not in currencies("en"):
        yield Refusal("begin.currency", field="currency", code=said.currency[:20])
    for code in said.others:
        if code not in currencies("en"):
            yield Refusal("begin.currency", field="others", code=code[:20])
    if len(said.others) > OTHERS_MOST:
        yield Refusal("begin.others", field="others", most=OTHERS_MOST)


def check_way(said: Walk) -> None:
    """Refuse ``begin.name-taken`` for a body whose code one of the example has."""
    if said.way == EXAMPLE and said.body in example_bodies():
        raise Refusal("begin.name-taken", field="body", code=said.body)


@cache
def example_bodies() -> frozenset[str]:
    """Return the codes of the example's bodies."""
    return frozenset(fact.id for fact in read_package(INDUSCO).table(BodyFact))


def founding_of(said: Walk, here: Installation) -> Founding:
    """Return what a body pins when its book opens."""
    return Founding(
        body=said.body,
        form=said.form,
        currency=said.currency,
        key=here.key,
        recovery=here.recovery,
        nonce=bytes.fromhex(said.nonce),
    )


def fingerprint_of(said: Walk, here: Installation) -> str:
    """Return the fingerprint that the book will have, to be read aloud."""
    return fingerprint(opening_of(founding_of(said, here)))


def found(books: Books, founding: Founding, *, named: Named) -> None:
    """Found a body as this installation's own; one that was cut off is gone on with."""
    scale = get_currency_precision(founding.currency)
    if founding.body in books.bodies():
        register_body(books, founding, scale=scale, named=named)
    else:
        found_body(books, founding, scale=scale, named=named)
    keep_setting("node.body", founding.body)


def named_of(said: Walk) -> Named:
    """Return the names, the country and the other currencies of a body."""
    return Named(
        names=said.names,
        region=said.country.lower(),
        others=scaled(said.others),
        salt=bytes.fromhex(said.salt),
    )


def scaled(codes: Iterable[str]) -> tuple[tuple[str, int], ...]:
    """Return currencies with how many decimals each has."""
    return tuple((code, get_currency_precision(code)) for code in codes)


def take_paper(here: Installation, *, typed: str) -> None:
    """Take the recovery key out of the folder, once its paper has been read.

    Raises Refusal ``begin.paper`` unless the last four letters are those of the paper.
    """
    key = here.take_recovery()
    if typed.strip().upper() != paper_text(key.seed).split()[-1]:
        raise Refusal("begin.paper", field="letters")
    here.keep_recovery(key.public)


@cache
def countries(language: str) -> dict[str, str]:
    """Return code to name of every country, in the order of the names."""
    named = _locale(language).territories
    found = {
        code: str(name)
        for code, name in named.items()
        if len(code) == 2 and code.isalpha() and code not in NO_COUNTRY
    }
    return dict(sorted(found.items(), key=lambda pair: pair[1]))


@cache
def currencies(language: str) -> dict[str, str]:
    """Return code to name of every currency in use, in the order of the codes."""
    named = _locale(language).currencies
    used = {
        code
        for country in countries("en")
        for code in get_territory_currencies(country)
    }
    return {code: str(named.get(code, code)) for code in sorted(used)}


def _locale(language: str) -> Locale:
    return Locale.parse("zh_Hans" if language.startswith("zh") else "en")
