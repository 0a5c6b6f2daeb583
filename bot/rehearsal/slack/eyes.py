"""Who looks at a text: names, dates and times are shown to each person in their own language and time zone."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from babel import Locale
from babel.core import UnknownLocaleError
from babel.dates import format_date, format_time, format_timedelta

from bot.rehearsal.slack.world import User, Workspace

_PRETTY = {
    "en": ("Yesterday", "Today", "Tomorrow"),
    "ru": ("вчера", "сегодня", "завтра"),
}
_TOKEN = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Eyes:
    """A reader: whose names resolve (`space`), whose language and zone dates are in, and what time it is (`now`)."""

    space: Workspace
    tz: str
    locale: str
    now: datetime

    @classmethod
    def of(cls, user: User, now: datetime) -> "Eyes":
        return cls(user.space, user.tz, user.locale, now)

    def user(self, user_id: str, label: str = "") -> str:
        found = self.space.users.get(user_id)
        return "@" + (found.real_name if found else label or user_id)

    def channel(self, channel_id: str, label: str = "") -> str:
        found = self.space.channels.get(channel_id)
        return "#" + (found.name if found else label or channel_id)

    def date(self, timestamp: int, wanted: str) -> str:
        """A Slack date format (`{date_short_pretty} {time}`) filled for this reader. Unknown tokens stay."""
        moment = datetime.fromtimestamp(timestamp, UTC).astimezone(ZoneInfo(self.tz))
        return _TOKEN.sub(lambda token: self._piece(moment, token[1]) or token[0], wanted)

    def _piece(self, moment: datetime, name: str) -> str:
        locale = self._babel()
        if name in {"time", "time_secs"}:
            return format_time(moment, "short" if name == "time" else "medium", locale=locale)
        if name == "date_num":
            return f"{moment:%Y-%m-%d}"
        if name == "ago":
            return format_timedelta(moment - self.now, add_direction=True, locale=locale)
        if name.endswith("_pretty"):
            return self._near(moment) or self._piece(moment, name.removesuffix("_pretty"))
        styles = {"date": "long", "date_short": "medium", "date_long": "full"}
        return format_date(moment, styles[name], locale=locale) if name in styles else ""

    def _near(self, moment: datetime) -> str:
        days = (moment.date() - self.now.astimezone(moment.tzinfo).date()).days
        words = _PRETTY.get(self.locale[:2], _PRETTY["en"])
        return words[days + 1] if -1 <= days <= 1 else ""

    def _babel(self) -> Locale:
        try:
            return Locale.parse(self.locale, sep="-" if "-" in self.locale else "_")
        except (UnknownLocaleError, ValueError):
            return Locale("en")
