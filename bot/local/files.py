"""What is in a file: its type, its size in pixels, and how a message shows it."""

import hashlib
import io
import struct
from collections.abc import Callable
from pathlib import PurePath

from telegram.constants import FileSizeLimit

from bot.local.errors import LocalTelegramError, bad_request
from bot.local.methods import Json
from bot.local.store import StoredFile

Upload = tuple[str, bytes, str]  # name, bytes, media type
_MAX_SIDES = 10_000  # width and height of a photo together
_MAX_RATIO = 20


def read_upload(kind: str, upload: Upload, hints: Json) -> StoredFile:
    """Look into an upload, and refuse what Telegram refuses as a photo or animation.

    ``hints`` are the width, height and duration the bot gave; what the file says counts
    more. The id is made from the content, so the same file has the same id.
    """
    name, data, mime = upload
    if not data:
        raise bad_request("file must be non-empty")
    limit = FileSizeLimit.PHOTOSIZE_UPLOAD if kind == "photo" else FileSizeLimit.FILESIZE_UPLOAD
    if len(data) > limit:
        raise LocalTelegramError(413, "Request Entity Too Large")
    width, height, duration = (
        value if isinstance(value := hints.get(key), int) else 0
        for key in ("width", "height", "duration")
    )
    if kind == "photo":
        width, height, mime = _photo(data)
    elif data[4:8] == b"ftyp":
        width, height, duration = _mp4(data, width, height, duration)
        mime = "video/mp4"
    elif data[:6] in (b"GIF87a", b"GIF89a"):
        width, height = struct.unpack("<HH", data[6:10].ljust(4, b"\0"))
        mime = "image/gif"
    digest = hashlib.sha256(b"\0".join((kind.encode(), name.encode(), data))).hexdigest()
    return StoredFile(f"{kind}-{digest[:40]}", kind, name, mime, width, height, duration, data)


def _photo(data: bytes) -> tuple[int, int, str]:
    from PIL import Image, UnidentifiedImageError  # not every chat has a photo

    try:
        with Image.open(io.BytesIO(data)) as image:
            width, height = image.size
            mime = Image.MIME.get(image.format or "", "image/jpeg")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        raise bad_request("IMAGE_PROCESS_FAILED") from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise bad_request("PHOTO_INVALID_DIMENSIONS") from None
    if width + height > _MAX_SIDES or max(width, height) > _MAX_RATIO * min(width, height):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return width, height, mime


def _mp4(data: bytes, width: int, height: int, duration: int) -> tuple[int, int, int]:
    """What the first track says about its size, and the header about the duration."""
    at = data.find(b"mvhd")
    if at > 0 and data[at + 4 : at + 5] == b"\0" and len(data) >= at + 24:
        scale, ticks = struct.unpack(">II", data[at + 16 : at + 24])
        duration = round(ticks / scale) if scale else duration
    at = data.find(b"tkhd")
    if at > 0:
        end = at + (88 if data[at + 4 : at + 5] == b"\0" else 100)
        sides = struct.unpack(">II", data[end - 8 : end].rjust(8, b"\0"))
        if all(0 < side >> 16 < _MAX_SIDES for side in sides):
            width, height = (side >> 16 for side in sides)
    return width, height, duration


def is_film(data: bytes) -> bool:
    """Whether Telegram would show the file as an animation; else it becomes a document."""
    return data[4:8] == b"ftyp" or data[:6] in (b"GIF87a", b"GIF89a")


def describe(file: StoredFile) -> Json:
    """The fields of a message that holds the file."""
    base: Json = {
        "file_id": file.id,
        "file_unique_id": file.id[-16:],
        "file_size": len(file.data),
    }
    named = base | {"file_name": file.name, "mime_type": file.mime}
    size = {"width": file.width, "height": file.height}
    lasting = {"duration": file.duration}
    if file.kind == "photo":
        return {"photo": [base | size]}
    if file.kind == "animation":
        return {"animation": named | size | lasting, "document": named}
    if file.kind == "document":
        return {"document": named}
    return {file.kind: named | lasting | _SHAPES[file.kind]}


# What these kinds of file have besides a name and a type; only people send them.
_SHAPES: dict[str, Json] = {
    "voice": {},
    "audio": {},
    "video": {"width": 640, "height": 360},
    "video_note": {"length": 240},
    "sticker": {
        "type": "regular",
        "width": 512,
        "height": 512,
        "is_animated": False,
        "is_video": False,
        "emoji": "👍",
    },
}


def path_of(file: StoredFile) -> str:
    """Where the Bot API says the file is."""
    return f"{file.kind}s/{file.id}{PurePath(file.name).suffix}"


def _picture(form: str) -> bytes:
    from PIL import Image

    drawn = io.BytesIO()
    Image.new("RGB", (320, 240), "#9db8c7").save(drawn, form)
    return drawn.getvalue()


_SAMPLE_FILES: dict[str, Callable[[], Upload]] = {
    "photo": lambda: ("photo.jpg", _picture("JPEG"), "image/jpeg"),
    "sticker": lambda: ("sticker.webp", _picture("WEBP"), "image/webp"),
    "voice": lambda: ("voice.ogg", b"OggS sample", "audio/ogg"),
    "audio": lambda: ("audio.mp3", b"ID3 sample", "audio/mpeg"),
    "video": lambda: ("video.mp4", b"\0\0\0\x08ftypmp42", "video/mp4"),
    "video_note": lambda: ("note.mp4", b"\0\0\0\x08ftypmp42", "video/mp4"),
    "animation": lambda: ("wave.gif", _picture("GIF"), "image/gif"),
    "document": lambda: ("letter.txt", b"A letter.", "text/plain"),
}
_SAMPLES: dict[str, Json] = {
    "location": {"latitude": 51.5007, "longitude": -0.1246},
    "contact": {"phone_number": "+15550100", "first_name": "Sam"},
    "dice": {"emoji": "🎲", "value": 4},
    "venue": {
        "location": {"latitude": 51.5007, "longitude": -0.1246},
        "title": "Park",
        "address": "1 Park Road",
    },
}
ATTACHMENTS = (*_SAMPLE_FILES, *_SAMPLES)


def sample(kind: str) -> StoredFile | Json:
    """An example of what people attach: a file, or the fields of a message without one.

    ``kind`` is one of ``ATTACHMENTS``.
    """
    if kind in _SAMPLES:
        return {kind: _SAMPLES[kind]}
    return read_upload(kind, _SAMPLE_FILES[kind](), {"duration": 1})
