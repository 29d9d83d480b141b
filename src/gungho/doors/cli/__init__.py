# SPDX-License-Identifier: Apache-2.0
"""The command line: every command reads one home, and speaks plainly or in JSON."""
