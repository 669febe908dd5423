"""Which films and stills does every exercise need, and are these files what is drawn today?

A film is one repetition at the tempo of a dose: silent H.264 in an MP4 whose frames last as
long as they are needed, so a second of a hold costs one frame. There is one for each side and
each hold that a dose asks for. Files are named by a hash of what is drawn in them.
"""

import hashlib
import io
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, replace
from fractions import Fraction
from functools import partial
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml
from PIL import Image, ImageChops

from content.files import ContentError
from content.loader import Content
from content.pictures.catalogue import (
    FOLDER,
    MANIFEST,
    MEDIA,
    TILE,
    Film,
    Side,
    film_path,
    read_manifest,
)
from content.pictures.checks import faults_of
from content.pictures.drawing import THEMES
from content.pictures.figure import Figure
from content.pictures.library import timing_of
from content.pictures.motion import FRAMES_A_SECOND, Phase, Timing
from content.pictures.scene import Moment, Picture
from content.pictures.skeleton import LANDMARKS

DRAWING_VERSION = 4
"""To be raised whenever the same figure is drawn in another way: then all is made anew."""
WIDTHS = (640, 480)
"""The second is taken when a film is too large in the first."""
STILL_WIDTH = 360
MAX_FILM_BYTES = 100_000
SMALL_FILM_BYTES = 68_000
"""What a film should stay below, so that all of them stay small enough together."""
MAX_STILL_BYTES = 30_000
LEAST_BYTES = 500
"""A file with less than this holds no picture."""
MAX_TOTAL_BYTES = 15_000_000
"""Of everything in the folder: it comes along with every copy of the project."""

_HEADER = "# The films and stills of each exercise; written by `backease pictures build`.\n"
_QUALITIES = (27, 30, 33, 36, 38)
_VISIBLE = 40  # a pixel this much lighter or darker (of 255) can be seen to differ
_STRAY_PIXELS = 60  # so many may differ


class NoEncoder(Exception):
    """Films or stills have to be made and there is nothing to make films with."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A film that an exercise needs."""

    exercise: str
    figure: Figure
    timing: Timing
    side: Side

    def name(self, width: int) -> str:
        """The film's file name, which says for ever what is in it."""
        return self._hashed("film", width, asdict(self.timing)) + ".mp4"

    def still(self, theme: str) -> str:
        """The file name of the still in one theme."""
        return self._hashed("still", STILL_WIDTH, theme) + ".png"

    def tile(self, theme: str) -> str:
        """The file name of the tile in one theme; it shows no side."""
        return replace(self, side="both")._hashed("tile", TILE[0], [theme, TILE[1]]) + ".png"

    def _hashed(self, kind: str, width: int, extra: object) -> str:
        drawn = [kind, self.figure.model_dump(), self.side == "left", width, extra, DRAWING_VERSION]
        text = json.dumps(drawn, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:16]


