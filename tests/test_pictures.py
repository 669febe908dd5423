"""Do the pictures of the starting positions show bodies as they are, and are they current?"""

from pathlib import Path

import pytest
import yaml
from PIL import Image

from content.loader import ContentError
from content.pictures.body import (
    FOREARM,
    HAND,
    LOWER_SPINE,
    NECK,
    SHIN,
    THIGH,
    UPPER_ARM,
    UPPER_SPINE,
    Ball,
    Body,
    Limb,
    place,
)
from content.pictures.manifest import (
    MAX_BYTES,
    MEDIA,
    build_stills,
    check_stills,
    load_stills,
)
from content.pictures.poses import CHAIR_SEAT, SCENES
from content.pictures.stills import SIZE, draw_still

LEG_JOINTS = ("hip", "knee", "ankle", "heel", "toes")
ARM_JOINTS = ("shoulder", "elbow", "wrist", "fingers")
# What has to lie or stand on the floor.
TOUCHING = {
    "supine_knees_bent": ("trunk", "heel"),
    "supine_one_knee_bent": ("trunk", "heel"),
    "supine_legs_up": ("trunk", "wrist"),
    "supine_calves_on_chair": ("trunk",),
    "prone": ("trunk", "knee", "wrist"),
    "prone_on_elbows_knees": ("elbow", "wrist", "knee"),
    "prone_on_elbows_toes": ("elbow", "wrist", "toes"),
    "side_lying": ("trunk", "knee", "shoulder", "wrist"),
    "hands_and_knees": ("knee", "ankle", "wrist"),
    "half_kneeling": ("knee", "ankle", "heel"),
    "standing": ("heel", "toes"),
    "standing_wall": ("heel", "toes"),
    "sitting": ("heel", "toes"),
    "lying": ("trunk", "heel"),
    "walking": ("heel", "toes"),
}
ON_THE_FLOOR = [position for position in SCENES if position != "water"]


def parts(body: Body) -> dict[str, list[Ball]]:
    """The round pieces of a body by name, both sides together."""
    named: dict[str, list[Ball]] = {"trunk": list(body.trunk())}
    for leg in (body.near_leg, body.far_leg):
        for joint, ball in zip(LEG_JOINTS, leg.balls(), strict=True):
            named.setdefault(joint, []).append(ball)
    for arm in (body.near_arm, body.far_arm):
        for joint, ball in zip(ARM_JOINTS, arm.balls(), strict=True):
            named.setdefault(joint, []).append(ball)
    return named


def lowest(balls: list[Ball]) -> float:
    return min(ball.at.y - ball.radius for ball in balls)


def test_the_committed_pictures_are_what_would_be_drawn_today() -> None:
    assert check_stills() == []


def test_every_position_an_exercise_starts_from_has_a_picture() -> None:
    exercises = (MEDIA.parent / "exercises").glob("*.yaml")
    positions = {
        position
        for exercise in exercises
        for position in yaml.safe_load(exercise.read_text(encoding="utf-8"))["positions"]
    }
    assert positions
    assert positions <= load_stills().keys()


@pytest.mark.parametrize("still", load_stills().values(), ids=load_stills().keys())
def test_a_picture_is_small_and_has_the_agreed_size(still: Path) -> None:
    assert still.stat().st_size <= MAX_BYTES
    with Image.open(still) as picture:
        assert (picture.size, picture.mode) == (SIZE, "P")


def test_no_two_positions_look_the_same() -> None:
    assert len(set(load_stills().values())) == len(SCENES)


@pytest.mark.parametrize("position", SCENES)
def test_bones_have_the_same_length_in_every_position(position: str) -> None:
    body = place(SCENES[position].pose)
    bones = [
        ((body.waist - body.hips).length, LOWER_SPINE),
        ((body.chest - body.waist).length, UPPER_SPINE),
        ((body.head.middle - body.chest).length, NECK),
    ]
    for arm in (body.near_arm, body.far_arm):
        bones += [
            ((arm.elbow - arm.shoulder).length, UPPER_ARM),
            ((arm.wrist - arm.elbow).length, FOREARM),
            ((arm.fingers - arm.wrist).length, HAND),
        ]
    for leg in (body.near_leg, body.far_leg):
        bones += [
            ((leg.knee - leg.hip).length, THIGH),
            ((leg.ankle - leg.knee).length, SHIN),
        ]
    assert [length for length, _ in bones] == pytest.approx([bone for _, bone in bones])


@pytest.mark.parametrize("position", ON_THE_FLOOR)
def test_nothing_is_under_the_floor(position: str) -> None:
    named = parts(place(SCENES[position].pose))
    under = {part: lowest(balls) for part, balls in named.items() if lowest(balls) < -0.5}
    assert under == {}


@pytest.mark.parametrize("position", ON_THE_FLOOR)
def test_what_carries_the_body_touches_the_floor(position: str) -> None:
    named = parts(place(SCENES[position].pose))
    above = {part: lowest(named[part]) for part in TOUCHING[position] if lowest(named[part]) > 2}
    assert above == {}


def test_the_seat_of_a_chair_carries_the_person_or_the_calves() -> None:
    sitting = place(SCENES["sitting"].pose)
    assert lowest(list(sitting.trunk())) == pytest.approx(CHAIR_SEAT, abs=1)
    resting = place(SCENES["supine_calves_on_chair"].pose)
    assert lowest([resting.near_leg.balls()[2]]) == pytest.approx(CHAIR_SEAT, abs=2)


