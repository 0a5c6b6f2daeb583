"""Structured logs: one line an event, for people or for machines; never a secret, never people's words."""

import logging
import sys
from typing import Literal

import structlog

REDACTED = frozenset({"token", "secret", "password", "authorization", "text"})
"""Keys whose values never reach a log, whoever logs them."""


def _redact(_: object, __: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    for key in REDACTED & event.keys():
        event[key] = "…"
    return event


def configure(style: Literal["text", "json"], level: str) -> None:
    """Send structlog and the libraries' own logging to standard error in one style."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _redact,
    ]
    render: structlog.typing.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if style == "json"
        else structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
    )
    threshold = logging.getLevelNamesMapping()[level.upper()]
    structlog.configure(
        processors=[*shared, *([structlog.processors.format_exc_info] if style == "json" else []), render],
        wrapper_class=structlog.make_filtering_bound_logger(threshold),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(processor=render, foreign_pre_chain=shared))
    logging.basicConfig(level=max(threshold, logging.WARNING), handlers=[handler], force=True)
