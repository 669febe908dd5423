"""Which exercises have a figure, and at what tempo is each drawn?"""

from pathlib import Path

import yaml
from pydantic import BaseModel, ValidationError

from content.loader import ContentError
from content.models import Dose
from content.pictures.figure import Figure
from content.pictures.motion import Timing

EXERCISES = Path(__file__).parents[1] / "exercises"
_MOVE_SECONDS = 4.0  # of a timed exercise that says nothing of its tempo


class _Page(BaseModel):
    """The two fields of an exercise's page that matter here."""

    dose: Dose
    figure: Figure


def load_figure(id_: str, folder: Path = EXERCISES) -> tuple[Figure, Dose]:
    """The figure of one exercise and its dose. Only its own file is read, which is quick."""
    place = f"content/exercises/{id_}.yaml"
    try:
        text = (folder / f"{id_}.yaml").read_text(encoding="utf-8")
        page = _Page.model_validate(yaml.safe_load(text))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(str(part) for part in first["loc"])
        raise ContentError(f"{place}: {field}", first["msg"]) from None
    except OSError as error:
        raise ContentError(place, f"cannot be read: {error.strerror}") from None
    except yaml.YAMLError as error:
        raise ContentError(place, f"is not YAML: {error}") from None
    return page.figure, page.dose


def drawn_ids(folder: Path = EXERCISES) -> list[str]:
    """The exercises whose page has a figure, in the order of the alphabet."""
    return sorted(
        path.stem
        for path in folder.glob("*.yaml")
        if "\nfigure:" in path.read_text(encoding="utf-8")
    )


def timing_of(dose: Dose, hold_seconds: int | None = None) -> Timing:
    """One repetition of a dose, with another hold if one is given."""
    hold = dose.hold_seconds if hold_seconds is None else hold_seconds
    return Timing(dose.move_seconds or _MOVE_SECONDS, hold)
