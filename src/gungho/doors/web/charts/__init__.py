# SPDX-License-Identifier: Apache-2.0
"""Charts and maps as SVG made on the server: values in, escaped markup out.

Every chart has a sentence for those who cannot see it, and none carries a fact
that the page does not also print as a figure.
"""
