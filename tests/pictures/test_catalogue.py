"""Is a manifest of films that cannot be true found at the start?"""

from pathlib import Path

import pytest

from content.files import ContentError
from content.pictures.catalogue import load_films, read_manifest

STILLS = "still_light: l.png, still_dark: d.png, tile_light: m.png, tile_dark: n.png"
FILM = f"{{side: both, hold: 5, file: a.mp4, {STILLS}}}"


def test_without_a_manifest_nothing_is_drawn(tmp_path: Path) -> None:
    assert read_manifest(tmp_path) == {}


def test_films_come_by_exercise(tmp_path: Path) -> None:
    (tmp_path / "films.yaml").write_text(f"films: {{march: [{FILM}]}}")
    (tmp_path / "films").mkdir()
    for file in ("a.mp4", "l.png", "d.png", "m.png", "n.png"):
        (tmp_path / "films" / file).touch()
    (film,) = load_films(tmp_path)["march"]
    assert (film.side, film.hold) == ("both", 5)
    assert film.files == ("a.mp4", "l.png", "d.png", "m.png", "n.png")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("films: [", "line 2: "),
        ("nothing: {}", "films: "),
        (f"films: {{march: [{FILM.replace('both', 'top')}]}}", r"films\.march\.1\.side: "),
        (f"films: {{march: [{FILM}]}}", r"march: no file a\.mp4$"),
    ],
)
def test_a_manifest_that_cannot_be_true_is_named(tmp_path: Path, text: str, problem: str) -> None:
    (tmp_path / "films.yaml").write_text(text)
    with pytest.raises(ContentError, match=f"^content/media/films.yaml: {problem}"):
        load_films(tmp_path)
