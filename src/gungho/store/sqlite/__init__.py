# SPDX-License-Identifier: Apache-2.0
"""SQLite as this house runs it: the file's own schema may call no function."""

from __future__ import annotations
