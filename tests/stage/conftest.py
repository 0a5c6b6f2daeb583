"""What the tests of the page stand on."""

from tests.stage.visit import visit

__all__ = ["visit"]