def films_wanted(content: Content, figures: Mapping[str, Figure]) -> list[Wanted]:
    """The films that a session can ask for, by exercise, side and hold.

    Holds are those of the exercise's own dose and of every routine, the shortest one (an easier
    step, a first try of one exercise by itself) and two thirds of each (a step back).
    """
    holds = {id_: {each.dose.hold_seconds} for id_, each in content.exercises.items()}
    for routine in content.routines.values():
        for step in routine.steps:
            holds[step.exercise].add(step.dose.hold_seconds)
    wanted = []
    for id_, figure in sorted(figures.items()):
        exercise = content.exercises[id_]
        lowest = (exercise.dose_range.hold_seconds or (exercise.dose.hold_seconds,))[0]
        back = {min(hold, max(lowest, hold * 2 // 3)) for hold in holds[id_]}
        sides: tuple[Side, ...] = ("right", "left") if exercise.dose.per_side else ("both",)
        wanted += [
            Wanted(id_, figure, timing_of(exercise.dose, hold), side)
            for side in sides
            for hold in sorted({lowest, *holds[id_], *back})
        ]
    return wanted


def build(
    content: Content,
    figures: Mapping[str, Figure],
    ids: Iterable[str] | None = None,
    *,
    processes: int = 2,
    progress: Callable[[int, int], None] = lambda done, of: None,
    media: Path = MEDIA,
) -> list[str]:
    """Make the films and stills that changed, remove those that nothing shows any more.

    With ``ids`` only those exercises are looked at and nothing is removed. A build that was
    stopped goes on where it was. Returns the names of the files written; ``progress`` is told
    how many films are done, of how many. Raises ``NoEncoder`` when something has to be made and
    PyAV is not installed, and with ``ids`` a ``ContentError`` when the manifest cannot be read.
    """
    (media / FOLDER).mkdir(parents=True, exist_ok=True)
    wanted = films_wanted(content, figures)
    only = figures.keys() if ids is None else set(ids)
    for id_ in sorted(only - figures.keys()):
        raise ContentError(f"exercises/{id_}.yaml", "there is no figure to draw")
    others = {} if ids is None else read_manifest(media)
    films = {id_: list(shown) for id_, shown in others.items() if id_ not in only}
    todo: list[Wanted] = []
    for want in (want for want in wanted if want.exercise in only):
        if there := _there(want, media):
            films.setdefault(want.exercise, []).append(there)
        else:
            todo.append(want)
    if todo and find_spec("av") is None:
        raise NoEncoder("films need PyAV: pip install av")
    written: list[str] = []
    done = 0
    for id_, new, files in _made(todo, media, processes):
        films.setdefault(id_, []).extend(new)
        written += files
        done += len(new)
        progress(done, len(todo))
    ordered = {
        id_: sorted(found, key=lambda film: (film.side != "right", film.side, film.hold))
        for id_, found in sorted(films.items())
    }
    listed = {id_: [asdict(film) for film in found] for id_, found in ordered.items()}
    text = _HEADER + yaml.safe_dump({"films": listed}, sort_keys=False, width=200)
    _write(media / MANIFEST, text.encode())
    if ids is None:
        for stray in _strays(media, ordered):
            stray.unlink()
    return written


def check(content: Content, figures: Mapping[str, Figure], *, media: Path = MEDIA) -> list[str]:
    """Say in a line each what a build would change, what is too large, and what looks wrong.

    Of every exercise the light still and the dark tile are drawn anew and compared, so most
    changes of the drawing are found even when nobody raised ``DRAWING_VERSION``. The films
    themselves are not looked into.
    """
    try:
        there = read_manifest(media)
    except ContentError as error:
        return [str(error)]
    found = []
    drawn: set[str] = set()
    for want in films_wanted(content, figures):
        if _there(want, media) not in there.get(want.exercise, ()):
            hold = f"{want.timing.hold_seconds:g} s"
            found.append(f"{want.exercise}: no film of today's figure ({want.side}, hold {hold})")
        elif want.exercise not in drawn and want.side != "left":
            drawn.add(want.exercise)
            alike = _looks_alike(
                film_path(want.still("light"), media), still(want.figure, "light")
            ) and _looks_alike(film_path(want.tile("dark"), media), tile(want.figure, "dark"))
            if not alike:
                found.append(f"{want.exercise}: drawn in another way now; raise DRAWING_VERSION")
    for id_, films in there.items():
        for file in (file for film in films for file in film.files):
            path = film_path(file, media)
            most = MAX_FILM_BYTES if path.suffix == ".mp4" else MAX_STILL_BYTES
            size = path.stat().st_size if path.is_file() else 0
            if size > most:
                found.append(f"{id_}: {file} is larger than {most} bytes")
            elif path.is_file() and size < LEAST_BYTES:
                found.append(f"{id_}: {file} is broken: remove it and build it again")
    found += [f"{stray.name}: belongs to no exercise" for stray in _strays(media, there)]
    total = sum(path.stat().st_size for path in (media / FOLDER).glob("*"))
    if total > MAX_TOTAL_BYTES:
        found.append(f"{media.name}/{FOLDER}: {total} bytes are more than {MAX_TOTAL_BYTES}")
    for id_, figure in figures.items():
        found += [f"{id_}: {each}" for each in faults_of(figure, content.exercises[id_].dose)]
    return found


# -- one film -------------------------------------------------------------------------------


def shots(picture: Picture) -> Iterator[tuple[float, int]]:
    """The moments worth drawing and for how many frames each stays.

    A rest is drawn once and shown long; a hold is drawn once a second, for its clock.
    """
    rate = FRAMES_A_SECOND
    total = max(1, round(picture.timeline.length * rate))
    last: tuple[object, ...] | None = None
    start = count = 0
    for n in range(total):
        t = n / rate
        phase = picture.timeline.phase(t)
        state = (
            phase.to,
            round(phase.share * 400),
            round(picture.arrow_power(t) * 12),
            picture.second_of_hold(t),
        )
        if state == last:
            count += 1
            continue
        if last is not None:
            yield start / rate, count
        last, start, count = state, n, 1
    yield start / rate, count


def film(picture: Picture) -> bytes:
    """The film as an MP4 without sound, in the finest quality that keeps it small."""
    frames = [(picture.image(t), count) for t, count in shots(picture)]
    for finest in _QUALITIES:
        data = _encoded(frames, picture.size, finest)
        if len(data) <= SMALL_FILM_BYTES:
            break
    return data


def _encoded(frames: Iterable[tuple[Image.Image, int]], size: tuple[int, int], crf: int) -> bytes:
    import av

    options = {"crf": str(crf), "preset": "slow", "tune": "animation"}
    with TemporaryDirectory() as folder:  # to put the index first, the file is read again
        path = Path(folder) / "film.mp4"
        with av.open(str(path), "w", options={"movflags": "+faststart"}) as box:
            stream = box.add_stream("libx264", rate=FRAMES_A_SECOND, options=options)
            stream.width, stream.height = size
            stream.pix_fmt = "yuv420p"
            stream.codec_context.time_base = Fraction(1, FRAMES_A_SECOND)
            at = 0
            for image, count in frames:
                box.mux(stream.encode(_frame(image, at)))
                at += count
            if count > 1:  # the last frame is shown until the end
                box.mux(stream.encode(_frame(image, at - 1)))
            box.mux(stream.encode())
        return path.read_bytes()


def _frame(image: Image.Image, pts: int) -> Any:
    import av

    frame = av.VideoFrame.from_image(image)  # type: ignore[no-untyped-call]
    frame.pts, frame.time_base = pts, Fraction(1, FRAMES_A_SECOND)
    return frame


def still(figure: Figure, theme: str, *, flip: bool = False) -> bytes:
    """The start and the most telling moment side by side, as a PNG with few colours."""
    picture = Picture(figure, width=STILL_WIDTH, theme=THEMES[theme], flip=flip)
    telling = _telling(picture)
    keys = [0, telling] if telling else [0]
    w, h = picture.size
    gap = 6
    page = Image.new("RGB", (w * len(keys) + gap * (len(keys) - 1), h), picture.theme.edge)
    for n, key in enumerate(keys):
        page.paste(_at_key(picture, key), (n * (w + gap), 0))
    return _png(page)


def tile(figure: Figure, theme: str) -> bytes:
    """The most telling moment alone and small, as a PNG with few colours."""
    width, height = TILE
    picture = Picture(figure, width=width, theme=THEMES[theme], shape=height / width)
    return _png(_at_key(picture, _telling(picture)))


def _at_key(picture: Picture, key: int) -> Image.Image:
    """The moment a key is reached, with the arrows that led to it."""
    phase = Phase((key - 1) % len(picture.motion.keys), key, 1.0)
    return picture.shown(phase, arrows=1.0 if key else 0.0)


def _png(image: Image.Image) -> bytes:
    file = io.BytesIO()
    few = image.quantize(80, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    few.save(file, "PNG", optimize=True)
    return file.getvalue()


def _telling(picture: Picture) -> int:
    """The held key, or, when nothing or the start is held, the one farthest from the start."""
    if picture.timeline.held:
        return picture.timeline.held
    motion = picture.motion
    start = motion.key_body(0)

    def far(n: int) -> float:
        body = motion.key_body(n)
        return sum(
            (x - u) ** 2 + (y - v) ** 2
            for (x, y), (u, v) in (
                (picture.camera.see(body.at(name)), picture.camera.see(start.at(name)))
                for name in LANDMARKS
            )
        )

    return max(range(len(motion.keys)), key=far)


_Made = tuple[str, list[Film], list[str]]
"""An exercise, its new films, and the names of the files written."""


def _made(todo: list[Wanted], media: Path, processes: int) -> Iterator[_Made]:
    each = [list(films) for _, films in groupby(todo, key=lambda want: want.exercise)]
    if processes <= 1 or len(each) < 2:
        yield from (_make(films, media) for films in each)
        return
    with ProcessPoolExecutor(processes) as pool:
        yield from pool.map(_make, each, [media] * len(each))


def _make(films: list[Wanted], media: Path) -> _Made:
    """Draw the films and stills of one exercise; files that are there already are kept.

    Films of one exercise differ in their holds and in their side: each moment is drawn once.
    """
    new, written = [], []
    drawn: dict[int, dict[Moment, Image.Image]] = {width: {} for width in WIDTHS}
    for want in films:
        there = (width for width in WIDTHS if film_path(want.name(width), media).is_file())
        width = next(there, None)
        if width is None:
            width, data = _fitting_film(want, drawn)
            _write(film_path(want.name(width), media), data)
            written.append(want.name(width))
        written += _make_stills(want, media)
        new.append(_film(want, want.name(width)))
    return films[0].exercise, new, written


def _fitting_film(
    want: Wanted, drawn: Mapping[int, dict[Moment, Image.Image]]
) -> tuple[int, bytes]:
    """A film and its width: the greatest in which the film is small enough."""
    for width in WIDTHS:
        flip = want.side == "left"
        picture = Picture(want.figure, want.timing, width=width, flip=flip, drawn=drawn[width])
        data = film(picture)
        if len(data) <= MAX_FILM_BYTES:
            break
    return width, data


def _make_stills(want: Wanted, media: Path) -> list[str]:
    """Draw the stills and tiles that are not there; return their names."""
    written = []
    for theme in THEMES:
        for name, draw in (
            (want.still(theme), partial(still, flip=want.side == "left")),
            (want.tile(theme), tile),
        ):
            if not film_path(name, media).is_file():
                _write(film_path(name, media), draw(want.figure, theme))
                written.append(name)
    return written


def _write(path: Path, data: bytes) -> None:
    """Write a file whole or not at all: what is there under a hash is never looked into again."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    part.write_bytes(data)
    part.replace(path)


def _film(want: Wanted, file: str) -> Film:
    hold = round(want.timing.hold_seconds)
    stills = want.still("light"), want.still("dark"), want.tile("light"), want.tile("dark")
    return Film(want.side, hold, file, *stills)


def _there(want: Wanted, media: Path) -> Film | None:
    """The film that shows what is wanted, when all of its files are there."""
    for width in WIDTHS:
        film = _film(want, want.name(width))
        if all(film_path(file, media).is_file() for file in film.files):
            return film
    return None


def _looks_alike(path: Path, drawn: bytes) -> bool:
    """Compared by what can be seen: versions of Pillow round edges and compress differently."""
    try:
        with Image.open(path) as one, Image.open(io.BytesIO(drawn)) as two:
            if one.size != two.size:
                return False
            difference = ImageChops.difference(one.convert("RGB"), two.convert("RGB")).convert("L")
    except OSError:  # the file is broken
        return False
    return sum(difference.histogram()[_VISIBLE:]) <= _STRAY_PIXELS


def _strays(media: Path, films: Mapping[str, Iterable[Film]]) -> list[Path]:
    shown = {file for each in films.values() for film in each for file in film.files}
    return sorted(
        path
        for path in (media / FOLDER).glob("*")
        if path.suffix in (".mp4", ".png") and path.name not in shown
    )
