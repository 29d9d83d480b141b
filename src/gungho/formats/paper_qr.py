# SPDX-License-Identifier: Apache-2.0
"""An address as a QR code, so that a telephone can open what a paper speaks of.

Source: ISO/IEC 18004, error correction level M: about 15 % of it may be lost.
"""

from __future__ import annotations

import io

import segno


def qr_svg(address: str) -> str:
    """Return the code as a picture without a margin; the paper leaves one."""
    told = io.BytesIO()
    made = segno.make_qr(address, error="m", boost_error=False)
    made.save(told, kind="svg", border=0, xmldecl=False, svgns=True, omitsize=True)
    return told.getvalue().decode()
