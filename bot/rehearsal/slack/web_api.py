"""The HTTP side of the local Slack: the Web API, uploads, files and response_urls."""

import asyncio
import json
from typing import Any
from urllib.parse import quote

from aiohttp import web

from bot.rehearsal.slack.arguments import Arguments, read_arguments
from bot.rehearsal.slack.call import Call, Desk
from bot.rehearsal.slack.faults import Fault, Faults
from bot.rehearsal.slack.methods import METHODS, Method
from bot.rehearsal.slack.refusals import ApiError, rate_limited
from bot.rehearsal.slack.world import Token

_DEAD = {"revoked": "token_revoked", "uninstalled": "account_inactive", "expired": "token_expired"}
_GATEWAY = "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1>nginx</body></html>"
Answer = tuple[int, dict[str, Any], dict[str, str]]


class WebApi:
    """Answers requests. It knows HTTP and tokens; what a method does is the method's."""

    def __init__(self, desk: Desk, faults: Faults) -> None:
        self._desk = desk
        self._faults = faults
        self.down = False

    def routes(self) -> list[web.RouteDef]:
        return [
            web.route("*", "/api/{method}", self._method),
            web.get("/link/{ticket}", self._desk.sockets.handle),
            web.post("/upload/{key}", self._upload),
            web.get("/files/{file}/{name}", self._file),
            web.post("/response/{team}/{hook}", self._response),
        ]

    # The Web API

    async def _method(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["method"]
        if self.down:
            return web.Response(status=503, text=_GATEWAY, content_type="text/html")
        fault = self._faults.take(name)
        if fault is not None and not fault.after:
            broken = await _break(request, fault)
            if broken is not None:
                return broken
        status, body, headers = await self._answer(request, name)
        if fault is not None and fault.after:
            broken = await _break(request, fault, body)
            if broken is not None:
                return broken
        return web.json_response(body, status=status, headers=headers)

    async def _answer(self, request: web.Request, name: str) -> Answer:
        headers = {"X-Slack-Req-Id": self._desk.scene.ids.secret("request")}
        values: dict[str, Any] = {}
        token: Token | None = None
        try:
            method = _method_called(name)
            arguments = await read_arguments(request, reads_json=method.reads_json)
            values = {key: value for key, value in arguments.values.items() if key != "token"}
            token = self._token(method, arguments)
            headers |= _scope_headers(method, token)
            status, body = 200, self._run(name, method, arguments, token, str(request.url.origin()))
        except ApiError as refusal:
            status, body = refusal.status, refusal.body
            headers |= refusal.headers
        app = token.app if token else None
        self._desk.scene.called(name, app, values, status, body)
        return status, body, headers

    def _run(self, name: str, method: Method, arguments: Arguments, token: Token | None, origin: str) -> dict[str, Any]:
        base_url = self._desk.scene.base_url or origin
        call = Call(self._desk, name, arguments.values, token, arguments.basic, base_url, arguments.warnings)
        if token is not None:
            if token.kind == "bot":
                call.need(*method.scopes)
            self._desk.limits.count(token.app.id + token.app.space.id, name, method.tier)
        if arguments.ignored_json:
            self._desk.scene.warn("unread_json", "", "", f"{name} reads no JSON: its arguments were ignored")
        body = {"ok": True, **method.run(call)}
        if call.warnings:
            body["warning"] = ",".join(call.warnings)
            body["response_metadata"] = {**body.get("response_metadata", {}), "warnings": call.warnings}
        return body

    def _token(self, method: Method, arguments: Arguments) -> Token | None:
        """Who calls. Raises not_authed, invalid_auth, account_inactive, token_revoked, token_expired, wrong kind."""
        if method.token == "none":  # noqa: S105 - a kind of token, no secret
            return None
        if arguments.bearer is None:
            # Slack still reads `token` from a body for old clients; here it is refused, because no SDK sends it.
            raise ApiError("invalid_auth" if arguments.values.get("token") else "not_authed")
        token = self._desk.scene.tokens.get(arguments.bearer)
        if token is None:
            raise ApiError("invalid_auth")
        if token.expires is not None and self._desk.scene.clock() >= token.expires:
            token.state = "expired"
        if token.state in _DEAD:
            raise ApiError(_DEAD[token.state])
        if token.kind != method.token:
            raise ApiError("not_allowed_token_type")
        return token

    # Files

    async def _upload(self, request: web.Request) -> web.Response:
        key = request.match_info["key"]
        file = next((one for one in self._desk.scene.files.values() if one.upload_key == key), None)
        if file is None or file.complete:
            return web.Response(status=404, text="unknown upload")
        content = await _uploaded_bytes(request)
        if len(content) != file.length:
            return web.Response(status=400, text=f"{file.length} bytes were announced, {len(content)} came")
        file.content = content
        return web.Response(text=f"OK - {len(content)}")

    async def _file(self, request: web.Request) -> web.Response:
        file = self._desk.scene.files.get(request.match_info["file"])
        arguments = await read_arguments(request, reads_json=False)
        token = self._desk.scene.tokens.get(arguments.bearer or "")
        if file is None or file.content is None:
            return web.Response(status=404)
        if token is None or token.state != "live" or token.app.space is not file.app.space:
            return web.Response(status=403, text="url_private needs the token of an app of this workspace")
        disposition = f"attachment; filename*=UTF-8''{quote(file.name)}"
        return web.Response(
            body=file.content, content_type=file.media_type, headers={"Content-Disposition": disposition}
        )

    # response_url

    async def _response(self, request: web.Request) -> web.Response:
        try:
            arguments = await read_arguments(request, reads_json=True)
            body = arguments.values
            if isinstance(body.get("payload"), str):
                body = json.loads(body["payload"])
            self._desk.hooks.use(request.match_info["hook"], body)
        except ApiError as refusal:
            if refusal.status == 404:  # noqa: PLR2004 - HTTP's own number
                return web.Response(status=404, text=refusal.code)
            return web.json_response(refusal.body, status=refusal.status)
        except ValueError:
            return web.json_response({"ok": False, "error": "invalid_payload"}, status=400)
        return web.Response(text="ok")


def _method_called(name: str) -> Method:
    method = METHODS.get(name)
    if method is None:
        raise ApiError("unknown_method", req_method=name)
    return method


def _scope_headers(method: Method, token: Token | None) -> dict[str, str]:
    if token is None:
        return {}
    scopes = {"connections:write"} if token.kind == "app" else token.app.scopes
    return {"X-OAuth-Scopes": ",".join(sorted(scopes)), "X-Accepted-OAuth-Scopes": ",".join(method.scopes)}


async def _uploaded_bytes(request: web.Request) -> bytes:
    if request.content_type != "multipart/form-data":
        return await request.read()
    form = await request.post()
    for value in form.values():
        if isinstance(value, web.FileField):
            return value.file.read()
    return b""


async def _break(  # noqa: PLR0911 - one return a kind
    request: web.Request, fault: Fault, body: dict[str, Any] | None = None
) -> web.StreamResponse | None:
    """The broken answer; None when the call goes on (it was only late)."""
    match fault.kind:
        case "latency":
            await asyncio.sleep(fault.seconds)
            return None
        case "rate_limited":
            refusal = rate_limited(max(1, int(fault.seconds)))
            return web.json_response(refusal.body, status=refusal.status, headers=refusal.headers)
        case "error":
            return web.json_response({"ok": False, "error": fault.code})
        case "http":
            return web.json_response({"ok": False, "error": fault.code}, status=fault.status)
        case "gateway_page":
            return web.Response(status=fault.status, text=_GATEWAY, content_type="text/html")
        case "malformed":
            return web.Response(text='{"ok": true, "ts"', content_type="application/json")
        case "reset":
            if request.transport is not None:
                request.transport.abort()
            return web.Response(status=fault.status)
        case "slow_body":
            return await _slowly(request, fault, body)


async def _slowly(request: web.Request, fault: Fault, body: dict[str, Any] | None) -> web.StreamResponse:
    data = json.dumps(body or {"ok": False, "error": fault.code}).encode()
    response = web.StreamResponse(headers={"Content-Type": "application/json", "Content-Length": str(len(data))})
    await response.prepare(request)
    await response.write(data[:1])
    await asyncio.sleep(fault.seconds)
    await response.write(data[1:])
    await response.write_eof()
    return response
