# SPDX-License-Identifier: Apache-2.0
"""Check a Gungho parcel of books, or a donor's receipt, without Gungho.

    python gungho_verify.py FILE        needs Python 3.10 and the package cryptography

A parcel (bundle) holds books as lines of JSON. Checked are: the signed hash over the
whole file; each entry's bytes, place and hash; the tree of hashes (RFC 6962) up to the
sealed root; the seal's Ed25519 signature (C2SP signed note); that the sealing key is
the one pinned by the book's first entry, or follows from it by changes which both
keys signed; and that every posting takes from one account what it gives to another.

A receipt holds one entry and its path in the tree. Checked is that the entry stands in
a book sealed by that key. It proves no more: not that the entry is true, and not that
no other entry takes it back.

Exit code 0: everything holds. 3: something does not, and the first such thing is named.
"""

from __future__ import annotations

import json
import sys
from base64 import b64decode, b64encode
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

KEY_NAME = "gungho-node"
ED25519 = b"\x01"
CHANGES = ("key.rotated", "book.handed_over")


class Wrong(Exception):
    """Something does not hold."""


def require(holds: bool, what: str) -> None:  # noqa: FBT001
    """Stop at the first thing that does not hold."""
    if not holds:
        raise Wrong(what)


def plain(value: Any) -> bytes:
    """Return a value's canonical bytes (its keys are ASCII, its numbers whole)."""
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    ).encode()


def strict(raw: bytes, where: str) -> Any:
    """Return what JSON bytes hold, if they are the one way to write it."""
    try:
        found = json.loads(raw)
        same = plain(found) == raw
    except (ValueError, RecursionError):
        same = False
    require(same, f"{where}: these bytes are not canonical JSON")
    return found


def exact64(text: str, where: str) -> bytes:
    """Return what base64 holds, if it is the one way to write it."""
    try:
        raw = b64decode(text, validate=True)
    except ValueError:
        raise Wrong(f"{where}: not base64") from None
    require(b64encode(raw).decode() == text, f"{where}: not exact base64")
    return raw


def leaf(raw: bytes) -> bytes:
    """Return the hash of an entry's bytes."""
    return sha256(b"\x00" + raw).digest()


def node(left: bytes, right: bytes) -> bytes:
    """Return the hash of two hashes."""
    return sha256(b"\x01" + left + right).digest()


class Tree:
    """The peaks of a growing tree: one hash for each binary one in its size."""

    def __init__(self, size: int, peaks: list[bytes]) -> None:
        fits = bin(size).count("1") == len(peaks) and all(len(p) == 32 for p in peaks)
        require(fits, "the frontier does not fit its size")
        self.size, self.peaks = size, list(peaks)

    def add(self, one: bytes) -> None:
        """Add a leaf hash."""
        size = self.size
        while size & 1:
            one = node(self.peaks.pop(), one)
            size >>= 1
        self.peaks.append(one)
        self.size += 1

    def root(self) -> bytes:
        """Return the root."""
        if not self.peaks:
            return sha256(b"").digest()
        root = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            root = node(peak, root)
        return root


def root_from_path(found: bytes, index: int, size: int, path: list[bytes]) -> bytes:
    """Return the root that an inclusion path leads to (RFC 9162, 2.1.3.2)."""
    require(0 <= index < size, "the entry lies outside the sealed book")
    at, last = index, size - 1
    for one in path:
        require(last > 0 and len(one) == 32, "the path is too long")
        if at & 1 or at == last:
            found = node(one, found)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            found = node(found, one)
        at, last = at >> 1, last >> 1
    require(last == 0, "the path is too short")
    return found


def signed(public: bytes, signature: bytes, message: bytes) -> bool:
    """Return True if the signature is the key's."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def note_text(note: str, public: bytes, where: str) -> str:
    """Return the text of a note that a key has signed."""
    text, gap, rest = note.rpartition("\n\n")
    require(bool(gap) and note.endswith("\n"), f"{where}: not a signed note")
    text += "\n"
    key_id = sha256(KEY_NAME.encode() + b"\n" + ED25519 + public).digest()[:4]
    for line in rest.split("\n")[:-1]:
        name, _, encoded = line.removeprefix("\u2014 ").partition(" ")
        raw = exact64(encoded, where)
        if name == KEY_NAME and raw[:4] == key_id:
            require(signed(public, raw[4:], text.encode()), f"{where}: bad signature")
            return text
    raise Wrong(f"{where}: not signed with the key it should be")


def check_seal(note: str, public: bytes, origin: str, size: int, root: bytes) -> None:
    """Check that a seal states this origin, size and root."""
    lines = note_text(note, public, origin).split("\n")
    require(lines[:2] == [origin, str(size)], f"{origin}: the seal is for another book")
    require(
        exact64(lines[2], origin) == root, f"{origin}: the root is not the sealed one"
    )


def opened(entry: dict[str, Any]) -> tuple[bytes, bytes]:
    """Return the keys an opening entry pins, once the book's number is its hash."""
    payload = entry["payload"]
    digest = sha256(b"gungho book\n" + plain(payload)).digest()
    number = int.from_bytes(digest[:8], "big") >> 1
    holds = entry["kind"] == "book.opened" and entry["book"] == str(number)
    require(holds, "the book's number is not the hash of its opening")
    return exact64(payload["key"], "key"), exact64(payload["recovery"], "recovery")


