# SPDX-License-Identifier: Apache-2.0
"""The door a node listens at: this machine alone, or beyond it over a closed wire.

Beyond loopback there are accounts, and TLS here or at a named proxy; there is no third
way (DESIGN: a node may listen beyond loopback only so).
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from ipaddress import ip_address
from pathlib import Path

from gungho.errors import Refusal

VARIABLE = "GUNGHO_DOOR"
LOOPBACK = "127.0.0.1"
HTTPS = "https"


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """Where a node listens, by which names it is called, and how the wire is closed."""

    address: str = LOOPBACK
    port: int = 8000
    names: tuple[str, ...] = ()
    tls_cert: str = ""
    tls_key: str = ""
    proxy: str = ""

    @property
    def is_beyond(self) -> bool:
        """Whether anybody but this machine can knock."""
        return not is_loopback(self.address) or bool(self.tls_cert or self.proxy)

    def text(self) -> str:
        """Return the door as the serving process is told it."""
        return json.dumps(asdict(self))

    def check(self, *, accounts: bool) -> None:
        """Refuse a door that would let in whom it should not.

        Raises Refusal ``serve.no-accounts``, ``serve.open-wire``, ``serve.tls-half`` or
        ``serve.address``.
        """
        for one in (self.address, self.proxy):
            if one and not is_address(one):
                raise Refusal("serve.address", address=one[:80])
        if bool(self.tls_cert) != bool(self.tls_key):
            raise Refusal("serve.tls-half")
        for path in (self.tls_cert, self.tls_key):
            if path and not Path(path).is_file():
                raise Refusal("serve.tls-half")
        if not self.is_beyond:
            return
        if not (self.tls_cert or self.proxy):
            raise Refusal("serve.open-wire", address=self.address)
        if not accounts:
            raise Refusal("serve.no-accounts", address=self.address, port=self.port)


def door_of(text: str) -> Door:
    """Return the door that a process was told; without a word, this machine's own."""
    if not text:
        return Door()
    told = json.loads(text)
    return Door(**told | {"names": tuple(told["names"])})


def is_address(text: str) -> bool:
    """Whether a text is an IP address."""
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def is_loopback(name: str) -> bool:
    """Whether a name or address means this machine."""
    if name.lower() == "localhost":
        return True
    try:
        address = ip_address(name)
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback
