# SPDX-License-Identifier: Apache-2.0
"""The bench measures what the project is held to, beside its peers, in one run."""
