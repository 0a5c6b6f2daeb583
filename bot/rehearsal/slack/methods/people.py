"""users.*: whom the app can see."""

from bot.rehearsal.slack.call import Call, Json
from bot.rehearsal.slack.ids import epoch
from bot.rehearsal.slack.payloads import user_json
from bot.rehearsal.slack.refusals import ApiError


def info(call: Call) -> Json:
    user = call.user(call.text("user"))
    return {"user": user_json(user, locale=call.flag("include_locale"), now=call.scene.clock())}


def list_all(call: Call) -> Json:
    """Everybody of the workspace, the deactivated and the bots too."""
    now, locale = call.scene.clock(), call.flag("include_locale")
    seen = [user for user in call.app.space.users.values() if not user.hidden]
    page, more = call.page(seen)
    people = [user_json(user, locale=locale, now=now) for user in page]
    return {"members": people, "cache_ts": epoch(now), "response_metadata": more}


def by_email(call: Call) -> Json:
    """The stage's people have no addresses."""
    call.text("email")
    raise ApiError("users_not_found")
