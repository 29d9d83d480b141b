# SPDX-License-Identifier: Apache-2.0
"""Published vectors: RFC 8785, RFC 6962, Wycheproof Ed25519, C2SP signed notes."""

from __future__ import annotations

import json
import re
from base64 import b64decode
from pathlib import Path

import pytest

from gungho.errors import Corruption
from gungho.journal import (
    Frontier,
    canonical,
    check_signature,
    leaf_hash,
    open_note,
    root_of,
    verify_consistency,
    verify_inclusion,
)
from tests.support.cases import CASES, files, needs_cases

PROVENANCE = CASES / "provenance"
MERKLE = "provenance/rfc6962-merkle"
pytestmark = needs_cases


@pytest.mark.parametrize(
    "path", files("provenance/rfc8785/input/*.json"), ids=lambda path: path.name
)
def test_canonical_json_is_byte_equal(path: Path) -> None:
    """RFC 8785: what we write is the published output, byte for byte."""
    wanted = (PROVENANCE / "rfc8785" / "output" / path.name).read_bytes()
    assert canonical(json.loads(path.read_bytes())) == wanted
    shown = (PROVENANCE / "rfc8785" / "outhex" / path.stem).with_suffix(".txt")
    assert wanted == bytes.fromhex(shown.read_text("ascii"))


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (5e-324, "5e-324"),
        (-5e-324, "-5e-324"),
        (1.7976931348623157e308, "1.7976931348623157e+308"),
        (9007199254740992.0, "9007199254740992"),
        (295147905179352830000.0, "295147905179352830000"),
        (9.999999999999997e22, "9.999999999999997e+22"),
        (1e23, "1e+23"),
        (1.0000000000000001e23, "1.0000000000000001e+23"),
        (999999999999999700000.0, "999999999999999700000"),
        (1e21, "1e+21"),
        (9.999999999999997e-7, "9.999999999999997e-7"),
        (0.000001, "0.000001"),
        (333333333.3333332, "333333333.3333332"),
        (-0.0000033333333333333333, "-0.0000033333333333333333"),
        (1424953923781206.2, "1424953923781206.2"),
    ],
)
def test_numbers_are_printed_as_ecmascript_prints_them(
    number: float, text: str
) -> None:
    """RFC 8785, appendix B."""
    assert canonical(number) == text.encode()


def _hash(text: str) -> bytes:
    return b64decode(text or "")


@pytest.mark.parametrize(
    "path", files(f"{MERKLE}/inclusion/**/*.json"), ids=lambda path: path.stem
)
def test_inclusion_proofs_fail_exactly_where_the_file_says(path: Path) -> None:
    """Good proofs verify, bad ones are refused."""
    case = json.loads(path.read_bytes())

    def check() -> None:
        verify_inclusion(
            _hash(case["leafHash"]),
            case["leafIdx"],
            case["treeSize"],
            [_hash(one) for one in case["proof"] or []],
            _hash(case["root"]),
        )

    if case["wantErr"]:
        with pytest.raises(Corruption):
            check()
    else:
        check()


@pytest.mark.parametrize(
    "path", files(f"{MERKLE}/consistency/**/*.json"), ids=lambda path: path.stem
)
def test_consistency_proofs_fail_exactly_where_the_file_says(path: Path) -> None:
    """Good proofs verify, bad ones are refused; an empty tree proves nothing."""
    case = json.loads(path.read_bytes())

    def check() -> None:
        verify_consistency(
            case["size1"],
            case["size2"],
            [_hash(one) for one in case["proof"] or []],
            old_root=_hash(case["root1"]),
            new_root=_hash(case["root2"]),
        )

    proves_nothing = case["size1"] == 0
    if case["wantErr"] or proves_nothing:
        with pytest.raises(Corruption):
            check()
    else:
        check()


def test_roots_are_those_of_the_published_leaves() -> None:
    """The eight leaves of the reference tree give its published hashes."""
    text = (PROVENANCE / "rfc6962-merkle/leaf-inputs-and-roots.go.txt").read_text()
    inputs, hashes = text.split("func NodeHashes", 1)
    leaves = [
        leaf_hash(bytes.fromhex(one))
        for one in re.findall(r'hd\("([0-9a-f]*)"\)', inputs)
    ]
    published = [
        bytes.fromhex(one) for one in re.findall(r'hd\("([0-9a-f]{64})"\)', hashes)
    ]
    assert leaves == published[:8]
    assert root_of(leaves) == published[14]
    assert Frontier().extend(leaves[:4]).root() == published[12]


def test_signatures_are_judged_as_wycheproof_judges_them() -> None:
    """Every Ed25519 vector gets the published verdict."""
    suite = json.loads((PROVENANCE / "wycheproof/ed25519_test.json").read_bytes())
    tried = 0
    for group in suite["testGroups"]:
        public = bytes.fromhex(group["publicKey"]["pk"])
        for case in group["tests"]:
            verdict = check_signature(
                public, bytes.fromhex(case["sig"]), bytes.fromhex(case["msg"])
            )
            assert verdict == (case["result"] == "valid"), case["tcId"]
            tried += 1
    assert tried == suite["numberOfTests"]


def test_signed_notes_open_as_published() -> None:
    """The notes of the text verify, and not with a letter changed."""
    for case in json.loads((PROVENANCE / "c2sp/note-vectors.json").read_bytes()):
        text, names = open_note(case["note"], [case["vkey"]])
        assert names == (case["vkey"].split("+")[0],)
        assert case["note"].startswith(text)
        with pytest.raises(Corruption):
            open_note("X" + case["note"][1:], [case["vkey"]])