def test_the_back_touches_the_wall() -> None:
    scene = SCENES["standing_wall"]
    trunk = place(scene.pose).trunk()
    assert min(ball.at.x - ball.radius for ball in trunk) == pytest.approx(scene.wall, abs=1)


def test_the_swimmer_keeps_the_head_above_the_water_and_the_feet_in_it() -> None:
    scene = SCENES["water"]
    assert scene.water is not None
    body = place(scene.pose)
    assert lowest([Ball(body.head.middle, 10)]) > scene.water
    assert max(body.near_leg.toes.y, body.far_leg.toes.y) < scene.water


@pytest.mark.parametrize("position", ON_THE_FLOOR)
def test_nothing_is_cut_off_at_the_edges(position: str) -> None:
    # Only the card and the floor are so light.
    picture = draw_still(SCENES[position]).convert("RGB")
    right, top = SIZE[0] - 1, (0, 0, SIZE[0], 1)
    edges = [picture.crop((right, 0, SIZE[0], SIZE[1]))]
    if SCENES[position].wall is None:  # a wall does go on beyond the left and the top
        edges += [picture.crop((0, 0, 1, SIZE[1])), picture.crop(top)]
    for edge in edges:
        colours = edge.getcolors()
        assert colours is not None
        assert all(min(pixel) > 220 for _, pixel in colours if isinstance(pixel, tuple))


def test_the_same_scene_gives_the_same_picture() -> None:
    one, other = draw_still(SCENES["standing"]), draw_still(SCENES["standing"])
    assert one.tobytes() == other.tobytes()
    assert one.getpalette() == other.getpalette()


def test_a_second_build_writes_nothing(tmp_path: Path) -> None:
    media = tmp_path / "media"
    assert len(build_stills(media)) == len(SCENES)
    manifest = (media / "manifest.yaml").read_bytes()
    assert build_stills(media) == []
    assert (media / "manifest.yaml").read_bytes() == manifest
    assert load_stills(tmp_path).keys() == SCENES.keys()
    assert check_stills(media) == []


def test_a_build_mends_what_the_check_finds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = {position: SCENES[position] for position in ("standing", "sitting", "lying")}
    monkeypatch.setattr("content.pictures.manifest.SCENES", few)
    build_stills(tmp_path)
    stills = {p: tmp_path / f"{s}" for p, s in _manifest(tmp_path).items()}
    stills["sitting"].write_bytes(b"not a picture")
    stills["lying"].unlink()
    (tmp_path / "old.png").write_bytes(b"")
    pose = few["standing"].pose
    raised = Limb((-60, 150, 0), pose.near_arm.bend, pose.near_arm.tip)
    few["standing"] = few["standing"]._replace(pose=pose._replace(near_arm=raised))
    assert check_stills(tmp_path) == [
        f"standing: {stills['standing'].name} does not look like its scene",
        f"sitting: {stills['sitting'].name} is not what its name says",
        f"lying: {stills['lying'].name} is missing",
        "old.png: belongs to no scene",
    ]
    assert len(build_stills(tmp_path)) == 3
    assert check_stills(tmp_path) == []
    assert len(list(tmp_path.glob("*.png"))) == 3


def test_a_hand_moved_by_two_centimetres_asks_for_a_new_picture(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scenes = {"sitting": SCENES["sitting"]}
    monkeypatch.setattr("content.pictures.manifest.SCENES", scenes)
    build_stills(tmp_path)
    pose = scenes["sitting"].pose
    x, y, z = pose.near_arm.end
    moved = pose.near_arm._replace(end=(x - 2, y, z))
    scenes["sitting"] = scenes["sitting"]._replace(pose=pose._replace(near_arm=moved))
    assert len(check_stills(tmp_path)) == 1


def test_positions_without_a_picture_and_pictures_without_a_position_are_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scenes = {"standing": SCENES["standing"]}
    monkeypatch.setattr("content.pictures.manifest.SCENES", scenes)
    build_stills(tmp_path)
    scenes["kneeling"] = scenes.pop("standing")
    assert check_stills(tmp_path) == [
        "standing: no such scene",
        "kneeling: not in the manifest",
    ]


def test_a_picture_that_is_too_large_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scenes = {"standing": SCENES["standing"]}
    monkeypatch.setattr("content.pictures.manifest.SCENES", scenes)
    (still,) = build_stills(tmp_path)
    monkeypatch.setattr("content.pictures.manifest.MAX_BYTES", 100)
    assert check_stills(tmp_path) == [f"standing: {still.name} is larger than 100 bytes"]


@pytest.mark.parametrize("text", [None, "", "stills: [one, two]", "stills: {", "films: {}"])
def test_a_manifest_that_cannot_be_read_is_named(tmp_path: Path, text: str | None) -> None:
    media = tmp_path / "media"
    media.mkdir()
    if text is not None:
        (media / "manifest.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ContentError, match=r"media/manifest\.yaml"):
        load_stills(tmp_path)
    assert len(check_stills(media)) == 1


def test_a_manifest_that_names_a_missing_file_stops_the_start(tmp_path: Path) -> None:
    media = tmp_path / "media"
    media.mkdir()
    (media / "manifest.yaml").write_text("stills: {standing: gone.png}", encoding="utf-8")
    with pytest.raises(ContentError, match=r"standing: no file gone\.png"):
        load_stills(tmp_path)


def _manifest(media: Path) -> dict[str, str]:
    stills: dict[str, str] = yaml.safe_load((media / "manifest.yaml").read_text())["stills"]
    return stills
