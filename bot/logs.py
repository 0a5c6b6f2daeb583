"""Structured logs: one line an event, for people or for machines; never a secret, never people's words."""

import logging
import re
import sys
import traceback
from collections import Counter
from typing import Any, Literal, TextIO

import structlog
from structlog.typing import EventDict, ExcInfo, Processor

REDACTED = frozenset({"token", "secret", "password", "authorization", "text"})
"""Keys whose values never reach a log, whoever logs them."""

written: Counter[str] = Counter(dict.fromkeys(("debug", "info", "warning", "error", "critical"), 0))
"""Lines of this process, by level, for the metrics."""

_SECRETS = re.compile(
    r"(?<!\d)\d{5,}:[A-Za-z0-9_-]{10,}"  # Telegram's tokens, in addresses too
    r"|xox[a-z]-[A-Za-z0-9-]+|xapp-[A-Za-z0-9-]+"  # Slack's
    r"|(?<=hooks\.slack\.com/)[^\s'\"]+"  # who knows a response_url may write there
    r"|(?<=://)[^\s/:@'\"]+:[^\s/@'\"]+(?=@)"  # name and password of a database
)

_UNPRINTABLE = {code: f"\\x{code:02x}" for code in (*range(0x09), *range(0x0B, 0x20), *range(0x7F, 0xA0))}
_UNPRINTABLE |= {0x0A: "\\n", 0x0D: "\\r", 0x2028: "\\u2028", 0x2029: "\\u2029"}
"""What would begin another line, or colour and move the terminal of who reads the log."""

_SURROGATES = re.compile("[\ud800-\udfff]")


def without_secrets(text: str) -> str:
    """The text without anything that looks like a token, a password or a secret address."""
    return _SECRETS.sub("…", text)


def in_one_line(text: str) -> str:
    """The text with its line ends and control characters made visible."""
    return _SURROGATES.sub("\ufffd", text.translate(_UNPRINTABLE))


def what_happened(exc_info: ExcInfo) -> str:
    """An exception as its kind and the way that it took.

    Its own text is left out, and the values of variables are not shown: both may hold people's words.
    """
    lines = []
    error: BaseException | None = exc_info[1]
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        frames = "".join(traceback.format_tb(error.__traceback__))
        lines.append(f"Traceback (most recent call last):\n{frames}{_kind(error)}")
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\n\nwhich came from:\n\n".join(lines)


def _kind(error: BaseException) -> str:
    kind = type(error)
    return kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"


def _count(_: object, __: str, event: EventDict) -> EventDict:
    written[event["level"]] += 1
    return event


def _redact(_: object, __: str, event: EventDict) -> EventDict:
    for key in REDACTED & event.keys():
        event[key] = "…"
    return event


def _flatten(_: object, __: str, event: EventDict) -> EventDict:
    """Make every value a single line without secrets. Whole exceptions are told by their kind."""
    for key, value in event.items():
        if key not in {"exception", "exc_info"}:
            event[key] = _flat(value)
    return event


def _flat(value: Any) -> Any:
    if isinstance(value, str):
        return in_one_line(without_secrets(value))
    if isinstance(value, BaseException):
        return _kind(value)
    if value is None or isinstance(value, bool | int | float):
        return value
    return in_one_line(without_secrets(repr(value)))


def _print_exception(out: TextIO, exc_info: ExcInfo) -> None:
    out.write("\n" + what_happened(exc_info))


def configure(style: Literal["text", "json"], level: str) -> None:
    """Send structlog and the libraries' own logging to standard error in one style."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        _count,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _redact,
    ]
    last: list[Processor] = [_flatten]
    if style == "json":
        last += [structlog.processors.ExceptionRenderer(what_happened), _json]
    else:
        last.append(
            structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=_print_exception),
        )
    threshold = logging.getLevelNamesMapping()[level.upper()]
    structlog.configure(
        processors=[*shared, *last],
        wrapper_class=structlog.make_filtering_bound_logger(threshold),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last], foreign_pre_chain=shared
        )
    )
    logging.basicConfig(level=max(threshold, logging.WARNING), handlers=[handler], force=True)


_json: Processor = structlog.processors.JSONRenderer(ensure_ascii=False)
