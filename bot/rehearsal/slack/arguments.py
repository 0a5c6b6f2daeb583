"""Reads a request as Slack does: arguments from query, form or JSON, the token from the Authorization header."""

import base64
import binascii
import json
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from bot.rehearsal.slack.refusals import ApiError

_FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})


@dataclass(slots=True)
class Arguments:
    """What a request said. `ignored_json` is true when JSON came to a method that reads none."""

    values: dict[str, Any]
    bearer: str | None = None
    basic: tuple[str, str] | None = None
    warnings: list[str] = field(default_factory=list)
    ignored_json: bool = False


async def read_arguments(request: web.Request, *, reads_json: bool) -> Arguments:
    """Raises ApiError invalid_json, json_not_object."""
    arguments = Arguments(dict(request.query))
    _authorization(request.headers.get("Authorization", ""), arguments)
    if request.method != "POST":
        return arguments
    if request.content_type == "application/json":
        await _json(request, arguments, reads_json=reads_json)
    elif request.content_type in _FORMS:
        form = await request.post()
        arguments.values.update({name: value for name, value in form.items() if isinstance(value, str)})
    return arguments


async def _json(request: web.Request, arguments: Arguments, *, reads_json: bool) -> None:
    text = await request.text()
    if not reads_json:
        arguments.ignored_json = bool(text.strip())
        return
    if request.charset is None:
        arguments.warnings.append("missing_charset")
    if not text.strip():
        return
    try:
        body = json.loads(text)
    except ValueError:
        raise ApiError("invalid_json") from None
    if not isinstance(body, dict):
        raise ApiError("json_not_object")
    arguments.values.update(body)


def _authorization(header: str, arguments: Arguments) -> None:
    kind, _, value = header.partition(" ")
    if kind.lower() == "bearer":
        arguments.bearer = value.strip()
    elif kind.lower() == "basic":
        try:
            client, _, secret = base64.b64decode(value, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return
        arguments.basic = (client, secret)
