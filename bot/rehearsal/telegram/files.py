"""The files that were sent over the stage, and what can be told about a picture from its first bytes."""

import hashlib
import mimetypes
import struct
from dataclasses import dataclass, field

from bot.rehearsal.telegram.errors import ApiError, bad_request
from bot.rehearsal.telegram.params import Params, Upload

NOTHING_SAID = "application/octet-stream"
DOCUMENT_BYTES = 50 * 1024 * 1024
PHOTO_BYTES = 10 * 1024 * 1024
DOWNLOAD_BYTES = 20 * 1024 * 1024
_SIDES = 10_000
_RATIO = 20
_FRAMES = frozenset({0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF})


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One file; `width` and `height` are pixels, 0 when it was not sent as a photo."""

    key: str
    name: str
    media_type: str
    data: bytes = field(repr=False)
    width: int = 0
    height: int = 0

    @property
    def is_photo(self) -> bool:
        return self.width > 0

    @property
    def file_id(self) -> str:
        return f"{'AgAC' if self.is_photo else 'BQAC'}{self.key}"

    @property
    def path(self) -> str:
        return f"{'photos' if self.is_photo else 'documents'}/{self.key}_{self.name}"


def image_size(data: bytes) -> tuple[int, int] | None:
    """Width and height of a PNG, GIF or JPEG picture, None for anything else."""
    if data.startswith(b"\x89PNG\r\n\x1a\n") and len(data) >= 24:  # noqa: PLR2004
        return struct.unpack(">II", data[16:24])
    if data[:6] in (b"GIF87a", b"GIF89a") and len(data) >= 10:  # noqa: PLR2004
        return struct.unpack("<HH", data[6:10])
    if data.startswith(b"\xff\xd8"):
        return _jpeg_size(data)
    return None


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:  # noqa: PLR2004
        if data[at + 1] in _FRAMES:
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return None


class FileShelf:
    """All files by key; the same bytes sent twice are two files, as on the real server."""

    def __init__(self) -> None:
        self._files: dict[str, StoredFile] = {}

    def __getitem__(self, key: str) -> StoredFile:
        return self._files[key]

    def by_id(self, file_id: str) -> StoredFile | None:
        return next((file for file in self._files.values() if file.file_id == file_id), None)

    def by_path(self, path: str) -> StoredFile | None:
        return next((file for file in self._files.values() if file.path == path), None)

    def keep(self, upload: Upload, size: tuple[int, int] = (0, 0)) -> StoredFile:
        digest = hashlib.sha256(upload.data).hexdigest()[:12]
        key = f"{digest}{len(self._files) + 1:04x}"
        name = upload.name.replace("/", "_") or "file"
        kept = StoredFile(key, name, _kind_of(upload, name), upload.data, *size)
        self._files[key] = kept
        return kept

    def received(self, params: Params, field_name: str, value: str, *, photo: bool) -> StoredFile:
        """The file that a call sends in `field_name`: uploaded, attached, or known by its id.

        Raises ApiError 400 for a missing, empty, unknown or unreadable file, 413 for one that is too large.
        """
        upload = params.uploads.get(field_name)
        if value.startswith("attach://"):
            upload = params.uploads.get(value.removeprefix("attach://"))
        if upload is None:
            return self._known(field_name, value)
        if not upload.data:
            raise bad_request("file must be non-empty")
        if len(upload.data) > (PHOTO_BYTES if photo else DOCUMENT_BYTES):
            raise ApiError(413)
        return self.keep(upload, _photo_size(upload.data) if photo else (0, 0))

    def _known(self, field_name: str, value: str) -> StoredFile:
        if not value:
            raise bad_request(f"there is no {field_name} in the request")
        if value.startswith(("http://", "https://")):
            raise bad_request("failed to get HTTP URL content")
        known = self.by_id(value)
        if known is None:
            raise bad_request("wrong file identifier/HTTP URL specified")
        if known.is_photo != (field_name == "photo"):
            raise bad_request(
                f"can't use file of type {'Photo' if known.is_photo else 'Document'} as {field_name.title()}"
            )
        return known


def _kind_of(upload: Upload, name: str) -> str:
    """What was said of an upload, else what its name says: aiogram says nothing."""
    if upload.media_type != NOTHING_SAID:
        return upload.media_type
    return mimetypes.guess_type(name)[0] or NOTHING_SAID


def _photo_size(data: bytes) -> tuple[int, int]:
    size = image_size(data)
    if size is None:
        raise bad_request("IMAGE_PROCESS_FAILED")
    width, height = size
    if min(size) < 1 or width + height > _SIDES or max(size) > _RATIO * min(size):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return size
