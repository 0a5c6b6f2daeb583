"""Which addresses Telegram takes for a link, and which it drops."""

import re

_SCHEME = re.compile(r"^([a-zA-Z][a-zA-Z0-9+.-]*):")
_WEB = re.compile(r"^(https?|ftp)://([^/?#\s]+)(.*)$", re.IGNORECASE | re.DOTALL)
_HOST = re.compile(r"^[^\s:@/<>\"']+(:\d{1,5})?$")


def link_problem(url: str) -> str:
    """Why an address is no link, in the server's words; empty when it is one."""
    if not url:
        return "URL is empty"
    scheme = _SCHEME.match(url)
    name = scheme.group(1).lower() if scheme else ""
    if name in ("tg", "ton", "tonsite"):
        return ""
    if name and name not in ("http", "https", "ftp") and not re.match(r"^[^:]+\.[^:]+:\d", url):
        return "Unsupported URL protocol"
    web = _WEB.match(url if "://" in url else f"http://{url}")
    if web is None or not _HOST.match(web.group(2)):
        return "Wrong HTTP URL"
    host = web.group(2).split(":")[0]
    if "." not in host and host != "localhost":
        return "Wrong HTTP URL"
    return ""


def checked_link(url: str) -> str | None:
    """The address as the server keeps it (with scheme, with a path), or None when it drops it."""
    url = url.strip()
    if link_problem(url):
        return None
    scheme = _SCHEME.match(url)
    if scheme and scheme.group(1).lower() in ("tg", "ton", "tonsite"):
        return url
    web = _WEB.match(url if "://" in url else f"http://{url}")
    if web is None:
        return None
    scheme_name, host, rest = web.groups()
    return f"{scheme_name.lower()}://{host.lower()}{rest if rest.startswith('/') else f'/{rest}'}"


def mentioned_user(url: str) -> int | None:
    """The user id of a `tg://user?id=N` link."""
    found = re.fullmatch(r"tg:(?://)?user\?id=(\d+)", url.strip(), re.IGNORECASE)
    return int(found.group(1)) if found else None
