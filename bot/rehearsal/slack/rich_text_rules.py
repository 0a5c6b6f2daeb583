"""What may stand in a rich_text block: sections, lists, quotes and code, and the elements inside them."""

from bot.rehearsal.slack.schema import (
    Check,
    anything,
    boolean,
    integer,
    list_of,
    one_of,
    record,
    string,
    tagged,
)

FAR_FUTURE = 2**40
MANY = 3000  # Slack publishes no number for the elements of one section; the payload's size is the real bound

_STYLE = record(
    {},
    dict.fromkeys(
        ("bold", "italic", "strike", "code", "underline", "highlight", "client_highlight", "unlink"), boolean
    ),
)
_STYLED: dict[str, Check] = {"style": _STYLE}
_ID = string(255, 1)

INLINE: dict[str, Check] = {
    "text": record({"text": string(12000, 1)}, _STYLED),
    "link": record({"url": string(3000, 1)}, {"text": string(3000), "unsafe": boolean, **_STYLED}),
    "emoji": record({"name": string(255, 1)}, {"unicode": string(255), "skin_tone": integer(1, 6), **_STYLED}),
    "user": record({"user_id": _ID}, _STYLED),
    "usergroup": record({"usergroup_id": _ID}, _STYLED),
    "channel": record({"channel_id": _ID}, _STYLED),
    "team": record({"team_id": _ID}, _STYLED),
    "broadcast": record({"range": one_of("here", "channel", "everyone")}, _STYLED),
    "color": record({"value": string(16, 1)}),
    "date": record(
        {"timestamp": integer(0, FAR_FUTURE), "format": string(255, 1)},
        {"url": string(3000), "fallback": string(255), **_STYLED},
    ),
}

_inline = tagged(INLINE)
_elements = list_of(_inline, MANY, 0)
_section = record({"elements": _elements})

_border: dict[str, Check] = {"border": integer(0, 1)}
_PARTS: dict[str, Check] = {
    "rich_text_section": _section,
    "rich_text_list": record(
        {"style": one_of("bullet", "ordered"), "elements": list_of(tagged({"rich_text_section": _section}), MANY)},
        {"indent": integer(0, 8), "offset": integer(0, 1_000_000), **_border},
    ),
    "rich_text_quote": record({"elements": _elements}, _border),
    "rich_text_preformatted": record({"elements": _elements}, {"language": anything, **_border}),
}

RICH_TEXT: Check = record({"elements": list_of(tagged(_PARTS), MANY)}, {"block_id": string(255)})
