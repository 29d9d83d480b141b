# SPDX-License-Identifier: Apache-2.0
"""Federation carries signed books between installations; it sees no goods."""
