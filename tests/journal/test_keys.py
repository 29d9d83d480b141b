# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from base64 import b64encode
from pathlib import Path

import pytest

from gungho.errors import Corruption, Refusal
from gungho.journal import (
    NodeKey,
    check_signature,
    read_verifier,
    recovery_pair,
    verifier_text,
)

SEED = bytes(range(32))
KEY = NodeKey("hk", SEED)


def test_a_saved_key_is_read_only_by_its_owner(tmp_path: Path) -> None:
    """0600 from its first byte, whatever a crash left lying there before."""
    left = tmp_path / ".node.key.new"
    left.write_text("half a key")
    left.chmod(0o666)
    KEY.save(tmp_path / "node.key")
    assert [path.name for path in tmp_path.iterdir()] == ["node.key"]
    assert (tmp_path / "node.key").stat().st_mode & 0o777 == 0o600
    assert NodeKey.load(tmp_path / "node.key").verifier == KEY.verifier


def test_a_key_is_never_written_over(tmp_path: Path) -> None:
    """The second is refused, the first stands, and no copy is left beside it."""
    path = tmp_path / "node.key"
    KEY.save(path)
    with pytest.raises(Refusal, match=r"key\.exists"):
        NodeKey.generate("hk").save(path)
    assert NodeKey.load(path).public == KEY.public
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o610, 0o777])
def test_a_key_that_others_may_reach_is_refused(tmp_path: Path, mode: int) -> None:
    """Any right of the group or of others is one too many."""
    path = tmp_path / "node.key"
    KEY.save(path)
    path.chmod(mode)
    with pytest.raises(Refusal) as found:
        NodeKey.load(path)
    assert found.value.code == "key.permissions"
    assert found.value.facts == {"path": "node.key", "mode": f"{mode:o}"}


HEAD = "gungho-private-key-v1"
GOOD = b64encode(SEED).decode()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "not a key",
        f"gungho-private-key-v2 hk {GOOD}\n",
        f"{HEAD} hk {GOOD}",
        f"{HEAD}  hk {GOOD}\n",
        f"{HEAD} hk {GOOD}\n{HEAD} hk {GOOD}\n",
        f"{HEAD} hk {GOOD[:-4]}\n",
        f"{HEAD} hk {GOOD[:-2]}9=\n",
        f"{HEAD} h+k {GOOD}\n",
        f"{HEAD} h\x01k {GOOD}\n",
        "\xff",
    ],
)
def test_a_damaged_key_is_refused(tmp_path: Path, text: str) -> None:
    """Only the very line that was saved is read."""
    path = tmp_path / "node.key"
    path.write_bytes(text.encode("latin-1"))
    path.chmod(0o600)
    with pytest.raises(Refusal, match=r"key\.malformed"):
        NodeKey.load(path)


def test_a_key_that_is_not_there_or_no_file_is_refused(tmp_path: Path) -> None:
    """A folder in its place cannot be opened."""
    with pytest.raises(Refusal, match=r"key\.missing"):
        NodeKey.load(tmp_path / "node.key")
    with pytest.raises(Refusal, match=r"key\.unreadable"):
        NodeKey.load(tmp_path)


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\u3000b", "a\n", "\ud800"])
def test_a_name_that_a_note_cannot_hold_is_refused(name: str) -> None:
    """No space of any script, no plus sign, no control, no half sign."""
    with pytest.raises(Refusal) as found:
        NodeKey(name, SEED)
    assert found.value.code == "key.name"
    assert str(found.value).encode()


@pytest.mark.parametrize("seed", [b"", SEED[:31], SEED + b"\0"])
def test_a_seed_of_another_length_is_refused(seed: bytes) -> None:
    """None given is fresh randomness; an empty one given is a mistake."""
    for make in (NodeKey, NodeKey.generate):
        with pytest.raises(Refusal, match=r"key\.malformed"):
            make("hk", seed)
    with pytest.raises(Refusal, match=r"key\.malformed"):
        recovery_pair(seed)


def test_keys_are_fresh_unless_bytes_are_given() -> None:
    """Two keys differ; the same bytes make the same key; a key does not tell itself."""
    assert NodeKey.generate("hk").public != NodeKey.generate("hk").public
    assert NodeKey.generate("hk", SEED).public == KEY.public
    assert recovery_pair(SEED) == (SEED, KEY.public)
    assert recovery_pair()[0] != recovery_pair()[0]
    assert repr(KEY) == "NodeKey('hk')"


def test_a_key_named_in_chinese_comes_back(tmp_path: Path) -> None:
    """The file holds UTF-8."""
    key = NodeKey("\u5de5\u5408", SEED)
    key.save(tmp_path / "node.key")
    assert NodeKey.load(tmp_path / "node.key").verifier == key.verifier
    assert read_verifier(key.verifier) == ("\u5de5\u5408", key.public)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hk",
        "hk+00000000",
        KEY.verifier.replace("hk+", "hl+"),
        KEY.verifier.replace("hk+", "+"),
        KEY.verifier.replace("hk+", "h k+"),
        KEY.verifier.replace("hk+", "\ud800+"),
        KEY.verifier[:-1],
        KEY.verifier + "=",
        KEY.verifier[:-4] + "AAAA",
        KEY.verifier.replace("+AQ", "+BA"),
        KEY.verifier.upper(),
    ],
)
def test_a_damaged_verifier_is_refused(text: str) -> None:
    """Name, hash, type and key must fit each other; only Ed25519 is known."""
    with pytest.raises(Corruption, match=r"key\.verifier"):
        read_verifier(text)


def test_a_verifier_states_name_and_key() -> None:
    """As published in the text of signed notes."""
    assert read_verifier(KEY.verifier) == ("hk", KEY.public)
    assert verifier_text("hk", KEY.public) == KEY.verifier
    assert not check_signature(b"short", KEY.sign(b"x"), b"x")
    assert check_signature(KEY.public, KEY.sign(b"x"), b"x")
