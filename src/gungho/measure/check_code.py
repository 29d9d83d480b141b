# SPDX-License-Identifier: Apache-2.0
"""A check code is a few signs that a person reads, writes and types, and a check sign.

The signs are those that are not misread; one wrong sign is always found, and so is
nearly every exchange of two. Source: ISO 7064:2003, hybrid system MOD 37,36.
"""

from __future__ import annotations

SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
PLAIN = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # no I, L, O, U: misread or mistyped
HANDWRITTEN = str.maketrans({"I": "1", "L": "1", "O": "0"})


def code_digits(number: int, *, least: int = 1) -> str:
    """Return a number in the 32 plain signs, at least so many of them."""
    digits = ""
    while number or not digits:
        number, rest = divmod(number, len(PLAIN))
        digits = PLAIN[rest] + digits
    return digits.rjust(least, PLAIN[0])


def digits_number(digits: str) -> int:
    """Return the number that plain signs stand for."""
    number = 0
    for sign in digits:
        number = number * len(PLAIN) + PLAIN.index(sign)
    return number


def checked(digits: str) -> str:
    """Return signs with their check sign: a code as it is written."""
    return f"{digits}-{check_sign(digits)}"


def typed_code(said: str) -> str:
    """Return a code as it is written, from what a person typed; "" if it is none."""
    plain = "".join(sign for sign in said.upper() if sign in SIGNS)
    digits, check = plain[:-1].translate(HANDWRITTEN), plain[-1:]
    if not digits or any(sign not in PLAIN for sign in digits):
        return ""
    return f"{digits}-{check}" if check_sign(digits) == check else ""


def check_sign(digits: str) -> str:
    """Return the sign that the digits end in."""
    held = len(SIGNS)
    for sign in digits:
        held = (held + SIGNS.index(sign)) % len(SIGNS) or len(SIGNS)
        held = held * 2 % (len(SIGNS) + 1)
    return SIGNS[(len(SIGNS) + 1 - held) % len(SIGNS)]
