"""Refusals of the Bot API, worded as the real server words them, and of people who try the impossible."""

from typing import Any

_PREFIXES = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    409: "Conflict",
    413: "Request Entity Too Large",
    429: "Too Many Requests",
    500: "Internal Server Error",
}


class Impossible(Exception):  # noqa: N818 - raised to tell what somebody cannot do
    """A person on the stage tried what the Telegram app would not let her do."""


class ApiError(Exception):
    """A method call that the server refuses.

    `code` is the HTTP status and `error_code`; `message` is the core's text without prefix;
    `parameters` are the response parameters (`retry_after` in seconds, `migrate_to_chat_id`).
    """

    def __init__(self, code: int, message: str = "", **parameters: int) -> None:
        self.code = 400 if code == 403 and message and message.upper() == message else code  # noqa: PLR2004
        self.message = message
        self.parameters = parameters
        super().__init__(self.description)

    @property
    def description(self) -> str:
        """Prefix and message; its first letter is small unless the second is a capital or an underscore."""
        prefix = _PREFIXES[self.code]
        if not self.message:
            return prefix
        second = self.message[1:2]
        if second == "_" or "A" <= second <= "Z":
            return f"{prefix}: {self.message}"
        return f"{prefix}: {self.message[0].lower()}{self.message[1:]}"

    def body(self) -> dict[str, Any]:
        body: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            body["parameters"] = self.parameters
        return body


def bad_request(message: str, **parameters: int) -> ApiError:
    return ApiError(400, message, **parameters)


def forbidden(message: str) -> ApiError:
    return ApiError(403, message)


def flood(retry_after: int) -> ApiError:
    """429 with the seconds to wait."""
    return ApiError(429, f"retry after {retry_after}", retry_after=retry_after)
