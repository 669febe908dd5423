"""What does an exercise look like at a glance? A row of moments for each, for reviewing."""

from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from content.pictures.drawing import DARK, LIGHT
from content.pictures.library import load_figure, timing_of
from content.pictures.motion import Phase, eased
from content.pictures.scene import Picture

_GAP, _LABEL = 6, 18
_PAPER = ((255, 255, 255), (30, 34, 38))  # light, dark
_INK = ((60, 60, 60), (220, 220, 220))


def row(id_: str, *, width: int = 320, dark: bool = False) -> Image.Image:
    """The keys of one exercise and halfway between them with the arrow, side by side."""
    figure, dose = load_figure(id_)
    picture = Picture(figure, timing_of(dose), width=width, theme=DARK if dark else LIGHT)
    count = len(picture.motion.keys)
    shown = min(count, 4)
    moments = [(Phase(shown - 1 if count == 1 else count - 1, 0, 1.0), 0.0)]
    for k in range(1, shown):
        n = k * count // shown
        if shown <= 3:
            moments.append((Phase(n - 1, n, eased(0.5)), 1.0))
        moments.append((Phase(n - 1, n, 1.0), 1.0 if shown > 3 else 0.0))
    w, h = picture.size
    strip = Image.new("RGB", (w * len(moments) + _GAP * (len(moments) - 1), h), _PAPER[dark])
    for n, (phase, arrows) in enumerate(moments):
        held, signs = picture.timeline.held, []
        if phase.share == 1.0 and phase.to == held and picture.timeline.holds[held]:
            signs = picture.signs(picture.timeline.reached[held])
        elif any(key.breath for key in picture.motion.keys):
            signs = picture.breath_sign(phase)
        strip.paste(picture.shown(phase, arrows=arrows, signs=signs), (n * (w + _GAP), 0))
    return strip


def sheet(ids: list[str], out: Path, *, width: int = 320, dark: bool = False) -> None:
    """Write the rows of some exercises, each with its id, as one picture."""
    rows = [row(id_, width=width, dark=dark) for id_ in ids]
    size = (max(r.width for r in rows), sum(r.height + _LABEL + _GAP for r in rows))
    page = Image.new("RGB", size, _PAPER[dark])
    pen = ImageDraw.Draw(page)
    top = 0
    for id_, strip in zip(ids, rows, strict=True):
        page.paste(strip, (0, top))
        top += strip.height
        pen.text((6, top + 2), id_, fill=_INK[dark], font=ImageFont.load_default(12))
        top += _LABEL + _GAP
    page.save(out)
