"""What a message may say: text, blocks, attachments and metadata, read from a call and refused as Slack refuses."""

import json
from dataclasses import dataclass, field
from typing import Any

from bot.rehearsal.slack.blocks import check_message_blocks, message_problems
from bot.rehearsal.slack.posting import completed
from bot.rehearsal.slack.refusals import ApiError
from bot.rehearsal.slack.scene import Scene
from bot.rehearsal.slack.world import Blocks

TEXT_IS_CUT_AT = 40_000
TEXT_OF_AN_UPDATE = 4_000
MARKDOWN_TEXT = 12_000
ATTACHMENTS = 100
METADATA_BYTES = 16_000


@dataclass(slots=True)
class Content:
    text: str = ""
    blocks: Blocks = field(default_factory=list)
    attachments: Blocks = field(default_factory=list)
    metadata: dict[str, Any] | None = None
    warnings: list[str] = field(default_factory=list)


def read_content(scene: Scene, args: dict[str, Any], *, update: bool = False) -> Content:
    """The content of a message, complete with ids.

    Raises ApiError: no_text, invalid_blocks(_format), markdown_text_conflict, msg_too_long, too_many_attachments,
    metadata_too_large, invalid_metadata_format.
    """
    blocks, attachments = (
        _array(args, "blocks", "invalid_blocks_format"),
        _array(args, "attachments", "invalid_attachments"),
    )
    text, markdown = args.get("text"), args.get("markdown_text")
    if markdown and (text or blocks):
        raise ApiError("markdown_text_conflict")
    if markdown and len(str(markdown)) > MARKDOWN_TEXT:
        raise ApiError("msg_too_long")
    if text is not None and not isinstance(text, str):
        raise ApiError(
            "invalid_arguments", response_metadata={"messages": ["[ERROR] must be a string [json-pointer:/text]"]}
        )
    if not (text or blocks or attachments or markdown):
        raise ApiError("no_text")
    content = Content(text or "", blocks, attachments, read_metadata(args))
    if markdown:
        content.blocks = [{"type": "markdown", "text": str(markdown)}]
        content.text = str(markdown)
    _check_blocks(content)
    _fit(content, update=update)
    content.blocks = completed(scene, content.blocks)
    for attachment in content.attachments:
        if attachment.get("blocks"):
            attachment["blocks"] = completed(scene, attachment["blocks"])
    return content


def _check_blocks(content: Content) -> None:
    check_message_blocks(content.blocks)
    if len(content.attachments) > ATTACHMENTS:
        raise ApiError("too_many_attachments")
    for attachment in content.attachments:
        problems = message_problems(attachment.get("blocks") or [])
        if problems:
            sentences = [str(problem) for problem in problems]
            messages = [f"[ERROR] {sentence}" for sentence in sentences]
            raise ApiError("invalid_attachments", errors=sentences, response_metadata={"messages": messages})


def _fit(content: Content, *, update: bool) -> None:
    if update and len(content.text) > TEXT_OF_AN_UPDATE:
        raise ApiError("msg_too_long")
    if len(content.text) > TEXT_IS_CUT_AT:
        content.text = content.text[:TEXT_IS_CUT_AT]
        content.warnings.append("message_truncated")


def _array(args: dict[str, Any], name: str, refusal: str) -> Blocks:
    value = args.get(name)
    if value in (None, ""):
        return []
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            raise ApiError(refusal) from None
    if not isinstance(value, list):
        raise ApiError(refusal)
    return value


def read_metadata(args: dict[str, Any]) -> dict[str, Any] | None:
    """`metadata` with its event_type and event_payload, or None."""
    value = args.get("metadata")
    if isinstance(value, str) and value:
        try:
            value = json.loads(value)
        except ValueError:
            raise ApiError("invalid_metadata_format") from None
    if not value:
        return None
    if not isinstance(value, dict) or not isinstance(value.get("event_type"), str):
        raise ApiError("invalid_metadata_format")
    if not isinstance(value.get("event_payload"), dict):
        raise ApiError("invalid_metadata_format")
    if len(json.dumps(value, ensure_ascii=False).encode()) > METADATA_BYTES:
        raise ApiError("metadata_too_large")
    return value
