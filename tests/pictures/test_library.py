"""Are figures read where something is drawn and only there, and is a wrong one named?"""

import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from content.files import ContentError
from content.pictures import library
from content.pictures.library import drawn_ids, load_figure, load_figures

DOSE = "dose: {repetitions: 5, move_seconds: 4}\n"
FIGURE = "figure: {start: standing, anchor: foot_r, keys: [{}, {pose: {knee: 20}}]}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One exercise that is drawn and one that is not."""
    (tmp_path / "bend.yaml").write_text(DOSE + FIGURE)
    (tmp_path / "walk.yaml").write_text(DOSE)
    return tmp_path


def test_figures_come_by_exercise(folder: Path) -> None:
    figures = load_figures(folder)
    assert list(figures) == drawn_ids(folder) == ["bend"]
    figure, dose = load_figure("bend", folder)
    assert figure == figures["bend"]
    assert dose.repetitions == 5


@pytest.mark.parametrize(
    ("right", "wrong", "place"),
    [
        ("start: standing", "start: floating", "figure: start 'floating' "),
        ("knee: 20", "knee: 200", r"figure\.keys\.2\.pose: .*knee"),
        ("anchor: foot_r", "ankor: foot_r", r"figure\.ankor: "),
    ],
)
def test_a_wrong_figure_is_named(folder: Path, right: str, wrong: str, place: str) -> None:
    (folder / "bend.yaml").write_text(DOSE + FIGURE.replace(right, wrong))
    for load in (lambda: load_figures(folder), lambda: load_figure("bend", folder)):
        with pytest.raises(ContentError, match=rf"^content/exercises/bend\.yaml: {place}"):
            load()
    assert drawn_ids(folder) == ["bend"]


@pytest.mark.parametrize("command", [("check", "content"), ("pictures", "check")])
def test_both_checks_stop_at_a_wrong_figure(
    command: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails() -> None:
        raise ContentError("content/exercises/bend.yaml: figure.start", "is wrong")

    monkeypatch.setattr(library, "load_figures", fails)
    result = CliRunner().invoke(app, command)
    assert result.exit_code == 2
    assert result.stderr == "backease: content/exercises/bend.yaml: figure.start: is wrong\n"


def test_the_running_bot_loads_nothing_that_draws_exercises() -> None:
    loaded = subprocess.run(
        [sys.executable, "-c", "import sys, bot.app; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    pictures = {name for name in loaded if name.startswith("content.pictures.")}
    assert pictures == {"content.pictures.catalogue", "content.pictures.days"}
    assert not {"PIL", "alembic"} & set(loaded), "what a start seldom needs is loaded later"
