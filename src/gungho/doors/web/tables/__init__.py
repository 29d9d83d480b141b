# SPDX-License-Identifier: Apache-2.0
"""Lists that can be sorted, paged and taken along as a file, all by one way."""
