# SPDX-License-Identifier: Apache-2.0
"""Pages as a reader gets them: asked of this machine, read without their markup."""

from __future__ import annotations

import re
from typing import Any

from django.test import Client

# The pages answer to this machine alone.
CLIENT = Client(headers={"host": "127.0.0.1"})


def told(page: Any) -> str:
    """Return a page's text, without its markup and pictures."""
    text = re.sub(r"<svg.*?</svg>", " ", page.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", text)).replace("\xa0", " ")
