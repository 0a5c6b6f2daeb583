"""api.*, auth.*, apps.connections.open, oauth.v2.access: who calls, and how tokens come and go."""

from datetime import timedelta

from bot.rehearsal.slack.call import Call, Grant, Json
from bot.rehearsal.slack.payloads import bot_profile, space_url, team_json
from bot.rehearsal.slack.refusals import ApiError
from bot.rehearsal.slack.world import App, Token

ROTATED_AFTER = timedelta(hours=12)


def api_test(call: Call) -> Json:
    if call.args.get("error"):
        raise ApiError(str(call.args["error"]), args=call.args)
    return {"args": call.args}


def auth_test(call: Call) -> Json:
    app = call.app
    return {
        "url": space_url(app.space),
        "team": app.space.name,
        "user": app.user.name,
        "team_id": app.space.id,
        "user_id": app.user.id,
        "bot_id": app.bot_id,
        "is_enterprise_install": False,
    }


def auth_revoke(call: Call) -> Json:
    if call.flag("test"):
        return {"revoked": False}
    if call.token is not None:
        call.token.state = "revoked"
    return {"revoked": True}


def connections_open(call: Call) -> Json:
    """An address for one websocket connection. It is ws:// here, because the stage has no certificate."""
    address = call.base_url.replace("http", "ws", 1)
    return {"url": f"{address}/link/{call.desk.sockets.ticket(call.app)}"}


def bots_info(call: Call) -> Json:
    wanted = call.text("bot", call.app.bot_id)
    for app in call.app.space.apps:
        if app.bot_id == wanted:
            return {"bot": bot_profile(app) | {"user_id": app.user.id, "updated": 0}}
    raise ApiError("bot_not_found")


def team_info(call: Call) -> Json:
    return {"team": team_json(call.app.space)}


def oauth_access(call: Call) -> Json:
    """A code or a refresh token against tokens. With rotation the bot token lives twelve hours."""
    if call.args.get("grant_type") == "refresh_token":
        grant_id, refusal, code = call.text("refresh_token", ""), "invalid_refresh_token", False
    else:
        grant_id, refusal, code = call.text("code", ""), "invalid_code", True
    if grant_id in call.desk.spent_grants:
        raise ApiError("code_already_used" if code else refusal)
    grant = call.desk.grants.get(grant_id)
    if grant is None:
        raise ApiError(refusal)
    _check_client(call, grant, code=code)
    call.desk.spent_grants.add(grant_id)
    return _tokens(call, grant.app, rotate=not code)


def _check_client(call: Call, grant: Grant, *, code: bool) -> None:
    client, secret = call.basic or (str(call.args.get("client_id", "")), str(call.args.get("client_secret", "")))
    if client != grant.app.client_id:
        raise ApiError("invalid_client_id")
    if secret != grant.app.client_secret:
        raise ApiError("bad_client_secret")
    if code and grant.redirect_uri and call.args.get("redirect_uri") != grant.redirect_uri:
        raise ApiError("bad_redirect_uri")


def _tokens(call: Call, app: App, *, rotate: bool) -> Json:
    scene = call.scene
    answer: Json = {
        "app_id": app.id,
        "authed_user": {"id": ""},
        "scope": ",".join(sorted(app.scopes)),
        "token_type": "bot",
        "access_token": app.bot_token,
        "bot_user_id": app.user.id,
        "team": {"id": app.space.id, "name": app.space.name},
        "enterprise": None,
        "is_enterprise_install": False,
    }
    if not rotate:
        return answer
    scene.tokens[app.bot_token].state = "expired"
    app.bot_token = scene.ids.secret("xoxe.xoxb-1")
    expires = scene.clock() + ROTATED_AFTER
    scene.tokens[app.bot_token] = Token(app.bot_token, "bot", app, expires=expires)
    refresh = scene.ids.secret("xoxe-1")
    call.desk.grants[refresh] = Grant(app)
    seconds = int(ROTATED_AFTER.total_seconds())
    return answer | {"access_token": app.bot_token, "refresh_token": refresh, "expires_in": seconds}
