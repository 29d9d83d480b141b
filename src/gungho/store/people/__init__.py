# SPDX-License-Identifier: Apache-2.0
"""People who sign in: accounts, invitations, the roles they hold, the cards they open.

All of it is private (law 11): it is not history, is never rebuilt and is in no bundle.
"""

from __future__ import annotations
