"""Reads the MessageEntity objects that a call gives instead of a parse mode."""

from collections.abc import Callable
from typing import Any

from bot.rehearsal.telegram.entities import Entity
from bot.rehearsal.telegram.errors import ApiError, bad_request
from bot.rehearsal.telegram.links import checked_link

_MARKS = (
    "bold italic underline strikethrough spoiler blockquote expandable_blockquote code pre text_link text_mention "
    "custom_emoji date_time"
)
_DETECTED = "mention hashtag cashtag bot_command url email phone_number bank_card_number"
_FOUND_ANYWAY = frozenset(_DETECTED.split())
_GIVEN = frozenset(_MARKS.split()) | _FOUND_ANYWAY


def _entity_error(message: str) -> ApiError:
    return bad_request(f"can't parse MessageEntity: {message}")


def _number(item: dict[str, Any], field: str) -> int:
    value = item.get(field)
    if isinstance(value, bool) or not isinstance(value, int):
        raise _entity_error(f'Field "{field}" must be of type Number')
    return value


def given_entity(item: Any, known: Callable[[int], bool]) -> Entity | None:
    """An entity that was given instead of a parse mode; what the server finds by itself is left to it."""
    if not isinstance(item, dict):
        raise _entity_error("expected an Object")
    offset, length, kind = _number(item, "offset"), _number(item, "length"), item.get("type")
    if not isinstance(kind, str) or kind not in _GIVEN:
        raise _entity_error("unsupported type specified")
    if kind in _FOUND_ANYWAY or offset < 0 or length <= 0:
        return None
    return _marked(kind, offset, length, item, known)


def _marked(kind: str, offset: int, length: int, item: dict[str, Any], known: Callable[[int], bool]) -> Entity | None:
    match kind:
        case "text_link":
            url = checked_link(str(item.get("url") or ""))
            return Entity(kind, offset, length, url=url) if url else None
        case "text_mention":
            user = (item.get("user") or {}).get("id", 0)
            return Entity(kind, offset, length, user_id=user) if known(user) else None
        case "pre":
            return Entity(kind, offset, length, language=item.get("language") or None)
        case "custom_emoji":
            return Entity(kind, offset, length, custom_emoji_id=str(item.get("custom_emoji_id") or ""))
        case "date_time":
            form = item.get("date_time_format") or None
            return Entity(kind, offset, length, unix_time=_number(item, "unix_time"), date_time_format=form)
        case _:
            return Entity(kind, offset, length)
