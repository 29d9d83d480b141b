# SPDX-License-Identifier: Apache-2.0
"""What is to be measured and is not there yet, with what it would need."""

from __future__ import annotations

NOT_THERE: tuple[tuple[str, str], ...] = (
    (
        "1M bookings of a text journal imported, against ledger, hledger, bean-check",
        "a reader of text journals and the kind journal.imported",
    ),
    (
        "the same as single native entries; its peak memory",
        "the same reader, recording through record_all",
    ),
    ("all balances from a close", "periods that are closed, with balances carried"),
    (
        "audit and bundle of 1M entries, two processes",
        "an executor port over books; audit measures one process, and 100k",
    ),
    (
        "a cold build of 5M moves from the store",
        "a store of that size; the estimate stands in the notes of trace",
    ),
    ("growth from 100k to 1M", "homes of 1M entries; audit grows from 10k to 100k"),
)
