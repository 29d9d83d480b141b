# SPDX-License-Identifier: Apache-2.0
"""The play tells a movement's story through the one write path, quarter by quarter."""
