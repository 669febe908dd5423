"""Which file shows which starting position, and are these files what would be drawn today?

A file is named by a hash of its content, so the name says for ever what is in it. Files are
compared by what can be seen, not byte by byte: versions of Pillow compress differently.
"""

import hashlib
import io
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import yaml
from PIL import Image, ImageChops

from content.loader import ContentError
from content.pictures.poses import SCENES
from content.pictures.stills import SIZE, draw_still

MEDIA = Path(__file__).parents[1] / "media"
MAX_BYTES = 20_000

_MANIFEST = "manifest.yaml"
_HEADER = (
    "# Which picture shows which starting position; written by `python -m content.pictures`.\n"
)
_VISIBLE = 24  # a pixel this much lighter or darker (of 255) can be seen to differ
_STRAY_PIXELS = 40  # so many may differ: other versions of Pillow round edges in another way


def load_stills(root: Path | None = None) -> Mapping[str, Path]:
    """The picture of each starting position, and of ``walking``, by id.

    ``root`` is the content folder (the package's own by default). Every file exists; a manifest
    that cannot be read or names a file that is missing is a ``ContentError``.
    """
    media = MEDIA if root is None else root / MEDIA.name
    stills = {position: media / name for position, name in _read_manifest(media).items()}
    for position, still in stills.items():
        if not still.is_file():
            raise ContentError(f"{media.name}/{_MANIFEST}", f"{position}: no file {still.name}")
    return MappingProxyType(stills)


def build_stills(media: Path = MEDIA) -> list[Path]:
    """Draw every still anew; write those that changed and the manifest, remove the rest.

    Returns the pictures that were written. A file that still looks like its drawing is kept, so
    building twice changes nothing.
    """
    media.mkdir(parents=True, exist_ok=True)
    before = _read_manifest(media) if (media / _MANIFEST).is_file() else {}
    names, written = {}, []
    for position, scene in SCENES.items():
        drawn = draw_still(scene)
        kept = before.get(position)
        if kept is None or _fault(media / kept, drawn):
            png = _png(drawn)
            kept = f"{_hash(png)}.png"
            (media / kept).write_bytes(png)
            written.append(media / kept)
        names[position] = kept
    for stray in _strays(media, names):
        stray.unlink()
    manifest = _HEADER + yaml.safe_dump({"stills": names}, sort_keys=False)
    (media / _MANIFEST).write_text(manifest, encoding="utf-8")
    return written


def check_stills(media: Path = MEDIA) -> list[str]:
    """Say in one line each what a build would change; nothing when all is current."""
    try:
        names = _read_manifest(media)
    except ContentError as error:
        return [str(error)]
    faults = [f"{position}: no such scene" for position in names if position not in SCENES]
    for position, scene in SCENES.items():
        if position not in names:
            faults.append(f"{position}: not in the manifest")
        elif fault := _fault(media / names[position], draw_still(scene)):
            faults.append(f"{position}: {names[position]} {fault}")
    faults += [f"{stray.name}: belongs to no scene" for stray in _strays(media, names)]
    return faults


def _read_manifest(media: Path) -> dict[str, str]:
    place = f"{media.name}/{_MANIFEST}"
    try:
        text = (media / _MANIFEST).read_text(encoding="utf-8")
        stills = yaml.safe_load(text)["stills"]
    except (OSError, yaml.YAMLError, KeyError, TypeError) as error:
        raise ContentError(place, f"cannot be read ({type(error).__name__})") from error
    if not isinstance(stills, dict):
        raise ContentError(place, "stills: a position and a file name each")
    return {str(position): str(name) for position, name in stills.items()}


def _fault(still: Path, drawn: Image.Image) -> str:
    """What is wrong with a file that should show a drawing; empty when nothing is."""
    try:
        png = still.read_bytes()
    except OSError:
        return "is missing"
    if still.stem != _hash(png):
        return "is not what its name says"
    if len(png) > MAX_BYTES:
        return f"is larger than {MAX_BYTES} bytes"
    with Image.open(io.BytesIO(png)) as shown:
        if shown.size != SIZE or not _look_alike(shown, drawn):
            return "does not look like its scene"
    return ""


def _look_alike(one: Image.Image, other: Image.Image) -> bool:
    difference = ImageChops.difference(one.convert("RGB"), other.convert("RGB")).convert("L")
    return sum(difference.histogram()[_VISIBLE:]) <= _STRAY_PIXELS


def _strays(media: Path, names: Mapping[str, str]) -> list[Path]:
    wanted = set(names.values())
    return sorted(still for still in media.glob("*.png") if still.name not in wanted)


def _png(picture: Image.Image) -> bytes:
    file = io.BytesIO()
    picture.save(file, "PNG", optimize=True)
    return file.getvalue()


def _hash(png: bytes) -> str:
    return hashlib.sha256(png).hexdigest()[:16]
