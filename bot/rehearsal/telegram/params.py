"""The parameters of one method call, whichever way they were sent: query, form, multipart or JSON."""

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import BodyPartReader, web

from bot.rehearsal.telegram.errors import bad_request

_TRUE = ("true", "1", "yes")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a request."""

    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Params:
    """Values by name (text, or what JSON held) and files by part name. An empty string is the same as absent."""

    values: dict[str, Any] = field(default_factory=dict)
    uploads: dict[str, Upload] = field(default_factory=dict)

    def text(self, name: str) -> str:
        value = self.values.get(name, "")
        if isinstance(value, bool):
            return "true" if value else "false"
        if value is None:
            return ""
        return value if isinstance(value, str) else json.dumps(value) if isinstance(value, dict | list) else str(value)

    def flag(self, name: str) -> bool:
        return self.text(name).strip().lower() in _TRUE

    def integer(self, name: str, default: int = 0) -> int:
        value = self.text(name).strip()
        return int(value) if value.lstrip("-").isdecimal() else default

    def nested(self, name: str) -> Any:
        """What a parameter holds as JSON, or None when it is absent. Raises ApiError 400 on broken JSON."""
        value = self.values.get(name)
        if value is None or value == "":
            return None
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError:
            raise bad_request(f"can't parse {name.replace('_', ' ')} JSON object") from None

    def array(self, name: str) -> list[Any]:
        value = self.nested(name)
        if value is None:
            return []
        if not isinstance(value, list):
            raise bad_request(f"expected an Array of {name.replace('_', ' ')}")
        return value

    def mapping(self, name: str) -> dict[str, Any]:
        value = self.nested(name)
        if value is None:
            return {}
        if not isinstance(value, dict):
            raise bad_request(f"object expected as {name.replace('_', ' ')}")
        return value

    def recorded(self) -> dict[str, Any]:
        """For the journal: JSON where there is JSON, and of files only name and size."""
        shown = {name: _readable(value) for name, value in self.values.items()}
        sizes = {name: f"<{upload.name}, {len(upload.data)} bytes>" for name, upload in self.uploads.items()}
        return shown | sizes


def _readable(value: Any) -> Any:
    if isinstance(value, str) and value[:1] in ("{", "["):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def _check_text(value: Any) -> None:
    """Refuse lone surrogates wherever they hide: they are not UTF-8."""
    if isinstance(value, str):
        if any("\ud800" <= char <= "\udfff" for char in value):
            raise bad_request("strings must be encoded in UTF-8")
    elif isinstance(value, dict):
        for key, item in value.items():
            _check_text(key)
            _check_text(item)
    elif isinstance(value, list):
        for item in value:
            _check_text(item)


def _decode(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        raise bad_request("strings must be encoded in UTF-8") from None


async def _read_json(request: web.Request) -> dict[str, Any]:
    text = _decode(await request.read())
    if not text.strip():
        return {}
    try:
        body = json.loads(text)
    except ValueError:
        raise bad_request("can't parse JSON object") from None
    if not isinstance(body, dict):
        raise bad_request("expected JSON object in the request")
    return body


async def _read_multipart(request: web.Request) -> tuple[dict[str, Any], dict[str, Upload]]:
    values: dict[str, Any] = {}
    uploads: dict[str, Upload] = {}
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader) or part.name is None:
            continue
        data = bytes(await part.read(decode=True))
        if part.filename is None:
            values[part.name] = _decode(data)
        else:
            media_type = part.headers.get("Content-Type", "application/octet-stream")
            uploads[part.name] = Upload(part.filename, media_type, data)
    return values, uploads


async def read_params(request: web.Request) -> Params:
    """Read a request. Raises ApiError 400 on text that is not UTF-8 and on broken JSON."""
    values: dict[str, Any] = dict(request.query)
    uploads: dict[str, Upload] = {}
    if request.content_type == "application/json":
        values |= await _read_json(request)
    elif request.content_type == "multipart/form-data":
        parts, uploads = await _read_multipart(request)
        values |= parts
    elif request.content_type == "application/x-www-form-urlencoded":
        raw = await request.read()
        values |= _read_form(raw)
    for name, value in values.items():
        _check_text(name)
        _check_text(value)
    return Params(values, uploads)


def _read_form(raw: bytes) -> dict[str, str]:

    try:
        return dict(parse_qsl(raw.decode("ascii"), keep_blank_values=True, errors="strict"))
    except (UnicodeDecodeError, UnicodeEncodeError):
        raise bad_request("strings must be encoded in UTF-8") from None
