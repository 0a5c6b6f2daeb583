"""rich_text blocks as safe HTML: nothing in them is parsed, so a person's words stay words."""

from html import escape
from typing import Any

from bot.rehearsal.slack.emoji import EMOJI
from bot.rehearsal.slack.eyes import Eyes
from bot.rehearsal.slack.mrkdwn import link, mention

_TAGS = (("code", "code"), ("strike", "s"), ("underline", "u"), ("italic", "i"), ("bold", "b"))


def rich_text_html(block: dict[str, Any], eyes: Eyes) -> str:
    """All parts of a rich_text block, for this reader; lists that follow one another with a deeper indent nest."""
    out: list[str] = []
    for part in block["elements"]:
        kind = part["type"]
        if kind == "rich_text_list":
            out.append(_list(part, eyes))
            continue
        inner = _inline(part["elements"], eyes)
        if kind == "rich_text_quote":
            out.append(f"<blockquote>{inner}</blockquote>")
        elif kind == "rich_text_preformatted":
            out.append(f"<pre>{inner.replace('<br>', chr(10))}</pre>")
        else:
            out.append(f"<p>{_trimmed(inner)}</p>")
    return "".join(out)


def _trimmed(html: str) -> str:
    # Slack's own clients end a section with a line break before a list; a paragraph has its end anyway.
    return html.removesuffix("<br>")


def _list(part: dict[str, Any], eyes: Eyes) -> str:
    tag = "ol" if part["style"] == "ordered" else "ul"
    start = f' start="{part["offset"] + 1}"' if tag == "ol" and part.get("offset") else ""
    items = "".join(f"<li>{_inline(item['elements'], eyes)}</li>" for item in part["elements"])
    html = f"<{tag}{start}>{items}</{tag}>"
    for _ in range(part.get("indent", 0)):
        html = f'<div class="indent">{html}</div>'
    return html


def _inline(elements: list[dict[str, Any]], eyes: Eyes) -> str:
    return "".join(_styled(_element(element, eyes), element.get("style") or {}) for element in elements)


def _styled(html: str, style: dict[str, Any]) -> str:
    for name, tag in _TAGS:
        if style.get(name):
            html = f"<{tag}>{html}</{tag}>"
    return html


def _element(element: dict[str, Any], eyes: Eyes) -> str:  # noqa: PLR0911 - one return a kind
    match element["type"]:
        case "text":
            return escape(element["text"]).replace("\n", "<br>")
        case "link":
            return link(element["url"], element.get("text") or element["url"])
        case "emoji":
            return EMOJI.get(element["name"], escape(f":{element['name']}:"))
        case "user":
            return mention(eyes.user(element["user_id"]))
        case "channel":
            return mention(eyes.channel(element["channel_id"]))
        case "usergroup":
            return mention("@" + element["usergroup_id"])
        case "broadcast":
            return mention("@" + element["range"], everybody=True)
        case "date":
            return _date(element, eyes)
        case kind:
            return escape(str(element.get("value") or element.get("team_id") or kind))


def _date(element: dict[str, Any], eyes: Eyes) -> str:
    try:
        words = eyes.date(element["timestamp"], element["format"])
    except (ValueError, OverflowError, OSError):
        return escape(str(element.get("fallback", "")))
    return link(element["url"], words) if element.get("url") else f"<time>{escape(words)}</time>"
