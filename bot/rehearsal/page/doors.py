"""Who may come in: the browser of this machine, from the page itself; what a page may do there: nothing of others'."""

from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler

_HERE = frozenset({"127.0.0.1", "localhost", "::1"})
_READING = frozenset({"GET", "HEAD"})

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
        " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}


@web.middleware
async def guarded(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse names that are not this machine's (DNS rebinding) and whatever another site sends (forged requests)."""
    if not _is_here(request.host):
        return _refused("this page answers to 127.0.0.1 and localhost only")
    if request.method not in _READING and not _is_own(request):
        return _refused("only the page itself may do this")
    try:
        return await handler(request)
    except web.HTTPException as answer:
        answer.headers.extend({name: value for name, value in HEADERS.items() if name not in answer.headers})
        raise


async def sealed(_request: web.Request, response: web.StreamResponse) -> None:
    """Put the headers on every answer (a signal of the application)."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)


def _is_here(host: str) -> bool:
    try:
        return urlsplit(f"//{host}").hostname in _HERE
    except ValueError:
        return False


def _is_own(request: web.Request) -> bool:
    """A browser names the origin of every POST; a program of this machine that names none is no browser."""
    origin = request.headers.get("Origin")
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    return origin in (None, f"http://{request.host}") and site == "same-origin"


def _refused(words: str) -> web.Response:
    return web.json_response({"error": "refused", "toast": words}, status=403)
