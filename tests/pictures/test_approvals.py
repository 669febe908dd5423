"""Is a figure that nobody looked at, or that changed since, found?"""

from collections.abc import Mapping
from pathlib import Path

import pytest

from content.files import ContentError
from content.pictures.approvals import CHOICES, Look, hash_of, load_looks, looks_missing
from content.pictures.figure import Figure
from content.pictures.library import load_figures


@pytest.fixture(scope="module")
def figures() -> Mapping[str, Figure]:
    return load_figures()


@pytest.fixture
def looks(figures: Mapping[str, Figure]) -> dict[str, Look]:
    """A right look at every figure."""
    return {
        id_: Look(
            figure=hash_of(figure),
            among=(id_, *[other for other in figures if other != id_][: CHOICES - 1]),
            picked=id_,
        )
        for id_, figure in figures.items()
    }


def test_every_figure_looked_at_and_known_is_approved(
    figures: Mapping[str, Figure], looks: dict[str, Look]
) -> None:
    assert looks
    assert looks_missing(figures, looks) == []


def test_a_figure_nobody_looked_at_is_named(
    figures: Mapping[str, Figure], looks: dict[str, Look]
) -> None:
    del looks["cat_cow"]
    assert looks_missing(figures, looks) == ["cat_cow: nobody has looked at its figure"]


def test_a_changed_figure_needs_a_new_look(
    figures: Mapping[str, Figure], looks: dict[str, Look]
) -> None:
    looks["cat_cow"] = looks["cat_cow"].model_copy(update={"figure": "0" * 16})
    assert looks_missing(figures, looks) == [
        "cat_cow: its figure has changed since it was looked at"
    ]


def test_too_few_known_without_text_is_said(
    figures: Mapping[str, Figure], looks: dict[str, Look]
) -> None:
    wrong = {
        id_: look.model_copy(update={"picked": next(i for i in look.among if i != id_)})
        for id_, look in list(looks.items())[: len(looks) // 5]
    }
    [fault] = looks_missing(figures, looks | wrong)
    assert "too few" in fault


def test_a_look_at_what_has_no_figure_is_named(
    figures: Mapping[str, Figure], looks: dict[str, Look]
) -> None:
    others = {id_: each for id_, each in figures.items() if id_ != "cat_cow"}
    assert looks_missing(others, looks) == ["cat_cow: looked at, but it has no figure"]


def test_a_look_among_other_names_does_not_count(
    figures: Mapping[str, Figure], looks: dict[str, Look]
) -> None:
    among = tuple(each for each in figures if each != "cat_cow")[:CHOICES]
    looks["cat_cow"] = looks["cat_cow"].model_copy(update={"among": among})
    [fault] = looks_missing(figures, looks)
    assert fault.startswith("cat_cow: was not picked among")


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    path = tmp_path / "approved.yaml"
    assert load_looks(path) == {}
    path.write_text("cat_cow: {figure: 1, amon: []}\n")
    with pytest.raises(ContentError, match=r"approved\.yaml"):
        load_looks(path)
