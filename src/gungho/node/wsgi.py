# SPDX-License-Identifier: Apache-2.0
"""The WSGI application that the server runs; it reads the trail before it is asked."""

from __future__ import annotations

import gc
import os
from threading import Thread

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gungho.node.settings")
application = get_wsgi_application()


def _warm() -> None:
    """Read what the first page would have to wait for."""
    from django.db import connection  # noqa: PLC0415 - after the settings

    from gungho.node.wiring import start_waiting_jobs  # noqa: PLC0415
    from gungho.store.reads.home import worth  # noqa: PLC0415

    try:
        start_waiting_jobs()
        worth()
    finally:
        connection.close()
        gc.collect()
        gc.freeze()  # else each full collection walks a million kept lines again


Thread(target=_warm, name="gungho-warm", daemon=True).start()
