# SPDX-License-Identifier: Apache-2.0
"""A picture of a page that stands alone in the docs, with the colours of the pages."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]


def alone(svg: str) -> str:
    """Return a picture with the colours that a page would have given it."""
    css = ROOT / "src/gungho/doors/web/static/gungho"
    tokens = (css / "tokens.css").read_text("utf-8")
    root = re.sub(r"/\*.*?\*/", "", tokens[: tokens.index("}") + 1], flags=re.S)
    rules = [
        line for line in (css / "base.css").read_text("utf-8").splitlines()
        if re.match(r"\.(pic|map|tone-|line-|ink-|fill-)", line)
    ]  # fmt: skip
    style = " ".join((root + " ".join(rules)).split())
    head, mark, rest = svg.partition(">")
    if "xmlns=" not in head:
        head += ' xmlns="http://www.w3.org/2000/svg"'
    return f"{head}{mark}<style>{style}</style>{rest}\n"
