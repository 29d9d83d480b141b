# SPDX-License-Identifier: Apache-2.0
"""Write the Indusco movement package from its sources and its rules.

``python tools/make_indusco.py [FOLDER]`` reads ``sources/`` and ``rules/`` of
movements/indusco and writes the tables, ``datapackage.json`` and the totals of the
README into FOLDER (the same folder unless another is named). The same input gives the
same bytes.
"""

from __future__ import annotations

import sys
from pathlib import Path

from indusco.build import build

PACKAGE = Path(__file__).resolve().parent.parent / "movements" / "indusco"


def main(arguments: list[str]) -> None:
    target = Path(arguments[0]) if arguments else PACKAGE
    for name, count in build(PACKAGE, target).items():
        sys.stdout.write(f"{name}: {count}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
