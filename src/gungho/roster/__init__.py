# SPDX-License-Identifier: Apache-2.0
"""The roster knows bodies, places and routes as plain values."""
