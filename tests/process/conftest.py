"""What the tests of the process share: a machine, and a PostgreSQL server."""

from pathlib import Path

import pytest

from tests.databases import postgres  # noqa: F401  A fixture.
from tests.process.machine import Machine


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """A machine of one's own, in an empty folder."""
    return Machine(tmp_path)
