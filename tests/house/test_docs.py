# SPDX-License-Identifier: Apache-2.0
"""Everything a person can meet is documented, and every document tells the truth."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import click
import pytest

from gungho.flows.kinds import KINDS
from gungho.ledger.accounts import ROLES
from gungho.ledger.terms import Terms
from tools import reference

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
SOURCE = ROOT / "src" / "gungho"
GLOSSARY = (DOCS / "glossary.md").read_text("utf-8")
ROW = re.compile(r"^\| \*\*(.+?)\*\* \| (.*?) ?\| (.*?) \| (.*?) \| (.*?) \|$", re.M)

# The words of the design, and the plain words of the screens for some of them.
WORDS = (
    "body book node entry payload correction booking posting commodity quantity fund "
    "general restricted terms lot gift pledge commitment need activity plan "
    "consignment stage dispatch arrival discrepancy loss grant loan claim co-op member "
    "share surplus bundle resolution happened recorded learned projection checkpoint "
    "fork keeper kind pick"
).split()
PHRASES = ("loan in kind", "labour day", "indivisible reserve", "shadow price")
SCREENS = {
    "node": "this installation",
    "bundle": "parcel of books",
    "terms": "the giver's conditions",
    "projection": "summary",
    "checkpoint": "seal",
    "fork": "two versions of one book",
    "shadow price": "what one more would bring",
    "price of fairness": "the cost of equal shares",
    "learned": "news reached us",
}
# What the first half of a kind's name says, where the glossary has another form.
SUBJECTS = {"coop": "co-op", "work": "labour day"}
DECISION_PARTS = (
    "Context",
    "Choice",
    "What we gave up",
    "How we would notice we were wrong",
)


def glossary() -> dict[str, tuple[str, ...]]:
    """Return the glossary's rows by word, without the roles' backquotes."""
    return {row[0]: row[1:] for row in ROW.findall(GLOSSARY)}


@pytest.mark.parametrize("word", [*WORDS, *PHRASES])
def test_every_word_of_the_design_is_in_the_glossary(word: str) -> None:
    """A word that the code is built on has its sentence."""
    assert word in glossary()


def test_every_row_of_the_glossary_is_whole() -> None:
    """A word stands once and has a Chinese word and a sentence in both languages."""
    rows = ROW.findall(GLOSSARY)
    lines = [line for line in GLOSSARY.splitlines() if line.startswith("| **")]
    assert len(rows) == len(lines)
    assert len({row[0] for row in rows}) == len(rows)
    for word, _, chinese, meaning, hanyi in rows:
        assert re.search(r"[\u4e00-\u9fff]", chinese), word
        assert meaning.endswith("."), word
        assert hanyi.endswith("。"), word


@pytest.mark.parametrize(("word", "plain"), SCREENS.items())
def test_a_word_of_the_code_has_its_plain_word(word: str, plain: str) -> None:
    """What screens say is written beside what the code says."""
    assert glossary()[word][0] == plain


def test_every_role_of_an_account_is_in_the_glossary() -> None:
    """A page that shows an account can say what its role means."""
    from gungho.ledger.accounts import ROLES  # noqa: PLC0415

    assert {f"`{role}`" for role in ROLES} == {
        word for word in glossary() if word.startswith("`")
    }


def test_every_kind_speaks_of_a_word_in_the_glossary() -> None:
    """The first half of a kind's name is a noun that is explained."""
    subjects = {name.split(".")[0] for name in reference.kinds()}
    nouns = {SUBJECTS.get(subject, subject) for subject in subjects}
    assert nouns - glossary().keys() == set()


@pytest.mark.parametrize("name", reference.WRITERS)
def test_the_reference_is_what_the_code_says(name: str) -> None:
    """A page that lags behind is written anew by tools/reference.py."""
    held = (DOCS / "reference" / name).read_text("utf-8")
    assert held == reference.page(name), "run tools/reference.py write"


def test_every_command_and_option_has_a_sentence() -> None:
    """Nothing at the terminal is left to be guessed."""
    for name, command in reference.commands().items():
        assert (command.help or "").strip(), name
        options = [part for part in command.params if isinstance(part, click.Option)]
        assert [
            f"{name} {part.name}" for part in options if not (part.help or part.hidden)
        ] == []


def test_every_kind_has_a_sentence() -> None:
    """The docstring of a payload says what happened."""
    for name, kind in reference.kinds().items():
        assert (kind.payload.__doc__ or "").strip().split("\n")[0].endswith("."), name


def _raised() -> dict[str, str]:
    """Return every dotted code that the code raises, with the file that does."""
    return {
        code: str(path.relative_to(SOURCE))
        for path in SOURCE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if (code := _code_raised(node))
    }


def _code_raised(node: ast.AST) -> str:
    errors = {"Refusal", "Corruption", "Unavailable"}
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
        return ""
    first: Any = node.args[0] if node.args and node.func.id in errors else None
    return first.value if isinstance(first, ast.Constant) else ""


