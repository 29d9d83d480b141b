# SPDX-License-Identifier: Apache-2.0
"""The store is Django's tables: the journal, its projections, erasable cards."""
