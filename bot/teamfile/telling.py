"""What an import does, in lines for the admin's terminal: `+` is new, `~` changes; what stays as it is says nothing."""

from collections.abc import Sequence
from dataclasses import fields

from bot.teamfile.content import Participants
from bot.teamfile.options import option_changes, said_options
from bot.teamfile.words import duration_text
from rituals.datelists import range_text, ranges_of
from rituals.team import Chat, Person, Team
from rituals.timeline import Ritual

_ARROW = "→"


def new_team(team: Team) -> str:
    days = [
        f"{name} {_word(said)}"
        for name, said in (("days_off", team.days_off), ("working_days", team.working_days))
        if said
    ]
    about = _joined(team.locale, team.timezone, f"holidays {_word(team.holidays)}", *days, team.market)
    return f"+ team {team.name} ({about})"


def team_changes(before: Team, after: Team) -> str | None:
    """None when nothing changes; the same for the others below."""
    names = [field.name for field in fields(Team) if field.name not in {"id", "name"}]
    changes = [_change(name, getattr(before, name), getattr(after, name)) for name in names]
    return _changed("team", after.name, changes)


def new_chat(chat: Chat) -> str:
    return f"+ chat {chat.place} ({_joined(chat.audience, chat.locale)})"


def chat_changes(before: Chat, after: Chat) -> str | None:
    changes = [
        _change("department", before.audience, after.audience),
        _change("locale", before.locale, after.locale),
    ]
    return _changed("chat", after.place, changes)


def new_person(person: Person) -> str:
    accounts = f": {', '.join(person.accounts)}" if person.accounts else ""
    about = _joined(person.department, person.role, "admin" if person.admin else None, person.locale, person.timezone)
    return f"+ person {person.name} ({about}){accounts}"


def person_changes(before: Person, after: Person) -> str | None:
    names = ("name", "department", "role", "admin", "locale", "timezone", "joined")
    changes = [_change(name, getattr(before, name), getattr(after, name)) for name in names]
    changes += [f"+ {account}" for account in after.accounts if account not in before.accounts]
    changes += [f"- {account}" for account in before.accounts if account not in after.accounts]
    changes += ["is back"] if after.active and not before.active else []
    return _changed("person", before.name, changes)


def new_ritual(ritual: Ritual) -> str:
    schedule = ritual.schedule
    when = f"every {schedule.every} on {schedule.on} at {schedule.at:%H:%M}"
    rests = "paused" if ritual.rests else None
    options = [f"{key} {_word(value)}" for key, value in said_options(ritual.options).items()]
    return f"+ ritual {ritual.name} ({_joined(ritual.kind, when, duration_text(ritual.duration), rests, *options)})"


def ritual_changes(
    before: Ritual, after: Ritual, took_part: Participants | None = None, takes_part: Participants | None = None
) -> str | None:
    old, new = before.schedule, after.schedule
    changes = [
        _change("every", old.every, new.every),
        _change("on", old.on, new.on),
        _change("at", f"{old.at:%H:%M}", f"{new.at:%H:%M}"),
        _change("duration", duration_text(before.duration), duration_text(after.duration)),
        _change("day_off", old.day_off, new.day_off),
        _change("variant", before.variant, after.variant),
        _change("paused", before.rests, after.rests),
        _change("starting", old.starting, new.starting),
        _change("timezone", old.timezone, new.timezone),
        _change("participants", took_part and took_part.words, takes_part and takes_part.words),
        *(_change(*changed) for changed in option_changes(before.options, after.options)),
    ]
    return _changed("ritual", after.name, changes)


def planned_now(ritual: Ritual) -> str:
    return f"~ ritual {ritual.name}: planned from now on"


def _changed(what: str, name: str, changes: Sequence[str | None]) -> str | None:
    real = [change for change in changes if change is not None]
    return f"~ {what} {name}: {'; '.join(real)}" if real else None


def _change(name: str, before: object, after: object) -> str | None:
    return None if before == after else f"{name} {_word(before)} {_ARROW} {_word(after)}"


def _word(value: object) -> str:
    """A value as the file writes it."""
    match value:
        case None:
            return "none"
        case bool():
            return "true" if value else "false"
        case frozenset():
            return ", ".join(map(range_text, ranges_of(value))) or "none"
        case tuple():
            return ", ".join(map(str, value)) or "nobody"
        case _:
            return str(value)


def _joined(*words: str | None) -> str:
    return ", ".join(word for word in words if word)
