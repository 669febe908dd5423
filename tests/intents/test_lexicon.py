"""Is a mistake in the lexicon told by its file and field?"""

import shutil
from pathlib import Path

import pytest

from intents import LexiconError, load_reader

ILLNESS = "red_flags/illness.yaml"
ENGLISH = Path(__file__).parents[2] / "intents" / "lexicon" / "en"


def family(sign: str, concepts: str = "{}") -> str:
    return f"concepts: {concepts}\nsigns: {{infection: {sign}}}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copy = tmp_path / "en"
    shutil.copytree(ENGLISH, copy)
    return copy


def test_a_copy_of_the_lexicon_loads(folder: Path) -> None:
    assert load_reader(folder=folder).understand("my back hurts").about_back


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("areas.yaml", "neck: [neck]", "areas.yaml: neck"),
        ("areas.yaml", "neck: {sed: [neck]}", "areas.yaml: neck.sed"),
        ("areas.yaml", "neck: {said: [{a: b}]}", "areas.yaml: neck.said"),
        ("areas.yaml", "neck: {said: [neck], level: maybe}", "areas.yaml: neck.level"),
        ("areas.yaml", "neck: [", "areas.yaml"),
        ("concepts.yaml", "pain: [(a|b]", "concepts.yaml: pain"),
        ("commands.yaml", "dance: [dance]", "commands.yaml: dance"),
        ("answers.yaml", "perhaps: [perhaps]", "answers.yaml: perhaps"),
        ("grammar.yaml", "links: [and]", "grammar.yaml"),
        ("values.yaml", "numbers: {one: uno}", "values.yaml: numbers.one"),
        ("words.yaml", "spelling: {a: b}", "words.yaml"),
        ("other_places.yaml", "knee: {kind: joint, said: [knee]}", "other_places.yaml: knee.kind"),
        (ILLNESS, family("{together: [[nosuch, 2]]}"), f"{ILLNESS}: infection.together"),
        (ILLNESS, family("{below_age: young}"), f"{ILLNESS}: infection.below_age"),
        (ILLNESS, family("{}", "{pain: [ache]}"), f"{ILLNESS}: concepts.pain: is a shared"),
        (
            ILLNESS,
            "concepts: {}\nsigns: {ces_bowel: {}}",
            "red_flags/illness.yaml: signs.ces_bowel",
        ),
        (ILLNESS, "concepts: {}\nwords: {}", f"{ILLNESS}: the file.words: unknown field"),
    ],
)
def test_a_mistake_is_told_by_file_and_field(folder: Path, name: str, text: str, told: str) -> None:
    (folder / name).write_text(text, encoding="utf-8")
    with pytest.raises(LexiconError) as error:
        load_reader(folder=folder)
    assert str(error.value).startswith(told)


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "triggers.yaml").unlink()
    with pytest.raises(LexiconError, match=r"triggers\.yaml"):
        load_reader(folder=folder)
