# SPDX-License-Identifier: Apache-2.0
"""What a desk counts beside the rows of the list that its count leads to."""

from __future__ import annotations

import csv
import re
from io import StringIO

from django.test import Client

from gungho.doors.desks import LISTS
from gungho.doors.web.context import today
from gungho.store.reads.desks import Asked, waiting

TABLE_ROW = re.compile(r'<tbody role="rowgroup">(.*?)</tbody>', re.DOTALL)
NEXT = re.compile(r'<a href="([^"]*)" rel="next">')


def counted(queue: str, body: str) -> int:
    """Return how much a desk says waits in a queue."""
    asked = body if LISTS[queue].body else ""
    return waiting(queue, Asked(today=today(), body=asked))


def listed(client: Client, queue: str, body: str) -> int:
    """Return how many rows the list of a queue has: of its file, or page by page."""
    address, _hash, part = LISTS[queue].href(body).partition("#")
    if address.startswith("/audit/"):
        return _page_by_page(client, address)
    lead = f"{part}." if part else ""
    mark = "&" if "?" in address else "?"
    answer = client.get(f"{address}{mark}{lead}as=csv")
    assert answer.headers["Content-Type"].startswith("text/csv"), (queue, address)
    raw = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    return len(list(csv.reader(StringIO(raw.decode("utf-8-sig"))))) - 1


def _page_by_page(client: Client, address: str) -> int:
    page, rows = address.partition("?")[0], 0
    while address:
        told = client.get(address).content.decode()
        rows += sum(one.count("<tr ") for one in TABLE_ROW.findall(told))
        after = NEXT.search(told)
        address = page + after[1].replace("&amp;", "&") if after else ""
    return rows
