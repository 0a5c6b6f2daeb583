"""A ritual's rhythm in words: "every Monday at 10:00", "по понедельникам в 10:00"."""

from bot.rendering.reader import Locale, cldr
from rituals.recurrence import Every, On
from rituals.wrongvalues import WrongValue

_ACCUSATIVE = ("понедельник", "вторник", "среду", "четверг", "пятницу", "субботу", "воскресенье")
_ON_EACH = ("понедельникам", "вторникам", "средам", "четвергам", "пятницам", "субботам", "воскресеньям")
_RU_PLACES = {
    1: ("в первый", "в первую", "в первое"),
    2: ("во второй", "во вторую", "во второе"),
    3: ("в третий", "в третью", "в третье"),
    4: ("в четвёртый", "в четвёртую", "в четвёртое"),
    -1: ("в последний", "в последнюю", "в последнее"),
}
_GENDER = (0, 0, 1, 0, 1, 1, 2)
"""Of each weekday from Monday on: masculine, feminine, neuter, as in the forms above."""
_EN_PLACES = {1: "first", 2: "second", 3: "third", 4: "fourth", -1: "last"}
_RU_PERIODS = {Every.MONTH: "месяца", Every.QUARTER: "квартала"}


def rhythm_words(every: str, on: str, at: str, locale: Locale) -> str:
    """The rhythm that the team file writes as `every`, `on` and `at` ("10:00", the team's time).

    One that nobody understands, such as another version's, comes back as it is written there.
    """
    try:
        period, day = Every.parse(every), On.parse(on)
        day.check_fits(period)
    except WrongValue:
        return f"{every}, {on}, {at}"
    return _russian(period, day, at) if locale == "ru" else _english(period, day, at)


def _russian(every: Every, on: On, at: str) -> str:
    if on.weekday is None:
        return f"в первый рабочий день {_RU_PERIODS[every]}, в {at}"
    if every is Every.WEEK:
        return f"по {_ON_EACH[on.weekday]} в {at}"
    if every is Every.TWO_WEEKS:
        return f"раз в две недели, по {_ON_EACH[on.weekday]} в {at}"
    place = _RU_PLACES[on.place or 1][_GENDER[on.weekday]]
    return f"{place} {_ACCUSATIVE[on.weekday]} {_RU_PERIODS[every]}, в {at}"


def _english(every: Every, on: On, at: str) -> str:
    if on.weekday is None:
        return f"on the first workday of the {every} at {at}"
    weekday = cldr("en").days["stand-alone"]["wide"][on.weekday]
    if every.is_weekly:
        return f"every {weekday} at {at}" if every is Every.WEEK else f"every other {weekday} at {at}"
    return f"on the {_EN_PLACES[on.place or 1]} {weekday} of the {every} at {at}"
