# SPDX-License-Identifier: Apache-2.0
"""Formats read and write other people's files: packages, ledger text."""
