# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import pytest

from gungho.errors import Corruption
from gungho.journal import (
    EMPTY_ROOT,
    Checkpoint,
    NodeKey,
    open_note,
    open_seal,
    parse_checkpoint,
    seal,
    sign_note,
)
from gungho.journal.note import NOTE_BYTES_MAX

HK = NodeKey("hk", b"1" * 32)
LONDON = NodeKey("london", b"2" * 32)
NOTE = sign_note("Twelve looms.\n", HK)
LINE = NOTE.split("\n")[-2] + "\n"
ALL = (HK.verifier, LONDON.verifier)


def _refused(note: str, code: str, *verifiers: str) -> None:
    with pytest.raises(Corruption) as found:
        open_note(note, verifiers or ALL)
    assert found.value.code == code, str(found.value)


def test_every_known_key_that_signed_is_named_once() -> None:
    """In the order of the lines, unknown ones passed over."""
    note = sign_note("Twelve looms.\n", LONDON, HK)
    assert open_note(note, ALL) == ("Twelve looms.\n", ("london", "hk"))
    assert open_note(note, [HK.verifier])[1] == ("hk",)
    assert open_note(NOTE + LINE, ALL)[1] == ("hk",)
    _refused(note, "note.unsigned", NodeKey("hk", b"3" * 32).verifier)
    with pytest.raises(Corruption, match=r"note\.unsigned"):
        open_note(note, [])


def test_a_text_may_hold_empty_lines() -> None:
    """The last empty line parts it from its signatures."""
    for text in ("\n", "one\n\ntwo\n", "one\n\n\n", "\u2014 hk AAAA\n\nend\n"):
        assert open_note(sign_note(text, HK), ALL)[0] == text


def test_a_known_key_whose_signature_fails_spoils_the_note() -> None:
    """Even after a good one by the same key: a second, bad line is not passed over."""
    other = sign_note("Thirteen looms.\n", HK).split("\n")[-2] + "\n"
    _refused(NOTE.replace("Twelve", "Eleven"), "note.signature")
    _refused(NOTE + other, "note.signature")
    _refused(other.join(NOTE.rsplit(LINE, 1)), "note.signature")
    good = sign_note("Twelve looms.\n", LONDON).split("\n")[-2] + "\n"
    _refused(NOTE.replace(LINE, good + other), "note.signature")
    assert open_note(NOTE.replace(LINE, good + other), [LONDON.verifier])


@pytest.mark.parametrize(
    "note",
    [
        "",
        "\n",
        "Twelve looms.\n",
        NOTE[:-1],
        NOTE.replace("\n\n", "\n"),
        "Twelve looms.\n\n",
        NOTE + "\n",
        NOTE + "a word more\n",
        NOTE.replace("\u2014", "-"),
        NOTE.replace("\u2014 hk", "\u2014  hk"),
        NOTE.replace("\u2014 hk ", "\u2014 h+k "),
        NOTE.replace("\u2014 hk ", "\u2014 h\u3000k "),
        NOTE.replace("\u2014 hk ", "\u2014 hk  "),
        NOTE.replace("looms", "looms\t"),
        NOTE.replace("looms", "looms\r"),
        NOTE.replace("looms", "looms\0"),
        NOTE.replace("looms", "looms\ud800"),
        NOTE.replace(LINE, "\u2014 hk \n"),
        NOTE.replace(LINE, "\u2014 hk AAAA\n"),
        NOTE.replace(LINE, LINE[:-2] + "\n"),
        NOTE.replace(LINE, LINE[:-1] + "=\n"),
        NOTE.replace(LINE, LINE[:-1] + " \n"),
        "x" * NOTE_BYTES_MAX + NOTE,
        NOTE + LINE * 100,
    ],
)
def test_what_is_no_note_is_refused(note: str) -> None:
    """By the rules of its text, before any signature is looked at."""
    _refused(note, "note.malformed")


def test_sixteen_signatures_are_taken() -> None:
    """As the text of signed notes asks of everyone."""
    keys = [NodeKey(f"k{number}", bytes([number]) * 32) for number in range(16)]
    note = sign_note("x\n", *keys)
    assert len(open_note(note, [key.verifier for key in keys])[1]) == 16


def test_a_signature_has_one_way_to_be_written() -> None:
    """Base64 with other idle bits is another text and is refused."""
    name, _, encoded = LINE.removeprefix("\u2014 ").rstrip("\n").partition(" ")
    assert encoded.endswith("=")
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    turned = letters[letters.index(encoded[-2]) ^ 1]
    line = f"\u2014 {name} {encoded[:-2]}{turned}=\n"
    _refused(NOTE.replace(LINE, line), "note.malformed")


@pytest.mark.parametrize("text", ["", "no line end", "a\tb\n", "\ud800\n"])
def test_a_text_that_no_note_can_hold_is_not_signed(text: str) -> None:
    """Nothing is signed that could not be opened."""
    with pytest.raises(Corruption, match=r"note\.text"):
        sign_note(text, HK)
    with pytest.raises(Corruption, match=r"note\.unsigned"):
        sign_note("a\n")


ROOT = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="
EMPTY = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="


def test_a_checkpoint_reads_as_it_is_written() -> None:
    """The example of the published text; extension lines are passed over."""
    text = f"example.com/behind-the-sofa\n20852163\n{ROOT}\n"
    assert parse_checkpoint(text).text() == text
    assert parse_checkpoint(text + "more\n") == parse_checkpoint(text)
    assert parse_checkpoint(f"o\n0\n{EMPTY}\n").root == EMPTY_ROOT


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        f"o\n7\n{ROOT}",
        "o\n7\n",
        f"\n7\n{ROOT}\n",
        f"o\n7\n{ROOT}\n\n",
        f"o\n07\n{ROOT}\n",
        f"o\n-7\n{ROOT}\n",
        f"o\n+7\n{ROOT}\n",
        f"o\n\u0667\n{ROOT}\n",
        f"o\n7 \n{ROOT}\n",
        f"o\n0\n{ROOT}\n",
        f"o\n7\n{EMPTY}\n",
        f"o\n00\n{EMPTY}\n",
        f"o\n7\n{ROOT[:-1]}\n",
        f"o\n7\n{ROOT[:-2]}J=\n",
        f"o\n7\n{ROOT[:-4]}\n",
        f"o\n7\n{ROOT} \n",
        f"o\t\n7\n{ROOT}\n",
    ],
)
def test_a_checkpoint_has_one_way_to_be_written(text: str) -> None:
    """Leading zeroes, other digits, idle bits, an empty tree with another root."""
    with pytest.raises(Corruption, match=r"checkpoint\.malformed"):
        parse_checkpoint(text)


def test_a_seal_is_opened_by_its_key_alone() -> None:
    """What another key signed is no seal of this book."""
    checkpoint = Checkpoint(origin="gungho/hk/7", size=7, root=b"\x07" * 32)
    note = seal(checkpoint, HK)
    assert open_seal(note, HK.verifier) == checkpoint
    with pytest.raises(Corruption, match=r"note\.unsigned"):
        open_seal(note, LONDON.verifier)
    with pytest.raises(Corruption, match=r"checkpoint\.malformed"):
        open_seal(NOTE, HK.verifier)
