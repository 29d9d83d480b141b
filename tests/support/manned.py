# SPDX-License-Identifier: Apache-2.0
"""A told home with an account for each role, and a browser that is signed in to one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tests.support.people import PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import Page

# By name of the account: its role, and the body it is held for.
PEOPLE = {
    "keeper": "", "treasurer": "london", "supply": "hk", "depot": "baoji",
    "bookkeeper": "baoji.0001", "organiser": "baoji", "trader": "", "secretary": "hk",
    "auditor": "",
}  # fmt: skip
_SCRIPT = """
import json, sys
import django
django.setup()
from tests.support.people import account, holds
for name, body in json.loads(sys.argv[1]).items():
    holds(account(name, password=sys.argv[2]), name, body=body)
"""


def man(home: Path) -> None:
    """Give each role an account in a home that is not served yet."""
    subprocess.run(
        [sys.executable, "-c", _SCRIPT, json.dumps(PEOPLE), PASSWORD],
        env={**os.environ, "GUNGHO_HOME": str(home),
             "DJANGO_SETTINGS_MODULE": "gungho.node.settings",
             "PYTHONPATH": os.pathsep.join(sys.path)},
        check=True, timeout=120,
    )  # fmt: skip


def sign_in(page: Page, site: str, name: str) -> None:
    """Open the first page and sign in by keyboard, as each role begins."""
    page.goto(f"{site}/")
    page.locator(".who a").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/account/sign-in/**")
    page.locator("#id_login").focus()
    for typed in (name, PASSWORD):
        page.keyboard.type(typed)
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site}/")
