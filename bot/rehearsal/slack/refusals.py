"""How the local Slack says no: an error code, what goes with it, and for rate limits the HTTP status."""

from typing import Any


class ApiError(Exception):
    """`code` is Slack's error word; `extra` goes beside it in the body (`needed`, `errors`, …).

    Everything is HTTP 200 except a rate limit (429 with `Retry-After`), as docs.slack.dev/apis/web-api says.
    """

    def __init__(
        self,
        code: str,
        *,
        status: int = 200,
        headers: dict[str, str] | None = None,
        **extra: Any,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.status = status
        self.headers = headers or {}
        self.extra = extra

    @property
    def body(self) -> dict[str, Any]:
        return {"ok": False, "error": self.code, **self.extra}


def rate_limited(seconds: int) -> ApiError:
    """HTTP 429: the caller may come back after `seconds`."""
    return ApiError("ratelimited", status=429, headers={"Retry-After": str(seconds)})


def invalid_arguments(*messages: str) -> ApiError:
    return ApiError("invalid_arguments", response_metadata={"messages": [f"[ERROR] {words}" for words in messages]})


def missing_field(name: str) -> ApiError:
    return invalid_arguments(f"missing required field: {name}")
