"""files.*: the three steps of an upload, and what is known about a file."""

import mimetypes
from typing import Any

from bot.rehearsal.slack.call import Call, Json
from bot.rehearsal.slack.content import read_content
from bot.rehearsal.slack.payloads import file_json
from bot.rehearsal.slack.posting import publish
from bot.rehearsal.slack.refusals import ApiError, missing_field
from bot.rehearsal.slack.world import Channel, Post, StoredFile

LARGEST = 1_000_000_000


def upload_url(call: Call) -> Json:
    """Step one: an address for the bytes. The length (bytes) is announced and must come true."""
    name, length = call.text("filename"), call.number("length", 0)
    if length <= 0:
        raise missing_field("length")
    if length > LARGEST:
        raise ApiError("file_upload_size_restricted")
    scene = call.scene
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    key = scene.ids.secret("upload")
    file = StoredFile(scene.ids.new("F"), name, length, call.app, key, scene.clock(), media_type=kind)
    scene.files[file.id] = file
    return {"upload_url": f"{call.base_url}/upload/{key}", "file_id": file.id}


def complete(call: Call) -> Json:
    """Step three: the files get their titles and, with a channel, are shown there in one message."""
    wanted: Any = call.thing("files")
    if not isinstance(wanted, list) or not wanted:
        raise missing_field("files")
    files = [_uploaded(call, item) for item in wanted]
    channels = [_shared_with(call, channel_id) for channel_id in _channel_ids(call)]
    thread = call.text("thread_ts", "") or None
    for file, item in zip(files, wanted, strict=True):
        file.complete, file.title = True, str(item.get("title") or file.name)
    for channel in channels:
        _show(call, channel, files, thread)
    return {"files": [file_json(file) for file in files]}


def _channel_ids(call: Call) -> list[str]:
    return call.names("channel_id") or call.names("channels")


def _uploaded(call: Call, item: Any) -> StoredFile:
    file = call.scene.files.get(str(item.get("id"))) if isinstance(item, dict) else None
    if file is None or file.app is not call.app or file.content is None or file.complete:
        raise ApiError("file_not_found")
    return file


def _shared_with(call: Call, channel_id: str) -> Channel:
    channel = call.app.space.channels.get(channel_id)
    if channel is None or (channel.kind != "public" and call.app.user not in channel.members):
        raise ApiError("channel_not_found")
    if call.app.user not in channel.members:
        raise ApiError("not_in_channel")
    if channel.archived:
        raise ApiError("is_archived")
    return channel


def _show(call: Call, channel: Channel, files: list[StoredFile], thread: str | None) -> None:
    said = {"text": call.args.get("initial_comment"), "blocks": call.args.get("blocks")}
    content = read_content(call.scene, said) if any(said.values()) else None
    post = Post(
        ts=call.scene.ids.ts(call.scene.clock()),
        channel=channel,
        author=call.app.user,
        at=call.scene.clock(),
        app=call.app,
        text=content.text if content else "",
        blocks=content.blocks if content else [],
        files=list(files),
        thread=thread,
    )
    for file in files:
        file.shared.append(post)
    publish(call.scene, post)
    for file in files:
        call.scene.emit(call.app, {"type": "file_shared", "file_id": file.id, "channel_id": channel.id})


def info(call: Call) -> Json:
    file = call.scene.files.get(call.text("file"))
    if file is None or file.app.space is not call.app.space or not file.complete:
        raise ApiError("file_not_found")
    return {"file": file_json(file), "comments": [], "response_metadata": {"next_cursor": ""}}


def delete_file(call: Call) -> Json:
    file = call.scene.files.get(call.text("file"))
    if file is None or file.app is not call.app:
        raise ApiError("file_not_found")
    for post in file.shared:
        post.files.remove(file)
    del call.scene.files[file.id]
    call.scene.changed()
    return {}
