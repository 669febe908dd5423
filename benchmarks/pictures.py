"""How long do films and stills take to make, and how large are they?

    python -m benchmarks.pictures

Draws a few exercises of different kinds once each, in one process, and weighs what is committed.
"""

import statistics
import time

from benchmarks._machine import describe
from content.pictures.catalogue import film_path, load_films
from content.pictures.drawing import LIGHT
from content.pictures.films import film, still
from content.pictures.library import load_figure, timing_of
from content.pictures.scene import Picture

EXERCISES = ("bird_dog", "walk_easy", "chin_tuck", "hamstring_towel", "sit_to_stand")


def main() -> None:
    """Print the figures."""
    print(describe("Pillow", "av"))
    films, stills, frames = [], [], []
    for id_ in EXERCISES:
        figure, dose = load_figure(id_)
        picture = Picture(figure, timing_of(dose), width=640, theme=LIGHT)
        started = time.perf_counter()
        picture.image(0.5)
        frames.append(time.perf_counter() - started)
        started = time.perf_counter()
        data = film(picture)
        films.append(time.perf_counter() - started)
        started = time.perf_counter()
        drawn = still(figure, "light")
        stills.append(time.perf_counter() - started)
        print(
            f"{id_}: film {films[-1]:.1f} s, {len(data) / 1000:.0f} KB; "
            f"still {stills[-1]:.2f} s, {len(drawn) / 1000:.0f} KB"
        )
    print(f"a frame at 640 px: {statistics.median(frames) * 1000:.0f} ms (median)")
    files = {name for shown in load_films().values() for each in shown for name in each.files}
    sizes = [film_path(name).stat().st_size for name in files]
    moving = [film_path(n).stat().st_size for n in files if n.endswith(".mp4")]
    print(
        f"committed: {len(moving)} films, largest {max(moving) / 1000:.0f} KB, "
        f"median {statistics.median(moving) / 1000:.0f} KB; all files {sum(sizes) / 1e6:.1f} MB"
    )


if __name__ == "__main__":
    main()
