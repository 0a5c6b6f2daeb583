"""What the attacks stand on: the small world, on a Thursday at noon."""

from tests.databases import postgres, postgres_url, sqlite_template
from tests.house import built_house, house

__all__ = ["built_house", "house", "postgres", "postgres_url", "sqlite_template"]
