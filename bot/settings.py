"""The settings of the process, from the environment and `.env`; a wrong one is named in a plain line."""

import os
import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "LETUCHKA_"


class WrongSettings(Exception):  # noqa: N818  The lines are an answer to the admin.
    """What is wrong, a line a setting: its name and how to mend it."""

    def __init__(self, *lines: str) -> None:
        super().__init__("\n".join(lines))


class TelegramMode(StrEnum):
    """How Telegram's updates come in."""

    POLLING = "polling"
    WEBHOOK = "webhook"


class SlackMode(StrEnum):
    """How Slack's events come in."""

    SOCKET = "socket"
    HTTP = "http"


@dataclass(frozen=True, slots=True)
class Listen:
    """Where the process listens for webhooks, `/healthz`, `/readyz` and `/metrics`."""

    host: str
    port: int


def _database_url(url: str) -> str:
    if not url.startswith(("sqlite:///", "postgresql://", "postgres://")):
        raise ValueError("use sqlite:///path/to/file.db or postgresql://user:password@host/database")
    return url


def _http_url(url: str) -> str:
    if not url.startswith(("http://", "https://")):
        raise ValueError("use an address that begins with https:// (or http://)")
    return url.rstrip("/")


def _api_url(url: str) -> str:
    return _http_url(url) + "/"


def _telegram_token(token: SecretStr) -> SecretStr:
    number, colon, rest = token.get_secret_value().partition(":")
    if not (number.isdecimal() and colon and rest) or any(c.isspace() for c in rest):
        raise ValueError("it looks like 123456789:AAExample; get it from @BotFather in Telegram")
    return token


def _webhook_secret(secret: SecretStr) -> SecretStr:
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret.get_secret_value()):
        raise ValueError("use 1 to 256 letters A-Z a-z, digits, _ and - (Telegram allows no others)")
    return secret


def _signing_secret(secret: SecretStr) -> SecretStr:
    if not secret.get_secret_value().strip():
        raise ValueError(f"it is empty; copy it from {_SLACK_PAGE} → Basic Information")
    return secret


def _prefixed(prefix: str, where: str) -> AfterValidator:
    def check(token: SecretStr) -> SecretStr:
        if not token.get_secret_value().startswith(prefix):
            raise ValueError(f"it begins with {prefix}; copy it from {where}")
        return token

    return AfterValidator(check)


def _listen(address: str) -> str:
    host, colon, port = address.rpartition(":")
    if not (colon and host and port.isdecimal() and 0 <= int(port) < 65536):  # noqa: PLR2004  TCP's ports.
        raise ValueError("use host:port, for example 127.0.0.1:8080")
    return address


_SLACK_PAGE = "api.slack.com/apps"


