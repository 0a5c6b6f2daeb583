"""The words of dates in Russian and English, and how a text is evened out before it is read."""

import re
from collections.abc import Iterable


def _numbered(forms: str) -> dict[str, int]:
    """Lines of words that mean the same, counted from 0."""
    lines = forms.strip().splitlines()
    return {word: number for number, line in enumerate(lines) for word in line.split()}


WEEKDAYS = _numbered("""
    monday mon понедельник понедельника понедельнику пн
    tuesday tues tue вторник вторника вторнику вт
    wednesday weds wed среда среду среды среде ср
    thursday thurs thur thu четверг четверга четвергу чт
    friday fri пятница пятницу пятницы пятнице пт
    saturday sat суббота субботу субботы субботе сб
    sunday sun воскресенье воскресенья воскресенью вс
""")
"""Word → 0 (Monday) … 6."""

MONTHS = {
    word: number + 1
    for word, number in _numbered("""
        january jan январь января январю янв
        february feb февраль февраля февралю фев
        march mar март марта марту мар
        april apr апрель апреля апрелю апр
        may май мая маю
        june jun июнь июня июню июн
        july jul июль июля июлю июл
        august aug август августа августу авг
        september sept sep сентябрь сентября сентябрю сент сен
        october oct октябрь октября октябрю окт
        november nov ноябрь ноября ноябрю нояб ноя
        december dec декабрь декабря декабрю дек
    """).items()
}
"""Word → 1 … 12."""

NUMBERS = {
    word: number + 1
    for word, number in _numbered("""
        a an one один одну одного
        two couple два две двух пару
        three три трех
        four четыре четырех
        five пять пяти
        six шесть шести
        seven семь семи
        eight восемь восьми
        nine девять девяти
        ten десять десяти
    """).items()
}
"""Number words up to ten."""

UNITS = {
    **dict.fromkeys(("day", "days", "день", "дня", "дней", "дн"), "days"),
    **dict.fromkeys(("week", "weeks", "неделю", "недели", "недель", "нед"), "weeks"),
    **dict.fromkeys(("month", "months", "месяц", "месяца", "месяцев", "мес"), "months"),
    **dict.fromkeys(("year", "years", "год", "года", "лет"), "years"),
}
"""Word → the unit's name as relativedelta spells it."""

SHORT_UNITS = {
    **dict.fromkeys(("minute", "minutes", "min", "минуту", "минуты", "минут", "мин"), "minutes"),
    **dict.fromkeys(("hour", "hours", "час", "часа", "часов"), "hours"),
}
"""Word → the unit's name as timedelta spells it."""

ADVERBS = {
    **dict.fromkeys(("today", "tonight", "сегодня", "eod", "end of day", "end of the day"), 0),
    **dict.fromkeys(("конец дня", "конца дня", "концу дня", "конце дня"), 0),
    **dict.fromkeys(("tomorrow", "tmrw", "завтра", "завтрашнего дня", "завтрашнему дню"), 1),
    **dict.fromkeys(("day after tomorrow", "the day after tomorrow", "послезавтра"), 2),
}
"""Phrase → days from today."""

PLAIN_ADVERBS = frozenset({"today", "tonight", "tomorrow", "tmrw", "day after tomorrow", "the day after tomorrow"}) | {
    "сегодня",
    "завтра",
    "послезавтра",
}
"""Those that are a date wherever they stand."""

PERIODS = {
    **dict.fromkeys(("week", "недели", "неделя", "неделю", "неделе"), "week"),
    **dict.fromkeys(("month", "месяца", "месяц", "месяце"), "month"),
    **dict.fromkeys(("quarter", "квартала", "квартал", "квартале"), "quarter"),
    **dict.fromkeys(("year", "года", "год", "году"), "year"),
}
SHORT_ENDS = {"eow": "week", "eom": "month", "eoq": "quarter", "eoy": "year"}


def one_of(words: Iterable[str]) -> str:
    """A regular expression that is any of the words, longest first."""
    return "(?:" + "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) + ")"


NEXT = r"(?:next|following|следующ(?:ий|ая|ую|ее|его|ей|ему|ем))"
THIS = r"(?:this|эт(?:от|а|у|о|ой|ого|ому|ом))"
COMING = r"(?:coming|ближайш(?:ий|ая|ую|ее|его|ей|ему))"
WEEKDAY = one_of(WEEKDAYS)
MONTH = one_of(MONTHS)
COUNT = rf"(?:[0-9]{{1,3}}|{one_of(NUMBERS)})"

DEADLINE_LEAD = (
    r"(?:due by|due on|due|by|until|till|before|no later than|not later than|deadline|"
    r"до|к|ко|не позднее|не позже|срок|дедлайн)"
)
"""Words that make of what follows a deadline."""
ON_LEAD = r"(?:on|в|во)"
OTHER_LEAD = r"(?:for|at|на)"
LEAD = rf"(?:{DEADLINE_LEAD}|{ON_LEAD}|{OTHER_LEAD})"

DANGLING = frozenset(
    _numbered("""
        a an the of for from since to and or about vs than not no with last every each per past after before between
        на с со от по про для о об обо за и или либо не ни без из у при над под перед после между чем как
        каждый каждую каждое прошлый прошлую прошлое
    """)
)
"""A date that follows one of these is a part of the sentence ("the plan for tomorrow"), not the task's date."""


def evened(text: str) -> str:
    """Lower case, е for ё, one kind of dash and of space, no punctuation but what dates are made of."""
    lowered = text.lower().replace("ё", "е")
    dashed = re.sub(r"[‐‑‒–—−]", "-", lowered)
    bare = re.sub(r"[,;:()!?\"«»„“”]+(?=\s|$)|(?<!\S)[,;:()\"«»„“”]+|\.+(?=\s*$)", " ", dashed)
    return " ".join(bare.split())
