"""What people type, as Slack sends it on: names become mentions, control characters are escaped."""

import re

from bot.rehearsal.slack.mrkdwn import escaped
from bot.rehearsal.slack.world import User, Workspace

_TOKEN = re.compile(r"<(?:[@#][A-Z0-9]+(?:\|[^<>]*)?|!(?:here|channel|everyone))>")
_BROADCASTS = ("here", "channel", "everyone")


def as_message(text: str, space: Workspace) -> str:
    """A message's text: `@Name` → `<@U…>`, `#channel` → `<#C…>`, `@channel` → `<!channel>`, the rest escaped.

    Mentions that are written out already (`<@U…>`) stay, for tests that think in ids.
    """
    return _converted(text, space, labels=False)


def as_command_text(text: str, space: Workspace, *, should_escape: bool) -> str:
    """The text of a slash command: with `should_escape` mentions carry id and name, else it goes raw."""
    return _converted(text, space, labels=True) if should_escape else text


def names_of(user: User) -> set[str]:
    return {user.name, user.real_name}


def _converted(text: str, space: Workspace, *, labels: bool) -> str:
    people = {name.casefold(): user for user in space.users.values() for name in names_of(user) if name}
    channels = {channel.name.casefold(): channel for channel in space.channels.values() if channel.name}
    pattern = _pattern([*people, *([] if labels else _BROADCASTS)], list(channels))

    def put(found: re.Match[str]) -> str:
        whole = found[0]
        if whole.startswith("<"):
            return whole
        sign, name = whole[0], whole[1:].casefold()
        if sign == "#":
            channel = channels[name]
            return f"<#{channel.id}|{channel.name}>" if labels else f"<#{channel.id}>"
        if name not in people:
            return f"<!{name}>"
        user = people[name]
        return f"<@{user.id}|{user.name}>" if labels else f"<@{user.id}>"

    out, last = [], 0
    for found in pattern.finditer(text):
        out += [escaped(text[last : found.start()]), put(found)]
        last = found.end()
    return "".join([*out, escaped(text[last:])])


def _pattern(people: list[str], channels: list[str]) -> re.Pattern[str]:
    def any_of(names: list[str]) -> str:
        return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True)) or r"(?!)"

    return re.compile(rf"{_TOKEN.pattern}|@(?:{any_of(people)})(?!\w)|#(?:{any_of(channels)})(?!\w)", re.IGNORECASE)
