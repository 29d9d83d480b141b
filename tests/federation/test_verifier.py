# SPDX-License-Identifier: Apache-2.0
"""The verifier for strangers, and one flipped byte anywhere."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import pytest

from gungho.actions.change_keeper import NewKeys, new_key, rotate_key
from gungho.actions.check_bundle import check_bundle
from gungho.actions.prove_entry import prove_entry
from gungho.errors import GunghoError
from gungho.federation.envelope import decrypt, encrypt
from tests.support.sayings import gives

if TYPE_CHECKING:
    from tests.federation.conftest import Three

VERIFIER = (
    Path(__file__).resolve().parents[2] / "src/gungho/doors/verifier/gungho_verify.py"
)
TRIES = 10_000
STRANGER = 60


def judged(file: Path) -> tuple[int, str]:
    """Return the verifier's exit code and words, in a process without Gungho."""
    done = subprocess.run(
        [sys.executable, "-I", str(VERIFIER), str(file)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def grown(three: Three) -> Three:
    """Let London have a history: gifts, a new key, more gifts."""
    for number in range(6):
        gives(three.london, f"g{number}")
    fresh = new_key(three.london.bytes("second"))
    old = three.london.key
    three.london.more_keys = [fresh]
    three.london.start()
    keys = NewKeys(key=fresh, recovery=three.london.recovery.public)
    rotate_key(three.london.books, "london", keys, by=old, sort="key")
    three.london.key, three.london.more_keys = fresh, [old]
    three.london.start()
    gives(three.london, "after")
    return three


def test_it_is_short_and_needs_only_cryptography() -> None:
    """A stranger reads it in one sitting; it knows nothing of Gungho's code."""
    text = VERIFIER.read_text("utf-8")
    assert len(text.splitlines()) <= 300
    names = {
        (node.module or "") if isinstance(node, ast.ImportFrom) else node.names[0].name
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    foreign = {name.partition(".")[0] for name in names} - sys.stdlib_module_names
    assert foreign == {"cryptography"}


def test_a_stranger_checks_a_parcel_and_a_receipt(three: Three, tmp_path: Path) -> None:
    """Whole, and an extract; a change of key is followed."""
    grown(three)
    bundle = tmp_path / "london.bundle"
    bundle.write_bytes(three.london.make(book="london").raw)
    assert judged(bundle)[0] == 0, judged(bundle)
    for entry in ("opened", "g3", "after"):
        receipt = tmp_path / f"{entry}.json"
        receipt.write_bytes(
            prove_entry(three.london.shelves, body="london", entry=entry)
        )
        code, words = judged(receipt)
        assert code == 0, words
    extract = tmp_path / "extract.bundle"
    three.hub.read(three.london.make("hk"))
    three.london.read(three.hub.make("london"))
    gives(three.london, "last")
    extract.write_bytes(three.london.make("hk").raw)
    assert judged(extract)[0] == 0


def test_a_stranger_finds_what_was_changed(three: Three, tmp_path: Path) -> None:
    """One flipped bit in a parcel or a receipt, and a closed parcel is said to be."""
    grown(three)
    chance = Random(7)
    whole = three.london.make(book="london").raw
    proof = prove_entry(three.london.shelves, body="london", entry="g3")
    file = tmp_path / "changed"
    for raw in [whole] * (STRANGER // 2) + [proof] * (STRANGER // 2):
        file.write_bytes(flipped(raw, chance.randrange(len(raw)), chance))
        code, words = judged(file)
        assert code == 3, words
    file.write_bytes(encrypt(whole, public=three.hub.key.public))
    assert judged(file)[0] == 3


def flipped(raw: bytes, at: int, chance: Random) -> bytes:
    """Return the bytes with one of them changed."""
    other = raw[at] ^ (1 << chance.randrange(8))
    return raw[:at] + bytes([other]) + raw[at + 1 :]


def test_one_flipped_byte_anywhere_in_a_bundle_is_found(three: Three) -> None:
    """All of ten thousand tries, in the plain and in the closed form (law 9)."""
    grown(three)
    chance = Random(11)
    plain = three.london.make("hk").raw
    closed = encrypt(plain, public=three.hub.key.public)
    assert check_bundle(decrypt(closed, [three.hub.key]))
    sizes = three.hub.sizes()
    for number in range(TRIES):
        raw = closed if number % 4 == 0 else plain
        changed = flipped(raw, chance.randrange(len(raw)), chance)
        with pytest.raises(GunghoError):
            three.hub.read(changed)
    assert three.hub.sizes() == sizes


def test_a_bundle_cut_short_or_added_to_is_found(three: Three) -> None:
    """At every length, and with another line."""
    raw = grown(three).london.make("hk").raw
    for length in range(0, len(raw), 37):
        with pytest.raises(GunghoError):
            check_bundle(raw[:length])
    lines = raw.splitlines(keepends=True)
    for at in range(len(lines)):
        for changed in (
            lines[:at] + lines[at + 1 :],
            [*lines[:at], *lines[at:][:1] * 2],
        ):
            with pytest.raises(GunghoError):
                check_bundle(b"".join(changed))
