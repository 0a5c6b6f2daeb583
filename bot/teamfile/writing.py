"""A team → its file: the same keys in the same order, what has its default left out, names as people write them."""

from datetime import date
from enum import StrEnum
from io import StringIO
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedSeq
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from bot.teamfile.content import (
    DEFAULT_DAY_OFF,
    FileChat,
    FilePerson,
    FileRitual,
    TeamFile,
    default_duration,
)
from bot.teamfile.options import said_options
from bot.teamfile.words import duration_text
from rituals.datelists import range_text, ranges_of
from rituals.timeline import Variant

_NEVER_FOLD = 1_000_000
"""A line's width: a folded name would be harder to read, and to compare in git."""

_Said = dict[str, Any]


def team_file_text(team: TeamFile) -> str:
    """The YAML of a team, ending with a line break."""
    said: _Said = {
        "team": team.name,
        "locale": team.locale,
        "timezone": team.timezone,
        "holidays": team.holidays or "none",
        "days_off": _days(team.days_off),
        "working_days": _days(team.working_days),
        "market": str(team.market),
        "chats": [_chat(chat) for chat in team.chats],
        "people": [_person(person) for person in team.people],
        "rituals": [_ritual(ritual, team.timezone) for ritual in team.rituals],
    }
    text = StringIO()
    _writer().dump({key: value for key, value in said.items() if value}, text)
    return text.getvalue()


def _writer() -> YAML:
    writer = YAML(typ="rt", pure=True)
    writer.indent(mapping=2, sequence=4, offset=2)
    writer.width = _NEVER_FOLD
    writer.allow_unicode = True
    return writer


def _days(days: frozenset[date] | None) -> CommentedSeq | None:
    """Dates and ranges in one line."""
    if not days:
        return None
    line = CommentedSeq(first if first == last else range_text((first, last)) for first, last in ranges_of(days))
    line.fa.set_flow_style()
    return line


def _chat(chat: FileChat) -> _Said:
    return _said({"id": str(chat.place), "department": str(chat.audience), "locale": chat.locale})


def _person(person: FilePerson) -> _Said:
    return _said(
        {
            "name": person.name,
            "department": str(person.department),
            "role": None if person.role is None else str(person.role),
            "admin": True if person.admin else None,
            "accounts": _in_one_line(person.accounts),
            "locale": person.locale,
            "timezone": person.timezone,
            "joined": person.joined,
        }
    )


def _ritual(ritual: FileRitual, team_timezone: str) -> _Said:
    schedule = ritual.schedule
    usual = ritual.duration == default_duration(ritual.kind)
    return _said(
        {
            "name": ritual.name,
            "kind": ritual.kind,
            "every": str(schedule.every),
            "on": str(schedule.on),
            "at": DoubleQuotedScalarString(f"{schedule.at:%H:%M}"),
            "duration": None if usual else duration_text(ritual.duration),
            "day_off": None if schedule.day_off is DEFAULT_DAY_OFF else str(schedule.day_off),
            "variant": None if ritual.variant is Variant.MEETING else str(ritual.variant),
            "paused": ritual.paused or None,
            "starting": schedule.starting,
            "timezone": None if schedule.timezone == team_timezone else schedule.timezone,
            "participants": _in_one_line(ritual.participants.words) if ritual.participants else None,
            **{key: _plain(value) for key, value in said_options(ritual.options).items()},
        }
    )


def _plain(value: Any) -> Any:
    """An option as YAML writes it."""
    match value:
        case tuple():
            return _in_one_line(value)
        case StrEnum():
            return str(value)
        case _:
            return value


def _in_one_line(words: tuple[str, ...]) -> CommentedSeq | None:
    if not words:
        return None
    line = CommentedSeq(_in_a_list(str(word)) for word in words)
    line.fa.set_flow_style()
    return line


def _in_a_list(word: str) -> str:
    """A word within brackets; in quotes if it begins with a sign: there `?x` would be read as a mapping's key."""
    return word if word[:1].isalnum() else DoubleQuotedScalarString(word)


def _said(values: _Said) -> _Said:
    """Without the keys that say nothing."""
    return {key: value for key, value in values.items() if value is not None}
