"""Slack's mrkdwn as safe HTML, the way its client shows it (docs.slack.dev/messaging/formatting-message-text)."""

import re
from html import escape

from bot.rehearsal.slack.emoji import EMOJI
from bot.rehearsal.slack.eyes import Eyes

_FENCE = re.compile(r"```\n?(.*?)\n?```", re.DOTALL)
_CODE = re.compile(r"`([^`\n]+)`")
_TOKEN = re.compile(r"<([^<>\n]+)>")
_HELD = re.compile("\x00(\\d+)\x00")
_EMOJI = re.compile(r":([a-z0-9_+\-]+):")
_STYLES = (
    (re.compile(r"(?<![\w*])\*(?=\S)([^*\n]*?\S)\*(?![\w*])"), "b"),
    (re.compile(r"(?<![\w_])_(?=\S)([^_\n]*?\S)_(?![\w_])"), "i"),
    (re.compile(r"(?<![\w~])~(?=\S)([^~\n]*?\S)~(?![\w~])"), "s"),
)
_BROADCASTS = ("here", "channel", "everyone")
_SAFE = ("http://", "https://", "mailto:", "tel:", "slack://")
_MASS_PING = re.compile(r"<!(channel|here|everyone)(\|[^>]*)?>")


def unescaped(text: str) -> str:
    """Slack's three entities back to characters."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def escaped(text: str) -> str:
    """A person's words as Slack puts them into payloads: only these three characters are control characters."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def rings_everybody(text: str) -> bool:
    """Whether this mrkdwn notifies a whole channel."""
    return _MASS_PING.search(text) is not None


def link(url: str, label: str) -> str:
    """A link that is safe in a page; an address of another kind is shown as words only."""
    if not url.lower().startswith(_SAFE):
        return escape(label)
    return f'<a href="{escape(url)}" rel="noopener noreferrer" target="_blank">{escape(label)}</a>'


def mention(label: str, *, everybody: bool = False) -> str:
    return f'<span class="mention{" everybody" if everybody else ""}">{escape(label)}</span>'


def with_emoji(html: str) -> str:
    return _EMOJI.sub(lambda name: EMOJI.get(name[1], name[0]), html)


def plain_html(text: str, *, emoji: bool = True) -> str:
    """A plain_text object: nothing is parsed but emoji names."""
    html = escape(text).replace("\n", "<br>")
    return with_emoji(html) if emoji else html


def mrkdwn_html(text: str, eyes: Eyes) -> str:
    """Mrkdwn as HTML for this reader. Whatever is no markup is escaped."""
    held: list[str] = []

    def hold(html: str) -> str:
        held.append(html)
        return f"\x00{len(held) - 1}\x00"

    text = text.replace("\x00", "")
    text = _FENCE.sub(lambda code: hold(f"<pre>{escape(unescaped(code[1]))}</pre>"), text)
    text = _CODE.sub(lambda code: hold(f"<code>{escape(unescaped(code[1]))}</code>"), text)
    text = _TOKEN.sub(lambda token: hold(_token(token[1], eyes)), text)
    html = escape(unescaped(text), quote=False)
    for pattern, tag in _STYLES:
        html = pattern.sub(rf"<{tag}>\1</{tag}>", html)
    html = _lines(with_emoji(html))
    while _HELD.search(html):
        html = _HELD.sub(lambda number: held[int(number[1])], html)
    return html


def _lines(html: str) -> str:
    out: list[str] = []
    quoted: list[str] = []
    for line in html.split("\n"):
        if line.startswith("&gt;"):
            quoted.append(line.removeprefix("&gt;").lstrip())
            continue
        if quoted:
            out.append("<blockquote>" + "<br>".join(quoted) + "</blockquote>")
            quoted = []
        out.append(line)
    if quoted:
        out.append("<blockquote>" + "<br>".join(quoted) + "</blockquote>")
    return "<br>".join(out).replace("</blockquote><br>", "</blockquote>").replace("<br><blockquote>", "<blockquote>")


def _token(inner: str, eyes: Eyes) -> str:
    target, _, label = inner.partition("|")
    label = unescaped(label)
    if target.startswith("@"):
        return mention(eyes.user(target[1:], label))
    if target.startswith("#"):
        return mention(eyes.channel(target[1:], label))
    if target.startswith("!date^"):
        return _date(target, label, eyes)
    if target.startswith("!subteam^"):
        return mention(label or "@" + target.removeprefix("!subteam^"))
    if target.startswith("!") and target[1:] in _BROADCASTS:
        return mention("@" + target[1:], everybody=True)
    return link(unescaped(target), label or unescaped(target))


def _date(target: str, fallback: str, eyes: Eyes) -> str:
    _, timestamp, wanted, *rest = [*target.split("^"), ""]
    try:
        words = eyes.date(int(timestamp), wanted)
    except (ValueError, OverflowError, OSError):
        return escape(fallback)
    shown = f"<time>{escape(words)}</time>"
    return link(rest[0], words) if rest and rest[0] else shown
