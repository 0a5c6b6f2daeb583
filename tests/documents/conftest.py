"""What the tests of asking for files stand on: SQLite with the small world in it, on a Thursday at noon."""

from tests.databases import sqlite_template
from tests.house import built_house, house

__all__ = ["built_house", "house", "sqlite_template"]
