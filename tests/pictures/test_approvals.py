"""Is a figure that nobody looked at, or that changed since, found?"""

from pathlib import Path

import pytest

from content.loader import Content, ContentError, load_content
from content.pictures.approvals import CHOICES, Look, hash_of, load_looks, looks_missing


@pytest.fixture(scope="module")
def everything() -> Content:
    return load_content()


@pytest.fixture
def looks(everything: Content) -> dict[str, Look]:
    """A right look at every figure."""
    ids = list(everything.exercises)
    return {
        each.id: Look(
            figure=hash_of(each.figure),
            among=(each.id, *[other for other in ids if other != each.id][: CHOICES - 1]),
            picked=each.id,
        )
        for each in everything.exercises.values()
        if each.figure is not None
    }


def test_every_figure_looked_at_and_known_is_approved(
    everything: Content, looks: dict[str, Look]
) -> None:
    assert looks
    assert looks_missing(everything, looks) == []


def test_a_figure_nobody_looked_at_is_named(everything: Content, looks: dict[str, Look]) -> None:
    del looks["cat_cow"]
    assert looks_missing(everything, looks) == ["cat_cow: nobody has looked at its figure"]


def test_a_changed_figure_needs_a_new_look(everything: Content, looks: dict[str, Look]) -> None:
    looks["cat_cow"] = looks["cat_cow"].model_copy(update={"figure": "0" * 16})
    assert looks_missing(everything, looks) == [
        "cat_cow: its figure has changed since it was looked at"
    ]


def test_too_few_known_without_text_is_said(everything: Content, looks: dict[str, Look]) -> None:
    wrong = {
        id_: look.model_copy(update={"picked": next(i for i in look.among if i != id_)})
        for id_, look in list(looks.items())[: len(looks) // 5]
    }
    [fault] = looks_missing(everything, looks | wrong)
    assert "too few" in fault


def test_a_look_among_other_names_does_not_count(
    everything: Content, looks: dict[str, Look]
) -> None:
    among = tuple(each for each in everything.exercises if each != "cat_cow")[:CHOICES]
    looks["cat_cow"] = looks["cat_cow"].model_copy(update={"among": among})
    [fault] = looks_missing(everything, looks)
    assert fault.startswith("cat_cow: was not picked among")


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    path = tmp_path / "approved.yaml"
    assert load_looks(path) == {}
    path.write_text("cat_cow: {figure: 1, amon: []}\n")
    with pytest.raises(ContentError, match=r"approved\.yaml"):
        load_looks(path)
