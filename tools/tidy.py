# SPDX-License-Identifier: Apache-2.0
"""Tidy measures the code and keeps it from growing past its ceilings.

``tidy.py`` reports the sizes of files and functions and fails on a new fault.
``tidy.py write`` records today's sizes past a ceiling in ``sizes.json``: a ratchet, in
which a number may fall and never rise.
"""

from __future__ import annotations

import ast
import json
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles

ROOT = Path(__file__).resolve().parent.parent
SIZES = ROOT / "tools" / "sizes.json"
TREES = ("src", "tools", "tests", "bench")
CEILINGS = {"file": 500, "function": 60, "nesting": 3, "positional": 2, "arguments": 6}

# A protocol fixes these arguments, so they stand by position in many places.
PROTOCOLS = (
    ("state", "at"),
    ("asking",),
    ("apps", "schema_editor"),
    ("request", "_view", "_args", "parts"),
)

# Names that a framework asks for.
FOREIGN = frozenset({
    "ACCOUNT_USER_MODEL_EMAIL_FIELD",
    "ACCOUNT_USER_MODEL_USERNAME_FIELD",
    "AUTH_USER_MODEL",
    "process_view",
})  # fmt: skip

# A banned word, and the word to use; whole parts of names that the code defines.
NAMES = {
    "batch": "lot, or group",
    "donation": "gift",
    "edit": "correction",
    "helper": "the name of what it does",
    "helpers": "the name of what it does",
    "manager": "the name of what it does",
    "profit": "surplus",
    "sync": "exchange of bundles",
    "transaction": "entry, booking or exchange",
    "user": "person, officer or operator",
    "util": "the name of what it does",
    "utils": "the name of what it does",
}
PREFIXES = {"process": "a verb that says what", "handle": "a verb that says what"}