def test_every_refusal_has_its_sentence_in_both_languages() -> None:
    """A code that the code raises is told to a person in plain words."""
    from gungho.doors.refusals import table  # noqa: PLC0415

    untold = {code: path for code, path in _raised().items() if code not in table()}
    assert untold == {}
    for code, sentence in table().items():
        assert sentence.en.strip(), code
        assert re.search(r"[\u4e00-\u9fff]", sentence.zh), code


def test_both_sentences_of_a_refusal_tell_only_facts_it_has() -> None:
    """The Chinese sentence names no fact that the English one does not know."""
    from gungho.doors.refusals import table  # noqa: PLC0415

    facts = re.compile(r"\{(\w+)")
    for code, sentence in table().items():
        english, chinese = facts.findall(sentence.en), facts.findall(sentence.zh)
        assert set(english) == set(chinese), code


def test_every_setting_that_is_read_is_explained() -> None:
    """Each variable of the environment has its line, and no line is idle."""
    paths = [path for tree in ("src", "tests", "bench") for path in _python(tree)]
    code = "\n".join(path.read_text("utf-8") for path in paths)
    read = set(re.findall(r"(?:environ|env)\b[^\n]{0,12}\"(GUNGHO_\w+)\"", code))
    assert read <= reference.SETTINGS.keys()
    assert [name for name in reference.SETTINGS if name not in code] == []


def _python(tree: str) -> list[Path]:
    return [path for path in (ROOT / tree).rglob("*.py") if path != Path(__file__)]


@pytest.mark.parametrize(
    "path", sorted((DOCS / "decisions").glob("*.md")), ids=lambda path: path.stem
)
def test_a_decision_says_what_was_given_up(path: Path) -> None:
    """Context, choice, price, and how we would notice we were wrong; one page."""
    text = path.read_text("utf-8")
    assert tuple(re.findall(r"^## (.*)$", text, re.M)) == DECISION_PARTS
    assert text.startswith(f"# {path.stem[:4]} ")
    assert text.count("\n") <= 80


def test_decisions_are_numbered_without_a_gap() -> None:
    """Number n is the nth page."""
    numbers = [int(path.stem[:4]) for path in sorted((DOCS / "decisions").glob("*"))]
    assert numbers == list(range(1, len(numbers) + 1))


def _pages() -> list[Path]:
    return [*sorted(DOCS.rglob("*.md")), ROOT / "README.md", ROOT / "CONTRIBUTING.md"]


@pytest.mark.parametrize("path", _pages(), ids=lambda path: path.stem)
def test_every_link_between_documents_leads_somewhere(path: Path) -> None:
    """A link to a file of this house is to a file that is there."""
    links = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", path.read_text("utf-8"))
    inside = [link for link in links if "://" not in link]
    assert [link for link in inside if not (path.parent / link).exists()] == []


def test_every_word_of_the_makefile_is_explained() -> None:
    """What `make` can do stands in CONTRIBUTING."""
    makefile = (ROOT / "Makefile").read_text("utf-8")
    told = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    phony = re.findall(r"\.PHONY:((?:.*\\\n)*.*)", makefile)
    words = phony[0].replace("\\\n", " ").split()
    assert [word for word in words if f"`{word}`" not in told] == []


def test_the_chart_of_accounts_is_the_one_in_use() -> None:
    """Every role with its class, in the order of the chart, each with its reason."""
    rows = re.findall(
        r"^\| `([a-z-]+)` \| ([a-z]+) \| (.+?) \| (.+?) \|$",
        (DOCS / "chart.md").read_text("utf-8"),
        re.MULTILINE,
    )
    assert [(role, sort) for role, sort, _, _ in rows] == list(ROLES.items())
    assert all(why.endswith(".") for *_, why in rows)


def test_every_wish_is_answered_and_what_is_named_there_exists() -> None:
    """Twenty-five and twenty-one, in order; commands that are named can be run."""
    text = (DOCS / "wishes.md").read_text("utf-8")
    numbers = [int(one) for one in re.findall(r"^\| ([0-9]+) \|", text, re.MULTILINE)]
    assert numbers == [*range(1, 26), *range(1, 22)]
    named = re.findall(r"`gungho ([a-z-]+)", text)
    assert {f"gungho {name}" for name in named} <= set(reference.commands())


def test_the_page_of_terms_has_every_clause_and_every_kind_that_spends() -> None:
    """No clause is left out, and of each spending kind it is said what it asks."""
    page = (ROOT / "docs" / "terms.md").read_text(encoding="utf-8")
    clauses, _, kinds = page.partition("## Which entries ask")
    told = re.findall(r"^\| `(\w+)` \|", clauses, flags=re.MULTILINE)
    assert told == list(Terms.__struct_fields__)
    named = set(re.findall(r"`([a-z]+\.[a-z_]+)`", kinds)) - {"terms.unanswered"}
    assert {name for name, kind in KINDS.items() if kind.spends} <= named
    assert named <= set(KINDS) | {"overdraft.assigned"}
