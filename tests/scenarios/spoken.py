"""Both languages of the scenarios."""

from tests.scenarios.labels import Labels
from tests.scenarios.labels_en import EN
from tests.scenarios.labels_ru import RU


def labels_in(locale: str) -> Labels:
    """The words of a language."""
    return {"ru": RU, "en": EN}[locale]