def changed(
    keys: tuple[bytes, bytes], entry: dict[str, Any], root: bytes | None
) -> tuple[bytes, bytes]:
    """Return the keys after an entry; a change of keys carries both signatures."""
    if entry["kind"] not in CHANGES:
        return keys
    told, where = entry["payload"], f"entry {entry['seq']}"
    if entry["kind"] == "book.handed_over" and root is not None:
        require(told["root"] == root.hex(), f"{where}: hands over another history")
    text = "\n".join(
        (
            f"gungho/{entry['kind']}", entry["book"], str(entry["seq"]),
            told.get("root", ""), told["sort"], told.get("keeper", ""),
            told["key"], told["recovery"], "",
        )
    ).encode()  # fmt: skip
    new = exact64(told["key"], where), exact64(told["recovery"], where)
    old = keys[1] if told["sort"] == "recovery" else keys[0]
    released, accepted = (exact64(told[one], where) for one in ("released", "accepted"))
    require(signed(old, released, text), f"{where}: not released")
    require(signed(new[0], accepted, text), f"{where}: not accepted")
    return new


def fingerprint(entry: dict[str, Any]) -> str:
    """Return the digits that a body reads aloud."""
    digest = sha256(b"gungho fingerprint\n" + plain(entry["payload"])).digest()
    digits = f"{int.from_bytes(digest, 'big') % 10**40:040d}"
    return " ".join(digits[at : at + 5] for at in range(0, 40, 5))


def check_postings(entry: dict[str, Any], where: str) -> int:
    """Check that each posting gives one account what it takes from another."""
    postings = (entry["booking"] or {"postings": []})["postings"]
    for debit, credit, _commodity, _fund, amount, _lot in postings:
        exact = amount.isascii() and amount.isdecimal() and not amount.startswith("0")
        require(exact and int(amount) < 2**53, f"{where}: amount {amount}")
        require(debit != credit, f"{where}: an account cannot pay itself")
    return len(postings)


def check_part(head: dict[str, Any], lines: list[bytes]) -> None:
    """Check one book, or an extract of one."""
    origin, first = f"gungho/{head['body']}/{head['book']}", head["first"]
    raw = bytes.fromhex(head["frontier"])
    require(int.from_bytes(raw[:8], "big") == first, f"{origin}: another frontier")
    tree = Tree(first, [raw[at : at + 32] for at in range(8, len(raw), 32)])
    stated = exact64(head["key"].split("+", 2)[2], origin)[1:]
    keys, postings, known = (stated, b""), 0, first == 0
    for seq, line in enumerate(lines, first):
        entry = strict(line, f"{origin} entry {seq}")
        placed = (entry["book"], entry["seq"]) == (head["book"], seq)
        require(placed, f"{origin}: entry {seq} is not in its place")
        if seq == 0:
            same = entry["payload"]["body"] == head["body"]
            require(same, f"{origin}: another body opened it")
            keys = opened(entry)
            print(f"{head['body']}: fingerprint {fingerprint(entry)}")
        else:
            keys = changed(keys, entry, tree.root()) if known else keys
        postings += check_postings(entry, f"{origin} entry {seq}")
        tree.add(leaf(line))
    require(tree.size == head["size"], f"{origin}: entries are missing")
    check_seal(head["seal"], keys[0], origin, tree.size, tree.root())
    whole = "whole" if known else f"from {first}, held to the key it states itself"
    print(
        f"{head['body']}: {tree.size - first} entries ({whole}), {postings} postings, "
        f"root {tree.root().hex()[:16]}"
    )


def check_bundle(raw: bytes) -> None:
    """Check a parcel of books."""
    *lines, last = raw.removesuffix(b"\n").split(b"\n")
    header, end = strict(lines[0], "line 1"), strict(last, "the last line")
    key = exact64(header["key"].split("+", 2)[2], "the sender's key")[1:]
    body = b"".join(line + b"\n" for line in lines)
    digest = b64encode(sha256(body).digest()).decode()
    text = note_text(end["note"], key, "the file")
    holds = text == f"gungho-bundle\n{len(lines)}\n{digest}\n" and raw.endswith(b"\n")
    require(holds, "the file was damaged or changed")
    at = 1
    for _ in range(header["parts"]):
        head = strict(lines[at], f"line {at + 1}")
        stop = at + 1 + head["size"] - head["first"]
        check_part(head, lines[at + 1 : stop])
        at = stop


def check_receipt(told: dict[str, Any]) -> None:
    """Check that one entry stands in a sealed book."""
    keys, size, root = (b"", b""), told["size"], None
    for one in told["keys"] + [told["entry"]]:
        entry = strict(one["raw"].encode(), "the receipt")
        require(entry["book"] == told["book"], "an entry is of another book")
        path = [bytes.fromhex(step) for step in one["path"]]
        found = root_from_path(leaf(one["raw"].encode()), entry["seq"], size, path)
        require(root in (None, found), "the entries lead to different roots")
        root = found
        if one is not told["entry"]:
            keys = changed(keys, entry, None) if keys[0] else opened(entry)
            if entry["seq"] == 0:
                print(f"{told['body']}: fingerprint {fingerprint(entry)}")
    origin = f"gungho/{told['body']}/{told['book']}"
    check_seal(told["seal"], keys[0], origin, size, root or b"")
    print(f"entry {entry['seq']}, {entry['kind']}, stands in {origin}, size {size}")


def main(name: str) -> int:
    """Check a file and say so."""
    raw = Path(name).read_bytes()
    try:
        if raw.startswith(b"age-encryption.org/"):
            raise Wrong("this parcel is closed to its receiver; ask for a plain one")
        first = json.loads(raw.partition(b"\n")[0])
        if first["format"] == "gungho-receipt":
            for line in raw.removesuffix(b"\n").split(b"\n"):
                check_receipt(json.loads(line))
        else:
            check_bundle(raw)
    except (Wrong, ValueError, LookupError, TypeError, AttributeError) as error:
        print(f"DOES NOT HOLD: {error}")
        return 3
    print("Everything holds.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]) if len(sys.argv) == 2 else __doc__)