# A word that no screen says, in either language.
SCREENS = {
    "beneficiar(y|ies)": "co-op, or member",
    "donations?": "gift",
    "ledger transaction": "entry",
    "restricted fund": "fund with the giver's conditions",
    "stakeholders?": "who they are",
    "sync conflict": "two versions of one book",
    "赋能|闭环|助力|一键": "实词",
}
LATER = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X)\b(?!.*#\d)")
SPDX = "# SPDX-License-Identifier: Apache-2.0"

Branch = ast.If | ast.For | ast.While | ast.With | ast.Try | ast.Match
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing out of order: where it is, and what to do."""

    where: str
    told: str

    def __str__(self) -> str:
        return f"{self.where}: {self.told}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """One measurement: what was measured, under which ceiling, and how much it is."""

    ceiling: str
    key: str
    value: int

    @property
    def past(self) -> bool:
        """True if the value is past its ceiling."""
        return self.value > CEILINGS[self.ceiling]


def main(words: list[str]) -> int:
    """Report, and return 1 if anything is out of order."""
    sources = {path: path.read_text("utf-8") for path in python_files(ROOT)}
    sizes = [size for path, text in sources.items() for size in sizes_of(path, text)]
    if words == ["write"]:
        SIZES.write_text(json.dumps(recorded(sizes), indent=2) + "\n", "utf-8")
        return 0
    known = json.loads(SIZES.read_text("utf-8")) if SIZES.exists() else {}
    faults = [*grown(sizes, known), *_faults_of_text(sources)]
    print(distribution(sizes))
    for fault in faults:
        print(fault)
    print(f"{len(faults)} faults; {sum(map(len, known.values()))} old sizes recorded.")
    return 1 if faults else 0


def _faults_of_text(sources: dict[Path, str]) -> Iterator[Fault]:
    for path, text in sources.items():
        yield from opening_faults(path, text)
        yield from name_faults(path, text)
        yield from later_faults(path, text)
    for path in screen_files(ROOT):
        yield from screen_faults(path, path.read_text("utf-8"))


def python_files(root: Path) -> list[Path]:
    """Return the Python files that people write, in order."""
    found = (path for tree in TREES for path in (root / tree).rglob("*.py"))
    return sorted(path for path in found if "migrations" not in path.parts)


def screen_files(root: Path) -> list[Path]:
    """Return the files whose text people read on screens, in order."""
    doors = root / "src" / "gungho" / "doors"
    return sorted(
        path for end in ("html", "toml", "po") for path in doors.rglob(f"*.{end}")
    )


def sizes_of(path: Path, text: str) -> Iterator[Size]:
    """Yield every measurement of one file."""
    place = _place(path)
    yield Size(ceiling="file", key=place, value=text.count("\n"))
    for name, function in functions_of(ast.parse(text)):
        key = f"{place}::{name}"
        lines = (function.end_lineno or function.lineno) - function.lineno + 1
        yield Size(ceiling="function", key=key, value=lines)
        yield Size(ceiling="nesting", key=key, value=nesting(function.body))
        if not place.startswith("tests/"):
            arguments = function.args
            yield Size(ceiling="positional", key=key, value=positional(function))
            count = len(_by_position(function)) + len(arguments.kwonlyargs)
            yield Size(ceiling="arguments", key=key, value=count)


def functions_of(tree: ast.AST, within: str = "") -> Iterator[tuple[str, Function]]:
    """Yield every function with its dotted name, the outer before the inner."""
    for node in ast.iter_child_nodes(tree):
        name = within
        if isinstance(node, Function | ast.ClassDef):
            name = f"{within}.{node.name}" if within else node.name
        if isinstance(node, Function):
            yield name, node
        yield from functions_of(node, name)


def nesting(body: Iterable[ast.stmt]) -> int:
    """Return how deep branches and loops lie in each other; elif is no deeper."""
    deepest = 0
    for node in body:
        if isinstance(node, Branch):
            inside = max((nesting(part) for part in _parts(node)), default=0)
            deepest = max(deepest, 1 + inside, nesting(_elif(node)))
    return deepest


def _elif(node: Branch) -> list[ast.stmt]:
    """Return the branch that continues this one at the same depth."""
    alone = isinstance(node, ast.If) and len(node.orelse) == 1
    return node.orelse if alone and isinstance(node.orelse[0], ast.If) else []  # type: ignore[union-attr]


def _parts(node: Branch) -> Iterator[list[ast.stmt]]:
    if isinstance(node, ast.Match):
        yield from (case.body for case in node.cases)
        return
    yield node.body
    if isinstance(node, ast.Try):
        yield from (handler.body for handler in node.handlers)
        yield node.finalbody
    if not isinstance(node, ast.With) and not _elif(node):
        yield node.orelse


def positional(function: Function) -> int:
    """Return how many arguments go by position, beyond what a protocol fixes."""
    if function.name.startswith("__") and function.name != "__init__":
        return 0
    names = tuple(argument.arg for argument in _by_position(function))
    fixed = max((len(p) for p in PROTOCOLS if names[: len(p)] == p), default=0)
    return len(names) - max(fixed - 1, 0)


def _by_position(function: Function) -> list[ast.arg]:
    arguments = [*function.args.posonlyargs, *function.args.args]
    return (
        arguments[1:]
        if arguments and arguments[0].arg in {"self", "cls"}
        else arguments
    )


def recorded(sizes: Iterable[Size]) -> dict[str, dict[str, int]]:
    """Return the sizes past their ceilings, as ``sizes.json`` holds them."""
    past = sorted((s.ceiling, s.key, s.value) for s in sizes if s.past)
    return {
        ceiling: {key: value for which, key, value in past if which == ceiling}
        for ceiling in CEILINGS
    }


def grown(sizes: Iterable[Size], known: dict[str, dict[str, int]]) -> Iterator[Fault]:
    """Yield what is past its ceiling, unless it is recorded and has not grown."""
    for size in sizes:
        allowed = known.get(size.ceiling, {}).get(size.key, CEILINGS[size.ceiling])
        if size.value > allowed:
            told = f"{size.ceiling} is {size.value}, the ceiling {allowed}: split it."
            yield Fault(where=size.key, told=told)


def opening_faults(path: Path, text: str) -> Iterator[Fault]:
    """Yield what is wrong with how a file opens."""
    place = _place(path)
    if not text.startswith(SPDX + "\n"):
        yield Fault(where=place, told=f"the first line is to be {SPDX!r}.")
    if place.startswith("tests/"):
        return
    docstring = ast.get_docstring(ast.parse(text)) or ""
    if not re.search(r"[.:]$", docstring.split("\n\n")[0]):
        yield Fault(where=place, told="open with a docstring, a sentence first.")


def name_faults(path: Path, text: str) -> Iterator[Fault]:
    """Yield the names defined here that use a banned word."""
    place = _place(path)
    if place.startswith("tests/"):
        return
    for line, name in [(1, path.stem), *_defined(ast.parse(text))]:
        if name in FOREIGN:
            continue
        parts = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", name).lower().split("_")
        for part in parts:
            if part in NAMES:
                told = f"{name!r} says {part!r}; say {NAMES[part]}."
                yield Fault(where=f"{place}:{line}", told=told)
        if parts[0] in PREFIXES and len(parts) > 1:
            told = f"{name!r} begins with {parts[0]!r}; take {PREFIXES[parts[0]]}."
            yield Fault(where=f"{place}:{line}", told=told)


def _defined(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, Function | ast.ClassDef):
            yield node.lineno, node.name
        elif isinstance(node, ast.arg):
            yield node.lineno, node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.lineno, node.id


def later_faults(path: Path, text: str) -> Iterator[Fault]:
    """Yield the marks of work put off that name no issue."""
    for number, line in enumerate(text.splitlines(), start=1):
        if LATER.search(line):
            told = "name an issue, as in #12, or do it now."
            yield Fault(where=f"{_place(path)}:{number}", told=told)


def screen_faults(path: Path, text: str) -> Iterator[Fault]:
    """Yield the words that no screen says."""
    for number, line in enumerate(text.splitlines(), start=1):
        for word, instead in SCREENS.items():
            if found := re.search(rf"\b({word})\b", line, re.IGNORECASE):
                told = f"a screen says {found[0]!r}; say {instead}."
                yield Fault(where=f"{_place(path)}:{number}", told=told)


def distribution(sizes: Iterable[Size]) -> str:
    """Return a small table: median, ninetieth per cent and longest, of the sources."""
    rows = ["lines        number  median  p90  longest"]
    kept = [size for size in sizes if size.key.startswith("src/")]
    for ceiling in ("file", "function"):
        values = sorted(size.value for size in kept if size.ceiling == ceiling)
        if len(values) > 1:
            tenths = quantiles(values, n=10)
            rows.append(
                f"{ceiling:<10} {len(values):>8} {tenths[4]:>7.0f} {tenths[8]:>4.0f}"
                f" {values[-1]:>8}"
            )
    return "\n".join(rows)


def _place(path: Path) -> str:
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else str(path)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
