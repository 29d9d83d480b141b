# SPDX-License-Identifier: Apache-2.0
"""The ledger turns entries into balanced postings, funds, lots and balances."""
