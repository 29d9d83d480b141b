# SPDX-License-Identifier: Apache-2.0
"""The journal: entries, canonical bytes, the log, proofs, seals and keys."""

from __future__ import annotations

from gungho.journal.canonical import canonical, encode_sorted, strict_load
from gungho.journal.checkpoint import Checkpoint, open_seal, parse_checkpoint, seal
from gungho.journal.entry import (
    Booking,
    Entry,
    Posting,
    book_id,
    command_digest,
    decode,
    encode,
)
from gungho.journal.keys import (
    NodeKey,
    check_signature,
    read_verifier,
    recovery_pair,
    verifier_text,
)
from gungho.journal.merkle import (
    EMPTY_ROOT,
    Frontier,
    TileReader,
    completed_tiles,
    consistency_path,
    inclusion_path,
    leaf_hash,
    node_hash,
    root_of,
    verify_consistency,
    verify_inclusion,
)
from gungho.journal.note import open_note, sign_note

__all__ = [
    "EMPTY_ROOT",
    "Booking",
    "Checkpoint",
    "Entry",
    "Frontier",
    "NodeKey",
    "Posting",
    "TileReader",
    "book_id",
    "canonical",
    "check_signature",
    "command_digest",
    "completed_tiles",
    "consistency_path",
    "decode",
    "encode",
    "encode_sorted",
    "inclusion_path",
    "leaf_hash",
    "node_hash",
    "open_note",
    "open_seal",
    "parse_checkpoint",
    "read_verifier",
    "recovery_pair",
    "root_of",
    "seal",
    "sign_note",
    "strict_load",
    "verifier_text",
    "verify_consistency",
    "verify_inclusion",
]
