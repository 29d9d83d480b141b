# SPDX-License-Identifier: Apache-2.0
"""How hard the laws are tried: quickly by default, deeply by `make laws`.

And a fresh home for each test that keeps books in a database.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import django
import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from pytest_django.plugin import DjangoDbBlocker

    from tests.support.homes import FreshHome

# The machines that run this are slow and shared, so no example is timed.
settings.register_profile(
    "quick",
    deadline=None,
    max_examples=50,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("deep", settings.get_profile("quick"), max_examples=1000)
settings.load_profile("quick")


@pytest.fixture(scope="session")
def _django(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Set Django up once for this process."""
    os.environ.setdefault("GUNGHO_HOME", str(tmp_path_factory.mktemp("home")))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gungho.node.settings")
    django.setup()


ENGINES = ("sqlite", "postgresql")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Let every test that keeps books in a database run on both engines."""
    if "engine" in metafunc.fixturenames:
        only = metafunc.definition.get_closest_marker("engines")
        metafunc.parametrize("engine", only.args if only else ENGINES)


@pytest.fixture
def fresh_home(
    _django: None,
    django_db_blocker: DjangoDbBlocker | None,
    tmp_path: Path,
    engine: str,
) -> Iterator[FreshHome]:
    """Return a home with a fresh database, its tables made and guarded."""
    from django.db import connection, connections  # noqa: PLC0415 - after Django

    from tests.support import homes  # noqa: PLC0415

    before = connections.databases["default"]
    # Without settings of its own, pytest-django blocks nothing and has no blocker.
    with django_db_blocker.unblock() if django_db_blocker else nullcontext():
        if engine == "postgresql":
            from tests.support import postgres  # noqa: PLC0415 - starts a server

            made = homes.template(tmp_path.parent)
            with postgres.database(made) as url:
                yield homes.FreshHome(tmp_path, url=url)
                connection.close()
        else:
            yield homes.FreshHome(tmp_path)
            connection.close()
    connections.databases["default"] = before
    del connections["default"]
