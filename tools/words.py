# SPDX-License-Identifier: Apache-2.0
"""The words of the pages in both languages: ``words.py check`` and ``compile``.

``check`` reads every msgid of the doors' templates and Python files and fails when
one has no Chinese, when an entry of the catalog is no longer used, or when a
placeholder is not the same on both sides.  ``compile`` writes the ``.mo`` beside
each ``.po`` with Babel, so that GNU gettext is not needed.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).parents[1]
DOORS = ROOT / "src/gungho/doors"
CATALOGS = DOORS / "web/locale"
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")
Key = tuple[str, str]


def main(command: str) -> int:
    """Run ``check`` or ``compile``; 0 when all is well."""
    paths = sorted(CATALOGS.glob("*/LC_MESSAGES/django.po"))
    if command == "compile":
        for path in paths:
            path.with_suffix(".mo").write_bytes(compiled(read(path)))
        return 0
    if command != "check":
        print("usage: words.py check|compile", file=sys.stderr)
        return 2
    used = dict(found())
    faults = [
        f"{path.relative_to(ROOT)}: {fault}"
        for path in paths
        for fault in faults_of(read(path), used)
    ]
    print("\n".join(faults) if faults else f"{len(used)} phrases, all told in Chinese")
    return 1 if faults else 0


def read(path: Path) -> Catalog:
    with path.open("rb") as stream:
        return read_po(stream, locale=path.parts[-3])


def compiled(catalog: Catalog) -> bytes:
    stream = BytesIO()
    write_mo(stream, catalog)
    return stream.getvalue()


def found() -> Iterator[tuple[Key, str]]:
    """Every (context, msgid) of the doors with the file it was first seen in."""
    seen: dict[Key, str] = {}
    for path in sorted([*DOORS.rglob("*.py"), *DOORS.rglob("*.html")]):
        for key in phrases(path):
            seen.setdefault(key, str(path.relative_to(ROOT)))
    yield from seen.items()


def phrases(path: Path) -> Iterator[Key]:
    source = path.read_text("utf-8")
    if path.suffix == ".html":
        lines = templatize(source, origin=str(path)).splitlines()
        source = "\n".join(line.strip() for line in lines)
    stream = BytesIO(source.encode("utf-8"))
    for _, message, _, context in extract("python", stream, KEYWORDS):
        single = message if isinstance(message, str) else message[0]
        yield context or "", single


def faults_of(catalog: Catalog, used: dict[Key, str]) -> list[str]:
    """What is wrong with a catalog, each as one line that says where."""
    known = {(m.context or "", single(m)): m for m in catalog if m.id}
    lacking = [f"no words for {k[1]!r} ({used[k]})" for k in used if k not in known]
    unused = [f"no longer used: {key[1]!r}" for key in known if key not in used]
    wrong = [
        f"{why}: {key[1]!r}"
        for key, message in known.items()
        if key in used and (why := fault_of(message))
    ]
    return lacking + unused + wrong


def single(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def fault_of(message: Message) -> str:
    """Why one message cannot be used, or nothing."""
    told = [message.string] if isinstance(message.string, str) else message.string or []
    if not told or not all(told) or message.fuzzy:
        return "not translated"
    asked = [message.id] if isinstance(message.id, str) else message.id
    wanted = set(PLACEHOLDER.findall(asked[-1]))
    if any(set(PLACEHOLDER.findall(words)) != wanted for words in told):
        return "other placeholders"
    return ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
