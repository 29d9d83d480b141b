# SPDX-License-Identifier: Apache-2.0
"""A bundle as the attachment of a letter, for those who have nothing but e-mail."""

from __future__ import annotations

from base64 import b64decode
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP

from gungho.actions.mail import Shelves
from gungho.actions.make_bundle import Made
from gungho.actions.sharing import receiver_of
from gungho.federation.envelope import encrypt
from gungho.measure import instant_text

MAIN, SUB = "application", "vnd.gungho.bundle"
MEDIA = f"{MAIN}/{SUB}"
HEADS = (b"from:", b"subject:", b"mime-version:", b"received:", b"return-path:")


def carried(shelves: Shelves, made: Made, *, to: str, as_letter: bool) -> bytes:
    """Return a bundle as it travels: closed to a body's key, or plain; in a letter.

    Raises Refusal ``bundle.receiver-unknown``.
    """
    raw = made.raw
    if to:
        key = receiver_of(shelves.state, to).key_public
        raw = encrypt(raw, public=b64decode(key))
    if not as_letter:
        return raw
    made_at = instant_text(shelves.clock())
    return letter(raw, sender=shelves.body, receiver=to or "anyone", made=made_at)


def letter(raw: bytes, *, sender: str, receiver: str, made: str) -> bytes:
    """Return a letter with the bundle attached, ready to be sent."""
    message = EmailMessage(policy=SMTP)
    message["Subject"] = f"Gungho: {sender} -> {receiver}, {made[:10]}"
    message["From"] = f"{sender}@invalid"
    message["To"] = f"{receiver}@invalid"
    message.set_content(
        "Attached is a parcel of books. Save it and run: gungho bundle read FILE\n"
        "附件为账簿包。请保存后运行：gungho bundle read FILE\n"
    )
    name = f"{sender}-{made[:10]}.bundle"
    message.add_attachment(raw, maintype=MAIN, subtype=SUB, filename=name)
    return message.as_bytes()


def unwrapped(raw: bytes) -> bytes:
    """Return the bundle in a letter; what is no letter is returned as it is."""
    if not raw[:200].lower().startswith(HEADS):
        return raw
    message = message_from_bytes(raw, policy=SMTP)
    for part in message.walk():
        if part.get_content_type() == MEDIA:
            found = part.get_payload(decode=True)
            if isinstance(found, bytes):
                return found
    return raw