class Settings(BaseSettings):
    """Every setting; the names are a stable interface (docs/reference/settings.md)."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=".env", extra="ignore", env_ignore_empty=True, frozen=True
    )

    database_url: Annotated[str, AfterValidator(_database_url)] = Field(
        "sqlite:///letuchka.db",
        repr=False,
        description="the database: `sqlite:///path` (relative to the current directory; `sqlite:////absolute/path`)"
        " or `postgresql://user:password@host/name`",
    )
    telegram_token: Annotated[SecretStr, AfterValidator(_telegram_token)] | None = Field(
        None, description="the token from @BotFather; without it Telegram is not served"
    )
    telegram_api_url: Annotated[str, AfterValidator(_http_url)] = Field(
        "https://api.telegram.org",
        description="the base address of a Bot API server, methods at `<base>/bot<token>/<method>`",
    )
    telegram_mode: TelegramMode = Field(
        TelegramMode.POLLING, description="`polling` or `webhook` (at `<PUBLIC_URL>/telegram/webhook`)"
    )
    telegram_webhook_secret: Annotated[SecretStr, AfterValidator(_webhook_secret)] | None = Field(
        None,
        description="required with `webhook`: 1–256 characters `A-Z a-z 0-9 _ -`; Telegram sends it with each update",
    )
    slack_bot_token: Annotated[SecretStr, _prefixed("xoxb-", f"{_SLACK_PAGE} → OAuth & Permissions")] | None = Field(
        None, description="the bot token `xoxb-…`; without it Slack is not served"
    )
    slack_app_token: Annotated[SecretStr, _prefixed("xapp-", f"{_SLACK_PAGE} → Basic Information")] | None = Field(
        None, description="the app-level token `xapp-…`, required with `socket`"
    )
    slack_signing_secret: Annotated[SecretStr, AfterValidator(_signing_secret)] | None = Field(
        None, description="required with `http`"
    )
    slack_api_url: Annotated[str, AfterValidator(_api_url)] = Field(
        "https://slack.com/api/", description="the base address, methods at `<base><method>`"
    )
    slack_mode: SlackMode = Field(
        SlackMode.SOCKET,
        description="`socket`, or `http` (commands, events and interactivity all at `<PUBLIC_URL>/slack/events`)",
    )
    listen: Annotated[str, AfterValidator(_listen)] = Field(
        "127.0.0.1:8080", description="`host:port` of the webhooks, `/healthz`, `/readyz`, `/metrics`"
    )
    public_url: Annotated[str, AfterValidator(_http_url)] | None = Field(
        None, description="the address from outside, `https://…`; required with webhooks"
    )
    tick_seconds: float = Field(
        default=1,
        gt=0,
        le=60,
        description="how often the clock is looked at, at most; a moved wall clock is noticed within that time plus a"
        " second",
    )
    keep_months: int = Field(
        default=0,
        ge=0,
        le=1200,
        description="after how many months the words of meetings, protocols, closed action items, messages and absences"
        " are erased; `0`: never ([privacy](../privacy.md))",
    )
    log_format: Literal["text", "json"] = Field("text", description="`text` or `json`")
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="`debug`, `info`, `warning`, `error`"
    )

    @property
    def listens_at(self) -> Listen:
        host, _, port = self.listen.rpartition(":")
        return Listen(host.strip("[]"), int(port))

    def check_messengers(self) -> None:
        """Whether a messenger can be served with these; raises WrongSettings with all that is missing."""
        lines = []
        if self.telegram_token is None and self.slack_bot_token is None:
            lines.append(
                f"{PREFIX}TELEGRAM_TOKEN and {PREFIX}SLACK_BOT_TOKEN are both missing: set at least one of them"
                " (or try `letuchka demo`, which needs neither)."
            )
        if self.telegram_token is not None and self.telegram_mode is TelegramMode.WEBHOOK:
            lines += self._missing_for("TELEGRAM_MODE=webhook", "TELEGRAM_WEBHOOK_SECRET", "PUBLIC_URL")
        if self.slack_bot_token is not None and self.slack_mode is SlackMode.SOCKET:
            lines += self._missing_for("SLACK_MODE=socket", "SLACK_APP_TOKEN")
        if self.slack_bot_token is not None and self.slack_mode is SlackMode.HTTP:
            lines += self._missing_for("SLACK_MODE=http", "SLACK_SIGNING_SECRET")
        if lines:
            raise WrongSettings(*lines)

    def _missing_for(self, mode: str, *names: str) -> list[str]:
        return [
            f"{PREFIX}{name} is missing: {PREFIX}{mode} needs it."
            for name in names
            if getattr(self, name.lower()) is None
        ]


def load(folder: Path | None = None, **overrides: Any) -> Settings:
    """The settings from the environment and the folder's `.env` (by default the current one's).

    Raises WrongSettings. An unknown LETUCHKA_ variable is a mistake, most likely a misspelt one.
    """
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
    unknown = sorted(name for name in os.environ if name.upper().startswith(PREFIX) and name.upper() not in known)
    lines = [f"{name} is no setting of this program: look at its spelling." for name in unknown]
    try:
        settings = Settings(_env_file=(folder or Path.cwd()) / ".env", **overrides)  # type: ignore[call-arg]
    except ValidationError as error:
        lines += [_line(problem) for problem in error.errors()]
    if lines:
        raise WrongSettings(*lines)
    return settings


def _line(problem: Any) -> str:
    """A validation error as a line that names the setting. The value is left out: it may be a secret."""
    name = f"{PREFIX}{str(problem['loc'][0]).upper()}"
    return f"{name} is wrong: {str(problem['msg']).removeprefix('Value error, ')}."
