"""Reads Slack's text: escapes, mentions and links become plain words, with the people named in them kept apart."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from bot.messengers.slack.keys import account_key
from handlers.registry import Mention

_TOKEN = re.compile(r"<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>")
"""`<@U1|vera>`, `<#C1|sales>`, `<!here>`, `<!date^…|fallback>`, `<https://…|label>` (docs.slack.dev, formatting)."""

_COMMAND = re.compile(r"\s*/?([A-Za-z][A-Za-z0-9_-]*)(?=\s|$)\s*")

NameOf = Callable[[str], str]
"""The name of a user id, for a mention that comes without one."""


@dataclass(frozen=True, slots=True)
class Words:
    """Plain words, and who is named in them."""

    text: str
    mentions: tuple[Mention, ...] = ()


def unescape(text: str) -> str:
    """Slack escapes these three and nothing else."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def read(text: str, team: str, name_of: NameOf) -> Words:
    """Slack's text as a person would say it; a mention becomes `@name` and is given with its account."""
    said: list[str] = []
    mentions: list[Mention] = []
    length = 0
    end = 0
    for token in _TOKEN.finditer(stripped := text.strip()):
        before = unescape(stripped[end : token.start()])
        shown = unescape(_shown(token[1], token[2], token[3], name_of))
        start = length + len(before)
        length = start + len(shown)
        if token[1] == "@" and token[2]:
            mentions.append(Mention(account_key(team, token[2]), start, length))
        said += [before, shown]
        end = token.end()
    return Words("".join([*said, unescape(stripped[end:])]), tuple(mentions))


def _shown(sign: str, what: str, label: str | None, name_of: NameOf) -> str:
    """What a reader sees in place of a token."""
    if sign == "@":
        return f"@{label or name_of(what)}"
    if sign == "#":
        return f"#{label or what}"
    if sign == "!":
        return label or f"@{what.partition('^')[0]}"
    if not label or what.removeprefix("mailto:") == label or what.endswith(f"//{label}"):
        return what.removeprefix("mailto:")
    return f"{label} ({what})"


def mentioned(text: str) -> set[str]:
    """User ids that are mentioned without a name."""
    return {token[2] for token in _TOKEN.finditer(text) if token[1] == "@" and token[2] and not token[3]}


def first_word(text: str) -> tuple[str, str]:
    """The word that may be a command, in small letters and without its slash, and what follows it (still escaped)."""
    found = _COMMAND.match(text)
    if found is None:
        return "", text.strip()
    return found[1].lower(), text[found.end() :].strip()


def without(text: str, user: str) -> str:
    """The text without the mention of that user at its beginning (what else would a mention of the bot be for)."""
    return re.sub(rf"^\s*<@{re.escape(user)}(?:\|[^<>]*)?>[\s,:]*", "", text, count=1)
